//! Everything that can go wrong with a plugin, in words for the people who use it.

use std::fmt;
use std::path::PathBuf;

use crate::manifest::ValueType;

/// Why a plugin cannot be loaded or a call of it failed. `Display` is the message (one line, lower case, no full stop),
/// [`PluginError::help`] the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PluginError {
    /// No library where the configuration says.
    Missing {
        /// The path as it was given.
        path: String,
        /// Every file that was looked for.
        tried: Vec<PathBuf>,
        /// Libraries that are in the folder instead.
        present: Vec<String>,
    },
    /// A folder where a library should be.
    Directory {
        /// The folder.
        path: PathBuf,
    },
    /// The file cannot be opened.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The words of the system.
        reason: String,
    },
    /// The system does not take the file for a library it can load.
    NotALibrary {
        /// The file.
        path: PathBuf,
        /// The words of the system.
        reason: String,
    },
    /// A library, but no plugin.
    NotAPlugin {
        /// The file.
        path: PathBuf,
        /// The symbol that is missing.
        symbol: &'static str,
    },
    /// A plugin for another version of the engine.
    WrongVersion {
        /// The file.
        path: PathBuf,
        /// The version of the plugin, major and minor.
        found: (u16, u16),
        /// The version of this engine.
        expected: (u16, u16),
    },
    /// The plugin refused to start.
    NotStarted {
        /// The file.
        path: PathBuf,
        /// Its words.
        reason: String,
    },
    /// What the plugin says about itself makes no sense.
    BadManifest {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// There is no function of that name.
    UnknownFunction {
        /// The plugin's name.
        plugin: String,
        /// The name that was asked for.
        function: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// There is no source of that name.
    UnknownSource {
        /// The plugin's name.
        plugin: String,
        /// The name that was asked for.
        source: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// The arguments are not those of the signature.
    BadArguments {
        /// The function, as `plugin.function`.
        call: String,
        /// What is wrong.
        reason: String,
    },
    /// The plugin says that it could not do it.
    Failed {
        /// The function or source, as `plugin.name`.
        call: String,
        /// Its words.
        message: String,
        /// Its way out.
        help: Option<String>,
    },
    /// The plugin panicked; it is not called again.
    Panicked {
        /// The function or source, as `plugin.name`.
        call: String,
        /// The words of the panic.
        words: String,
    },
    /// The plugin panicked in an earlier call, so this one was not made.
    PanickedBefore {
        /// The function or source, as `plugin.name`.
        call: String,
        /// The words of the panic.
        words: String,
    },
    /// The run was given up.
    Cancelled {
        /// The function or source, as `plugin.name`.
        call: String,
    },
    /// The result has another number of rows than the arguments.
    WrongLength {
        /// The function, as `plugin.function`.
        call: String,
        /// Rows of the arguments.
        expected: usize,
        /// Rows of the result.
        found: i64,
    },
    /// The result has another type than the manifest says.
    WrongType {
        /// The function, as `plugin.function`.
        call: String,
        /// The type in the manifest.
        expected: ValueType,
        /// The Arrow format that came.
        found: String,
    },
    /// The data that came break the rules of Arrow or of the manifest.
    Malformed {
        /// The function or source, as `plugin.name`.
        call: String,
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { path, .. } => write!(f, "the plugin library `{path}` does not exist"),
            Self::Directory { path } => write!(f, "the plugin library `{}` is a folder", path.display()),
            Self::Unreadable { path, reason } => {
                write!(f, "the plugin library `{}` cannot be read: {reason}", path.display())
            }
            Self::NotALibrary { path, reason } => {
                write!(f, "`{}` cannot be loaded as a library: {reason}", path.display())
            }
            Self::NotAPlugin { path, symbol } => {
                write!(f, "the library `{}` is not a plugin: it has no symbol `{symbol}`", path.display())
            }
            Self::WrongVersion { path, found, expected } => write!(
                f,
                "the plugin `{}` is built for version {}.{} of the plugin interface, this engine has version {}.{}",
                path.display(),
                found.0,
                found.1,
                expected.0,
                expected.1,
            ),
            Self::NotStarted { path, reason } => write!(f, "the plugin `{}` did not start: {reason}", path.display()),
            Self::BadManifest { path, reason } => {
                write!(f, "the manifest of the plugin `{}` is wrong: {reason}", path.display())
            }
            Self::UnknownFunction { plugin, function, .. } => {
                write!(f, "the plugin `{plugin}` has no function `{function}`")
            }
            Self::UnknownSource { plugin, source, .. } => write!(f, "the plugin `{plugin}` has no source `{source}`"),
            Self::BadArguments { call, reason } => write!(f, "`{call}` cannot be called like this: {reason}"),
            Self::Failed { call, message, .. } => write!(f, "`{call}` failed: {message}"),
            Self::Panicked { call, words } => write!(f, "`{call}` panicked: {words}"),
            Self::PanickedBefore { call, words } => {
                write!(f, "`{call}` was not called, because its plugin panicked before: {words}")
            }
            Self::Cancelled { call } => write!(f, "`{call}` stopped, because the run was cancelled"),
            Self::WrongLength { call, expected, found } => {
                write!(f, "`{call}` returned {found} values for {expected} rows")
            }
            Self::WrongType { call, expected, found } => {
                write!(f, "`{call}` returned values in the Arrow format `{found}`, its manifest promises {expected}")
            }
            Self::Malformed { call, reason } => write!(f, "`{call}` returned data that cannot be used: {reason}"),
        }
    }
}

impl PluginError {
    /// What the user can do about it.
    pub fn help(&self) -> Option<String> {
        let author = || Some("this is a fault of the plugin: tell its author".to_owned());
        match self {
            Self::Missing { tried, present, .. } => Some(missing_help(tried, present)),
            Self::Directory { .. } => Some("name the library file in it".to_owned()),
            Self::Unreadable { .. } => Some("give the user of this process the right to read it".to_owned()),
            Self::NotALibrary { .. } => Some(
                "a plugin is a shared library built for this system (a Rust crate of the type `cdylib`)".to_owned(),
            ),
            Self::NotAPlugin { .. } => {
                Some("export it with `kpi_plugin::export_plugin!`, or as `kpi_plugin.h` says".to_owned())
            }
            Self::WrongVersion { found, expected, .. } if found.0 > expected.0 => {
                Some("update the engine, or take an older version of the plugin".to_owned())
            }
            Self::WrongVersion { .. } => Some("rebuild the plugin with the `kpi-plugin` of this engine".to_owned()),
            Self::UnknownFunction { known, .. } => Some(known_help("functions", known)),
            Self::UnknownSource { known, .. } => Some(known_help("sources", known)),
            Self::Failed { help, .. } => help.clone(),
            Self::NotStarted { .. } | Self::BadArguments { .. } | Self::Cancelled { .. } => None,
            Self::Panicked { .. }
            | Self::PanickedBefore { .. }
            | Self::BadManifest { .. }
            | Self::WrongLength { .. }
            | Self::WrongType { .. }
            | Self::Malformed { .. } => author(),
        }
    }
}

impl std::error::Error for PluginError {}

fn missing_help(tried: &[PathBuf], present: &[String]) -> String {
    let tried: Vec<_> = tried.iter().map(|path| path.display().to_string()).collect();
    let mut help = format!("looked for {}", quoted(&tried));
    if !present.is_empty() {
        help.push_str("; the folder has ");
        help.push_str(&quoted(present));
    }
    help.push_str("; build the plugin, or correct its `path` in kpi.toml");
    help
}

fn known_help(what: &str, known: &[String]) -> String {
    if known.is_empty() { format!("it has no {what} at all") } else { format!("its {what} are {}", quoted(known)) }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
