//! What users do in the product, day by day: the biggest table.
//!
//! Days are made one after the other and forgotten, so that any number of rows takes the same memory. Use fades in the weeks
//! before a customer leaves.

use super::life::Life;
use super::offer::FEATURES;
use super::presence::Presence;
use super::rhythm::{Rhythm, WORKING, per_day};
use crate::calendar::{Calendar, Day};
use crate::random::Random;
use crate::tables::site::Event;

/// The events of each day, ordered by time.
#[derive(Clone, Debug)]
pub(crate) struct Usage<'a> {
    presence: Presence<'a>,
    features: Vec<(i32, Vec<(&'static str, f64)>)>,
    days: std::vec::IntoIter<(Day, u64)>,
    random: Random,
}

impl<'a> Usage<'a> {
    /// So many events in all, as long as there are customers.
    pub(crate) fn of(lives: &'a [Life], rows: u64, calendar: &Calendar, seed: u64) -> Self {
        let mut random = Random::stream(seed, "usage");
        let shares = per_day(rows, 0.5, &WORKING, Rhythm::Office, calendar, &mut random);
        let days = calendar.days().zip(shares).collect::<Vec<_>>().into_iter();
        let features = calendar.months.iter().map(|month| (month.first.0, offered(month.index))).collect();
        Self { presence: Presence::of(lives), features, days, random }
    }

    fn feature(&mut self, day: Day) -> Option<&'static str> {
        let months = self.features.iter().rev();
        let offered = months.skip_while(|(first, _)| *first > day.0).map(|(_, offered)| offered).next()?;
        if self.random.chance(0.18) { None } else { Some(self.random.weighted(offered)) }
    }
}

/// The features of a month; new ones find their users within half a year.
fn offered(month: i32) -> Vec<(&'static str, f64)> {
    let ripe = |since: i32| if since == 0 { 1.0 } else { (f64::from(month - since + 1) / 6.0).clamp(0.0, 1.0) };
    FEATURES.iter().map(|(name, share, since)| (*name, share * ripe(*since))).collect()
}

fn activity(life: &Life, day: Day) -> f64 {
    let fading = if life.ended_on.is_some_and(|end| end.0 - day.0 < 45) { 0.3 } else { 1.0 };
    let users = 0.16 + 0.84 * f64::from(life.users.min(12)) / 12.0;
    life.engagement * life.engagement * users * fading
}

impl Iterator for Usage<'_> {
    type Item = Vec<Event>;

    fn next(&mut self) -> Option<Self::Item> {
        let (day, mut left) = self.days.next()?;
        self.presence.advance(day);
        let mut events = Vec::new();
        while left > 0 {
            let Some(life) = self.presence.draw(day, |life| activity(life, day), &mut self.random) else { break };
            let user = self.random.below(life.users).min(self.random.below(life.users));
            let user_id = life.customer_id * 100 + i64::from(user);
            let mut happened_at = Rhythm::Office.moment(day, &mut self.random);
            for _ in 0..u64::from(1 + self.random.below(3)).min(left) {
                let feature = self.feature(day);
                events.push(Event { happened_at, customer_id: life.customer_id, user_id, feature });
                happened_at = happened_at.plus(self.random.between(5, 600));
                left -= 1;
            }
        }
        events.sort_by_key(|event| event.happened_at);
        Some(events)
    }
}
