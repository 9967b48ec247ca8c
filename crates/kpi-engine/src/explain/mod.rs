//! Where a number comes from: the definition, its sources and fields, every intermediate number, and what became of every row.
//!
//! The plan is the one that computes the number, and it is executed once. [`tree`] tells its formula, [`leaves`] finds the
//! aggregates in it, [`account`] asks what became of their rows and [`fields`] how the values of fields lie; [`gathered`] finds the
//! rows that aggregates of fields leave out, [`operands`] looks into conditions. All rows of a source are looked at in one pass.

mod account;
mod fields;
mod gathered;
mod leaves;
mod operands;
mod tree;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use kpi_config::{Config, Origin};
use kpi_diagnostics::Diagnostic;
use kpi_model::model::metric::Role;
use kpi_model::model::{FieldId, Metric, Model, SourceId};
use kpi_plan::{CellClock, CellResult, Evaluator, Selection, TimeWindow};
use kpi_polars::{Inspected, Inspection, Keep};
use serde::Serialize;

use crate::evaluate::{Computation, Wanted};
use crate::judge::Judge;
use crate::lists::Lists;
use crate::progress::Progress;
use crate::project::Project;
use crate::report::KpiResult;
pub use account::{Account, Fate, RowClass};
use account::{Asker, Question};
use fields::Asked;
pub use fields::{FieldUse, FieldValues};
use leaves::{Found, Place, leaves};
pub use tree::Node;
use tree::Teller;

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
    /// The fields it is made of.
    pub fields: Vec<FieldUse>,
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

/// The rows of all aggregates, and the fields they use.
struct Rows {
    accounts: HashMap<Place, Account>,
    fields: Vec<FieldUse>,
}

impl Project {
    /// Explains a metric by its name; its value is that of the period. So many rows of each kind are read out as samples.
    pub fn explain(
        &self,
        name: &str,
        period: TimeWindow,
        as_of: Date,
        samples: usize,
        progress: &dyn Progress,
    ) -> Result<Explanation, Vec<Diagnostic>> {
        self.without_mistakes()?;
        let model = self.model();
        let Some(metric) = model.metric_named(name).map(|id| model.metric(id)) else { return Err(self.mistakes()) };
        let cut = Wanted { metric, breakdown: None };
        let mut computation =
            self.compute(model, std::slice::from_ref(&cut), &[period], (as_of, Lists::Leave), progress);
        let rows = self.rows_behind(model, &mut computation, samples);
        let problems = std::mem::take(&mut computation.problems);
        let evaluator = Evaluator::new(&computation.plan, &computation.results);
        let Some(item) = computation.plan.items.first() else { return Err(self.mistakes()) };
        let texts = self.texts();
        let judge = Judge { computation: &computation, evaluator: &evaluator, cut: &cut, item, as_of, texts };
        let mut result = judge.result(&[], Vec::new());
        self.name_period(&mut result.period);
        let teller = Teller {
            texts: self.texts(),
            model,
            plan: &computation.plan,
            evaluator: &evaluator,
            accounts: &rows.accounts,
            told: RefCell::new(HashSet::new()),
        };
        let tree = teller.named(&metric.name, &metric.unit, &item.value);
        let sources = item.sources.iter().map(|source| source_use(self.config(), model, *source)).collect();
        let behind = Behind { sources, fields: rows.fields, problems };
        Ok(self.told(metric, as_of, result, tree, behind))
    }

    /// Looks at the rows of all aggregates and at the values of their fields, in one pass for each source.
    fn rows_behind(&self, model: &Model, computation: &mut Computation<'_>, samples: usize) -> Rows {
        let asker = Asker { model, texts: self.texts(), samples };
        let item = computation.plan.items.first();
        let found: Vec<Found> = item.map(|item| leaves(&item.value, &computation.plan)).unwrap_or_default();
        let mut interview = Interview::default();
        let calendar = self.calendar();
        for found in found {
            let (id, selection) = found.place;
            let failed = matches!(computation.results.cells.get(id.0), Some(CellResult::Failed(_)) | None);
            let Some(cell) = computation.plan.cells.get(id.0).filter(|_| !failed) else { continue };
            interview.aggregates.push((found, asker.question(cell, selection, found.span)));
            let mut mentioned: Vec<FieldId> = Vec::new();
            for pinned in cell.filters.iter().chain(&cell.value).chain(&cell.dimensions) {
                operands::fields(&pinned.expr, model, &mut mentioned);
            }
            for field in mentioned {
                if interview.ask_after(model, field, cell.source) {
                    let questions = gathered::questions(&asker, model.field(field), &calendar, found.window);
                    interview.gathered.extend(questions.into_iter().map(|question| (field, question)));
                }
            }
        }
        let answers = self.look(model, &interview.questions(), computation);
        self.heard(model, &interview, &answers)
    }

    fn heard(&self, model: &Model, interview: &Interview<'_>, answers: &[Result<Inspected, String>]) -> Rows {
        let zone = self.calendar().timezone;
        let answer = |index: usize| answers.get(index).and_then(|answer| answer.as_ref().ok());
        let accounts = interview.aggregates.iter().enumerate();
        let accounts = accounts
            .filter_map(|(index, (found, question))| Some((found.place, question.account(answer(index)?, &zone))))
            .collect();
        let before = interview.aggregates.len() + interview.alone.len();
        let gathered = |field: FieldId| {
            let questions = interview.gathered.iter().enumerate().filter(|(_, (of, _))| *of == field);
            let accounts =
                questions.filter_map(|(index, (_, asked))| Some(asked.account(answer(before + index)?, &zone)));
            accounts.collect()
        };
        let fields = interview.fields.iter().map(|asked| {
            let spread = answer(interview.number(asked)).and_then(|seen| seen.spreads.get(asked.position));
            fields::told(asked, spread, gathered(asked.field.id), (model, self.texts()), &zone)
        });
        Rows { accounts, fields: fields.collect() }
    }

    fn told(&self, metric: &Metric, as_of: Date, result: KpiResult, tree: Node, behind: Behind) -> Explanation {
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
            sources: behind.sources,
            targets: metric.lines.iter().map(line).collect(),
            owner: metric.owner.clone(),
            reference: metric.reference.clone(),
            as_of,
            result,
            tree,
            fields: behind.fields,
            problems: behind.problems,
        }
    }
}

/// What stands behind a number besides the numbers.
struct Behind {
    sources: Vec<SourceUse>,
    fields: Vec<FieldUse>,
    problems: Vec<Diagnostic>,
}

/// All questions to the rows.
#[derive(Default)]
struct Interview<'m> {
    aggregates: Vec<(Found, Question)>,
    /// Questions after fields alone, on all rows of their sources.
    alone: Vec<Inspection>,
    fields: Vec<Asked<'m>>,
    /// Questions after the rows that the aggregates of a field gather.
    gathered: Vec<(FieldId, Question)>,
}

impl<'m> Interview<'m> {
    /// Asks after a field that the last aggregate uses: over its rows if the field is one of its source, else over all rows.
    /// Tells whether it was not asked after before.
    fn ask_after(&mut self, model: &'m Model, id: FieldId, source: SourceId) -> bool {
        let field = model.field(id);
        if self.fields.iter().any(|asked| asked.field.id == id) {
            return false;
        }
        let within = self.aggregates.len().checked_sub(1);
        let Some((at, (found, question))) = within.zip(self.aggregates.last_mut()) else { return false };
        let value = fields::pinned(model, id, found.window);
        if field.source == source {
            question.inspection.spreads.push(value);
            let position = question.inspection.spreads.len() - 1;
            self.fields.push(Asked { field, over: question.when.clone(), within: Some(at), position });
            return true;
        }
        self.alone.push(Inspection {
            source: field.source,
            clock: CellClock::Timeless,
            selection: Selection::All,
            outside: Vec::new(),
            inside: Vec::new(),
            keep: Keep::Nothing,
            columns: Vec::new(),
            spreads: vec![value],
        });
        self.fields.push(Asked { field, over: "all rows".to_owned(), within: None, position: 0 });
        true
    }

    fn questions(&self) -> Vec<Inspection> {
        let aggregates = self.aggregates.iter().map(|(_, question)| question.inspection.clone());
        let gathered = self.gathered.iter().map(|(_, question)| question.inspection.clone());
        aggregates.chain(self.alone.iter().cloned()).chain(gathered).collect()
    }

    /// Which of the questions a field is part of.
    fn number(&self, asked: &Asked<'_>) -> usize {
        let before = self.fields.iter().take_while(|other| other.field.id != asked.field.id);
        let alone = before.filter(|other| other.within.is_none()).count();
        asked.within.unwrap_or(self.aggregates.len() + alone)
    }
}

fn source_use(config: &Config, model: &Model, source: SourceId) -> SourceUse {
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
