//! Metrics and fields, in the first of three forms that fits: everything on one line; the expression behind the name and
//! the clauses below; the expression below the name too.

use super::document::{Doc, flat, width};
use super::lines::{OutLine, WIDTH};
use super::render::{STEP, lines};
use super::writer::Writer;
use crate::ast::{Clause, ClauseKind, Expr, Name, Text};

/// More clauses than this read better below each other.
const MOST_CLAUSES_ON_A_LINE: usize = 3;

/// A metric or a field.
#[derive(Clone, Copy)]
pub(super) struct Definition<'a> {
    /// Of a field.
    pub(super) source: Option<&'a Name>,
    pub(super) name: &'a Name,
    pub(super) label: Option<&'a Text>,
    pub(super) body: &'a Expr,
    pub(super) clauses: &'a [Clause],
}

/// The parts of a definition, each laid out by itself later.
struct Parts {
    head: Vec<Doc>,
    sign: Vec<Doc>,
    body: Vec<Doc>,
    /// Each with its new line, comments and blank lines before it, and the clauses that share its line.
    clauses: Vec<Line>,
}

struct Line {
    before: Vec<Doc>,
    clauses: Vec<Vec<Doc>>,
}

impl Writer<'_> {
    /// The lines of a definition.
    pub(super) fn definition(&mut self, definition: Definition<'_>) -> Vec<OutLine> {
        let parts = self.parts(definition);
        if let Some(line) = parts.on_one_line(definition) {
            return vec![line];
        }
        lines(&parts.below_each_other(), 0)
    }

    fn parts(&mut self, definition: Definition<'_>) -> Parts {
        let head = self.apart(|writer| {
            if let Some(source) = definition.source {
                writer.written(source.span);
                writer.word(".");
            }
            writer.written(definition.name.span);
            if let Some(label) = definition.label {
                writer.space();
                writer.written(label.span);
            }
        });
        let sign = self.apart(|writer| writer.word("="));
        let body = self.apart(|writer| writer.body(definition.body));
        let clauses = self.clause_lines(definition.clauses);
        Parts { head, sign, body, clauses }
    }

    fn clause_lines(&mut self, clauses: &[Clause]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut above: Option<&Clause> = None;
        for clause in clauses {
            let before = self.apart(Self::new_line);
            let pieces = self.apart(|writer| writer.clause(clause));
            match lines.last_mut() {
                Some(line) if above.is_some_and(|above| belongs(above, clause)) && line.has_room(&before, &pieces) => {
                    line.clauses.push(pieces);
                }
                _ => lines.push(Line { before, clauses: vec![pieces] }),
            }
            above = Some(clause);
        }
        lines
    }
}

/// A warning line stands beside its target.
fn belongs(above: &Clause, below: &Clause) -> bool {
    match (&above.kind, &below.kind) {
        (ClauseKind::Target(target), ClauseKind::Warn(warn)) => {
            target.since == warn.since && target.scope.is_some() == warn.scope.is_some()
        }
        _ => false,
    }
}

impl Line {
    fn has_room(&self, before: &[Doc], pieces: &[Doc]) -> bool {
        let comment = before.iter().any(|doc| matches!(doc, Doc::Note(_)));
        let Some(columns) = self.columns().zip(flat(pieces)).map(|(line, more)| line + width("; ") + width(&more))
        else {
            return false;
        };
        !comment && STEP + columns <= WIDTH
    }

    fn columns(&self) -> Option<usize> {
        self.clauses.iter().map(|pieces| flat(pieces).map(|text| width(&text))).sum()
    }
}

impl Parts {
    /// `name "Label" = expression; target < 5; warn < 8`
    fn on_one_line(&self, definition: Definition<'_>) -> Option<OutLine> {
        if self.clauses.len() > MOST_CLAUSES_ON_A_LINE || !definition.clauses.iter().all(says_what_is_computed) {
            return None;
        }
        let head = flat(&self.head)?;
        let mut code = format!("{} {}", flat(&self.sign)?, flat(&self.body)?);
        for line in &self.clauses {
            if line.before.iter().any(|doc| matches!(doc, Doc::Note(_))) {
                return None;
            }
            for clause in &line.clauses {
                code.push_str("; ");
                code.push_str(&flat(clause)?);
            }
        }
        if width(&head) + 1 + width(&code) > WIDTH {
            return None;
        }
        // Labels are prose, too different in length to be brought to one.
        let labelled = definition.label.is_some();
        Some(if labelled { OutLine::of(format!("{head} {code}")) } else { OutLine { head, code, comment: None } })
    }

    fn below_each_other(self) -> Vec<Doc> {
        let one_line = [self.head.as_slice(), &self.sign, &self.body].map(flat);
        let beside = match &one_line {
            [Some(head), Some(sign), Some(body)] => width(head) + width(sign) + width(body) + 2 <= WIDTH,
            _ => false,
        };
        let mut below = vec![Doc::Space];
        below.extend(self.sign);
        below.push(if beside { Doc::Space } else { Doc::NewLine(super::document::Gap::None) });
        below.push(Doc::group(self.body));
        for line in self.clauses {
            below.extend(line.before);
            for (index, clause) in line.clauses.into_iter().enumerate() {
                below.extend((index > 0).then(|| Doc::Text("; ".to_owned())));
                below.extend(clause);
            }
        }
        let mut head = self.head.into_iter();
        let mut all: Vec<Doc> = head.next().into_iter().collect();
        all.push(Doc::Indent(head.chain(below).collect()));
        all
    }
}

/// Whether a clause is about the number, not about the people who read it.
fn says_what_is_computed(clause: &Clause) -> bool {
    match clause.kind {
        ClauseKind::Target(_)
        | ClauseKind::Warn(_)
        | ClauseKind::Unit(_)
        | ClauseKind::By { .. }
        | ClauseKind::Where(_)
        | ClauseKind::Over(_)
        | ClauseKind::Show(_)
        | ClauseKind::MinN(_)
        | ClauseKind::Confidence { .. }
        | ClauseKind::Better(_)
        | ClauseKind::Fill(_)
        | ClauseKind::Hidden => true,
        ClauseKind::Label { .. }
        | ClauseKind::Owner(_)
        | ClauseKind::Group(_)
        | ClauseKind::Source(_)
        | ClauseKind::Tags(_)
        | ClauseKind::Weight(_) => false,
    }
}
