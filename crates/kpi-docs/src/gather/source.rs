//! The entry of a source: where its rows come from, how they stand in time, its columns.

use kpi_config::{ColumnOptions, Duplicates, Format, Measure, Origin};
use kpi_model::model::{ColumnId, FieldId, MetricId, Source, SourceId, Type};

use super::Gathering;
use crate::anchor;
use crate::dictionary::{ColumnEntry, Fact, Link, SourceEntry};

impl Gathering<'_> {
    pub(super) fn source(&self, id: SourceId) -> SourceEntry {
        let source = self.ground.model.source(id);
        let fields = self.ground.model.fields.iter().enumerate().filter(|(_, field)| field.source == id);
        SourceEntry {
            anchor: anchor::of_source(self.ground.model, id),
            name: source.name.clone(),
            origin: self.origin(source),
            facts: self.source_facts(source),
            columns: (0..source.columns.len()).map(|index| self.column(id, ColumnId(index))).collect(),
            fields: fields.map(|(index, _)| self.link_to_field(FieldId(index))).collect(),
            used_by: self.kpis(self.usage.readers(id, None)),
        }
    }

    /// Those that stand on scorecards.
    fn kpis(&self, metrics: Vec<MetricId>) -> Vec<Link> {
        let shown = metrics.into_iter().filter(|id| self.ground.model.metric(*id).is_kpi());
        shown.map(|id| self.link_to_metric(id)).collect()
    }

    fn origin(&self, source: &Source) -> String {
        match self.ground.config.sources.get(&source.name).map(|declared| &declared.origin) {
            Some(Origin::Files(files)) => {
                let format = match files.format {
                    Format::Csv => "CSV",
                    Format::Parquet => "Parquet",
                    Format::Ndjson => "NDJSON",
                };
                format!("{format}: `{}`", files.path.value)
            }
            Some(Origin::Distinct { source, column }) => {
                format!("one row for each value of `{}.{}`", source.value, column.value)
            }
            Some(Origin::Plugin { plugin, table, .. }) => {
                format!("`{}` of the plugin `{}`", table.value, plugin.value)
            }
            None => String::new(),
        }
    }

    fn source_facts(&self, source: &Source) -> Vec<Fact> {
        let column = |id: ColumnId| format!("`{}`", source.column(id).name);
        let columns = |ids: &[ColumnId]| ids.iter().map(|id| column(*id)).collect::<Vec<_>>().join(", ");
        let mut facts = Vec::new();
        let mut add = |name, text: Option<String>| facts.extend(text.map(|text| Fact { name, text }));
        add("key", (!source.key.is_empty()).then(|| columns(&source.key)));
        add("time", source.time.map(column));
        add(
            "alive",
            source.alive.map(|alive| {
                let end = if alive.inclusive_end { " (the last day)" } else { " (the first day gone)" };
                format!("from {} to {}{end}; empty: still there", column(alive.from), column(alive.to))
            }),
        );
        add(
            "snapshot",
            source.snapshot.map(|shot| {
                let per = shot.per.map(|per| format!(", for each {}", column(per))).unwrap_or_default();
                format!("each day's rows picture the whole, by {}{per}", column(shot.column))
            }),
        );
        add("versions", source.versions.then(|| "several rows for a key, one at any moment".to_owned()));
        for reference in &source.references {
            let target = &self.ground.model.source(reference.target).name;
            let at = reference.at.map(|at| format!(", as of {}", column(at))).unwrap_or_default();
            add(
                "reference",
                Some(format!("`{}`: {} leads to `{target}`{at}", reference.name, columns(&reference.columns))),
            );
        }
        for (id, measure) in &source.measures {
            add("measure", Some(format!("{}: {}", column(*id), measure_words(*measure))));
        }
        let declared = self.ground.config.sources.get(&source.name);
        add("duplicates", declared.and_then(|declared| duplicates_words(&declared.duplicates)));
        facts
    }

    fn column(&self, source: SourceId, id: ColumnId) -> ColumnEntry {
        let table = self.ground.model.source(source);
        let column = table.column(id);
        let options =
            self.ground.config.sources.get(&table.name).and_then(|declared| declared.columns.get(&column.name));
        let said = |part: fn(&ColumnOptions) -> &Option<String>| options.and_then(|options| part(options).clone());
        let unit = column.unit.to_string();
        ColumnEntry {
            name: column.name.clone(),
            label: said(|options| &options.label),
            header: said(|options| &options.from),
            kind: kind_words(column.kind),
            unit: (!unit.is_empty()).then_some(unit),
            used_by: self.kpis(self.usage.readers(source, Some(id))),
        }
    }
}

/// What values are called.
pub(super) fn kind_words(kind: Type) -> Option<&'static str> {
    match kind {
        Type::Number => Some("number"),
        Type::Text => Some("text"),
        Type::Bool => Some("true or false"),
        Type::Date => Some("date"),
        Type::Datetime => Some("date with time"),
        Type::Duration => Some("length of time"),
        Type::Row(_) => Some("a row"),
        Type::Unknown => None,
    }
}

fn measure_words(measure: Measure) -> &'static str {
    match measure {
        Measure::Sum => "added up over time",
        Measure::First => "the first date's total stands for a period",
        Measure::Last => "the last date's total stands for a period",
        Measure::Avg => "the average of the dates' totals stands for a period",
    }
}

fn duplicates_words(duplicates: &Duplicates) -> Option<String> {
    match duplicates {
        Duplicates::Error => None,
        Duplicates::DropIdentical => Some("rows that are the same in every column count once".to_owned()),
        Duplicates::LastBy(column) => Some(format!("of rows with one key the last by `{}` counts", column.value)),
    }
}
