//! The structs of the Arrow C data and C stream interfaces, field for field.
//!
//! They own nothing here: whoever holds one decides when to call `release`. Both sides wrap them in types that do.

use std::ffi::{c_char, c_int, c_void};
use std::ptr;

/// Flag of [`ArrowSchema::flags`]: the field may hold empty values.
pub const SCHEMA_NULLABLE: i64 = 2;

/// The type of a column (or of a batch, with one child per column).
#[repr(C)]
#[derive(Debug)]
pub struct ArrowSchema {
    /// The type as a format string, such as `U` for text.
    pub format: *const c_char,
    /// The name of the column, or null.
    pub name: *const c_char,
    /// Key-value metadata, or null.
    pub metadata: *const c_char,
    /// A set of flags such as [`SCHEMA_NULLABLE`].
    pub flags: i64,
    /// Number of `children`.
    pub n_children: i64,
    /// The columns of a batch.
    pub children: *mut *mut ArrowSchema,
    /// The type of the values of a dictionary, or null.
    pub dictionary: *mut ArrowSchema,
    /// Frees what the struct owns; empty once that has happened.
    pub release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    /// For whoever made the struct.
    pub private_data: *mut c_void,
}

/// The values of a column (or of a batch, with one child per column).
#[repr(C)]
#[derive(Debug)]
pub struct ArrowArray {
    /// Number of rows.
    pub length: i64,
    /// Number of empty values, or -1 if nobody counted.
    pub null_count: i64,
    /// Where the rows begin in the buffers.
    pub offset: i64,
    /// Number of `buffers`.
    pub n_buffers: i64,
    /// Number of `children`.
    pub n_children: i64,
    /// The validity bitmap (or null) and the values.
    pub buffers: *mut *const c_void,
    /// The columns of a batch.
    pub children: *mut *mut ArrowArray,
    /// The values of a dictionary, or null.
    pub dictionary: *mut ArrowArray,
    /// Frees what the struct owns; empty once that has happened.
    pub release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    /// For whoever made the struct.
    pub private_data: *mut c_void,
}

/// Batches that come one after the other.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowArrayStream {
    /// Gives the type of the batches; returns 0 or an error number.
    pub get_schema: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowSchema) -> c_int>,
    /// Gives the next batch, or a released one at the end; returns 0 or an error number.
    pub get_next: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowArray) -> c_int>,
    /// Words for the last error, borrowed until the next call; or null.
    pub get_last_error: Option<unsafe extern "C" fn(*mut ArrowArrayStream) -> *const c_char>,
    /// Frees what the struct owns; empty once that has happened.
    pub release: Option<unsafe extern "C" fn(*mut ArrowArrayStream)>,
    /// For whoever made the struct.
    pub private_data: *mut c_void,
}

impl ArrowSchema {
    /// A schema that owns nothing: the place for one that is about to be made.
    pub const fn released() -> Self {
        Self {
            format: ptr::null(),
            name: ptr::null(),
            metadata: ptr::null(),
            flags: 0,
            n_children: 0,
            children: ptr::null_mut(),
            dictionary: ptr::null_mut(),
            release: None,
            private_data: ptr::null_mut(),
        }
    }
}

impl ArrowArray {
    /// An array that owns nothing: the place for one that is about to be made, and the end of a stream.
    pub const fn released() -> Self {
        Self {
            length: 0,
            null_count: 0,
            offset: 0,
            n_buffers: 0,
            n_children: 0,
            buffers: ptr::null_mut(),
            children: ptr::null_mut(),
            dictionary: ptr::null_mut(),
            release: None,
            private_data: ptr::null_mut(),
        }
    }
}

impl ArrowArrayStream {
    /// A stream that owns nothing: the place for one that is about to be made.
    pub const fn released() -> Self {
        Self { get_schema: None, get_next: None, get_last_error: None, release: None, private_data: ptr::null_mut() }
    }
}
