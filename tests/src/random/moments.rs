//! Periods worth a look, and moments around their edges.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use super::Choices;
use crate::reference::Calendar;
use crate::suite::request::Request;

/// When a trial plays.
#[derive(Clone, Debug)]
pub struct Scene {
    /// What is asked for.
    pub request: Request,
    first: Date,
    end: Date,
}

const PERIODS: [&str; 12] = [
    "2026-06",
    "2026-03",
    "2026-10",
    "2024-02",
    "2026-Q1",
    "2026-W13",
    "2026-W44",
    "2026-03-29",
    "2026-10-25",
    "2024-02-29",
    "2026",
    "2026-12",
];

impl Scene {
    /// Draws a period and how many there are of it.
    pub fn draw(choices: &mut Choices) -> Self {
        let period = choices.one_of(&PERIODS).to_owned();
        let trend = u32::try_from(1 + choices.below(3)).expect("a small number");
        let window = Calendar::of(&kpi_config::Project::default()).called(&period).expect("a period");
        let day = |edge: Option<jiff::Timestamp>| edge.expect("an edge").to_zoned(jiff::tz::TimeZone::UTC).date();
        let (first, end) = (day(window.start), day(window.end));
        Self { request: Request { period, trend, as_of: None }, first, end }
    }

    /// A day: near an edge of the period, inside it, or before it.
    pub fn day(&self, choices: &mut Choices) -> Date {
        let length = self.first.until(self.end).expect("days").get_days();
        let inside = i32::try_from(choices.below(usize::try_from(length).expect("a length"))).expect("days");
        let few = i32::try_from(choices.below(3)).expect("a small number") - 1;
        let many = i32::try_from(choices.below(120)).expect("a small number");
        let (base, days) = match choices.below(6) {
            0 | 1 => (self.first, inside),
            2 => (self.first, few),
            3 => (self.end, few),
            4 => (self.first, -many),
            _ => (self.end, many / 4),
        };
        base.checked_add(days.days()).expect("a day")
    }

    /// A wall-clock time, often at an edge of the day or where clocks change.
    pub fn moment(&self, choices: &mut Choices) -> DateTime {
        let times = [(0, 0, 0), (23, 59, 59), (12, 0, 0), (2, 30, 0), (1, 59, 59), (3, 0, 0), (0, 30, 0), (22, 0, 0)];
        let (hour, minute, second) = choices.one_of(&times);
        self.day(choices).to_datetime(Time::new(hour, minute, second, 0).expect("a time"))
    }
}
