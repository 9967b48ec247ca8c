//! Statements that are not finished or not begun as one.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `churn =`
pub(crate) fn missing_body(sign: Span, name: &str) -> Diagnostic {
    Diagnostic::error(codes::INCOMPLETE_DEFINITION, format!("nothing stands behind the `=` of `{name}`"))
        .primary(sign, "an expression is missing")
        .help(format!("for example `{name} = lost / start * 100`"))
}

/// `churn`
pub(crate) fn nothing_defined(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(codes::INCOMPLETE_DEFINITION, format!("`{name}` is named but not defined"))
        .primary(span, "`=` and an expression are missing")
        .help("for example `churn = lost / start * 100`; a continued line is indented")
}

/// `churn / start`
pub(crate) fn sign_expected(span: Span, before: &str, found: &str) -> Diagnostic {
    let before = before.lines().last().unwrap_or(before).trim();
    Diagnostic::error(codes::INCOMPLETE_DEFINITION, format!("expected `=` behind `{before}`, found `{found}`"))
        .primary(span, "a line in the first column starts a definition")
        .help("a definition is `name = expression`; if the line continues the one above, indent it")
}

/// `churn rate = …`
pub(crate) fn name_of_words(span: Span, written: &str) -> Diagnostic {
    let name = written.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
    Diagnostic::error(codes::BAD_NAME, "the name of a definition is one word")
        .primary(span, "more than one")
        .suggestion(
            span,
            format!("{name} \"{written}\""),
            format!("name it `{name}`, and say `{written}` in quotes for the scorecard"),
        )
}

/// `let churn = …`
pub(crate) fn no_introduction(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("a definition starts with its name, without `{word}`"))
        .primary(span, "nothing stands before the name")
        .fix(span, "", format!("remove `{word}`"))
}

/// `form customers`
pub(crate) fn unknown_statement(span: Span, word: &str, meant: &str) -> Diagnostic {
    Diagnostic::error(codes::INCOMPLETE_DEFINITION, format!("no statement starts with `{word}`"))
        .primary(span, format!("did you mean `{meant}`?"))
        .suggestion(span, meant, format!("write `{meant}`"))
}

/// `target < 5` in column 0
pub(crate) fn clause_in_first_column(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::CLAUSE_PLACE, format!("the clause `{word}` belongs to a definition and is indented"))
        .primary(span, "a line in the first column starts a statement")
        .suggestion(Span { end: span.start, ..span }, "    ", "indent it")
}

/// `expect …` in column 0
pub(crate) fn belongs_to_test(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, format!("{what} belongs to a test and is indented"))
        .primary(span, "a line in the first column starts a statement")
        .suggestion(Span { end: span.start, ..span }, "    ", "indent it")
}

/// A definition among the clauses of another.
pub(crate) fn indented(indent: Span, name: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        codes::INDENTED,
        format!("the definition of `{word}` is indented, as if it belonged to the one above"),
    )
    .primary(name, "a definition starts in the first column")
    .fix(indent, "", "remove the spaces in front of it")
}
