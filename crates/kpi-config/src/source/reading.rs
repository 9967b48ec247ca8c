//! The reading options of files.

use super::pattern;
use crate::document::{Reader, Section};
use crate::{BadRows, Delimiter, Format, Reading, Spanned, problems, project};

const BAD_ROWS: [(&str, BadRows); 2] = [("error", BadRows::Error), ("quarantine", BadRows::Quarantine)];
const DECIMAL: [(&str, bool); 2] = [(".", false), (",", true)];

/// Options that mean something only where values stand between delimiters.
const OF_CSV_ALONE: [&str; 2] = ["delimiter", "header_row"];
/// Options that mean something only where values are text.
const OF_TEXT: [&str; 4] = ["encoding", "decimal", "trim", "null"];

pub(super) fn read(reader: &mut Reader<'_>, section: &mut Section<'_>, format: Option<Format>) -> Reading {
    warn_of_unused(reader, section, format);
    let plain = Reading::default();
    let header_row = section.count(reader, "header_row", 0..=1000);
    Reading {
        delimiter: delimiter(reader, section).unwrap_or(plain.delimiter),
        encoding: encoding(reader, section).unwrap_or(plain.encoding),
        decimal_comma: section.word(reader, "decimal", &DECIMAL).is_some_and(|word| word.value),
        date_format: pattern::read(reader, section, "date_format"),
        datetime_format: pattern::read(reader, section, "datetime_format"),
        timezone: section.text(reader, "timezone").and_then(|zone| project::time_zone(reader, &zone)),
        null: section
            .texts(reader, "null")
            .map_or(plain.null, |words| words.into_iter().map(|word| word.value).collect()),
        trim: section.flag(reader, "trim").is_some_and(|flag| flag.value),
        lines_before_header: header_row.map_or(0, |row| (row as usize).saturating_sub(1)),
        has_header: header_row != Some(0),
        bad_rows: section.word(reader, "bad_rows", &BAD_ROWS).map_or(plain.bad_rows, |word| word.value),
        sheet: section.text(reader, "sheet").map(|sheet| sheet.value),
        range: section.text(reader, "range").map(|range| range.value),
    }
}

fn warn_of_unused(reader: &mut Reader<'_>, section: &Section<'_>, format: Option<Format>) {
    let (name, unused): (&str, Vec<&str>) = match format {
        None => return,
        Some(Format::Csv) => ("csv", vec!["sheet", "range"]),
        Some(Format::Ndjson) => ("ndjson", [&OF_CSV_ALONE[..], &["sheet", "range"]].concat()),
        Some(Format::Parquet) => ("parquet", [&OF_CSV_ALONE[..], &OF_TEXT, &["bad_rows", "sheet", "range"]].concat()),
    };
    for option in unused {
        if let Some(place) = section.place(option) {
            reader.report(problems::no_effect_on_format(option, place, name));
        }
    }
}

fn delimiter(reader: &mut Reader<'_>, section: &mut Section<'_>) -> Option<Delimiter> {
    let word = section.text(reader, "delimiter")?;
    match word.value.as_bytes() {
        b"tab" | b"\\t" => Some(Delimiter::Byte(b'\t')),
        b"whitespace" => Some(Delimiter::Blanks),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => Some(Delimiter::Byte(*byte)),
        _ => {
            reader.report(problems::delimiter(reader.written(word.span), word.span));
            None
        }
    }
}

fn encoding(reader: &mut Reader<'_>, section: &mut Section<'_>) -> Option<String> {
    let word: Spanned<String> = section.text(reader, "encoding")?;
    let known = encoding_rs::Encoding::for_label(word.value.as_bytes());
    if known.is_none() {
        reader.report(problems::encoding(reader.written(word.span), word.span));
    }
    known.map(|encoding| encoding.name().to_lowercase())
}
