//! What a definition needs, with all that it builds on.

use std::collections::{BTreeMap, BTreeSet};

use kpi_model::model::{FieldId, MetricId, Role, SourceId, Uses};

use crate::library::Library;

/// What a definition needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// By the catalogue's name of the source.
    pub sources: BTreeMap<String, SourceNeeds>,
    /// Functions of plugins: plugin and function.
    pub functions: BTreeSet<(String, String)>,
    /// Names that the project wants to define itself.
    pub own: BTreeSet<String>,
    pub(crate) metrics: BTreeSet<MetricId>,
    pub(crate) fields: BTreeSet<FieldId>,
}

/// What is needed of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceNeeds {
    /// How its rows are placed in time.
    pub roles: BTreeSet<Role>,
    /// Columns by the catalogue's names.
    pub columns: BTreeSet<String>,
    /// References by the catalogue's names.
    pub references: BTreeSet<String>,
}

impl Needs {
    /// Takes in what one definition mentions.
    pub(crate) fn add(&mut self, library: &Library, uses: &Uses) {
        let model = &library.model;
        for source in &uses.sources {
            self.of(library, *source);
        }
        for (source, column) in &uses.columns {
            let name = model.source(*source).column(*column).name.clone();
            self.of(library, *source).columns.insert(name);
        }
        for (source, reference) in &uses.references {
            let reference = model.source(*source).reference(*reference);
            self.of(library, *source).references.insert(reference.name.clone());
            self.of(library, reference.target);
        }
        for (source, role) in &uses.roles {
            self.of(library, *source).roles.insert(*role);
        }
        self.functions.extend(uses.functions.iter().cloned());
    }

    /// Takes in what something else needs.
    pub fn join(&mut self, other: &Self) {
        for (name, source) in &other.sources {
            let own = self.sources.entry(name.clone()).or_default();
            own.roles.extend(&source.roles);
            own.columns.extend(source.columns.iter().cloned());
            own.references.extend(source.references.iter().cloned());
        }
        self.functions.extend(other.functions.iter().cloned());
        self.own.extend(other.own.iter().cloned());
        self.metrics.extend(&other.metrics);
        self.fields.extend(&other.fields);
    }

    /// What of it something else does not need.
    pub(crate) fn beside(&self, other: &Self) -> Self {
        let mut rest = self.clone();
        for (name, source) in &mut rest.sources {
            let Some(other) = other.sources.get(name) else { continue };
            source.roles.retain(|role| !other.roles.contains(role));
            source.columns.retain(|column| !other.columns.contains(column));
            source.references.retain(|reference| !other.references.contains(reference));
        }
        let is_known = |name: &String| other.sources.contains_key(name);
        rest.sources.retain(|name, source| *source != SourceNeeds::default() || !is_known(name));
        rest.functions.retain(|function| !other.functions.contains(function));
        rest
    }

    fn of(&mut self, library: &Library, source: SourceId) -> &mut SourceNeeds {
        self.sources.entry(library.model.source(source).name.clone()).or_default()
    }
}
