//! Conversions of Parquet columns that need more than a cast.

use jiff::tz::TimeZone as Zone;
use kpi_config::ColumnKind;
use polars::prelude::*;

use crate::infer::Declared;
use crate::value::{Builder, Cell, Form, Value, instant};
use crate::{Clock, ColumnType, NumberKind};

/// Stands before the words of a misfit in an error of Polars.
const MISFIT: &str = "a value does not fit its column\u{1f}";

/// Column, text and wanted form of a misfit that an error of Polars carries.
pub(crate) fn decode_misfit(message: &str) -> Option<(String, String, String)> {
    let rest = message.get(message.find(MISFIT)? + MISFIT.len()..)?;
    let mut parts = rest.split('\u{1f}').map(str::to_owned);
    Some((parts.next()?, parts.next()?, parts.next()?))
}

/// Brings a value into the declared type. The error is the type it has and cannot lose.
pub(super) fn declared(
    name: &str,
    kind: ColumnType,
    value: Expr,
    declared: ColumnKind,
    forms: &Declared,
) -> Result<(ColumnType, Expr), ColumnType> {
    let wall = ColumnType::Datetime(Clock::Wall);
    match (declared, &kind) {
        (ColumnKind::Number, ColumnType::Number(_))
        | (ColumnKind::Text, ColumnType::Text)
        | (ColumnKind::Bool, ColumnType::Bool)
        | (ColumnKind::Date, ColumnType::Date)
        | (ColumnKind::Datetime, ColumnType::Datetime(_))
        | (ColumnKind::Duration, ColumnType::Duration) => Ok((kind, value)),
        (ColumnKind::Text, ColumnType::Number(_) | ColumnType::Bool) => {
            Ok((ColumnType::Text, value.cast(DataType::String)))
        }
        (ColumnKind::Text, ColumnType::Other(what)) if what == "bytes" => {
            Ok((ColumnType::Text, value.strict_cast(DataType::String)))
        }
        (ColumnKind::Date, ColumnType::Datetime(Clock::Wall)) => Ok((ColumnType::Date, value.cast(DataType::Date))),
        (ColumnKind::Datetime, ColumnType::Date) => {
            Ok((wall, value.cast(DataType::Datetime(TimeUnit::Microseconds, None))))
        }
        (_, ColumnType::Text) | (ColumnKind::Duration | ColumnKind::Bool, ColumnType::Number(_)) => {
            let form = forms.first_form_of(declared);
            Ok((form.kind(), read_by(name.to_owned(), form, value)))
        }
        (ColumnKind::Date | ColumnKind::Datetime, ColumnType::Number(NumberKind::Whole)) => {
            let form = forms.first_form_of(declared);
            let has_pattern = matches!(form, Form::DatePattern(_) | Form::MomentPattern(..));
            if has_pattern { Ok((form.kind(), read_by(name.to_owned(), form, value))) } else { Err(kind) }
        }
        _ => Err(kind),
    }
}

/// Floats in which `NaN` is empty. Costs a look at each value; what has none is handed on as it is.
pub(super) fn without_nan(value: Expr) -> Expr {
    value.map(
        |column| {
            let floats = column.f64()?;
            if !column.as_materialized_series().is_nan()?.any() {
                return Ok(column);
            }
            let kept: Float64Chunked = floats.iter().map(|value| value.filter(|value| !value.is_nan())).collect();
            Ok(kept.with_name(column.name().clone()).into_column())
        },
        |_, field| Ok(field.clone()),
    )
}

/// Whole numbers without a sign as those with one, which go half as far.
pub(super) fn signed(name: &str, value: Expr) -> Expr {
    let name = name.to_owned();
    value.map(
        move |column| {
            let numbers = column.u64()?;
            let most = u64::try_from(i64::MAX).unwrap_or(u64::MAX);
            if let Some(number) = numbers.iter().flatten().find(|number| *number > most) {
                let wanted = format!("a number up to {most}");
                return Err(misfit(&name, &number.to_string(), &wanted));
            }
            column.cast(&DataType::Int64)
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Int64)),
    )
}

fn misfit(name: &str, text: &str, wanted: &str) -> PolarsError {
    PolarsError::ComputeError(format!("{MISFIT}{name}\u{1f}{text}\u{1f}{wanted}\u{1f}").into())
}

/// Moments of the clocks of a zone.
pub(super) fn to_instants(wall: Expr, zone: Zone) -> Expr {
    let utc = DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
    let output = utc.clone();
    wall.map(
        move |column| {
            let name = column.name().clone();
            let physical = column.to_physical_repr();
            let moments: Int64Chunked = physical.i64()?.iter().map(|wall| instant(wall?, &zone)).collect();
            moments.with_name(name).into_column().cast(&utc)
        },
        move |_, field| Ok(Field::new(field.name().clone(), output.clone())),
    )
}

/// Text or numbers read in a form, strictly.
fn read_by(name: String, form: Form, value: Expr) -> Expr {
    let kind = form.kind();
    let output = Builder::new("", &kind).finish().dtype().clone();
    value.map(
        move |column| {
            let mut builder = Builder::new(column.name(), &kind);
            let mut push = |cell| push(&mut builder, &name, &form, cell);
            if let Ok(texts) = column.str() {
                texts.iter().try_for_each(|text| push(text.map(Cell::Raw)))?;
            } else if let Ok(numbers) = column.i64() {
                numbers.iter().try_for_each(|number| push(number.map(Cell::Whole)))?;
            } else {
                column.f64()?.iter().try_for_each(|number| push(number.map(Cell::Decimal)))?;
            }
            Ok(builder.finish())
        },
        move |_, field| Ok(Field::new(field.name().clone(), output.clone())),
    )
}

fn push(builder: &mut Builder, name: &str, form: &Form, cell: Option<Cell<'_>>) -> PolarsResult<()> {
    let value = match cell {
        None | Some(Cell::Raw("")) => Value::Null,
        Some(cell) => form.read(cell).ok_or_else(|| misfit(name, &cell.words(), &form.wanted()))?,
    };
    builder.push(value);
    Ok(())
}
