//! What the tests of a project reach: its definitions, the lines that decide a status, the branches of every `if`, and the
//! statuses that a KPI can have.
//!
//! [`trace`] is what one test reaches, [`branches`] what there is to reach in a body, [`rows`] how branches that are taken row
//! by row are seen: each becomes a count of the same pass. A definition is reached when an expectation is computed from it;
//! a line when the result of a metric expected by its name was judged by it. A branch inside an aggregate of a field is
//! reached when one of the gathered rows takes it, for a row that the expectation is computed from.

mod branches;
mod rows;
mod trace;

use std::collections::BTreeSet;

use kpi_diagnostics::{FileId, Span};
use kpi_model::model::metric::{Line, Role};
use kpi_model::model::{Field, Metric, Model};

use crate::report::Status;
use branches::Branch;
pub(super) use rows::RowBranches;
pub(super) use trace::Trace;

/// What the tests that were run reach of the definitions.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// In the order of the text.
    pub definitions: Vec<DefinitionCoverage>,
}

/// What they reach of one.
#[derive(Clone, Debug)]
pub struct DefinitionCoverage {
    /// `churn`, `customers.mrr_end`
    pub name: String,
    /// Where its name stands, or the whole of a field.
    pub span: Span,
    /// Whether an expectation is computed from it.
    pub reached: bool,
    /// Its lines, branches and statuses.
    pub parts: Vec<PartCoverage>,
}

/// A part of a definition.
#[derive(Clone, Debug)]
pub struct PartCoverage {
    /// What it is.
    pub kind: PartKind,
    /// Its words.
    pub words: String,
    /// Where; a status is nowhere.
    pub span: Option<Span>,
    /// Whether a test reaches it.
    pub reached: bool,
}

/// What a part of a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// `target …`
    Target,
    /// `warn …`
    Warn,
    /// What stands behind `then` or `else`.
    Branch,
    /// A status that the lines and clauses make possible.
    Status,
}

impl PartKind {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Warn => "warn",
            Self::Branch => "branch",
            Self::Status => "status",
        }
    }
}

impl Coverage {
    /// How many definitions and parts are reached, of how many.
    pub fn count(&self) -> (usize, usize) {
        let parts = || self.definitions.iter().flat_map(|definition| &definition.parts);
        let reached = self.definitions.iter().filter(|definition| definition.reached).count();
        let reached = reached + parts().filter(|part| part.reached).count();
        (reached, self.definitions.len() + parts().count())
    }

    /// The reached ones in percent; all of nothing is 100.
    #[expect(clippy::cast_precision_loss, reason = "no project has 2^52 definitions")]
    pub fn percent(&self) -> f64 {
        match self.count() {
            (_, 0) => 100.0,
            (reached, of) => reached as f64 / of as f64 * 100.0,
        }
    }

    /// Of the definitions in these files.
    pub(super) fn new(model: &Model, trace: &Trace, files: &BTreeSet<FileId>, words: &dyn Fn(Span) -> String) -> Self {
        let see = Seen { model, trace, words };
        let fields = model.fields.iter().filter(|field| files.contains(&field.span.file)).map(|field| see.field(field));
        let metrics =
            model.metrics.iter().filter(|metric| files.contains(&metric.span.file)).map(|metric| see.metric(metric));
        let mut definitions: Vec<DefinitionCoverage> = fields.chain(metrics).collect();
        definitions.sort_by_key(|definition| definition.span);
        Self { definitions }
    }
}

/// The model with what was reached of it.
struct Seen<'a> {
    model: &'a Model,
    trace: &'a Trace,
    words: &'a dyn Fn(Span) -> String,
}

impl Seen<'_> {
    fn field(&self, field: &Field) -> DefinitionCoverage {
        let reached = self.trace.fields.contains(&field.id);
        let branches = branches::of_field(field);
        DefinitionCoverage {
            name: format!("{}.{}", self.model.source(field.source).name, field.name),
            span: field.span,
            reached,
            parts: branches.iter().map(|branch| self.branch(branch, reached)).collect(),
        }
    }

    fn metric(&self, metric: &Metric) -> DefinitionCoverage {
        let reached = self.trace.metrics.contains(&metric.id);
        let lines = metric.lines.iter().enumerate().map(|(index, line)| self.line(metric, index, line));
        let branches = branches::of_metric(metric);
        let branches = branches.iter().map(|branch| self.branch(branch, reached));
        let statuses = statuses(metric).into_iter().map(|status| self.status(metric, status));
        DefinitionCoverage {
            name: metric.name.clone(),
            span: metric.name_span,
            reached,
            parts: lines.chain(branches).chain(statuses).collect(),
        }
    }

    fn branch(&self, branch: &Branch, reached: bool) -> PartCoverage {
        let taken = match &branch.print {
            None => self.trace.branches.contains(&branch.span),
            Some(print) => self.trace.row_branches.contains(&(print.clone(), branch.side)),
        };
        PartCoverage {
            kind: PartKind::Branch,
            words: format!("{} {}", branch.side.word(), (self.words)(branch.span)),
            span: Some(branch.span),
            reached: reached && taken,
        }
    }

    fn line(&self, metric: &Metric, index: usize, line: &Line) -> PartCoverage {
        let kind = match line.role {
            Role::Target => PartKind::Target,
            Role::Warn => PartKind::Warn,
        };
        let reached = self.trace.lines.contains(&(metric.id, index));
        PartCoverage { kind, words: (self.words)(line.span), span: Some(line.span), reached }
    }

    fn status(&self, metric: &Metric, status: Status) -> PartCoverage {
        let reached = self.trace.statuses.contains(&(metric.id, status.words()));
        PartCoverage { kind: PartKind::Status, words: status.words().to_owned(), span: None, reached }
    }
}

/// The statuses that the clauses of a metric make possible, but for those that any metric can have.
fn statuses(metric: &Metric) -> Vec<Status> {
    let has = |role| metric.lines.iter().any(|line| line.role == role);
    let (target, warn) = (has(Role::Target), has(Role::Warn));
    let possible = [
        (Status::Met, target),
        (Status::AtRisk, warn),
        (Status::Missed, target),
        (Status::Inconclusive, target && metric.confidence.is_some()),
        (Status::TooFew, metric.min_n.is_some()),
    ];
    possible.into_iter().filter(|(_, possible)| *possible).map(|(status, _)| status).collect()
}
