//! `[project]`, `[plugin.NAME]` and `[calendar.NAME]`.

use indexmap::IndexMap;
use jiff::civil::Weekday;

use crate::document::{Reader, Section};
use crate::{CalendarTable, Plugin, Project, Spanned, problems};

pub(crate) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const MONTHS: [(&str, i8); 12] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];

pub(crate) fn read(reader: &mut Reader<'_>, root: &mut Section<'_>) -> Project {
    let mut project = Project::default();
    let section = root.take("project").and_then(|entry| entry.section(reader, "[project]".to_owned()));
    let Some(mut section) = section else { return project };
    if let Some(name) = section.text(reader, "name") {
        project.name = name.value;
    }
    if let Some(zone) = section.text(reader, "timezone")
        && let Some(zone) = time_zone(reader, &zone)
    {
        project.timezone = zone;
    }
    if let Some(day) = section.word(reader, "week_starts", &WEEKDAYS) {
        project.week_starts = day.value;
    }
    if let Some(month) = section.word(reader, "fiscal_year_starts", &MONTHS) {
        project.fiscal_year_starts = month.value;
    }
    project.calendar = section.plain(reader, "calendar");
    if let Some(globs) = section.texts(reader, "definitions") {
        project.definitions = globs.iter().map(|glob| glob.value.clone()).collect();
        project.written_definitions = globs;
    }
    if let Some(language) = section.text(reader, "language") {
        project.language = self::language(reader, &language);
    }
    section.finish(reader);
    project
}

/// `ja`; of `ja-JP` and `ja_JP` the first two letters.
fn language(reader: &mut Reader<'_>, written: &Spanned<String>) -> Option<String> {
    let word = written.value.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    if word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(word);
    }
    reader.report(problems::language(reader.written(written.span), written.span));
    None
}

/// The name of a time zone as the database spells it.
pub(crate) fn time_zone(reader: &mut Reader<'_>, written: &Spanned<String>) -> Option<String> {
    let database = jiff::tz::db();
    if let Ok(zone) = database.get(&written.value) {
        return Some(zone.iana_name().unwrap_or(&written.value).to_owned());
    }
    let names: Vec<String> = database.available().map(|name| name.to_string()).collect();
    let words = reader.written(written.span);
    let near = kpi_diagnostics::did_you_mean(words, names.iter().map(String::as_str)).or_else(|| city(words, &names));
    reader.report(problems::time_zone(words, written.span, near));
    None
}

/// `Berlin` means `Europe/Berlin`.
fn city<'a>(words: &str, names: &'a [String]) -> Option<&'a str> {
    let words = words.replace(' ', "_").to_lowercase();
    names
        .iter()
        .map(String::as_str)
        .find(|name| name.rsplit('/').next().is_some_and(|city| city.to_lowercase() == words))
}

pub(crate) fn read_plugins(reader: &mut Reader<'_>, root: &mut Section<'_>) -> IndexMap<String, Plugin> {
    let mut plugins = IndexMap::new();
    for (name, mut section) in root.named_sections(reader, "plugin") {
        let path = section.text(reader, "path");
        if path.is_none() && !section.given("path") {
            let example = format!("`path = \"plugins/lib{}.so\"`", name.value);
            reader.report(problems::missing_key(&section.title, "path", section.span, &example));
        }
        section.finish(reader);
        if let Some(path) = path {
            plugins.insert(name.value.clone(), Plugin { name, path });
        }
    }
    plugins
}

pub(crate) fn read_calendars(reader: &mut Reader<'_>, root: &mut Section<'_>) -> IndexMap<String, CalendarTable> {
    let mut calendars = IndexMap::new();
    for (name, mut section) in root.named_sections(reader, "calendar") {
        let source = section.plain(reader, "source");
        if source.is_none() && !section.given("source") {
            reader.report(problems::missing_key(&section.title, "source", section.span, "`source = \"weeks\"`"));
        }
        section.finish(reader);
        if let Some(source) = source {
            calendars.insert(name.value.clone(), CalendarTable { name, source });
        }
    }
    calendars
}
