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

/// `a, b or c`
fn enumerated(words: &[&str]) -> String {
    match words {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
