//! What goes wrong with plugins, in words: codes, places, ways out.

use kpi_config::Spanned;
use kpi_diagnostics::{Code, Diagnostic, did_you_mean};
use kpi_plugin_host::PluginError;

const UNNAMED: Code = Code::new(600);
const MISSING: Code = Code::new(601);
const NOT_A_LIBRARY: Code = Code::new(602);
const NOT_A_PLUGIN: Code = Code::new(603);
const WRONG_VERSION: Code = Code::new(604);
const NOT_STARTED: Code = Code::new(605);
const BAD_MANIFEST: Code = Code::new(606);
const UNKNOWN_FUNCTION: Code = Code::new(607);
const UNKNOWN_TABLE: Code = Code::new(608);
const UNKNOWN_PLUGIN: Code = Code::new(609);
const BAD_ARGUMENTS: Code = Code::new(610);
const FAILED: Code = Code::new(611);
const PANICKED: Code = Code::new(612);
const CANCELLED: Code = Code::new(613);
const UNUSABLE_DATA: Code = Code::new(614);

/// The number of a failure.
fn code(error: &PluginError) -> Code {
    match error {
        PluginError::Missing { .. } | PluginError::Directory { .. } => MISSING,
        PluginError::Unreadable { .. } | PluginError::NotALibrary { .. } => NOT_A_LIBRARY,
        PluginError::NotAPlugin { .. } => NOT_A_PLUGIN,
        PluginError::WrongVersion { .. } => WRONG_VERSION,
        PluginError::NotStarted { .. } => NOT_STARTED,
        PluginError::BadManifest { .. } => BAD_MANIFEST,
        PluginError::UnknownFunction { .. } => UNKNOWN_FUNCTION,
        PluginError::UnknownSource { .. } => UNKNOWN_TABLE,
        PluginError::BadArguments { .. } => BAD_ARGUMENTS,
        PluginError::Failed { .. } => FAILED,
        PluginError::Panicked { .. } | PluginError::PanickedBefore { .. } => PANICKED,
        PluginError::Cancelled { .. } => CANCELLED,
        PluginError::WrongLength { .. } | PluginError::WrongType { .. } | PluginError::Malformed { .. } => {
            UNUSABLE_DATA
        }
        _ => UNNAMED,
    }
}

/// A plugin that could not be loaded, at its path in `kpi.toml`.
pub(super) fn not_loaded(error: &PluginError, path: &Spanned<String>) -> Diagnostic {
    let problem = Diagnostic::error(code(error), error.to_string()).primary(path.span, "");
    let PluginError::Missing { tried, present, .. } = error else {
        return with_help(problem, error.help());
    };
    let tried = tried.iter().map(|path| path.display().to_string());
    let mut problem = problem.note(format!("looked for {}", quoted(tried)));
    if !present.is_empty() {
        problem = problem.note(format!("the folder has {}", quoted(present)));
    }
    problem.help("build the plugin, or correct its `path` in `kpi.toml`")
}

/// A source of a plugin that cannot be read, at its `connector` in `kpi.toml`.
pub(super) fn source_failed(error: &PluginError, table: &Spanned<String>) -> Diagnostic {
    with_help(Diagnostic::error(code(error), error.to_string()).primary(table.span, ""), way_out(error))
}

/// A name that no `[plugin.NAME]` has.
pub(super) fn unknown_plugin<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let help = match did_you_mean(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add `[plugin.{name}]` with its `path` to `kpi.toml`"),
    };
    Diagnostic::error(UNKNOWN_PLUGIN, format!("there is no plugin `{name}`")).help(help)
}

/// A failure in one line, with its way out.
pub(super) fn line(error: &PluginError) -> String {
    joined(&error.to_string(), way_out(error).as_deref())
}

/// A message in one line, with its way out.
pub(super) fn line_of(problem: &Diagnostic) -> String {
    joined(&problem.message, problem.help.first().map(String::as_str))
}

fn way_out(error: &PluginError) -> Option<String> {
    if let PluginError::UnknownFunction { function: name, known, .. }
    | PluginError::UnknownSource { source: name, known, .. } = error
        && let Some(near) = did_you_mean(name, known.iter().map(String::as_str))
    {
        return Some(format!("did you mean `{near}`?"));
    }
    error.help()
}

fn joined(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| message.to_owned(), |help| format!("{message}; {help}"))
}

fn with_help(problem: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// `a`, `b`, `c`
fn quoted(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
