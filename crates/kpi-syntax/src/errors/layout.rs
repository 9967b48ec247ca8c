//! Where things stand: columns, lines, parentheses, nesting.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// A clause on the line of the expression; its first word may be in upper case.
pub(crate) fn clause_without_semicolon(before: Span, span: Span, word: &str) -> Diagnostic {
    let lower = word.to_lowercase();
    let message = Diagnostic::error(codes::CLAUSE_PLACE, "a clause starts after `;` or on a line of its own")
        .primary(span, format!("`{word}` starts a clause"))
        .fix(before.after(), ";", "insert `;` before it");
    if lower == word { message } else { message.fix(span, lower.clone(), format!("replace it by `{lower}`")) }
}

/// The first statement of a file is indented.
pub(crate) fn indented_start(indent: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::INDENTED, "a statement starts in the first column")
        .primary(first, "this one is indented")
        .fix(indent, "", "remove the spaces in front of it")
}

/// Ten thousand parentheses.
pub(crate) fn too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(codes::TOO_COMPLEX, format!("parentheses and `if` nest deeper than {limit} here"))
        .primary(Span { end: span.start, ..span }, "in this statement")
        .help("give the inner parts names of their own")
}

/// A thousand operators, a megabyte.
pub(crate) fn too_long(span: Span, limit: &str) -> Diagnostic {
    Diagnostic::error(codes::TOO_COMPLEX, format!("one statement holds more than {limit}"))
        .primary(Span { end: span.start, ..span }, "this one")
        .help("give parts of it names of their own")
}

/// The rest is not shown.
pub(crate) fn too_many_messages(end: Span, shown: usize) -> Diagnostic {
    Diagnostic::error(codes::TOO_COMPLEX, format!("only the first {shown} mistakes of this file are shown"))
        .primary(end, "up to here")
        .help("is this a file of definitions?")
}

/// `(a + b`
pub(crate) fn unclosed(open: Span, end: Span) -> Diagnostic {
    Diagnostic::error(codes::UNPAIRED, "this parenthesis is never closed")
        .primary(open, "opened here")
        .secondary(end, "a `)` was expected here at the latest")
        .suggestion(end, ")", "insert `)`")
}

/// `a + b)`
pub(crate) fn unopened(close: Span) -> Diagnostic {
    Diagnostic::error(codes::UNPAIRED, "this parenthesis closes nothing")
        .primary(close, "no `(` belongs to it")
        .suggestion(close, "", "remove it")
}
