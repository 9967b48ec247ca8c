//! Types that do not fit: K0335 to K0354.

use kpi_diagnostics::{Code, Diagnostic, Span};
use kpi_syntax::ast::{CompareOp, TimeUnit};

use super::brief;
use crate::builtin::{Argument, Scalar};
use crate::model::Type;

const CONDITION_EXPECTED: Code = Code::new(335);
const NUMBER_EXPECTED: Code = Code::new(336);
const TEXT_EXPECTED: Code = Code::new(337);
const NOT_COMPARABLE: Code = Code::new(338);
const COMPARED_WITH_NULL: Code = Code::new(339);
const MOMENT_WITH_DATE: Code = Code::new(340);
const NO_ORDER: Code = Code::new(341);
const TYPES_DIFFER: Code = Code::new(342);
const MOMENT_ARITHMETIC: Code = Code::new(343);
const CALENDAR_LENGTH: Code = Code::new(344);
const ARGUMENT_TYPE: Code = Code::new(345);
const BAD_PATTERN: Code = Code::new(346);

/// Something else where a condition stands.
pub(crate) fn condition_expected(words: &str, span: Span, kind: Type) -> Diagnostic {
    let words = brief(words);
    let help = match kind {
        Type::Number | Type::Duration => format!("compare it: `{words} > 0`"),
        Type::Text => format!("compare it: `{words} = \"…\"`"),
        Type::Date | Type::Datetime => format!("compare it: `{words} in period`, `{words} is not null`"),
        Type::Row(_) | Type::Bool | Type::Unknown => format!("ask whether it is there: `{words} is not null`"),
    };
    Diagnostic::error(CONDITION_EXPECTED, format!("`{words}` is {}, not a condition", kind.words()))
        .primary(span, "")
        .help(help)
}

/// `channel = "web" or "shop"`
pub(crate) fn or_of_values([value, first]: [&str; 2], second: &str, left: Span, right: Span) -> Diagnostic {
    let written = format!("{value} in ({first}, {second})");
    Diagnostic::error(
        CONDITION_EXPECTED,
        format!("behind `or` stands a whole condition, and `{}` is a value", brief(second)),
    )
    .primary(right, "compared with what?")
    .suggestion(left.to(right), written.clone(), format!("write `{written}`"))
}

/// Something else where a number stands.
pub(crate) fn number_expected(word: &str, words: &str, span: Span, kind: Type) -> Diagnostic {
    let words = brief(words);
    let problem =
        Diagnostic::error(NUMBER_EXPECTED, format!("`{word}` needs a number, and `{words}` is {}", kind.words()))
            .primary(span, kind.words());
    match kind {
        Type::Bool => problem.help(format!("write `if {words} then 1 else 0`")),
        Type::Text => problem.help("if it holds numbers, say so in `kpi.toml`: `columns.NAME = { type = \"number\" }`"),
        Type::Date | Type::Datetime => {
            problem.help("the time between two dates is their difference: `ended_on - started_on`")
        }
        Type::Number | Type::Duration | Type::Row(_) | Type::Unknown => problem.help("name one of its columns"),
    }
}

/// Something else where a text stands.
pub(crate) fn text_expected(words: &str, span: Span, kind: Type) -> Diagnostic {
    Diagnostic::error(
        TEXT_EXPECTED,
        format!("`like` and `matches` need a text, and `{}` is {}", brief(words), kind.words()),
    )
    .primary(span, kind.words())
    .help("compare it with `=` or `in (…)`")
}

/// A side of a comparison: its words, its type, its place.
type Side<'w> = (&'w str, Type, Span);

/// A comparison of different types.
pub(crate) fn not_comparable(left: Side<'_>, right: Side<'_>) -> Diagnostic {
    let message = format!(
        "`{}` is {} and `{}` is {}: they cannot be compared",
        brief(left.0),
        left.1.words(),
        brief(right.0),
        right.1.words()
    );
    let problem =
        Diagnostic::error(NOT_COMPARABLE, message).primary(right.2, right.1.words()).secondary(left.2, left.1.words());
    match (left.1, right.1) {
        (Type::Text, Type::Number) => with_quotes(problem, right),
        (Type::Number, Type::Text) => without_quotes(problem, right, &|text| text.parse::<f64>().is_ok()),
        (Type::Date | Type::Datetime, Type::Text) => without_quotes(problem, right, &is_date),
        (Type::Text, Type::Date | Type::Datetime) => without_quotes(problem, left, &is_date),
        (Type::Bool, _) => problem.help(format!("a condition needs no comparison: `{}`, `not {}`", left.0, left.0)),
        (Type::Row(_), _) => problem.help(format!("name a column of the row: `{}.…`", left.0)),
        (_, Type::Row(_)) => problem.help(format!("name a column of the row: `{}.…`", right.0)),
        _ => problem.help(
            "compare values of one type; the type of a column is said in `kpi.toml`: `columns.NAME = { type = \"…\" }`",
        ),
    }
}

fn with_quotes(problem: Diagnostic, side: Side<'_>) -> Diagnostic {
    let text = format!("\"{}\"", side.0);
    problem
        .help(format!("write the text in quotes: `{text}`"))
        .help("or say that the column holds numbers: `columns.NAME = { type = \"number\" }` in `kpi.toml`")
        .suggestion(side.2, text.clone(), format!("write `{text}`"))
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok()
}

fn without_quotes(problem: Diagnostic, side: Side<'_>, fits: &dyn Fn(&str) -> bool) -> Diagnostic {
    let bare = side.0.trim_matches(['"', '\'', '“', '”', '„', '‘', '’']);
    if bare != side.0 && fits(bare) {
        return problem.help(format!("write it without quotes: `{bare}`")).suggestion(
            side.2,
            bare,
            format!("write `{bare}`"),
        );
    }
    problem.help(
        "compare values of one type; the type of a column is said in `kpi.toml`: `columns.NAME = { type = \"…\" }`",
    )
}

/// `x = null`
pub(crate) fn compared_with_null(op: CompareOp, words: &str, span: Span) -> Diagnostic {
    let (whole, words) = (words, brief(words));
    let test = if op == CompareOp::NotEqual { "is not null" } else { "is null" };
    let problem = Diagnostic::error(
        COMPARED_WITH_NULL,
        format!("nothing is `{}` an empty value: write `{words} {test}`", op.symbol()),
    )
    .primary(span, "never true");
    let change = format!("write `{words} {test}`");
    match op {
        CompareOp::Equal | CompareOp::NotEqual => problem.fix(span, format!("{whole} {test}"), change),
        _ => problem.suggestion(span, format!("{whole} {test}"), change),
    }
}

/// `x in (1, null)`
pub(crate) fn null_in_list(words: &str, span: Span) -> Diagnostic {
    let words = brief(words);
    Diagnostic::error(COMPARED_WITH_NULL, "an empty value in a list is equal to nothing")
        .primary(span, "never found")
        .help(format!("take it out of the list, and ask for empty values besides: `{words} in (…) or {words} is null`"))
}

/// A date with time against a date, where the day's end matters.
pub(crate) fn moment_with_date(op: CompareOp, words: &str, moment: Span, day: Span) -> Diagnostic {
    let words = brief(words);
    Diagnostic::error(
        MOMENT_WITH_DATE,
        format!("`{words}` has a time of day: `{}` a date is ambiguous, write `date({words})`", op.symbol()),
    )
    .primary(moment, "a date with time")
    .secondary(day, "a date: its start or its end?")
    .note("only `>=` and `<` cut at the start of a day without a doubt")
    .suggestion(moment, format!("date({words})"), format!("write `date({words})`"))
}

/// `<` of things without an order.
pub(crate) fn no_order(op: CompareOp, kind: Type, span: Span) -> Diagnostic {
    let what = if kind == Type::Bool { "conditions" } else { "rows" };
    Diagnostic::error(NO_ORDER, format!("{what} have no order for `{}`", op.symbol()))
        .primary(span, "")
        .help("write `=` or `!=`")
}

/// Two values of different types for the same thing.
pub(crate) fn types_differ(word: &str, left: (Type, Span), right: (Type, Span)) -> Diagnostic {
    let message = match word {
        "else" => format!("`then` gives {} and `else` gives {}", left.0.words(), right.0.words()),
        _ => format!("`{word}` gets {} and {}", left.0.words(), right.0.words()),
    };
    Diagnostic::error(TYPES_DIFFER, message)
        .primary(right.1, right.0.words())
        .secondary(left.1, left.0.words())
        .help("give values of one type; for no value write `null`")
}

/// Arithmetic of dates that has no meaning.
pub(crate) fn moment_arithmetic(
    op: &str,
    words: &str,
    span: Span,
    left: (Type, Span),
    right: (Type, Span),
) -> Diagnostic {
    let (a, b) = (left.0.words(), right.0.words());
    let message = format!("`{}` has no meaning: {a} `{op}` {b}", brief(words));
    let problem = Diagnostic::error(MOMENT_ARITHMETIC, message).primary(span, "");
    match (left.0, right.0) {
        (_, Type::Number) | (Type::Number, _) => problem.help("say of what: `+ 3 days`, `+ 1 month`"),
        _ => problem.help("dates are subtracted from each other, and lengths are added to them"),
    }
}

/// Months where a fixed length is needed.
pub(crate) fn calendar_length(words: &str, span: Span, unit: TimeUnit) -> Diagnostic {
    let words = brief(words);
    Diagnostic::error(
        CALENDAR_LENGTH,
        format!("`{words}` is longer or shorter by the calendar: it can only be added to a date"),
    )
    .primary(span, "")
    .help(format!(
        "write days, as in `30 days`, or count whole {unit}s: `{unit}s(started_on, ended_on)`",
        unit = unit.word()
    ))
}

/// An argument of another type.
pub(crate) fn argument_type(function: Scalar, wanted: Argument, words: &str, span: Span, kind: Type) -> Diagnostic {
    let (name, words) = (function.name(), brief(words));
    let need = match wanted {
        Argument::Number => "a number",
        Argument::Text => "a text",
        Argument::Moment => "a date",
        Argument::Duration => "a duration",
        Argument::Same => "values of one type",
    };
    let problem = Diagnostic::error(ARGUMENT_TYPE, format!("`{name}` needs {need}, and `{words}` is {}", kind.words()))
        .primary(span, kind.words());
    match (wanted, kind) {
        (Argument::Moment, Type::Text) if is_date(words.trim_matches(['"', '\''])) => {
            let day = words.trim_matches(['"', '\'']);
            problem.help(format!("a day is written without quotes, and needs no function: `{day}`")).suggestion(
                span,
                day,
                format!("write `{day}`"),
            )
        }
        (Argument::Duration, Type::Date | Type::Datetime) => {
            problem.help(format!("give two dates, `{name}({words}, …)`, or their difference"))
        }
        (Argument::Duration, _) => problem.help(format!("give a difference of dates: `{name}(ended_on - started_on)`")),
        _ => problem.help("name a column of that type"),
    }
}

/// A pattern that is none.
pub(crate) fn bad_pattern(pattern: &str, span: Span, problem: &regex::Error) -> Diagnostic {
    let reason = match problem {
        regex::Error::CompiledTooBig(_) => "it is too big".to_owned(),
        other => other.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    };
    Diagnostic::error(BAD_PATTERN, format!("`{}` is no pattern", brief(pattern)))
        .primary(span, reason)
        .help("put a backslash before a sign that is meant as it is, as in `\\(`; or use `like` with `%` and `_`")
}
