//! Columns out: as Arrow C data. The vectors move into the array and are freed by its `release`.

use std::any::Any;
use std::ffi::{CString, c_void};
use std::ptr;

use kpi_plugin_abi::{ArrowArray, ArrowSchema, SCHEMA_NULLABLE};

use crate::column::{Column, Values};
use crate::manifest::Type;
use crate::source::{Field, Form};
use crate::validity::{Validity, push_bit};

/// What an exported schema owns.
struct SchemaParts {
    format: CString,
    name: CString,
    children: Vec<*mut ArrowSchema>,
}

/// What an exported array owns.
struct ArrayParts {
    buffers: Vec<*const c_void>,
    storage: Vec<Box<dyn Any>>,
    children: Vec<*mut ArrowArray>,
}

/// A column with its type; for the tests of the host.
#[doc(hidden)]
pub fn export(column: Column) -> (ArrowSchema, ArrowArray) {
    (export_schema(&column), export_column(column))
}

/// The type of a column.
pub(super) fn export_schema(column: &Column) -> ArrowSchema {
    schema(format_of(column), "", Vec::new())
}

/// The type of the batches of a source.
pub(super) fn export_fields<'a>(fields: impl Iterator<Item = &'a Field>) -> ArrowSchema {
    let children =
        fields.map(|field| Box::into_raw(Box::new(schema(format_of_form(field.form()), field.name(), Vec::new()))));
    schema("+s", "", children.collect())
}

/// A column.
pub(super) fn export_column(column: Column) -> ArrowArray {
    match column {
        Column::Int64(column) => fixed(column),
        Column::Float64(column) => fixed(column),
        Column::Date(column) => fixed(column),
        Column::Datetime(column) => fixed(column),
        Column::Duration(column) => fixed(column),
        Column::Boolean(column) => {
            let (values, validity) = column.into_parts();
            let mut bits = Vec::with_capacity(values.len().div_ceil(8));
            for (row, value) in values.into_iter().enumerate() {
                push_bit(&mut bits, row, value);
            }
            Exporting::new(validity).buffer(bits).finish()
        }
        Column::Text(column) => {
            let (offsets, text, validity) = column.into_parts();
            Exporting::new(validity).buffer(offsets).buffer(text.into_bytes()).finish()
        }
    }
}

/// A batch of columns.
pub(super) fn export_batch(columns: Vec<Column>, rows: usize) -> ArrowArray {
    let mut batch = Exporting::new(Validity::full(rows));
    batch.parts.children = columns.into_iter().map(|column| Box::into_raw(Box::new(export_column(column)))).collect();
    batch.finish()
}

/// Values that are kept as they are: the time types are transparent around their numbers.
fn fixed<T: Copy + Default + 'static>(column: Values<T>) -> ArrowArray {
    let (values, validity) = column.into_parts();
    Exporting::new(validity).buffer(values).finish()
}

fn format_of(column: &Column) -> &'static str {
    match column {
        Column::Int64(_) => format_of_form(Form::Integer),
        Column::Float64(_)
        | Column::Boolean(_)
        | Column::Text(_)
        | Column::Date(_)
        | Column::Datetime(_)
        | Column::Duration(_) => format_of_form(Form::Typed(column.value_type())),
    }
}

fn format_of_form(form: Form) -> &'static str {
    match form {
        Form::Integer => "l",
        Form::Typed(Type::Number) => "g",
        Form::Typed(Type::Text) => "U",
        Form::Typed(Type::Bool) => "b",
        Form::Typed(Type::Date) => "tdD",
        Form::Typed(Type::Datetime) => "tsu:",
        Form::Typed(Type::Duration) => "tDu",
    }
}

fn schema(format: &str, name: &str, children: Vec<*mut ArrowSchema>) -> ArrowSchema {
    // A name cannot hold a zero byte; what is before it stays.
    let name = name.split('\0').next().unwrap_or_default();
    let mut parts = Box::new(SchemaParts {
        format: CString::new(format).unwrap_or_default(),
        name: CString::new(name).unwrap_or_default(),
        children,
    });
    ArrowSchema {
        format: parts.format.as_ptr(),
        name: parts.name.as_ptr(),
        flags: SCHEMA_NULLABLE,
        n_children: length(parts.children.len()),
        children: parts.children.as_mut_ptr(),
        release: Some(release_schema),
        private_data: Box::into_raw(parts).cast(),
        ..ArrowSchema::released()
    }
}

/// An array in the making.
struct Exporting {
    rows: usize,
    empty_rows: usize,
    parts: Box<ArrayParts>,
}

impl Exporting {
    fn new(validity: Validity) -> Self {
        let (rows, empty_rows) = (validity.rows(), validity.empty_rows());
        let parts = Box::new(ArrayParts { buffers: Vec::new(), storage: Vec::new(), children: Vec::new() });
        let this = Self { rows, empty_rows, parts };
        match validity.into_bits() {
            Some(bits) => this.buffer(bits),
            None => this.absent(),
        }
    }

    fn buffer<T: 'static>(mut self, values: Vec<T>) -> Self {
        // The values of a vector stay where they are when the vector moves.
        self.parts.buffers.push(values.as_ptr().cast());
        self.parts.storage.push(Box::new(values));
        self
    }

    fn absent(mut self) -> Self {
        self.parts.buffers.push(ptr::null());
        self
    }

    fn finish(self) -> ArrowArray {
        let mut parts = self.parts;
        ArrowArray {
            length: length(self.rows),
            null_count: length(self.empty_rows),
            n_buffers: length(parts.buffers.len()),
            n_children: length(parts.children.len()),
            buffers: parts.buffers.as_mut_ptr(),
            children: parts.children.as_mut_ptr(),
            release: Some(release_array),
            private_data: Box::into_raw(parts).cast(),
            ..ArrowArray::released()
        }
    }
}

/// No vector is longer than that.
fn length(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The `release` of [`schema`].
unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    // SAFETY: the host passes the struct that `schema` made, wherever it moved it.
    let Some(schema) = (unsafe { schema.as_mut() }) else { return };
    let private_data = std::mem::replace(schema, ArrowSchema::released()).private_data;
    if private_data.is_null() {
        return;
    }
    // SAFETY: `schema` made it from a box of this type, and it was not yet taken.
    let parts = unsafe { Box::from_raw(private_data.cast::<SchemaParts>()) };
    for child in parts.children {
        // SAFETY: each child was made by `export_fields` from a box.
        let mut child = unsafe { Box::from_raw(child) };
        if let Some(release) = child.release {
            // SAFETY: a struct that still has its `release` was not released.
            unsafe { release(&raw mut *child) };
        }
    }
}

/// The `release` of [`Exporting::finish`].
unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    // SAFETY: the host passes the struct that `finish` made, wherever it moved it.
    let Some(array) = (unsafe { array.as_mut() }) else { return };
    let private_data = std::mem::replace(array, ArrowArray::released()).private_data;
    if private_data.is_null() {
        return;
    }
    // SAFETY: `finish` made it from a box of this type, and it was not yet taken.
    let parts = unsafe { Box::from_raw(private_data.cast::<ArrayParts>()) };
    for child in parts.children {
        // SAFETY: each child was made by `export_batch` from a box. The host may have moved its content out.
        let mut child = unsafe { Box::from_raw(child) };
        if let Some(release) = child.release {
            // SAFETY: a struct that still has its `release` was not released.
            unsafe { release(&raw mut *child) };
        }
    }
}
