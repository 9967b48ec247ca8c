//! The sources of a project: opened once, scanned as the evaluator asks.
//!
//! Here a source is known by its name, and its columns by theirs; [`scans`] is what the evaluator sees, by the ids of the model.

mod scans;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use kpi_config::{Config, Duplicates, Origin};
use kpi_connect::{Column, ColumnType, Hint, Quarantine, Table};
use kpi_diagnostics::{Code, Diagnostic};
use kpi_model::SourceSchema;
use kpi_model::model::{SourceId, Type};
use polars::prelude::{IntoLazy, LazyFrame, UniqueKeepStrategy, col};

use crate::duplicates::{self, AllRows, Dropped};
use crate::plugins::Plugins;
use crate::redaction::Redaction;
pub(crate) use scans::Scans;

/// A column has values that do not fit.
const UNREADABLE_COLUMN: Code = Code::new(525);

/// All sources of a project, in the order of `kpi.toml`.
pub(crate) struct Sources {
    list: Vec<Opened>,
    failures: Mutex<Vec<Diagnostic>>,
    redaction: Redaction,
}

struct Opened {
    name: String,
    rows: Rows,
    key: Vec<String>,
    duplicates: Duplicates,
    dropped: OnceLock<Result<Dropped, String>>,
}

enum Rows {
    Files(Box<Table>),
    Distinct { source: String, column: String },
    Plugin { plugin: String, table: String, options: String, columns: Vec<Column> },
    Failed(Vec<Diagnostic>),
}

impl Rows {
    fn open(source: &kpi_config::Source, folder: &Path, timezone: &str, plugins: &Plugins) -> Self {
        match &source.origin {
            Origin::Files(files) => kpi_connect::open(&source.name.value, files, &source.columns, folder, timezone)
                .map_or_else(Self::Failed, |table| Self::Files(Box::new(table))),
            Origin::Distinct { source, column } => {
                Self::Distinct { source: source.value.clone(), column: column.value.clone() }
            }
            Origin::Plugin { plugin, table, options } => match plugins.source_columns(plugin, table, options) {
                Ok(columns) => Self::Plugin {
                    plugin: plugin.value.clone(),
                    table: table.value.clone(),
                    options: options.clone(),
                    columns,
                },
                Err(problem) => Self::Failed(vec![problem]),
            },
        }
    }
}

impl Sources {
    pub(crate) fn open(config: &Config, folder: &Path, plugins: &Plugins, redaction: &Redaction) -> Self {
        let declared: Vec<_> = config.sources.values().collect();
        let list = kpi_polars::in_parallel(&declared, |source| Opened {
            name: source.name.value.clone(),
            rows: Rows::open(source, folder, &config.project.timezone, plugins),
            key: source.key.iter().map(|name| name.value.clone()).collect(),
            duplicates: source.duplicates.clone(),
            dropped: OnceLock::new(),
        });
        Self { list, failures: Mutex::new(Vec::new()), redaction: redaction.clone() }
    }

    /// What is known of the columns; a source that cannot be opened is not among them.
    pub(crate) fn schemas(&self, config: &Config) -> BTreeMap<String, SourceSchema> {
        let mut schemas = BTreeMap::new();
        for opened in &self.list {
            let columns = match &opened.rows {
                Rows::Files(table) => table.schema(),
                Rows::Plugin { columns, .. } => columns,
                Rows::Distinct { .. } | Rows::Failed(_) => continue,
            };
            let times = config.sources.get(&opened.name).map(times).unwrap_or_default();
            let known = |column: &Column| {
                let known = type_of(column);
                let is_time = known == Type::Unknown && times.contains(&column.name.as_str());
                if is_time { Type::Date } else { known }
            };
            let columns = columns.iter().map(|column| (column.name.clone(), known(column))).collect();
            schemas.insert(opened.name.clone(), SourceSchema { columns });
        }
        schemas
    }

    /// What columns may have been meant to be, by source and column.
    pub(crate) fn hints(&self) -> impl Iterator<Item = (&str, &str, &Hint)> {
        self.list.iter().flat_map(|opened| {
            let columns = match &opened.rows {
                Rows::Files(table) => table.schema(),
                Rows::Distinct { .. } | Rows::Plugin { .. } | Rows::Failed(_) => &[],
            };
            let hinted = columns.iter().filter_map(|column| Some((column.name.as_str(), column.hint.as_ref()?)));
            hinted.map(|(column, hint)| (opened.name.as_str(), column, hint))
        })
    }

    /// Why sources cannot be opened.
    pub(crate) fn problems(&self) -> Vec<Diagnostic> {
        self.list
            .iter()
            .flat_map(|opened| match &opened.rows {
                Rows::Failed(problems) => problems.clone(),
                Rows::Files(_) | Rows::Distinct { .. } | Rows::Plugin { .. } => Vec::new(),
            })
            .map(|problem| self.redaction.diagnostic(problem))
            .collect()
    }

    /// What the first rows tell of columns that cannot be read: an error where they are used.
    pub(crate) fn warnings(&self, config: &Config) -> Vec<Diagnostic> {
        let warning = |(source, column, hint): (&str, &str, &Hint)| {
            let message = match hint {
                Hint::Almost { kind, text, place } => {
                    format!("`{column}` of `{source}` is a {}, and `{text}` ({place}) is not", kind.word())
                }
                Hint::Mixed => format!("`{column}` of `{source}` has values of several types"),
                Hint::UndeclaredDate { .. } | Hint::Mostly { .. } | Hint::Written { .. } | Hint::EmptyHead => {
                    return None;
                }
            };
            let warning = Diagnostic::warning(UNREADABLE_COLUMN, message);
            let warning = match config.sources.get(source) {
                Some(declared) => warning.primary(declared.name.span, ""),
                None => warning,
            };
            let warning = warning.note("what is computed from this column will be an error");
            Some(hint.ways_out(column).into_iter().fold(warning, Diagnostic::help))
        };
        self.hints().filter_map(warning).map(|warning| self.redaction.diagnostic(warning)).collect()
    }

    /// What went wrong while reading since the last call.
    pub(crate) fn take_failures(&self) -> Vec<Diagnostic> {
        self.failures.lock().map(|mut failures| std::mem::take(&mut *failures)).unwrap_or_default()
    }

    /// The rows of a source that were set aside.
    pub(crate) fn quarantine(&self, source: SourceId) -> Quarantine {
        match self.list.get(source.0).map(|opened| &opened.rows) {
            Some(Rows::Files(table)) => {
                let mut quarantine = table.quarantine();
                quarantine.first.iter_mut().for_each(|row| row.file = self.redaction.text(&row.file));
                quarantine
            }
            Some(Rows::Distinct { .. } | Rows::Plugin { .. } | Rows::Failed(_)) | None => Quarantine::default(),
        }
    }

    /// How many rows of a source were dropped as duplicates.
    pub(crate) fn dropped(&self, source: SourceId) -> usize {
        let dropped = self.list.get(source.0).and_then(|opened| opened.dropped.get());
        dropped.map_or(0, |dropped| dropped.as_ref().map_or(0, Dropped::count))
    }

    /// Where a row stands in the files of a source: the row with this number among those that are not dropped.
    pub(crate) fn place(&self, source: SourceId, row: usize) -> Option<String> {
        let opened = self.list.get(source.0)?;
        let row = match opened.dropped.get() {
            Some(Ok(dropped)) => dropped.original(row),
            Some(Err(_)) | None => row,
        };
        match &opened.rows {
            Rows::Files(table) => table.place(row).map(|place| self.redaction.text(&place)),
            Rows::Distinct { .. } | Rows::Plugin { .. } | Rows::Failed(_) => None,
        }
    }

    fn named(&self, name: &str) -> Option<&Opened> {
        self.list.iter().find(|opened| opened.name == name)
    }

    pub(crate) fn scan_named(&self, name: &str, columns: &[&str], plugins: &Plugins) -> Result<LazyFrame, String> {
        let opened = self.named(name).ok_or_else(|| format!("there is no source `{name}`"))?;
        let all = self.scan_all(opened, columns, plugins)?;
        if opened.duplicates == Duplicates::Error {
            return Ok(all);
        }
        let rows = RowsOf { sources: self, opened, plugins };
        let find = || duplicates::find(&opened.duplicates, &opened.key, &rows);
        let dropped = opened.dropped.get_or_init(|| find().map_err(|words| self.unclear(opened, &words)));
        dropped.as_ref().map_err(Clone::clone)?.leave_out(all).map_err(|error| error.to_string())
    }

    /// Reads these columns of a source in one go, with those by which duplicates are known. What is wrong with them is
    /// said when they are asked for.
    pub(crate) fn prepare(&self, name: &str, columns: &[&str]) {
        let Some(opened) = self.named(name) else { return };
        match &opened.rows {
            Rows::Files(table) => {
                let mut columns = columns.to_vec();
                match &opened.duplicates {
                    Duplicates::Error => {}
                    Duplicates::LastBy(column) => {
                        columns.extend(opened.key.iter().chain([&column.value]).map(String::as_str));
                    }
                    Duplicates::DropIdentical => {
                        columns.extend(table.schema().iter().map(|column| column.name.as_str()));
                    }
                }
                table.prepare(&columns);
            }
            Rows::Distinct { .. } | Rows::Plugin { .. } | Rows::Failed(_) => {}
        }
    }

    /// Says why it is not known which rows are duplicates.
    fn unclear(&self, opened: &Opened, words: &str) -> String {
        if self.already(words) {
            return words.to_owned();
        }
        self.fail(vec![duplicates::unclear(&opened.name, &opened.duplicates, words)])
    }

    /// All rows, duplicates too.
    fn scan_all(&self, opened: &Opened, columns: &[&str], plugins: &Plugins) -> Result<LazyFrame, String> {
        match &opened.rows {
            Rows::Files(table) => table.scan(columns).map_err(|problems| self.fail(problems)),
            Rows::Distinct { source, column } => {
                let all = self.scan_named(source, &[column], plugins)?;
                Ok(all.filter(col(column.as_str()).is_not_null()).unique(None, UniqueKeepStrategy::Any))
            }
            Rows::Plugin { plugin, table, options, .. } => {
                let frame = plugins.scan(plugin, table, options, columns);
                frame.map(IntoLazy::lazy).map_err(|words| self.redaction.text(&words))
            }
            Rows::Failed(problems) => Err(self.fail(problems.clone())),
        }
    }

    /// Whether the files of a source are still those that were opened.
    fn unchanged(&self, name: &str) -> Result<(), String> {
        match self.named(name).map(|opened| &opened.rows) {
            Some(Rows::Files(table)) => table.changed().map_or(Ok(()), |problem| Err(self.fail(vec![problem]))),
            Some(Rows::Distinct { source, .. }) => self.unchanged(source),
            Some(Rows::Plugin { .. } | Rows::Failed(_)) | None => Ok(()),
        }
    }

    /// Keeps messages for the report and gives the words of the first.
    fn fail(&self, problems: Vec<Diagnostic>) -> String {
        let problems: Vec<_> = problems.into_iter().map(|problem| self.redaction.diagnostic(problem)).collect();
        let message =
            problems.first().map_or_else(|| "the source cannot be read".to_owned(), |one| one.message.clone());
        if let Ok(mut failures) = self.failures.lock() {
            for problem in problems {
                if !failures.contains(&problem) {
                    failures.push(problem);
                }
            }
        }
        message
    }
}

/// The rows of a source, as [`duplicates`] asks for them.
struct RowsOf<'a> {
    sources: &'a Sources,
    opened: &'a Opened,
    plugins: &'a Plugins,
}

impl AllRows for RowsOf<'_> {
    fn of(&self, columns: &[&str]) -> Result<LazyFrame, String> {
        self.sources.scan_all(self.opened, columns, self.plugins)
    }

    fn columns(&self) -> Result<Vec<String>, String> {
        let columns = match &self.opened.rows {
            Rows::Files(table) => table.schema(),
            Rows::Plugin { columns, .. } => columns,
            Rows::Distinct { .. } | Rows::Failed(_) => &[],
        };
        let name = |column: &Column| {
            if let ColumnType::Other(what) = &column.kind {
                let words =
                    format!("`{}` is {what} and cannot be compared, so identical rows are not known", column.name);
                return Err(words);
            }
            Ok(column.name.clone())
        };
        columns.iter().map(name).collect()
    }
}

/// The columns from which the rows of a source take their time.
fn times(source: &kpi_config::Source) -> Vec<&str> {
    let alive = source.alive.iter().flat_map(|alive| [&alive.from, &alive.to]);
    let snapshot = source.snapshot.iter().map(|snapshot| &snapshot.column);
    source.time.iter().chain(alive).chain(snapshot).map(|name| name.value.as_str()).collect()
}

/// The type of a column. One without any value fits everywhere; so does one that cannot be used, and reading it says why.
fn type_of(column: &Column) -> Type {
    match &column.kind {
        ColumnType::Text if has_no_value(column) => Type::Unknown,
        ColumnType::Number(_) => Type::Number,
        ColumnType::Text => Type::Text,
        ColumnType::Bool => Type::Bool,
        ColumnType::Date => Type::Date,
        ColumnType::Datetime(_) => Type::Datetime,
        ColumnType::Duration => Type::Duration,
        ColumnType::Other(_) => Type::Unknown,
    }
}

fn has_no_value(column: &Column) -> bool {
    column.hint == Some(Hint::EmptyHead)
}

impl Sources {
    /// Whether this is a message that was kept before.
    fn already(&self, message: &str) -> bool {
        self.failures.lock().is_ok_and(|failures| failures.iter().any(|failure| failure.message == message))
    }
}
