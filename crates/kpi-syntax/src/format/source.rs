//! The text that is formatted, read once from its start to its end, word by word.
//!
//! The tree says what the words are for; they are taken from here, as they were written. What stands between two words
//! is blank, a `;` that the layout decides upon, or a comment, which is handed out with its place.

use kpi_diagnostics::Span;

use super::document::{Gap, Note, NotePlace};
use crate::ast::Comment;

/// The text and how far it is read.
pub(super) struct Source<'t> {
    text: &'t str,
    comments: &'t [Comment],
    at: usize,
}

/// What stands between two words.
pub(super) struct Between {
    /// The comments.
    pub(super) notes: Vec<Note>,
    /// What stands between the last comment, or the word before, and the next word.
    pub(super) gap: Gap,
}

/// What was passed since the last word or comment.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four things that may be so or not")]
struct Passed {
    /// Whether a line was begun.
    line: bool,
    /// Whether there is nothing on it so far but blanks.
    empty: bool,
    /// Whether there are blanks on it.
    blanks: bool,
    /// Whether another line had nothing on it.
    empty_line: bool,
}

impl Passed {
    const START: Self = Self { line: true, empty: true, blanks: false, empty_line: false };

    fn new_line(self) -> Self {
        Self { line: true, empty: true, blanks: false, empty_line: self.empty_line || self.empty }
    }

    fn gap(self) -> Gap {
        if self.empty_line { Gap::Blank } else { Gap::None }
    }
}

impl<'t> Source<'t> {
    /// At the start of a text with these comments.
    pub(super) fn new(text: &'t str, comments: &'t [Comment]) -> Self {
        Self { text, comments, at: 0 }
    }

    /// Where the next word begins, once what stands before it was skipped.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// What stands at a place.
    pub(super) fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Takes words as they are written.
    pub(super) fn take(&mut self, length: usize) -> Option<&'t str> {
        let words = self.rest().get(..length)?;
        self.at += length;
        Some(words)
    }

    /// Goes on to the next word.
    pub(super) fn skip(&mut self) -> Between {
        let mut notes = Vec::new();
        let mut passed = if self.at == 0 { Passed::START } else { Passed::default() };
        while let Some(first) = self.rest().chars().next() {
            if let Some(note) = self.note(passed) {
                notes.push(note);
                passed = Passed::default();
                continue;
            }
            match first {
                '\r' if self.rest().starts_with("\r\n") => {}
                '\n' | '\r' => passed = passed.new_line(),
                '\u{FEFF}' if self.at == 0 => {}
                ';' => {
                    passed.empty = false;
                    notes.iter_mut().for_each(undocument);
                }
                blank if blank.is_whitespace() => passed.blanks = true,
                _ => break,
            }
            self.at += first.len_utf8();
        }
        Between { notes, gap: passed.gap() }
    }

    /// The comment that begins here.
    fn note(&mut self, passed: Passed) -> Option<Note> {
        let span = self.comments.first()?.span.range();
        if span.start != self.at {
            return None;
        }
        self.comments = self.comments.get(1..)?;
        let place = match passed {
            Passed { line: false, .. } => NotePlace::Trailing,
            Passed { blanks: true, .. } => NotePlace::Indented,
            Passed { blanks: false, .. } => NotePlace::FirstColumn,
        };
        let written = self.text.get(span.clone())?;
        self.at = span.end;
        Some(Note { text: spaced(written), place, gap: passed.gap() })
    }
}

/// `#words` as `# words`; anything else, such as a line of `#`, is left alone.
fn spaced(comment: &str) -> String {
    let comment = comment.trim_end();
    let words = comment.trim_start_matches('#');
    let signs = comment.get(..comment.len() - words.len()).unwrap_or("");
    let blank = if signs.len() <= 2 && words.starts_with(char::is_alphanumeric) { " " } else { "" };
    format!("{signs}{blank}{words}")
}

/// A doc comment within a definition documents nothing. Before a `;` that goes away it would document what follows.
fn undocument(note: &mut Note) {
    if note.place != NotePlace::Trailing && note.text.starts_with("##") {
        note.text = format!("#{}", note.text.trim_start_matches('#'));
    }
}
