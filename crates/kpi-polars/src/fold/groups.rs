//! From the values of dimensions to the number of their group.

use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use kpi_plan::{Key, SliceKey};
use polars::prelude::*;
use polars_arrow::array::Array;

use super::column::{Batch, Identities, identities};

use super::pairs::Pairs;

/// The groups that one thread has seen.
#[derive(Debug)]
pub(super) struct Groups {
    dimensions: Vec<Dictionary>,
    /// For the second dimension and each one behind it: what it makes of the numbers of those before.
    pairs: Vec<Pairs>,
}

/// The values of one dimension; number 0 is the empty value.
#[derive(Debug)]
struct Dictionary {
    texts: HashMap<Arc<str>, u32, RandomState>,
    numbers: HashMap<i64, u32, RandomState>,
    /// The numbers of small values that are whole numbers, one more than they are; 0 where none is known.
    small: Vec<u32>,
    keys: Vec<Key>,
}

/// Whole numbers below this are looked up in an array: days, months, grades, numbers of things.
const SMALL: usize = 1 << 15;

impl Groups {
    pub(super) fn new(dimensions: usize) -> Self {
        Self {
            dimensions: (0..dimensions).map(|_| Dictionary::new()).collect(),
            pairs: (1..dimensions).map(|_| Pairs::default()).collect(),
        }
    }

    /// How many groups there are so far, at least one.
    pub(super) fn count(&self) -> usize {
        match (self.dimensions.as_slice(), self.pairs.last()) {
            ([], _) => 1,
            (_, Some(pairs)) => pairs.count().max(1),
            ([one, ..], None) => one.keys.len(),
        }
    }

    /// The values of a group.
    pub(super) fn key(&self, group: usize) -> SliceKey {
        let mut number = group;
        let mut key = Vec::with_capacity(self.dimensions.len());
        for (dictionary, pairs) in self.dimensions.iter().skip(1).zip(&self.pairs).rev() {
            // There are no pairs before the first row, but there is a group.
            let (before, own) = pairs.pair(number).unwrap_or_default();
            key.push(dictionary.keys[own as usize].clone());
            number = before as usize;
        }
        key.extend(self.dimensions.first().map(|first| first.keys[number].clone()));
        key.reverse();
        key
    }

    /// The group of each row; empty when there is no dimension.
    pub(super) fn number(&mut self, batch: &Batch<'_>, columns: &[usize]) -> PolarsResult<Vec<u32>> {
        let mut each = self.dimensions.iter_mut().zip(columns);
        let Some((first, column)) = each.next() else { return Ok(Vec::new()) };
        let mut numbers = first.number(batch.column(*column)?)?;
        for ((dictionary, column), pairs) in each.zip(&mut self.pairs) {
            let own = dictionary.number(batch.column(*column)?)?;
            pairs.number(&mut numbers, &own);
        }
        Ok(numbers)
    }
}

impl Dictionary {
    fn new() -> Self {
        Self { texts: HashMap::default(), numbers: HashMap::default(), small: Vec::new(), keys: vec![Key::Empty] }
    }

    fn number(&mut self, series: &Series) -> PolarsResult<Vec<u32>> {
        let numbers = match identities(series)? {
            Identities::Texts(texts) => self.texts(&texts),
            Identities::Numbers(column) => self.numbers(&column, series.dtype()),
        };
        Ok(numbers)
    }

    /// Short texts are compared as the sixteen bytes of their view, through a small table of those seen last.
    fn texts(&mut self, column: &StringChunked) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(column.len());
        let mut seen = [(u128::MAX, 0_u32); SEEN];
        for chunk in column.downcast_iter() {
            let views = chunk.views();
            for (row, view) in views.iter().enumerate() {
                if chunk.validity().is_some_and(|valid| !valid.get_bit(row)) {
                    numbers.push(0);
                    continue;
                }
                let bits = view.as_u128();
                let place = seen_place(bits);
                if view.length > 12 || seen[place].0 != bits {
                    let number = self.text(chunk.value(row));
                    seen[place] = if view.length > 12 { (u128::MAX, 0) } else { (bits, number) };
                    numbers.push(number);
                } else {
                    numbers.push(seen[place].1);
                }
            }
        }
        numbers
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(known) = self.texts.get(text) {
            return *known;
        }
        let shared: Arc<str> = text.into();
        let number = self.add(Key::Text(Arc::clone(&shared)));
        self.texts.insert(shared, number);
        number
    }

    fn numbers(&mut self, column: &Int64Chunked, dtype: &DataType) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(column.len());
        let mut last: (Option<i64>, u32) = (None, 0);
        for value in column.iter() {
            if value != last.0 {
                last = (value, value.map_or(0, |value| self.whole_number(value, dtype)));
            }
            numbers.push(last.1);
        }
        numbers
    }

    fn whole_number(&mut self, value: i64, dtype: &DataType) -> u32 {
        let small = usize::try_from(value).ok().filter(|small| *small < SMALL);
        if let Some(known @ 1..) = small.and_then(|small| self.small.get(small)) {
            return known - 1;
        }
        if let Some(known) = self.numbers.get(&value) {
            return *known;
        }
        let number = self.add(key(value, dtype));
        match small {
            Some(small) => {
                self.small.resize(self.small.len().max(small + 1), 0);
                self.small[small] = number + 1;
            }
            None => _ = self.numbers.insert(value, number),
        }
        number
    }

    fn add(&mut self, key: Key) -> u32 {
        self.keys.push(key);
        u32::try_from(self.keys.len() - 1).unwrap_or(u32::MAX)
    }
}

/// How many short texts are remembered.
const SEEN: usize = 64;

#[expect(clippy::cast_possible_truncation, reason = "only some bits are wanted")]
fn seen_place(bits: u128) -> usize {
    let folded = (bits as u64) ^ ((bits >> 64) as u64).rotate_left(17);
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58) as usize
}

/// The key that a number of a column stands for.
#[expect(clippy::cast_precision_loss, reason = "numbers of the language are 64-bit floats")]
#[expect(clippy::wildcard_enum_match_arm, reason = "all other types are whole numbers")]
fn key(value: i64, dtype: &DataType) -> Key {
    match dtype {
        DataType::Boolean => Key::Bool(value != 0),
        DataType::Float64 => Key::number(f64::from_bits(value.cast_unsigned())),
        DataType::Date => {
            let epoch = jiff::civil::date(1970, 1, 1);
            let days = jiff::Span::new().try_days(value);
            Key::Date(days.and_then(|days| epoch.checked_add(days)).unwrap_or(epoch))
        }
        DataType::Datetime(..) => Key::Moment(value),
        DataType::Duration(_) => Key::number(value as f64 / 1e6),
        _ => Key::number(value as f64),
    }
}
