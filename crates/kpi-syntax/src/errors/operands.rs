//! Parts of an expression that are missing or of the wrong kind.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `x in "a"`
pub(crate) fn list_expected(span: Span, found: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::EXPECTED, "behind `in` stands a list in parentheses or a window")
        .primary(span, "expected `(` or a window");
    if found.starts_with(|c: char| c == '"' || c.is_ascii_digit()) {
        return message.suggestion(span, format!("({found})"), format!("write `({found})`"));
    }
    message.help("for example `in (\"de\", \"at\")`, `in period` or `in 90 days from opened_at`")
}

/// `x is 5`
pub(crate) fn only_null(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, "`is` stands only before `null` or `not null`")
        .primary(span, format!("to compare, write `{sign}`"))
        .suggestion(span, sign, format!("replace it by `{sign}`"))
}

/// `if a then b`
pub(crate) fn missing_else(end: Span) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, "an `if` without `else` has no value when its condition is false")
        .primary(end, "expected `else`")
        .suggestion(end, " else null", "write `else null` if the value is then empty")
}

/// `last month`
pub(crate) fn last_without_number(span: Span, unit: Option<&str>) -> Diagnostic {
    let message = Diagnostic::error(codes::EXPECTED, "`last` needs a number and a unit, such as `last 28 days`")
        .primary(span, "expected a number");
    match unit {
        Some(unit) => message.suggestion(Span { end: span.start, ..span }, "1 ", format!("write `last 1 {unit}`")),
        None => message.help("for example `over last 3 months`"),
    }
}

/// `over 28 days`
pub(crate) fn window_without_last(span: Span) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, "a duration alone is not a window: it needs a place in time")
        .primary(span, "from where, or up to when?")
        .suggestion(
            Span { end: span.start, ..span },
            "last ",
            "put `last` before it: it then ends where the period ends",
        )
        .help("or anchor it: `7 days from this.started_at`, `7 days up to this.ordered_at`")
}

/// `a b`
pub(crate) fn missing_operator(span: Span, before: &str, found: &str) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, format!("expected an operator between `{before}` and `{found}`"))
        .primary(span, "expected an operator such as `+` or `and`")
        .help("a clause starts after `;` or on a line of its own")
}

/// `over year`
pub(crate) fn unit_without_to_date(span: Span, unit: &str) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, format!("`{unit}` alone is not a window"))
        .primary(span, "which one?")
        .suggestion(
            span.after(),
            " to date",
            format!("write `{unit} to date` for the part of the {unit} until the period's end"),
        )
        .suggestion(
            Span { end: span.start, ..span },
            "last 1 ",
            format!("write `last 1 {unit}` for a whole one that ends there"),
        )
}

/// `owner Ann`
pub(crate) fn bare_text(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error(codes::QUOTES, format!("`{words}` is a text and stands in double quotes"))
        .primary(span, "the quotes are missing")
        .suggestion(span, format!("\"{words}\""), format!("write `\"{words}\"`"))
}
