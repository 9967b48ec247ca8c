//! What a definition needs, held against what a project has.

use std::collections::BTreeSet;

use kpi_config::{Config, Source};
use kpi_model::Catalog;
use kpi_model::model::{Role, Type};
use kpi_syntax::ast;

use crate::library::Library;
use crate::names::Names;
use crate::needs::{Needs, SourceNeeds};
use crate::shapes::{ColumnShape, Shape};

/// A project: what it declares, what is known of its data, and its own definitions.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// `kpi.toml`
    pub config: &'a Config,
    /// What is known of the data; a source that is not in it is taken to have every column.
    pub catalog: &'a Catalog,
    /// The project's own definitions.
    pub own: &'a [ast::File],
}

/// Something that a project lacks. Names are the catalogue's, unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// No source of this name.
    Source {
        /// Its name.
        source: String,
    },
    /// A source whose rows are placed in time in another way.
    Role {
        /// The source.
        source: String,
        /// As the project calls it.
        own: String,
        /// What it needs, as in `kpi.toml`: `alive = ["started_on", "ended_on"]`.
        declaration: String,
    },
    /// A source whose rows have another moment beside their life.
    SurplusTime {
        /// As the project calls it.
        own: String,
    },
    /// No column of this name.
    Column {
        /// The source.
        source: String,
        /// The column.
        column: String,
        /// What it must hold: `number`.
        kind: String,
    },
    /// A column that holds something else.
    Type {
        /// The source.
        source: String,
        /// The column.
        column: String,
        /// As the project calls it.
        own: String,
        /// What it must hold: `number`.
        kind: String,
        /// What it holds: `a text`.
        found: &'static str,
    },
    /// A column that could be one of several.
    Unclear {
        /// The source.
        source: String,
        /// The column.
        column: String,
        /// The project's columns that could be meant.
        candidates: Vec<String>,
    },
    /// No reference of this name.
    Reference {
        /// The source.
        source: String,
        /// As the project calls it.
        own: String,
        /// The reference.
        reference: String,
        /// What the project calls the source that it leads to.
        target: String,
    },
    /// A plugin.
    Plugin {
        /// Its name.
        plugin: String,
        /// The function that is needed.
        function: String,
    },
    /// A name that `except` leaves to the project, which does not define it.
    Own {
        /// The name.
        name: String,
    },
}

/// Finds out what is missing.
pub(crate) struct Fit<'a> {
    pub(crate) library: &'a Library,
    pub(crate) ground: Ground<'a>,
    pub(crate) names: &'a Names,
}

impl Fit<'_> {
    /// Everything that these needs lack, each once.
    pub(crate) fn missing(&self, needs: &Needs) -> Vec<Missing> {
        let mut missing = BTreeSet::new();
        for (name, needs) in &needs.sources {
            let Some(shape) = self.library.shapes.sources.get(name) else { continue };
            let Some(source) = self.ground.config.sources.get(self.names.source(name)) else {
                missing.insert(Missing::Source { source: name.clone() });
                continue;
            };
            missing.extend(needs.roles.iter().filter_map(|role| Self::role(name, shape, source, *role)));
            missing.extend(needs.columns.iter().filter_map(|column| self.column(name, shape, source, column)));
            missing.extend(self.references(name, needs, shape, source));
        }
        missing.extend(needs.functions.iter().filter_map(|(plugin, function)| self.function(plugin, function)));
        missing
            .extend(needs.own.iter().filter(|name| !self.is_own(name)).map(|name| Missing::Own { name: name.clone() }));
        missing.into_iter().collect()
    }

    /// Whether the project has what this name of the catalogue stands for.
    fn is_own(&self, name: &str) -> bool {
        let Some((source, column)) = name.split_once('.') else { return self.names.own_metrics.contains(name) };
        let Some(own) = self.ground.config.sources.get(self.names.source(source)) else { return false };
        self.names.has_field(source, column)
            || self.names.column(source, column).is_some_and(|column| self.type_in_data(own, &column).is_some())
    }

    fn role(name: &str, shape: &Shape, source: &Source, role: Role) -> Option<Missing> {
        let own = source.name.value.clone();
        let declaration = match role {
            Role::Time if source.time.is_none() => format!("time = {:?}", shape.time.as_deref().unwrap_or_default()),
            Role::Alive if source.alive.is_none() => {
                format!("alive = {:?}", shape.alive.as_ref().map(<[String; 2]>::as_slice).unwrap_or_default())
            }
            Role::Alive if source.time.is_some() && shape.time.is_none() => return Some(Missing::SurplusTime { own }),
            Role::Snapshot if source.snapshot.is_none() => {
                format!("snapshot = {:?}", shape.snapshot.as_deref().unwrap_or_default())
            }
            Role::Time | Role::Alive | Role::Snapshot => return None,
        };
        Some(Missing::Role { source: name.to_owned(), own, declaration })
    }

    fn column(&self, name: &str, shape: &Shape, source: &Source, column: &str) -> Option<Missing> {
        if self.names.has_field(name, column) {
            return None;
        }
        let declared = shape.columns.get(column);
        let kind = declared.map_or("number", |declared| declared.kind.as_str()).to_owned();
        let (source_name, column_name) = (name.to_owned(), column.to_owned());
        let Some(own) = self.names.column(name, column) else {
            let candidates = self.names.candidates(name, column);
            return Some(Missing::Unclear { source: source_name, column: column_name, candidates });
        };
        let Some(found) = self.type_in_data(source, &own) else {
            return Some(Missing::Column { source: source_name, column: column_name, kind });
        };
        let wanted = declared.map_or(Type::Unknown, ColumnShape::type_of);
        let fits = wanted.matches(found) || (wanted.is_moment() && found.is_moment()) || is_name(column);
        let found = found.words();
        (!fits).then_some(Missing::Type { source: source_name, column: column_name, own, kind, found })
    }

    /// What a column of the data holds; none when there is no such column.
    fn type_in_data(&self, source: &Source, column: &str) -> Option<Type> {
        if let Some(kind) = source.columns.get(column).and_then(|column| column.kind) {
            return Some(declared(kind));
        }
        let Some(schema) = self.ground.catalog.sources.get(&source.name.value) else { return Some(Type::Unknown) };
        let known = schema.columns.iter().find(|(name, _)| name == column).map(|(_, kind)| *kind);
        let open = self.ground.catalog.open.contains(&source.name.value);
        known.or(open.then_some(Type::Unknown))
    }

    fn references(&self, name: &str, needs: &SourceNeeds, shape: &Shape, source: &Source) -> Vec<Missing> {
        let lacks = |reference: &&String| {
            let own = self.names.column(name, reference).unwrap_or_default();
            let target = self.names.source(shape.target(reference).unwrap_or_default());
            source.references.get(&own).is_none_or(|found| found.target.value != target)
        };
        let missing = |reference: &String| Missing::Reference {
            source: name.to_owned(),
            own: source.name.value.clone(),
            reference: reference.clone(),
            target: self.names.source(shape.target(reference).unwrap_or_default()).to_owned(),
        };
        needs.references.iter().filter(lacks).map(missing).collect()
    }

    fn function(&self, plugin: &str, function: &str) -> Option<Missing> {
        let known = self.ground.config.plugins.contains_key(plugin)
            && self.ground.catalog.plugins.get(plugin).is_none_or(|functions| functions.contains_key(function));
        (!known).then(|| Missing::Plugin { plugin: plugin.to_owned(), function: function.to_owned() })
    }
}

/// Names of rows are compared and counted, whatever they are made of.
fn is_name(column: &str) -> bool {
    column.ends_with("_id")
}

fn declared(kind: kpi_config::ColumnKind) -> Type {
    match kind {
        kpi_config::ColumnKind::Number => Type::Number,
        kpi_config::ColumnKind::Text => Type::Text,
        kpi_config::ColumnKind::Bool => Type::Bool,
        kpi_config::ColumnKind::Date => Type::Date,
        kpi_config::ColumnKind::Datetime => Type::Datetime,
        kpi_config::ColumnKind::Duration => Type::Duration,
    }
}
