//! Windows and durations.

use kpi_diagnostics::Span;
use pest::iterators::Pair;

use super::grammar::Rule;
use super::reader::Reader;
use crate::ast::{Duration, PeriodName, TimeUnit, Window, WindowKind};
use crate::errors::dates;

impl Reader<'_> {
    /// A `window`.
    pub(super) fn window(&self, pair: Pair<'_, Rule>) -> Option<Window> {
        let span = self.span(&pair);
        let form = pair.into_inner().next()?;
        let kind = match form.as_rule() {
            Rule::whole_period => WindowKind::Period,
            Rule::period_name => WindowKind::Named(self.period_name(&form)?.0),
            Rule::last => WindowKind::Last(self.duration(form.into_inner().nth(1)?)?),
            Rule::to_date => WindowKind::ToDate(unit(form.into_inner().next()?.as_str())?),
            Rule::all_time => match form.into_inner().nth(2) {
                None => WindowKind::AllTime,
                Some(anchor) => self.anchor(anchor, None)?,
            },
            _ => {
                let mut parts = form.into_inner();
                let duration = self.duration(parts.next()?)?;
                self.anchor(parts.next()?, Some(duration))?
            }
        };
        Some(Window { kind, span })
    }

    fn anchor(&self, pair: Pair<'_, Rule>, duration: Option<Duration>) -> Option<WindowKind> {
        let up_to = pair.as_rule() == Rule::up_to_anchor;
        let moment = pair.into_inner().find(|part| part.as_rule() == Rule::arithmetic)?;
        let moment = Box::new(self.expression(moment)?);
        Some(match (up_to, duration) {
            (true, Some(duration)) => WindowKind::UpTo(duration, moment),
            (true, None) => WindowKind::AllTimeUpTo(moment),
            (false, Some(duration)) => WindowKind::From(duration, moment),
            (false, None) => WindowKind::AllTimeFrom(moment),
        })
    }

    /// `14 days`
    pub(super) fn duration(&self, pair: Pair<'_, Rule>) -> Option<Duration> {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let count = self.number(&parts.next()?)?;
        let unit = unit(parts.next()?.as_str())?;
        Some(Duration { count: self.whole_count(count, span)?, unit })
    }

    /// The number of a duration, which is whole.
    pub(super) fn whole_count(&self, count: f64, span: Span) -> Option<u32> {
        let digits = format!("{count}");
        let whole = digits.parse().ok();
        if whole.is_none() {
            self.report(dates::broken_duration(span));
        }
        whole
    }

    /// `2026-Q3`, with its place.
    pub(super) fn period_name(&self, pair: &Pair<'_, Rule>) -> Option<(PeriodName, Span)> {
        let span = self.span(pair);
        let name = PeriodName::parse(pair.as_str());
        if name.is_none() {
            self.report(dates::bad_period(span, pair.as_str()));
        }
        name.map(|name| (name, span))
    }
}

/// The unit that a word names, singular or plural.
pub(super) fn unit(word: &str) -> Option<TimeUnit> {
    [
        TimeUnit::Second,
        TimeUnit::Minute,
        TimeUnit::Hour,
        TimeUnit::Day,
        TimeUnit::Week,
        TimeUnit::Month,
        TimeUnit::Quarter,
        TimeUnit::Year,
    ]
    .into_iter()
    .find(|unit| unit.word() == word.strip_suffix('s').unwrap_or(word))
}
