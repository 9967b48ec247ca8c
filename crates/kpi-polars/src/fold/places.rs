//! The cells into which the rows of a piece fall, as all slots of one clock and one grouping see them.

use std::cell::OnceCell;

use super::words::{Words, each_pair};

/// The cell of each row, `group × stride + bucket`. In no group does bucket 0 belong to a selection.
pub(super) struct Places {
    cells: Vec<u32>,
    few: OnceCell<Option<Vec<Part>>>,
}

/// The rows of one cell.
pub(super) struct Part {
    pub(super) cell: usize,
    pub(super) rows: Words,
}

/// Cells are told apart as sets of rows as long as there are no more.
const FEW: usize = 8;

impl Places {
    pub(super) fn new(buckets: &[u32], groups: &[u32], stride: u32) -> Self {
        let cells = if groups.is_empty() {
            buckets.to_vec()
        } else {
            buckets.iter().zip(groups).map(|(bucket, group)| group * stride + bucket).collect()
        };
        Self { cells, few: OnceCell::new() }
    }

    pub(super) fn cells(&self) -> &[u32] {
        &self.cells
    }

    /// The one cell of all rows, if there is one.
    pub(super) fn only(&self) -> Option<usize> {
        let first = *self.cells.first()?;
        self.cells.iter().all(|cell| *cell == first).then_some(first as usize)
    }

    /// The rows of each cell, when there are few cells. Rows that are sorted by time fall into few for thousands of rows.
    pub(super) fn few(&self) -> Option<&[Part]> {
        self.few.get_or_init(|| parts(&self.cells)).as_deref()
    }

    /// Visits the rows for which a condition holds, with their number within 64 rows, their cell and a value.
    pub(super) fn each<V: Copy>(
        &self,
        condition: Option<&Words>,
        values: &[V],
        mut visit: impl FnMut(usize, usize, V),
    ) {
        each_pair(condition, &self.cells, values, |row, cell, value| visit(row, cell as usize, value));
    }
}

fn parts(cells: &[u32]) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut last = usize::MAX;
    for (row, cell) in cells.iter().enumerate() {
        let cell = *cell as usize;
        if parts.get(last).is_none_or(|part| part.cell != cell) {
            last = match parts.iter().position(|part| part.cell == cell) {
                Some(known) => known,
                None if parts.len() == FEW => return None,
                None => {
                    parts.push(Part { cell, rows: Words::none(cells.len()) });
                    parts.len() - 1
                }
            };
        }
        parts[last].rows.set(row);
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_few_cells() {
        let places = Places::new(&[1, 1, 0, 2, 1], &[0, 1, 1, 0, 0], 4);
        assert_eq!(places.cells(), [1, 5, 4, 2, 1]);
        let parts = places.few().map(|parts| parts.iter().map(|part| (part.cell, part.rows.count())).collect());
        assert_eq!(parts, Some(vec![(1, 2), (5, 1), (4, 1), (2, 1)]));
        assert_eq!(places.only(), None);
        let many: Vec<u32> = (0..100).collect();
        assert!(Places::new(&many, &[], 1).few().is_none());
        assert_eq!(Places::new(&[3, 3], &[], 4).only(), Some(3));
    }
}
