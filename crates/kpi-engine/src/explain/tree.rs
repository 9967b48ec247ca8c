//! A formula as a tree of numbers, each with the rows behind it.
#![expect(clippy::wildcard_enum_match_arm, reason = "a few forms are told in their own way, the others by their parts")]

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kpi_diagnostics::Texts;
use kpi_model::model::{Model, Unit};
use kpi_plan::{Evaluator, Formula, FormulaKind, Leaf, Plan};
use serde::Serialize;

use super::account::Account;
use super::leaves::{Place, hull, place};

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
    /// Why there is no number, or what else has to be said.
    pub note: Option<String>,
    /// What became of the rows of its source, for an aggregate.
    pub rows: Option<Account>,
    /// What it is made of.
    pub children: Vec<Node>,
}

/// Tells formulas as trees.
pub(super) struct Teller<'a> {
    pub(super) texts: &'a Texts,
    pub(super) model: &'a Model,
    pub(super) plan: &'a Plan,
    pub(super) evaluator: &'a Evaluator<'a>,
    pub(super) accounts: &'a HashMap<Place, Account>,
    /// The metrics that were told already: each is told once.
    pub(super) told: RefCell<HashSet<*const Formula>>,
}

impl Teller<'_> {
    /// A metric by its name; readers see its unit, whatever its body gives.
    pub(super) fn named(&self, name: &str, unit: &Unit, formula: &Formula) -> Node {
        let mut node = self.node(formula);
        let body = self.words(formula);
        if body != name {
            node.text = format!("{name} = {body}");
        }
        node.unit = if unit.flexible { String::new() } else { unit.to_string() };
        node
    }

    fn node(&self, formula: &Formula) -> Node {
        if let FormulaKind::Named(id, inner) = &formula.kind {
            let metric = self.model.metric(*id);
            if !self.told.borrow_mut().insert(Arc::as_ptr(inner)) {
                return self.known(&metric.name, &metric.unit, inner);
            }
            return self.named(&metric.name, &metric.unit, inner);
        }
        let mut node = self.bare(self.words(formula), formula);
        match &formula.kind {
            FormulaKind::Leaf(leaf) => node.rows = self.account(leaf),
            FormulaKind::Parts { parts, inner, .. } => {
                node.rows = self.account(parts);
                node.children = vec![self.outline(inner, "for each of them")];
            }
            FormulaKind::Units { units, .. } => self.units(units, &mut node),
            _ => {
                let literal = |part: &&&Arc<Formula>| !matches!(part.kind, FormulaKind::Number(_));
                node.children = formula.children().iter().filter(literal).map(|part| self.node(part)).collect();
            }
        }
        node
    }

    /// A metric that stands in the tree already.
    fn known(&self, name: &str, unit: &Unit, formula: &Formula) -> Node {
        let mut node = self.bare(name.to_owned(), formula);
        node.unit = if unit.flexible { String::new() } else { unit.to_string() };
        let why = node.note.take().map(|note| format!("; {note}")).unwrap_or_default();
        Node { note: Some(format!("as above{why}")), ..node }
    }

    /// The number alone.
    fn bare(&self, text: String, formula: &Formula) -> Node {
        let computed = self.evaluator.value(formula, &[]);
        let unit = if formula.unit.flexible { String::new() } else { formula.unit.to_string() };
        let note = computed.value.as_ref().err().map(|missing| missing.words(self.model, self.texts));
        // Adding zero makes one zero of the two.
        let value = computed.value.ok().map(|value| value + 0.0);
        Node { text, value, unit, n: computed.n, note, rows: None, children: Vec::new() }
    }

    /// The units of a window: their numbers, and the rows of all of them together where that is possible.
    fn units(&self, units: &[Arc<Formula>], node: &mut Node) {
        let together = hull(units, self.plan).and_then(|place| self.accounts.get(&place));
        node.rows = together.cloned();
        let unit = |formula: &Arc<Formula>| {
            let mut unit = self.bare(window_name(formula.window), formula);
            if together.is_none() {
                let inside = self.node(formula);
                (unit.rows, unit.children) = (inside.rows, inside.children);
            }
            unit
        };
        node.children = units.iter().map(unit).collect();
    }

    /// What is computed for each part: there is no one number of it, but there are its rows.
    fn outline(&self, formula: &Formula, note: &str) -> Node {
        let rows = match &formula.kind {
            FormulaKind::Leaf(leaf) | FormulaKind::Parts { parts: leaf, .. } => self.account(leaf),
            _ => None,
        };
        let known = matches!(&formula.kind, FormulaKind::Named(_, inner)
            if !self.told.borrow_mut().insert(Arc::as_ptr(inner)));
        let inside = if known { Vec::new() } else { formula.children() };
        let literal = |part: &&&Arc<Formula>| !matches!(part.kind, FormulaKind::Number(_));
        let children = inside.iter().filter(literal).map(|part| self.outline(part, "")).collect();
        let note = if known { "as above" } else { note };
        let note = Some(note.to_owned()).filter(|note| !note.is_empty());
        let unit = if formula.unit.flexible { String::new() } else { formula.unit.to_string() };
        Node { text: self.words(formula), value: None, unit, n: None, note, rows, children }
    }

    fn account(&self, leaf: &Leaf) -> Option<Account> {
        self.accounts.get(&place(leaf, self.plan)?).cloned()
    }

    fn words(&self, formula: &Formula) -> String {
        self.texts.slice(formula.span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn window_name(window: kpi_plan::TimeWindow) -> String {
    let grain = match window.shape {
        kpi_plan::Shape::Grain(grain) => Some(grain),
        _ => None,
    };
    if window.start.date() == window.end.date() || grain.is_none() {
        return window.start.strftime("%Y-%m-%d %H:%M").to_string();
    }
    kpi_plan::period_name(grain, window.start.date(), window.end.date())
}
