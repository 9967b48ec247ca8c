//! Lines and values: K0514 to K0517, K0520, K0523, K0524.

use kpi_config::Format;
use kpi_diagnostics::{Code, Diagnostic};
use polars::prelude::PolarsError;

use super::file::{broken, first_line};
use crate::ColumnType;
use crate::files::DataFile;
use crate::parquet::decode_misfit;
use crate::text::{Flaw, Misfit, Task, TextColumn};
use crate::value::{Cell, Form, guesses, is_described};

const RAGGED: Code = Code::new(514);
const ENCODING: Code = Code::new(515);
const NO_JSON: Code = Code::new(516);
const NO_OBJECT: Code = Code::new(517);
const OPEN_QUOTE: Code = Code::new(524);
const MISFIT: Code = Code::new(520);
const FAILED: Code = Code::new(523);

const QUARANTINE: &str = "to set such rows aside and count them, add `bad_rows = \"quarantine\"`";

/// A row that cannot be read at all.
pub(crate) fn flaw(task: &Task, file: &DataFile, line: u64, flaw: &Flaw) -> Diagnostic {
    let place = format!("line {line} of `{}`", file.shown);
    let at = |code, words: String| Diagnostic::error(code, words).primary(task.span, "");
    match flaw {
        Flaw::Unreadable(reason) => broken(task, file, &format!("{reason} (line {line})")),
        Flaw::Ragged { spans_lines, .. } => {
            let problem = at(RAGGED, format!("{place} has {}", flaw_words(flaw))).help(QUARANTINE);
            if *spans_lines {
                problem.help("the row goes over several lines: look for a quotation mark that is not closed")
            } else {
                problem.help("put quotation marks around a value that holds the delimiter, or check `delimiter`")
            }
        }
        Flaw::OpenQuote => at(OPEN_QUOTE, format!("{place} has {}", flaw_words(flaw)))
            .note("all lines from there on are one value, so their rows are not known")
            .help("close it, write it twice where it is a part of the text, or take it away"),
        Flaw::Encoding => at(ENCODING, format!("{place} is not {}", task.reading.encoding))
            .note("the file was written in another encoding")
            .help(format!(
                "add `encoding = \"windows-1252\"` to `[source.{}]`, or the encoding it was written in",
                task.source
            )),
        Flaw::Json(_) => at(NO_JSON, format!("{place} is {}", flaw_words(flaw)))
            .help("each line must be one whole JSON object, as in `{\"id\": 1, \"name\": \"x\"}`")
            .help(QUARANTINE),
        Flaw::NoObject => at(NO_OBJECT, format!("{place} is {}", flaw_words(flaw)))
            .help("write one object a line, as in `{\"id\": 1}`, without brackets around all and commas between"),
    }
}

/// What is wrong with a row, in a few words.
pub(crate) fn flaw_words(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Ragged { found: 1, header, .. } => format!("1 value, and the header has {header} columns"),
        Flaw::Ragged { found, header, .. } => format!("{found} values, and the header has {header} columns"),
        Flaw::OpenQuote => "a quotation mark that is never closed".to_owned(),
        Flaw::Encoding => "bytes of another encoding".to_owned(),
        Flaw::Json(place) => format!("no JSON ({place})"),
        Flaw::NoObject => "no JSON object".to_owned(),
        Flaw::Unreadable(reason) => reason.clone(),
    }
}

/// A value that does not fit its column.
pub(crate) fn misfit(task: &Task, file: &DataFile, column: &TextColumn, misfit: &Misfit) -> Diagnostic {
    let (text, line) = (&misfit.text, misfit.line);
    let wanted = column.form.wanted();
    let shown = if is_described(text) {
        text.clone()
    } else if is_number_as_text(task, column, text) {
        format!("the text `{text}`")
    } else {
        format!("`{text}`")
    };
    let message = format!("`{}` in line {line} of `{}` is {shown}, not {wanted}", column.name, file.shown);
    let mut problem = Diagnostic::error(MISFIT, message).primary(task.span, "read from here");
    if misfit.count > 1 {
        problem = problem.note(format!("{} values of this column do not fit", misfit.count));
    }
    for way_out in ways_out(task, column, text) {
        problem = problem.help(way_out);
    }
    problem.help(QUARANTINE)
}

/// A column that is whole numbers in one file and numbers with decimals in another, and too long for that.
pub(crate) fn cannot_join(task: &Task, column: &str, error: &PolarsError) -> Diagnostic {
    let words = error.to_string();
    Diagnostic::error(MISFIT, format!("`{column}` of the source `{}` has numbers of too many digits beside decimals", task.source))
        .primary(task.span, "read from here")
        .note(first_line(&words))
        .help(format!("if `{column}` names things, add `columns.{column}.type = \"text\"`"))
        .help("numbers of more than 15 digits and numbers with decimals in one column would lose digits: make them two columns")
}

/// Whether a value is a number in quotation marks, where others are numbers without.
fn is_number_as_text(task: &Task, column: &TextColumn, text: &str) -> bool {
    const MOST_EXACT: usize = 15;
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_number = Form::Decimal { decimal_sign: b'.' }.read(Cell::Raw(text)).is_some();
    task.format == Format::Ndjson && matches!(column.kind, ColumnType::Number(_)) && is_number && digits <= MOST_EXACT
}

fn ways_out(task: &Task, column: &TextColumn, text: &str) -> Vec<String> {
    let (source, name) = (&task.source, &column.name);
    let mut ways_out = Vec::new();
    let trimmed = text.trim();
    if trimmed.is_empty() {
        ways_out.push(format!(
            "if blanks mean empty, add `null = [\"\", \"{text}\"]` or `trim = true` to `[source.{source}]`"
        ));
    } else if trimmed != text {
        ways_out.push(format!("to cut off blanks around values, add `trim = true` to `[source.{source}]`"));
    }
    match column.kind {
        ColumnType::Number(_) | ColumnType::Duration => ways_out.extend(for_number(task, column, trimmed)),
        ColumnType::Datetime(_) if Form::IsoDate.read(Cell::Raw(trimmed)).is_some() => {
            ways_out.push(format!("to allow dates without a time, add `columns.{name}.type = \"datetime\"`"));
        }
        ColumnType::Date | ColumnType::Datetime(_) => ways_out.extend(for_date(source, trimmed)),
        ColumnType::Text | ColumnType::Bool | ColumnType::Other(_) => {}
    }
    if !trimmed.is_empty() && !text.ends_with('…') && !is_described(text) {
        ways_out.push(format!("if `{text}` means empty, add `null = [\"\", \"{text}\"]` to `[source.{source}]`"));
    }
    ways_out.push(format!("to read the column as text, add `columns.{name}.type = \"text\"`"));
    ways_out
}

fn for_number(task: &Task, column: &TextColumn, text: &str) -> Option<String> {
    if is_number_as_text(task, column, text) {
        return Some(format!("to read texts as numbers, too, add `columns.{}.type = \"number\"`", column.name));
    }
    let reads = |form: Form| form.read(Cell::Raw(text)).is_some();
    if column.form.accepts(Cell::Raw(text))
        || text.trim_start_matches(['-', '+']).bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some(
            "numbers of more than 15 digits and numbers with decimals in one column would lose digits: make them two columns"
                .to_owned(),
        );
    }
    let comma = !task.reading.decimal_comma && reads(Form::Decimal { decimal_sign: b',' });
    comma.then(|| format!("if the comma stands before decimals, add `decimal = \",\"` to `[source.{}]`", task.source))
}

fn for_date(source: &str, text: &str) -> Option<String> {
    let fits =
        |pattern: &crate::value::Pattern| Form::MomentPattern(pattern.clone(), None).read(Cell::Raw(text)).is_some();
    let fitting: Vec<_> = guesses().into_iter().filter(fits).collect();
    let option = if fitting.first()?.has_time { "datetime_format" } else { "date_format" };
    let written: Vec<_> = fitting.iter().map(|pattern| format!("`{option} = \"{}\"`", pattern.text)).collect();
    Some(format!("if dates are written like this, add {} to `[source.{source}]`", written.join(" or ")))
}

/// An error of Polars while a frame of the source was made or collected.
pub(crate) fn failed(task: &Task, error: &PolarsError) -> Diagnostic {
    let words = error.to_string();
    let source = &task.source;
    let Some((column, text, wanted)) = decode_misfit(&words) else {
        let problem = Diagnostic::error(FAILED, format!("the source `{source}` cannot be read"))
            .primary(task.span, "")
            .note(first_line(&words))
            .help("check that its files are whole and have not been changed since the start");
        return problem;
    };
    Diagnostic::error(MISFIT, format!("`{column}` of the source `{source}` has the value `{text}`, not {wanted}"))
        .primary(task.span, "read from here")
        .help(format!("to read the column as text, add `columns.{column}.type = \"text\"`"))
}
