//! Who is a customer on a day, so that one of them can be drawn.

use super::life::Life;
use crate::calendar::Day;
use crate::random::Random;

/// The customers of the current day; days may only go forward.
#[derive(Clone, Debug)]
pub(crate) struct Presence<'a> {
    lives: &'a [Life],
    coming: usize,
    here: Vec<&'a Life>,
}

impl<'a> Presence<'a> {
    /// Before the first day. Lives are in the order of coming.
    pub(crate) const fn of(lives: &'a [Life]) -> Self {
        Self { lives, coming: 0, here: Vec::new() }
    }

    /// Lets those come who have come by that day.
    pub(crate) fn advance(&mut self, day: Day) {
        let waiting = self.lives.get(self.coming..).unwrap_or_default();
        let arrived = waiting.iter().take_while(|life| life.started_on <= day).count();
        self.coming += arrived;
        self.here.extend(waiting.iter().take(arrived).filter(|life| life.alive_on(day)));
    }

    /// Draws one who is here on that day, by weight (0 to 1).
    pub(crate) fn draw(&mut self, day: Day, weight: impl Fn(&Life) -> f64, random: &mut Random) -> Option<&'a Life> {
        for _ in 0..400 {
            let chosen = random.below(u32::try_from(self.here.len()).unwrap_or(u32::MAX)) as usize;
            let life = *self.here.get(chosen)?;
            if !life.alive_on(day) {
                self.here.swap_remove(chosen);
            } else if random.chance(weight(life)) {
                return Some(life);
            }
        }
        None
    }
}
