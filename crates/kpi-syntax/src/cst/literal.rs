//! Numbers, percentages, dates: the grammar reads them generously, here they are judged.

use jiff::civil::Date;
use kpi_diagnostics::Span;
use pest::iterators::Pair;
use unicode_normalization::UnicodeNormalization;

use super::grammar::Rule;
use super::reader::Reader;
use super::window::unit;
use crate::PeriodName;
use crate::ast::{Duration, ExprKind};
use crate::errors::{dates, numbers};

impl Reader<'_> {
    /// An operand that starts with a digit.
    pub(super) fn numeric(&self, pair: Pair<'_, Rule>) -> Option<ExprKind> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::date_like => self.date(&pair).map(ExprKind::Date),
            Rule::duration => self.duration(pair).map(ExprKind::Duration),
            Rule::percent => {
                self.report(numbers::stray_percent(span, pair.as_str()));
                self.percent(&pair).map(ExprKind::Number)
            }
            Rule::month_like => {
                self.report(dates::month_as_value(span, pair.as_str()));
                None
            }
            _ => self.number_or_duration(&pair),
        }
    }

    /// `14days` is a duration that lacks a space.
    fn number_or_duration(&self, pair: &Pair<'_, Rule>) -> Option<ExprKind> {
        let span = self.span(pair);
        let written = pair.as_str();
        let split = written.find(|c: char| c.is_alphabetic()).unwrap_or(written.len());
        let (count, word) = (written.get(..split)?, written.get(split..)?);
        if let (Ok(count), Some(unit)) = (count.parse::<u32>(), unit(word)) {
            self.report(dates::duration_without_space(span, count, word));
            return Some(ExprKind::Duration(Duration { count, unit }));
        }
        self.number(pair).map(ExprKind::Number)
    }

    /// `1_000`, `2.5`
    pub(super) fn number(&self, pair: &Pair<'_, Rule>) -> Option<f64> {
        self.numeral(pair.as_str(), self.span(pair))
    }

    /// `95%`
    pub(super) fn percent(&self, pair: &Pair<'_, Rule>) -> Option<f64> {
        let span = self.span(pair);
        let number = pair.as_str().trim_end_matches(['%', '％']);
        if pair.as_str().ends_with('％') {
            let sign = Span { start: span.end.saturating_sub(3), ..span };
            self.report(crate::errors::operators::foreign(&[(sign, "％", "%")]));
        }
        let number = number.trim_end();
        self.numeral(number, Span { end: span.start + u32::try_from(number.len()).ok()?, ..span })
    }

    fn numeral(&self, written: &str, span: Span) -> Option<f64> {
        let plain: String = written.nfkc().filter(|c| *c != '_').collect();
        if !written.is_ascii() {
            self.report(numbers::full_width(span, written, &written.nfkc().collect::<String>()));
        }
        if !plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            self.report(numbers::malformed(span, written, &plain));
            return None;
        }
        if plain.starts_with('0') && plain.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
            self.report(numbers::leading_zero(span, written, self.follows_digit_comma(span)));
            return None;
        }
        let value = plain.parse::<f64>().ok()?;
        if value.is_finite() {
            return Some(value);
        }
        self.report(numbers::too_large(span));
        None
    }

    /// `1,000` in arguments is read as `1` and `000`.
    fn follows_digit_comma(&self, span: Span) -> Option<&str> {
        let before = self.text.get(..(span.start as usize).checked_sub(self.base)?)?;
        let number = before.strip_suffix(',')?;
        let digits = number.len() - number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        number.get(number.len() - digits..).filter(|digits| !digits.is_empty())
    }

    /// `2026-01-31`
    pub(super) fn date(&self, pair: &Pair<'_, Rule>) -> Option<Date> {
        let written = pair.as_str();
        if let Some(PeriodName::Day(date)) = PeriodName::parse(written) {
            return Some(date);
        }
        self.report(dates::bad_date(self.span(pair), written));
        None
    }
}
