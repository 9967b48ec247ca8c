//! Definitions in colour: the text in pieces that say what they are, names with the entry that they lead to.
//!
//! The pieces put together are the text. Nothing is parsed: the resolved model knows what a definition uses, so a name is one of
//! those, or it is none of our business.

use crate::prose::Targets;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Blanks, signs, names of columns.
    Plain,
    /// A word of the language.
    Word,
    /// A function.
    Function,
    /// A text in quotes.
    Text,
    /// A number, a date, a duration's count.
    Number,
    /// A comment.
    Comment,
    /// An operator.
    Operator,
}

/// A piece of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its characters.
    pub text: String,
    /// What it is.
    pub ink: Ink,
    /// The entry that it leads to.
    pub anchor: Option<String>,
}

/// The words that are never names, and those that begin clauses and windows.
const WORDS: &[&str] = &[
    "after",
    "all",
    "and",
    "as",
    "at",
    "before",
    "better",
    "between",
    "by",
    "confidence",
    "day",
    "days",
    "distinct",
    "else",
    "end",
    "false",
    "fill",
    "for",
    "from",
    "higher",
    "hours",
    "if",
    "in",
    "is",
    "label",
    "last",
    "like",
    "lower",
    "matches",
    "min",
    "month",
    "months",
    "n",
    "not",
    "null",
    "of",
    "on",
    "only",
    "or",
    "over",
    "owner",
    "per",
    "period",
    "show",
    "since",
    "source",
    "start",
    "tags",
    "target",
    "then",
    "this",
    "time",
    "to",
    "true",
    "unit",
    "up",
    "where",
    "warn",
];
/// More of them, which are words of the language only in some places and are coloured all the same.
const MORE_WORDS: &[&str] = &[
    "hidden", "hour", "minute", "minutes", "quarter", "quarters", "second", "seconds", "week", "weeks", "weight",
    "year",
];

/// The pieces of a definition; `targets` are the names that it uses.
pub(crate) fn paint(text: &str, targets: &Targets) -> Vec<Piece> {
    let mut painter = Painter { rest: text, targets, pieces: Vec::new() };
    while let Some(first) = painter.rest.chars().next() {
        painter.take(first);
    }
    painter.pieces
}

struct Painter<'p> {
    rest: &'p str,
    targets: &'p Targets,
    pieces: Vec<Piece>,
}

impl Painter<'_> {
    fn take(&mut self, first: char) {
        match first {
            '#' => self.push_while(Ink::Comment, |c| c != '\n'),
            '"' => self.push_quoted('"', Ink::Text),
            '`' => self.push_quoted('`', Ink::Plain),
            '0'..='9' => {
                self.push_while(Ink::Number, |c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '%' | '％'));
            }
            '=' | '<' | '>' | '+' | '-' | '*' | '/' | '!' => {
                self.push_while(Ink::Operator, |c| matches!(c, '=' | '<' | '>' | '+' | '-' | '*' | '/' | '!'));
            }
            letter if letter.is_alphabetic() || letter == '_' => self.word(),
            _ => self.push_while(Ink::Plain, |c| {
                !c.is_alphanumeric()
                    && !matches!(c, '_' | '#' | '"' | '`' | '=' | '<' | '>' | '+' | '-' | '*' | '/' | '!')
            }),
        }
    }

    /// A name with its dots, or a word of the language.
    fn word(&mut self) {
        let length =
            self.rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(self.rest.len());
        let name = self.rest.get(..length).unwrap_or_default().trim_end_matches('.').to_owned();
        let is_called = self.rest.get(name.len()..).is_some_and(|rest| rest.starts_with('('));
        let last = name.rsplit('.').next().unwrap_or_default();
        let anchor = self.targets.get(&name).or_else(|| if is_called { None } else { self.targets.get(last) });
        let anchor = anchor.filter(|_| !is_called).cloned();
        let ink = match () {
            () if is_called => Ink::Function,
            () if anchor.is_some() => Ink::Plain,
            () if WORDS.contains(&name.as_str()) || MORE_WORDS.contains(&name.as_str()) => Ink::Word,
            () => Ink::Plain,
        };
        self.push(name.len(), ink, anchor);
    }

    fn push_while(&mut self, ink: Ink, belongs: impl Fn(char) -> bool) {
        let length = self.rest.char_indices().skip(1).find(|(_, c)| !belongs(*c)).map_or(self.rest.len(), |(at, _)| at);
        self.push(length, ink, None);
    }

    fn push_quoted(&mut self, quote: char, ink: Ink) {
        let end = self.rest.char_indices().skip(1).find(|(_, c)| *c == quote);
        let length = end.map_or(self.rest.len(), |(at, c)| at + c.len_utf8());
        let name = self.rest.get(1..length.saturating_sub(1)).unwrap_or_default();
        let anchor = if quote == '`' { self.targets.get(name).cloned() } else { None };
        self.push(length, ink, anchor);
    }

    fn push(&mut self, length: usize, ink: Ink, anchor: Option<String>) {
        let (text, rest) = self.rest.split_at_checked(length.max(1)).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.pieces.push(Piece { text: text.to_owned(), ink, anchor });
    }
}
