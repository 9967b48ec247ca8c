//! The boundary: the only place of this crate where a library is loaded and pointers are followed.
//!
//! [`library`] opens libraries for good, [`instance`] calls their entry points, [`owned`] and [`mod@column`] own Arrow
//! structs, [`batch`] makes one of several columns, [`check`] looks at what a plugin returned before anybody imports it,
//! [`stream`] reads batches, [`services`] is what a plugin may ask of the engine. One operation per `unsafe` block, each
//! with its reason.
//!
//! What a plugin is trusted with is what C cannot check: that pointers point to as many bytes as lengths say.
#![allow(unsafe_code, reason = "this is the boundary to C")]
#![warn(clippy::multiple_unsafe_ops_per_block)]

mod batch;
mod check;
mod column;
mod instance;
mod leaving;
mod library;
mod owned;
mod services;
mod stream;

pub(crate) use check::Fault;
pub use column::ArrowColumn;
pub(crate) use instance::{Failure, Instance};
pub(crate) use library::Library;
pub use services::{HostServices, Level, SilentServices};
pub(crate) use stream::columns_of;
pub use stream::{ArrowBatch, BatchStream, SourceColumn};

use kpi_plugin_abi::KpiStr;

/// Copies a text that a plugin lent; bytes that are not UTF-8 are replaced.
///
/// # Safety
/// `text` points to `len` bytes, or its length is 0.
unsafe fn text_of(text: KpiStr) -> String {
    if text.len == 0 || text.ptr.is_null() {
        return String::new();
    }
    // SAFETY: promised by the caller.
    let bytes = unsafe { std::slice::from_raw_parts(text.ptr, text.len) };
    String::from_utf8_lossy(bytes).into_owned()
}
