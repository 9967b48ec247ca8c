//! From the catalogue's names of sources and columns to the project's.
//!
//! A source is called as `[catalogue.sources]` says, else by its own name. A column is called as `[catalogue.columns]` says; one that
//! places rows in time is the column that does so in the project; every other one has its own name. What follows is a set of second
//! names ([`Aliases`]), so that no text is rewritten and every name means one thing in the whole project.

use std::collections::{BTreeMap, BTreeSet};

use kpi_config::{Mapping, Source};
use kpi_diagnostics::Diagnostic;
use kpi_model::Aliases;
use kpi_model::model::Role;
use kpi_syntax::ast;

use crate::fit::Ground;
use crate::library::Library;
use crate::problems;
use crate::shapes::Shape;

/// What the catalogue's names mean in a project.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Second names, for the language.
    pub(crate) aliases: Aliases,
    /// What a column of the catalogue may be in the project, when that is not its own name: by source and column of the catalogue.
    /// Several: it is not known which.
    clocks: BTreeMap<(String, String), BTreeSet<String>>,
    mapped: BTreeMap<(String, String), String>,
    sources: BTreeMap<String, String>,
    /// Metrics of the project.
    pub(crate) own_metrics: BTreeSet<String>,
    own_fields: BTreeSet<(String, String)>,
}

impl Names {
    /// The names of a project, with messages about mappings that lead nowhere.
    pub(crate) fn of(library: &Library, ground: &Ground<'_>) -> (Self, Vec<Diagnostic>) {
        let mut names = Self::default();
        let mut problems = Vec::new();
        if let Some(catalogue) = &ground.config.catalogue {
            for (name, mapping) in &catalogue.sources {
                problems.extend(names.map_source(library, ground, name, mapping));
            }
        }
        names.take_own_definitions(ground.own);
        if let Some(catalogue) = &ground.config.catalogue {
            for ((source, column), mapping) in &catalogue.columns {
                problems.extend(names.map_column(library, ground, (source, column), mapping));
            }
        }
        for (name, shape) in &library.shapes.sources {
            names.follow_clocks(name, shape, ground);
        }
        (names, problems)
    }

    /// What the project calls a source of the catalogue.
    pub(crate) fn source<'n>(&'n self, name: &'n str) -> &'n str {
        self.sources.get(name).map_or(name, String::as_str)
    }

    /// What the project calls a column or reference of the catalogue; none when several columns may be meant.
    pub(crate) fn column(&self, source: &str, column: &str) -> Option<String> {
        let key = (source.to_owned(), column.to_owned());
        if let Some(own) = self.mapped.get(&key) {
            return Some(own.clone());
        }
        match self.clocks.get(&key) {
            None => Some(column.to_owned()),
            Some(candidates) if candidates.len() == 1 => candidates.first().cloned(),
            Some(_) => None,
        }
    }

    /// The columns that could be meant when it is not known which.
    pub(crate) fn candidates(&self, source: &str, column: &str) -> Vec<String> {
        self.clocks.get(&(source.to_owned(), column.to_owned())).into_iter().flatten().cloned().collect()
    }

    /// Whether `kpi.toml` says what this column is called.
    pub(crate) fn is_mapped(&self, source: &str, column: &str) -> bool {
        self.mapped.contains_key(&(source.to_owned(), column.to_owned()))
    }

    /// Whether the project computes this column of the catalogue itself.
    pub(crate) fn has_field(&self, source: &str, name: &str) -> bool {
        self.own_fields.contains(&(self.source(source).to_owned(), name.to_owned()))
    }

    fn map_source(
        &mut self,
        library: &Library,
        ground: &Ground<'_>,
        name: &str,
        mapping: &Mapping,
    ) -> Option<Diagnostic> {
        if !library.shapes.sources.contains_key(name) {
            return Some(problems::no_such_source(name, mapping.name, library.shapes.sources.keys()));
        }
        let own = &mapping.own;
        if !ground.config.sources.contains_key(&own.value) {
            return Some(problems::no_own_source(own, ground.config.sources.keys()));
        }
        if name == own.value {
            return None;
        }
        if let Some(other) = ground.config.sources.get(name) {
            return Some(problems::source_has_the_name(name, mapping, other.name.span));
        }
        self.sources.insert(name.to_owned(), own.value.clone());
        self.aliases.sources.insert(name.to_owned(), own.value.clone());
        None
    }

    fn map_column(
        &mut self,
        library: &Library,
        ground: &Ground<'_>,
        (source, column): (&str, &str),
        mapping: &Mapping,
    ) -> Option<Diagnostic> {
        let Some(shape) = library.shapes.sources.get(source) else {
            return Some(problems::no_such_source(source, mapping.name, library.shapes.sources.keys()));
        };
        let known = shape.columns.contains_key(column)
            || shape.refs.contains_key(column)
            || library.field_named(source, column).is_some();
        if !known {
            return Some(problems::no_such_column(source, column, mapping.name, shape));
        }
        let own_source = ground.config.sources.get(self.source(source))?;
        let own = &mapping.own;
        let schema = ground.catalog.sources.get(&own_source.name.value);
        let open = ground.catalog.open.contains(&own_source.name.value);
        let has = |name: &str| schema.is_none_or(|schema| schema.columns.iter().any(|(known, _)| known == name));
        if !open && !has(&own.value) && !own_source.references.contains_key(&own.value) {
            let columns = schema.into_iter().flat_map(|schema| schema.columns.iter().map(|(name, _)| name.as_str()));
            return Some(problems::no_own_column(&own_source.name.value, own, (source, column), columns));
        }
        if column != own.value && schema.is_some() && has(column) {
            return Some(problems::data_have_the_name(&own_source.name.value, column, mapping));
        }
        if self.has_field(source, column) {
            return Some(problems::field_and_mapping(source, column, mapping));
        }
        self.mapped.insert((source.to_owned(), column.to_owned()), own.value.clone());
        self.give_alias(own_source, column, &own.value);
        None
    }

    fn give_alias(&mut self, source: &Source, column: &str, own: &str) {
        if column != own {
            self.aliases.columns.insert((source.name.value.clone(), column.to_owned()), own.to_owned());
        }
    }

    /// A column that places rows in time is the one that does so in the project.
    fn follow_clocks(&mut self, name: &str, shape: &Shape, ground: &Ground<'_>) {
        let Some(source) = ground.config.sources.get(self.source(name)) else { return };
        for (column, own) in clocks_of_both(shape, source) {
            if self.is_mapped(name, column) || self.has_field(name, column) {
                continue;
            }
            let candidates = self.clocks.entry((name.to_owned(), column.to_owned())).or_default();
            candidates.insert(own.to_owned());
            let schema = ground.catalog.sources.get(&source.name.value);
            if schema.is_some_and(|schema| schema.columns.iter().any(|(known, _)| known == column)) {
                candidates.insert(column.to_owned());
            }
        }
        let settled: Vec<(String, String)> = self
            .clocks
            .iter()
            .filter(|((of, _), candidates)| of == name && candidates.len() == 1)
            .filter_map(|((_, column), candidates)| Some((column.clone(), candidates.first()?.clone())))
            .collect();
        for (column, own) in settled {
            self.give_alias(source, &column, &own);
        }
    }

    fn take_own_definitions(&mut self, files: &[ast::File]) {
        for item in files.iter().flat_map(|file| &file.items) {
            match item {
                ast::Item::Metric(metric) => {
                    self.own_metrics.insert(metric.name.text.clone());
                }
                ast::Item::Field(field) => {
                    let source = self.source(&field.source.text).to_owned();
                    self.own_fields.insert((source, field.name.text.clone()));
                }
                ast::Item::From(_) | ast::Item::Group(_) | ast::Item::Test(_) | ast::Item::Error(_) => {}
            }
        }
    }
}

/// The columns that do the same in the shape and in the project.
fn clocks_of_both<'a>(shape: &'a Shape, source: &'a Source) -> Vec<(&'a str, &'a str)> {
    let own = |role: Role| match role {
        Role::Time => source.time.iter().map(|time| time.value.as_str()).collect::<Vec<_>>(),
        Role::Alive => source.alive.iter().flat_map(|alive| [alive.from.value.as_str(), &alive.to.value]).collect(),
        Role::Snapshot => source.snapshot.iter().map(|snapshot| snapshot.column.value.as_str()).collect(),
    };
    let mut pairs = Vec::new();
    for role in [Role::Time, Role::Alive, Role::Snapshot] {
        let columns = shape.clocks().into_iter().filter(|(of, _)| *of == role).map(|(_, column)| column);
        pairs.extend(columns.zip(own(role)));
    }
    pairs
}
