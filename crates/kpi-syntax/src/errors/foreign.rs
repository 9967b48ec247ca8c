//! Habits of SQL, Excel, DAX and YAML, and what to write instead.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `// …`, `-- …`, `/* … */`
pub(crate) fn comment(span: Span, words: &str) -> Diagnostic {
    let sign = words.get(..2).unwrap_or("//");
    let inside = words.trim_start_matches(['/', '-', '*']).trim_end_matches(['/', '*']).trim();
    let replacement = format!("# {inside}");
    Diagnostic::error(codes::FOREIGN_COMMENT, format!("a comment starts with `#`, not `{sign}`"))
        .primary(Span { end: span.start + 2, ..span }, "write `#`")
        .fix(span, replacement.trim_end(), "make it a comment with `#`")
}

/// `AND`
pub(crate) fn upper_case(span: Span, word: &str) -> Diagnostic {
    let lower = word.to_lowercase();
    Diagnostic::error(codes::UPPER_CASE, format!("`{word}` is written `{lower}` here"))
        .primary(span, format!("write `{lower}`"))
        .fix(span, lower.clone(), format!("replace it by `{lower}`"))
}
