//! The structs of our own half of the boundary: text, errors, the host's services, a plugin's entry points.

use std::ffi::c_void;
use std::ptr;

use crate::{ArrowArray, ArrowArrayStream, ArrowSchema};

/// Borrowed UTF-8 text with its length in bytes; no zero at its end.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct KpiStr {
    /// The first byte; may be null if `len` is 0.
    pub ptr: *const u8,
    /// Number of bytes.
    pub len: usize,
}

impl KpiStr {
    /// No text.
    pub const fn empty() -> Self {
        Self { ptr: ptr::null(), len: 0 }
    }

    /// Borrows `text`: the result must not outlive it.
    pub const fn borrow(text: &str) -> Self {
        Self { ptr: text.as_ptr(), len: text.len() }
    }
}

/// Why a call failed. The caller gives the struct, the plugin fills it in, the caller releases it.
#[repr(C)]
#[derive(Debug)]
pub struct KpiError {
    /// The status that the call returned.
    pub code: i32,
    /// What is wrong: one line, lower case, no full stop.
    pub message: KpiStr,
    /// What to do about it; may be empty.
    pub help: KpiStr,
    /// Frees what the struct owns; empty once that has happened, or if nothing is owned.
    pub release: Option<unsafe extern "C" fn(*mut KpiError)>,
    /// For whoever filled the struct in.
    pub private_data: *mut c_void,
}

impl KpiError {
    /// No error: the place for one.
    pub const fn none() -> Self {
        Self {
            code: crate::STATUS_OK,
            message: KpiStr::empty(),
            help: KpiStr::empty(),
            release: None,
            private_data: ptr::null_mut(),
        }
    }
}

/// What the engine offers to a plugin. It lives as long as any instance that got it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct KpiHost {
    /// Size of this struct in the host's version.
    pub struct_size: u32,
    /// Major version of the host.
    pub abi_major: u32,
    /// Minor version of the host.
    pub abi_minor: u32,
    /// First argument of the functions below.
    pub context: *mut c_void,
    /// Takes a message: level (`LOG_…`), text. From any thread, at any time.
    pub log: Option<unsafe extern "C" fn(*mut c_void, i32, KpiStr)>,
    /// Not 0 once the run has been given up. From any thread, at any time.
    pub is_cancelled: Option<unsafe extern "C" fn(*mut c_void) -> i32>,
}

/// Type of the symbol `kpi_plugin_abi`: pure, called first, see [`crate::abi_version`].
pub type VersionFunction = unsafe extern "C" fn() -> u32;

/// Type of the symbol `kpi_plugin_init`: fills in the plugin, whose `struct_size` says how much room there is.
pub type InitFunction = unsafe extern "C" fn(*const KpiHost, *mut KpiPlugin, *mut KpiError) -> i32;

/// Gives the manifest as JSON.
pub type ManifestCall = unsafe extern "C" fn(*mut KpiPlugin, *mut KpiStr, *mut KpiError) -> i32;

/// Gives the type of a source's batches: source, options as JSON, schema.
pub type SourceSchemaCall =
    unsafe extern "C" fn(*mut KpiPlugin, KpiStr, KpiStr, *mut ArrowSchema, *mut KpiError) -> i32;

/// Reads a source: source, options as JSON, request as JSON, stream.
pub type SourceScanCall =
    unsafe extern "C" fn(*mut KpiPlugin, KpiStr, KpiStr, KpiStr, *mut ArrowArrayStream, *mut KpiError) -> i32;

/// Calls a function over columns: function, schema and values of the batch of arguments, schema and values of the result.
pub type FunctionCall = unsafe extern "C" fn(
    *mut KpiPlugin,
    KpiStr,
    *const ArrowSchema,
    *mut ArrowArray,
    *mut ArrowSchema,
    *mut ArrowArray,
    *mut KpiError,
) -> i32;

/// Ends an instance; its `release` is empty afterwards.
pub type ReleaseCall = unsafe extern "C" fn(*mut KpiPlugin);

/// An instance of a plugin: its entry points. Every call returns a status (`STATUS_…`).
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct KpiPlugin {
    /// From the host: the room there is. From the plugin: how much of it is filled in.
    pub struct_size: u32,
    /// Major version of the plugin.
    pub abi_major: u32,
    /// Minor version of the plugin.
    pub abi_minor: u32,
    /// A set of `FLAG_…`.
    pub flags: u32,
    /// Required.
    pub manifest: Option<ManifestCall>,
    /// Required if the manifest has functions or aggregates; of an aggregate the result has one row. The schema stays the host's; the values may be moved out by the plugin
    /// (bytes copied, `release` of the original emptied), otherwise the host releases them.
    pub function_call: Option<FunctionCall>,
    /// Required if the manifest has sources.
    pub source_schema: Option<SourceSchemaCall>,
    /// Required if the manifest has sources.
    pub source_scan: Option<SourceScanCall>,
    /// Required.
    pub release: Option<ReleaseCall>,
    /// For the plugin.
    pub private_data: *mut c_void,
}

impl KpiPlugin {
    /// A place to fill in.
    pub const fn unfilled() -> Self {
        Self {
            #[expect(clippy::cast_possible_truncation, reason = "the struct has less than a hundred bytes")]
            struct_size: size_of::<Self>() as u32,
            abi_major: 0,
            abi_minor: 0,
            flags: 0,
            manifest: None,
            function_call: None,
            source_schema: None,
            source_scan: None,
            release: None,
            private_data: ptr::null_mut(),
        }
    }
}
