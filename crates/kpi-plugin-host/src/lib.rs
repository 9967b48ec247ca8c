//! The host of plugins: finds and loads their libraries, checks that they fit, and calls them behind safe traits.
//!
//! [`locate()`] finds the library, [`load`] gives a [`LoadedPlugin`], its [`Manifest`] tells the type checker everything
//! without a call, and [`Plugin::call`] takes and returns columns of Arrow C data.
//!
//! What a plugin does wrong stays with it. A missing file, a wrong version, an error, a panic, a result of the wrong
//! length or type, offsets that lead nowhere: each is a [`PluginError`] with words for the user. After a panic the
//! instance is not called again. What cannot be contained in one process is a plugin that writes where it should not or
//! aborts; a plugin is code that the user chose to run.
//!
//! Deliberately not here: SQL, polars, the language (this crate is used by those who know them), and finding out whether
//! a library can be trusted. `kpi-plugin-abi` has the boundary, `kpi-plugin` the other side of it. `ffi` is the only
//! unsafe part; read on in `plugin.rs`.

mod elf;
mod error;
mod ffi;
mod format;
mod locate;
mod manifest;
mod plugin;

pub use error::PluginError;
pub use ffi::{ArrowBatch, ArrowColumn, BatchStream, HostServices, Level, SilentServices, SourceColumn};
pub use locate::locate;
pub use manifest::{Argument, Empty, Example, FunctionSignature, Manifest, SourceDescription, SourceOption, ValueType};
pub use plugin::{LoadedPlugin, Plugin, ScanRequest, load};
