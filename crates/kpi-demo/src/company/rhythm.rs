//! When things happen: the seasons of a year, the days of a week, the hours of a day.

use crate::calendar::{Calendar, Day, Moment, Month};
use crate::random::Random;

/// January to December, as factors around 1.
pub(crate) type Seasons = [f64; 12];

/// Shopping: gifts in November and December, a quiet summer.
pub(crate) const SHOPPING: Seasons = [0.90, 0.88, 0.96, 0.97, 1.00, 0.98, 0.90, 0.87, 0.99, 1.07, 1.20, 1.38];
/// Work: holidays in August and at the end of December.
pub(crate) const WORKING: Seasons = [1.00, 1.03, 1.05, 1.00, 1.00, 1.01, 0.94, 0.84, 1.04, 1.06, 1.05, 0.86];
/// New customers.
pub(crate) const WINNING: Seasons = [1.02, 0.96, 1.04, 1.03, 1.00, 1.03, 0.88, 0.76, 1.10, 1.16, 1.14, 0.84];
/// Customers who leave: contracts end with the year.
pub(crate) const LEAVING: Seasons = [1.26, 1.04, 0.96, 0.94, 0.94, 1.06, 0.92, 0.94, 0.98, 0.96, 0.94, 1.06];

/// The factor of a month.
pub(crate) fn season(seasons: &Seasons, number: i32) -> f64 {
    usize::try_from(number - 1).ok().and_then(|index| seasons.get(index)).copied().unwrap_or(1.0)
}

/// What people are doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// Working: weekdays, office hours.
    Office,
    /// Visiting the site: evenings and Sundays too.
    Leisure,
}

impl Rhythm {
    fn weekday(self, weekday: i32) -> f64 {
        match (self, weekday) {
            (Self::Office, 5) => 0.22,
            (Self::Office, 6) => 0.16,
            (Self::Office, 4) => 1.12,
            (Self::Office, _) => 1.26,
            (Self::Leisure, 5) => 0.84,
            (Self::Leisure, 6) => 1.10,
            (Self::Leisure, 0) => 1.06,
            (Self::Leisure, _) => 1.0,
        }
    }

    /// A moment of a day, never in the hour that the change to or from summer time skips or repeats.
    pub(crate) fn moment(self, day: Day, random: &mut Random) -> Moment {
        let hour = match self {
            Self::Office if random.chance(0.86) => random.between(7, 18),
            Self::Leisure if random.chance(0.45) => random.between(17, 22),
            Self::Office | Self::Leisure => random.between(6, 22),
        };
        day.at(hour * 3_600 + random.between(0, 3_599))
    }

    /// A day of a month, from `first` on.
    pub(crate) fn day(self, first: Day, month: &Month, random: &mut Random) -> Day {
        let mut day = first;
        for _ in 0..4 {
            day = Day(random.between(first.0, month.end.0 - 1));
            if random.chance(self.weekday(day.weekday()) / 1.26) {
                break;
            }
        }
        day
    }
}

/// Shares a number of rows out among the days of the calendar: none is lost, none is added.
pub(crate) fn per_day(
    total: u64,
    growth: f64,
    seasons: &Seasons,
    rhythm: Rhythm,
    calendar: &Calendar,
    random: &mut Random,
) -> Vec<u64> {
    let weights = calendar.days().map(|day| {
        let trend = 1.0 + growth * calendar.progress(day);
        trend * season(seasons, day.civil().1) * rhythm.weekday(day.weekday()) * random.scale(0.88, 1.12)
    });
    share_out(total, &weights.collect::<Vec<_>>())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of rows lie far below 2^53 and are not negative"
)]
fn share_out(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    let (mut reached, mut given) = (0.0, 0);
    let mut shares: Vec<u64> = weights
        .iter()
        .map(|weight| {
            reached += weight;
            let upto = (total as f64 * (reached / sum)).floor() as u64;
            let share = upto.saturating_sub(given);
            given += share;
            share
        })
        .collect();
    if let Some(last) = shares.last_mut() {
        *last += total.saturating_sub(given);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::{SHOPPING, season, share_out};

    #[test]
    fn shares_add_up() {
        for total in [0, 1, 7, 1_000_003] {
            assert_eq!(share_out(total, &[1.0, 0.5, 2.0, 0.1]).iter().sum::<u64>(), total);
        }
    }

    #[test]
    fn december_is_the_season() {
        assert!(season(&SHOPPING, 12) > 1.3 && season(&SHOPPING, 2) < 0.9);
    }
}
