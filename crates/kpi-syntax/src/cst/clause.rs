//! The clauses behind a definition's expression.

use jiff::civil::Date;
use kpi_diagnostics::Span;
use pest::iterators::Pair;

use super::grammar::Rule;
use super::reader::Reader;
use crate::ast::{Better, Bound, Clause, ClauseKind, Expr, Limit, Line, ModifierKind, Path, Text};
use crate::errors::{layout, numbers};

impl Reader<'_> {
    /// The clauses of a definition, in order. `body_end` is where the expression ends.
    pub(super) fn clauses(&self, pair: Pair<'_, Rule>, body: Span) -> Option<Vec<Clause>> {
        let mut clauses = Vec::new();
        let mut before = body;
        for part in self.parts(pair.into_inner()) {
            let clause = self.clause(part)?;
            self.check_separator(before, clause.span);
            before = clause.span;
            clauses.push(clause);
        }
        Some(clauses)
    }

    /// A clause starts after `;` or on its own line.
    fn check_separator(&self, before: Span, clause: Span) {
        let gap = Span { start: before.end, end: clause.start, ..before };
        let separated = self.words(gap).is_none_or(|gap| gap.contains([';', '；', '\n', '\r']));
        if !separated {
            let word = self.words(clause).and_then(|words| words.split_whitespace().next()).unwrap_or("");
            let word_span = Span { end: clause.start + u32::try_from(word.len()).unwrap_or(0), ..clause };
            self.leave_out(word_span);
            self.report(layout::clause_without_semicolon(before, word_span, word));
        }
    }

    /// One clause.
    pub(super) fn clause(&self, pair: Pair<'_, Rule>) -> Option<Clause> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::target => ClauseKind::Target(self.line(pair)?),
            Rule::warn => ClauseKind::Warn(self.line(pair)?),
            Rule::by => self.breakdown(pair),
            Rule::show => ClauseKind::Show(self.paths(pair)),
            Rule::where_ | Rule::over => match self.modifier(pair)?.kind {
                ModifierKind::Over(window) => ClauseKind::Over(window),
                ModifierKind::Where(condition) => ClauseKind::Where(condition),
                _ => return None,
            },
            Rule::confidence => self.confidence(pair)?,
            Rule::hidden => ClauseKind::Hidden,
            _ => self.words_clause(pair)?,
        };
        Some(Clause { kind, span })
    }

    /// The clauses of one word or number.
    fn words_clause(&self, pair: Pair<'_, Rule>) -> Option<ClauseKind> {
        let rule = pair.as_rule();
        let mut parts = self.parts(pair.into_inner()).skip(1);
        Some(match rule {
            Rule::unit => ClauseKind::Unit(self.unit_word(&parts.next()?)),
            Rule::min_n => ClauseKind::MinN(self.whole_number(&parts.nth(1)?)?),
            Rule::better if parts.next()?.as_str() == "higher" => ClauseKind::Better(Better::Higher),
            Rule::better => ClauseKind::Better(Better::Lower),
            Rule::fill => ClauseKind::Fill(self.signed(parts)?),
            Rule::weight => ClauseKind::Weight(self.number(&parts.next()?)?),
            Rule::owner => ClauseKind::Owner(self.text(&parts.next()?)),
            Rule::group => ClauseKind::Group(self.text(&parts.next()?)),
            Rule::source => ClauseKind::Source(self.text(&parts.next()?)),
            Rule::tags => ClauseKind::Tags(parts.map(|name| self.name(&name)).collect()),
            _ => {
                let first = parts.next()?;
                match parts.next() {
                    None => ClauseKind::Label { language: None, text: self.text(&first) },
                    Some(text) => {
                        ClauseKind::Label { language: Some(first.as_str().to_owned()), text: self.text(&text) }
                    }
                }
            }
        })
    }

    fn unit_word(&self, pair: &Pair<'_, Rule>) -> Text {
        match pair.as_rule() {
            Rule::percent_sign => {
                self.expect_sign(pair, "%");
                Text { value: "%".to_owned(), span: self.span(pair) }
            }
            Rule::name => {
                let name = self.name(pair);
                Text { value: name.text, span: name.span }
            }
            _ => self.text(pair),
        }
    }

    fn whole_number(&self, pair: &Pair<'_, Rule>) -> Option<u64> {
        let value = self.number(pair)?;
        let whole = format!("{value}").parse().ok();
        if whole.is_none() {
            self.report(numbers::not_whole(self.span(pair), pair.as_str()));
        }
        whole
    }

    fn signed<'i>(&self, mut parts: impl Iterator<Item = Pair<'i, Rule>>) -> Option<f64> {
        let first = parts.next()?;
        if first.as_rule() == Rule::minus {
            self.expect_sign(&first, "-");
            return self.number(&parts.next()?).map(|value| -value);
        }
        self.number(&first)
    }

    fn paths(&self, pair: Pair<'_, Rule>) -> Vec<Path> {
        self.parts(pair.into_inner()).filter(|part| part.as_rule() == Rule::path).map(|path| self.path(path)).collect()
    }

    fn breakdown(&self, pair: Pair<'_, Rule>) -> ClauseKind {
        let only = pair.clone().into_inner().any(|part| part.as_rule() == Rule::K_only);
        ClauseKind::By { dimensions: self.paths(pair), only }
    }

    fn confidence(&self, pair: Pair<'_, Rule>) -> Option<ClauseKind> {
        let mut parts = self.parts(pair.into_inner()).skip(1);
        let level = parts.next()?;
        let percent =
            if level.as_rule() == Rule::percent { self.percent(&level)? } else { self.level_without_percent(&level)? };
        Some(ClauseKind::Confidence { percent, per: parts.next().map(|path| self.path(path)) })
    }

    /// `95` or `0.95`, which mean 95%.
    fn level_without_percent(&self, level: &Pair<'_, Rule>) -> Option<f64> {
        let number = self.number(level)?;
        if number > 0.0 && number < 1.0 {
            let percent = (number * 1e8).round() / 1e6;
            self.report(numbers::share_for_percent(self.span(level), percent));
            return Some(percent);
        }
        self.report(numbers::percent_missing(self.span(level), level.as_str()));
        Some(number)
    }

    /// What stands behind `target` or `warn`.
    fn line(&self, pair: Pair<'_, Rule>) -> Option<Line> {
        let mut parts = self.parts(pair.into_inner()).skip(1);
        let mut line = Line { bound: self.bound(parts.next()?)?, scope: None, since: None };
        for part in parts {
            match part.as_rule() {
                Rule::scope => line.scope = Some(self.scope(part)?),
                _ => line.since = Some(self.last_date(part)?),
            }
        }
        Some(line)
    }

    /// `since DATE`, `as of DATE`
    pub(super) fn last_date(&self, pair: Pair<'_, Rule>) -> Option<Date> {
        self.date(&pair.into_inner().last()?)
    }

    /// `for segment = "smb"`
    pub(super) fn scope(&self, pair: Pair<'_, Rule>) -> Option<Expr> {
        self.expression(pair.into_inner().nth(1)?)
    }

    fn bound(&self, pair: Pair<'_, Rule>) -> Option<Bound> {
        let mut parts = self.parts(pair.into_inner());
        let first = parts.next()?;
        if first.as_rule() == Rule::compare {
            return Some(Bound::Compare(self.compare(&first), self.limit(parts.next()?)?));
        }
        Some(Bound::Between(self.limit(first)?, self.limit(parts.next()?)?))
    }

    fn limit(&self, pair: Pair<'_, Rule>) -> Option<Limit> {
        let part = pair.into_inner().next()?;
        if part.as_rule() == Rule::percent {
            return Some(Limit::Percent(self.percent(&part)?, self.span(&part)));
        }
        self.expression(part).map(Limit::Expr)
    }
}
