//! The parser as its users see it: trees as short text, messages with their places, recovery, and whatever bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::format_collect,
    clippy::format_push_string,
    reason = "tests may fail loudly"
)]

mod breadth;
mod clauses;
mod expressions;
mod messages;
mod names;
mod recovery;
mod robustness;
mod shown;
mod test_blocks;

use kpi_diagnostics::{Diagnostic, FileId, Texts};
use kpi_syntax::ast::File;

/// The file of every text here.
const FILE: FileId = FileId(0);

/// Parses a text that has no mistake.
fn valid(text: &str) -> File {
    let (file, diagnostics) = kpi_syntax::parse(FILE, text);
    assert!(diagnostics.is_empty(), "{}", listed(text, &diagnostics));
    file
}

/// The messages about a text, one to a line: place, number, message, what is marked.
fn listed(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut texts = Texts::default();
    texts.add("text", text);
    let mut lines = Vec::new();
    for diagnostic in diagnostics {
        let span = diagnostic.span().expect("every message has a place");
        let (line, column) = texts.line_column(span);
        let marked = texts.slice(span);
        lines.push(format!("{line}:{column} {} {} [{marked}]", diagnostic.code, diagnostic.message));
    }
    lines.join("\n")
}

/// The text after all safe fixes, or after the first suggestion where there is no safe fix.
fn fixed(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut fixes: Vec<_> = diagnostics.iter().filter_map(|diagnostic| diagnostic.fixes.first()).collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span));
    let mut text = text.to_owned();
    for fix in fixes {
        text.replace_range(fix.span.range(), &fix.replacement);
    }
    text
}
