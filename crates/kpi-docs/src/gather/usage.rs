//! Who uses what: directly, for the links between definitions; through everything, for inputs.

use std::collections::{BTreeMap, BTreeSet};

use kpi_model::model::metric::MetricExpr;
use kpi_model::model::{ColumnId, FieldId, Metric, MetricId, Model, Role, SourceId, Uses};

/// A definition of either kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Definition {
    Metric(MetricId),
    Field(FieldId),
}

/// What definitions read of sources.
pub(super) type Read = BTreeMap<SourceId, BTreeSet<ColumnId>>;

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Usage {
    direct: BTreeMap<Definition, Uses>,
    /// In the other direction.
    users: BTreeMap<Definition, BTreeSet<Definition>>,
    /// The columns of each metric's closure.
    read: BTreeMap<Definition, Read>,
}

impl Usage {
    pub(super) fn of(model: &Model) -> Self {
        let mut usage = Self::default();
        for metric in &model.metrics {
            usage.direct.insert(Definition::Metric(metric.id), of_metric(model, metric));
        }
        for field in &model.fields {
            usage.direct.insert(Definition::Field(field.id), Uses::of_field(model, field));
        }
        for (definition, uses) in &usage.direct {
            for used in mentioned(uses).filter(|used| used != definition) {
                usage.users.entry(used).or_default().insert(*definition);
            }
        }
        let all: Vec<Definition> = usage.direct.keys().copied().collect();
        usage.read = all.into_iter().map(|definition| (definition, usage.closure(model, definition))).collect();
        usage
    }

    /// The definitions that one mentions itself.
    pub(super) fn used_by_it(&self, definition: Definition) -> Vec<Definition> {
        let uses = self.direct.get(&definition);
        uses.into_iter().flat_map(mentioned).filter(|used| *used != definition).collect()
    }

    /// The definitions that mention it.
    pub(super) fn users_of(&self, definition: Definition) -> impl Iterator<Item = Definition> {
        self.users.get(&definition).into_iter().flatten().copied()
    }

    /// What it reads, through everything that it uses.
    pub(super) fn read_by(&self, definition: Definition) -> impl Iterator<Item = (SourceId, &BTreeSet<ColumnId>)> {
        self.read.get(&definition).into_iter().flatten().map(|(source, columns)| (*source, columns))
    }

    /// The metrics that read a source, or a column of it.
    pub(super) fn readers(&self, source: SourceId, column: Option<ColumnId>) -> Vec<MetricId> {
        let reads = |read: &Read| {
            read.get(&source).is_some_and(|columns| column.is_none_or(|column| columns.contains(&column)))
        };
        let metric = |(definition, read): (&Definition, &Read)| match definition {
            Definition::Metric(metric) if reads(read) => Some(*metric),
            Definition::Metric(_) | Definition::Field(_) => None,
        };
        self.read.iter().filter_map(metric).collect()
    }

    fn closure(&self, model: &Model, start: Definition) -> Read {
        let mut read = Read::new();
        let mut seen = BTreeSet::from([start]);
        let mut open = vec![start];
        while let Some(uses) = open.pop().and_then(|definition| self.direct.get(&definition)) {
            add(model, uses, &mut read);
            open.extend(mentioned(uses).filter(|used| seen.insert(*used)));
        }
        read
    }
}

fn mentioned(uses: &Uses) -> impl Iterator<Item = Definition> {
    let metrics = uses.metrics.iter().map(|metric| Definition::Metric(*metric));
    metrics.chain(uses.fields.iter().map(|field| Definition::Field(*field)))
}

/// What the formula, the targets, the breakdowns and the rest of a metric mention.
fn of_metric(model: &Model, metric: &Metric) -> Uses {
    let mut all = Uses::of_body(model, metric);
    let main = all.sources.first().copied();
    join(&mut all, Uses::of_lines(model, metric));
    for breakdown in &metric.breakdowns {
        join(&mut all, Uses::of_breakdown(model, breakdown));
    }
    if let Some(source) = main {
        let rows = metric.show.iter().map(|shown| &shown.value);
        let rows = rows.chain(metric.confidence.iter().filter_map(|confidence| confidence.per.as_ref()));
        rows.for_each(|value| join(&mut all, Uses::of_row(model, source, value)));
    }
    all
}

/// The metrics that an expression mentions.
pub(super) fn metrics_of(model: &Model, expr: &MetricExpr) -> BTreeSet<MetricId> {
    let asked = Metric::of_expression(MetricId(usize::MAX), "", expr.clone(), expr.span);
    Uses::of_body(model, &asked).metrics
}

fn join(all: &mut Uses, more: Uses) {
    all.metrics.extend(more.metrics);
    all.fields.extend(more.fields);
    all.sources.extend(more.sources);
    all.columns.extend(more.columns);
    all.references.extend(more.references);
    all.roles.extend(more.roles);
    all.functions.extend(more.functions);
}

/// The columns that are mentioned, that lead to other rows and that tell the time.
fn add(model: &Model, uses: &Uses, read: &mut Read) {
    for source in &uses.sources {
        read.entry(*source).or_default();
    }
    let mut take = |source: SourceId, column: ColumnId| {
        read.entry(source).or_default().insert(column);
    };
    uses.columns.iter().for_each(|(source, column)| take(*source, *column));
    for (id, reference) in &uses.references {
        model.source(*id).reference(*reference).columns.iter().for_each(|column| take(*id, *column));
    }
    for (id, role) in &uses.roles {
        let source = model.source(*id);
        let columns: Vec<Option<ColumnId>> = match role {
            Role::Time => vec![source.time],
            Role::Alive => source.alive.iter().flat_map(|alive| [Some(alive.from), Some(alive.to)]).collect(),
            Role::Snapshot => vec![source.snapshot.map(|snapshot| snapshot.column)],
        };
        columns.into_iter().flatten().for_each(|column| take(*id, column));
    }
}
