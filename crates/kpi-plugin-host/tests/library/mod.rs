//! Where the tests find the libraries they load, and how they make and read columns.
#![allow(dead_code, reason = "each test binary takes some of it")]
#![allow(unsafe_code, reason = "columns cross as Arrow C data")]

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use kpi_plugin::Column;
use kpi_plugin::entry::{export, import_column};
use kpi_plugin_host::{ArrowColumn, LoadedPlugin, Plugin, PluginError, SilentServices, load};

/// The library of an example of this crate. `cargo test` builds examples, but not if it was asked for one test alone.
pub(crate) fn fixture(name: &str) -> PathBuf {
    let folder = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("examples");
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = folder.join(format!("{prefix}{name}{suffix}"));
    if !library.exists() {
        let target = folder.parent().unwrap().parent().unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
        assert!(build.args(["--example", name, "--target-dir"]).arg(target).status().unwrap().success());
    }
    library
}

pub(crate) fn loaded() -> LoadedPlugin {
    load(&fixture("fixture_plugin"), Arc::new(SilentServices)).unwrap()
}

/// Calls a function with columns of the SDK.
pub(crate) fn call(
    plugin: &dyn Plugin,
    function: &str,
    arguments: Vec<Column>,
    rows: usize,
) -> Result<Column, PluginError> {
    let arguments = arguments.into_iter().map(|column| {
        let (schema, array) = export(column);
        // SAFETY: they were just exported together.
        unsafe { ArrowColumn::from_raw(schema, array) }
    });
    let (schema, array) = plugin.call(function, arguments.collect(), rows)?.into_raw();
    // SAFETY: the host checked them.
    Ok(unsafe { import_column(schema, array) }.unwrap())
}
