//! The plugin that the tests of the host have, an example of its crate: built when it is not there.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

/// Puts the library into a folder of plugins.
pub(super) fn put_into(folder: &Path) -> std::io::Result<()> {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    let library = LIBRARY.get_or_init(library);
    std::fs::create_dir_all(folder)?;
    let place = folder.join(named("fixture"));
    std::fs::hard_link(library, &place).or_else(|_| std::fs::copy(library, &place).map(|_| ()))
}

/// `cargo test` builds examples, but not if it was asked for one test alone.
fn library() -> PathBuf {
    let program = std::env::current_exe().expect("the program of a test has a place");
    let target = program.ancestors().nth(2).expect("it is in `target/debug/deps`").to_owned();
    let library = target.join("examples").join(named("fixture_plugin"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/kpi-plugin-host/examples/fixture_plugin.rs");
    if written(&library) < written(Path::new(source)) {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/kpi-plugin-host/Cargo.toml");
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--manifest-path", manifest, "--example", "fixture_plugin", "--target-dir"]);
        let status = build.arg(target.parent().expect("it is in `target`")).status().expect("cargo runs");
        assert!(status.success(), "the plugin `fixture` cannot be built");
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
