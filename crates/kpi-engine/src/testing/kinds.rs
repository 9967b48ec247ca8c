//! The types of columns where the data do not tell them: because they are not there, or because a column is empty in them.
//!
//! What is declared in `kpi.toml` comes first, then what the data say; here comes what is left: a column is of the type
//! that all cells in the tables of all tests have. Columns that are compared as keys have one type. A column without any
//! cell is a date where rows take their time from it, a text where it is a key, and else fits everywhere.

use std::collections::{BTreeMap, BTreeSet};

use kpi_diagnostics::{Code, Diagnostic};
use kpi_model::SourceSchema;
use kpi_model::model::{ColumnId, Model, SourceId, Type};

use super::cells;
use crate::project::{Meaning, Offline, Project};

/// The data of a source are not there.
pub(super) const WITHOUT_DATA: Code = Code::new(804);

/// A column of a source.
type Place = (SourceId, ColumnId);

/// The meaning of the definitions with all that can be known of columns; none when nothing has to be guessed.
pub(super) fn guessed(project: &Project, offline: Offline) -> Option<Meaning> {
    let blind;
    let seen = match offline {
        Offline::No => project.meaning(),
        Offline::Yes => {
            blind = project.meaning_in(project.catalog(BTreeMap::new()));
            &blind
        }
    };
    let kinds = kinds(&seen.model);
    if kinds.is_empty() && offline == Offline::No {
        return None;
    }
    let mut meaning = with_kinds(project, seen, &kinds);
    if offline == Offline::No {
        meaning.diagnostics.extend(without_data(project, seen));
    }
    Some(meaning)
}

/// The meaning of the definitions when nothing is known of the data.
pub(super) fn without_looking(project: &Project) -> Meaning {
    let blind = project.meaning_in(project.catalog(BTreeMap::new()));
    with_kinds(project, &blind, &kinds(&blind.model))
}

/// The meaning when columns without a type have these.
fn with_kinds(project: &Project, seen: &Meaning, kinds: &BTreeMap<Place, Type>) -> Meaning {
    let mut catalog = seen.catalog.clone();
    let sources: BTreeSet<SourceId> = kinds.keys().map(|(source, _)| *source).collect();
    for id in sources.into_iter().filter(|id| seen.model.source(*id).distinct_of.is_none()) {
        let source = seen.model.source(id);
        let columns = source.columns.iter().enumerate().map(|(index, column)| {
            let kind = kinds.get(&(id, ColumnId(index))).copied().unwrap_or(column.kind);
            (column.name.clone(), kind)
        });
        let schema = SourceSchema { columns: columns.collect() };
        if catalog.sources.insert(source.name.clone(), schema).is_none() {
            catalog.open.insert(source.name.clone());
        }
    }
    project.meaning_in(catalog)
}

/// The types that are found for columns without one.
fn kinds(model: &Model) -> BTreeMap<Place, Type> {
    let texts = texts(model);
    let mut kinds = BTreeMap::new();
    for class in classes(model) {
        let known = class.places.iter().map(|(source, column)| model.source(*source).column(*column).kind);
        let known = known.into_iter().find(|kind| *kind != Type::Unknown);
        let written = class.places.iter().filter_map(|place| texts.get(place)).flatten().copied();
        let found = known.or_else(|| cells::kind_of(written)).or(class.without_cells);
        for (source, column) in class.places {
            if let Some(kind) = found
                && model.source(source).column(column).kind == Type::Unknown
            {
                kinds.insert((source, column), kind);
            }
        }
    }
    kinds
}

/// What is written in the tables of all tests, by column.
fn texts(model: &Model) -> BTreeMap<Place, Vec<&str>> {
    let mut texts: BTreeMap<Place, Vec<&str>> = BTreeMap::new();
    for fixture in model.tests.iter().flat_map(|test| &test.fixtures) {
        for row in &fixture.rows {
            for (column, cell) in fixture.columns.iter().zip(row) {
                texts.entry((fixture.source, *column)).or_default().push(&cell.text);
            }
        }
    }
    texts
}

/// Columns that have one type.
struct Class {
    places: Vec<Place>,
    without_cells: Option<Type>,
}

/// All columns, those that are compared as keys together.
fn classes(model: &Model) -> Vec<Class> {
    let same = compared(model);
    let mut seen = BTreeSet::new();
    let mut classes = Vec::new();
    for (index, source) in model.sources.iter().enumerate() {
        for column in 0..source.columns.len() {
            let start = (SourceId(index), ColumnId(column));
            if !seen.insert(start) {
                continue;
            }
            let mut places = vec![start];
            let mut waiting = vec![start];
            while let Some(place) = waiting.pop() {
                let next: Vec<Place> =
                    same.get(&place).into_iter().flatten().copied().filter(|place| seen.insert(*place)).collect();
                places.extend(&next);
                waiting.extend(next);
            }
            let tells_time = places.iter().any(|(source, column)| model.source(*source).tells_time(*column));
            let is_key = places.len() > 1 || model.source(start.0).key.contains(&start.1);
            let without_cells = if tells_time { Some(Type::Date) } else { is_key.then_some(Type::Text) };
            classes.push(Class { places, without_cells });
        }
    }
    classes
}

/// The columns that a column is compared with: by references, and by sources that are derived from it.
fn compared(model: &Model) -> BTreeMap<Place, Vec<Place>> {
    let mut pairs = Vec::new();
    for (index, source) in model.sources.iter().enumerate() {
        let id = SourceId(index);
        for reference in &source.references {
            let keys = model.source(reference.target).key.iter();
            pairs.extend(reference.columns.iter().zip(keys).map(|(from, to)| ((id, *from), (reference.target, *to))));
        }
        if let Some((of, column)) = source.distinct_of {
            let name = &model.source(of).column(column).name;
            pairs.extend(source.column_named(name).map(|own| ((id, own), (of, column))));
        }
    }
    let mut same: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for (left, right) in pairs {
        same.entry(left).or_default().push(right);
        same.entry(right).or_default().push(left);
    }
    same
}

/// A word about the sources whose data are not there.
fn without_data(project: &Project, seen: &Meaning) -> Option<Diagnostic> {
    let known = &seen.catalog.sources;
    let absent: Vec<String> = seen
        .model
        .sources
        .iter()
        .filter(|source| source.distinct_of.is_none() && !known.contains_key(&source.name))
        .map(|source| format!("`{}`", source.name))
        .collect();
    if absent.is_empty() || project.config().sources.is_empty() {
        return None;
    }
    let message = format!("the data of {} are not there", absent.join(", "));
    let diagnostic = Diagnostic::warning(WITHOUT_DATA, message)
        .note("the types of their columns are those of the cells in the tables of the tests")
        .help("declare a type that is not to follow from them: `columns.NAME.type = \"…\"` of the source in `kpi.toml`")
        .help("`kpi check` says why they cannot be read; `kpi test --offline` does not look for them");
    Some(diagnostic)
}
