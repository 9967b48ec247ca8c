//! Rows that a source drops because its `duplicates` says so: which they are, and frames without them.
//!
//! `drop_identical` keeps the first of rows that are the same in every column; `last by COLUMN` keeps the row of a key
//! with the greatest value there. Which rows go is found once for each source, by the numbers of its rows, so that whatever
//! columns a frame has afterwards, the same rows are missing. Rows with an empty key belong to no key and stay: that they are there
//! is for [`checks`](crate::checks) to say.

use std::sync::Arc;

use kpi_config::Duplicates;
use kpi_diagnostics::{Code, Diagnostic};
use polars::prelude::*;

/// Which rows are duplicates cannot be known.
const UNCLEAR_DUPLICATES: Code = Code::new(557);

/// The column that numbers rows; no header of a file can be told from a name, so it has a character that none has.
const ROW: &str = "\u{1}row";
/// Whether a row has the greatest value of its key.
const NEWEST: &str = "\u{1}newest";
/// How many rows there are of something.
const COUNT: &str = "\u{1}count";

/// The numbers of the rows that are left out, rising.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dropped(Arc<Vec<IdxSize>>);

impl Dropped {
    /// How many.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// A frame of the source without them.
    pub(crate) fn leave_out(&self, mut frame: LazyFrame) -> PolarsResult<LazyFrame> {
        if self.0.is_empty() {
            return Ok(frame);
        }
        let names: Vec<Expr> = frame.collect_schema()?.iter_names().map(|name| col(name.clone())).collect();
        Ok(frame.with_row_index(ROW, None).filter(self.stays()).select(names))
    }

    /// Whether a numbered row is not among them.
    fn stays(&self) -> Expr {
        let dropped = Arc::clone(&self.0);
        col(ROW).map(
            move |rows| {
                let stays: BooleanChunked =
                    rows.idx()?.iter().map(|row| row.map(|row| dropped.binary_search(&row).is_err())).collect();
                Ok(stays.with_name(rows.name().clone()).into_column())
            },
            |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
        )
    }

    /// The number in the file of a row that has this number among those that are left.
    pub(crate) fn original(&self, row: usize) -> usize {
        let mut original = row;
        for dropped in self.0.iter() {
            if *dropped as usize > original {
                break;
            }
            original += 1;
        }
        original
    }
}

/// The rows of a source before any is dropped.
pub(crate) trait AllRows {
    /// A frame with these columns.
    fn of(&self, columns: &[&str]) -> Result<LazyFrame, String>;

    /// The names of all columns; not if one of them has values that cannot be compared.
    fn columns(&self) -> Result<Vec<String>, String>;
}

/// Finds out which rows go. The error says why that cannot be known.
pub(crate) fn find(duplicates: &Duplicates, key: &[String], rows: &dyn AllRows) -> Result<Dropped, String> {
    let dropped = match duplicates {
        Duplicates::Error => Vec::new(),
        Duplicates::DropIdentical => identical(rows)?,
        Duplicates::LastBy(column) => older(key, &column.value, rows)?,
    };
    Ok(Dropped(Arc::new(sorted(dropped))))
}

/// Says why it is not known which rows of a source are duplicates.
pub(crate) fn unclear(source: &str, duplicates: &Duplicates, words: &str) -> Diagnostic {
    let problem = Diagnostic::error(UNCLEAR_DUPLICATES, format!("duplicates of `{source}`: {words}"));
    match duplicates {
        Duplicates::LastBy(column) => problem
            .primary(column.span, "")
            .help("name a column that tells the rows of a key apart, or correct the data"),
        Duplicates::Error | Duplicates::DropIdentical => problem.help("remove `duplicates`, or correct the data"),
    }
}

/// All but the first of rows that are the same in every column.
fn identical(rows: &dyn AllRows) -> Result<Vec<IdxSize>, String> {
    let names = rows.columns()?;
    let numbered = rows.of(&borrowed(&names))?.with_row_index(ROW, None);
    let kept = collect(numbered.group_by(columns(&names)).agg([col(ROW).min(), len().alias(COUNT)]))?;
    let sizes = kept.column(COUNT).and_then(|sizes| sizes.idx().cloned()).map_err(words)?;
    let count = sizes.iter().flatten().map(|size| size as usize).sum();
    let mut stays = vec![false; count];
    for row in numbers(&kept)? {
        if let Some(stays) = stays.get_mut(row as usize) {
            *stays = true;
        }
    }
    Ok((0..).zip(stays).filter(|(_, stays)| !stays).map(|(row, _)| row).collect())
}

/// All rows of a key but the one with the greatest value of a column. Of several with that value, identical ones are one row;
/// others are an error, for none of them is the last.
fn older(key: &[String], by: &str, rows: &dyn AllRows) -> Result<Vec<IdxSize>, String> {
    let several = collect(rows_of_shared_keys(key, by, rows)?)?;
    let newest = several.clone().lazy().filter(col(NEWEST));
    let kept = collect(newest.clone().group_by(columns(key)).agg([col(ROW).min(), len().alias(COUNT)]))?;
    let is_tied = kept.column(COUNT).and_then(Column::max_reduce).map_err(words)?;
    if is_tied.value().extract::<u64>().is_some_and(|most| most > 1) {
        let same = Dropped(Arc::new(sorted(identical(rows)?)));
        let different = newest.filter(same.stays()).group_by(columns(key)).agg([len().alias(COUNT), col(ROW).min()]);
        let first = SortMultipleOptions::default();
        let different = collect(different.filter(col(COUNT).gt(lit(1))).sort([ROW], first).limit(1))?;
        if different.height() > 0 {
            let key = words_of_key(key, &different);
            return Err(format!("several rows with the key {key} have the same `{by}`, so none of them is the last"));
        }
    }
    let kept = sorted(numbers(&kept)?);
    Ok(numbers(&several)?.into_iter().filter(|row| kept.binary_search(row).is_err()).collect())
}

/// The rows whose key others have too: the key, the number of the row, and whether it has the greatest value.
fn rows_of_shared_keys(key: &[String], by: &str, rows: &dyn AllRows) -> Result<LazyFrame, String> {
    let mut names = borrowed(key);
    if !names.contains(&by) {
        names.push(by);
    }
    let present = |frame: LazyFrame| columns(key).into_iter().fold(frame, |frame, key| frame.filter(key.is_not_null()));
    let numbered = present(rows.of(&names)?.with_row_index(ROW, None));
    let greatest = col(by).max().alias("\u{1}greatest");
    let shared = numbered.clone().group_by(columns(key)).agg([len().alias(COUNT), greatest]);
    let shared = shared.filter(col(COUNT).gt(lit(1)));
    let joined = numbered.join(shared, columns(key), columns(key), JoinArgs::new(JoinType::Inner));
    let newest = col(by).eq_missing(col("\u{1}greatest")).alias(NEWEST);
    Ok(joined.select([columns(key), vec![col(ROW), newest]].concat()))
}

fn columns(names: &[String]) -> Vec<Expr> {
    names.iter().map(|name| col(name.as_str())).collect()
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn numbers(frame: &DataFrame) -> Result<Vec<IdxSize>, String> {
    let rows = frame.column(ROW).and_then(|rows| rows.idx().cloned()).map_err(words)?;
    Ok(rows.iter().flatten().collect())
}

fn sorted(mut rows: Vec<IdxSize>) -> Vec<IdxSize> {
    rows.sort_unstable();
    rows
}

/// `order_id = 7`
fn words_of_key(key: &[String], frame: &DataFrame) -> String {
    let part = |name: &String| {
        let value = frame.column(name).and_then(|column| column.get(0).map(|value| value.to_string()));
        format!("{name} = {}", value.unwrap_or_default())
    };
    key.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn collect(frame: LazyFrame) -> Result<DataFrame, String> {
    Ok(frame.collect_with_engine(Engine::Streaming).map_err(words)?.unwrap_single())
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that `map_err` calls")]
fn words(error: PolarsError) -> String {
    error.to_string()
}
