//! One canonical form of a `.kpi` file.
//!
//! [`format()`] keeps what is said and how the parts are spelled (numbers, texts, names, parentheses, the order of clauses), keeps
//! comments and single blank lines, and decides everything else: where lines break, what is indented, what stands below
//! each other. The rules:
//!
//! - A definition stands on one line if it fits into 100 columns, has at most three clauses and none that is for its readers
//!   (`owner`, `label`, …). Else each clause has its own line, a `warn` that of its `target`; an expression that does not fit
//!   behind the name stands below it.
//! - A long expression is broken at its loosest operators, which begin the lines; a call before its modifiers.
//! - Definitions on one line that follow each other have their `=` below each other; so have comments behind code.
//!
//! A text with mistakes is refused with its messages. What comes out is read again: if it did not say the same, it would not
//! be given out. There are no options. `file` is where to start reading; `document` and `render` know nothing of the
//! language.

mod call;
mod clause;
mod definition;
mod document;
mod expression;
mod file;
mod lines;
mod render;
mod source;
mod test_block;
mod writer;

use kpi_diagnostics::{Diagnostic, FileId, Severity};

use crate::ast::{Comment, File};
use crate::errors::formatting;
use crate::parse;

/// A definition file in its canonical form, or the messages about a text that is none. A byte order mark is dropped, lines end
/// with a line feed.
pub fn format(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let (tree, diagnostics) = parse(file, text);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(diagnostics);
    }
    // A text that is in its canonical form says what it says: half of the time is saved.
    let formatted =
        file::text(&tree, text).filter(|formatted| formatted == text || says_the_same(file, tree, formatted));
    formatted.ok_or_else(|| vec![formatting::unfaithful(file)])
}

fn says_the_same(file: FileId, before: File, formatted: &str) -> bool {
    let (after, diagnostics) = parse(file, formatted);
    let words = |comments: &[Comment]| comments.iter().map(|comment| comment.text.clone()).collect::<Vec<_>>();
    let same_comments = words(&before.comments) == words(&after.comments);
    diagnostics.is_empty() && same_comments && before.without_places().items == after.without_places().items
}
