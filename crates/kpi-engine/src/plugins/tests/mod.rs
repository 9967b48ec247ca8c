//! Plugins as the engine has them: real libraries, loaded from a configuration.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod aggregates;
mod calls;
mod loading;
mod reading;

use std::path::{Path, PathBuf};
use std::process::Command;

use kpi_diagnostics::FileId;
use kpi_model::model::row::PluginFunction;
use kpi_polars::Functions as _;
use polars::prelude::Series;

use super::Plugins;

/// The plugins of a `kpi.toml`.
fn plugins(toml: &str, folder: &Path) -> Plugins {
    let (config, problems) = kpi_config::read(FileId(0), toml, &|_| None);
    assert_eq!(problems, []);
    Plugins::load(&config, folder)
}

/// The referral plugin, which cargo puts beside the binary of this test.
fn referral() -> Plugins {
    plugins("[plugin.referral]\npath = \"plugins/referral\"\n", Path::new("."))
}

/// The plugin that does well and badly on demand, of a project in this time zone.
fn fixture(zone: &str) -> Plugins {
    let path = fixture_library();
    plugins(
        &format!("[project]\ntimezone = \"{zone}\"\n[plugin.fixture]\npath = '{}'\n", path.display()),
        Path::new("."),
    )
}

/// An example of the crate that hosts plugins. `cargo test` builds examples, but not if it was asked for one test alone.
fn fixture_library() -> PathBuf {
    let target = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
    let name = format!("{}fixture_plugin{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = target.join("examples").join(name);
    if !library.exists() {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../kpi-plugin-host/Cargo.toml");
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--manifest-path", manifest, "--example", "fixture_plugin", "--target-dir"]);
        assert!(build.arg(target.parent().unwrap()).status().unwrap().success());
    }
    library
}

fn named(plugin: &str, function: &str) -> PluginFunction {
    PluginFunction { plugin: plugin.to_owned(), function: function.to_owned() }
}

fn call(plugins: &Plugins, name: &str, arguments: &[Series]) -> Result<Series, String> {
    let (plugin, function) = name.split_once('.').unwrap();
    plugins.call(&named(plugin, function), arguments)
}
