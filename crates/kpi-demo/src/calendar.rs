//! Days and moments of the wall clock, and the months that the example company has lived through.
//!
//! Moments carry no time zone: they are what the clock on the company's wall showed. Nothing ever happens between 2 and 3 in
//! the morning, the hour that a change to or from summer time skips or repeats.

use std::fmt;

use jiff::civil::Date;

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) i32);

/// A second of the wall clock, counted from the start of 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) i64);

impl Day {
    /// The day of a year, month (1 to 12) and day (1 to 31) of the Gregorian calendar.
    pub(crate) const fn from_civil(year: i32, month: i32, day: i32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year - era * 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
    }

    /// Year, month and day.
    pub(crate) const fn civil(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted - era * 146_097;
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = (month_from_march + 2) % 12 + 1;
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day_of_year - (153 * month_from_march + 2) / 5 + 1)
    }

    /// 0 for Monday to 6 for Sunday.
    pub(crate) const fn weekday(self) -> i32 {
        (self.0 + 3).rem_euclid(7)
    }

    /// So many days later.
    pub(crate) const fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// So many months later; the last day of the month when it has no such day.
    pub(crate) fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.civil();
        let counted = year * 12 + month - 1 + months;
        let (year, month) = (counted.div_euclid(12), counted.rem_euclid(12) + 1);
        Self::from_civil(year, month, day.min(days_of_month(year, month)))
    }

    /// A moment of this day.
    pub(crate) fn at(self, seconds: i32) -> Moment {
        Moment(i64::from(self.0) * 86_400 + i64::from(seconds))
    }
}

impl Moment {
    /// The day in which it lies.
    pub(crate) fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(86_400)).unwrap_or_default())
    }

    /// So many seconds later.
    pub(crate) fn plus(self, seconds: i32) -> Self {
        Self(self.0 + i64::from(seconds))
    }

    /// This moment, or one hour later where it would lie in the hour in which nothing happens.
    pub(crate) fn outside_the_changing_hour(self) -> Self {
        if self.0.rem_euclid(86_400) / 3_600 == 2 { self.plus(3_600) } else { self }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.rem_euclid(86_400);
        write!(formatter, "{}T{:02}:{:02}:{:02}", self.day(), seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self::from_civil(i32::from(date.year()), i32::from(date.month()), i32::from(date.day()))
    }
}

fn days_of_month(year: i32, month: i32) -> i32 {
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Day::from_civil(next_year, next_month, 1).0 - Day::from_civil(year, month, 1).0
}

/// One month of the data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Month {
    /// Its first day.
    pub(crate) first: Day,
    /// The day after its last.
    pub(crate) end: Day,
    /// 1 for January to 12 for December.
    pub(crate) number: i32,
    /// Counted from the first month of the data, which is 0.
    pub(crate) index: i32,
}

impl Month {
    /// How many days it has.
    pub(crate) fn days(&self) -> i32 {
        self.end.0 - self.first.0
    }
}

/// The time that the data cover.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    /// The first day with data.
    pub(crate) first: Day,
    /// The day after the last with data.
    pub(crate) end: Day,
    /// Its months in order; the last one may end before the calendar's month does.
    pub(crate) months: Vec<Month>,
}

fn month_after(first: Day, index: i32, end: Day) -> Month {
    let first = first.plus_months(index);
    Month { first, end: first.plus_months(1).min(end), number: first.civil().1, index }
}

/// How many months of data there are.
pub(crate) const MONTHS: i32 = 24;

impl Calendar {
    /// The months up to a day.
    pub(crate) fn up_to(last: Day) -> Self {
        let end = last.plus(1);
        let (year, month, _) = last.civil();
        let first = Day::from_civil(year, month, 1).plus_months(1 - MONTHS);
        Self { first, end, months: (0..MONTHS).map(|index| month_after(first, index, end)).collect() }
    }

    /// So many months before the data.
    pub(crate) fn earlier(&self, months: i32) -> impl Iterator<Item = Month> + use<> {
        let (first, end) = (self.first, self.end);
        (-months..0).map(move |index| month_after(first, index, end))
    }

    /// So many months after the data.
    pub(crate) fn later(&self, months: i32) -> impl Iterator<Item = Month> + use<> {
        let (first, end) = (self.first, self.end.plus_months(months + 1));
        (MONTHS..MONTHS + months).map(move |index| month_after(first, index, end))
    }

    /// Every day in order.
    pub(crate) fn days(&self) -> impl Iterator<Item = Day> + use<> {
        (self.first.0..self.end.0).map(Day)
    }

    /// Whether the data reach to that moment.
    pub(crate) fn has(&self, moment: Moment) -> bool {
        self.first.at(0) <= moment && moment < self.end.at(0)
    }

    /// Whether the data reach to that day.
    pub(crate) fn has_day(&self, day: Day) -> bool {
        self.first <= day && day < self.end
    }

    /// A moment that has come by the end of the data; none otherwise.
    pub(crate) fn known(&self, moment: Moment) -> Option<Moment> {
        (moment < self.end.at(0)).then_some(moment)
    }

    /// A day that has come by the end of the data; none otherwise.
    pub(crate) fn known_day(&self, day: Day) -> Option<Day> {
        (day < self.end).then_some(day)
    }

    /// How much of the whole time lies before a day: 0 to 1.
    pub(crate) fn progress(&self, day: Day) -> f64 {
        f64::from(day.0 - self.first.0) / f64::from((self.end.0 - self.first.0).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, Day, Moment};

    #[test]
    fn days_go_to_dates_and_back() {
        assert_eq!(Day::from_civil(1970, 1, 1), Day(0));
        assert_eq!(Day::from_civil(2026, 7, 1), Day(20_635));
        for day in -100_000..100_000 {
            let (year, month, date) = Day(day).civil();
            assert_eq!(Day::from_civil(year, month, date), Day(day));
        }
        assert_eq!(Day::from_civil(2026, 6, 29).weekday(), 0);
    }

    #[test]
    fn months_are_added_and_clamped() {
        assert_eq!(Day::from_civil(2025, 1, 31).plus_months(1), Day::from_civil(2025, 2, 28));
        assert_eq!(Day::from_civil(2024, 2, 29).plus_months(-12), Day::from_civil(2023, 2, 28));
        assert_eq!(Day::from_civil(2025, 11, 30).plus_months(3), Day::from_civil(2026, 2, 28));
    }

    #[test]
    fn text_is_iso() {
        assert_eq!(Day::from_civil(2026, 6, 3).to_string(), "2026-06-03");
        assert_eq!(Day::from_civil(2026, 6, 3).at(3_661).to_string(), "2026-06-03T01:01:01");
        assert_eq!(Moment(2 * 3_600 + 1).outside_the_changing_hour(), Moment(3 * 3_600 + 1));
    }

    #[test]
    fn two_years_end_with_the_last_day() {
        let calendar = Calendar::up_to(Day::from_civil(2026, 6, 30));
        assert_eq!(calendar.first, Day::from_civil(2024, 7, 1));
        assert_eq!(calendar.end, Day::from_civil(2026, 7, 1));
        assert_eq!(calendar.months.len(), 24);
        assert_eq!(calendar.days().count(), 730);
        assert!(calendar.has(Day::from_civil(2026, 6, 30).at(86_399)) && !calendar.has_day(calendar.end));
    }
}
