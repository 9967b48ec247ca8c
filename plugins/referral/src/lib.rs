//! Referral links: who sent a visitor.
//!
//! Two functions, one file each: `referral.code(link)` gives the code of the customer who sent the link, and
//! `referral.is_referral(url)` says whether there is one. What a link is and where the code stands in it is in
//! `link.rs`; the rest of this crate turns columns into columns.
//!
//! ```text
//! [plugin.referral]
//! path = "plugins/libkpi_referral.so"
//!
//! visits.referred_by = referral.code(landing_url)
//! referred_share     = avg(referral.is_referral(visits.landing_url)) * 100
//! ```

mod code;
mod is_referral;
mod link;

use kpi_plugin::{About, Function, Plugin};

struct Referral;

impl Plugin for Referral {
    fn about(&self) -> About {
        About::new("referral", env!("CARGO_PKG_VERSION"), "Referral links: which customer sent a visitor")
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        vec![Box::new(code::CodeOfLink), Box::new(is_referral::IsReferral)]
    }
}

kpi_plugin::export_plugin!(Referral);
