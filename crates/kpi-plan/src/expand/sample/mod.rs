//! From a formula to its sample: its totals, and the cells that tell how far they stray.
//!
//! What a row adds to a total is a [`contribution::Contribution`]: conditions, and a number unless it only counts. The products of two
//! contributions are cells of their own; a product that only counts is often a cell that is there already. Which metrics
//! may have an interval at all was checked when they were resolved; a case that shows only here is
//! [`SampleKind::Impossible`].

mod contribution;

use std::collections::HashSet;

use kpi_diagnostics::Span;
use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Metric, Type};
use kpi_syntax::ast::BinaryOp;

use self::contribution::{Contribution, as_number, made, present, product};
use super::Expander;
use super::context::Context;
use crate::calendar::TimeWindow;
use crate::cell::{Cell, Pinned};
use crate::fingerprint::{depends_on_window, print_expr};
use crate::formula::{Formula, FormulaKind, Leaf};
use crate::sample::{KeyOf, Reading, Sample, SampleKind, Total};

impl<'m> Expander<'m> {
    /// The sample of a value whose metric asks for an interval.
    pub(super) fn sample(&mut self, metric: &'m Metric, value: &Formula, context: &Context<'m>) -> Option<Sample> {
        let confidence = metric.confidence.as_ref()?;
        let mut found = Found::default();
        found.look(value, &self.cells);
        let kind = match (found.obstacle, found.parts.as_slice(), found.totals.is_empty(), &confidence.per) {
            (Some(obstacle), ..) => Err(obstacle),
            (None, [], false, Some(key)) => {
                let key = self.prints.pin(key, context.window);
                self.by_key(found.totals, &key, KeyOf::Definition, context)
            }
            (None, [], false, None) => {
                self.share(value).map_or_else(|| self.rows_or_row_by_row(found.totals, value.span, context), Ok)
            }
            (None, [first, rest @ ..], true, None) if rest.iter().all(|other| same_rows(first, other)) => {
                Ok(SampleKind::Parts(first.clone()))
            }
            _ => Err("its aggregates are over different things".to_owned()),
        };
        Some(Sample { level: confidence.level, kind: kind.unwrap_or_else(SampleKind::Impossible) })
    }

    fn rows_of(&mut self, totals: Vec<Total>) -> Result<SampleKind, String> {
        let contributions =
            totals.iter().map(|total| self.contribution(total)).collect::<Option<Vec<_>>>().ok_or(NO_CELL)?;
        let mut products = Vec::with_capacity(totals.len());
        for (index, left) in contributions.iter().enumerate() {
            let others = contributions.get(index..).unwrap_or_default();
            let row = others.iter().map(|right| Ok(product(left, right)?.map(|product| self.summed(product))));
            products.push(row.collect::<Result<Vec<_>, String>>()?);
        }
        let rows = self.counted_once(&contributions)?;
        Ok(SampleKind::Rows { totals, products, rows })
    }

    /// Counts of the rows that add to any total: one count for each time, less what two times have in common, and so on.
    fn counted_once(&mut self, contributions: &[Contribution]) -> Result<Vec<(f64, Leaf)>, String> {
        let sets = self.sets(contributions);
        if sets.len() > MOST_TIMES {
            return Err(TOO_MANY_TIMES.to_owned());
        }
        let mut counts: Vec<(f64, Contribution)> = Vec::new();
        for set in sets {
            let mut common = Vec::new();
            for (sign, known) in &counts {
                common.extend(product(known, &set)?.map(|common| (-sign, common)));
            }
            counts.push((1.0, set));
            counts.extend(common);
        }
        Ok(counts.into_iter().map(|(sign, count)| (sign, self.summed(count))).collect())
    }

    /// The rows of contributions, one set for each time and cut.
    fn sets(&self, contributions: &[Contribution]) -> Vec<Contribution> {
        let mut sets: Vec<Contribution> = Vec::new();
        let counts: Vec<Contribution> = contributions.iter().map(Contribution::counted).collect();
        for (index, count) in counts.iter().enumerate() {
            let within = |(place, other): (usize, &Contribution)| {
                place != index && self.within(count, other) && (place < index || !self.within(other, count))
            };
            if counts.iter().enumerate().any(within) {
                continue;
            }
            let merged = sets.iter_mut().find_map(|set| set.or(count).map(|merged| *set = merged));
            if merged.is_none() {
                sets.push(count.clone());
            }
        }
        sets
    }

    /// Products of rows; where they cannot be had, the rows one by one, told apart by their key.
    fn rows_or_row_by_row(
        &mut self,
        totals: Vec<Total>,
        span: Span,
        context: &Context<'m>,
    ) -> Result<SampleKind, String> {
        let reason = match self.rows_of(totals.clone()) {
            Ok(rows) => return Ok(rows),
            Err(reason) => reason,
        };
        let source = totals.first().and_then(|total| self.cells.get(total.leaf.cell.0)).map(|cell| cell.source);
        let source = self.model.source(source.ok_or(NO_CELL)?);
        let [key] = source.key.as_slice() else { return Err(format!("{reason}, and `{}` has no key", source.name)) };
        let kind_of_value = source.columns.get(key.0).map_or(Type::Unknown, |column| column.kind);
        let key = made(RowKind::Column(*key), kind_of_value, None, span);
        self.by_key(totals, &key, KeyOf::Row, context)
    }

    fn by_key(
        &mut self,
        totals: Vec<Total>,
        key: &Pinned,
        whose: KeyOf,
        context: &Context<'m>,
    ) -> Result<SampleKind, String> {
        let mut by_key = Vec::with_capacity(totals.len());
        for total in &totals {
            let mut contribution = self.contribution(total).ok_or(NO_CELL)?;
            contribution.dimensions.push((context.width, key.clone()));
            by_key.push(self.summed(contribution));
        }
        Ok(SampleKind::Groups { key: whose, totals, by_key })
    }

    /// The cell that adds contributions up.
    fn summed(&mut self, contribution: Contribution) -> Leaf {
        let Contribution { source, mut filters, number, dimensions, clock, selection } = contribution;
        filters.sort_by(|left, right| (&left.print, left.window).cmp(&(&right.print, right.window)));
        filters.dedup();
        let (positions, dimensions) = dimensions.into_iter().unzip();
        let cell = Cell {
            source,
            function: if number.is_some() { Aggregator::Sum } else { Aggregator::Count },
            distinct: false,
            value: number,
            filters,
            dimensions,
            clock,
            selections: Vec::new(),
        };
        let (cell, selection) = self.intern(cell, selection);
        Leaf { cell, selection, dimensions: positions, silent: None }
    }

    fn contribution(&self, total: &Total) -> Option<Contribution> {
        let cell = self.cells.get(total.leaf.cell.0)?;
        let mut filters = cell.filters.clone();
        let mut number = None;
        match (&cell.value, cell.function, total.reading) {
            (None, ..) => {}
            (Some(value), Aggregator::Count, _) | (Some(value), _, Reading::Present) => filters.push(present(value)),
            // A condition adds 1 where it is true.
            (Some(value), ..) if value.expr.kind_of_value == Type::Bool => filters.push(value.clone()),
            (Some(value), ..) => number = Some(as_number(value)),
        }
        Some(Contribution {
            source: cell.source,
            filters,
            number,
            dimensions: total.leaf.dimensions.iter().copied().zip(cell.dimensions.iter().cloned()).collect(),
            clock: cell.clock.clone(),
            selection: *cell.selections.get(total.leaf.selection)?,
        })
    }

    /// A share of rows: the average of a condition, or a count among the rows of another count.
    fn share(&self, value: &Formula) -> Option<SampleKind> {
        let core = value.core();
        let found = if let FormulaKind::Leaf(leaf) = &core.inner.kind {
            self.share_of_condition(leaf)
        } else if let FormulaKind::Binary(BinaryOp::Divide, above, below) = &core.inner.kind {
            self.share_of_counts(above, below)
        } else {
            None
        };
        let (part, all, factor) = found?;
        Some(SampleKind::Share { part, all, scale: core.scale * factor, offset: core.offset })
    }

    /// `avg(condition)`
    fn share_of_condition(&self, leaf: &Leaf) -> Option<(Total, Total, f64)> {
        let cell = self.cells.get(leaf.cell.0)?;
        let condition = cell.value.as_ref()?.expr.kind_of_value == Type::Bool;
        let average = cell.function == Aggregator::Avg && condition && !cell.distinct;
        let total = |reading| Total { leaf: leaf.clone(), reading };
        average.then(|| (total(Reading::Sum), total(Reading::Present), 1.0))
    }

    /// `count(… where …) / count(…)`, with the literal factor between them.
    fn share_of_counts(&self, above: &Formula, below: &Formula) -> Option<(Total, Total, f64)> {
        let (above, below) = (above.core(), below.core());
        let (FormulaKind::Leaf(part), FormulaKind::Leaf(all)) = (&above.inner.kind, &below.inner.kind) else {
            return None;
        };
        let total = |leaf: &Leaf| Total { leaf: leaf.clone(), reading: Reading::Sum };
        let plain = above.offset == 0.0 && below.offset == 0.0 && below.scale != 0.0;
        (plain && self.among(&total(part), &total(all))).then(|| (total(part), total(all), above.scale / below.scale))
    }

    /// Whether the rows that one total counts are among those that the other counts, whatever the data.
    fn among(&self, part: &Total, all: &Total) -> bool {
        let (Some(few), Some(many)) = (self.contribution(part), self.contribution(all)) else { return false };
        few.number.is_none() && many.number.is_none() && self.within(&few, &many)
    }

    /// Whether all rows of one contribution are among those of the other, by their conditions alone.
    fn within(&self, few: &Contribution, many: &Contribution) -> bool {
        let conditions = |contribution: &Contribution| -> HashSet<(String, Option<TimeWindow>)> {
            let terms = contribution.filters.iter().flat_map(|filter| terms(&filter.expr, filter.window));
            terms
                .map(|(term, window)| (print_expr(term), window.filter(|_| depends_on_window(term, self.model))))
                .collect()
        };
        few.is_cut_as(many) && conditions(many).is_subset(&conditions(few))
    }
}

/// More times than this are refused: their overlaps are counted one by one.
const MOST_TIMES: usize = 5;
const TOO_MANY_TIMES: &str = "it mixes too many windows";
const NO_CELL: &str = "there is no such cell";

/// What a formula is made of.
#[derive(Default)]
struct Found {
    totals: Vec<Total>,
    parts: Vec<Leaf>,
    obstacle: Option<String>,
    seen: HashSet<*const Formula>,
}

impl Found {
    fn look(&mut self, formula: &Formula, cells: &[Cell]) {
        if !self.seen.insert(std::ptr::from_ref(formula)) {
            return;
        }
        if let FormulaKind::Leaf(leaf) = &formula.kind {
            self.total(leaf, Reading::Sum);
            if cells.get(leaf.cell.0).is_some_and(|cell| cell.function == Aggregator::Avg) {
                self.total(leaf, Reading::Present);
            }
        }
        if let FormulaKind::Parts { parts, .. } = &formula.kind {
            // A part is one thing, whatever it is made of.
            return self.parts.push(parts.clone());
        }
        if let FormulaKind::Impossible(reason) = &formula.kind {
            self.obstacle = Some(reason.clone());
        }
        formula.children().into_iter().for_each(|child| self.look(child, cells));
    }

    fn total(&mut self, leaf: &Leaf, reading: Reading) {
        let total = Total { leaf: leaf.clone(), reading };
        if !self.totals.iter().any(|known| known.place() == total.place()) {
            self.totals.push(total);
        }
    }
}

fn same_rows(left: &Leaf, right: &Leaf) -> bool {
    (left.cell, left.selection, &left.dimensions) == (right.cell, right.selection, &right.dimensions)
}

/// The conditions that are joined by `and`.
fn terms(expr: &RowExpr, window: Option<TimeWindow>) -> Vec<(&RowExpr, Option<TimeWindow>)> {
    if let RowKind::Binary(BinaryOp::And, left, right) = &expr.kind {
        let mut list = terms(left, window);
        list.extend(terms(right, window));
        return list;
    }
    vec![(expr, window)]
}
