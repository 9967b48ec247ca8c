//! Opening a library, for good, and the handshake.
//!
//! A library is never unloaded: values it returned keep pointing at its release functions, its thread-local values run
//! their destructors when threads end, and some runtimes (Go's) cannot leave at all. Opening the same file again costs
//! nothing, the system knows it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use kpi_plugin_abi::{ABI_MAJOR, ABI_MINOR, InitFunction, SYMBOL_ABI, SYMBOL_INIT, VersionFunction, split_abi_version};

use crate::elf::fault_of;
use crate::error::PluginError;

/// A library that is a plugin for this version of the engine.
pub(crate) struct Library {
    pub(super) path: PathBuf,
    pub(super) init: InitFunction,
}

/// Every library that was opened.
static KEPT: Mutex<Vec<libloading::Library>> = Mutex::new(Vec::new());

impl Library {
    /// Opens a library and checks that it is a plugin for this engine.
    pub(crate) fn open(path: &Path) -> Result<Self, PluginError> {
        let path = readable(path)?;
        let library = open(&path)?;
        let checked = Self::check(&library, path);
        KEPT.lock().unwrap_or_else(PoisonError::into_inner).push(library);
        checked
    }

    fn check(library: &libloading::Library, path: PathBuf) -> Result<Self, PluginError> {
        // SAFETY: the symbol has this type in every version of the boundary.
        let version: VersionFunction = *unsafe { symbol(library, SYMBOL_ABI, &path) }?;
        // SAFETY: the function takes nothing and has no effect.
        let found = split_abi_version(unsafe { version() });
        if found.0 != ABI_MAJOR {
            return Err(PluginError::WrongVersion { path, found, expected: (ABI_MAJOR, ABI_MINOR) });
        }
        // SAFETY: the symbol has this type in this major version.
        let init: InitFunction = *unsafe { symbol(library, SYMBOL_INIT, &path) }?;
        Ok(Self { path, init })
    }
}

/// The true path of a file that can be read and mapped.
fn readable(path: &Path) -> Result<PathBuf, PluginError> {
    if path.is_dir() {
        return Err(PluginError::Directory { path: path.to_owned() });
    }
    match fault_of(path) {
        Ok(None) => path.canonicalize().map_err(|error| unreadable(path, &error)),
        Ok(Some(reason)) => Err(PluginError::NotALibrary { path: path.to_owned(), reason }),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(PluginError::Missing {
            path: path.display().to_string(),
            tried: vec![path.to_owned()],
            present: Vec::new(),
        }),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> PluginError {
    PluginError::Unreadable { path: path.to_owned(), reason: words_of(error) }
}

/// The words of the system, without its error number.
fn words_of(error: &std::io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or_default().to_lowercase()
}

#[cfg(unix)]
fn open(path: &Path) -> Result<libloading::Library, PluginError> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

    #[cfg(any(target_os = "linux", target_os = "android"))]
    const NEVER_UNLOAD: std::ffi::c_int = 0x1000;
    #[cfg(any(target_os = "macos", target_os = "ios"))]
    const NEVER_UNLOAD: std::ffi::c_int = 0x80;
    #[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios")))]
    const NEVER_UNLOAD: std::ffi::c_int = 0;

    // SAFETY: the user asked to run the code of this library, its initialisers included.
    let library = unsafe { Library::open(Some(path.as_os_str()), RTLD_NOW | RTLD_LOCAL | NEVER_UNLOAD) };
    library.map(Into::into).map_err(|error| not_a_library(path, &error))
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<libloading::Library, PluginError> {
    // SAFETY: the user asked to run the code of this library, its initialisers included.
    unsafe { libloading::Library::new(path.as_os_str()) }.map_err(|error| not_a_library(path, &error))
}

fn not_a_library(path: &Path, error: &libloading::Error) -> PluginError {
    let words = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    let prefix = format!("{}: ", path.display());
    let reason = words.strip_prefix(&prefix).unwrap_or(&words).to_owned();
    PluginError::NotALibrary { path: path.to_owned(), reason }
}

/// # Safety
/// The symbol has the type `T`.
unsafe fn symbol<'library, T>(
    library: &'library libloading::Library,
    symbol: &'static str,
    path: &Path,
) -> Result<libloading::Symbol<'library, T>, PluginError> {
    // SAFETY: promised by the caller.
    unsafe { library.get(symbol) }.map_err(|_| PluginError::NotAPlugin { path: path.to_owned(), symbol })
}
