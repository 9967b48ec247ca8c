//! The months that the data fill.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The day behind the last of the data.
pub(crate) const END: Date = date(2026, 7, 1);

/// Some whole months that end with June 2026.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Months {
    count: i32,
}

const DAY_MICROSECONDS: i64 = 86_400_000_000;

impl Months {
    /// The last so many months.
    pub(crate) fn last(count: u32) -> Self {
        Self { count: i32::try_from(count).unwrap_or(1) }
    }

    /// How many.
    pub(crate) fn count(self) -> i32 {
        self.count
    }

    /// The first day of a month by its number; the first of the data has number 0, those before are negative.
    pub(crate) fn first_day(self, month: i32) -> Date {
        END.checked_sub((self.count - month).months()).unwrap_or(END)
    }

    /// Days since 1970 of the first day of a month.
    pub(crate) fn day_number(self, month: i32) -> i32 {
        days(self.first_day(month))
    }

    /// Microseconds since 1970 of the first moment of a month.
    pub(crate) fn microsecond(self, month: i32) -> i64 {
        i64::from(self.day_number(month)) * DAY_MICROSECONDS
    }

    /// How many days they have.
    pub(crate) fn days(self) -> i32 {
        self.day_number(self.count) - self.day_number(0)
    }

    /// As `2026-06`.
    pub(crate) fn name(self, month: i32) -> String {
        self.first_day(month).strftime("%Y-%m").to_string()
    }
}

/// Days since 1970.
fn days(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}
