//! `[scorecard.NAME]`

use indexmap::IndexMap;
use jiff::civil::Date;
use toml::de::DeValue;

use crate::document::{Reader, Section, choose};
use crate::{Grain, Output, Scorecard, Spanned, problems};

const GRAINS: [(&str, Grain); 5] = [
    ("day", Grain::Day),
    ("week", Grain::Week),
    ("month", Grain::Month),
    ("quarter", Grain::Quarter),
    ("year", Grain::Year),
];

const OUTPUTS: [(&str, Output); 5] = [
    ("html", Output::Html),
    ("xlsx", Output::Xlsx),
    ("json", Output::Json),
    ("csv", Output::Csv),
    ("pdf", Output::Pdf),
];

const MOST_PERIODS: u32 = 1000;

pub(crate) fn read_all(reader: &mut Reader<'_>, root: &mut Section<'_>) -> IndexMap<String, Scorecard> {
    let mut scorecards = IndexMap::new();
    for (name, section) in root.named_sections(reader, "scorecard") {
        scorecards.insert(name.value, read(reader, section));
    }
    scorecards
}

fn read(reader: &mut Reader<'_>, mut section: Section<'_>) -> Scorecard {
    let scorecard = Scorecard {
        title: section.text(reader, "title").map(|title| title.value),
        period: section.word(reader, "period", &GRAINS).map_or(Grain::Month, |grain| grain.value),
        trend: section.count(reader, "trend", 1..=MOST_PERIODS).unwrap_or(13),
        by: section.plains(reader, "by").unwrap_or_default(),
        only: section.plains(reader, "only").unwrap_or_default(),
        as_of: date(reader, &mut section, "as_of"),
        output: output(reader, &mut section),
        schedule: schedule(reader, &mut section),
    };
    section.finish(reader);
    scorecard
}

/// A date, with or without quotation marks.
fn date(reader: &mut Reader<'_>, section: &mut Section<'_>, name: &'static str) -> Option<Date> {
    let entry = section.take(name)?;
    let (value, span) = entry.value();
    let text = match value {
        DeValue::Datetime(date) => date.to_string(),
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
            reader.report(problems::wrong_type(name, "a date", value, span));
            return None;
        }
    };
    let date = if text.len() == "2026-07-31".len() { text.parse().ok() } else { None };
    if date.is_none() {
        reader.report(problems::date_form(name, reader.written(span), span));
    }
    date
}

fn output(reader: &mut Reader<'_>, section: &mut Section<'_>) -> Vec<Spanned<Output>> {
    let words = section.texts(reader, "output").unwrap_or_default();
    let forms: Vec<_> = words.iter().filter_map(|word| choose(reader, "output", word, &OUTPUTS)).collect();
    if let Some(first) = forms.first() {
        reader.report(problems::no_effect("output", first.span));
    }
    forms
}

fn schedule(reader: &mut Reader<'_>, section: &mut Section<'_>) -> Option<Spanned<String>> {
    let line = section.text(reader, "schedule")?;
    let fields = line.value.split_whitespace();
    let plain =
        fields.clone().all(|field| field.chars().all(|sign| sign.is_ascii_alphanumeric() || "*/,-".contains(sign)));
    if fields.count() != 5 || !plain {
        reader.report(problems::schedule_form(reader.written(line.span), line.span));
        return None;
    }
    reader.report(problems::no_effect("schedule", line.span));
    Some(line)
}
