//! Where the rows come from: files, a plugin, or another source's column.

use indexmap::IndexMap;

use super::reading;
use crate::document::{Reader, Section};
use crate::{Delimiter, Files, Format, Origin, Plugin, Spanned, problems};

const BUILTIN: [(&str, Format); 3] = [("csv", Format::Csv), ("parquet", Format::Parquet), ("ndjson", Format::Ndjson)];

/// Endings of paths, and what they tell.
const ENDINGS: [(&str, Format); 7] = [
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("tab", Format::Csv),
    ("parquet", Format::Parquet),
    ("pq", Format::Parquet),
    ("ndjson", Format::Ndjson),
    ("jsonl", Format::Ndjson),
];

pub(super) fn read(
    reader: &mut Reader<'_>,
    section: &mut Section<'_>,
    plugins: &IndexMap<String, Plugin>,
) -> Option<Origin> {
    let places = ["distinct", "path", "connector"].map(|key| (key, section.place(key)));
    let distinct = section.take("distinct");
    let connector = section.plain(reader, "connector");
    let connector_refused = connector.is_none() && section.given("connector");
    if let Some(distinct) = distinct {
        let text = distinct.plain(reader);
        return read_distinct(reader, section, &places, text);
    }
    if connector_refused {
        skip_reading(reader, section);
        return None;
    }
    match connector {
        Some(connector) if connector.value.contains('.') => read_plugin(reader, section, plugins, &connector),
        connector => read_files(reader, section, connector),
    }
}

/// Takes the reading options, so that they are not reported as unknown.
fn skip_reading(reader: &mut Reader<'_>, section: &mut Section<'_>) {
    section.take("path");
    section.take("options");
    reading::read(reader, section, None);
}

fn read_distinct(
    reader: &mut Reader<'_>,
    section: &mut Section<'_>,
    places: &[(&str, Option<kpi_diagnostics::Span>)],
    text: Option<Spanned<String>>,
) -> Option<Origin> {
    let mut found = places.iter().filter_map(|(key, place)| place.map(|place| (*key, place)));
    if let (Some(first), Some(second)) = (found.next(), found.next()) {
        reader.report(problems::two_origins(&section.title, first, second));
        skip_reading(reader, section);
    }
    let text = text?;
    let split = text.value.split_once('.').map(|(source, column)| (source.trim(), column.trim()));
    let Some((source, column)) = split.filter(|(source, column)| !source.is_empty() && !column.is_empty()) else {
        reader.report(problems::distinct_form(reader.written(text.span), text.span));
        return None;
    };
    let part = |word: &str| Spanned { value: word.to_owned(), span: text.span };
    Some(Origin::Distinct { source: part(source), column: part(column) })
}

fn read_plugin(
    reader: &mut Reader<'_>,
    section: &mut Section<'_>,
    plugins: &IndexMap<String, Plugin>,
    connector: &Spanned<String>,
) -> Option<Origin> {
    let options = section.take("options");
    let options = options.map_or_else(|| Some("{}".to_owned()), |entry| super::columns::json_table(reader, &entry));
    let (plugin, table) = connector.value.split_once('.')?;
    let part = |word: &str| Spanned { value: word.trim().to_owned(), span: connector.span };
    let (plugin, table) = (part(plugin), part(table));
    if !plugins.contains_key(&plugin.value) {
        let names: Vec<&str> = plugins.keys().map(String::as_str).collect();
        reader.report(problems::unknown_plugin(&plugin.value, plugin.span, &names));
        return None;
    }
    Some(Origin::Plugin { plugin, table, options: options? })
}

fn read_files(
    reader: &mut Reader<'_>,
    section: &mut Section<'_>,
    connector: Option<Spanned<String>>,
) -> Option<Origin> {
    let path = section.text(reader, "path").filter(|path| {
        let empty = path.value.trim().is_empty();
        if empty {
            reader.report(problems::empty("path", path.span));
        }
        !empty
    });
    if path.is_none() && !section.given("path") {
        reader.report(problems::missing_key(&section.title, "path", section.span, "`path = \"data/orders.csv\"`"));
    }
    let format = match connector {
        Some(connector) => named(reader, &connector),
        None => path.as_ref().and_then(|path| guessed(reader, path)),
    };
    let mut reading = reading::read(reader, section, format);
    let (path, format) = (path?, format?);
    if !section.given("delimiter") && ["tsv", "tab"].contains(&ending(&path.value).as_str()) {
        reading.delimiter = Delimiter::Byte(b'\t');
    }
    Some(Origin::Files(Files { format, path, reading }))
}

fn named(reader: &mut Reader<'_>, connector: &Spanned<String>) -> Option<Format> {
    let found = BUILTIN.iter().find(|(name, _)| *name == connector.value).map(|(_, format)| *format);
    if found.is_none() {
        reader.report(problems::connector(
            reader.written(connector.span),
            connector.span,
            &BUILTIN.map(|(name, _)| name),
        ));
    }
    found
}

fn guessed(reader: &mut Reader<'_>, path: &Spanned<String>) -> Option<Format> {
    let ending = ending(&path.value);
    let found = ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format);
    if found.is_none() {
        reader.report(problems::connector_not_guessed(reader.written(path.span), path.span));
    }
    found
}

/// The ending of a path in small letters, that of a compression left out.
fn ending(path: &str) -> String {
    let path = path.to_lowercase();
    let plain = path.strip_suffix(".gz").unwrap_or(&path);
    plain.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_owned())
}
