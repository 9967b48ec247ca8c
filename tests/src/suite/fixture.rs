//! The plugins that the tests of the host have, examples of its crate: built when they are not there. A project gets those
//! that its `kpi.toml` names, as `path = "plugins/fixture"`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// What they are called in projects; all but the first cannot be loaded.
pub(super) const NAMES: [&str; 5] =
    ["fixture", "fixture_wrong_version", "fixture_no_plugin", "fixture_not_started", "fixture_bad_manifest"];

/// Puts one into a folder of plugins.
pub(super) fn put_into(name: &str, folder: &Path) -> std::io::Result<()> {
    static LIBRARIES: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut libraries = LIBRARIES.lock().unwrap_or_else(PoisonError::into_inner);
    let library = libraries.entry(name.to_owned()).or_insert_with(|| library(name));
    std::fs::create_dir_all(folder)?;
    let place = folder.join(named(name));
    std::fs::hard_link(&*library, &place).or_else(|_| std::fs::copy(&*library, &place).map(|_| ()))
}

/// `cargo test` builds examples, but not if it was asked for one test alone.
fn library(name: &str) -> PathBuf {
    let example = if name == "fixture" { "fixture_plugin" } else { name };
    let program = std::env::current_exe().expect("the program of a test has a place");
    let target = program.ancestors().nth(2).expect("it is in `target/debug/deps`").to_owned();
    let library = target.join("examples").join(named(example));
    let host = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/kpi-plugin-host");
    if written(&library) < written(&host.join(format!("examples/{example}.rs"))) {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--manifest-path"]).arg(host.join("Cargo.toml"));
        build.args(["--example", example, "--target-dir"]);
        let status = build.arg(target.parent().expect("it is in `target`")).status().expect("cargo runs");
        assert!(status.success(), "the plugin `{example}` cannot be built");
    }
    library
}

/// When a file was written; none: it is not there.
fn written(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|file| file.modified()).ok()
}

fn named(stem: &str) -> String {
    format!("{}{stem}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}
