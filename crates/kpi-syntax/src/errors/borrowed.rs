//! Words, dots and literals of other languages.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `count(orders.*)`
pub(crate) fn dot_star(span: Span, source: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "rows are counted by naming their source, not with `*`")
        .primary(span, "all columns of it")
        .fix(span, source, format!("write `{source}`"))
}

/// `(a - b).days`, `(a - b).days()`: `whole` and `ours` if the value in front of the dot is known.
pub(crate) fn property(span: Span, word: &str, ours: Option<(Span, &str)>) -> Diagnostic {
    let message = Diagnostic::error(
        codes::FOREIGN_CONSTRUCT,
        format!("a function stands in front of its value: `{word}(…)`, not `.{word}` behind it"),
    )
    .primary(span, "a dot joins names only");
    match ours {
        Some((whole, ours)) => message.suggestion(whole, ours, format!("write `{ours}`")),
        None => message.help(format!("for example `{word}(ended_on - started_on)`")),
    }
}

/// `sum(orders.amount) by (channel)`
pub(crate) fn by_parentheses(span: Span, names: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "`by` takes names without parentheses")
        .primary(span, "as in PromQL")
        .suggestion(span, names, format!("write `by {names}`"))
}

/// `count(unique x)`, `count(x distinct)`
pub(crate) fn distinct_first(span: Span, word: &str, here: bool) -> Diagnostic {
    let message = Diagnostic::error(
        codes::FOREIGN_CONSTRUCT,
        "different values are counted with `distinct` in front: `count(distinct orders.customer_id)`",
    )
    .primary(span, format!("not `{word}` here"));
    if here {
        return message.suggestion(span, "distinct", "replace it by `distinct`");
    }
    message.help("put it directly behind the parenthesis that opens")
}

/// `count(all orders)`
pub(crate) fn no_all(span: Span) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "a function takes all values anyway, without `all`")
        .primary(span, "not needed")
        .fix(span, "", "remove it")
}

/// `interval '7 days'`, `DATE '2026-01-31'`
pub(crate) fn typed_literal(span: Span, word: &str, ours: &str) -> Diagnostic {
    let what = if word.eq_ignore_ascii_case("interval") { "a duration" } else { "a date" };
    Diagnostic::error(
        codes::FOREIGN_CONSTRUCT,
        format!("{what} is written alone, without `{word}` and quotes: `{ours}`"),
    )
    .primary(span, "as in SQL")
    .fix(span, ours, format!("write `{ours}`"))
}

/// `100 EUR`
pub(crate) fn number_with_unit(span: Span, number: &str, unit: &str) -> Diagnostic {
    Diagnostic::error(
        codes::BAD_NUMBER,
        format!("a number is written without its unit: `{number}`, not `{number} {unit}`"),
    )
    .primary(span, "not part of a number")
    .suggestion(span, "", format!("remove `{unit}`"))
    .help(format!(
        "the unit of a metric is said by the clause `unit \"{unit}\"`, that of a column by `unit` in `kpi.toml`"
    ))
}
