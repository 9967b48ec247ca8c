//! Metrics that can have no interval: K0377 to K0380.

use kpi_diagnostics::{Code, Diagnostic, Span};

use super::{brief, quoted};

const NO_SUM: Code = Code::new(377);
const GROWS_WITH_ROWS: Code = Code::new(378);
const SEVERAL_SOURCES: Code = Code::new(379);
const NOT_INDEPENDENT: Code = Code::new(380);

const NOTE: &str =
    "`confidence` is for shares, means, ratios of sums and counts, their differences, `lift` and `risk_ratio`";

/// Something that is no sum, count or average of rows.
pub(crate) fn interval_of_no_sum(words: &str, place: Span, clause: Span) -> Diagnostic {
    Diagnostic::error(NO_SUM, format!("no interval can be computed for `{}`", brief(words)))
        .primary(place, "not a sum, count or average of rows")
        .secondary(clause, "asked for here")
        .note(NOTE)
        .help("remove `confidence`, or express the metric by `avg`, `sum` and `count`")
}

/// A value that doubles when every row stands twice.
pub(crate) fn interval_of_total(name: &str, place: Span, clause: Span) -> Diagnostic {
    Diagnostic::error(GROWS_WITH_ROWS, format!("`{name}` grows with the number of rows, so it has no interval"))
        .primary(place, "")
        .secondary(clause, "asked for here")
        .note(NOTE)
        .help("divide it by a count, or write `avg(…)` instead of `sum(…)`")
}

/// Two sides that grow differently.
pub(crate) fn interval_of_mixture(words: &str, place: Span, clause: Span) -> Diagnostic {
    Diagnostic::error(
        GROWS_WITH_ROWS,
        format!("the sides of `{}` grow differently with the number of rows", brief(words)),
    )
    .primary(place, "")
    .secondary(clause, "an interval is asked for here")
    .note(NOTE)
    .help("add sums and counts to each other, shares and means to each other")
}

/// Rows of several sources.
pub(crate) fn interval_of_several(name: &str, sources: &[&str], clause: Span) -> Diagnostic {
    Diagnostic::error(SEVERAL_SOURCES, format!("`{name}` is computed from rows of {}: no interval", quoted(sources)))
        .primary(clause, "")
        .note("how far a value strays is known from the rows of one source only")
        .help("bring the numbers to one source by fields (`customers.revenue = sum(orders.amount over …)`), or remove `confidence`")
}

/// The same rows at different times, or rows beside parts.
pub(crate) fn interval_of_dependent(name: &str, reason: &str, clause: Span) -> Diagnostic {
    Diagnostic::error(NOT_INDEPENDENT, format!("`{name}` {reason}: no interval"))
        .primary(clause, "")
        .note("an interval needs rows, or parts of `per`, that do not depend on each other, each counted once")
        .help("remove `confidence`")
}
