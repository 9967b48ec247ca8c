//! Conditions as words of 64 rows, and walks over the rows for which they hold.

use polars_arrow::bitmap::Bitmap;

/// How many rows a word stands for.
pub(super) const ROWS: usize = 64;

/// One bit for each row of a piece, the first row in the lowest bit; bits behind the last row are zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words(Vec<u64>);

impl Words {
    pub(super) fn of(bitmap: &Bitmap) -> Self {
        let (bytes, offset, length) = bitmap.as_slice();
        let bytes = &bytes[offset / 8..];
        let shift = offset % 8;
        Self::up_to(length, (0..length.div_ceil(ROWS)).map(|word| read(bytes, word * 8, shift)).collect())
    }

    /// Words with bits behind the last row, which are cleared.
    fn up_to(length: usize, mut words: Vec<u64>) -> Self {
        if let (Some(last), used @ 1..) = (words.last_mut(), length % ROWS) {
            *last &= (1 << used) - 1;
        }
        Self(words)
    }

    /// No row of so many.
    pub(super) fn none(length: usize) -> Self {
        Self(vec![0; length.div_ceil(ROWS)])
    }

    pub(super) fn set(&mut self, row: usize) {
        self.0[row / ROWS] |= 1 << (row % ROWS);
    }

    pub(super) fn holds(&self, row: usize) -> bool {
        self.0[row / ROWS] >> (row % ROWS) & 1 == 1
    }

    /// For how many rows it holds.
    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// For how many rows both hold.
    pub(super) fn count_both(&self, other: &Self) -> u64 {
        self.0.iter().zip(&other.0).map(|(a, b)| u64::from((a & b).count_ones())).sum()
    }

    /// The rows, of so many, for which it does not hold.
    pub(super) fn inverse(&self, length: usize) -> Self {
        Self::up_to(length, self.0.iter().map(|word| !word).collect())
    }

    /// Where both hold.
    pub(super) fn both(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }
}

/// Eight bytes from a place on, and of the ninth the bits that a shift brings in; zero behind the end.
fn read(bytes: &[u8], place: usize, shift: usize) -> u64 {
    let low = match bytes.get(place..place + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
        Some(eight) => u64::from_le_bytes(eight),
        None => bytes.get(place..).unwrap_or_default().iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    if shift == 0 {
        return low;
    }
    low >> shift | u64::from(bytes.get(place + 8).copied().unwrap_or(0)) << (ROWS - shift)
}

/// Calls `visit` with two values of each row for which a condition holds (without one: of each row), and with the number
/// of the row within its word.
pub(super) fn each_pair<A: Copy, B: Copy>(
    condition: Option<&Words>,
    left: &[A],
    right: &[B],
    mut visit: impl FnMut(usize, A, B),
) {
    let Some(condition) = condition else {
        for (row, (a, b)) in left.iter().zip(right).enumerate() {
            visit(row % ROWS, *a, *b);
        }
        return;
    };
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks::<ROWS>(), right.as_chunks::<ROWS>());
    for ((word, a), b) in condition.0.iter().zip(left).zip(right) {
        each_of_word(*word, a, b, &mut visit);
    }
    let mut word = condition.0.get(left.len()).copied().unwrap_or(0);
    while word != 0 {
        let bit = word.trailing_zeros() as usize;
        word &= word - 1;
        visit(bit, left_rest[bit], right_rest[bit]);
    }
}

fn each_of_word<A: Copy, B: Copy>(mut word: u64, a: &[A; ROWS], b: &[B; ROWS], visit: &mut impl FnMut(usize, A, B)) {
    if word == u64::MAX {
        for (bit, (a, b)) in a.iter().zip(b).enumerate() {
            visit(bit, *a, *b);
        }
        return;
    }
    while word != 0 {
        let bit = word.trailing_zeros() as usize % ROWS;
        word &= word - 1;
        visit(bit, a[bit], b[bit]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_from_any_offset() {
        let bits: Vec<bool> = (0..400).map(|row| row % 3 == 0 || row % 7 == 2).collect();
        for (offset, length) in [(0, 400), (1, 399), (5, 64), (63, 129), (64, 1), (8, 0), (77, 300)] {
            let words = Words::of(&bits.iter().copied().collect::<Bitmap>().sliced(offset, length));
            let expected: Vec<bool> = bits[offset..offset + length].to_vec();
            let read: Vec<bool> = (0..length).map(|row| words.holds(row)).collect();
            assert_eq!(read, expected);
            assert_eq!(words.count(), expected.iter().filter(|holds| **holds).count() as u64);
        }
    }

    #[test]
    fn rows_are_visited_once() {
        let rows: Vec<usize> = (0..200).collect();
        let holds = |row: &usize| *row < 64 || row.is_multiple_of(5);
        let mut words = Words::none(200);
        rows.iter().filter(|row| holds(row)).for_each(|row| words.set(*row));
        let mut visited = Vec::new();
        each_pair(Some(&words), &rows, &rows, |bit, a, b| {
            assert_eq!((bit, a), (a % ROWS, b));
            visited.push(a);
        });
        assert_eq!(visited, rows.iter().copied().filter(holds).collect::<Vec<_>>());
        let mut count = 0;
        each_pair(None, &rows, &rows, |_, _, _| count += 1);
        assert_eq!(count, 200);
    }
}
