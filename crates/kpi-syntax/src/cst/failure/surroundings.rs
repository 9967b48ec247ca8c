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

    /// What stands in the innermost open parenthesis, cut at its commas or semicolons, and the end behind its `)`.
    pub(super) fn arguments(&self) -> Option<(Vec<&'a str>, usize)> {
        let (ends, close) = self.argument_ends()?;
        let starts = std::iter::once(self.open_parenthesis()?).chain(ends.iter().copied());
        let parts = starts.zip(ends.iter().copied().chain([close]));
        let parts = parts.filter_map(|(before, end)| Some(self.text.get(before + 1..end)?.trim()));
        Some((parts.collect(), close + 1))
    }

    /// Where the commas or semicolons of the innermost open parenthesis stand, and its `)`.
    fn argument_ends(&self) -> Option<(Vec<usize>, usize)> {
        let start = self.open_parenthesis()? + 1;
        let (mut depth, mut quoted, mut ends) = (0_usize, false, Vec::new());
        for (at, character) in self.text.get(start..)?.char_indices() {
            match character {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '(' => depth += 1,
                ',' | ';' if depth == 0 => ends.push(start + at),
                ')' if depth == 0 => return Some((ends, start + at)),
                ')' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Where the expression around the place starts and ends: an argument, the inside of a parenthesis, or the definition up
    /// to `;`.
    pub(super) fn stretch(&self) -> (usize, usize) {
        let (start, end) = if let Some(open) = self.open_parenthesis() {
            let (ends, close) = self.argument_ends().unwrap_or((Vec::new(), self.text.len()));
            let before = ends.iter().rev().find(|end| **end < self.at).copied().unwrap_or(open);
            (before + 1, ends.into_iter().find(|end| *end >= self.at).unwrap_or(close))
        } else {
            let start = self.text.find('=').filter(|sign| *sign < self.at).map_or(0, |sign| sign + 1);
            let end = self.rest().find([';', '\n']).map_or(self.text.len(), |length| self.at + length);
            (start, end)
        };
        let inside = self.text.get(start..end).unwrap_or("");
        let blanks = inside.len() - inside.trim_start().len();
        (start + blanks, start + inside.trim_end().len().max(blanks))
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

/// The words of a text with their places, without what stands in quotes.
pub(super) fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let found = token(rest);
            let start = at;
            at += found.len().max(rest.chars().next().map_or(1, char::len_utf8));
            if found.starts_with(is_word) {
                return Some((start, found));
            }
        }
    })
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
