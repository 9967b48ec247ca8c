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
