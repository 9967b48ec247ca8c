//! The one thing here that the compiler cannot check: a variable of the environment, set before any thread exists.
//!
//! Polars maps Parquet files into memory unless it is told to read them piece by piece. Mapped pages count as memory of
//! the program, so that its peak would grow with the files; read in pieces it stays the same, whatever their size.

#![allow(unsafe_code, reason = "a variable of the environment is set, which is unsafe once there are threads")]

/// What Polars looks at, once, when it is first used.
const READ_IN_PIECES: &str = "POLARS_FORCE_ASYNC";

/// Has files read in pieces, unless the environment says how. To be called first in `main`.
pub(crate) fn read_files_in_pieces() {
    if std::env::var_os(READ_IN_PIECES).is_none() {
        // SAFETY: nothing has started a thread yet, so nobody reads the environment meanwhile.
        unsafe { std::env::set_var(READ_IN_PIECES, "1") };
    }
}
