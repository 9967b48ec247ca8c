//! Numbers for pairs of numbers: how several dimensions become one group.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

/// A number for each pair, in the order in which they were seen.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    seen: Vec<(u32, u32)>,
    /// For pairs of small numbers, one more than the number of the pair; 0 where none is known. Rows of `width`.
    table: Vec<u32>,
    width: usize,
    /// There are too many pairs for a table; it is empty, and every place is behind its end.
    too_many: bool,
    others: HashMap<(u32, u32), u32, RandomState>,
}

/// The table has no more entries.
const LARGEST: usize = 1 << 16;

impl Pairs {
    pub(super) fn count(&self) -> usize {
        self.seen.len()
    }

    /// The pair that has a number.
    pub(super) fn pair(&self, number: usize) -> Option<(u32, u32)> {
        self.seen.get(number).copied()
    }

    /// Turns the first numbers of pairs into the numbers of the pairs.
    pub(super) fn number(&mut self, first: &mut [u32], second: &[u32]) {
        let greatest = |numbers: &[u32]| numbers.iter().copied().max().unwrap_or(0) as usize;
        self.make_room(greatest(first) + 1, greatest(second) + 1);
        for (first, second) in first.iter_mut().zip(second) {
            let place = *first as usize * self.width + *second as usize;
            *first = match self.table.get(place) {
                Some(known @ 1..) => known - 1,
                Some(0) | None => self.find((*first, *second)),
            };
        }
    }

    /// Makes the table so large that these numbers fit, or gives it up for ever.
    fn make_room(&mut self, height: usize, width: usize) {
        if self.too_many || width <= self.width && height * self.width <= self.table.len() {
            return;
        }
        let width = width.max(self.width).next_power_of_two();
        let height = height.max(self.table.len() / self.width.max(1)).next_power_of_two();
        self.too_many = width.saturating_mul(height) > LARGEST;
        self.table = vec![0; if self.too_many { 0 } else { width * height }];
        self.width = width;
        for (number, (first, second)) in (1..).zip(&self.seen) {
            if let Some(entry) = self.table.get_mut(*first as usize * width + *second as usize) {
                *entry = number;
            }
        }
    }

    fn find(&mut self, pair: (u32, u32)) -> u32 {
        if let Some(known) = self.others.get(&pair) {
            return *known;
        }
        let number = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        self.seen.push(pair);
        self.others.insert(pair, number);
        if let Some(entry) = self.table.get_mut(pair.0 as usize * self.width + pair.1 as usize) {
            *entry = number + 1;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_one_number_however_the_table_grows() {
        let mut pairs = Pairs::default();
        let rounds: [(&[u32], &[u32]); 4] = [
            (&[0, 1, 0], &[0, 0, 0]),
            (&[0, 5, 1], &[0, 9, 0]),
            (&[70_000, 5], &[3, 9]),
            (&[1, 70_000, 2], &[0, 3, 400_000]),
        ];
        let numbered = rounds.map(|(first, second)| {
            let mut numbers = first.to_vec();
            pairs.number(&mut numbers, second);
            numbers
        });
        assert_eq!(numbered, [vec![0, 1, 0], vec![0, 2, 1], vec![3, 2], vec![1, 3, 4]]);
        assert_eq!((pairs.count(), pairs.pair(3), pairs.pair(5)), (5, Some((70_000, 3)), None));
    }
}
