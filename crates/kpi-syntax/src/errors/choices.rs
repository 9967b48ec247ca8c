//! Choices as other languages write them.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `CASE WHEN a THEN b ELSE c END`
pub(crate) fn case_when(span: Span, ours: Option<(Span, &str)>) -> Diagnostic {
    let message = Diagnostic::error(codes::FOREIGN_CONSTRUCT, "`case when` is written `if … then … else …` here")
        .primary(span, "as in SQL");
    match ours {
        Some((whole, ours)) => message.suggestion(whole, ours, format!("write `{ours}`")),
        None => message.help("for example `if score >= 9 then 1 else 0`; chain them with `else if`"),
    }
}

/// `IF(a, b, c)`; the parts when there are three
pub(crate) fn excel_if(span: Span, word: &str, parts: Option<[&str; 3]>) -> Diagnostic {
    let message =
        Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{word}(…, …, …)` is written `if … then … else …` here"));
    match parts {
        Some([condition, then, otherwise]) => {
            let written = format!("(if {condition} then {then} else {otherwise})");
            message.primary(span, "as in Excel").fix(span, written.clone(), format!("write `{written}`"))
        }
        None => message.primary(span, "as in Excel").help("for example `if score >= 9 then 1 else 0`"),
    }
}

/// `a if c else b`, `c ? a : b`, `if c: a else b`: what it is written like, and the same in the language if all its parts are there.
pub(crate) fn other_choice(span: Span, theirs: &str, ours: Option<(Span, &str)>) -> Diagnostic {
    let message =
        Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{theirs}` is written `if … then … else …` here"))
            .primary(span, "as in another language");
    match ours {
        Some((whole, ours)) => message.suggestion(whole, ours, format!("write `{ours}`")),
        None => message.help("for example `if score >= 9 then 1 else 0`"),
    }
}

/// `if c: a else b`
pub(crate) fn colon_for_then(span: Span) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_SIGN, "behind the condition of an `if` stands `then`, not `:`")
        .primary(span, "write `then`")
        .fix(span, " then", "replace it by `then`")
}

/// `elif`
pub(crate) fn else_if(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{word}` is written `else if` here"))
        .primary(span, "write `else if`")
        .fix(span, "else if", "replace it by `else if`")
}

/// `if a then b else c end`
pub(crate) fn no_end(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("an `if` has no `{word}`"))
        .primary(span, "it ends with the value behind `else`")
        .fix(span, "", format!("remove `{word}`"))
}
