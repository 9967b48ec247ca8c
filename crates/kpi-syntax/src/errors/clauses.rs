//! Clauses.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `traget > 5`
pub(crate) fn unknown(span: Span, word: &str, meant: Option<&str>) -> Diagnostic {
    let message = Diagnostic::error(codes::UNKNOWN_CLAUSE, format!("there is no clause `{word}`"));
    match meant {
        Some(meant) => message.primary(span, format!("did you mean `{meant}`?")).suggestion(
            span,
            meant,
            format!("write `{meant}`"),
        ),
        None => message.primary(span, "not the start of a clause").help(
            "the clauses are `target`, `warn`, `unit`, `by`, `where`, `over`, `show`, `min n`, `confidence`, `better`, \
             `fill`, `label`, `owner`, `group`, `tags`, `source`, `weight` and `hidden`",
        ),
    }
}

/// `description "…"`
pub(crate) fn description(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_CLAUSE, format!("there is no clause `{word}`"))
        .primary(span, "not the start of a clause")
        .help("what a metric means is told by the lines above it that start with `##`")
}

/// `owner = "Ann"`
pub(crate) fn no_sign(span: Span, word: &str, sign: &str) -> Diagnostic {
    Diagnostic::error(codes::DEFINITION_SIGN, format!("the clause `{word}` takes no `{sign}`"))
        .primary(span, "nothing stands between the word and its value")
        .fix(span, "", format!("remove `{sign}`"))
}

/// `target 5`
pub(crate) fn comparison_missing(span: Span, word: &str, found: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::EXPECTED, format!("`{word}` needs a comparison such as `<` or `between`"))
        .primary(span, "expected a comparison");
    if !found.starts_with(|c: char| c.is_ascii_digit()) {
        return message.help(format!("for example `{word} < 5` or `{word} between 2 and 5`"));
    }
    let before = Span { end: span.start, ..span };
    message.suggestion(before, ">= ", format!("write `{word} >= {found}` if more is better")).suggestion(
        before,
        "<= ",
        format!("write `{word} <= {found}` if less is better"),
    )
}

/// `min 30`
pub(crate) fn n_missing(span: Span, found: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::EXPECTED, "the smallest number of rows is written `min n`")
        .primary(span, "expected `n`");
    if found.starts_with(|c: char| c.is_ascii_digit()) {
        return message.fix(Span { end: span.start, ..span }, "n ", format!("write `min n {found}`"));
    }
    message.help("for example `min n 30`")
}

/// `better up`
pub(crate) fn direction(span: Span, found: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::EXPECTED, "`better` is followed by `higher` or `lower`")
        .primary(span, "expected `higher` or `lower`");
    match found {
        "up" | "high" | "more" | "bigger" | "larger" => message.suggestion(span, "higher", "write `higher`"),
        "down" | "low" | "less" | "smaller" | "fewer" => message.suggestion(span, "lower", "write `lower`"),
        _ => message.help("for example `better lower`"),
    }
}

/// `unit EUR/h`
pub(crate) fn unit_in_quotes(span: Span, unit: &str) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, "a unit that is not one word stands in quotes")
        .primary(span, "not one word")
        .fix(span, format!("\"{unit}\""), format!("write `unit \"{unit}\"`"))
}
