//! The made-up company: who its people are, and when things happen to them.
//!
//! [`tables`] draws the rows of each table, [`writing`] puts them into files, [`draw`] is the chance behind it all, [`span`]
//! the months. Nothing depends on what was drawn before, so a table of any length is written piece by piece. It is no
//! simulation: for one in which customers behave, see the crate of the example company.

mod draw;
mod span;
mod tables;
mod writing;

pub(crate) use span::{END, Months};
pub(crate) use writing::{rows, write_data, write_project};

use draw::{Draw, mix};

/// The size of the company.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Company {
    /// Rows of the largest table.
    pub(crate) events: u64,
    /// Which months hold rows.
    pub(crate) months: Months,
}

/// The segments, with the share of people in tenths that belong to them or to one before.
const SEGMENTS: [(&str, u64); 3] = [("small", 6), ("medium", 9), ("enterprise", 10)];

impl Company {
    /// How many people there are.
    pub(crate) fn people(&self) -> u64 {
        (self.events / 100).max(10)
    }

    /// One of the people; some appear much more often than others.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below 2^53"
    )]
    fn person(&self, draw: Draw, column: u64, row: u64) -> u64 {
        let unit = draw.unit(column, row);
        (unit * unit * self.people() as f64) as u64
    }

    /// When row number `row` of `of` happens, in microseconds since 1970. Later rows are never earlier, and the company
    /// grows: its last days see nearly twice the rows of its first.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "microseconds of a century fit")]
    fn moment(&self, draw: Draw, row: u64, of: u64) -> i64 {
        let (start, end) = (self.months.microsecond(0), self.months.microsecond(self.months.count()));
        let place = (row as f64 + draw.unit(0, row)) / of as f64;
        let grown = place * (1.3 - 0.3 * place);
        (start + (grown * (end - start) as f64) as i64).clamp(start, end - 1)
    }
}

/// The segment that a person belongs to.
fn segment(person: u64) -> &'static str {
    let tenth = mix(person ^ 0x5e67) % 10;
    SEGMENTS.iter().find(|(_, behind)| tenth < *behind).map_or("small", |(name, _)| name)
}
