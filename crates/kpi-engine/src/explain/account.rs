//! What became of every row of a source: outside the window, left out by a condition, unknown, without a value, or counted.
//!
//! Each row is in the first class that fits, in this order: the window; the conditions that are false, in the order of the text;
//! those that are unknown; the value. So the classes add up to all rows, and what is left is what the number was made of.
#![expect(clippy::wildcard_enum_match_arm, reason = "columns are named, anything else is written out")]

use kpi_diagnostics::{Span, Texts};
use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Alive, ColumnId, Literal, Model, Source, Type, Unit};
use kpi_plan::{Cell, CellClock, Pinned, Selection};
use kpi_polars::{Inspection, Keep, Test, Truth};
use kpi_syntax::ast::CompareOp;
use serde::Serialize;

use super::operands::{beside, compared_dates, conjuncts, named, parents, words};
use crate::rows::{RowCell, RowColumn};

/// The rows of one aggregate.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Account {
    /// Whose rows.
    pub source: String,
    /// Which of them by time: `in June 2026`, `just before 2026-06-01`.
    pub when: String,
    /// All rows of the source.
    pub rows: u64,
    /// The classes in which they are, which add up to all rows.
    pub classes: Vec<RowClass>,
    /// The columns of the samples.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<RowColumn>,
}

/// Some rows of an aggregate.
#[derive(Clone, Debug, Serialize)]
pub struct RowClass {
    /// What became of them.
    pub kind: Fate,
    /// Why, for readers.
    pub text: String,
    /// How many.
    pub rows: u64,
    /// Some of them, in the order of their keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sample: Vec<Vec<RowCell>>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is not in the window.
    Outside,
    /// A condition is false.
    Excluded,
    /// A condition is unknown, since a value is empty.
    Unknown,
    /// It has no value, no key to be grouped by, or leads to no row.
    Empty,
    /// The number is made of it.
    Counted,
}

impl Account {
    /// The rows that the number is made of.
    pub fn counted(&self) -> u64 {
        self.classes.iter().filter(|class| class.kind == Fate::Counted).map(|class| class.rows).sum()
    }
}

/// Tests with what they mean.
#[derive(Default)]
struct Classes {
    tests: Vec<Test>,
    told: Vec<(Fate, String)>,
}

impl Classes {
    fn add(&mut self, fate: Fate, words: String, test: Test) {
        self.tests.push(test);
        self.told.push((fate, words));
    }
}

/// How the rows of a cell are asked after, and what the answers mean.
pub(super) struct Question {
    pub(super) inspection: Inspection,
    /// For the classes outside, then those inside: what each is.
    pub(super) told: Vec<(Fate, String)>,
    pub(super) columns: Vec<RowColumn>,
    source: String,
    pub(super) when: String,
}

/// What is needed to ask.
pub(super) struct Asker<'a> {
    pub(super) model: &'a Model,
    pub(super) texts: &'a Texts,
    /// How many rows of each class are read out.
    pub(super) samples: usize,
}

impl Asker<'_> {
    /// The question after the rows of a cell; `span` is the text of the aggregate.
    pub(super) fn question(&self, cell: &Cell, selection: Selection, span: Span) -> Question {
        let source = self.model.source(cell.source);
        let when = selection.words();
        let (outside, inside) = (self.outside(cell, source, selection), self.inside(cell, source, span));
        let last_outside = match (&cell.clock, &when) {
            (CellClock::Alive(alive), _) => ended(source, *alive, selection),
            (CellClock::Snapshot(_), when) => format!("not of the last picture {when}"),
            (CellClock::Moment(moment), when) => format!("{} not {when}", tick(&words_of(moment, source, self.texts))),
            (CellClock::Timeless, _) => "outside the window".to_owned(),
        };
        let mut told = outside.told;
        told.push((Fate::Outside, last_outside));
        told.extend(inside.told);
        told.push((Fate::Counted, "counted".to_owned()));
        let (columns, read) = if self.samples == 0 { Default::default() } else { self.columns(cell, source) };
        let inspection = Inspection {
            source: cell.source,
            clock: cell.clock.clone(),
            selection,
            outside: outside.tests,
            inside: inside.tests,
            keep: if self.samples == 0 { Keep::Nothing } else { Keep::First(self.samples) },
            columns: read,
            spreads: Vec::new(),
        };
        Question { inspection, told, columns, source: source.name.clone(), when }
    }

    /// Why a row is not in the window.
    fn outside(&self, cell: &Cell, source: &Source, selection: Selection) -> Classes {
        let mut classes = Classes::default();
        match &cell.clock {
            CellClock::Moment(moment) => {
                let text = format!("no {}", tick(&words_of(moment, source, self.texts)));
                classes.add(Fate::Outside, text, test(moment.clone(), Truth::Empty));
            }
            CellClock::Alive(alive) => {
                let from = column(source, alive.from);
                let name = &source.column(alive.from).name;
                classes.add(Fate::Outside, format!("no `{name}`"), test(from.clone(), Truth::Empty));
                let edge = match selection {
                    Selection::JustBefore(edge) | Selection::Within { end: edge, .. } => edge,
                    Selection::All => return classes,
                };
                if edge.time() == jiff::civil::Time::midnight() && edge != jiff::civil::DateTime::MAX {
                    let later = beside(&on_or_after(&from.expr, edge.date()), &from);
                    let text = format!("`{name}` is {} or later", edge.date());
                    classes.add(Fate::Outside, text, test(later, Truth::True));
                }
            }
            CellClock::Snapshot(snapshot) => {
                let name = &source.column(snapshot.column).name;
                let date = column(source, snapshot.column);
                classes.add(Fate::Outside, format!("no `{name}`"), test(date, Truth::Empty));
            }
            CellClock::Timeless => {}
        }
        classes
    }

    /// Why a row in the window is not counted.
    fn inside(&self, cell: &Cell, source: &Source, span: Span) -> Classes {
        let mut classes = Classes::default();
        let filters = in_order(&cell.filters, span);
        for filter in &filters {
            self.excluded(filter, &mut classes);
        }
        for filter in &filters {
            self.without(cell, filter, Fate::Unknown, &mut classes);
        }
        for key in &cell.dimensions {
            classes.add(
                Fate::Empty,
                format!("no {}", tick(&words_of(key, source, self.texts))),
                test(key.clone(), Truth::Empty),
            );
        }
        if let Some(value) = &cell.value {
            let fate = if value.expr.kind_of_value == Type::Bool { Fate::Unknown } else { Fate::Empty };
            self.without(cell, value, fate, &mut classes);
            if value.expr.kind_of_value == Type::Bool && cell.function != Aggregator::Count {
                for date in compared_dates(&value.expr, self.model) {
                    let text = format!("counted as false: no {}", tick(&words(&date, self.texts)));
                    let without = Some(beside(&date, value));
                    classes.add(Fate::Counted, text, Test { of: value.clone(), is: Truth::False, without });
                }
            }
        }
        classes
    }

    /// A condition is false; where it compares a date that is empty, that is why.
    fn excluded(&self, filter: &Pinned, classes: &mut Classes) {
        let text = tick(&words(&filter.expr, self.texts));
        for date in compared_dates(&filter.expr, self.model) {
            let why = format!("{text} is false: no {}", tick(&words(&date, self.texts)));
            let without = Some(beside(&date, filter));
            classes.add(Fate::Excluded, why, Test { of: filter.clone(), is: Truth::False, without });
        }
        classes.add(Fate::Excluded, format!("{text} is false"), test(filter.clone(), Truth::False));
    }

    /// A value is empty: since a row that is referred to is missing, or for another reason.
    fn without(&self, cell: &Cell, value: &Pinned, fate: Fate, classes: &mut Classes) {
        let unknown = fate == Fate::Unknown;
        let text = tick(&words(&value.expr, self.texts));
        for (name, row) in parents(&value.expr, cell.source, self.model) {
            let why =
                if unknown { format!("{text} is unknown: no `{name}`") } else { format!("no `{name}`, so no {text}") };
            let without = Some(beside(&row, value));
            classes.add(fate, why, Test { of: value.clone(), is: empty(cell, fate), without });
        }
        let plain = matches!(value.expr.kind, RowKind::Column(_) | RowKind::Field(_) | RowKind::Through(..));
        if plain {
            classes.add(fate, format!("no {text}"), test(value.clone(), empty(cell, fate)));
            return;
        }
        let said = if unknown { format!("{text} is unknown") } else { format!("no {text}") };
        for part in named(&value.expr) {
            let why = format!("{said}: no {}", tick(&words(&part, self.texts)));
            let without = Some(beside(&part, value));
            classes.add(fate, why, Test { of: value.clone(), is: empty(cell, fate), without });
        }
        classes.add(fate, said, test(value.clone(), empty(cell, fate)));
    }

    /// What is read of a sample: the key, the time, and what the conditions and the value name.
    fn columns(&self, cell: &Cell, source: &Source) -> (Vec<RowColumn>, Vec<Pinned>) {
        let mut read: Vec<(RowColumn, Pinned)> = Vec::new();
        let mut add = |name: String, pinned: Pinned, key: bool| {
            if read.iter().all(|(_, known)| known.print != pinned.print) {
                read.push((RowColumn::new(name, &pinned.expr, key), pinned));
            }
        };
        for key in &source.key {
            add(source.column(*key).name.clone(), column(source, *key), true);
        }
        let times = match &cell.clock {
            CellClock::Moment(moment) => vec![moment.clone()],
            CellClock::Alive(alive) => vec![column(source, alive.from), column(source, alive.to)],
            CellClock::Snapshot(snapshot) => vec![column(source, snapshot.column)],
            CellClock::Timeless => Vec::new(),
        };
        for time in times {
            add(words_of(&time, source, self.texts), time, false);
        }
        for pinned in cell.filters.iter().chain(&cell.dimensions).chain(&cell.value) {
            for part in named(&pinned.expr) {
                add(words_of(&beside(&part, pinned), source, self.texts), beside(&part, pinned), false);
            }
        }
        read.into_iter().unzip()
    }
}

impl Question {
    /// The account that an answer gives.
    pub(super) fn account(&self, seen: &kpi_polars::Inspected, zone: &jiff::tz::TimeZone) -> Account {
        let counts = seen.outside.iter().chain(&seen.inside);
        let samples = seen.rows.iter().map(|rows| {
            rows.iter().map(|row| row.values.iter().map(|value| RowCell::of(value, zone)).collect()).collect()
        });
        let classes: Vec<RowClass> = self
            .told
            .iter()
            .zip(counts)
            .zip(samples)
            .map(|(((kind, text), rows), sample)| RowClass { kind: *kind, text: text.clone(), rows: *rows, sample })
            .collect();
        Account {
            source: self.source.clone(),
            when: self.when.clone(),
            rows: classes.iter().map(|class| class.rows).sum(),
            classes,
            columns: self.columns.clone(),
        }
    }
}

/// A count asks whether there is a value; everything else takes what is not a number as empty.
fn empty(cell: &Cell, fate: Fate) -> Truth {
    let counts = cell.function == Aggregator::Count && !cell.distinct;
    if fate == Fate::Unknown || counts { Truth::Null } else { Truth::Empty }
}

fn test(of: Pinned, is: Truth) -> Test {
    Test { of, is, without: None }
}

/// The conditions of an aggregate in the order of the text: its own first, then those of its context.
fn in_order(filters: &[Pinned], span: Span) -> Vec<Pinned> {
    let mut conditions: Vec<Pinned> = filters.iter().flat_map(conjuncts).collect();
    conditions.sort_by_key(|condition| {
        let place = condition.expr.span;
        let own = place.file == span.file && span.start <= place.start && place.end <= span.end;
        (!own, place.file, place.start)
    });
    conditions.dedup();
    conditions
}

fn column(source: &Source, id: ColumnId) -> Pinned {
    let column = source.column(id);
    let span = Span::new(kpi_diagnostics::FileId(0), 0, 0);
    let expr = RowExpr { kind: RowKind::Column(id), kind_of_value: column.kind, unit: Unit::clone(&column.unit), span };
    let print = kpi_plan::print_expr(&expr).into();
    Pinned { expr: std::sync::Arc::new(expr), window: None, print }
}

fn on_or_after(moment: &RowExpr, day: jiff::civil::Date) -> RowExpr {
    let literal = RowKind::Literal(Literal::Date(day));
    let day = RowExpr { kind: literal, kind_of_value: Type::Date, unit: Unit::plain(), span: moment.span };
    let kind = RowKind::Compare(CompareOp::GreaterOrEqual, Box::new(moment.clone()), Box::new(day));
    RowExpr { kind, kind_of_value: Type::Bool, unit: Unit::plain(), span: moment.span }
}

/// What is left of a source of lives outside the window: rows that were over.
fn ended(source: &Source, alive: Alive, selection: Selection) -> String {
    let name = &source.column(alive.to).name;
    let edge = match selection {
        Selection::JustBefore(edge) | Selection::Within { start: edge, .. } => edge,
        Selection::All => return "never alive".to_owned(),
    };
    let day = edge.date();
    if edge.time() == jiff::civil::Time::midnight() && !alive.inclusive_end {
        format!("`{name}` is before {day}")
    } else {
        format!("over by then: `{name}`")
    }
}

/// A column by its name, anything else as it is written.
fn words_of(pinned: &Pinned, source: &Source, texts: &Texts) -> String {
    match &pinned.expr.kind {
        RowKind::Column(id) => source.column(*id).name.clone(),
        _ => words(&pinned.expr, texts),
    }
}

fn tick(text: &str) -> String {
    format!("`{text}`")
}
