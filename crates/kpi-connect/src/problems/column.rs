//! Names and types of columns: K0507, K0508, K0510 to K0513, K0519, K0521.

use indexmap::IndexMap;
use kpi_config::{ColumnKind, ColumnOptions};
use kpi_diagnostics::{Code, Diagnostic, did_you_mean};
use polars::prelude::Schema;

use super::quoted_list;
use crate::files::DataFile;
use crate::text::Task;
use crate::{Column, ColumnType};

const SAME_HEADER: Code = Code::new(507);
const NOT_IN_ALL_FILES: Code = Code::new(508);
const UNKNOWN: Code = Code::new(510);
const UNUSABLE: Code = Code::new(511);
const OPTIONS_OF_NONE: Code = Code::new(512);
const CANNOT_BE: Code = Code::new(513);
const OTHER_DELIMITER: Code = Code::new(519);
const TWO_TYPES: Code = Code::new(521);

/// Headers that stand twice, or a header that was not cut into columns.
pub(crate) fn check_headers(task: &Task, file: &DataFile, headers: &[String]) -> Option<Diagnostic> {
    if let Some((what, way_out)) = no_table(task, headers) {
        let message = format!("`{}` is {what}, so it has no header", file.shown);
        return Some(Diagnostic::error(OTHER_DELIMITER, message).primary(task.span, "").help(way_out));
    }
    for (index, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
        if let Some(first) = headers.iter().take(index).position(|before| before == header) {
            return Some(same_header(task, file, header, first + 1, index + 1));
        }
    }
    let [only] = headers else { return None };
    let other = [';', '\t', '|', ','].into_iter().find(|sign| only.contains(*sign))?;
    let name = if other == '\t' { "tab".to_owned() } else { other.to_string() };
    let problem =
        Diagnostic::error(OTHER_DELIMITER, format!("the header of `{}` is a single column, `{only}`", file.shown))
            .primary(task.span, "")
            .help(format!(
                "its columns seem to be divided otherwise: add `delimiter = \"{name}\"` to `[source.{}]`",
                task.source
            ));
    Some(problem)
}

/// What a file is whose first line is no header.
fn no_table(task: &Task, headers: &[String]) -> Option<(&'static str, String)> {
    let first = headers.first()?.to_lowercase();
    if headers.iter().any(|header| header.contains('\0')) {
        return Some((
            "no text",
            "write the file again; if it is of another format, name that in `connector`".to_owned(),
        ));
    }
    if ["<!doctype", "<html", "<?xml"].iter().any(|start| first.starts_with(start)) {
        return Some(("a web page or XML", "look at how it was fetched, and write the table as CSV".to_owned()));
    }
    let is_json = first.starts_with("{\"") || first.starts_with("[{");
    is_json
        .then(|| ("JSON", format!("write `connector = \"ndjson\"` in `[source.{}]`: one object a line", task.source)))
}

fn same_header(task: &Task, file: &DataFile, header: &str, first: usize, second: usize) -> Diagnostic {
    Diagnostic::error(SAME_HEADER, format!("`{}` has two columns `{header}`", file.shown))
        .primary(task.span, "")
        .note(format!("they are columns {first} and {second} of the header; blanks around a header do not count"))
        .help("rename one of them in the file")
}

/// Two columns of a Parquet file with one name.
pub(crate) fn two_columns(task: &Task, file: &DataFile, name: &str) -> Diagnostic {
    Diagnostic::error(SAME_HEADER, format!("`{}` has two columns `{name}`", file.shown))
        .primary(task.span, "")
        .note("blanks around a name do not count")
        .help("rename one of them in the file")
}

/// Columns that one file of a source has and another has not.
pub(crate) fn compare_headers(
    task: &Task,
    first: (&DataFile, &[String]),
    other: (&DataFile, &[String]),
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (has, lacks) in [(first, other), (other, first)] {
        for header in has.1.iter().filter(|header| !header.is_empty() && !lacks.1.contains(header)) {
            let near = did_you_mean(header, lacks.1.iter().map(String::as_str));
            problems.push(not_in_all_files(task, header, (has.0, lacks.0), near));
        }
    }
    problems
}

fn not_in_all_files(task: &Task, header: &str, (has, lacks): (&DataFile, &DataFile), near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error(NOT_IN_ALL_FILES, format!("`{}` has no column `{header}`", lacks.shown))
        .primary(task.span, "")
        .note(format!("`{}` has it, and all files of a source must have the same columns", has.shown))
        .help("add the column to the file, or make the files two sources");
    match near {
        Some(near) => problem.help(format!("is it the one that is called `{near}` there?")),
        None => problem,
    }
}

/// Columns that differ between two Parquet files.
pub(crate) fn compare_schemas(
    task: &Task,
    first: (&DataFile, &Schema),
    other: (&DataFile, &Schema),
) -> Vec<Diagnostic> {
    let names = |schema: &Schema| schema.iter_names().map(ToString::to_string).collect::<Vec<_>>();
    let mut problems = compare_headers(task, (first.0, &names(first.1)), (other.0, &names(other.1)));
    for (name, dtype) in first.1.iter() {
        if let Some(there) = other.1.get(name).filter(|there| *there != dtype) {
            let message = format!("`{name}` is {dtype} in `{}` and {there} in `{}`", first.0.shown, other.0.shown);
            let problem = Diagnostic::error(TWO_TYPES, message)
                .primary(task.span, "")
                .help("write the files with the same types, or make them two sources");
            problems.push(problem);
        }
    }
    problems
}

/// Options of columns that no file has.
pub(crate) fn check_options(
    task: &Task,
    options: &IndexMap<String, ColumnOptions>,
    headers: &[String],
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (name, options) in options {
        let header = options.from.as_deref().unwrap_or(name);
        if !headers.iter().any(|known| known == header) {
            problems.push(options_of_none(task, name, header, headers));
        } else if options.from.is_some() && header != name && headers.contains(name) {
            let problem = Diagnostic::error(SAME_HEADER, format!("`{name}` would be the name of two columns"))
                .primary(task.span, "")
                .note(format!("the file has a column `{name}`, and `columns.{name}.from` gives its name to `{header}`"))
                .help("choose another name");
            problems.push(problem);
        }
    }
    problems
}

fn options_of_none(task: &Task, name: &str, header: &str, headers: &[String]) -> Diagnostic {
    let problem = Diagnostic::error(
        OPTIONS_OF_NONE,
        format!("`columns.{name}` of the source `{}`: there is no column `{header}`", task.source),
    )
    .primary(task.span, "read from here");
    match did_you_mean(header, headers.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("the columns are {}", quoted_list(headers.iter().map(String::as_str)))),
    }
}

/// A column that is asked for and not there.
pub(crate) fn unknown_column(task: &Task, name: &str, schema: &[Column]) -> Diagnostic {
    let names = || schema.iter().map(|column| column.name.as_str());
    let problem = Diagnostic::error(UNKNOWN, format!("the source `{}` has no column `{name}`", task.source))
        .primary(task.span, "read from here");
    match did_you_mean(name, names()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("its columns are {}", quoted_list(names()))),
    }
}

/// A column whose values no definition can use.
pub(crate) fn unusable_column(task: &Task, column: &Column) -> Diagnostic {
    let (name, what) = (&column.name, column.kind.word());
    let message = format!("`{name}` of the source `{}` is {what} and cannot be used", task.source);
    let problem = Diagnostic::error(UNUSABLE, message).primary(task.span, "read from here");
    let Some(hint) = &column.hint else {
        return problem
            .help("use another column, or write the values into a column of their own with numbers, texts or dates");
    };
    hint.ways_out(name).into_iter().fold(problem, Diagnostic::help)
}

/// A declared type that the file's type cannot become.
pub(crate) fn cannot_be(task: &Task, name: &str, found: &ColumnType, declared: Option<ColumnKind>) -> Diagnostic {
    let wanted = declared.map_or("", word);
    let message = format!(
        "`{name}` of the source `{}` is {} in the file and cannot be read as {wanted}",
        task.source,
        found.word()
    );
    let problem = Diagnostic::error(CANNOT_BE, message)
        .primary(task.span, "read from here")
        .help(format!("remove `columns.{name}.type`"));
    let is_date = matches!(declared, Some(ColumnKind::Date | ColumnKind::Datetime));
    if is_date && matches!(found, ColumnType::Number(_)) {
        return problem
            .help("if its numbers are dates like 20261231, add `date_format = \"%Y%m%d\"` to the source")
            .help("if they are seconds since 1970, add `datetime_format = \"%s\"` to the source");
    }
    problem
}

fn word(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Number => "number",
        ColumnKind::Text => "text",
        ColumnKind::Bool => "bool",
        ColumnKind::Date => "date",
        ColumnKind::Datetime => "datetime",
        ColumnKind::Duration => "duration",
    }
}
