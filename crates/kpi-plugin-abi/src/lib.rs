//! The binary boundary between the engine and a plugin: C structs, symbol names, version numbers.
//!
//! A plugin is a shared library with two symbols, [`SYMBOL_ABI`] and [`SYMBOL_INIT`]. Everything that crosses is one of
//! the `#[repr(C)]` structs here, text with a length ([`KpiStr`]), or data in the [Arrow C data interface]. So a plugin
//! may be written in any language, and in Rust with any compiler; `include/kpi_plugin.h` is the same boundary for C.
//!
//! The rules of the boundary:
//!
//! - **Handshake.** The host calls `kpi_plugin_abi`, refuses another major version, then calls `kpi_plugin_init` with a
//!   [`KpiPlugin`] that the plugin fills in. A minor version only appends: to the end of a struct, or a new flag. Nobody
//!   reads or writes beyond the smaller `struct_size`.
//! - **Ownership.** Whoever made a thing frees it, through the `release` that came with it; no allocator crosses. A
//!   struct with an empty `release` owns nothing. A [`KpiStr`] is borrowed: as an argument for the call, as a manifest
//!   until the plugin is released, in an error until the error is released.
//! - **Threads.** Calls may come from any thread, but one after the other, unless [`FLAG_CONCURRENT`] is set.
//! - **Panics.** Nothing may unwind out of an entry point. The Rust SDK turns a panic into [`STATUS_PANICKED`].
//! - **For good.** A library is never unloaded: data it produced keeps pointing at its release functions.
//!
//! What is deliberately not here: any code. `kpi-plugin` is the SDK around these structs, `kpi-plugin-host` the other
//! side.
//!
//! [Arrow C data interface]: https://arrow.apache.org/docs/format/CDataInterface.html

mod arrow;
mod plugin;

pub use arrow::{ArrowArray, ArrowArrayStream, ArrowSchema, SCHEMA_NULLABLE};
pub use plugin::{
    FunctionCall, InitFunction, KpiError, KpiHost, KpiPlugin, KpiStr, ManifestCall, ReleaseCall, SourceScanCall,
    SourceSchemaCall, VersionFunction,
};

/// Version of the boundary: another major version cannot be loaded.
pub const ABI_MAJOR: u16 = 1;
/// Version of the boundary: a higher minor version has only appended something.
pub const ABI_MINOR: u16 = 0;

/// What `kpi_plugin_abi` returns: the major version in the upper half, the minor version in the lower.
pub const fn abi_version() -> u32 {
    ((ABI_MAJOR as u32) << 16) | ABI_MINOR as u32
}

/// Splits what `kpi_plugin_abi` returned into major and minor version.
pub const fn split_abi_version(version: u32) -> (u16, u16) {
    ((version >> 16) as u16, (version & 0xffff) as u16)
}

/// Name of the symbol that tells the version; see [`VersionFunction`].
pub const SYMBOL_ABI: &str = "kpi_plugin_abi";
/// Name of the symbol that makes an instance; see [`InitFunction`].
pub const SYMBOL_INIT: &str = "kpi_plugin_init";

/// Flag of [`KpiPlugin::flags`]: the calls of one instance may overlap.
pub const FLAG_CONCURRENT: u32 = 1;
/// Flag of [`KpiPlugin::flags`]: arguments may be text views (Arrow format `vu`).
pub const FLAG_TEXT_VIEWS: u32 = 2;

/// The call did what was asked.
pub const STATUS_OK: i32 = 0;
/// The plugin could not do it and says why.
pub const STATUS_FAILED: i32 = 1;
/// The plugin panicked; the instance answers nothing else from now on.
pub const STATUS_PANICKED: i32 = 2;
/// There is no function or source of that name.
pub const STATUS_UNKNOWN: i32 = 3;
/// What was passed is not what the manifest asks for.
pub const STATUS_INVALID: i32 = 4;
/// The host asked to stop.
pub const STATUS_CANCELLED: i32 = 5;

/// Level of a message for people who look for a fault.
pub const LOG_DEBUG: i32 = 0;
/// Level of a message for people who want to know more.
pub const LOG_INFO: i32 = 1;
/// Level of a message that people should see.
pub const LOG_WARNING: i32 = 2;
