//! Which rows of a column are empty: a bit per row, as Arrow keeps it.

/// The rows that hold a value. A column without empty rows keeps no bits at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Validity {
    rows: usize,
    /// One bit per row, lowest first, set where there is a value; absent while every row has one.
    bits: Option<Vec<u8>>,
}

impl Validity {
    /// Every row has a value.
    pub(crate) fn full(rows: usize) -> Self {
        Self { rows, bits: None }
    }

    /// Asks `is_valid` for each row.
    pub(crate) fn from_fn(rows: usize, is_valid: impl Fn(usize) -> bool) -> Self {
        let mut validity = Self::default();
        for row in 0..rows {
            validity.push(is_valid(row));
        }
        validity
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, is_valid: bool) {
        if !is_valid && self.bits.is_none() {
            self.bits = Some(all_set(self.rows));
        }
        if let Some(bits) = &mut self.bits {
            push_bit(bits, self.rows, is_valid);
        }
        self.rows += 1;
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Whether the row has a value; a row that does not exist has none.
    pub(crate) fn is_valid(&self, row: usize) -> bool {
        row < self.rows && self.bits.as_deref().is_none_or(|bits| bit(bits, row))
    }

    /// Number of empty rows.
    pub(crate) fn empty_rows(&self) -> usize {
        let Some(bits) = &self.bits else { return 0 };
        let set: usize = bits.iter().map(|byte| byte.count_ones() as usize).sum();
        self.rows.saturating_sub(set)
    }

    /// The bits, if any row is empty.
    pub(crate) fn into_bits(self) -> Option<Vec<u8>> {
        self.bits
    }
}

/// The bit of a row; false beyond the end.
pub(crate) fn bit(bits: &[u8], row: usize) -> bool {
    bits.get(row / 8).is_some_and(|byte| byte & (1 << (row % 8)) != 0)
}

/// Appends the bit of `row`, the next one.
pub(crate) fn push_bit(bits: &mut Vec<u8>, row: usize, set: bool) {
    if row.is_multiple_of(8) {
        bits.push(0);
    }
    if let Some(byte) = bits.last_mut() {
        *byte |= u8::from(set) << (row % 8);
    }
}

/// `rows` set bits; those beyond the last row are not set.
fn all_set(rows: usize) -> Vec<u8> {
    let mut bits = vec![0xff; rows / 8];
    if !rows.is_multiple_of(8) {
        bits.push((1 << (rows % 8)) - 1);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_appear_with_the_first_empty_row() {
        for empty in 0..20 {
            let validity = Validity::from_fn(20, |row| row != empty);
            assert_eq!(validity.empty_rows(), 1);
            for row in 0..20 {
                assert_eq!(validity.is_valid(row), row != empty);
            }
        }
        assert_eq!(Validity::from_fn(20, |_| true), Validity::full(20));
        assert!(!Validity::full(3).is_valid(3));
    }
}
