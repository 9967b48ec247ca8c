//! The values of date, datetime and duration columns: plain numbers with a calendar around them.
//!
//! No time zones here: a datetime is the reading of the project's clock. What a plugin returns is read the same way.

/// A calendar date, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct Date(pub i32);

/// A date and time of the project's clock, as microseconds since 1970-01-01 00:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct Datetime(pub i64);

/// A length of time, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct Duration(pub i64);

/// Microseconds of a day.
pub const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

impl Date {
    /// The date of a year, month (1 to 12) and day, or nothing if there is no such date.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=12).contains(&month) || day == 0 || day > days_of_month(year, month) {
            return None;
        }
        // Years are counted from March, so that the leap day is the last one; eras have 400 years.
        let shifted_year = i64::from(year) - i64::from(month <= 2);
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let month_from_march = i64::from((month + 9) % 12);
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        i32::try_from(era * 146_097 + day_of_era - 719_468).ok().map(Self)
    }

    /// Year, month (1 to 12) and day.
    pub fn ymd(self) -> (i32, u32, u32) {
        let days = i64::from(self.0) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (narrow(year), month.unsigned_abs().try_into().unwrap_or(1), day.unsigned_abs().try_into().unwrap_or(1))
    }

    /// Midnight, when the date begins.
    pub fn start(self) -> Datetime {
        Datetime(i64::from(self.0) * MICROSECONDS_PER_DAY)
    }
}

impl Datetime {
    /// The date on the calendar.
    pub fn date(self) -> Date {
        Date(narrow(self.0.div_euclid(MICROSECONDS_PER_DAY)))
    }
}

/// Years and days of 64-bit microseconds and 32-bit days always fit.
fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

fn days_of_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_there_and_back() {
        assert_eq!(Date::from_ymd(1970, 1, 1), Some(Date(0)));
        assert_eq!(Date::from_ymd(2000, 3, 1), Some(Date(11_017)));
        assert_eq!(Date::from_ymd(2026, 2, 29), None);
        assert_eq!(Date::from_ymd(2026, 13, 1), None);
        assert_eq!(Date::from_ymd(2024, 2, 29).map(Date::ymd), Some((2024, 2, 29)));
        for days in (-1_000_000..1_000_000).step_by(97) {
            let (year, month, day) = Date(days).ymd();
            assert_eq!(Date::from_ymd(year, month, day), Some(Date(days)));
        }
    }

    #[test]
    fn a_datetime_before_1970_belongs_to_its_own_day() {
        assert_eq!(Datetime(-1).date(), Date(-1));
        assert_eq!(Datetime(-MICROSECONDS_PER_DAY).date(), Date(-1));
        assert_eq!(Date(3).start().date(), Date(3));
    }
}
