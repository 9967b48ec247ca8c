//! `test` blocks: their parts in the order of the text, their tables with columns below each other.

use kpi_diagnostics::{Severity, Span};

use super::document::width;
use super::lines::OutLine;
use super::render::lines;
use super::writer::Writer;
use crate::ast::{Expectation, ExpectedMessage, Expr, Fixture, Outcome, Test};

impl Writer<'_> {
    /// The lines of a test.
    pub(super) fn test(&mut self, test: &Test) -> Vec<OutLine> {
        let pieces = self.apart(|writer| {
            writer.word("test");
            writer.indent(|writer| {
                writer.space();
                writer.written(test.title.span);
                writer.parts_of_test(test);
            });
        });
        lines(&pieces, 0)
    }

    /// The tree keeps parts by their kinds; in the text they may stand in any order.
    fn parts_of_test(&mut self, test: &Test) {
        let (mut fixtures, mut expectations) = (test.fixtures.iter().peekable(), test.expectations.iter().peekable());
        let mut messages = test.messages.iter().peekable();
        let end = test.span.range().end;
        while self.source.at() < end && !self.lost {
            self.new_line();
            let at = self.source.at();
            if let Some(fixture) = fixtures.next_if(|fixture| fixture.source.span.range().start == at) {
                self.fixture(fixture);
            } else if let Some(expectation) = expectations.next_if(|next| next.span.range().start == at) {
                self.group(|writer| writer.expectation(expectation));
            } else if let Some(message) = messages.next_if(|next| next.span.range().start == at) {
                self.group(|writer| writer.expected_message(message));
            } else {
                self.clock(test.period.1);
            }
        }
    }

    /// `period 2026-Q2`, `as of 2026-07-15`
    fn clock(&mut self, period: Span) {
        if self.source.rest().starts_with("period") {
            self.word("period");
            self.space();
            self.written(period);
        } else {
            self.word("as");
            self.space();
            self.word("of");
            self.space();
            self.notes();
            let date = self.source.rest();
            let date = date.find(|c: char| !(c.is_ascii_digit() || c == '-')).and_then(|end| date.get(..end));
            let date = date.unwrap_or(self.source.rest()).to_owned();
            self.word(&date);
        }
    }

    fn fixture(&mut self, fixture: &Fixture) {
        self.written(fixture.source.span);
        let header: Vec<Span> = fixture.columns.iter().map(|column| column.span).collect();
        let rows = fixture.rows.iter().map(|row| row.iter().map(|cell| cell.span).collect());
        let rows: Vec<Vec<Span>> = [header].into_iter().chain(rows).collect();
        let cells: Vec<Vec<String>> = rows.iter().map(|row| self.cells(row)).collect();
        let count = cells.iter().map(Vec::len).max().unwrap_or(0);
        let column = |index: usize| cells.iter().filter_map(move |row| row.get(index)).map(|cell| width(cell)).max();
        let widths: Vec<usize> = (0..count).map(|index| column(index).unwrap_or(0)).collect();
        self.indent(|writer| {
            for (row, cells) in rows.iter().zip(&cells) {
                writer.new_line();
                writer.skip_row(row);
                writer.made(aligned(cells, &widths));
            }
        });
    }

    fn cells(&self, row: &[Span]) -> Vec<String> {
        row.iter().map(|cell| self.source.slice(*cell).to_owned()).collect()
    }

    /// Goes behind the `|` that ends a row.
    fn skip_row(&mut self, row: &[Span]) {
        let last = row.last().map_or(0, |cell| cell.range().end);
        let length = last.checked_sub(self.source.at()).filter(|_| self.source.rest().starts_with('|'));
        let behind = length.and_then(|length| self.source.rest().get(length..)).and_then(|rest| rest.find('|'));
        let taken = length.zip(behind).and_then(|(length, behind)| self.source.take(length + behind + 1));
        self.lost |= taken.is_none();
    }

    /// `expect churn = 50 within 1 for segment = "smb"`
    fn expectation(&mut self, expectation: &Expectation) {
        self.word("expect");
        self.space();
        self.indent(|writer| {
            writer.expression(&expectation.subject);
            writer.space();
            match &expectation.outcome {
                Outcome::Value { expected, within } => {
                    writer.word("=");
                    writer.space();
                    writer.expression(expected);
                    if within.is_some() {
                        writer.space();
                        writer.word("within");
                        writer.space();
                        writer.number();
                    }
                }
                Outcome::Status(status) => {
                    writer.word("is");
                    for word in status.split(' ') {
                        writer.space();
                        writer.word(word);
                    }
                }
            }
            if let Some(scope) = &expectation.scope {
                writer.fill(|writer| writer.scope(scope));
            }
        });
    }

    /// `expect error K0203 in "x = lots / start"`
    fn expected_message(&mut self, message: &ExpectedMessage) {
        let severity = match message.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        for word in ["expect", severity] {
            self.word(word);
            self.space();
        }
        self.notes();
        let code = self.source.rest();
        let code = code.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(code).to_owned();
        self.word(&code);
        if let Some(definition) = &message.definition {
            self.space();
            self.word("in");
            self.space();
            self.written(definition.span);
        }
    }

    /// `for segment = "smb"`
    pub(super) fn scope(&mut self, scope: &Expr) {
        self.word("for");
        self.space();
        self.expression(scope);
    }
}

/// `| a | b |`, each cell as wide as its column.
fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut row = "|".to_owned();
    for (cell, columns) in cells.iter().zip(widths) {
        row.push(' ');
        row.push_str(cell);
        row.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(cell)) + 1));
        row.push('|');
    }
    row
}
