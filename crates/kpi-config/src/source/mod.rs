//! `[source.NAME]`: where rows come from, what they mean in time, and how they refer to each other.
//!
//! Each part of a source is a module; whether sources fit to each other is [`crate::crossing`]'s.

mod columns;
mod origin;
mod pattern;
mod reading;
mod reference;
mod rows;

use indexmap::IndexMap;

use crate::document::{Reader, Section};
use crate::{Origin, Plugin, Source, Spanned, problems};

pub(crate) fn read_all(
    reader: &mut Reader<'_>,
    root: &mut Section<'_>,
    plugins: &IndexMap<String, Plugin>,
) -> IndexMap<String, Source> {
    let mut sources = IndexMap::new();
    for (name, section) in root.named_sections(reader, "source") {
        if name.value == "period" {
            reader.report(problems::name_taken(
                "period",
                name.span,
                "in definitions it is the period that is reported",
            ));
        }
        let called = name.value.clone();
        let errors = reader.errors();
        match read(reader, name, section, plugins) {
            Some(source) => drop(sources.insert(called.clone(), source)),
            None => reader.refuse(&called),
        }
        if reader.errors() > errors {
            reader.flaw(called);
        }
    }
    sources
}

fn read(
    reader: &mut Reader<'_>,
    name: Spanned<String>,
    mut section: Section<'_>,
    plugins: &IndexMap<String, Plugin>,
) -> Option<Source> {
    let span = section.span;
    let origin = origin::read(reader, &mut section, plugins);
    let key = rows::key(reader, &mut section, origin.as_ref());
    let time = section.plain(reader, "time");
    let alive = rows::alive(reader, &mut section);
    let snapshot = rows::snapshot(reader, &mut section);
    rows::check_kinds(reader, time.as_ref(), alive.as_ref(), snapshot.as_ref());
    let versions = rows::versions(reader, &mut section, &key);
    let duplicates = rows::duplicates(reader, &mut section, &key);
    let references = reference::read_all(reader, &mut section);
    let measures = rows::measures(reader, &mut section);
    let columns = columns::read_all(reader, &mut section);
    let timeless = time.is_none() && alive.is_none() && snapshot.is_none();
    let meant = ["time", "alive", "snapshot"].iter().any(|kind| section.given(kind));
    section.finish(reader);
    // Without the time that was meant every aggregate over these rows would look wrong.
    let origin = origin.filter(|_| !(timeless && meant))?;
    Some(Source { name, origin, key, time, alive, snapshot, references, measures, versions, duplicates, columns, span })
}

/// The column that a derived source consists of.
pub(crate) fn derived_key(origin: Option<&Origin>) -> Option<Spanned<String>> {
    match origin? {
        Origin::Distinct { column, .. } => Some(column.clone()),
        Origin::Files(_) | Origin::Plugin { .. } => None,
    }
}
