//! What the rooms for expressions, clauses and tests write with.

use kpi_diagnostics::Span;

use super::document::{Doc, Gap};
use super::source::Source;

/// Takes words from the source, in its order, and puts them into groups.
pub(super) struct Writer<'t> {
    pub(super) source: Source<'t>,
    docs: Vec<Doc>,
    /// Whether the tree and the text did not go together, which is a mistake in this crate.
    pub(super) lost: bool,
}

impl<'t> Writer<'t> {
    pub(super) fn new(source: Source<'t>) -> Self {
        Self { source, docs: Vec::new(), lost: false }
    }

    /// What `write` writes, for itself.
    pub(super) fn apart(&mut self, write: impl FnOnce(&mut Self)) -> Vec<Doc> {
        let before = std::mem::take(&mut self.docs);
        write(self);
        std::mem::replace(&mut self.docs, before)
    }

    /// On one line if it fits.
    pub(super) fn group(&mut self, write: impl FnOnce(&mut Self)) {
        let inside = self.apart(write);
        self.docs.push(Doc::group(inside));
    }

    /// New lines within start further to the right.
    pub(super) fn indent(&mut self, write: impl FnOnce(&mut Self)) {
        let inside = self.apart(write);
        self.docs.push(Doc::Indent(inside));
    }

    /// This word, which must be the next one.
    pub(super) fn word(&mut self, word: &str) {
        self.notes();
        if self.source.rest().starts_with(word) {
            self.take(word.len());
        } else {
            self.lost = true;
        }
    }

    /// What stands at this place, as it is written.
    pub(super) fn written(&mut self, span: Span) {
        self.notes();
        let range = span.range();
        if self.source.at() == range.start {
            self.take(range.len());
        } else {
            self.lost = true;
        }
    }

    /// The words up to this place.
    pub(super) fn words_until(&mut self, end: usize) {
        let mut first = true;
        loop {
            self.notes();
            if self.source.at() >= end {
                return;
            }
            if !std::mem::take(&mut first) {
                self.space();
            }
            let room = end - self.source.at();
            let rest = self.source.rest();
            let length = rest.find(|c: char| c.is_whitespace() || c == '#').unwrap_or(rest.len());
            if length == 0 {
                self.lost = true;
                return;
            }
            self.take(length.min(room));
        }
    }

    /// The next number, as it is written.
    pub(super) fn number(&mut self) {
        self.notes();
        let rest = self.source.rest();
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        self.take(rest.find(|c: char| !inside(c)).unwrap_or(rest.len()));
    }

    /// A space.
    pub(super) fn space(&mut self) {
        self.docs.push(Doc::Space);
    }

    /// A space, or a new line if the group around it does not fit.
    pub(super) fn line(&mut self) {
        self.notes();
        self.docs.push(Doc::Line);
    }

    /// A new line, and the blank line that stands there.
    pub(super) fn new_line(&mut self) {
        let gap = self.notes();
        self.docs.push(Doc::NewLine(gap));
    }

    /// A space and what `write` writes, on a new line if it does not fit on this one.
    pub(super) fn fill(&mut self, write: impl FnOnce(&mut Self)) {
        self.notes();
        self.group(|writer| {
            writer.docs.push(Doc::Line);
            write(writer);
        });
    }

    /// Words that are not in the source.
    pub(super) fn made(&mut self, words: String) {
        self.docs.push(Doc::Text(words));
    }

    /// The comments before the next word.
    pub(super) fn notes(&mut self) -> Gap {
        let between = self.source.skip();
        self.docs.extend(between.notes.into_iter().map(Doc::Note));
        between.gap
    }

    fn take(&mut self, length: usize) {
        match self.source.take(length) {
            Some(words) if !words.is_empty() => self.docs.push(Doc::Text(words.to_owned())),
            _ => self.lost = true,
        }
    }
}
