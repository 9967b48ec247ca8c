//! Finding a plugin's library: from the path in `kpi.toml` to a file.
//!
//! A path may leave out what differs from system to system: `plugins/referral` finds `plugins/libkpi_referral.so` on Linux
//! and `plugins/kpi_referral.dll` on Windows, and `plugins/libkpi_referral.so` finds the `.dylib` on a Mac.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

use crate::error::PluginError;

/// How many libraries of a folder an error names.
const NAMED_LIBRARIES: usize = 5;

/// Finds the library that `path` means, in the first of `folders` that has it. An absolute path needs no folder.
pub fn locate(path: &str, folders: &[&Path]) -> Result<PathBuf, PluginError> {
    let names = candidates(Path::new(path));
    let tried: Vec<PathBuf> = if Path::new(path).is_absolute() {
        names
    } else {
        folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect()
    };
    if let Some(found) = tried.iter().find(|candidate| candidate.is_file()) {
        return Ok(found.clone());
    }
    if let Some(folder) = tried.iter().find(|candidate| candidate.is_dir()) {
        return Err(PluginError::Directory { path: folder.clone() });
    }
    let present = tried.first().and_then(|first| first.parent()).map(libraries_in).unwrap_or_default();
    Err(PluginError::Missing { path: path.to_owned(), tried, present })
}

/// The path itself, then with the names that build tools of this system give to a library.
fn candidates(path: &Path) -> Vec<PathBuf> {
    let mut candidates = vec![path.to_owned()];
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return candidates };
    let stem = [".so", ".dylib", ".dll"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    let stem = stem.strip_prefix("lib").unwrap_or(stem).replace('-', "_");
    let bare = stem.strip_prefix("kpi_").unwrap_or(&stem);
    for name in [format!("{DLL_PREFIX}{stem}{DLL_SUFFIX}"), format!("{DLL_PREFIX}kpi_{bare}{DLL_SUFFIX}")] {
        let candidate = path.with_file_name(name);
        if !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    candidates
}

/// Some libraries of a folder, by name.
fn libraries_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut libraries: Vec<String> = names.filter(|name| name.ends_with(DLL_SUFFIX)).collect();
    libraries.sort();
    libraries.truncate(NAMED_LIBRARIES);
    libraries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str) -> Vec<String> {
        candidates(Path::new(path)).iter().map(|path| path.display().to_string()).collect()
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_differs_between_systems_may_be_left_out() {
        assert_eq!(
            names("plugins/referral"),
            ["plugins/referral", "plugins/libreferral.so", "plugins/libkpi_referral.so"]
        );
        assert_eq!(names("plugins/kpi-referral"), ["plugins/kpi-referral", "plugins/libkpi_referral.so"]);
        assert_eq!(names("libkpi_referral.dylib"), ["libkpi_referral.dylib", "libkpi_referral.so"]);
        assert_eq!(names("libkpi_referral.so"), ["libkpi_referral.so"]);
        assert_eq!(names("acme.so"), ["acme.so", "libacme.so", "libkpi_acme.so"]);
    }
}
