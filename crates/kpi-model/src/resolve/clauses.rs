//! What stands behind a definition: labels, breakdowns, lists and the rest. Targets are read by `lines`.
#![expect(clippy::wildcard_enum_match_arm, reason = "a reader of clauses picks the few kinds that it is about")]

use std::collections::BTreeMap;

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, Better, Clause, ClauseKind};

use super::metric::dimension_name;
use super::reach::Reach;
use super::resolver::{Resolver, State};
use super::row::RowScope;
use crate::builtin::Aggregator;
use crate::errors;
use crate::model::metric::{Breakdown, Confidence, Input, Line, MetricExpr, MetricKind, Shown};
use crate::model::{Metric, MetricId, SourceId, Type, Unit};

impl<'a> Resolver<'a> {
    /// The metrics with everything that stands behind them; none where something is wrong.
    pub(super) fn resolve_clauses(&mut self) -> Vec<Option<Metric>> {
        let metrics: Vec<_> = (0..self.metrics.len()).map(|index| self.whole_metric(MetricId(index))).collect();
        self.check_confidence(&metrics);
        metrics
    }

    fn whole_metric(&mut self, id: MetricId) -> Option<Metric> {
        let slot = self.metrics.get_mut(id.0)?;
        let (tree, group) = (slot.tree?, slot.group);
        let singles = self.refuse_repetition(tree);
        let slot = self.metrics.get_mut(id.0)?;
        let State::Done(facts) = slot.state.clone() else { return None };
        let body = slot.body.take()?;
        let home = slot.home;
        let lines = self.lines(tree, &facts, home);
        let mut reach = (*facts.reach).clone();
        for limit in lines.iter().flat_map(|lines| limits(lines)) {
            reach.join(&Reach::of(limit, self));
        }
        let scopes = lines.as_ref().map(|_| self.check_scopes(tree, &reach));
        let breakdowns = self.breakdowns(&tree.clauses, &reach);
        let show = self.shown(tree, &body);
        let confidence = self.confidence(tree, &reach);
        let better = lines.as_ref().and_then(|lines| self.direction(tree, lines));
        singles?;
        let (lines, breakdowns, show, confidence) = (lines?, breakdowns?, show?, confidence?);
        scopes??;
        let mut metric = Metric {
            id,
            name: tree.name.text.clone(),
            label: tree.label.as_ref().map(|label| label.value.clone()),
            labels: BTreeMap::new(),
            doc: tree.doc.clone(),
            group: group.map(str::to_owned),
            body,
            unit: Unit { flexible: false, ..facts.unit },
            breakdowns,
            lines,
            min_n: None,
            confidence,
            better: better?,
            fill: None,
            show,
            owner: None,
            reference: None,
            tags: Vec::new(),
            weight: None,
            hidden: false,
            span: tree.span,
            name_span: tree.name.span,
        };
        tree.clauses.iter().for_each(|clause| take_words(&mut metric, clause));
        Some(metric)
    }

    /// Most clauses stand once.
    fn refuse_repetition(&mut self, tree: &'a ast::Metric) -> Option<()> {
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        if let Some(label) = &tree.label {
            first.insert("label".to_owned(), label.span);
        }
        let mut fine = Some(());
        for clause in &tree.clauses {
            let Some(word) = single_word(clause) else { continue };
            match first.get(&word) {
                Some(before) => fine = self.report(errors::clause_twice(&word, *before, clause.span)),
                None => {
                    first.insert(word, clause.span);
                }
            }
            if let ClauseKind::MinN(0) = clause.kind {
                fine = self.report(errors::min_of_nothing(clause.span));
            }
        }
        fine
    }

    /// A field has no clauses.
    pub(super) fn refuse_clauses_of_field(&mut self, tree: &ast::Field) {
        if let Some(clause) = tree.clauses.first() {
            let field = format!("{}.{}", tree.source.text, tree.name.text);
            let diagnostic = errors::clause_of_field(&field, self.words(clause.span), clause.span);
            self.diagnostics.push(diagnostic);
        }
    }

    /// The unit of a metric: what its clause says, else what its body gives.
    pub(super) fn metric_unit(&mut self, tree: &ast::Metric, body: &MetricExpr) -> Option<Unit> {
        let said = tree.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Unit(text) => Some(text),
            _ => None,
        });
        let Some(said) = said else { return Some(body.unit.clone()) };
        let unit = Unit::from_word(&said.value);
        if body.kind_of_value == Type::Duration {
            if unit.is_duration() {
                return Some(Unit::duration());
            }
            return self.report(errors::unit_of_duration(&tree.name.text, &said.value, said.span));
        }
        if unit.is_duration() {
            return Some(Unit { label: Some(said.value.clone()), ..Unit::plain() });
        }
        if let Some(label) = unit.label {
            let factors = body.unit.factors.clone();
            return Some(Unit { factors, label: Some(label), ..Unit::plain() });
        }
        let plain = body.unit.factors.is_empty() && !body.unit.percent;
        if plain || body.unit.flexible || (body.unit.factors == unit.factors && body.unit.percent == unit.percent) {
            return Some(unit);
        }
        self.report(errors::unit_contradicts(&tree.name.text, &said.value, said.span, &body.unit))
    }

    /// The breakdowns among clauses.
    pub(super) fn breakdowns(&mut self, clauses: &[Clause], reach: &Reach) -> Option<Vec<Breakdown>> {
        let mut breakdowns = Vec::new();
        let mut seen: Vec<(Vec<String>, Span)> = Vec::new();
        let mut fine = Some(());
        for clause in clauses {
            let ClauseKind::By { dimensions, only } = &clause.kind else { continue };
            let names: Vec<String> = dimensions.iter().map(dimension_name).collect();
            if let Some((_, before)) = seen.iter().find(|(known, _)| *known == names) {
                fine = self.report(errors::breakdown_twice(*before, clause.span));
                continue;
            }
            if let Some(index) =
                (1..names.len()).find(|index| names.iter().take(*index).any(|n| names.get(*index) == Some(n)))
            {
                let name = names.get(index).map_or("", String::as_str);
                fine = self.report(errors::dimension_twice(name, clause.span));
                continue;
            }
            let resolved = dimensions.iter().map(|path| self.dimension(path, reach.cut_by(&dimension_name(path))));
            let resolved: Vec<_> = resolved.collect();
            seen.push((names, clause.span));
            match resolved.into_iter().collect::<Option<Vec<_>>>() {
                Some(dimensions) => breakdowns.push(Breakdown { dimensions, only: *only }),
                None => fine = None,
            }
        }
        fine.map(|()| breakdowns)
    }

    fn shown(&mut self, tree: &'a ast::Metric, body: &MetricExpr) -> Option<Vec<Shown>> {
        let found = tree.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Show(paths) => Some((paths, clause.span)),
            _ => None,
        });
        let Some((paths, span)) = found else { return Some(Vec::new()) };
        let Some(source) = counted(body) else {
            return self.report(errors::show_without_count(&tree.name.text, span));
        };
        let home = super::resolver::Home::Source(source);
        let shown: Vec<Option<Shown>> = paths
            .iter()
            .map(|path| {
                let value = self.row_path(path, RowScope::of_aggregate(source, home))?;
                Some(Shown { name: dimension_name(path), value })
            })
            .collect();
        shown.into_iter().collect()
    }

    #[expect(clippy::option_option, reason = "outside: is it right, inside: is it there")]
    fn confidence(&mut self, tree: &'a ast::Metric, reach: &Reach) -> Option<Option<Confidence>> {
        let found = tree.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Confidence { percent, per } => Some((*percent, per.as_ref(), clause.span)),
            _ => None,
        });
        let Some((percent, per, span)) = found else { return Some(None) };
        if !(50.0..=99.9).contains(&percent) {
            return self.report(errors::confidence_level(self.words(span), span));
        }
        let level = percent / 100.0;
        let Some(path) = per else { return Some(Some(Confidence { level, per: None, span })) };
        let [source] = reach.sources.as_slice() else {
            return self.report(errors::confidence_of_several(self.words(path.span), path.span));
        };
        let key = self.row_path(path, RowScope::of_context(*source, super::row::Place::Dimension))?;
        Some(Some(Confidence { level, per: Some(key), span }))
    }

    /// Which direction is good: said, or what the targets say together.
    #[expect(clippy::option_option, reason = "outside: is it right, inside: is there one")]
    fn direction(&mut self, tree: &'a ast::Metric, lines: &[Line]) -> Option<Option<Better>> {
        let said = tree.clauses.iter().find_map(|clause| match clause.kind {
            ClauseKind::Better(better) => Some((better, clause.span)),
            _ => None,
        });
        let directed: Vec<(Better, &Line)> =
            lines.iter().filter_map(|line| Some((super::lines::direction_of(&line.bound)?, line))).collect();
        if let Some((better, span)) = said {
            if let Some((_, line)) = directed.iter().find(|(direction, _)| *direction != better) {
                return self.report(errors::target_contradicts_better(better, span, &line.text, line.span, line.role));
            }
            return Some(Some(better));
        }
        let mut targets = directed.iter().filter(|(_, line)| line.role == crate::model::metric::Role::Target);
        let Some((first, _)) = targets.next() else { return Some(None) };
        Some(targets.all(|(direction, _)| direction == first).then_some(*first))
    }
}

/// The clauses that are only words and numbers.
fn take_words(metric: &mut Metric, clause: &Clause) {
    match &clause.kind {
        ClauseKind::MinN(least) => metric.min_n = Some(*least),
        ClauseKind::Fill(value) => metric.fill = Some(*value),
        ClauseKind::Label { language: None, text } => metric.label = Some(text.value.clone()),
        ClauseKind::Label { language: Some(language), text } => {
            metric.labels.insert(language.clone(), text.value.clone());
        }
        ClauseKind::Owner(text) => metric.owner = Some(text.value.clone()),
        ClauseKind::Group(text) => metric.group = Some(text.value.clone()),
        ClauseKind::Source(text) => metric.reference = Some(text.value.clone()),
        ClauseKind::Tags(names) => metric.tags.extend(names.iter().map(|name| name.text.clone())),
        ClauseKind::Weight(weight) => metric.weight = Some(*weight),
        ClauseKind::Hidden => metric.hidden = true,
        ClauseKind::Target(_)
        | ClauseKind::Warn(_)
        | ClauseKind::Unit(_)
        | ClauseKind::By { .. }
        | ClauseKind::Where(_)
        | ClauseKind::Over(_)
        | ClauseKind::Show(_)
        | ClauseKind::Confidence { .. }
        | ClauseKind::Better(_) => {}
    }
}

/// The word of a clause that stands once.
fn single_word(clause: &Clause) -> Option<String> {
    let word = match &clause.kind {
        ClauseKind::Target(_) | ClauseKind::Warn(_) | ClauseKind::By { .. } => return None,
        ClauseKind::Label { language: Some(language), .. } => return Some(format!("label {language}")),
        ClauseKind::Label { language: None, .. } => "label",
        ClauseKind::Unit(_) => "unit",
        ClauseKind::Where(_) => "where",
        ClauseKind::Over(_) => "over",
        ClauseKind::Show(_) => "show",
        ClauseKind::MinN(_) => "min n",
        ClauseKind::Confidence { .. } => "confidence",
        ClauseKind::Better(_) => "better",
        ClauseKind::Fill(_) => "fill",
        ClauseKind::Owner(_) => "owner",
        ClauseKind::Group(_) => "group",
        ClauseKind::Source(_) => "source",
        ClauseKind::Tags(_) => "tags",
        ClauseKind::Weight(_) => "weight",
        ClauseKind::Hidden => "hidden",
    };
    Some(word.to_owned())
}

/// The limits of lines.
fn limits(lines: &[Line]) -> impl Iterator<Item = &MetricExpr> {
    use crate::model::metric::Bound;
    lines.iter().flat_map(|line| match &line.bound {
        Bound::Compare(_, limit) => vec![limit],
        Bound::Between(low, high) => vec![low, high],
    })
}

/// The source whose rows a metric counts.
fn counted(expr: &MetricExpr) -> Option<SourceId> {
    match &expr.kind {
        MetricKind::Over(inner, _) | MetricKind::Where(inner, _) => counted(inner),
        MetricKind::Aggregate(aggregate) => {
            let rows = matches!(aggregate.input, Input::Rows) && aggregate.function == Aggregator::Count;
            rows.then_some(aggregate.source)
        }
        _ => None,
    }
}
