//! What a Parquet column is for definitions, and the expression that brings it there.

use kpi_config::ColumnKind;
use polars::prelude::*;

use super::convert;
use crate::infer::Declared;
use crate::{Clock, ColumnType, NumberKind};

/// A column, or a field of a nested one.
pub(crate) struct Leaf {
    /// Its trimmed name; dotted for fields.
    pub(crate) header: String,
    dtype: DataType,
    expression: Expr,
}

/// All columns, nested ones as their fields.
pub(crate) fn flatten(schema: &Schema) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for (name, dtype) in schema.iter() {
        flatten_into(&mut leaves, name.trim().to_owned(), dtype, col(name.clone()));
    }
    leaves
}

fn flatten_into(leaves: &mut Vec<Leaf>, header: String, dtype: &DataType, expression: Expr) {
    let DataType::Struct(fields) = dtype else {
        leaves.push(Leaf { header, dtype: dtype.clone(), expression });
        return;
    };
    for field in fields {
        let inner = expression.clone().struct_().field_by_name(field.name());
        flatten_into(leaves, format!("{header}.{}", field.name().trim()), field.dtype(), inner);
    }
}

impl Leaf {
    /// Whether the file says that every value is empty.
    pub(crate) fn has_no_type(&self) -> bool {
        self.dtype == DataType::Null
    }

    /// The type for definitions and the value under its name. The error is the type it has and cannot lose.
    pub(crate) fn read_as(
        self,
        name: &str,
        declared: Option<ColumnKind>,
        forms: &Declared,
    ) -> Result<(ColumnType, Expr), ColumnType> {
        let Self { header, dtype, expression } = self;
        let (kind, canonical) = canonical(name, &dtype, expression, forms);
        let (kind, expression) = match declared {
            None => (kind, canonical),
            Some(declared) => convert::declared(name, kind, canonical, declared, forms)?,
        };
        let is_plain = matches!(&expression, Expr::Column(column) if column.as_str() == name) && header == name;
        Ok((kind, if is_plain { expression } else { expression.alias(name) }))
    }
}

/// The type for definitions and the value in it.
fn canonical(name: &str, dtype: &DataType, value: Expr, forms: &Declared) -> (ColumnType, Expr) {
    let whole = ColumnType::Number(NumberKind::Whole);
    let decimal = ColumnType::Number(NumberKind::Decimal);
    match dtype {
        DataType::Int64 => (whole, value),
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => {
            (whole, value.strict_cast(DataType::Int64))
        }
        DataType::UInt64 => (whole, convert::signed(name, value)),
        DataType::Float64 => (decimal, convert::without_nan(value)),
        DataType::Float32 => (decimal, convert::without_nan(value.cast(DataType::Float64))),
        DataType::Decimal(..) => (decimal, value.cast(DataType::Float64)),
        DataType::Boolean => (ColumnType::Bool, value),
        DataType::String => (ColumnType::Text, value),
        DataType::Categorical(..) | DataType::Enum(..) | DataType::Null => {
            (ColumnType::Text, value.cast(DataType::String))
        }
        DataType::Date => (ColumnType::Date, value),
        DataType::Datetime(unit, zone) => moment(*unit, zone.as_ref(), value, forms),
        DataType::Duration(unit) => {
            (ColumnType::Duration, in_micros(*unit, value, DataType::Duration(TimeUnit::Microseconds)))
        }
        DataType::Time => (ColumnType::Other("a time of day".to_owned()), value),
        DataType::Binary | DataType::BinaryOffset => (ColumnType::Other("bytes".to_owned()), value),
        DataType::List(_) | DataType::Array(..) => (ColumnType::Other("a list".to_owned()), value),
        DataType::Int128 | DataType::UInt128 | DataType::Float16 | DataType::Struct(_) | DataType::Unknown(_) => {
            (ColumnType::Other(format!("of the type {dtype}")), value)
        }
    }
}

fn moment(unit: TimeUnit, zone: Option<&TimeZone>, value: Expr, forms: &Declared) -> (ColumnType, Expr) {
    let instant = ColumnType::Datetime(Clock::Instant);
    let utc = DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
    match zone {
        Some(zone) if *zone == TimeZone::UTC => (instant, in_micros(unit, value, utc)),
        Some(_) => (instant, value.dt().convert_time_zone(TimeZone::UTC).cast(utc)),
        None => {
            let wall = in_micros(unit, value, DataType::Datetime(TimeUnit::Microseconds, None));
            match forms.zone() {
                None => (ColumnType::Datetime(Clock::Wall), wall),
                Some(zone) => (instant, convert::to_instants(wall, zone.clone())),
            }
        }
    }
}

fn in_micros(unit: TimeUnit, value: Expr, dtype: DataType) -> Expr {
    if unit == TimeUnit::Microseconds { value } else { value.cast(dtype) }
}
