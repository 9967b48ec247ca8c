//! The metric world: what is computed for a context, that is a window, filters and a slice.
//!
//! A metric expression gives a number or is missing for a named reason; every operation with something missing is missing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kpi_diagnostics::Span;
use kpi_syntax::ast::{Better, BinaryOp, CompareOp, Duration, TimeUnit};

use super::row::RowExpr;
use super::{MetricId, SourceId, Type, Unit, When, Window};
use crate::builtin::{Aggregator, Scalar};

/// A definition.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its own id.
    pub id: MetricId,
    /// What it is called.
    pub name: String,
    /// The default label.
    pub label: Option<String>,
    /// Labels by language of two letters.
    pub labels: BTreeMap<String, String>,
    /// Its doc comment.
    pub doc: Option<String>,
    /// The section of the scorecard.
    pub group: Option<String>,
    /// What it is; the clauses `where` and `over` stand inside as a context.
    pub body: MetricExpr,
    /// What readers see behind the number.
    pub unit: Unit,
    /// Breakdowns, each by one or more dimensions.
    pub breakdowns: Vec<Breakdown>,
    /// Targets and warning lines in the order of the text.
    pub lines: Vec<Line>,
    /// Fewer rows than this: `too few`.
    pub min_n: Option<u64>,
    /// The interval asked for.
    pub confidence: Option<Confidence>,
    /// Which direction is good, said or following from the target.
    pub better: Option<Better>,
    /// The value of an empty window.
    pub fill: Option<f64>,
    /// `show …`: the columns of the counted rows.
    pub show: Vec<Shown>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where the definition comes from.
    pub reference: Option<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// Its weight among others.
    pub weight: Option<f64>,
    /// Whether it is never shown.
    pub hidden: bool,
    /// The text of its statement, for explanations.
    pub span: Span,
    /// The place of its name.
    pub name_span: Span,
}

impl Metric {
    /// An expression that is no definition, under the words it is written in: without targets or other clauses.
    pub fn of_expression(id: MetricId, words: &str, body: MetricExpr, span: Span) -> Self {
        Self {
            id,
            name: words.to_owned(),
            label: None,
            labels: BTreeMap::new(),
            doc: None,
            group: None,
            unit: Unit { flexible: false, ..body.unit.clone() },
            body,
            breakdowns: Vec::new(),
            lines: Vec::new(),
            min_n: None,
            confidence: None,
            better: None,
            fill: None,
            show: Vec::new(),
            owner: None,
            reference: None,
            tags: Vec::new(),
            weight: None,
            hidden: false,
            span,
            name_span: span,
        }
    }

    /// Whether it stands on the scorecard: it has a target or a label, and is not hidden.
    pub fn is_kpi(&self) -> bool {
        !self.hidden && (self.label.is_some() || self.lines.iter().any(|line| line.role == Role::Target))
    }
}

/// `show name`: a column of the rows behind a count.
#[derive(Clone, Debug)]
pub struct Shown {
    /// As written.
    pub name: String,
    /// On a counted row.
    pub value: RowExpr,
}

/// `by segment, country`
#[derive(Clone, Debug)]
pub struct Breakdown {
    /// In the order of the text.
    pub dimensions: Vec<Dimension>,
    /// Whether the total is never shown.
    pub only: bool,
}

/// One dimension, as each source of the metric reads it.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// As written: `segment`, `customer.segment`.
    pub name: String,
    /// For every source whose rows are cut by it.
    pub by_source: Vec<(SourceId, RowExpr)>,
}

/// `confidence 95% per customer`
#[derive(Clone, Debug)]
pub struct Confidence {
    /// 0.95 for 95%.
    pub level: f64,
    /// What is independent, on a row of the metric's source; none: the rows.
    pub per: Option<RowExpr>,
    /// Where.
    pub span: Span,
}

/// Whether a line is the target or the looser warning line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `target`
    Target,
    /// `warn`
    Warn,
}

/// `target < 5 for segment = "smb" since 2026-07-01`
#[derive(Clone, Debug)]
pub struct Line {
    /// Target or warning.
    pub role: Role,
    /// What must hold.
    pub bound: Bound,
    /// The slices it is for; empty: all slices that no other line of its role is for.
    pub scope: Vec<ScopeTerm>,
    /// From when on.
    pub since: Option<Date>,
    /// The words of the bound as written, such as `< 5`.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// `segment = "smb"`, `country in ("de", "at")` or `segment is null` behind `for`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeTerm {
    /// The dimension as written.
    pub dimension: String,
    /// The values it is for; none: the rows for which the dimension is empty.
    pub values: Vec<Option<String>>,
}

/// What a line asks of the value.
#[derive(Clone, Debug)]
pub enum Bound {
    /// `OP limit`; limits are expressions of the same context.
    Compare(CompareOp, MetricExpr),
    /// Both ends belong to it.
    Between(MetricExpr, MetricExpr),
}

impl Bound {
    /// Its limits.
    pub fn limits(&self) -> Vec<&MetricExpr> {
        match self {
            Self::Compare(_, limit) => vec![limit],
            Self::Between(low, high) => vec![low, high],
        }
    }
}

/// A metric expression with its unit and place.
#[derive(Clone, Debug)]
pub struct MetricExpr {
    /// What it is.
    pub kind: MetricKind,
    /// Number, duration (in seconds) or, inside an `if` only, a condition.
    pub kind_of_value: Type,
    /// Its unit.
    pub unit: Unit,
    /// Where it stands.
    pub span: Span,
}

impl MetricExpr {
    /// The expressions directly inside; what an aggregate is of is not among them.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            MetricKind::Number(_) | MetricKind::Metric(_) | MetricKind::Aggregate(_) => Vec::new(),
            MetricKind::Negate(inner)
            | MetricKind::Not(inner)
            | MetricKind::Over(inner, _)
            | MetricKind::Where(inner, _)
            | MetricKind::Previous(inner, _)
            | MetricKind::Growth(inner, _)
            | MetricKind::Total(inner, _)
            | MetricKind::Lift(inner, _)
            | MetricKind::RiskRatio(inner, _) => vec![inner],
            MetricKind::Binary(_, left, right) | MetricKind::Compare(_, left, right) => vec![left, right],
            MetricKind::If(condition, then, otherwise) => vec![condition, then, otherwise],
            MetricKind::Call(_, arguments) => arguments.iter().collect(),
        }
    }

    /// The filter that stands at this very place, not one inside.
    pub fn filter(&self) -> Option<&Filter> {
        if let MetricKind::Where(_, filter) | MetricKind::Lift(_, filter) | MetricKind::RiskRatio(_, filter) =
            &self.kind
        {
            return Some(filter);
        }
        None
    }
}

/// The forms of a metric expression.
#[derive(Clone, Debug)]
pub enum MetricKind {
    /// A number; durations in seconds.
    Number(f64),
    /// Another metric in the same context.
    Metric(MetricId),
    /// An aggregate over the rows of a source.
    Aggregate(Box<Aggregate>),
    /// `-m`
    Negate(Box<MetricExpr>),
    /// `not c`, of a condition.
    Not(Box<MetricExpr>),
    /// `+ - * /`; `and`, `or` of conditions.
    Binary(BinaryOp, Box<MetricExpr>, Box<MetricExpr>),
    /// A condition.
    Compare(CompareOp, Box<MetricExpr>, Box<MetricExpr>),
    /// `if c then a else b`
    If(Box<MetricExpr>, Box<MetricExpr>, Box<MetricExpr>),
    /// A built-in function of numbers.
    Call(Scalar, Vec<MetricExpr>),
    /// `(m over …)`: the same metric in another window, which is never anchored.
    Over(Box<MetricExpr>, Window),
    /// `(m where …)`: the same metric among the rows for which the filter is true.
    Where(Box<MetricExpr>, Filter),
    /// `prev(m)`: one period back (none), or back by a length.
    Previous(Box<MetricExpr>, Option<Duration>),
    /// `growth(m)`: percent against [`MetricKind::Previous`]; missing unless the base is above zero.
    Growth(Box<MetricExpr>, Option<Duration>),
    /// `total(m)`: without the slice; `total(m, goal)`: without these dimensions, by name.
    Total(Box<MetricExpr>, Option<Vec<String>>),
    /// `lift(m where P)`: percent by which `m` where P exceeds `m` where not P.
    Lift(Box<MetricExpr>, Filter),
    /// `risk_ratio(m where P)`: `m` where P divided by `m` where not P.
    RiskRatio(Box<MetricExpr>, Filter),
}

/// A predicate of a context, as each source of the metric reads it. It is evaluated in the window where it is written.
#[derive(Clone, Debug)]
pub struct Filter {
    /// As written.
    pub text: String,
    /// For every source whose rows are filtered.
    pub by_source: Vec<(SourceId, RowExpr)>,
    /// Where.
    pub span: Span,
}

/// An aggregate over the rows of a source.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// What is done with the values.
    pub function: Aggregator,
    /// `count(distinct …)`: each value once.
    pub distinct: bool,
    /// Whose rows.
    pub source: SourceId,
    /// What is aggregated.
    pub input: Input,
    /// Which rows by time.
    pub when: When,
    /// `where …`
    pub filter: Option<RowExpr>,
    /// Where.
    pub span: Span,
}

/// What an aggregate takes.
#[derive(Clone, Debug)]
pub enum Input {
    /// The rows themselves: `count(orders)`.
    Rows,
    /// A value of each row; empty values do not take part.
    Value(RowExpr),
    /// `… per KEY`: the rows in parts with the same key (rows with an empty one are left out), the inner expression
    /// over each part. Its aggregates are over the same source, and their own windows and filters narrow the part.
    PerKey(RowExpr, Box<MetricExpr>),
    /// `… per UNIT`: the inner expression in each unit of the window that has begun.
    PerUnit(TimeUnit, Box<MetricExpr>),
    /// A measure that does not add up over time: the sum of the value at each moment of the source's time; the
    /// function takes these sums in the order of the moments.
    PerMoment(RowExpr),
}
