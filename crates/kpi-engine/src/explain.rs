//! Where a number comes from: the definition, its sources, and every intermediate number.

use jiff::civil::{Date, DateTime};
use kpi_config::{Config, Origin};
use kpi_diagnostics::Diagnostic;
use kpi_model::model::metric::Role;
use kpi_model::model::{Metric, Model};
use kpi_plan::{Cell, Evaluator, Formula, FormulaKind, Leaf, Selection, TimeWindow};
use serde::Serialize;

use crate::evaluate::Wanted;
use crate::progress::Progress;
use crate::project::Project;
use crate::report::KpiResult;

/// Everything about one metric in one period.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// The section of the scorecard.
    pub group: Option<String>,
    /// Its doc comment.
    pub doc: Option<String>,
    /// The file that defines it.
    pub file: String,
    /// The line of that file.
    pub line: usize,
    /// The text of the definition.
    pub definition: String,
    /// The sources it reads.
    pub sources: Vec<SourceUse>,
    /// Targets and warning lines as written.
    pub targets: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where the definition comes from.
    pub reference: Option<String>,
    /// The clock.
    pub as_of: Date,
    /// The value.
    pub result: KpiResult,
    /// How the value is made up.
    pub tree: Node,
    /// What went wrong while computing.
    #[serde(skip)]
    pub problems: Vec<Diagnostic>,
}

/// A source that a metric reads.
#[derive(Clone, Debug, Serialize)]
pub struct SourceUse {
    /// Its name.
    pub name: String,
    /// Where its rows come from, and what tells their time.
    pub origin: String,
}

/// A number with the numbers that it is made of.
#[derive(Clone, Debug, Serialize)]
pub struct Node {
    /// What it is, as written.
    pub text: String,
    /// The number.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: String,
    /// The rows behind it.
    pub n: Option<u64>,
    /// Which rows, in which window, or why there is no number.
    pub note: Option<String>,
    /// What it is made of.
    pub children: Vec<Node>,
}

impl Project {
    /// Explains a metric by its name; its value is that of the period.
    pub fn explain(
        &self,
        name: &str,
        period: TimeWindow,
        as_of: Date,
        progress: &dyn Progress,
    ) -> Result<Explanation, Vec<Diagnostic>> {
        self.without_mistakes()?;
        let model = self.model();
        let Some(metric) = model.metric_named(name).map(|id| model.metric(id)) else { return Err(self.mistakes()) };
        let wanted = [Wanted { metric, breakdown: None }];
        let report = self.report(model, &wanted, &[period], as_of, progress);
        let computation = self.compute(model, &wanted, &[period], as_of, progress);
        let evaluator = Evaluator::new(&computation.plan, &computation.results);
        let teller = Teller { project: self, model, evaluator: &evaluator, cells: &computation.plan.cells };
        let (Some(item), Some(result)) = (computation.plan.items.first(), report.results.into_iter().next()) else {
            return Err(self.mistakes());
        };
        let tree = teller.named(&metric.name, &item.value);
        let sources = item.sources.iter().map(|source| source_use(self.config(), model, *source)).collect();
        Ok(self.told(metric, as_of, result, tree, sources, report.problems))
    }

    fn told(
        &self,
        metric: &Metric,
        as_of: Date,
        result: KpiResult,
        tree: Node,
        sources: Vec<SourceUse>,
        problems: Vec<Diagnostic>,
    ) -> Explanation {
        let texts = self.texts();
        let line = |line: &kpi_model::model::metric::Line| {
            let word = if line.role == Role::Target { "target" } else { "warn" };
            let since = line.since.map(|since| format!(" since {since}")).unwrap_or_default();
            format!("{word} {}{since}", line.text)
        };
        Explanation {
            name: metric.name.clone(),
            label: metric.label.clone(),
            group: metric.group.clone(),
            doc: metric.doc.clone(),
            file: texts.get(metric.span.file).map(|text| text.name.clone()).unwrap_or_default(),
            line: texts.line_column(metric.name_span).0,
            definition: texts.slice(metric.span).trim_end().to_owned(),
            sources,
            targets: metric.lines.iter().map(line).collect(),
            owner: metric.owner.clone(),
            reference: metric.reference.clone(),
            as_of,
            result,
            tree,
            problems,
        }
    }
}

fn source_use(config: &Config, model: &Model, source: kpi_model::model::SourceId) -> SourceUse {
    let source = model.source(source);
    let origin = match config.sources.get(&source.name).map(|declared| &declared.origin) {
        Some(Origin::Files(files)) => files.path.value.clone(),
        Some(Origin::Distinct { source, column }) => format!("the values of {}.{}", source.value, column.value),
        Some(Origin::Plugin { plugin, table, .. }) => format!("{}.{}", plugin.value, table.value),
        None => String::new(),
    };
    let column = |id| source.column(id).name.as_str();
    let time = match (source.time, source.alive, source.snapshot) {
        (Some(time), _, _) => format!(", time {}", column(time)),
        (None, Some(alive), _) => format!(", alive from {} to {}", column(alive.from), column(alive.to)),
        (None, None, Some(shot)) => format!(", snapshot of {}", column(shot.column)),
        (None, None, None) => String::new(),
    };
    SourceUse { name: source.name.clone(), origin: format!("{origin}{time}") }
}

/// Tells formulas as trees.
struct Teller<'a> {
    project: &'a Project,
    model: &'a Model,
    evaluator: &'a Evaluator<'a>,
    cells: &'a [Cell],
}

impl Teller<'_> {
    fn named(&self, name: &str, formula: &Formula) -> Node {
        let mut node = self.node(formula);
        let body = self.words(formula);
        if body != name {
            node.text = format!("{name} = {body}");
        }
        node
    }

    fn node(&self, formula: &Formula) -> Node {
        if let FormulaKind::Named(id, inner) = &formula.kind {
            return self.named(&self.model.metric(*id).name, inner);
        }
        let computed = self.evaluator.value(formula, &[]);
        let unit = if formula.unit.flexible { String::new() } else { formula.unit.to_string() };
        let mut note = computed.value.as_ref().err().map(|missing| missing.words(self.model));
        if let FormulaKind::Leaf(leaf) | FormulaKind::Parts { parts: leaf, .. } = &formula.kind {
            let rows = self.rows(leaf);
            note = Some(note.map_or(rows.clone(), |reason| format!("{rows}; {reason}")));
        }
        Node {
            text: self.words(formula),
            value: computed.value.ok(),
            unit,
            n: computed.n,
            note,
            children: self.children(formula),
        }
    }

    fn words(&self, formula: &Formula) -> String {
        let text = self.project.texts().slice(formula.span);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn children(&self, formula: &Formula) -> Vec<Node> {
        let parts: Vec<&Formula> = match &formula.kind {
            FormulaKind::Number(_) | FormulaKind::Leaf(_) | FormulaKind::Parts { .. } | FormulaKind::Impossible(_) => {
                Vec::new()
            }
            FormulaKind::Units { units, .. } => units.iter().map(AsRef::as_ref).collect(),
            FormulaKind::Named(_, inner)
            | FormulaKind::Filled(inner, _)
            | FormulaKind::Negate(inner)
            | FormulaKind::Not(inner) => vec![inner],
            FormulaKind::Binary(_, left, right)
            | FormulaKind::Compare(_, left, right)
            | FormulaKind::Growth(left, right)
            | FormulaKind::Ratio(left, right)
            | FormulaKind::Lift(left, right) => vec![left, right],
            FormulaKind::If(condition, then, otherwise) => vec![condition, then, otherwise],
            FormulaKind::Call(_, arguments) => arguments.iter().map(AsRef::as_ref).collect(),
        };
        let literal = |part: &&Formula| !matches!(part.kind, FormulaKind::Number(_));
        parts.into_iter().filter(literal).map(|part| self.node(part)).collect()
    }

    /// Which rows a leaf takes.
    fn rows(&self, leaf: &Leaf) -> String {
        let Some(cell) = self.cells.get(leaf.cell.0) else { return String::new() };
        let name = &self.model.source(cell.source).name;
        let when = match cell.selections.get(leaf.selection) {
            Some(Selection::Within { start, end }) => window(*start, *end),
            Some(Selection::JustBefore(moment)) => format!("just before {}", day(*moment)),
            Some(Selection::All) | None => "all rows".to_owned(),
        };
        format!("rows of {name}, {when}")
    }
}

fn window(start: DateTime, end: DateTime) -> String {
    match (start == DateTime::MIN, end == DateTime::MAX) {
        (true, true) => "at any time".to_owned(),
        (true, false) => format!("before {}", day(end)),
        (false, true) => format!("from {} on", day(start)),
        (false, false) => format!("from {} to before {}", day(start), day(end)),
    }
}

fn day(moment: DateTime) -> String {
    if moment.time() == jiff::civil::Time::midnight() { moment.date().to_string() } else { moment.to_string() }
}
