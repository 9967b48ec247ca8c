//! How the values of a field lie.

use std::collections::HashMap;

use super::RowValue;

/// So many different values are counted one by one.
const MOST_VALUES: usize = 1_000;

/// The values of a field over some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// How many rows.
    pub rows: u64,
    /// How many of them have no value.
    pub empty: u64,
    /// The least value.
    pub least: Option<RowValue>,
    /// The greatest value.
    pub greatest: Option<RowValue>,
    /// How often each value stands there, the empty one left out; nothing when there are more than a thousand different ones.
    values: Frequencies,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Frequencies {
    Counted(HashMap<RowValue, u64>),
    TooMany,
}

impl Default for Frequencies {
    fn default() -> Self {
        Self::Counted(HashMap::new())
    }
}

impl Frequencies {
    fn add(&mut self, value: RowValue, times: u64) {
        let Self::Counted(values) = self else { return };
        *values.entry(value).or_insert(0) += times;
        if values.len() > MOST_VALUES {
            *self = Self::TooMany;
        }
    }
}

impl Spread {
    /// The values with how often each stands there, the most frequent first; none when there are more than a thousand.
    pub fn frequencies(&self) -> Option<Vec<(RowValue, u64)>> {
        let Frequencies::Counted(values) = &self.values else { return None };
        let mut list: Vec<(RowValue, u64)> = values.iter().map(|(value, count)| (value.clone(), *count)).collect();
        list.sort_by(|(left, a), (right, b)| b.cmp(a).then_with(|| left.cmp(right)));
        Some(list)
    }

    pub(super) fn take(&mut self, value: RowValue) {
        self.rows += 1;
        if value == RowValue::Empty {
            self.empty += 1;
            return;
        }
        self.reach(&value);
        self.values.add(value, 1);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.empty += other.empty;
        other.least.iter().chain(&other.greatest).for_each(|value| self.reach(value));
        match other.values {
            Frequencies::TooMany => self.values = Frequencies::TooMany,
            Frequencies::Counted(values) => {
                for (value, times) in values {
                    self.values.add(value, times);
                }
            }
        }
    }

    fn reach(&mut self, value: &RowValue) {
        if self.least.as_ref().is_none_or(|least| value < least) {
            self.least = Some(value.clone());
        }
        if self.greatest.as_ref().is_none_or(|greatest| value > greatest) {
            self.greatest = Some(value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_there_and_gives_up_counting_one_by_one() {
        let mut spread = Spread::default();
        for value in [RowValue::Bool(true), RowValue::Empty, RowValue::Bool(false), RowValue::Bool(true)] {
            spread.take(value);
        }
        assert_eq!((spread.rows, spread.empty), (4, 1));
        assert_eq!(spread.frequencies(), Some(vec![(RowValue::Bool(true), 2), (RowValue::Bool(false), 1)]));
        for number in 0..2_000 {
            spread.take(RowValue::Whole(number));
        }
        assert_eq!(spread.frequencies(), None);
        assert_eq!(spread.greatest, Some(RowValue::Whole(1_999)));
    }
}
