//! Several columns as one batch: a struct array whose children are the columns.

use std::ffi::c_void;
use std::ptr;

use kpi_plugin_abi::{ArrowArray, ArrowSchema};

use super::column::ArrowColumn;
use super::owned::{OwnedArray, OwnedSchema};

/// The type of a batch, lent to a plugin. The columns' schemas stay the host's.
pub(super) struct BatchSchema {
    schema: ArrowSchema,
    /// What `schema` points to.
    _pointers: Vec<*mut ArrowSchema>,
    /// What the pointers point to.
    columns: Vec<*mut ArrowSchema>,
}

/// What the array of a batch owns.
struct BatchParts {
    buffers: [*const c_void; 1],
    children: Vec<*mut ArrowArray>,
}

/// Puts columns together; each has `rows` rows.
pub(super) fn batch_of(columns: Vec<ArrowColumn>, rows: i64) -> (BatchSchema, OwnedArray) {
    let (schemas, arrays): (Vec<_>, Vec<_>) = columns.into_iter().map(ArrowColumn::into_owned).unzip();
    (BatchSchema::new(schemas), values_of(arrays, rows))
}

impl BatchSchema {
    fn new(columns: Vec<OwnedSchema>) -> Self {
        let columns: Vec<_> = columns.into_iter().map(|column| Box::into_raw(Box::new(column.into_inner()))).collect();
        let mut pointers = columns.clone();
        let schema = ArrowSchema {
            format: c"+s".as_ptr(),
            name: c"".as_ptr(),
            n_children: i64::try_from(pointers.len()).unwrap_or(i64::MAX),
            children: pointers.as_mut_ptr(),
            release: Some(keep_schema),
            ..ArrowSchema::released()
        };
        Self { schema, _pointers: pointers, columns }
    }

    /// Lends the schema.
    pub(super) fn as_ptr(&self) -> *const ArrowSchema {
        &raw const self.schema
    }
}

impl Drop for BatchSchema {
    fn drop(&mut self) {
        for column in self.columns.drain(..) {
            // SAFETY: `new` made it from a box, and each is taken once.
            let column = unsafe { Box::from_raw(column) };
            // SAFETY: it came out of an owned schema.
            drop(unsafe { OwnedSchema::new(*column) });
        }
    }
}

fn values_of(columns: Vec<OwnedArray>, rows: i64) -> OwnedArray {
    let children = columns.into_iter().map(|column| Box::into_raw(Box::new(column.into_inner()))).collect();
    let parts = Box::into_raw(Box::new(BatchParts { buffers: [ptr::null()], children }));
    // SAFETY: the parts were just made, and nobody else has them.
    let borrowed = unsafe { &mut *parts };
    let array = ArrowArray {
        length: rows,
        n_buffers: 1,
        n_children: i64::try_from(borrowed.children.len()).unwrap_or(i64::MAX),
        buffers: borrowed.buffers.as_mut_ptr(),
        children: borrowed.children.as_mut_ptr(),
        release: Some(release_values),
        private_data: parts.cast(),
        ..ArrowArray::released()
    };
    // SAFETY: the struct is valid as the interface asks for, and made here.
    unsafe { OwnedArray::new(array) }
}

/// A lent schema is not the plugin's to free.
unsafe extern "C" fn keep_schema(_: *mut ArrowSchema) {}

/// The `release` of [`values_of`].
unsafe extern "C" fn release_values(array: *mut ArrowArray) {
    // SAFETY: the plugin passes the struct that `values_of` made, wherever it moved it.
    let Some(array) = (unsafe { array.as_mut() }) else { return };
    let private_data = std::mem::replace(array, ArrowArray::released()).private_data;
    if private_data.is_null() {
        return;
    }
    // SAFETY: `values_of` made it from a box of this type, and it was not yet taken.
    let parts = unsafe { Box::from_raw(private_data.cast::<BatchParts>()) };
    for child in parts.children {
        // SAFETY: `values_of` made it from a box, and each is taken once.
        let child = unsafe { Box::from_raw(child) };
        // SAFETY: it came out of an owned array; what a plugin moved out is empty now.
        drop(unsafe { OwnedArray::new(*child) });
    }
}
