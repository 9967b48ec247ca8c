//! A plugin that panics before it is one.
#![expect(clippy::panic, reason = "that is what is tested")]

use kpi_plugin::{About, Plugin};

struct Unlicensed;

impl Plugin for Unlicensed {
    fn about(&self) -> About {
        panic!("no licence")
    }
}

kpi_plugin::export_plugin!(Unlicensed);
