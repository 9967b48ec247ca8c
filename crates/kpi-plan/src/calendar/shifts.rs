//! How far the clock on the project's wall is from UTC, as a table: millions of moments are looked up in it.
//!
//! It says the same as [`super::Calendar::instant`] and the time zone itself, which are asked for moments that lie outside
//! of the table: a look-up in a table that is in the processor's cache takes a few nanoseconds, a question to the zone a
//! hundred.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;

/// The table reaches from the beginning of this year …
const FIRST_YEAR: i16 = 1800;
/// … to the beginning of this one.
const END_YEAR: i16 = 2200;
/// The table is used up to two days inside of that, so that neither clock leads out of it. In microseconds.
const MARGIN: i64 = 2 * 86_400_000_000;

/// The shifts of a time zone.
#[derive(Clone, Debug)]
pub struct Shifts {
    zone: TimeZone,
    /// In order; never empty.
    stretches: Vec<Stretch>,
    /// No wall-clock time and no instant before it is in the table.
    first: i64,
    /// No wall-clock time and no instant from it on is in the table.
    end: i64,
}

/// A stretch of time with one shift. All in microseconds.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Its first instant.
    instant: i64,
    /// The first wall-clock time that is read with its shift. In a fold that is the time behind both showings, in a gap
    /// the time behind the gap: what is shown twice is the first showing, and what was skipped is the time after the gap.
    wall: i64,
    /// Wall-clock time − UTC.
    shift: i64,
}

impl Shifts {
    /// The shifts of a zone.
    pub fn of(zone: &TimeZone) -> Self {
        let at = |year: i16| zone.to_timestamp(date(year, 1, 1).at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
        let (first, end) = (at(FIRST_YEAR), at(END_YEAR));
        let microseconds = |seconds: i32| i64::from(seconds) * 1_000_000;
        let mut shift = microseconds(zone.to_offset(first).seconds());
        let mut stretches = vec![Stretch { instant: i64::MIN, wall: i64::MIN, shift }];
        for change in zone.following(first).take_while(|change| change.timestamp() < end) {
            let next = microseconds(change.offset().seconds());
            let instant = change.timestamp().as_microsecond();
            stretches.push(Stretch { instant, wall: instant + shift.max(next), shift: next });
            shift = next;
        }
        Self {
            zone: zone.clone(),
            stretches,
            first: first.as_microsecond() + MARGIN,
            end: end.as_microsecond() - MARGIN,
        }
    }

    /// The instant of a wall-clock time, both in microseconds since 1970.
    pub fn instant(&self, wall: i64) -> i64 {
        if wall < self.first || wall >= self.end {
            return self.asked_instant(wall);
        }
        wall - self.shift(|stretch| stretch.wall <= wall)
    }

    /// The wall-clock time of an instant, both in microseconds since 1970.
    pub fn wall(&self, instant: i64) -> i64 {
        if instant < self.first || instant >= self.end {
            return self.asked_wall(instant);
        }
        instant + self.shift(|stretch| stretch.instant <= instant)
    }

    /// The shift of the last stretch that has begun.
    fn shift(&self, has_begun: impl Fn(&Stretch) -> bool) -> i64 {
        let after = self.stretches.partition_point(has_begun);
        self.stretches.get(after.saturating_sub(1)).map_or(0, |stretch| stretch.shift)
    }

    /// Beyond the years that a zone knows, its clock goes like UTC's.
    fn asked_instant(&self, wall: i64) -> i64 {
        let moment = Timestamp::from_microsecond(wall).map(|moment| TimeZone::UTC.to_datetime(moment));
        let instant = moment.and_then(|moment: DateTime| self.zone.to_ambiguous_timestamp(moment).compatible());
        instant.map_or(wall, Timestamp::as_microsecond)
    }

    fn asked_wall(&self, instant: i64) -> i64 {
        let moment = Timestamp::from_microsecond(instant).map(|moment| self.zone.to_datetime(moment));
        let wall = moment.and_then(|moment| TimeZone::UTC.to_timestamp(moment));
        wall.map_or(instant, Timestamp::as_microsecond)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Every quarter of an hour around each change of the clock says what the zone says, and so do some far moments.
    #[test]
    fn it_says_what_the_zone_says() {
        for name in [
            "Europe/Berlin",
            "America/Sao_Paulo",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Asia/Kolkata",
            "Africa/Monrovia",
        ] {
            let zone = TimeZone::get(name).unwrap();
            let shifts = Shifts::of(&zone);
            let start: Timestamp = "1850-01-01T00:00:00Z".parse().unwrap();
            let changes: Vec<i64> =
                zone.following(start).take(300).map(|change| change.timestamp().as_microsecond()).collect();
            let far =
                [-400_000_000_000_000_000, -5_400_000_000_000_000, 0, 7_258_118_400_000_000, 200_000_000_000_000_000];
            for middle in changes.into_iter().chain(far) {
                for quarter in -110..110 {
                    let moment = middle + quarter * 900_000_000 + 1;
                    assert_eq!(shifts.wall(moment), shifts.asked_wall(moment), "{name} {moment}");
                    assert_eq!(shifts.instant(moment), shifts.asked_instant(moment), "{name} {moment}");
                }
            }
        }
    }

    #[test]
    fn the_ends_of_the_numbers_do_not_overflow() {
        let shifts = Shifts::of(&TimeZone::get("Europe/Berlin").unwrap());
        assert_eq!((shifts.instant(i64::MIN), shifts.wall(i64::MAX)), (i64::MIN, i64::MAX));
    }
}
