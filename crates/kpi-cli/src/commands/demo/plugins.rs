//! The libraries of the example's plugins: built beside this program, copied to where the example's `kpi.toml` looks for them.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kpi_diagnostics::{Diagnostic, FileId, Texts};

use crate::console::Console;
use crate::exit::{Failure, NO_EXAMPLE_PLUGIN};
use crate::file;

/// Copies every library that is there, and warns of those that are not.
pub(crate) fn copy(folder: &Path, console: &Console) -> Result<(), Failure> {
    let (config, _) = kpi_config::read(FileId(0), kpi_demo::PROJECT_FILE, &|_| None);
    for plugin in config.plugins.values() {
        let path = Path::new(&plugin.path.value);
        let name = library_name(path);
        let target = folder.join(path.with_file_name(&name));
        match beside_program(&name) {
            Some(library) => copy_one(&library, &target)
                .map_err(|error| Failure::not_written(&format!("`{}`", target.display()), &error))?,
            None => console.messages(&[missing(&name, &target)], &Texts::default()),
        }
    }
    Ok(())
}

fn missing(name: &str, target: &Path) -> Diagnostic {
    Diagnostic::warning(NO_EXAMPLE_PLUGIN, format!("`{name}` is not beside this program"))
        .note("the KPIs of the example that need it will be errors, all others are there")
        .help(format!("build it with `cargo build --workspace` and copy it to `{}`", target.display()))
}

/// What cargo calls the library of a plugin on this system.
fn library_name(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    let stem = stem.strip_prefix("lib").unwrap_or(stem);
    let bare = stem.strip_prefix("kpi_").unwrap_or(stem);
    format!("{DLL_PREFIX}kpi_{bare}{DLL_SUFFIX}")
}

fn beside_program(name: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().and_then(fs::canonicalize).ok()?;
    let folder = program.parent()?;
    let places = [folder.join(name), folder.join("deps").join(name), folder.join("plugins").join(name)];
    places.into_iter().find(|place| place.is_file())
}

fn copy_one(library: &Path, target: &Path) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    file::replace(target, &fs::read(library)?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::library_name;

    #[test]
    #[cfg(target_os = "linux")]
    fn names_of_libraries() {
        for path in
            ["plugins/referral", "plugins/libkpi_referral.so", "plugins/libkpi_referral.dylib", "kpi_referral.dll"]
        {
            assert_eq!(library_name(Path::new(path)), "libkpi_referral.so");
        }
    }
}
