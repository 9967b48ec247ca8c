//! Sources: what `kpi.toml` says, joined with what is known of the data.

use std::collections::HashMap;

use kpi_config::{ColumnKind, Config, Duplicates, Origin, Spanned};
use kpi_diagnostics::{Diagnostic, Span};

use crate::catalog::{Aliases, Catalog};
use crate::errors;
use crate::model::{Alive, Column, ColumnId, Reference, ReferenceId, Snapshot, Source, SourceId, Type, Unit};

/// All sources, and where to find their parts by name.
#[derive(Debug, Default)]
pub(super) struct Sources {
    list: Vec<Source>,
    names: HashMap<String, SourceId>,
    columns: Vec<HashMap<String, ColumnId>>,
    references: Vec<HashMap<String, ReferenceId>>,
    /// Whether the columns are not known, so that any name is taken for one.
    open: Vec<bool>,
    /// Whether `kpi.toml` has sources that could not be read.
    lacks_some: bool,
}

impl Sources {
    /// The sources of a project.
    pub(super) fn new(config: &Config, catalog: &Catalog, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut sources = Self::default();
        let is_there = |name: &String| config.sources.contains_key(name);
        sources.lacks_some = !config.flaws.sources.iter().all(is_there);
        for source in config.sources.values() {
            sources.declare(config, source, catalog, diagnostics);
        }
        for source in config.sources.values() {
            sources.derive(source, diagnostics);
        }
        for source in config.sources.values() {
            sources.give_roles(source, diagnostics);
        }
        for source in config.sources.values() {
            sources.compare_keys(source, diagnostics);
        }
        for source in config.sources.values() {
            sources.refer_to_derived(source);
        }
        sources.give_second_names(&catalog.aliases);
        sources
    }

    /// The sources of a finished model.
    pub(super) fn of_model(list: &[Source]) -> Self {
        let mut sources = Self::default();
        for source in list {
            let id = sources.push(source.clone(), false);
            for (name, reference) in source.references.iter().enumerate().map(|(i, r)| (&r.name, ReferenceId(i))) {
                sources.remember_reference(id, name, reference);
            }
        }
        sources
    }

    /// The list alone.
    pub(super) fn into_list(self) -> Vec<Source> {
        self.list
    }

    /// The source with this id.
    pub(super) fn get(&self, id: SourceId) -> &Source {
        #[expect(clippy::indexing_slicing, reason = "ids are made here")]
        &self.list[id.0]
    }

    /// What users call the source.
    pub(super) fn name(&self, id: SourceId) -> &str {
        &self.get(id).name
    }

    /// The source with this name.
    pub(super) fn named(&self, name: &str) -> Option<SourceId> {
        self.names.get(name).copied()
    }

    /// All names, in the order of `kpi.toml`.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|source| source.name.as_str())
    }

    /// Every source.
    pub(super) fn ids(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..self.list.len()).map(SourceId)
    }

    /// The only source of the project.
    pub(super) fn only(&self) -> Option<SourceId> {
        (self.list.len() == 1 && !self.lacks_some).then_some(SourceId(0))
    }

    /// The reference with this name.
    pub(super) fn reference(&self, source: SourceId, name: &str) -> Option<ReferenceId> {
        self.references.get(source.0)?.get(name).copied()
    }

    /// The column with this name, if it is known to exist.
    pub(super) fn known_column(&self, source: SourceId, name: &str) -> Option<ColumnId> {
        self.columns.get(source.0)?.get(name).copied()
    }

    /// Whether any name may be a column of it.
    pub(super) fn is_open(&self, source: SourceId) -> bool {
        self.open.get(source.0).copied().unwrap_or(false)
    }

    /// The column with this name; a source whose columns are not known has them all.
    pub(super) fn column(&mut self, source: SourceId, name: &str) -> Option<ColumnId> {
        let known = self.known_column(source, name);
        if known.is_some() || !self.is_open(source) {
            return known;
        }
        Some(self.add_column(source, Column { name: name.to_owned(), kind: Type::Unknown, unit: Unit::literal() }))
    }

    /// The references of a source that lead to another one.
    pub(super) fn references_between(&self, from: SourceId, to: SourceId) -> Vec<ReferenceId> {
        let references = self.get(from).references.iter().enumerate();
        references.filter(|(_, reference)| reference.target == to).map(|(index, _)| ReferenceId(index)).collect()
    }

    /// Sources, columns and references answer to their second names too, unless something else is called so.
    pub(super) fn give_second_names(&mut self, aliases: &Aliases) {
        for (alias, name) in &aliases.sources {
            if let Some(source) = self.named(name) {
                self.names.entry(alias.clone()).or_insert(source);
            }
        }
        for ((source, alias), name) in &aliases.columns {
            let Some(source) = self.named(source) else { continue };
            if let Some(reference) = self.reference(source, name)
                && let Some(names) = self.references.get_mut(source.0)
            {
                names.entry(alias.clone()).or_insert(reference);
            } else if let Some(column) = self.column(source, name)
                && let Some(names) = self.columns.get_mut(source.0)
            {
                names.entry(alias.clone()).or_insert(column);
            }
        }
    }

    fn push(&mut self, source: Source, open: bool) -> SourceId {
        let id = SourceId(self.list.len());
        self.names.insert(source.name.clone(), id);
        let columns = source.columns.iter().enumerate().map(|(index, column)| (column.name.clone(), ColumnId(index)));
        self.columns.push(columns.collect());
        self.references.push(HashMap::new());
        self.open.push(open);
        self.list.push(source);
        id
    }

    fn remember_reference(&mut self, source: SourceId, name: &str, reference: ReferenceId) {
        if let Some(names) = self.references.get_mut(source.0) {
            names.insert(name.to_owned(), reference);
        }
    }

    fn add_column(&mut self, source: SourceId, column: Column) -> ColumnId {
        let (Some(owner), Some(names)) = (self.list.get_mut(source.0), self.columns.get_mut(source.0)) else {
            return ColumnId(0);
        };
        let id = ColumnId(owner.columns.len());
        names.insert(column.name.clone(), id);
        owner.columns.push(column);
        id
    }

    fn declare(
        &mut self,
        whole: &Config,
        config: &kpi_config::Source,
        catalog: &Catalog,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let schema = catalog.sources.get(&config.name.value);
        let columns = schema.map(|schema| schema.columns.as_slice()).unwrap_or_default();
        let columns = columns.iter().map(|(name, kind)| Column {
            name: name.clone(),
            kind: *kind,
            unit: if *kind == Type::Duration { Unit::duration() } else { Unit::plain() },
        });
        let source = Source {
            name: config.name.value.clone(),
            columns: columns.collect(),
            key: Vec::new(),
            time: None,
            alive: None,
            snapshot: None,
            references: Vec::new(),
            measures: Vec::new(),
            versions: config.versions,
            distinct_of: None,
        };
        let derived = matches!(config.origin, Origin::Distinct { .. });
        let name = &config.name.value;
        let open = schema.is_none() || catalog.open.contains(name) || whole.flaws.touch(name);
        let id = self.push(source, open && !derived);
        for (name, options) in &config.columns {
            let Some(column) = self.column(id, name) else {
                if !derived {
                    diagnostics.push(self.missing(id, name, config.span));
                }
                continue;
            };
            self.adjust(id, column, options);
        }
    }

    fn adjust(&mut self, source: SourceId, column: ColumnId, options: &kpi_config::ColumnOptions) {
        let Some(column) = self.list.get_mut(source.0).and_then(|source| source.columns.get_mut(column.0)) else {
            return;
        };
        if let Some(kind) = options.kind {
            column.kind = type_of(kind);
            column.unit = if column.kind == Type::Duration { Unit::duration() } else { Unit::plain() };
        }
        if let Some(word) = &options.unit {
            column.unit = Unit::from_word(word);
            if column.unit.is_duration() && matches!(column.kind, Type::Number | Type::Unknown) {
                column.kind = Type::Duration;
            }
        }
    }

    fn derive(&mut self, config: &kpi_config::Source, diagnostics: &mut Vec<Diagnostic>) {
        let Origin::Distinct { source, column } = &config.origin else { return };
        let (Some(own), Some(of)) = (self.named(&config.name.value), self.named(&source.value)) else { return };
        let Some(id) = self.column(of, &column.value) else {
            diagnostics.push(self.missing(of, &column.value, column.span));
            return;
        };
        let copy = self.get(of).column(id).clone();
        if self.known_column(own, &copy.name).is_none() {
            self.add_column(own, copy);
        }
        if let Some(source) = self.list.get_mut(own.0) {
            source.distinct_of = Some((of, id));
        }
    }

    fn give_roles(&mut self, config: &kpi_config::Source, diagnostics: &mut Vec<Diagnostic>) {
        let Some(id) = self.named(&config.name.value) else { return };
        let key: Vec<ColumnId> = config.key.iter().filter_map(|name| self.required(id, name, diagnostics)).collect();
        let time = config.time.as_ref().and_then(|name| self.moment(id, name, "time", diagnostics));
        let alive = config.alive.as_ref().and_then(|alive| {
            let from = self.moment(id, &alive.from, "alive", diagnostics);
            let to = self.moment(id, &alive.to, "alive", diagnostics);
            Some(Alive { from: from?, to: to?, inclusive_end: alive.inclusive_end })
        });
        let snapshot = config.snapshot.as_ref().and_then(|snapshot| {
            let column = self.moment(id, &snapshot.column, "snapshot", diagnostics);
            let per = snapshot.per.as_ref().map(|per| self.required(id, per, diagnostics));
            Some(Snapshot { column: column?, per: per.flatten() })
        });
        let mut measures = Vec::new();
        for (name, measure) in &config.measures {
            let name = Spanned { value: name.clone(), span: measure.span };
            let Some(column) = self.required(id, &name, diagnostics) else { continue };
            match self.get(id).column(column).kind {
                Type::Number | Type::Duration | Type::Unknown => measures.push((column, measure.value)),
                kind @ (Type::Text | Type::Bool | Type::Date | Type::Datetime | Type::Row(_)) => {
                    diagnostics.push(errors::measure_is_not_a_number(self.name(id), &name, kind));
                }
            }
        }
        if let Duplicates::LastBy(column) = &config.duplicates {
            self.required(id, column, diagnostics);
        }
        let references = self.references_of(id, config, diagnostics);
        if let Some(source) = self.list.get_mut(id.0) {
            (source.key, source.time, source.alive) = (key, time, alive);
            (source.snapshot, source.measures) = (snapshot, measures);
        }
        for reference in references {
            self.add_reference(id, reference);
        }
    }

    fn references_of(
        &mut self,
        id: SourceId,
        config: &kpi_config::Source,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Reference> {
        let mut references = Vec::new();
        for (name, reference) in &config.references {
            let columns: Vec<_> =
                reference.columns.iter().map(|column| self.required(id, column, diagnostics)).collect();
            let at = reference.at.as_ref().map(|at| self.moment(id, at, "at", diagnostics));
            let (Some(target), Some(columns)) = (self.named(&reference.target.value), columns.into_iter().collect())
            else {
                continue;
            };
            if at == Some(None) {
                continue;
            }
            references.push(Reference { name: name.clone(), columns, target, at: at.flatten() });
        }
        references
    }

    /// Whether the columns of references are of the types of the keys that they lead to.
    fn compare_keys(&self, config: &kpi_config::Source, diagnostics: &mut Vec<Diagnostic>) {
        let Some(own) = self.named(&config.name.value).map(|id| self.get(id)) else { return };
        for reference in &own.references {
            let Some(written) = config.references.get(&reference.name) else { continue };
            let target = self.get(reference.target);
            for ((column, key), name) in reference.columns.iter().zip(&target.key).zip(&written.columns) {
                let (column, key) = (own.column(*column), target.column(*key));
                if column.kind != key.kind && column.kind != Type::Unknown && key.kind != Type::Unknown {
                    let (from, to) =
                        ((own.name.as_str(), name, column.kind), (target.name.as_str(), &*key.name, key.kind));
                    diagnostics.push(errors::reference_of_other_type(from, to));
                }
            }
        }
    }

    fn add_reference(&mut self, source: SourceId, reference: Reference) {
        let Some(owner) = self.list.get_mut(source.0) else { return };
        let id = ReferenceId(owner.references.len());
        let name = reference.name.clone();
        owner.references.push(reference);
        self.remember_reference(source, &name, id);
    }

    /// The source that a derived one was derived from refers to it: by the column's name without `_id`.
    fn refer_to_derived(&mut self, config: &kpi_config::Source) {
        let Some(target) = self.named(&config.name.value) else { return };
        let Some((of, column)) = self.get(target).distinct_of else { return };
        if !self.references_between(of, target).is_empty() {
            return;
        }
        let name = self.get(of).column(column).name.clone();
        let stem = name.strip_suffix("_id").filter(|stem| !stem.is_empty()).unwrap_or("");
        let taken = |word: &str| {
            word.is_empty()
                || self.named(word).is_some()
                || self.known_column(of, word).is_some()
                || self.reference(of, word).is_some()
        };
        let name = if taken(stem) { config.name.value.clone() } else { stem.to_owned() };
        self.add_reference(of, Reference { name, columns: vec![column], target, at: None });
    }

    /// A column that `kpi.toml` names.
    fn required(
        &mut self,
        source: SourceId,
        name: &Spanned<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<ColumnId> {
        let column = self.column(source, &name.value);
        if column.is_none() {
            diagnostics.push(self.missing(source, &name.value, name.span));
        }
        column
    }

    /// A column that `kpi.toml` names as a time.
    fn moment(
        &mut self,
        source: SourceId,
        name: &Spanned<String>,
        role: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<ColumnId> {
        let column = self.required(source, name, diagnostics)?;
        let kind = self.get(source).column(column).kind;
        if kind.is_moment() || kind == Type::Unknown {
            return Some(column);
        }
        diagnostics.push(errors::role_is_not_a_moment(self.name(source), name, role, kind));
        None
    }

    fn missing(&self, source: SourceId, column: &str, span: Span) -> Diagnostic {
        let source = self.get(source);
        let columns: Vec<&str> = source.columns.iter().map(|column| column.name.as_str()).collect();
        errors::column_not_in_data(&source.name, column, span, &columns)
    }
}

fn type_of(kind: ColumnKind) -> Type {
    match kind {
        ColumnKind::Number => Type::Number,
        ColumnKind::Text => Type::Text,
        ColumnKind::Bool => Type::Bool,
        ColumnKind::Date => Type::Date,
        ColumnKind::Datetime => Type::Datetime,
        ColumnKind::Duration => Type::Duration,
    }
}
