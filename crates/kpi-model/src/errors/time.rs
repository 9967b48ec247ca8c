//! Rows in time: K0301 to K0309, K0347.

use kpi_diagnostics::{Code, Diagnostic, Span};

use super::{brief, with_modifier};
use crate::model::{Source, Type};

const MUST_SAY_TIME: Code = Code::new(301);
const MUST_SAY_WINDOW: Code = Code::new(302);
const AT_NEEDS_LIFE: Code = Code::new(303);
const OVER_NEEDS_TIME: Code = Code::new(304);
const AT_EXCLUDES: Code = Code::new(305);
const EMPTY_WINDOW: Code = Code::new(306);
const MOMENT_EXPECTED: Code = Code::new(307);
const UNITS_NEED_TIME: Code = Code::new(308);
const TIME_OUTSIDE_OF_UNITS: Code = Code::new(309);
const PICTURE_BESIDE_ROW: Code = Code::new(347);

/// An aggregate over rows that live, without a time.
pub(crate) fn must_say_time(source: &Source, words: &str, span: Span) -> Diagnostic {
    let name = &source.name;
    let began = source.alive.map_or("COLUMN", |alive| source.column(alive.from).name.as_str());
    Diagnostic::error(MUST_SAY_TIME, format!("`{}` must say which of the `{name}` it takes", brief(words)))
        .primary(span, format!("rows of `{name}` live for a while"))
        .help(format!("those alive when the period closes: `{}`, or opens: `at start`", with_modifier(words, "at end")))
        .help(format!("those that began in it: `{}`", with_modifier(words, &format!("on {began}"))))
        .help(format!("those alive at some time in it: `{}`", with_modifier(words, "over period")))
}

/// An aggregate of a field without a window.
pub(crate) fn must_say_window(source: &Source, words: &str, span: Span) -> Diagnostic {
    let name = &source.name;
    let problem = Diagnostic::error(MUST_SAY_WINDOW, format!("`{}` must say of which time", brief(words)))
        .primary(span, format!("rows of `{name}` have a time, and a field has no window of its own"))
        .help(format!("all up to the end of the period: `{}`", with_modifier(words, "over all time")))
        .help(format!("those of the period: `{}`", with_modifier(words, "over period")));
    if source.alive.is_some() || source.snapshot.is_some() {
        return problem.help(format!("those there when it closes: `{}`", with_modifier(words, "at end")));
    }
    problem
}

/// `at` for rows that only happen.
pub(crate) fn at_needs_a_life(source: &str, words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        AT_NEEDS_LIFE,
        format!("`{words}` needs rows that live or picture a date, and those of `{source}` do not"),
    )
    .primary(span, "")
    .help("take the rows of a window: `over all time`, `over last 12 months`")
    .help(format!("or say in `[source.{source}]` from when to when they live: `alive = [\"…\", \"…\"]`"))
}

/// `over` for rows without a time.
pub(crate) fn over_needs_a_time(source: &str, words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(OVER_NEEDS_TIME, format!("`{}` needs a time, and rows of `{source}` have none", brief(words)))
        .primary(span, "")
        .help("say which of their dates counts: `on COLUMN`")
        .help(format!("or declare it in `[source.{source}]`: `time = \"COLUMN\"`"))
}

/// The last picture in a window that begins or ends with a row.
pub(crate) fn picture_beside_row(source: &str, date: &str, words: &str, span: Span) -> Diagnostic {
    let words = brief(words);
    Diagnostic::error(PICTURE_BESIDE_ROW, format!("`{words}` would choose a picture of `{source}` for each row"))
        .primary(span, "the last picture in it differs from row to row")
        .help("the last picture of a period is the same for all rows: `at end`, `over period`")
        .help(format!("all rows that the pictures have in it: `on {date} over {words}`, the last one with `last(…)`"))
}

/// `at` together with `on` or `over`.
pub(crate) fn at_excludes(word: &str, at: Span, other: Span) -> Diagnostic {
    Diagnostic::error(AT_EXCLUDES, format!("`at` and `{word}` exclude each other"))
        .primary(other, "")
        .secondary(at, "an edge of the period")
        .help("`at` takes the rows there at one moment, `on` and `over` those of a window: keep one of the two")
}

/// A window of no length.
pub(crate) fn empty_window(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(EMPTY_WINDOW, format!("`{}` is no time at all", brief(words)))
        .primary(span, "")
        .help("write a length of at least one")
}

/// Something that should tell a time and does not.
pub(crate) fn moment_expected(word: &str, words: &str, span: Span, kind: Type) -> Diagnostic {
    let problem = Diagnostic::error(
        MOMENT_EXPECTED,
        format!("{} needs a date, and `{}` is {}", quote_word(word), brief(words), kind.words()),
    )
    .primary(span, kind.words());
    match kind {
        Type::Text => problem
            .help("if it holds dates, say so in `kpi.toml`: `columns.NAME = { type = \"date\" }`, with `date_format`"),
        Type::Number | Type::Bool | Type::Date | Type::Datetime | Type::Duration | Type::Row(_) | Type::Unknown => {
            problem.help("name a column of dates")
        }
    }
}

fn quote_word(word: &str) -> String {
    if word.contains(' ') { word.to_owned() } else { format!("`{word}`") }
}

/// `per day` over rows without a time.
pub(crate) fn units_need_a_time(source: &str, words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(UNITS_NEED_TIME, format!("`{}` needs a time, and rows of `{source}` have none", brief(words)))
        .primary(span, "")
        .help("say inside which of their dates counts: `avg(count(orders on paid_on) per day)`")
}

/// A time that must stand inside of `per day`.
pub(crate) fn time_outside_of_units(words: &str, span: Span) -> Diagnostic {
    let words = brief(words);
    Diagnostic::error(TIME_OUTSIDE_OF_UNITS, format!("`{words}` must stand inside, where each day is computed"))
        .primary(span, "")
        .help(format!("write it into the inner aggregate: `avg(count(customers {words}) per day)`"))
}
