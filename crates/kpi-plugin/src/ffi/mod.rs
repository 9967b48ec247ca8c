//! The boundary: the only place of this crate where pointers are followed.
//!
//! Every entry point turns what came in into values ([`import`], [`text_of`]), lets [`crate::instance`] do the work
//! behind its guard, and turns the result into C structs ([`export`], [`stream`]). A call that fails writes its error
//! and nothing else. One operation per `unsafe` block, each with its reason.
#![allow(unsafe_code, reason = "this is the boundary to C")]
#![warn(clippy::multiple_unsafe_ops_per_block)]

mod entry;
mod export;
mod host;
mod import;
mod stream;

#[doc(hidden)]
pub use entry::initialise;
#[doc(hidden)]
pub use export::export;
pub use host::{Host, Level};
#[doc(hidden)]
pub use import::import_column;

use std::ptr;

use kpi_plugin_abi::{KpiError, KpiStr};

use crate::error::Error;

/// Borrows a text that the host passed.
///
/// # Safety
/// `text` points to `len` bytes that live and do not change for `'a`, or its length is 0.
unsafe fn text_of<'a>(text: KpiStr) -> Result<&'a str, Error> {
    if text.len == 0 || text.ptr.is_null() {
        return Ok("");
    }
    // SAFETY: promised by the caller.
    let bytes = unsafe { std::slice::from_raw_parts(text.ptr, text.len) };
    std::str::from_utf8(bytes).map_err(|_| Error::invalid("the host passed a text that is not UTF-8"))
}

/// What an error struct owns.
struct ErrorText {
    message: String,
    help: String,
}

/// Writes an error for the host and returns its status.
///
/// # Safety
/// `place` is null or can be written to.
unsafe fn fail(place: *mut KpiError, error: &Error) -> i32 {
    let status = error.status();
    if place.is_null() {
        return status;
    }
    let help = error.help_text().unwrap_or_default().to_owned();
    let owned = Box::new(ErrorText { message: error.message().to_owned(), help });
    let value = KpiError {
        code: status,
        message: KpiStr::borrow(&owned.message),
        help: KpiStr::borrow(&owned.help),
        release: Some(release_error),
        private_data: Box::into_raw(owned).cast(),
    };
    // SAFETY: promised by the caller.
    unsafe { ptr::write(place, value) };
    status
}

/// The `release` of [`fail`].
unsafe extern "C" fn release_error(error: *mut KpiError) {
    // SAFETY: the host passes the struct that `fail` wrote, or a copy of it.
    let Some(error) = (unsafe { error.as_mut() }) else { return };
    let private_data = std::mem::replace(&mut error.private_data, ptr::null_mut());
    error.release = None;
    error.message = KpiStr::empty();
    error.help = KpiStr::empty();
    if !private_data.is_null() {
        // SAFETY: `fail` made it from a box of this type, and it was not yet taken.
        drop(unsafe { Box::from_raw(private_data.cast::<ErrorText>()) });
    }
}
