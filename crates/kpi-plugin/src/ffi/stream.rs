//! Batches out: a scan as an Arrow C stream. Each `get_next` is guarded like an entry point.

use std::ffi::{CString, c_char, c_int};
use std::ptr;
use std::sync::Arc;

use kpi_plugin_abi::{ArrowArray, ArrowArrayStream, ArrowSchema, STATUS_OK, STATUS_PANICKED};

use super::export::{export_batch, export_fields};
use crate::containment::catch;
use crate::error::Error;
use crate::instance::{Instance, Scan};

/// `EIO`, the same number on all systems.
const INPUT_OUTPUT_ERROR: c_int = 5;

/// What an exported stream owns.
struct Reading {
    instance: Arc<Instance>,
    scan: Scan,
    last_error: CString,
}

/// A scan as a stream.
pub(super) fn export_stream(instance: Arc<Instance>, scan: Scan) -> ArrowArrayStream {
    let reading = Box::new(Reading { instance, scan, last_error: CString::default() });
    ArrowArrayStream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: Some(get_last_error),
        release: Some(release),
        private_data: Box::into_raw(reading).cast(),
    }
}

impl Reading {
    /// Keeps the words for `get_last_error`. The interface knows error numbers of the system alone, so the words say
    /// that it was a panic; the instance's next call does so with its status.
    fn fail(&mut self, error: &Error) -> c_int {
        let panicked = if error.status() == STATUS_PANICKED { "the plugin panicked: " } else { "" };
        let help = error.help_text().map(|help| format!("; {help}")).unwrap_or_default();
        let words = format!("{panicked}{error}{help}").replace('\0', " ");
        self.last_error = CString::new(words).unwrap_or_default();
        INPUT_OUTPUT_ERROR
    }
}

unsafe extern "C" fn get_schema(stream: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int {
    // SAFETY: the host passes a stream of `export_stream` that is not released, one call at a time.
    let reading = unsafe { reading_of(stream) };
    // SAFETY: the interface promises a place for the schema.
    unsafe { ptr::write(out, export_fields(reading.scan.fields())) };
    STATUS_OK
}

unsafe extern "C" fn get_next(stream: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int {
    // SAFETY: the host passes a stream of `export_stream` that is not released, one call at a time.
    let reading = unsafe { reading_of(stream) };
    let scan = &mut reading.scan;
    let batch = match reading.instance.guard(|| scan.next_columns().transpose()) {
        Ok(Some((columns, rows))) => export_batch(columns, rows),
        Ok(None) => ArrowArray::released(),
        Err(error) => return reading.fail(&error),
    };
    // SAFETY: the interface promises a place for the batch.
    unsafe { ptr::write(out, batch) };
    STATUS_OK
}

unsafe extern "C" fn get_last_error(stream: *mut ArrowArrayStream) -> *const c_char {
    // SAFETY: the host passes a stream of `export_stream` that is not released, one call at a time.
    let reading = unsafe { reading_of(stream) };
    if reading.last_error.is_empty() { ptr::null() } else { reading.last_error.as_ptr() }
}

unsafe extern "C" fn release(stream: *mut ArrowArrayStream) {
    // SAFETY: the host passes the struct that `export_stream` made, wherever it moved it.
    let Some(stream) = (unsafe { stream.as_mut() }) else { return };
    let private_data = std::mem::replace(stream, ArrowArrayStream::released()).private_data;
    if private_data.is_null() {
        return;
    }
    // SAFETY: `export_stream` made it from a box of this type, and it was not yet taken.
    let reading = unsafe { Box::from_raw(private_data.cast::<Reading>()) };
    // The plugin's own code runs when its batches are dropped; there is nobody to tell of a panic.
    let _ = catch(|| drop(reading));
}

/// # Safety
/// `stream` is one of [`export_stream`] that is not released, and nobody else uses it during `'a`.
unsafe fn reading_of<'a>(stream: *mut ArrowArrayStream) -> &'a mut Reading {
    // SAFETY: promised by the caller.
    let private_data = unsafe { (*stream).private_data };
    // SAFETY: promised by the caller.
    unsafe { &mut *private_data.cast::<Reading>() }
}
