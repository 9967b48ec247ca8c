//! Cuts a file into statements, before any grammar: column 0 starts one, comments are taken out, parentheses counted.
//!
//! Two passes over the text. The first ([`scan`]) marks parentheses and the lines that start in column 0, skipping
//! texts and comments. The second ([`cut`]) pairs the parentheses off; only a pair can hold a line in column 0 back
//! from starting a statement, so one forgotten `)` does not swallow the rest of the file. Both are linear in the
//! text, whatever it holds. What a statement says is not known here; see `statement.rs` for that.

use kpi_diagnostics::{Diagnostic, FileId, Span};

use super::failure::looks_like_definition;
use super::scan::{Mark, MarkKind, Scan, scan};
use crate::ast::Comment;

/// One statement's place, with what the layout knows of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Statement {
    /// First byte.
    pub(super) start: usize,
    /// The byte behind the last one that is neither blank nor comment.
    pub(super) end: usize,
    /// The lines of the `##` comments above.
    pub(super) doc: Option<String>,
    /// Where it begins.
    pub(super) at: Start,
    /// How deep parentheses and `if` nest, at most.
    pub(super) depth: usize,
    /// Lines in column 0 that an open parenthesis held in this statement.
    pub(super) held_lines: Vec<usize>,
}

/// Where on its line a statement begins.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Start {
    /// Where it should.
    #[default]
    FirstColumn,
    /// Behind so many bytes of blanks, as the first of the file.
    Indented(usize),
    /// Behind so many bytes of blanks, where a clause of the statement above could stand.
    AmongClauses(usize),
}

impl Statement {
    /// The two pieces of a definition that failed at `place`, if a definition seems to start there, indented by mistake.
    pub(super) fn cut_at_indented(&self, blanked: &str, place: usize) -> Option<Vec<Self>> {
        let behind = blanked.get(place..self.end)?;
        let place = place + (behind.len() - behind.trim_start().len());
        let before = blanked.get(self.start..place)?;
        let line_start = before.trim_end_matches(' ');
        let indent = before.len() - line_start.len();
        let own_line = indent > 0 && line_start.ends_with('\n');
        if !(own_line && looks_like_definition(blanked.get(place..self.end)?)) {
            return None;
        }
        let rest = Self { at: Start::AmongClauses(indent), ..self.clone() };
        Some(vec![self.part(blanked, self.start, place), rest.part(blanked, place, self.end)])
    }

    /// The pieces of a statement that failed, if an open parenthesis holds lines that seem to start others.
    pub(super) fn cut_at_held_lines(&self, blanked: &str) -> Option<Vec<Self>> {
        let definition = |start: &usize| looks_like_definition(blanked.get(*start..self.end).unwrap_or(""));
        let held: Vec<usize> = self.held_lines.iter().copied().filter(definition).collect();
        let ends = held.iter().copied().chain([self.end]);
        let starts = [self.start].into_iter().chain(held.iter().copied());
        let pieces = || starts.zip(ends).map(|(start, end)| self.part(blanked, start, end)).collect();
        (!held.is_empty()).then(pieces)
    }

    fn part(&self, blanked: &str, start: usize, end: usize) -> Self {
        let first = start == self.start;
        let (start, end) = trimmed(blanked, start, end);
        let at = if first || matches!(self.at, Start::AmongClauses(_)) { self.at } else { Start::FirstColumn };
        let doc = if first { self.doc.clone() } else { None };
        Self { start, end, doc, at, held_lines: Vec::new(), depth: self.depth }
    }
}

/// A file in pieces.
#[derive(Debug)]
pub(super) struct Layout {
    /// In the order of the text.
    pub(super) statements: Vec<Statement>,
    /// Every comment.
    pub(super) comments: Vec<Comment>,
    /// The text with comments blanked: as long as the original, so that places are the same.
    pub(super) blanked: String,
    /// Signs of other languages' comments.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Cuts a whole file.
pub(super) fn cut(file: FileId, text: &str) -> Layout {
    let scanned = scan(file, text);
    let statements = statements(&scanned.blanked, &scanned);
    Layout { statements, comments: scanned.comments, blanked: scanned.blanked, diagnostics: scanned.diagnostics }
}

/// Takes a text as one statement, as on a command line.
pub(super) fn whole(file: FileId, text: &str) -> (Statement, Layout) {
    let mut scanned = scan(file, text);
    let mut first = true;
    scanned.marks.retain(|mark| mark.kind != MarkKind::Line || std::mem::take(&mut first));
    let mut statement = statements(&scanned.blanked, &scanned).into_iter().next().unwrap_or_default();
    (statement.start, statement.end) = trimmed(&scanned.blanked, 0, scanned.blanked.len());
    let Scan { comments, blanked, diagnostics, .. } = scanned;
    (statement, Layout { statements: Vec::new(), comments, blanked, diagnostics })
}

fn statements(blanked: &str, scanned: &Scan) -> Vec<Statement> {
    let paired = pair_off(&scanned.marks);
    let mut cutter = Cutter { blanked, comments: &scanned.comments, next_comment: 0, done: Vec::new(), open: None };
    let mut held = 0_usize;
    let mut depth = 0_usize;
    for (mark, paired) in scanned.marks.iter().zip(paired) {
        match mark.kind {
            MarkKind::Line | MarkKind::IndentedStart if held == 0 => {
                cutter.begin(*mark);
                depth = 0;
            }
            MarkKind::Line | MarkKind::IndentedStart => cutter.hold(mark.position()),
            MarkKind::If => depth += 1,
            MarkKind::Open => {
                depth += 1;
                held += usize::from(paired);
            }
            MarkKind::Close => {
                depth = depth.saturating_sub(1);
                held = held.saturating_sub(usize::from(paired));
            }
        }
        cutter.reach(depth);
    }
    cutter.finish()
}

/// For each mark: whether it is a parenthesis with a partner.
fn pair_off(marks: &[Mark]) -> Vec<bool> {
    let mut paired = vec![false; marks.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        match mark.kind {
            MarkKind::Open => open.push(index),
            MarkKind::Close => {
                if let Some(partner) = open.pop() {
                    for end in [partner, index] {
                        if let Some(flag) = paired.get_mut(end) {
                            *flag = true;
                        }
                    }
                }
            }
            MarkKind::Line | MarkKind::IndentedStart | MarkKind::If => {}
        }
    }
    paired
}

/// Gathers statements while the marks go by.
struct Cutter<'a> {
    blanked: &'a str,
    comments: &'a [Comment],
    next_comment: usize,
    done: Vec<Statement>,
    open: Option<Statement>,
}

impl Cutter<'_> {
    fn begin(&mut self, mark: Mark) {
        self.close(mark.position());
        self.open = Some(Statement {
            start: mark.position(),
            at: if mark.kind == MarkKind::IndentedStart { self.indent(mark.position()) } else { Start::FirstColumn },
            ..Statement::default()
        });
    }

    fn indent(&self, position: usize) -> Start {
        let before = self.blanked.get(..position).unwrap_or("");
        Start::Indented(before.len() - before.trim_end_matches(' ').len())
    }

    /// Ends the open statement somewhere before `limit`, and gives it its doc comment.
    fn close(&mut self, limit: usize) {
        let Some(mut statement) = self.open.take() else { return };
        (statement.start, statement.end) = trimmed(self.blanked, statement.start, limit);
        statement.doc = self.doc_above(statement.start);
        self.skip_comments(statement.end);
        self.done.push(statement);
    }

    /// The `##` lines since the last statement. A comment behind the last statement, on its line, is not one of them.
    fn doc_above(&mut self, start: usize) -> Option<String> {
        let mut lines: Vec<&str> = Vec::new();
        while let Some(comment) = self.comments.get(self.next_comment) {
            if comment.span.start as usize >= start {
                break;
            }
            self.next_comment += 1;
            if comment.doc && self.own_line(comment.span) {
                lines.push(&comment.text);
            }
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn own_line(&self, span: Span) -> bool {
        let before = self.blanked.get(..span.start as usize).unwrap_or("");
        before.trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|last| matches!(last, '\n' | '\r'))
    }

    fn skip_comments(&mut self, end: usize) {
        while self.comments.get(self.next_comment).is_some_and(|comment| (comment.span.start as usize) < end) {
            self.next_comment += 1;
        }
    }

    fn hold(&mut self, position: usize) {
        if let Some(statement) = &mut self.open {
            statement.held_lines.push(position);
        }
    }

    fn reach(&mut self, depth: usize) {
        if let Some(statement) = &mut self.open {
            statement.depth = statement.depth.max(depth);
        }
    }

    fn finish(mut self) -> Vec<Statement> {
        self.close(self.blanked.len());
        self.done
    }
}

/// The range without the blanks around it.
fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let piece = text.get(start..end).unwrap_or("");
    let start = start + (piece.len() - piece.trim_start().len());
    (start, start + piece.trim().len())
}
