//! What the rows of a source are: their key, their time, their duplicates, their measures.

use indexmap::IndexMap;

use super::derived_key;
use crate::document::{Reader, Section, choose};
use crate::{Alive, Duplicates, Measure, Origin, Snapshot, Spanned, problems};

const MEASURES: [(&str, Measure); 4] =
    [("sum", Measure::Sum), ("first", Measure::First), ("last", Measure::Last), ("avg", Measure::Avg)];
const ENDS: [(&str, bool); 2] = [("exclusive", false), ("inclusive", true)];

/// The key; a derived source's is its column.
pub(super) fn key(reader: &mut Reader<'_>, section: &mut Section<'_>, origin: Option<&Origin>) -> Vec<Spanned<String>> {
    let key = section.plains(reader, "key").unwrap_or_default();
    for (index, column) in key.iter().enumerate() {
        if let Some(first) = key.iter().take(index).find(|first| first.value == column.value) {
            reader.report(problems::twice("key", &column.value, first.span, column.span));
        }
    }
    if key.is_empty() { derived_key(origin).into_iter().collect() } else { key }
}

pub(super) fn alive(reader: &mut Reader<'_>, section: &mut Section<'_>) -> Option<Alive> {
    let place = section.place("alive");
    let columns = section.plains(reader, "alive");
    let end_place = section.place("alive_end");
    let end = section.word(reader, "alive_end", &ENDS);
    let Some(columns) = columns else {
        if let (Some(end_place), None) = (end_place, place) {
            let way_out = "add `alive = [\"started_on\", \"ended_on\"]`, or remove `alive_end`";
            reader.report(problems::needs("alive_end", end_place, "has no meaning without `alive`", way_out));
        }
        return None;
    };
    let found = columns.len();
    let Ok([from, to]) = <[_; 2]>::try_from(columns) else {
        reader.report(problems::alive_form(found, place.unwrap_or(section.span)));
        return None;
    };
    if from.value == to.value {
        reader.report(problems::twice("alive", &from.value, from.span, to.span));
    }
    Some(Alive { from, to, inclusive_end: end.is_some_and(|end| end.value) })
}

pub(super) fn snapshot(reader: &mut Reader<'_>, section: &mut Section<'_>) -> Option<Snapshot> {
    let column = section.plain(reader, "snapshot");
    let per = section.plain(reader, "snapshot_per");
    if let (Some(per), false) = (&per, section.given("snapshot")) {
        let way_out = "add `snapshot = \"as_of\"` with the column of the pictured date, or remove `snapshot_per`";
        reader.report(problems::needs("snapshot_per", per.span, "has no meaning without `snapshot`", way_out));
    }
    Some(Snapshot { column: column?, per })
}

/// Rows cannot both happen, or live, and picture the whole.
pub(super) fn check_kinds(
    reader: &mut Reader<'_>,
    time: Option<&Spanned<String>>,
    alive: Option<&Alive>,
    snapshot: Option<&Snapshot>,
) {
    let Some(snapshot) = snapshot else { return };
    let snapshot = ("snapshot", snapshot.column.span);
    if let Some(time) = time {
        reader.report(problems::two_kinds_of_time(("time", time.span), snapshot));
    } else if let Some(alive) = alive {
        reader.report(problems::two_kinds_of_time(("alive", alive.from.span), snapshot));
    }
}

pub(super) fn versions(reader: &mut Reader<'_>, section: &mut Section<'_>, key: &[Spanned<String>]) -> bool {
    let Some(versions) = section.flag(reader, "versions") else { return false };
    if versions.value && key.is_empty() {
        let way_out = "add `key = \"…\"` with the column that the versions of a thing share";
        reader.report(problems::needs("versions", versions.span, "needs a `key`", way_out));
    }
    if versions.value && !section.given("alive") {
        let way_out = "add `alive = [\"valid_from\", \"valid_to\"]`: from when to when a version holds";
        reader.report(problems::needs("versions", versions.span, "needs `alive`", way_out));
    }
    versions.value
}

pub(super) fn duplicates(reader: &mut Reader<'_>, section: &mut Section<'_>, key: &[Spanned<String>]) -> Duplicates {
    let Some(word) = section.plain(reader, "duplicates") else { return Duplicates::Error };
    let column = word.value.strip_prefix("last by ").map(str::trim).filter(|column| !column.is_empty());
    match (word.value.as_str(), column) {
        ("error", _) => Duplicates::Error,
        ("drop_identical", _) => Duplicates::DropIdentical,
        (_, Some(column)) => {
            if key.is_empty() {
                let way_out = "add `key = \"…\"`, the column that the rows share";
                reader.report(problems::needs("duplicates", word.span, "by the last row needs a `key`", way_out));
            }
            let start = word.value.len() - column.len();
            let span = reader.within(word.span, start..start + column.len());
            Duplicates::LastBy(Spanned { value: column.to_owned(), span })
        }
        _ => {
            reader.report(problems::duplicates_form(reader.written(word.span), word.span));
            Duplicates::Error
        }
    }
}

/// The measures; all but sums need dates to choose among.
pub(super) fn measures(reader: &mut Reader<'_>, section: &mut Section<'_>) -> IndexMap<String, Spanned<Measure>> {
    let mut measures = IndexMap::new();
    for entry in section.pairs(reader, "measures") {
        let Some(word) = entry.text(reader) else { continue };
        let Some(measure) = choose(reader, entry.name, &word, &MEASURES) else { continue };
        if measure.value != Measure::Sum && !section.given("time") && !section.given("snapshot") {
            let way_out = "add `time = \"month\"` with the column of the dates, or write `\"sum\"`";
            reader.report(problems::needs(
                entry.name,
                measure.span,
                "is taken over dates, and this source has none",
                way_out,
            ));
        }
        measures.insert(entry.name.to_owned(), measure);
    }
    measures
}
