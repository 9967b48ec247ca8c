//! ISO dates and date-times as text, and their numbers.

use jiff::civil;

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// `2026-07-31` as days since 1970-01-01.
pub(super) fn iso_date(text: &str) -> Option<i32> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else { return None };
    let year = number(&[y1, y2, y3, y4])?;
    let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
    let date = civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(days(date))
}

/// `2026-07-31 23:59:59.123456` or with `T`, and perhaps `Z` or an offset: microseconds, and the offset in seconds.
pub(super) fn iso_moment(text: &str) -> Option<(i64, Option<i32>)> {
    let day = iso_date(text.get(..10)?)?;
    let rest = text.get(10..)?.strip_prefix(['T', ' ', 't'])?;
    let (clock, offset) = split_offset(rest)?;
    let (clock, fraction) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, micros(fraction)?),
        None => (clock, 0),
    };
    let seconds = match *clock.as_bytes() {
        [h1, h2, b':', m1, m2] => time([h1, h2], [m1, m2], *b"00")?,
        [h1, h2, b':', m1, m2, b':', s1, s2] => time([h1, h2], [m1, m2], [s1, s2])?,
        _ => return None,
    };
    Some((i64::from(day) * MICROS_PER_DAY + seconds * MICROS_PER_SECOND + fraction, offset))
}

/// The days since 1970-01-01.
pub(super) fn days(date: civil::Date) -> i32 {
    let epoch = civil::date(1970, 1, 1);
    i32::try_from(date.duration_since(epoch).as_hours() / 24).unwrap_or(i32::MAX)
}

/// The microseconds since 1970-01-01T00:00 on the same clock.
pub(super) fn wall(moment: civil::DateTime) -> i64 {
    let time = moment.time();
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    i64::from(days(moment.date())) * MICROS_PER_DAY
        + seconds * MICROS_PER_SECOND
        + i64::from(time.subsec_nanosecond() / 1000)
}

/// The microseconds since 1970-01-01T00:00 in UTC, of a clock in a zone. Hours that a clock shows twice are the first
/// of the two; hours that it skips are read as if it had not been put forward yet.
pub(crate) fn instant(wall: i64, zone: &jiff::tz::TimeZone) -> Option<i64> {
    let civil = jiff::Timestamp::from_microsecond(wall).ok()?.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    Some(zone.to_timestamp(civil).ok()?.as_microsecond())
}

/// The time of day and the offset behind it.
fn split_offset(text: &str) -> Option<(&str, Option<i32>)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (clock, offset) = (text.get(..at)?, text.get(at..)?);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = match *offset.as_bytes().get(1..)? {
        [h1, h2] => (number(&[h1, h2])?, 0),
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => (number(&[h1, h2])?, number(&[m1, m2])?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some((clock.trim_end(), Some(sign * (hours * 3600 + minutes * 60))))
}

fn time(hour: [u8; 2], minute: [u8; 2], second: [u8; 2]) -> Option<i64> {
    let (hour, minute, second) = (number(&hour)?, number(&minute)?, number(&second)?);
    (hour < 24 && minute < 60 && second < 60).then_some(i64::from(hour * 3600 + minute * 60 + second))
}

/// A fraction of a second as microseconds; what is finer is cut off.
fn micros(fraction: &str) -> Option<i64> {
    let digits = fraction.as_bytes();
    if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let kept = digits.iter().copied().chain(std::iter::repeat(b'0')).take(6);
    Some(kept.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(iso_date("1970-01-02"), Some(1));
        assert_eq!(iso_date("1969-12-31"), Some(-1));
        assert_eq!(iso_date("2024-02-29"), Some(19_782));
        for text in ["2023-02-29", "2024-13-01", "24-01-01", "2024-1-1", "2024-01-01 ", "2024/01/01"] {
            assert_eq!(iso_date(text), None, "{text}");
        }
    }

    #[test]
    fn moments() {
        assert_eq!(iso_moment("1970-01-01 00:00:01"), Some((1_000_000, None)));
        assert_eq!(iso_moment("1970-01-01T00:01"), Some((60_000_000, None)));
        assert_eq!(iso_moment("1970-01-02T00:00:00.5Z"), Some((86_400_500_000, Some(0))));
        assert_eq!(iso_moment("1970-01-01 00:00:00.123456789+02:00"), Some((123_456, Some(7200))));
        assert_eq!(iso_moment("1970-01-01 00:00:00 -0130"), Some((0, Some(-5400))));
        for text in [
            "1970-01-01",
            "1970-01-01 24:00",
            "1970-01-01 1:00",
            "1970-01-01x00:00",
            "1970-01-01 00:00:00.",
            "1970-01-01 00:61",
        ] {
            assert_eq!(iso_moment(text), None, "{text}");
        }
    }

    #[test]
    fn clocks_in_a_zone() {
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").ok();
        let wall = |text| iso_moment(text).map(|moment| moment.0);
        let at = |text| instant(wall(text)?, zone.as_ref()?);
        assert!(at("2026-07-01 12:00").is_some());
        assert_eq!(at("2026-07-01 12:00"), wall("2026-07-01 10:00"));
        assert_eq!(at("2026-10-25 02:30"), wall("2026-10-25 00:30"));
        assert_eq!(at("2026-03-29 02:30"), wall("2026-03-29 01:30"));
    }
}
