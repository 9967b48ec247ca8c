//! The message when nothing more precise is known: what could have stood here.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `found` is the user's text at `span`, empty at the end of the statement.
pub(crate) fn expected(span: Span, wanted: &[&str], found: &str) -> Diagnostic {
    let wanted = enumerated(wanted);
    let message = if found.is_empty() {
        format!("expected {wanted}, but the statement ends here")
    } else {
        format!("expected {wanted}, found `{found}`")
    };
    Diagnostic::error(codes::EXPECTED, message).primary(span, format!("expected {wanted}"))
}

/// Whether a message is the one when nothing more precise is known.
pub(crate) fn is_one(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == codes::EXPECTED
}

/// A clause of definitions in a question.
pub(crate) fn clause_of_a_question(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, format!("a question has no `{word}`"))
        .primary(span, "a question goes on with `by`, `where` or `over`")
        .help(format!("take `{word}` out, or write a definition with it in a `.kpi` file"))
}

/// `a, b or c`
fn enumerated(words: &[&str]) -> String {
    match words {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
