//! The same memory under two names: columns of frames and columns of plugins are both Arrow C data.
//!
//! The structs of `polars-arrow` and of `kpi-plugin-abi` are the same C structs, so one is reinterpreted as the other.
//! Only formats of [`storage`] are imported, and as plain numbers, texts and conditions: the meaning of times stays with
//! the caller, so no time zone that a plugin made up reaches Polars. What the host has checked is trusted here.
#![allow(unsafe_code, reason = "this is the boundary to C")]
#![warn(clippy::multiple_unsafe_ops_per_block)]

use std::borrow::Cow;
use std::mem::{align_of, size_of, transmute};

use kpi_plugin_abi::{ArrowArray, ArrowSchema};
use kpi_plugin_host::{ArrowBatch, ArrowColumn, SourceColumn};
use polars::prelude::{CompatLevel, DataType, PlSmallStr, Series};
use polars_arrow::array::{Array, StructArray};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi;

const _: () = assert!(size_of::<ArrowSchema>() == size_of::<ffi::ArrowSchema>());
const _: () = assert!(align_of::<ArrowSchema>() == align_of::<ffi::ArrowSchema>());
const _: () = assert!(size_of::<ArrowArray>() == size_of::<ffi::ArrowArray>());
const _: () = assert!(align_of::<ArrowArray>() == align_of::<ffi::ArrowArray>());

/// A column of a frame as one of plugins; numbers and times are not copied.
pub(super) fn export(series: &Series) -> Result<ArrowColumn, String> {
    let level = CompatLevel::oldest();
    let field = series.dtype().to_arrow_field(series.name().clone(), level);
    let array = series
        .rechunk()
        .to_arrow_with_field(0, Cow::Borrowed(&field), true)
        .map_err(|error| format!("cannot be passed on: {error}"))?;
    let schema = ffi::export_field_to_c(&field);
    let array = ffi::export_array_to_c(array);
    // SAFETY: both are the `ArrowSchema` of the Arrow C data interface; the value is moved, so it has one owner.
    let schema = unsafe { transmute::<ffi::ArrowSchema, ArrowSchema>(schema) };
    // SAFETY: both are the `ArrowArray` of the Arrow C data interface; the value is moved, so it has one owner.
    let array = unsafe { transmute::<ffi::ArrowArray, ArrowArray>(array) };
    // SAFETY: they were just exported together, and nobody else has them.
    Ok(unsafe { ArrowColumn::from_raw(schema, array) })
}

/// A column of a plugin as plain numbers, texts or conditions; values are not copied, except texts.
pub(super) fn import(column: ArrowColumn, name: PlSmallStr) -> Result<Series, String> {
    let storage = storage(column.format())?;
    if column.rows() == 0 {
        return Ok(empty(name, &storage));
    }
    let (schema, array) = column.into_raw();
    // SAFETY: both are the `ArrowSchema` of the Arrow C data interface; the value is moved, so it has one owner.
    drop(unsafe { transmute::<ArrowSchema, ffi::ArrowSchema>(schema) });
    // SAFETY: the host checked the array against its format, and `storage` has the same layout.
    let array = unsafe { imported(array, storage) }?;
    series(name, array)
}

/// The columns of a batch, as plain numbers, texts or conditions. The batch has rows.
pub(super) fn import_batch(batch: ArrowBatch, columns: &[SourceColumn]) -> Result<Vec<Series>, String> {
    let field = |column: &SourceColumn| Ok(Field::new(column.name.as_str().into(), storage(&column.format)?, true));
    let fields: Vec<Field> = columns.iter().map(field).collect::<Result<_, String>>()?;
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    // SAFETY: the host checked the batch against the formats of its columns, and `storage` has the same layouts.
    let array = unsafe { imported(batch.into_raw(), ArrowDataType::Struct(fields)) }?;
    let table = array.as_any().downcast_ref::<StructArray>().ok_or_else(|| "a batch that is no table".to_owned())?;
    let named = columns.iter().zip(table.values());
    named.map(|(column, values)| series(column.name.as_str().into(), values.clone())).collect()
}

/// The columns of a batch without rows.
pub(super) fn empty_batch(columns: &[SourceColumn]) -> Result<Vec<Series>, String> {
    columns.iter().map(|column| Ok(empty(column.name.as_str().into(), &storage(&column.format)?))).collect()
}

/// # Safety
/// The array is valid by the Arrow C data interface, and its buffers are those of this type.
unsafe fn imported(array: ArrowArray, storage: ArrowDataType) -> Result<Box<dyn Array>, String> {
    // SAFETY: both are the `ArrowArray` of the Arrow C data interface; the value is moved, so it has one owner.
    let array = unsafe { transmute::<ArrowArray, ffi::ArrowArray>(array) };
    // SAFETY: promised by the caller.
    let array = unsafe { ffi::import_array_from_c(array, storage) };
    array.map_err(|error| format!("data that cannot be used: {error}"))
}

fn series(name: PlSmallStr, array: Box<dyn Array>) -> Result<Series, String> {
    Series::from_arrow(name, array).map_err(|error| format!("data that cannot be used: {error}"))
}

fn empty(name: PlSmallStr, storage: &ArrowDataType) -> Series {
    Series::new_empty(name, &DataType::from_arrow_dtype(storage))
}

/// How the values of a format lie in memory.
fn storage(format: &str) -> Result<ArrowDataType, String> {
    Ok(match format {
        "b" => ArrowDataType::Boolean,
        "U" => ArrowDataType::LargeUtf8,
        "u" => ArrowDataType::Utf8,
        "c" => ArrowDataType::Int8,
        "C" => ArrowDataType::UInt8,
        "s" => ArrowDataType::Int16,
        "S" => ArrowDataType::UInt16,
        "i" | "tdD" => ArrowDataType::Int32,
        "I" => ArrowDataType::UInt32,
        "L" => ArrowDataType::UInt64,
        "f" => ArrowDataType::Float32,
        "g" => ArrowDataType::Float64,
        "l" => ArrowDataType::Int64,
        time if time.starts_with("ts") || time.starts_with("tD") => ArrowDataType::Int64,
        other => return Err(format!("values in the Arrow format `{other}`, which cannot be taken")),
    })
}
