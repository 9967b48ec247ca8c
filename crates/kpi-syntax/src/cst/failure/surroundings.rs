//! What stands around the place of a failure: a rough cut into tokens, good enough for guesses.

use super::Failure;
use crate::cst::scan::{self, MarkKind};

impl<'a> Failure<'a> {
    /// The token at the place; empty at the end.
    pub(super) fn token(&self) -> &'a str {
        token(self.text.get(self.at..).unwrap_or(""))
    }

    /// The text from the place on.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The text behind the token, without blanks in front.
    pub(super) fn behind(&self) -> &'a str {
        self.rest().get(self.token().len()..).unwrap_or("").trim_start()
    }

    /// The text before the place, without blanks at its end.
    pub(super) fn before(&self) -> &'a str {
        self.text.get(..self.at).unwrap_or("").trim_end()
    }

    /// The token before the place, with where it starts.
    pub(super) fn previous(&self) -> (usize, &'a str) {
        last_token(self.before())
    }

    /// Whether the place is where a clause may start: at the start of a line, or behind `;`.
    pub(super) fn at_clause_start(&self) -> bool {
        let between = self.text.get(self.before().len()..self.at).unwrap_or("");
        between.contains('\n') || self.before().ends_with(';')
    }

    /// The innermost parenthesis that is open at the place.
    pub(super) fn open_parenthesis(&self) -> Option<usize> {
        last_open(self.reader.file, self.text.get(..self.at).unwrap_or(""))
    }

    /// The word in front of the innermost open parenthesis.
    pub(super) fn callee(&self) -> Option<(usize, &'a str)> {
        let open = self.open_parenthesis()?;
        Some(last_token(self.text.get(..open)?.trim_end())).filter(|(_, word)| word.starts_with(is_word))
    }
}

/// The last parenthesis of a text that nothing closes.
pub(super) fn last_open(file: kpi_diagnostics::FileId, text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for mark in scan::scan(file, text).marks {
        match mark.kind {
            MarkKind::Open => open.push(mark.position()),
            MarkKind::Close => drop(open.pop()),
            MarkKind::Line | MarkKind::IndentedStart | MarkKind::If => {}
        }
    }
    open.pop()
}

/// Whether a character is part of a word.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The first token of a text.
pub(super) fn token(text: &str) -> &str {
    let Some(first) = text.chars().next() else { return "" };
    let length = match first {
        '"' | '`' => {
            let inside = text.get(1..).unwrap_or("");
            let line = inside.find('\n').unwrap_or(inside.len());
            inside.get(..line).and_then(|inside| inside.find(first)).map_or(line + 1, |close| close + 2)
        }
        first if is_word(first) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
        _ => {
            let signs = ["**", "++", "->", "::", "<>", "!=", "<=", ">=", "==", "||", "&&", "//"];
            signs.iter().find(|sign| text.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
        }
    };
    text.get(..length).unwrap_or(text).trim_end()
}

/// The last token of a text without blanks at its end, with where it starts.
pub(super) fn last_token(text: &str) -> (usize, &str) {
    let Some(last) = text.chars().next_back() else { return (0, "") };
    let start = if is_word(last) { text.trim_end_matches(is_word).len() } else { text.len() - last.len_utf8() };
    (start, text.get(start..).unwrap_or(""))
}
