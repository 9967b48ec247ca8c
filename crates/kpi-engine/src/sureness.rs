//! How sure a value is, as the result says it: asked for or not, known or not, and if not, why.

use kpi_plan::{Evaluator, Key, PlannedItem};

use crate::report::Interval;

/// What is known of how far a value strays.
#[derive(Clone, Debug)]
pub(crate) enum Sureness {
    /// Nobody asked: the value is taken as exact.
    NotAsked,
    /// Its interval.
    Known(Interval),
    /// An interval was asked for and there is none: the reason.
    Unknown(String),
}

impl Sureness {
    /// That of an item's value in a slice.
    pub(crate) fn of(evaluator: &Evaluator<'_>, item: &PlannedItem, slice: &[Key]) -> Self {
        match evaluator.interval(item, slice) {
            None => Self::NotAsked,
            Some(Err(reason)) => Self::Unknown(format!("no interval: {reason}")),
            Some(Ok(found)) => {
                let kpi_plan::Interval { low, high, level, method } = found;
                Self::Known(Interval { low, high, level, method: method.word() })
            }
        }
    }

    /// Why there is no interval although one was asked for.
    pub(crate) fn unknown(&self) -> Option<&str> {
        match self {
            Self::Unknown(reason) => Some(reason),
            Self::NotAsked | Self::Known(_) => None,
        }
    }

    /// The interval, if it is known.
    pub(crate) fn interval(&self) -> Option<&Interval> {
        match self {
            Self::Known(interval) => Some(interval),
            Self::NotAsked | Self::Unknown(_) => None,
        }
    }
}
