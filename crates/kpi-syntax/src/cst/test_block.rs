//! `test "…"` with its tables and expectations.

use kpi_diagnostics::{Severity, Span};
use pest::iterators::Pair;

use super::grammar::Rule;
use super::reader::Reader;
use crate::ast::{CompareOp, Expectation, ExpectedMessage, Fixture, Item, Name, Outcome, Test, TestPeriod, Text};
use crate::errors::tests;

impl Reader<'_> {
    /// A `test_statement`.
    pub(super) fn test(&self, pair: Pair<'_, Rule>) -> Option<Item> {
        let span = self.span(&pair);
        let mut parts = self.parts(pair.into_inner()).skip(1);
        let title = self.text(&parts.next()?);
        let (mut period, mut as_of, mut fixtures) = (None, None, Vec::new());
        let (mut expectations, mut messages) = (Vec::new(), Vec::new());
        for part in parts {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::test_period => {
                    if let Some((_, first)) = period {
                        self.report(tests::repeated(place, first, "period"));
                    }
                    period = Some(self.test_period(&part.into_inner().nth(1)?)?);
                }
                Rule::as_of => as_of = Some(self.last_date(part)?),
                Rule::fixture => fixtures.push(self.fixture(part)?),
                _ => match part.clone().into_inner().nth(1).filter(|first| first.as_rule() == Rule::message) {
                    Some(message) => messages.push(self.expected_message(message, place)?),
                    None => expectations.push(self.expectation(part)?),
                },
            }
        }
        let Some(period) = period else {
            self.report(tests::no_period(title.span));
            return None;
        };
        if expectations.is_empty() && messages.is_empty() {
            self.report(tests::no_expectation(title.span));
        }
        Some(Item::Test(Test { title, period, as_of, fixtures, expectations, messages, span }))
    }

    /// `2026-Q2`, or the name that a calendar table has for a period.
    fn test_period(&self, pair: &Pair<'_, Rule>) -> Option<(TestPeriod, Span)> {
        if pair.as_rule() == Rule::period_name {
            return self.period_name(pair).map(|(name, span)| (TestPeriod::Named(name), span));
        }
        let name = self.text(pair);
        Some((TestPeriod::Called(name.value), name.span))
    }

    /// A `message`.
    fn expected_message(&self, pair: Pair<'_, Rule>, span: Span) -> Option<ExpectedMessage> {
        let mut parts = self.parts(pair.into_inner());
        let severity = if parts.next()?.as_str() == "error" { Severity::Error } else { Severity::Warning };
        let written = parts.next()?;
        let code = written.as_str().strip_prefix('K').and_then(|digits| digits.parse().ok());
        if code.is_none() {
            self.report(tests::bad_code(self.span(&written), written.as_str()));
        }
        let definition = parts.last().map(|text| self.text(&text));
        Some(ExpectedMessage { severity, code: code?, definition, span })
    }

    fn fixture(&self, pair: Pair<'_, Rule>) -> Option<Fixture> {
        let mut parts = pair.into_inner();
        let source = self.name(&parts.next()?);
        let header = self.cells(&parts.next()?);
        let columns: Vec<Name> = header.iter().map(column).collect();
        for column in columns.iter().filter(|column| column.text.is_empty()) {
            self.report(tests::empty_column(column.span));
        }
        let mut rows = Vec::new();
        for row in parts {
            let cells = self.cells(&row);
            if cells.len() != columns.len() {
                self.report(tests::uneven_row(self.span(&row), cells.len(), columns.len()));
            }
            rows.push(cells);
        }
        Some(Fixture { source, columns, rows })
    }

    /// The cells between the `|` of a row.
    fn cells(&self, row: &Pair<'_, Rule>) -> Vec<Text> {
        let span = self.span(row);
        let written = row.as_str().trim_end();
        let inside = written.strip_prefix('|').unwrap_or(written);
        let Some(inside) = inside.strip_suffix('|') else {
            self.report(tests::open_row(span));
            return self.cut_cells(inside, span);
        };
        self.cut_cells(inside, span)
    }

    fn cut_cells(&self, inside: &str, row: Span) -> Vec<Text> {
        let mut start = row.start as usize + 1;
        let mut cells = Vec::new();
        for cell in inside.split('|') {
            let value = cell.trim();
            let from = start + (cell.len() - cell.trim_start().len()).min(cell.len().saturating_sub(value.len()));
            cells.push(Text { value: value.to_owned(), span: Span::new(self.file, from, from + value.len()) });
            start += cell.len() + 1;
        }
        cells
    }

    fn expectation(&self, pair: Pair<'_, Rule>) -> Option<Expectation> {
        let span = self.span(&pair);
        let mut parts = self.parts(pair.into_inner()).skip(1).peekable();
        let subject = self.expression(parts.next()?)?;
        let sign = parts.next()?;
        let outcome = if sign.as_rule() == Rule::status {
            Outcome::Status(sign.as_str().split_whitespace().collect::<Vec<_>>().join(" "))
        } else {
            if self.compare(&sign) != CompareOp::Equal {
                self.report(tests::not_an_equation(self.span(&sign), sign.as_str()));
            }
            let expected = self.expression(parts.next()?)?;
            let within = match parts.next_if(|part| part.as_rule() == Rule::K_within) {
                Some(_) => Some(self.number(&parts.next()?)?),
                None => None,
            };
            Outcome::Value { expected, within }
        };
        let scope = match parts.next() {
            Some(part) => Some(self.scope(part)?),
            None => None,
        };
        Some(Expectation { subject, outcome, scope, span })
    }
}

fn column(cell: &Text) -> Name {
    let bare = cell.value.strip_prefix('`').and_then(|cell| cell.strip_suffix('`')).unwrap_or(&cell.value);
    Name { text: super::reader::normalised(bare), span: cell.span }
}
