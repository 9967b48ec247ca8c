//! Everything that is computed after the cells: over a few thousand numbers, in one place, for every backend.
//!
//! [`Evaluator`] walks a formula; [`computed`] is where missing values and the rows behind them follow their rules,
//! [`interval`] how sure a value is.

mod branches;
mod computed;
mod gradient;
mod interval;
mod spread;
mod values;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use kpi_model::builtin::Aggregator;
use kpi_model::model::SourceId;
use kpi_syntax::ast::BinaryOp;

use crate::cell::{CellId, Selection};
use crate::expand::Plan;
use crate::formula::{Formula, FormulaKind, Leaf};
use crate::key::{Key, SliceKey};
use crate::numbers;
use crate::results::{CellResult, Outcome, Results};
pub use branches::Branches;
pub(crate) use computed::least;
pub use computed::{Computed, Missing};
use computed::{both, divide, filled, map, quotient, truth};
pub use interval::{Comparison, Interval, Method};

/// The results of a plan, with what is looked up again and again.
#[derive(Debug)]
pub struct Evaluator<'a> {
    plan: &'a Plan,
    results: &'a Results,
    parts: RefCell<HashMap<(CellId, usize), Rc<PartsBySlice>>>,
    known: RefCell<HashMap<(*const Formula, SliceKey), Computed>>,
    by_key: RefCell<HashMap<(CellId, usize), Rc<interval::ByKey>>>,
}

/// So many values are remembered; parts may be millions.
const MOST_KNOWN: usize = 200_000;

/// The keys of the parts of each slice.
type PartsBySlice = HashMap<SliceKey, Vec<Key>>;

impl<'a> Evaluator<'a> {
    /// An evaluator of this plan's formulas over its results.
    pub fn new(plan: &'a Plan, results: &'a Results) -> Self {
        Self {
            plan,
            results,
            parts: RefCell::new(HashMap::new()),
            known: RefCell::new(HashMap::new()),
            by_key: RefCell::new(HashMap::new()),
        }
    }

    /// The value of a metric for a slice; metrics that many others use are computed once.
    fn once(&self, formula: &Arc<Formula>, slice: &[Key]) -> Computed {
        let place = (Arc::as_ptr(formula), slice.to_vec());
        if let Some(known) = self.known.borrow().get(&place) {
            return known.clone();
        }
        let computed = self.value(formula, slice);
        let mut known = self.known.borrow_mut();
        if known.len() < MOST_KNOWN {
            known.insert(place, computed.clone());
        }
        computed
    }

    /// The value of a formula for a slice.
    pub fn value(&self, formula: &Formula, slice: &[Key]) -> Computed {
        match &formula.kind {
            FormulaKind::Number(number) => Computed::of(Ok(*number), None),
            FormulaKind::Named(_, inner) => self.once(inner, slice),
            FormulaKind::Filled(inner, fill) => filled(self.value(inner, slice), *fill),
            FormulaKind::Leaf(leaf) => self.leaf(leaf, slice),
            FormulaKind::Parts { function, distinct, parts, inner } => {
                self.parts(*function, *distinct, parts, inner, slice)
            }
            FormulaKind::Units { function, distinct, units } => {
                let values = units.iter().map(|unit| self.value(unit, slice)).collect();
                Self::combined(*function, *distinct, values, source_of(units.first().map(AsRef::as_ref), self.plan))
            }
            FormulaKind::Negate(inner) => map(self.value(inner, slice), |number| Ok(-number)),
            FormulaKind::Not(inner) => map(self.value(inner, slice), |number| Ok(truth(number == 0.0))),
            FormulaKind::Binary(operator, left, right) => self.binary(*operator, left, right, slice),
            FormulaKind::Compare(operator, left, right) => {
                let holds = |a: f64, b: f64| Ok(truth(numbers::compare(*operator, a, b)));
                both(&self.value(left, slice), &self.value(right, slice), holds)
            }
            FormulaKind::If(condition, then, otherwise) => self.choice(condition, then, otherwise, slice),
            FormulaKind::Call(function, arguments) => {
                let values: Vec<Computed> = arguments.iter().map(|part| self.value(part, slice)).collect();
                numbers::call(*function, &values)
            }
            FormulaKind::Growth(now, before) => both(&self.value(now, slice), &self.value(before, slice), |a, b| {
                if b > 0.0 { Ok((a / b - 1.0) * 100.0) } else { Err(Missing::BaseNotPositive) }
            })
            .into_quotient(),
            FormulaKind::Ratio(with, without) => {
                both(&self.value(with, slice), &self.value(without, slice), |a, b| divide(a, b, None)).into_quotient()
            }
            FormulaKind::Lift(with, without) => both(&self.value(with, slice), &self.value(without, slice), |a, b| {
                divide(a, b, None).map(|ratio| (ratio - 1.0) * 100.0)
            })
            .into_quotient(),
            FormulaKind::Impossible(reason) => Computed::of(Err(Missing::Impossible(reason.clone())), None),
        }
    }

    /// Numerator and denominator of a ratio or share: literal factors, signs and names are stripped first.
    pub fn ratio_parts(&self, formula: &Formula, slice: &[Key]) -> Option<(f64, f64)> {
        let literal = |part: &Formula| matches!(part.kind, FormulaKind::Number(_));
        match &formula.kind {
            FormulaKind::Named(_, inner) | FormulaKind::Negate(inner) | FormulaKind::Filled(inner, _) => {
                self.ratio_parts(inner, slice)
            }
            FormulaKind::Binary(BinaryOp::Multiply, left, right) if literal(right) => self.ratio_parts(left, slice),
            FormulaKind::Binary(BinaryOp::Multiply, left, right) if literal(left) => self.ratio_parts(right, slice),
            FormulaKind::Binary(BinaryOp::Divide, left, right) if literal(right) => self.ratio_parts(left, slice),
            FormulaKind::Binary(BinaryOp::Divide, left, right) => {
                let above = self.value(left, slice).value.ok()?;
                let below = self.value(right, slice).value.ok()?;
                Some((above, below))
            }
            FormulaKind::Leaf(leaf) => {
                let cell = self.plan.cells.get(leaf.cell.0)?;
                let outcome = self.outcome(leaf, slice).ok()?;
                #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
                (matches!(cell.function, Aggregator::Avg) && self.value(formula, slice).value.is_ok())
                    .then_some((outcome.sum, outcome.n as f64))
            }
            FormulaKind::Number(_)
            | FormulaKind::Parts { .. }
            | FormulaKind::Units { .. }
            | FormulaKind::Not(_)
            | FormulaKind::Binary(..)
            | FormulaKind::Compare(..)
            | FormulaKind::If(..)
            | FormulaKind::Call(..)
            | FormulaKind::Growth(..)
            | FormulaKind::Ratio(..)
            | FormulaKind::Lift(..)
            | FormulaKind::Impossible(_) => None,
        }
    }

    /// The slices that have rows: of every aggregate that is cut by all `width` dimensions.
    pub fn slices(&self, formula: &Formula, width: usize) -> BTreeSet<SliceKey> {
        let mut slices = BTreeSet::new();
        let mut leaves = Vec::new();
        collect(formula, &mut HashSet::new(), &mut leaves);
        for leaf in leaves {
            let full = (0..width).all(|position| leaf.dimensions.contains(&position));
            let Some(groups) = self.results.groups(leaf.cell, leaf.selection).filter(|_| full) else { continue };
            for (group, outcome) in groups {
                if outcome.rows > 0 {
                    slices.insert(project(group, &leaf.dimensions, width));
                }
            }
        }
        slices
    }

    fn leaf(&self, leaf: &Leaf, slice: &[Key]) -> Computed {
        let outcome = match self.outcome(leaf, slice) {
            Ok(outcome) => outcome,
            Err(missing) => return Computed::of(Err(missing), None),
        };
        let Some(cell) = self.plan.cells.get(leaf.cell.0) else {
            return Computed::of(Err(Missing::Impossible("there is no such cell".to_owned())), Some(outcome.n));
        };
        let computed = |value| Computed::aggregated(cell.function, value, outcome.n);
        if let Some((presence, selection)) = leaf.silent {
            let rows = self.results.groups(presence, selection).and_then(|groups| groups.get([].as_slice()));
            if rows.is_none_or(|rows| rows.rows == 0) {
                let presence = self.plan.cells.get(presence.0);
                let asked = presence.and_then(|cell| cell.selections.get(selection).copied()).unwrap_or(Selection::All);
                return computed(Err(Missing::NoRows(cell.source, asked)));
            }
        }
        let value = outcome.value.ok_or_else(|| {
            if let (Aggregator::Plugin(aggregate), 1..) = (cell.function, outcome.n) {
                return Missing::Undefined(aggregate.name());
            }
            Missing::Nothing(cell.function, cell.source)
        });
        computed(value)
    }

    fn outcome(&self, leaf: &Leaf, slice: &[Key]) -> Result<Outcome, Missing> {
        if let Some(CellResult::Failed(message)) = self.results.cells.get(leaf.cell.0) {
            return Err(Missing::Failed(message.clone()));
        }
        if let Some(CellResult::Failed(message)) = leaf.silent.and_then(|(cell, _)| self.results.cells.get(cell.0)) {
            return Err(Missing::Failed(message.clone()));
        }
        let key: SliceKey = leaf.dimensions.iter().filter_map(|position| slice.get(*position).cloned()).collect();
        let found = self.results.groups(leaf.cell, leaf.selection).and_then(|groups| groups.get(&key)).copied();
        let function = self.plan.cells.get(leaf.cell.0).map(|cell| cell.function);
        Ok(found.unwrap_or(Outcome { value: function.and_then(numbers::of_nothing), rows: 0, n: 0, sum: 0.0 }))
    }

    fn binary(&self, operator: BinaryOp, left: &Formula, right: &Formula, slice: &[Key]) -> Computed {
        let place = Some(right.span);
        let (left, right) = (self.value(left, slice), self.value(right, slice));
        let computed = both(&left, &right, |a, b| match operator {
            BinaryOp::Add => Ok(numbers::sum(a, b)),
            BinaryOp::Subtract => Ok(numbers::sum(a, -b)),
            BinaryOp::Multiply => Ok(a * b),
            BinaryOp::Divide => divide(a, b, place),
            BinaryOp::And => Ok(truth(a != 0.0 && b != 0.0)),
            BinaryOp::Or => Ok(truth(a != 0.0 || b != 0.0)),
        });
        if operator == BinaryOp::Divide { quotient(&left, &right, computed.value) } else { computed }
    }

    fn choice(&self, condition: &Formula, then: &Formula, otherwise: &Formula, slice: &[Key]) -> Computed {
        let condition = self.value(condition, slice);
        match condition.value {
            Err(missing) => Computed { value: Err(missing), ..condition },
            Ok(holds) => {
                let chosen = self.value(if holds == 0.0 { otherwise } else { then }, slice);
                let averaged = least(condition.averaged, chosen.averaged);
                Computed { n: least(condition.n, chosen.n), averaged, ..chosen }
            }
        }
    }

    fn parts(&self, function: Aggregator, distinct: bool, parts: &Leaf, inner: &Formula, slice: &[Key]) -> Computed {
        let source = self.plan.cells.get(parts.cell.0).map_or(SourceId(0), |cell| cell.source);
        let whole = self.leaf(parts, slice);
        if let Err(missing @ (Missing::Failed(_) | Missing::NoRows(..))) = whole.value {
            return Computed::aggregated(function, Err(missing), 0);
        }
        Self::combined(function, distinct, self.part_values(parts, inner, slice), source)
    }

    /// The inner value of each part, in the order of the keys.
    fn part_values(&self, parts: &Leaf, inner: &Formula, slice: &[Key]) -> Vec<Computed> {
        let mut values = Vec::new();
        self.each_part(parts, slice, &mut |inside| values.push(self.value(inner, inside)));
        values
    }

    /// Shows the slice of each part, in the order of the keys.
    fn each_part(&self, parts: &Leaf, slice: &[Key], see: &mut dyn FnMut(&[Key])) {
        let outer = parts.dimensions.len().saturating_sub(1);
        let by_slice = self.parts_by_slice(parts, outer);
        let wanted: SliceKey =
            parts.dimensions.iter().take(outer).filter_map(|position| slice.get(*position).cloned()).collect();
        let position = parts.dimensions.last().copied().unwrap_or(0);
        let mut inside: SliceKey = slice.to_vec();
        inside.resize(position + 1, Key::Empty);
        for key in by_slice.get(&wanted).map(Vec::as_slice).unwrap_or_default() {
            if let Some(place) = inside.get_mut(position) {
                *place = key.clone();
            }
            see(&inside);
        }
    }

    /// Parts are in the order of their keys; rows with an empty key are in none, and a moment that has only empty values is
    /// no moment.
    fn parts_by_slice(&self, parts: &Leaf, outer: usize) -> Rc<PartsBySlice> {
        let place = (parts.cell, parts.selection);
        if let Some(known) = self.parts.borrow().get(&place) {
            return Rc::clone(known);
        }
        let mut by_slice = PartsBySlice::new();
        for (group, outcome) in self.results.groups(parts.cell, parts.selection).into_iter().flatten() {
            let Some(key) = group.last().filter(|key| **key != Key::Empty && outcome.n > 0) else { continue };
            let slice = group.iter().take(outer).cloned().collect();
            by_slice.entry(slice).or_default().push(key.clone());
        }
        for keys in by_slice.values_mut() {
            keys.sort();
        }
        let by_slice = Rc::new(by_slice);
        self.parts.borrow_mut().insert(place, Rc::clone(&by_slice));
        by_slice
    }

    /// An aggregate of computed values. A value that is missing does not take part, unless something failed.
    fn combined(function: Aggregator, distinct: bool, values: Vec<Computed>, source: SourceId) -> Computed {
        let mut numbers = Vec::with_capacity(values.len());
        let count = values.len() as u64;
        for computed in values {
            match computed.value {
                Ok(number) => numbers.push(number),
                Err(missing @ (Missing::Failed(_) | Missing::Impossible(_) | Missing::NoRows(..))) => {
                    return Computed::aggregated(function, Err(missing), count);
                }
                Err(_) => {}
            }
        }
        let value = numbers::aggregate(function, distinct, &numbers).ok_or(Missing::Nothing(function, source));
        Computed::aggregated(function, value, numbers.len() as u64)
    }
}

fn collect<'f>(formula: &'f Formula, seen: &mut HashSet<*const Formula>, leaves: &mut Vec<&'f Leaf>) {
    if !seen.insert(std::ptr::from_ref(formula)) {
        return;
    }
    if let FormulaKind::Leaf(leaf) | FormulaKind::Parts { parts: leaf, .. } = &formula.kind {
        leaves.push(leaf);
    }
    formula.children().into_iter().for_each(|child| collect(child, seen, leaves));
}

/// The values of a group in the order of the slice.
fn project(group: &[Key], positions: &[usize], width: usize) -> SliceKey {
    let mut slice = vec![Key::Empty; width];
    for (key, position) in group.iter().zip(positions) {
        if let Some(place) = slice.get_mut(*position) {
            *place = key.clone();
        }
    }
    slice
}

fn source_of(formula: Option<&Formula>, plan: &Plan) -> SourceId {
    let mut leaves = Vec::new();
    if let Some(formula) = formula {
        collect(formula, &mut HashSet::new(), &mut leaves);
    }
    leaves.first().and_then(|leaf| plan.cells.get(leaf.cell.0)).map_or(SourceId(0), |cell| cell.source)
}
