//! The catalogue for readers: each definition with what it says of itself.
//!
//! The comment of a definition has up to four parts, each beginning on a line of its own: what it means, `Formula:` (the exact
//! reading), `Alternatives:` (what else goes by the name, and what that is called here) and `Target:` (where the default comes from).

use std::collections::{BTreeMap, BTreeSet};

use kpi_diagnostics::Texts;
use kpi_model::model::metric::Role;
use kpi_model::model::{Metric, Test};

use crate::fit::{Fit, Ground, Missing};
use crate::library::Library;
use crate::names::Names;
use crate::needs::Needs;

/// One definition of the catalogue.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub id: String,
    /// Its section.
    pub group: String,
    /// What the scorecard calls it; none: it is a building block.
    pub label: Option<String>,
    /// The label by language.
    pub labels: BTreeMap<String, String>,
    /// What its comment says.
    pub meaning: Meaning,
    /// Its text, clauses included.
    pub definition: String,
    /// The unit, as readers see it.
    pub unit: String,
    /// Its targets, such as `< 5`.
    pub targets: Vec<String>,
    /// What it is cut by.
    pub breakdowns: Vec<String>,
    /// What it needs.
    pub needs: Needs,
    /// What its slices and its list need beside that.
    pub extras: Needs,
    /// The titles of the tests that hold it.
    pub tests: Vec<String>,
}

/// The parts of a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// What it means, in one or more sentences.
    pub description: String,
    /// The exact reading.
    pub formula: Option<String>,
    /// What else goes by the name.
    pub alternatives: Option<String>,
    /// Where the default target comes from.
    pub target: Option<String>,
}

impl Meaning {
    /// Of the comment of a definition.
    pub fn of(doc: &str) -> Self {
        let mut parts: [Vec<&str>; 4] = Default::default();
        let mut current = 0;
        for line in doc.lines() {
            let line = line.trim();
            let mut headings = ["", "Formula:", "Alternatives:", "Target:"].iter().enumerate().skip(1);
            let begun = headings.find_map(|(place, word)| Some((place, line.strip_prefix(word)?.trim())));
            let (place, words) = begun.unwrap_or((current, line));
            current = place;
            if let (Some(part), false) = (parts.get_mut(place), words.is_empty()) {
                part.push(words);
            }
        }
        let [description, formula, alternatives, target] = parts.map(|lines| lines.join(" "));
        let some = |text: String| (!text.is_empty()).then_some(text);
        Self { description, formula: some(formula), alternatives: some(alternatives), target: some(target) }
    }

    /// The first sentence.
    pub fn first_sentence(&self) -> &str {
        let end = self.description.match_indices(['.', '?', '!', ':']).find(|(at, sign)| {
            let behind = self.description.get(at + sign.len()..).unwrap_or("");
            behind.is_empty() || behind.starts_with(' ')
        });
        let sentence = end.and_then(|(at, sign)| self.description.get(..at + sign.len()));
        sentence.unwrap_or(&self.description).trim_end_matches(['.', ':'])
    }
}

impl Library {
    /// Every definition that is a KPI, in the order of the scorecard. `texts` are those that the library was read into.
    pub fn entries(&self, texts: &Texts) -> Vec<Entry> {
        self.model.metrics.iter().filter(|metric| metric.is_kpi()).map(|metric| self.entry(metric, texts)).collect()
    }

    /// One definition.
    pub fn entry(&self, metric: &Metric, texts: &Texts) -> Entry {
        let none = BTreeSet::new();
        let needs = self.needs(metric, &none);
        let mut extras = Needs::default();
        self.needs_of_breakdowns(metric, &none).iter().flatten().for_each(|part| extras.join(part));
        self.needs_of_list(metric, &none).iter().for_each(|part| extras.join(part));
        let targets = metric.lines.iter().filter(|line| line.role == Role::Target);
        Entry {
            id: metric.name.clone(),
            group: metric.group.clone().unwrap_or_default(),
            label: metric.label.clone(),
            labels: metric.labels.clone(),
            meaning: Meaning::of(metric.doc.as_deref().unwrap_or_default()),
            definition: texts.slice(metric.span).trim_end().to_owned(),
            unit: metric.unit.to_string(),
            targets: targets.map(|line| line.text.clone()).collect(),
            breakdowns: metric.breakdowns.iter().map(breakdown).collect(),
            extras: extras.beside(&needs),
            needs,
            tests: self.tests_of(metric),
        }
    }

    fn tests_of(&self, metric: &Metric) -> Vec<String> {
        let holds = |test: &&Test| test.expectations.iter().any(|one| one.metric == Some(metric.id));
        self.model.tests.iter().filter(holds).map(|test| test.title.clone()).collect()
    }

    /// What a project lacks for each KPI, by its id; an empty list: it can be computed.
    pub fn lacks(&self, ground: Ground<'_>) -> BTreeMap<String, Vec<Missing>> {
        let (names, _) = Names::of(self, &ground);
        let except = ground.config.catalogue.as_ref().map(|catalogue| self.except(catalogue)).unwrap_or_default();
        let fit = Fit { library: self, ground, names: &names };
        let kpis = self.model.metrics.iter().filter(|metric| metric.is_kpi());
        kpis.map(|metric| (metric.name.clone(), fit.missing(&self.needs(metric, &except)))).collect()
    }
}

fn breakdown(breakdown: &kpi_model::model::metric::Breakdown) -> String {
    let names: Vec<&str> = breakdown.dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
    let only = if breakdown.only { " only" } else { "" };
    format!("{}{only}", names.join(", "))
}
