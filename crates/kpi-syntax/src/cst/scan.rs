//! The first look at a text: where comments, texts and parentheses are, and which lines start in column 0.
//!
//! Texts in quotes end with their line, so a forgotten quote spoils one line at most. The rows of a test's tables
//! are not looked into: a cell may hold anything but `|`.

use kpi_diagnostics::{Diagnostic, FileId, Span};

use super::statement::MOST_MESSAGES;
use crate::ast::Comment;
use crate::errors::foreign;

/// What stands at a place that matters to the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkKind {
    /// A line in column 0 that may start a statement.
    Line,
    /// The first line of the file that says something, but not in column 0.
    IndentedStart,
    /// `(`
    Open,
    /// `)`
    Close,
    /// The word `if`.
    If,
}

/// A place that matters to the layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    offset: u32,
    pub(super) kind: MarkKind,
}

impl Mark {
    /// Its first byte.
    pub(super) fn position(self) -> usize {
        self.offset as usize
    }
}

/// What the first look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// In the order of the text.
    pub(super) marks: Vec<Mark>,
    /// Every comment of the language.
    pub(super) comments: Vec<Comment>,
    /// The text as the grammar sees it, as long as the original, so that places are the same: no comments, no byte
    /// order mark, and no blanks but spaces and newlines.
    pub(super) blanked: String,
    /// One for each comment of another language.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Looks a text through once.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let mut scanner = Scanner {
        file,
        text,
        at: 0,
        in_test: false,
        started: false,
        copied: 0,
        no_more_ends: false,
        found: Scan::default(),
    };
    if text.starts_with('\u{FEFF}') {
        scanner.at = '\u{FEFF}'.len_utf8();
        scanner.blank(0, scanner.at);
    }
    while scanner.at < text.len() {
        scanner.line();
    }
    scanner.blank(text.len(), text.len());
    scanner.found
}

struct Scanner<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    in_test: bool,
    started: bool,
    copied: usize,
    /// No `*/` stands behind this place.
    no_more_ends: bool,
    found: Scan,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn mark(&mut self, kind: MarkKind) {
        self.found.marks.push(Mark { offset: u32::try_from(self.at).unwrap_or(u32::MAX), kind });
    }

    /// One line, from its first character to the one behind its end.
    fn line(&mut self) {
        let rest = self.rest();
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end = self.at + length;
        let carriage_return = rest.as_bytes().get(length) == Some(&b'\r');
        let line = rest.get(..length).unwrap_or("");
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if !content.is_empty() {
            self.begin(content.chars().next().unwrap_or(' '), indent);
            self.blank_odd_blanks(line.get(..indent).unwrap_or(""));
            self.at += indent;
            if self.in_test && indent > 0 && self.rest().starts_with('|') {
                self.row(end);
            } else {
                self.words(end);
            }
        }
        if self.at > end {
            // A comment of several lines was skipped.
            return;
        }
        if carriage_return {
            self.copy(end);
            self.found.blanked.push('\n');
            self.copied = end + 1;
        }
        self.at = end + 1;
    }

    fn blank_odd_blanks(&mut self, indent: &str) {
        if indent.bytes().any(|byte| byte != b' ') {
            self.blank(self.at, self.at + indent.len());
        }
    }

    /// Takes the text over as far as `end`.
    fn copy(&mut self, end: usize) {
        self.found.blanked.push_str(self.text.get(self.copied..end).unwrap_or(""));
        self.copied = self.copied.max(end);
    }

    /// Puts spaces instead of a part of the text.
    fn blank(&mut self, start: usize, end: usize) {
        self.copy(start);
        self.found.blanked.extend(std::iter::repeat_n(' ', end - start));
        self.copied = end;
    }

    /// Marks the start of a line if it may start a statement.
    fn begin(&mut self, first: char, indent: usize) {
        if first == '#' || self.is_foreign_comment(self.at + indent) {
            return;
        }
        let closes = matches!(first, ')' | '）');
        if indent == 0 && !(closes && self.started) {
            self.in_test = self.rest().strip_prefix("test").is_some_and(|rest| rest.starts_with([' ', '\t', '"']));
            self.mark(MarkKind::Line);
        } else if !self.started {
            self.at += indent;
            self.mark(MarkKind::IndentedStart);
            self.at -= indent;
        }
        self.started = true;
    }

    fn starts_foreign_comment(&self, at: usize) -> bool {
        self.text.get(at..).is_some_and(|rest| ["//", "--", "/*"].iter().any(|sign| rest.starts_with(sign)))
    }

    /// Whether a line says nothing but a comment of another language.
    fn is_foreign_comment(&self, at: usize) -> bool {
        let line = self.text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let behind = line.strip_prefix("/*").and_then(|inside| inside.split_once("*/"));
        self.starts_foreign_comment(at) && behind.is_none_or(|(_, behind)| behind.trim().is_empty())
    }

    /// A row of a table: only a comment behind the last `|` is looked for.
    fn row(&mut self, end: usize) {
        let row = self.text.get(self.at..end).unwrap_or("");
        let behind = row.rfind('|').map_or(0, |last| last + 1);
        let tail = row.get(behind..).unwrap_or("");
        if tail.trim_start().starts_with('#') {
            self.at += row.len() - tail.trim_start().len();
            self.comment(end);
        }
    }

    fn words(&mut self, end: usize) {
        if self.starts_foreign_comment(self.at) {
            self.foreign_comment(end);
        }
        let mut in_word = false;
        while self.at < end {
            let Some(character) = self.rest().chars().next() else { return };
            let was_in_word = std::mem::replace(&mut in_word, character.is_alphanumeric() || character == '_');
            match character {
                '#' => return self.comment(end),
                '/' if self.rest().starts_with("//") || self.rest().starts_with("/*") => {
                    self.foreign_comment(end);
                    continue;
                }
                '(' | '（' => self.mark(MarkKind::Open),
                ')' | '）' => self.mark(MarkKind::Close),
                'i' if !was_in_word && self.is_if() => self.mark(MarkKind::If),
                ' ' => {}
                blank if blank.is_whitespace() => self.blank(self.at, self.at + blank.len_utf8()),
                _ => {}
            }
            self.at += self.quoted(character, end).unwrap_or(character.len_utf8());
        }
    }

    fn is_if(&self) -> bool {
        let behind = self.rest().strip_prefix("if");
        behind.is_some_and(|behind| !behind.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
    }

    /// The length of a text or a quoted name that starts here, if it ends on this line.
    fn quoted(&self, open: char, end: usize) -> Option<usize> {
        let closing: &[char] = match open {
            '"' => &['"'],
            '`' => &['`'],
            '\'' => &['\''],
            '“' | '”' | '„' | '＂' | '«' | '»' => &['“', '”', '＂', '«', '»', '"'],
            '‘' | '’' | '‚' => &['‘', '’'],
            '「' => &['」'],
            _ => return None,
        };
        let inside = self.text.get(self.at + open.len_utf8()..end)?;
        match inside.find(closing) {
            Some(length) => {
                let close = inside.get(length..)?.chars().next()?;
                Some(open.len_utf8() + length + close.len_utf8())
            }
            // A text that is never closed reaches to the end of its line; an apostrophe may be anything.
            None if open == '"' => Some(end - self.at),
            None => None,
        }
    }

    fn comment(&mut self, end: usize) {
        let span = Span::new(self.file, self.at, end);
        let words = self.text.get(self.at..end).unwrap_or("");
        let doc = words.starts_with("##");
        let text = words.trim_start_matches('#').trim().to_owned();
        self.found.comments.push(Comment { text, doc, span });
        self.blank(self.at, end);
        self.at = end;
    }

    /// Where a comment ends that starts here with `/*`, if it is closed.
    fn block_end(&mut self) -> Option<usize> {
        let inside = self.rest().strip_prefix("/*").filter(|_| !self.no_more_ends)?;
        let length = inside.find("*/");
        self.no_more_ends = length.is_none();
        Some(self.at + length? + "/**/".len())
    }

    /// A comment of another language: reported, and skipped as the author meant it, up to its end or that of the line.
    fn foreign_comment(&mut self, end: usize) {
        let end = self.block_end().unwrap_or(end);
        let span = Span::new(self.file, self.at, end);
        let words = self.text.get(self.at..end).unwrap_or("");
        let behind = self.text.get(end..).unwrap_or("").trim_start_matches([' ', '\t']);
        if self.found.diagnostics.len() < MOST_MESSAGES {
            let last = behind.is_empty() || behind.starts_with(['\n', '\r']);
            let problem = if last { foreign::comment(span, words) } else { foreign::comment_within(span) };
            self.found.diagnostics.push(problem);
        }
        self.copy(self.at);
        let blanked = words.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { '\n' } else { ' ' });
        self.found.blanked.extend(blanked);
        self.copied = end;
        self.at = end;
    }
}
