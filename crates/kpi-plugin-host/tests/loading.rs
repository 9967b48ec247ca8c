//! Loading: the right library, and every wrong one with its reason and a way out.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod library;

use std::path::Path;
use std::sync::Arc;

use kpi_plugin_host::{Empty, Plugin, PluginError, SilentServices, ValueType, load, locate};
use library::{fixture, loaded};

fn refused(path: &Path) -> PluginError {
    load(path, Arc::new(SilentServices)).unwrap_err()
}

#[test]
fn the_manifest_tells_everything_without_a_call() {
    let plugin = loaded();
    let manifest = plugin.manifest();
    assert_eq!((manifest.name.as_str(), manifest.version.as_str()), ("fixture", "1.2.3"));
    let add = manifest.function("add").unwrap();
    assert_eq!(add.to_string(), "add(left number, right number) number");
    assert_eq!((add.returns, add.empty), (ValueType::Number, Empty::Propagates));
    assert_eq!(add.examples.first().unwrap().gives, "3");
    let counter = manifest.source("counter").unwrap();
    assert!(counter.options.iter().any(|option| option.name == "rows" && option.required));
}

#[test]
fn another_version_is_refused_with_both_versions() {
    let path = fixture("fixture_wrong_version");
    let error = refused(&path);
    let shown = path.canonicalize().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "the plugin `{}` is built for version 9.4 of the plugin interface, this engine has version 1.0",
            shown.display()
        )
    );
    assert_eq!(error.help().unwrap(), "update the engine, or take an older version of the plugin");
}

#[test]
fn a_library_that_is_no_plugin_is_named_as_such() {
    let error = refused(&fixture("fixture_no_plugin"));
    assert!(error.to_string().ends_with("is not a plugin: it has no symbol `kpi_plugin_abi`"), "{error}");
}

#[test]
fn a_panic_at_the_start_is_an_error() {
    let error = refused(&fixture("fixture_not_started"));
    assert!(error.to_string().contains("did not start: it panicked: no licence ("), "{error}");
}

#[test]
fn files_that_are_no_libraries_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(refused(folder.path()).to_string().ends_with("is a folder"));

    let missing = refused(&folder.path().join("none.so"));
    assert!(matches!(missing, PluginError::Missing { .. }));

    for (name, content) in [("empty.so", ""), ("text.so", "not a library, but rather long for a text of no meaning")] {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        let error = refused(&file);
        assert!(matches!(error, PluginError::NotALibrary { .. }), "{error}");
        assert!(error.help().unwrap().contains("shared library built for this system"));
    }

    let whole = std::fs::read(fixture("fixture_plugin")).unwrap();
    for length in [1, 63, 64, 100, 4096, 65_536] {
        let truncated = folder.path().join(format!("truncated-{length}.so"));
        std::fs::write(&truncated, whole.get(..length).unwrap()).unwrap();
        assert!(matches!(refused(&truncated), PluginError::NotALibrary { .. }), "{length}");
    }
}

#[test]
fn a_path_is_found_from_the_project_folder_and_without_what_systems_add() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("plugins")).unwrap();
    let name = format!("{}kpi_shop{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = folder.path().join("plugins").join(&name);
    std::fs::write(&library, "").unwrap();

    for path in ["plugins/shop", "plugins/kpi-shop", "plugins/kpi_shop", "plugins/libkpi_shop.so", "plugins/shop.dll"] {
        assert_eq!(locate(path, &[folder.path()]).unwrap(), library, "{path}");
    }
    let absolute = library.display().to_string();
    assert_eq!(locate(&absolute, &[]).unwrap(), library);
    assert_eq!(locate(&absolute, &[Path::new("/nowhere")]).unwrap(), library);
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(locate("plugins/shop", &[elsewhere.path(), folder.path()]).unwrap(), library);

    let error = locate("plugins/referral", &[folder.path()]).unwrap_err();
    assert_eq!(error.to_string(), "the plugin library `plugins/referral` does not exist");
    let help = error.help().unwrap();
    assert!(help.contains(&format!("the folder has `{name}`")), "{help}");
    assert!(help.contains("correct its `path` in kpi.toml"), "{help}");
    assert!(matches!(locate("plugins", &[folder.path()]), Err(PluginError::Directory { .. })));
}

#[test]
fn loading_again_gives_another_instance() {
    let (one, two) = (loaded(), loaded());
    assert!(library::call(&one, "panics", Vec::new(), 1).is_err());
    assert!(library::call(&two, "one", Vec::new(), 1).is_ok());
}
