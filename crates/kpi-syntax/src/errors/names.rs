//! Names that cannot be names.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `in = 5`
pub(crate) fn reserved(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_NAME, format!("`{word}` is a word of the language and cannot be a bare name"))
        .primary(span, "reserved")
        .suggestion(span, format!("`{word}`"), format!("put it in backticks: `` `{word}` ``"))
}

/// `a.b.c = …`
pub(crate) fn too_many_parts(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_NAME, "what is defined has one name, or two joined by a dot")
        .primary(span, "more than two")
        .help("a metric is `name = …`, a field is `source.name = …`")
}

/// A statement starts with something that is no name.
pub(crate) fn not_a_start(span: Span, found: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::BAD_NAME, format!("no statement starts with `{found}`"))
        .primary(span, "a statement starts with a name, `from`, `group` or `test`");
    if found.starts_with(|c: char| c.is_ascii_digit()) {
        return message.help("a name starts with a letter");
    }
    message.help("a line that continues the one above is indented")
}

/// `orders. amount`
pub(crate) fn space_behind_dot(space: Span, name: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_NAME, format!("`{word}` stands apart from its dot"))
        .primary(name, "names joined by dots have no spaces between them")
        .fix(space, "", "remove the space")
}

/// `"Churn rate" = …`
pub(crate) fn label_first(span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_NAME, "a definition starts with its name; the label in quotes stands behind it")
        .primary(span, "a label")
        .help(format!("for example `churn {label} = lost / start`"))
}

/// `sum(orders.in)`
pub(crate) fn reserved_value(span: Span, word: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, format!("expected {wanted}, found the word `{word}`"))
        .primary(span, format!("expected {wanted}"))
        .suggestion(
            span,
            format!("`{word}`"),
            format!("if it is the name of a column, put it in backticks: `` `{word}` ``"),
        )
}
