//! Words, signs and quotes that another language writes otherwise and that were understood: they are noted while a statement is
//! read, and told at its end, one message for each kind. `paid_on IS NOT NULL` is one habit, not three mistakes.
//!
//! What is told better in another message about the text is taken back with [`Reader::leave_out`]: `WHERE` without a `;` in
//! front. What a message about the meaning covers is left out where both are known. The words are in `crate::errors`.

use kpi_diagnostics::{Diagnostic, Span};
use pest::iterators::Pair;

use super::clause_words::RESERVED;
use super::grammar::Rule;
use super::reader::Reader;
use crate::ast::Path;
use crate::errors::{foreign, operators};

/// The kinds of habits that have a message of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `AND`, `None`
    Word,
    /// `（`, `，`
    FullWidth,
    /// `&&`, `==`
    Sign,
    /// `'web'`
    Quotes,
}

/// Something of another language, and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Substitute {
    kind: Kind,
    span: Span,
    written: String,
    ours: String,
}

impl Substitute {
    fn habit(&self) -> (Kind, &str) {
        (self.kind, if self.kind == Kind::Sign { &self.written } else { "" })
    }

    fn joins(&self) -> bool {
        matches!(self.ours.as_str(), "and" | "or")
    }

    fn parts(&self) -> (Span, &str, &str) {
        (self.span, &self.written, &self.ours)
    }
}

impl Reader<'_> {
    /// Notes a sign that stands for `sign`, unless it is that.
    pub(super) fn expect_sign(&self, pair: &Pair<'_, Rule>, sign: &str) {
        let written = pair.as_str();
        if written != sign {
            let full_width = written.chars().any(|c| matches!(c, '\u{FF01}'..='\u{FF5E}' | '、'));
            self.note(if full_width { Kind::FullWidth } else { Kind::Sign }, self.span(pair), written, sign);
        }
    }

    /// Notes a reserved word in upper case.
    pub(super) fn keyword(&self, pair: &Pair<'_, Rule>) {
        self.note_word(self.span(pair), pair.as_str());
    }

    /// Notes a word that is written in upper case.
    pub(super) fn note_word(&self, span: Span, word: &str) {
        if word == "None" {
            self.note(Kind::Word, span, word, "null");
        } else if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.note(Kind::Word, span, word, &word.to_lowercase());
        }
    }

    /// Notes a text in other quotes.
    pub(super) fn note_quotes(&self, span: Span, written: &str, inside: &str) {
        self.note(Kind::Quotes, span, written, inside);
    }

    fn note(&self, kind: Kind, span: Span, written: &str, ours: &str) {
        let (written, ours) = (written.to_owned(), ours.to_owned());
        self.substitutes.borrow_mut().push(Substitute { kind, span, written, ours });
    }

    /// Takes back what was noted of a place.
    pub(super) fn leave_out(&self, place: Span) {
        self.substitutes.borrow_mut().retain(|one| one.span.start < place.start || one.span.end > place.end);
    }

    /// `COUNT(DISTINCT x)`: a function among other words in upper case is one of them.
    pub(super) fn lower_callee(&self, callee: &mut Path) {
        let [name] = callee.names.as_mut_slice() else { return };
        let reserved = RESERVED.iter().any(|known| name.text.eq_ignore_ascii_case(known));
        if is_upper(&name.text) && !reserved && name.span.range().len() == name.text.len() && self.shouts() {
            self.note_word(name.span, &name.text);
            name.text = name.text.to_lowercase();
        }
    }

    /// Whether a reserved word stands in upper case somewhere in the statement.
    fn shouts(&self) -> bool {
        *self.shouts.get_or_init(|| {
            let of_excel = |word: &&str| ["IF", "AND", "OR", "NOT", "TRUE", "FALSE"].contains(word);
            let words = self.text.split(|c: char| !c.is_ascii_alphabetic());
            let mut upper = words.filter(|word| is_upper(word) && !of_excel(word));
            upper.any(|word| RESERVED.iter().any(|known| word.eq_ignore_ascii_case(known)))
        })
    }

    /// Tells what was noted, unless the statement has no tree for a reason of its own.
    pub(super) fn report_substitutes(&self) {
        let mut left = self.substitutes.take();
        left.sort_by_key(|one| one.span);
        while let Some(first) = left.first().cloned() {
            let (same, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|one| one.habit() == first.habit());
            left = others;
            self.report(message(first.kind, &self.joined(same)));
        }
    }

    /// With words that follow each other as one: `IS NOT NULL`.
    fn joined(&self, parts: Vec<Substitute>) -> Vec<Substitute> {
        let mut joined: Vec<Substitute> = Vec::new();
        for part in parts {
            let before = joined.last_mut().filter(|before| {
                let gap = Span { start: before.span.end, end: part.span.start, ..part.span };
                part.kind == Kind::Word
                    && !part.joins()
                    && !before.joins()
                    && self.words(gap).is_some_and(|gap| gap.trim().is_empty())
            });
            match before {
                Some(before) => {
                    before.span = before.span.to(part.span);
                    before.written = format!("{} {}", before.written, part.written);
                    before.ours = format!("{} {}", before.ours, part.ours);
                }
                None => joined.push(part),
            }
        }
        joined
    }
}

fn is_upper(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

fn message(kind: Kind, parts: &[Substitute]) -> Diagnostic {
    let parts: Vec<_> = parts.iter().map(Substitute::parts).collect();
    match kind {
        Kind::Word => foreign::upper_case(&parts),
        Kind::FullWidth | Kind::Sign => operators::foreign(&parts),
        Kind::Quotes => operators::quotes(&parts),
    }
}
