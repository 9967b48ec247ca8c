//! The SDK for plugins of the `kpi` engine: functions, aggregates and sources of your own, loaded at run time, in safe Rust.
//!
//! A plugin is a crate of the type `cdylib` that depends on this one. It implements [`Plugin`] and names it in
//! [`export_plugin!`]; a [`Function`] computes a column from columns, an [`Aggregate`] one number from all values of a group,
//! a [`Source`] reads rows from somewhere.
//!
//! ```
//! use kpi_plugin::{About, Arguments, Column, Empty, Error, Function, Plugin, Signature, TextColumn, Type};
//!
//! struct Shop;
//!
//! impl Plugin for Shop {
//!     fn about(&self) -> About {
//!         About::new("shop", env!("CARGO_PKG_VERSION"), "What our shop knows about its links")
//!     }
//!
//!     fn functions(&self) -> Vec<Box<dyn Function>> {
//!         vec![Box::new(Host)]
//!     }
//! }
//!
//! struct Host;
//!
//! impl Function for Host {
//!     fn signature(&self) -> Signature {
//!         Signature::new("host", Type::Text, "The host of a link")
//!             .argument("link", Type::Text, "a link with its scheme")
//!             .empty(Empty::Sometimes)
//!             .example("shop.host(\"https://acme.example/a\")", "acme.example")
//!     }
//!
//!     fn call(&self, arguments: &Arguments) -> Result<Column, Error> {
//!         let links = arguments.text(0)?;
//!         Ok(links.iter().map(|link| host_of(link?)).collect::<TextColumn>().into())
//!     }
//! }
//!
//! fn host_of(link: &str) -> Option<&str> {
//!     link.split_once("://")?.1.split('/').next()
//! }
//!
//! kpi_plugin::export_plugin!(Shop);
//! # fn main() {
//! # let links: TextColumn = [Some("https://acme.example/a"), None].into_iter().collect();
//! # let arguments = Arguments::new(&Host.signature(), vec![links.into()], 2).unwrap();
//! # let expected: TextColumn = [Some("acme.example"), None].into_iter().collect();
//! # assert_eq!(Host.call(&arguments), Ok(expected.into()));
//! # }
//! ```
//!
//! In `kpi.toml` a `[plugin.shop]` with its `path` loads it, and a definition calls `shop.host(link)`.
//!
//! A panic of your code does not end the engine: the call fails with the words of the panic, and so does every later
//! call of this instance. That needs unwinding: do not build a plugin with `panic = "abort"`.
//!
//! Deliberately not here: anything about the engine (`kpi-plugin-host` is the other side), time zones, and what
//! the clauses of an aggregate leave of the rows (an [`Aggregate`] gets the values alone). The boundary itself is `kpi-plugin-abi`. Read on in `plugin.rs` for the traits and in
//! `column.rs` for the data; `ffi` is the only unsafe part.

mod arguments;
mod column;
mod containment;
mod error;
mod ffi;
mod instance;
mod manifest;
mod plugin;
mod source;
mod text;
mod time;
mod validity;

pub use arguments::Arguments;
pub use column::{
    BooleanColumn, Column, DateColumn, DatetimeColumn, DurationColumn, Float64Column, Int64Column, Values,
};
pub use error::Error;
pub use ffi::{Host, Level};
pub use manifest::{About, Empty, Signature, SourceDescription, Type};
pub use plugin::{Aggregate, Function, Plugin, Source};
pub use source::{Batch, Batches, Field, Options, ScanRequest};
pub use text::TextColumn;
pub use time::{Date, Datetime, Duration, MICROSECONDS_PER_DAY};

/// What [`export_plugin!`] expands to, and what the tests of the host take. Not for anybody else.
#[doc(hidden)]
pub mod entry {
    pub use crate::ffi::{export, import_column, initialise};
    pub use kpi_plugin_abi::{KpiError, KpiHost, KpiPlugin, abi_version};
}

/// Makes the library a plugin: exports its two symbols. Takes an expression of a type that implements [`Plugin`]; it is
/// evaluated for each instance. Once per library.
#[macro_export]
macro_rules! export_plugin {
    ($plugin:expr) => {
        const _: () = {
            #[allow(unsafe_code, reason = "the symbols that the host looks up")]
            #[unsafe(no_mangle)]
            extern "C" fn kpi_plugin_abi() -> u32 {
                $crate::entry::abi_version()
            }

            #[allow(unsafe_code, reason = "the symbols that the host looks up")]
            #[unsafe(no_mangle)]
            unsafe extern "C" fn kpi_plugin_init(
                host: *const $crate::entry::KpiHost,
                plugin: *mut $crate::entry::KpiPlugin,
                error: *mut $crate::entry::KpiError,
            ) -> i32 {
                // SAFETY: the host passes what the boundary promises.
                unsafe { $crate::entry::initialise(host, plugin, error, || ::std::boxed::Box::new($plugin)) }
            }
        };
    };
}
