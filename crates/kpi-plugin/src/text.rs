//! Columns of text: all the rows' text in one string, and where each row ends in it.

use crate::validity::Validity;

/// A column of text. Build it by collecting `Option`s of anything that is text, read it with [`TextColumn::iter`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextColumn {
    /// Where each row begins, and behind the last one the end: one more than there are rows.
    offsets: Vec<i64>,
    text: String,
    validity: Validity,
}

impl Default for TextColumn {
    fn default() -> Self {
        Self { offsets: vec![0], text: String::new(), validity: Validity::default() }
    }
}

impl TextColumn {
    /// A column without rows, with room for some.
    pub(crate) fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { offsets, text: String::with_capacity(bytes), validity: Validity::default() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Option<&str>) {
        self.text.push_str(row.unwrap_or_default());
        // A string is never longer than isize::MAX bytes.
        self.offsets.push(i64::try_from(self.text.len()).unwrap_or(i64::MAX));
        self.validity.push(row.is_some());
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.validity.rows()
    }

    /// Number of empty rows (a row with the text `""` is not empty).
    pub fn empty_rows(&self) -> usize {
        self.validity.empty_rows()
    }

    /// The text of a row; nothing if it is empty or does not exist.
    pub fn get(&self, row: usize) -> Option<&str> {
        if !self.validity.is_valid(row) {
            return None;
        }
        let start = usize::try_from(*self.offsets.get(row)?).ok()?;
        let end = usize::try_from(*self.offsets.get(row + 1)?).ok()?;
        self.text.get(start..end)
    }

    /// All rows, the empty ones as `None`.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&str>> + '_ {
        (0..self.rows()).map(|row| self.get(row))
    }

    /// Offsets, text and the rows that have one.
    pub(crate) fn into_parts(self) -> (Vec<i64>, String, Validity) {
        (self.offsets, self.text, self.validity)
    }
}

impl<S: AsRef<str>> FromIterator<Option<S>> for TextColumn {
    fn from_iter<I: IntoIterator<Item = Option<S>>>(rows: I) -> Self {
        let mut column = Self::default();
        for row in rows {
            column.push(row.as_ref().map(AsRef::as_ref));
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_text_is_not_an_empty_row() {
        let column: TextColumn = [Some("a"), None, Some(""), Some("解約")].into_iter().collect();
        assert_eq!(column.iter().collect::<Vec<_>>(), [Some("a"), None, Some(""), Some("解約")]);
        assert_eq!((column.rows(), column.empty_rows()), (4, 1));
        assert_eq!(column.get(4), None);
    }
}
