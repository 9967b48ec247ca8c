//! Whether of each thing one version holds at a moment: two that overlap would count it twice, and a reference could not
//! choose. Versions that leave a gap are fine: nothing held then.

use kpi_model::model::{Source, SourceId, Type};
use polars::prelude::*;

use crate::contained::contained;
use crate::probe::{KeyFlaw, ROW, any_empty, collect, empty, number, words};
use crate::tables::Tables;

/// In microseconds.
const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// When a version begins to hold, in microseconds.
const FROM: &str = "\u{1}from";
/// When it holds no longer.
const TO: &str = "\u{1}to";
/// The end of the version of the same thing that began before.
const END_BEFORE: &str = "\u{1}end before";
/// The number of its row.
const ROW_BEFORE: &str = "\u{1}row before";

/// What is wrong with the versions of a source; none when of each key one holds at a moment, or none.
pub fn version_flaw(tables: &dyn Tables, source: SourceId, declared: &Source) -> Result<Option<KeyFlaw>, String> {
    contained(|| first_flaw(tables, source, declared))
}

fn first_flaw(tables: &dyn Tables, source: SourceId, declared: &Source) -> Result<Option<KeyFlaw>, String> {
    let Some(alive) = declared.alive else { return Ok(None) };
    let mut columns = declared.key.clone();
    columns.extend([alive.from, alive.to]);
    let name = |column| col(declared.column(column).name.as_str());
    let keys: Vec<Expr> = declared.key.iter().copied().map(name).collect();
    let Some(missing) = any_empty(&keys) else { return Ok(None) };
    let numbered = tables.scan(source, &columns)?.with_row_index(ROW, None);
    if let Some(flaw) = empty(&numbered, &missing)? {
        return Ok(Some(flaw));
    }
    let day_more = if alive.inclusive_end { DAY } else { 0 };
    let from = microseconds(name(alive.from), declared.column(alive.from).kind);
    let to = microseconds(name(alive.to), declared.column(alive.to).kind) + lit(day_more);
    let mut kept = keys.clone();
    kept.extend([col(ROW), from.alias(FROM), to.alias(TO)]);
    let begun = col(FROM).is_not_null().and(col(TO).is_null().or(col(TO).gt(col(FROM))));
    let mut order = keys.clone();
    order.extend([col(FROM), col(ROW)]);
    let versions = numbered.select(kept).filter(begun).sort_by_exprs(order, SortMultipleOptions::default());
    let overlap = collect(beside(versions, &keys).filter(overlaps(&keys, slack(tables, source, declared))).limit(1))?;
    if overlap.height() == 0 {
        return Ok(None);
    }
    let rows = (number(&overlap, ROW_BEFORE).unwrap_or(0), number(&overlap, ROW).unwrap_or(0));
    Ok(Some(KeyFlaw::Overlap { key: words(&overlap, keys.len()), rows: (rows.0.min(rows.1), rows.0.max(rows.1)) }))
}

/// Each row with the key, end and number of the row before.
fn beside(versions: LazyFrame, keys: &[Expr]) -> LazyFrame {
    let before = |expr: Expr| expr.shift(lit(1));
    let mut with: Vec<Expr> =
        keys.iter().enumerate().map(|(index, key)| before(key.clone()).alias(key_before(index))).collect();
    with.extend([before(col(TO)).alias(END_BEFORE), before(col(ROW)).alias(ROW_BEFORE)]);
    versions.with_columns(with)
}

/// Whether the row before is of the same key and still holds when this one begins.
fn overlaps(keys: &[Expr], slack: i64) -> Expr {
    let still = col(END_BEFORE).is_null().or(col(END_BEFORE).gt(col(FROM) + lit(slack)));
    let same = keys.iter().enumerate().map(|(index, key)| col(key_before(index)).eq(key.clone()));
    same.fold(col(ROW_BEFORE).is_not_null().and(still), Expr::and)
}

fn key_before(index: usize) -> String {
    format!("\u{1}key before {index}")
}

fn microseconds(column: Expr, kind: Type) -> Expr {
    let number = column.cast(DataType::Int64);
    if kind == Type::Date { number * lit(DAY) } else { number }
}

/// What clocks of two kinds, and days that are not of 24 hours, can make two edges differ by that are the same.
fn slack(tables: &dyn Tables, source: SourceId, declared: &Source) -> i64 {
    let Some(alive) = declared.alive else { return 0 };
    let (from, to) = (tables.holds_instants(source, alive.from), tables.holds_instants(source, alive.to));
    if from != to {
        DAY
    } else if from && alive.inclusive_end {
        2 * HOUR
    } else {
        0
    }
}
