//! What only several sections together can get wrong.

use crate::document::Reader;
use crate::{Config, Holidays, Origin, Reference, Source, Spanned, problems};

pub(crate) fn check(reader: &mut Reader<'_>, config: &Config) {
    for source in config.sources.values() {
        check_origin(reader, config, source);
        for (name, reference) in &source.references {
            check_name(reader, config, name, reference);
            check_reference(reader, config, reference);
        }
    }
    check_calendars(reader, config);
    for holidays in config.business_hours.values().flat_map(|hours| &hours.holidays) {
        if let Holidays::Column { source, .. } = holidays {
            find(reader, config, source);
        }
    }
}

/// The project's calendar is one of the tables; a table that is not the project's does nothing.
fn check_calendars(reader: &mut Reader<'_>, config: &Config) {
    for calendar in config.calendars.values() {
        find(reader, config, &calendar.source);
        if config.project.calendar.as_ref().is_none_or(|used| used.value != calendar.name.value) {
            reader.report(problems::unused_calendar(&calendar.name));
        }
    }
    if let Some(used) = config.project.calendar.as_ref().filter(|used| !config.calendars.contains_key(&used.value)) {
        let names: Vec<&str> = config.calendars.keys().map(String::as_str).collect();
        reader.report(problems::unknown_calendar(&used.value, used.span, &names));
    }
}

/// The source of this name, or a message.
fn find<'c>(reader: &mut Reader<'_>, config: &'c Config, name: &Spanned<String>) -> Option<&'c Source> {
    let found = config.sources.get(&name.value);
    if found.is_none() && !reader.was_refused(&name.value) {
        let sources: Vec<&str> = config.sources.keys().map(String::as_str).collect();
        reader.report(problems::unknown_source(&name.value, name.span, &sources));
    }
    found
}

fn check_origin(reader: &mut Reader<'_>, config: &Config, source: &Source) {
    let Origin::Distinct { source: of, .. } = &source.origin else { return };
    if let Some(target) = find(reader, config, of)
        && matches!(target.origin, Origin::Distinct { .. })
    {
        reader.report(problems::distinct_of_derived(of));
    }
}

/// In a definition `customers.x` must mean one thing.
fn check_name(reader: &mut Reader<'_>, config: &Config, name: &str, reference: &Reference) {
    if let Some(source) = config.sources.get(name) {
        let taken = problems::name_taken(name, reference.span, "a source has it already");
        reader.report(taken.secondary(source.name.span, "this source"));
    }
}

fn check_reference(reader: &mut Reader<'_>, config: &Config, reference: &Reference) {
    let Some(target) = find(reader, config, &reference.target) else { return };
    if target.key.is_empty() {
        reader.report(problems::target_without_key(reference, &target.name));
        return;
    }
    let key: Vec<&str> = target.key.iter().map(|column| column.value.as_str()).collect();
    if key.len() != reference.columns.len() {
        reader.report(problems::key_length(reference, &target.name.value, &key));
    }
    match (&reference.at, target.versions) {
        (None, true) => reader.report(problems::moment_missing(reference, &target.name.value)),
        (Some(moment), false) => {
            reader.report(problems::moment_without_versions(reference, moment, &target.name.value));
        }
        (None, false) | (Some(_), true) => {}
    }
}
