//! `[business_hours]` and `[business_hours.NAME]`: when people work, for `business_hours(from, to)`.
//!
//! ```toml
//! [business_hours]
//! monday   = "09:00-17:00"
//! friday   = ["09:00-12:00", "13:00-15:30"]
//! holidays = ["2026-01-01", "bank_holidays.day"]   # days, and columns of sources that hold days
//!
//! [business_hours.support]                         # business_hours(opened_at, solved_at, "support")
//! monday   = "00:00-24:00"
//! ```
//!
//! A weekday that is not named is free. Spans are by the clock on the project's wall and never pass midnight; what they
//! come to between two moments is the calendar's matter.

use indexmap::IndexMap;
use jiff::civil::{Date, Weekday};
use toml::de::DeValue;

use crate::document::{Entry, Reader, Section};
use crate::project::WEEKDAYS;
use crate::{BusinessHours, Holidays, Spanned, WorkingSpan, problems};

pub(crate) fn read_all(reader: &mut Reader<'_>, root: &mut Section<'_>) -> IndexMap<Option<String>, BusinessHours> {
    let mut all = IndexMap::new();
    let section = root.take("business_hours").and_then(|entry| entry.section(reader, "[business_hours]".to_owned()));
    let Some(mut section) = section else { return all };
    let named = section.take_tables();
    if !section.is_empty() || named.is_empty() {
        all.extend(read(reader, section).map(|hours| (None, hours)));
    }
    for entry in named {
        let title = format!("[business_hours.{}]", entry.name);
        let hours = entry.section(reader, title).and_then(|section| read(reader, section));
        all.extend(hours.map(|hours| (Some(entry.name.to_owned()), hours)));
    }
    all
}

fn read(reader: &mut Reader<'_>, mut section: Section<'_>) -> Option<BusinessHours> {
    let mut hours = BusinessHours { week: Default::default(), holidays: Vec::new(), span: section.span };
    let mut given = false;
    for (word, day) in WEEKDAYS {
        for written in section.texts(reader, word).unwrap_or_default() {
            given = true;
            if let Some(span) = working_span(reader, word, &written) {
                add(reader, hours.day_mut(day), span, &written);
            }
        }
    }
    if !given {
        reader.report(problems::no_hours(&section.title, section.span));
    }
    hours.holidays = section.take("holidays").map(|entry| holidays(reader, &entry)).unwrap_or_default();
    section.finish(reader);
    given.then_some(hours)
}

/// Spans of one day are kept in order, and none reaches into another.
fn add(reader: &mut Reader<'_>, day: &mut Vec<WorkingSpan>, span: WorkingSpan, written: &Spanned<String>) {
    if let Some(other) = day.iter().find(|known| known.from < span.to && span.from < known.to) {
        reader.report(problems::spans_overlap(reader.written(written.span), &other.to_string(), written.span));
        return;
    }
    let place = day.partition_point(|known| known.from < span.from);
    day.insert(place, span);
}

/// `09:00-17:00`
fn working_span(reader: &mut Reader<'_>, day: &str, written: &Spanned<String>) -> Option<WorkingSpan> {
    let ends = written.value.split_once(['-', '–']);
    let minutes = ends.and_then(|(from, to)| Some((minute(from.trim())?, minute(to.trim())?)));
    let Some((from, to)) = minutes else {
        reader.report(problems::hours_form(reader.written(written.span), written.span));
        return None;
    };
    if to <= from {
        reader.report(problems::hours_overnight(day, reader.written(written.span), written.span));
        return None;
    }
    Some(WorkingSpan { from, to })
}

/// Minutes since midnight of `09:00`, `9:00` or `24:00`.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        let plain = lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<u16>().ok())?
    };
    let (hour, minute) = (digits(hour, 1..=2)?, digits(minute, 2..=2)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= 24 * 60).then_some(total)
}

/// Days, and columns of sources; one alone is a list of one.
fn holidays(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Vec<Holidays> {
    let (value, span) = entry.value();
    match value {
        DeValue::Array(items) => items
            .iter()
            .filter_map(|item| {
                let span = reader.span(item.span());
                holiday(reader, item.get_ref(), span)
            })
            .collect(),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => holiday(reader, value, span).into_iter().collect(),
    }
}

fn holiday(reader: &mut Reader<'_>, value: &DeValue<'_>, span: kpi_diagnostics::Span) -> Option<Holidays> {
    let text = match value {
        DeValue::Datetime(date) => date.to_string(),
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
            reader.report(problems::holiday_form(reader.written(span), span));
            return None;
        }
    };
    if text.len() == "2026-12-25".len()
        && let Ok(day) = text.parse::<Date>()
    {
        return Some(Holidays::Day(day));
    }
    match text.split_once('.') {
        Some((source, column)) if !source.is_empty() && !column.is_empty() => Some(Holidays::Column {
            source: Spanned { value: source.to_owned(), span },
            column: Spanned { value: column.to_owned(), span },
        }),
        Some(_) | None => {
            reader.report(problems::holiday_form(reader.written(span), span));
            None
        }
    }
}

impl BusinessHours {
    /// The spans of a weekday, in order.
    pub fn day(&self, day: Weekday) -> &[WorkingSpan] {
        self.week.get(position(day)).map_or(&[], Vec::as_slice)
    }

    fn day_mut(&mut self, day: Weekday) -> &mut Vec<WorkingSpan> {
        #[expect(clippy::indexing_slicing, reason = "a weekday is one of seven")]
        &mut self.week[position(day)]
    }
}

fn position(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}
