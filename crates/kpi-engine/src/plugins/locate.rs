//! Where libraries of plugins are looked for.
//!
//! A project comes first: its folder and `plugins` in it. What is not there is looked for by its file name beside the
//! running program, where packages install plugins and where cargo builds them.

use std::path::{Path, PathBuf};

use kpi_plugin_host::{PluginError, locate};

/// The file that a path of `kpi.toml` means.
pub(super) fn library(path: &str, folder: &Path) -> Result<PathBuf, PluginError> {
    let in_project = locate(path, &[folder, &folder.join("plugins")]);
    let Err(PluginError::Missing { path, mut tried, present }) = in_project else { return in_project };
    let written = Path::new(&path);
    let name = written.file_name().and_then(|name| name.to_str()).filter(|_| !written.is_absolute());
    let Some(name) = name else { return Err(PluginError::Missing { path, tried, present }) };
    let folders = program_folders();
    let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
    match locate(name, &folders) {
        Ok(found) => Ok(found),
        Err(PluginError::Missing { tried: beside, .. }) => {
            tried.extend(beside);
            Err(PluginError::Missing { path, tried, present })
        }
        Err(_) => Err(PluginError::Missing { path, tried, present }),
    }
}

/// The folder of the running program, and those in it that may hold libraries.
fn program_folders() -> Vec<PathBuf> {
    let program = std::env::current_exe().and_then(std::fs::canonicalize);
    let Some(folder) = program.ok().and_then(|program| program.parent().map(Path::to_owned)) else { return Vec::new() };
    vec![folder.join("plugins"), folder.join("deps"), folder]
}
