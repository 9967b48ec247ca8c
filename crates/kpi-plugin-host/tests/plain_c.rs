//! A plugin in C, built from the header with the C compiler of the machine, if there is one. What it returns shows what
//! the host finds out before anybody imports it.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod library;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::thread;

use kpi_plugin::{Column, Float64Column, TextColumn};
use kpi_plugin_host::{LoadedPlugin, PluginError, SilentServices, load};
use library::call;

/// The plugin; nothing without a C compiler.
fn plain() -> Option<LoadedPlugin> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let library = BUILT.get_or_init(|| build("plain")).as_ref()?;
    Some(load(library, Arc::new(SilentServices)).unwrap())
}

/// Builds a library of its own name, so with its own static values.
fn build(name: &str) -> Option<PathBuf> {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    if cfg!(not(unix)) || Command::new(&compiler).arg("--version").output().is_err() {
        eprintln!("no C compiler on this machine: no plugin in C is tested");
        return None;
    }
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.so", std::process::id()));
    let output = Command::new(&compiler)
        .args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-I"])
        .arg(crates.join("../kpi-plugin-abi/include"))
        .arg(crates.join("tests/library/plain.c"))
        .arg("-o")
        .arg(&library)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(library)
}

fn numbers(values: &[Option<f64>]) -> Column {
    values.iter().copied().collect::<Float64Column>().into()
}

#[test]
fn a_plugin_in_c_works() {
    let Some(plugin) = plain() else { return };
    let values = numbers(&[Some(1.5), Some(-2.0), Some(0.0)]);
    assert_eq!(call(&plugin, "double", vec![values], 3).unwrap(), numbers(&[Some(3.0), Some(-4.0), Some(0.0)]));
    let text: TextColumn = [Some("ab"), Some("cd"), Some("ef")].into_iter().collect();
    assert_eq!(call(&plugin, "text", Vec::new(), 3).unwrap(), text.into());
    assert_eq!(call(&plugin, "double", vec![numbers(&[])], 0).unwrap(), numbers(&[]));
}

#[test]
fn what_cannot_be_imported_is_refused() {
    let Some(plugin) = plain() else { return };
    for (function, reason) in [
        ("nothing", "it returned no values at all"),
        ("no_values", "it has no values"),
        ("unaligned", "its values are not aligned"),
        ("one_buffer", "it has 1 buffers instead of 2"),
        ("negative", "it has a negative length or offset"),
        ("unmarked", "its empty rows are not marked"),
        ("backwards", "the text of row 0 has offsets that go back"),
        ("below_zero", "the text of row 0 has a negative offset"),
        ("no_utf8", "the text of row 1 is not UTF-8"),
    ] {
        let error = call(&plugin, function, Vec::new(), 3).unwrap_err();
        assert!(matches!(error, PluginError::Malformed { .. }), "{function}: {error}");
        assert_eq!(error.to_string(), format!("`plain.{function}` returned data that cannot be used: {reason}"));
    }
    let error = call(&plugin, "view", Vec::new(), 3).unwrap_err();
    assert!(matches!(error, PluginError::WrongType { .. }), "{error}");
}

#[test]
fn empty_rows_are_counted_where_nobody_did() {
    let Some(plugin) = plain() else { return };
    let Column::Float64(values) = call(&plugin, "uncounted", Vec::new(), 3).unwrap() else { return };
    assert_eq!((values.empty_rows(), values.get(1)), (1, None));
}

#[test]
fn whatever_was_returned_is_released() {
    let Some(library) = build("counting") else { return };
    let plugin = load(&library, Arc::new(SilentServices)).unwrap();
    for function in ["text", "held", "no_values", "backwards", "no_utf8", "view", "uncounted"] {
        let _ = call(&plugin, function, Vec::new(), 3);
        // It counts what is not released yet, itself included.
        assert_eq!(call(&plugin, "held", Vec::new(), 1).unwrap(), numbers(&[Some(1.0)]), "{function}");
    }
}

#[test]
fn calls_wait_for_each_other() {
    let Some(plugin) = plain() else { return };
    thread::scope(|scope| {
        let calls: Vec<_> = (0..6).map(|_| scope.spawn(|| call(&plugin, "overlap", Vec::new(), 1).unwrap())).collect();
        for call in calls {
            assert_eq!(call.join().unwrap(), numbers(&[Some(1.0)]));
        }
    });
}

#[test]
fn an_unknown_state_ends_the_instance() {
    let Some(plugin) = plain() else { return };
    let error = call(&plugin, "silent", Vec::new(), 1).unwrap_err();
    assert_eq!(error.to_string(), "`plain.silent` failed: it gave no reason");
    let error = call(&plugin, "broken", Vec::new(), 1).unwrap_err();
    assert_eq!(error.to_string(), "`plain.broken` panicked: the disk is full");
    assert!(matches!(call(&plugin, "text", Vec::new(), 1), Err(PluginError::PanickedBefore { .. })));
}

#[test]
fn sources_without_entry_points_are_no_crash() {
    use kpi_plugin_host::Plugin as _;
    let Some(plugin) = plain() else { return };
    assert!(matches!(plugin.source_columns("any", "{}"), Err(PluginError::UnknownSource { .. })));
}
