//! What goes wrong with plugins, in words: codes, places, ways out.

use kpi_config::Spanned;
use kpi_diagnostics::{Code, Diagnostic, did_you_mean};
use kpi_plugin_host::PluginError;

const UNKNOWN_PLUGIN: Code = Code::new(609);

/// The number of a failure.
fn code(error: &PluginError) -> Code {
    Code::new(match error {
        PluginError::Missing { .. } | PluginError::Directory { .. } => 601,
        PluginError::Unreadable { .. } | PluginError::NotALibrary { .. } => 602,
        PluginError::NotAPlugin { .. } => 603,
        PluginError::WrongVersion { .. } => 604,
        PluginError::NotStarted { .. } => 605,
        PluginError::BadManifest { .. } => 606,
        PluginError::UnknownFunction { .. } => 607,
        PluginError::UnknownSource { .. } => 608,
        PluginError::BadArguments { .. } => 610,
        PluginError::Failed { .. } => 611,
        PluginError::Panicked { .. } | PluginError::PanickedBefore { .. } => 612,
        PluginError::Cancelled { .. } => 613,
        PluginError::WrongLength { .. } | PluginError::WrongType { .. } | PluginError::Malformed { .. } => 614,
        _ => 600,
    })
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
