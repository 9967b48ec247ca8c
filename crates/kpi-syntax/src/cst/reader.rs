//! What every part of the tree builder has at hand: where the statement stands, and where messages go.

use std::cell::{Cell, OnceCell, RefCell};

use kpi_diagnostics::{Diagnostic, FileId, Span};
use pest::iterators::{Pair, Pairs};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::grammar::Rule;
use super::substitutes::Substitute;
use crate::ast::{Name, Path, Text};
use crate::errors::names;

/// Operators in one statement; beyond that the tree would be too deep for those who walk it.
pub(super) const MOST_OPERATORS: usize = 1_000;

/// One statement while it is read. Building functions give `None` after a message that leaves no tree.
pub(super) struct Reader<'t> {
    pub(super) file: FileId,
    /// Where the statement starts in the file.
    pub(super) base: usize,
    /// The statement without comments.
    pub(super) text: &'t str,
    /// Messages about parts that were understood all the same.
    pub(super) diagnostics: RefCell<Vec<Diagnostic>>,
    /// What another language writes otherwise and was understood; see `substitutes.rs`.
    pub(super) substitutes: RefCell<Vec<Substitute>>,
    /// Whether it has reserved words in upper case, once that was asked.
    pub(super) shouts: OnceCell<bool>,
    operators: Cell<usize>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: FileId, base: usize, text: &'t str) -> Self {
        Self {
            file,
            base,
            text,
            diagnostics: RefCell::default(),
            substitutes: RefCell::default(),
            shouts: OnceCell::new(),
            operators: Cell::new(0),
        }
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// The place of a pair, without the blanks that pest leaves at the end.
    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let start = self.base + pair.as_span().start();
        Span::new(self.file, start, start + pair.as_str().trim_end().len())
    }

    /// A place within the statement.
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + end)
    }

    /// Counts an operator; `None` when there are too many.
    pub(super) fn count_operator(&self) -> Option<()> {
        let count = self.operators.get() + 1;
        self.operators.set(count);
        (count <= MOST_OPERATORS).then_some(())
    }

    /// Whether a part was given up because of its length.
    pub(super) fn too_long(&self) -> bool {
        self.operators.get() > MOST_OPERATORS
    }

    pub(super) fn give_up(&self) {
        self.operators.set(MOST_OPERATORS + 1);
    }

    /// Looks at the words and signs among `pairs` that carry no meaning beyond being there, and gives the others.
    pub(super) fn parts<'i>(&self, pairs: Pairs<'i, Rule>) -> impl Iterator<Item = Pair<'i, Rule>> {
        pairs.filter(|pair| match pair.as_rule() {
            Rule::open => self.sign(pair, "("),
            Rule::close => self.sign(pair, ")"),
            Rule::comma => self.sign(pair, ","),
            Rule::semicolon => self.sign(pair, ";"),
            Rule::K_between
            | Rule::K_and
            | Rule::K_in
            | Rule::K_is
            | Rule::K_null
            | Rule::K_like
            | Rule::K_then
            | Rule::K_else
            | Rule::K_where
            | Rule::K_per
            | Rule::K_over
            | Rule::K_of
            | Rule::K_on
            | Rule::K_at => {
                self.keyword(pair);
                false
            }
            Rule::EOI => false,
            _ => true,
        })
    }

    fn sign(&self, pair: &Pair<'_, Rule>, sign: &str) -> bool {
        self.expect_sign(pair, sign);
        false
    }

    /// A name that is not `this`.
    pub(super) fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        if pair.as_str() == "this" {
            self.report(names::reserved(self.span(pair), "this"));
        }
        self.any_name(pair)
    }

    fn any_name(&self, pair: &Pair<'_, Rule>) -> Name {
        let word = pair.as_str();
        let quoted = word.strip_prefix('`').and_then(|word| word.strip_suffix('`'));
        Name { text: normalised(quoted.unwrap_or(word)), span: self.span(pair) }
    }

    /// Names joined by dots; `this` may be the first.
    pub(super) fn path(&self, pair: Pair<'_, Rule>) -> Path {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let mut names = Vec::with_capacity(parts.len());
        names.extend(parts.next().map(|first| self.any_name(&first)));
        names.extend(parts.map(|name| self.name(&name)));
        Path { names, span }
    }

    /// The name of something defined, which cannot start with `this`.
    pub(super) fn defined_path(&self, pair: Pair<'_, Rule>) -> Path {
        let first = pair.clone().into_inner().next();
        if let Some(first) = first.filter(|first| first.as_str() == "this") {
            self.report(names::reserved(self.span(&first), "this"));
        }
        self.path(pair)
    }

    /// A text in quotes, of our kind or of another.
    pub(super) fn text(&self, pair: &Pair<'_, Rule>) -> Text {
        let span = self.span(pair);
        let written = pair.as_str();
        let mut inside = written.chars();
        inside.next();
        inside.next_back();
        let inside = inside.as_str();
        if pair.as_rule() == Rule::foreign_string {
            self.note_quotes(span, written, inside);
            return Text { value: inside.to_owned(), span };
        }
        let value = if inside.contains('"') { inside.replace("\"\"", "\"") } else { inside.to_owned() };
        Text { value, span }
    }
}

/// In NFC, the form in which names are compared.
pub(super) fn normalised(word: &str) -> String {
    if word.is_ascii() || is_nfc(word) { word.to_owned() } else { word.nfc().collect() }
}
