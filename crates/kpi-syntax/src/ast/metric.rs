//! Definitions of metrics and fields, and their clauses.

use jiff::civil::Date;
use kpi_diagnostics::Span;

use super::{CompareOp, Expr, Name, Path, Text, Window};

/// `name "Label" = expression` and its clauses.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// What it is called.
    pub name: Name,
    /// What the scorecard calls it.
    pub label: Option<Text>,
    /// The lines of its `##` comment, joined by newlines.
    pub doc: Option<String>,
    /// What it is.
    pub body: Expr,
    /// In the order of the text.
    pub clauses: Vec<Clause>,
    /// The whole statement.
    pub span: Span,
}

/// `source.name = row expression`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The source.
    pub source: Name,
    /// The field.
    pub name: Name,
    /// A label in quotes.
    pub label: Option<Text>,
    /// The lines of its `##` comment.
    pub doc: Option<String>,
    /// What it is for one row.
    pub body: Expr,
    /// In the order of the text; most clauses mean nothing on a field, which is an error later.
    pub clauses: Vec<Clause>,
    /// The whole statement.
    pub span: Span,
}

/// A clause with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Which.
    pub kind: ClauseKind,
    /// From its first word to its last.
    pub span: Span,
}

/// The clauses of a metric.
#[derive(Clone, Debug, PartialEq)]
pub enum ClauseKind {
    /// `target < 5 for segment = "smb" since 2026-07-01`
    Target(Line),
    /// `warn < 8`: the looser line.
    Warn(Line),
    /// `unit points`, `unit "EUR"`, `unit %`
    Unit(Text),
    /// `by segment, country only`
    By {
        /// The dimensions of this one breakdown.
        dimensions: Vec<Path>,
        /// Whether the total is never shown.
        only: bool,
    },
    /// `where …`
    Where(Expr),
    /// `over last 28 days`
    Over(Window),
    /// `show name, segment`
    Show(Vec<Path>),
    /// `min n 30`
    MinN(u64),
    /// `confidence 95% per customer`
    Confidence {
        /// 95 for 95%.
        percent: f64,
        /// What is independent, if not the row.
        per: Option<Path>,
    },
    /// `better higher` or `better lower`
    Better(Better),
    /// `fill 0`
    Fill(f64),
    /// `label ja "…"`
    Label {
        /// Two letters; none: the default label.
        language: Option<String>,
        /// The label.
        text: Text,
    },
    /// `owner "…"`
    Owner(Text),
    /// `group "…"`
    Group(Text),
    /// `source "url"`
    Source(Text),
    /// `tags a, b`
    Tags(Vec<Name>),
    /// `weight 2`
    Weight(f64),
    /// `hidden`
    Hidden,
}

/// Which direction is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// A target or a warning line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What must hold.
    pub bound: Bound,
    /// `for segment = "smb" and …`: the slices it is for.
    pub scope: Option<Expr>,
    /// `since 2026-07-01`
    pub since: Option<Date>,
}

/// What a target asks of the value.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// `< 5`
    Compare(CompareOp, Limit),
    /// `between 2 and 5`
    Between(Limit, Limit),
}

/// The right side of a target.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// `5%`
    Percent(f64, Span),
    /// A metric expression.
    Expr(Expr),
}
