//! Computed columns that wait to be added to a frame together.
//!
//! Polars plans a step for each `with_columns` with a schema of all columns so far, so hundreds of them, one column each, cost
//! more than the rows. Columns that do not read each other are added in one step.

use std::collections::HashMap;

use polars::prelude::*;

/// Columns in the order in which they can be added.
#[derive(Default)]
pub(super) struct Computed {
    /// Each level reads columns of the frame and of the levels before.
    levels: Vec<Vec<Expr>>,
    /// In which level a column is.
    known: HashMap<PlSmallStr, usize>,
}

impl Computed {
    /// Takes a column in.
    pub(super) fn put(&mut self, expr: &Expr, name: &str) {
        let read = expr.into_iter().filter_map(|part| {
            let Expr::Column(name) = part else { return None };
            self.known.get(name)
        });
        let level = read.max().map_or(0, |level| level + 1);
        if level == self.levels.len() {
            self.levels.push(Vec::new());
        }
        if let Some(columns) = self.levels.get_mut(level) {
            columns.push(expr.clone().alias(name));
        }
        self.known.insert(name.into(), level);
    }

    /// Adds all columns to the frame.
    pub(super) fn add_to(&mut self, frame: LazyFrame) -> LazyFrame {
        self.known.clear();
        std::mem::take(&mut self.levels).into_iter().fold(frame, LazyFrame::with_columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_read_others_come_behind_them() {
        let mut computed = Computed::default();
        computed.put(&(col("a") + lit(1)), "b");
        computed.put(&(col("b") * lit(2)), "c");
        computed.put(&(col("a") + lit(3)), "d");
        computed.put(&(col("d") + col("c")), "e");
        assert_eq!(computed.levels.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1]);
        let rows = df!("a" => [1, 2]).map(IntoLazy::lazy);
        let sums = rows.and_then(|rows| computed.add_to(rows).collect()).and_then(|rows| rows.column("e").cloned());
        assert_eq!(sums.ok().map(|sums| sums.as_materialized_series().clone()), Some(Series::new("e".into(), [8, 11])));
    }
}
