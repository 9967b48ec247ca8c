//! What a project takes in from the catalogue.
//!
//! What is asked for by its id must be there; of a group, what cannot be computed is left out and said. Whatever is taken brings
//! what it builds on, which stays hidden unless it was asked for too.

use std::collections::{BTreeMap, BTreeSet};

use kpi_config::{Catalogue, Spanned};
use kpi_diagnostics::Diagnostic;
use kpi_model::Aliases;
use kpi_model::model::{Metric, MetricId};
use kpi_syntax::ast;

use crate::fit::{Fit, Ground, Missing};
use crate::library::Library;
use crate::names::Names;
use crate::needs::Needs;
use crate::problems;
use crate::prune::{Cut, prune};

/// What a project takes in.
#[derive(Debug, Default)]
pub struct Taken {
    /// The definitions, as trees over the texts of the library.
    pub files: Vec<ast::File>,
    /// What the catalogue's names mean in the project.
    pub aliases: Aliases,
    /// Wrong ids and mappings, and what is left out.
    pub diagnostics: Vec<Diagnostic>,
}

/// How a definition was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// By its id.
    ById,
    /// With its group, the word at this place of `use`.
    WithGroup(usize),
}

impl Library {
    /// What the `[catalogue]` of a project takes in.
    pub fn take(&self, ground: Ground<'_>) -> Taken {
        let Some(catalogue) = &ground.config.catalogue else { return Taken::default() };
        let (names, diagnostics) = Names::of(self, &ground);
        let except = self.except(catalogue);
        let fit = Fit { library: self, ground, names: &names };
        let mut taking = Taking { library: self, catalogue, fit, except, diagnostics, cuts: BTreeMap::new() };
        taking.check_words();
        let mut needs = taking.needs();
        taking.refuse_clashes(&mut needs);
        let has_home = ground.config.sources.contains_key(names.source("customers"));
        let files = prune(self, &needs, &taking.cuts, has_home);
        Taken { files, diagnostics: taking.diagnostics, aliases: names.aliases }
    }

    /// The names that are the project's own: those of `except`, and the fields that are mapped to columns.
    pub(crate) fn except(&self, catalogue: &Catalogue) -> BTreeSet<String> {
        let mapped = catalogue.columns.keys().filter(|(source, column)| self.field_named(source, column).is_some());
        let mapped = mapped.map(|(source, column)| format!("{source}.{column}"));
        catalogue.except.iter().map(|name| name.value.clone()).chain(mapped).collect()
    }

    /// The KPIs of a group; none when there is no such group.
    pub(crate) fn group(&self, word: &str) -> Vec<MetricId> {
        let is_group = |metric: &&Metric| {
            word == "all" || metric.group.as_ref().is_some_and(|group| group.to_lowercase() == word.to_lowercase())
        };
        self.model.metrics.iter().filter(is_group).filter(|metric| metric.is_kpi()).map(|metric| metric.id).collect()
    }
}

struct Taking<'a> {
    library: &'a Library,
    catalogue: &'a Catalogue,
    fit: Fit<'a>,
    except: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
    /// The KPIs that stand on the scorecard, and what of them is cut away.
    cuts: BTreeMap<MetricId, Cut>,
}

impl Taking<'_> {
    /// Words that the catalogue does not know.
    fn check_words(&mut self) {
        let names = self.library.names();
        let mut words: Vec<String> = self.library.groups().iter().map(|group| group.to_lowercase()).collect();
        words.push("all".to_owned());
        words.extend(self.library.model.metrics.iter().map(|metric| metric.name.clone()));
        let is_known = |word: &str| words.iter().any(|known| known == word) || !self.library.group(word).is_empty();
        let unknown = self.catalogue.take.iter().filter(|word| !is_known(&word.value));
        self.diagnostics.extend(unknown.map(|word| problems::no_such_id(word, &words)));
        let unknown = self.catalogue.except.iter().filter(|word| !names.contains(&word.value));
        self.diagnostics.extend(unknown.map(|word| problems::no_such_name(word, &names)));
    }

    /// Everything that the taken KPIs need, and says what cannot be taken.
    fn needs(&mut self) -> Needs {
        let mut all = Needs::default();
        let mut left_out: BTreeMap<usize, Vec<(String, Vec<Missing>)>> = BTreeMap::new();
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for (id, asked) in self.asked() {
            let metric = self.library.model.metric(id);
            let needs = self.library.needs(metric, &self.except);
            let missing = self.fit.missing(&needs);
            if let Asked::WithGroup(place) = asked {
                *counts.entry(place).or_default() += 1;
            }
            match (asked, missing.is_empty()) {
                (_, true) => {
                    all.join(&needs);
                    let cut = self.cut(metric, asked, &mut all);
                    self.cuts.insert(id, cut);
                }
                (Asked::ById, false) => {
                    if let Some(word) = self.word_of(&metric.name) {
                        self.diagnostics.push(problems::cannot_be_computed(word, &missing, &self.library.shapes));
                    }
                }
                (Asked::WithGroup(place), false) => {
                    left_out.entry(place).or_default().push((metric.name.clone(), missing));
                }
            }
        }
        for (place, kpis) in left_out {
            let Some(word) = self.catalogue.take.get(place) else { continue };
            let of = counts.get(&place).copied().unwrap_or_default();
            self.diagnostics.push(problems::left_out(word, &kpis, of, &self.library.shapes));
        }
        all
    }

    fn word_of(&self, id: &str) -> Option<&Spanned<String>> {
        self.catalogue.take.iter().find(|word| word.value == id)
    }

    /// The KPIs that are asked for in the order of the catalogue, each once; by its id weighs more than with its group.
    fn asked(&self) -> BTreeMap<MetricId, Asked> {
        let mut asked = BTreeMap::new();
        for (place, word) in self.catalogue.take.iter().enumerate() {
            for id in self.library.group(&word.value) {
                if !self.except.contains(self.library.name_of_metric(id)) {
                    asked.entry(id).or_insert(Asked::WithGroup(place));
                }
            }
        }
        for word in &self.catalogue.take {
            if let Some(id) = self.library.model.metric_named(&word.value)
                && !self.except.contains(&word.value)
            {
                asked.insert(id, Asked::ById);
            }
        }
        asked
    }

    /// Breakdowns and columns of lists whose columns the project lacks.
    fn cut(&mut self, metric: &Metric, asked: Asked, all: &mut Needs) -> Cut {
        let mut cut = Cut::default();
        for (place, needs) in self.library.needs_of_breakdowns(metric, &self.except).into_iter().enumerate() {
            let Some(needs) = needs else { continue };
            let missing = self.fit.missing(&needs);
            if missing.is_empty() {
                all.join(&needs);
                continue;
            }
            cut.breakdowns.insert(place);
            if let (Asked::ById, Some(word), Some(breakdown)) =
                (asked, self.word_of(&metric.name), metric.breakdowns.get(place))
            {
                let names: Vec<&str> = breakdown.dimensions.iter().map(|one| one.name.as_str()).collect();
                self.diagnostics.push(problems::not_cut(word, &names.join(", "), &missing, &self.library.shapes));
            }
        }
        for (place, needs) in self.library.needs_of_list(metric, &self.except).into_iter().enumerate() {
            if self.fit.missing(&needs).is_empty() {
                all.join(&needs);
            } else {
                cut.shown.insert(place);
            }
        }
        cut
    }

    /// A name must mean one thing: what is taken in stands beside nothing of the same name. What does is not taken, so that
    /// this is the only message about it.
    fn refuse_clashes(&mut self, needs: &mut Needs) {
        let names = self.fit.names;
        for id in needs.metrics.clone() {
            let name = self.library.name_of_metric(id);
            if names.own_metrics.contains(name) {
                needs.metrics.remove(&id);
                let at = self.word_of(name).map_or(self.catalogue.span, |word| word.span);
                let own = own_metric(self.fit.ground.own, name);
                self.diagnostics.push(problems::defined_in_both(name, at, own));
            }
        }
        for id in needs.fields.clone() {
            let name = self.library.name_of_field(id);
            let Some((source, field)) = name.split_once('.') else { continue };
            let own = names.source(source);
            let schema = self.fit.ground.catalog.sources.get(own);
            if names.has_field(source, field) {
                needs.fields.remove(&id);
                self.diagnostics.push(problems::defined_in_both(&name, self.catalogue.span, None));
            } else if schema.is_some_and(|schema| schema.columns.iter().any(|(known, _)| known == field)) {
                self.diagnostics.push(problems::hides_a_column(&name, own, field, self.catalogue.span));
            }
        }
    }
}

fn own_metric(files: &[ast::File], name: &str) -> Option<kpi_diagnostics::Span> {
    files.iter().flat_map(|file| &file.items).find_map(|item| match item {
        ast::Item::Metric(metric) if metric.name.text == name => Some(metric.name.span),
        ast::Item::Metric(_)
        | ast::Item::From(_)
        | ast::Item::Group(_)
        | ast::Item::Field(_)
        | ast::Item::Test(_)
        | ast::Item::Error(_) => None,
    })
}
