//! Targets and warning lines.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a reader of clauses and scopes picks the few forms that it is about"
)]

use jiff::civil::Date;
use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, Better, BinaryOp, ClauseKind, CompareOp, ExprKind, Set, UnaryOp};

use super::metric::{MetricScope, dimension_name};
use super::reach::Reach;
use super::resolver::{Home, MetricFacts, Resolver};
use super::units::Operand;
use crate::errors;
use crate::model::metric::{Bound, Dimension, Line, MetricExpr, MetricKind, Role, ScopeTerm};
use crate::model::{Type, Unit};

impl<'a> Resolver<'a> {
    /// The lines of a metric in the order of the text; none when one of them is wrong.
    pub(super) fn lines(&mut self, tree: &'a ast::Metric, facts: &MetricFacts, home: Home) -> Option<Vec<Line>> {
        let mut lines = Vec::new();
        let mut fine = Some(());
        for clause in &tree.clauses {
            let (role, line) = match &clause.kind {
                ClauseKind::Target(line) => (Role::Target, line),
                ClauseKind::Warn(line) => (Role::Warn, line),
                _ => continue,
            };
            match self.line(role, line, clause.span, tree, facts, home) {
                Some(line) => lines.push(line),
                None => fine = None,
            }
        }
        fine?;
        self.refuse_overlaps(&lines)?;
        self.check_warnings(&lines)?;
        Some(lines)
    }

    fn line(
        &mut self,
        role: Role,
        line: &ast::Line,
        span: Span,
        tree: &ast::Metric,
        facts: &MetricFacts,
        home: Home,
    ) -> Option<Line> {
        let scope = match &line.scope {
            Some(scope) => self.scope_terms(scope),
            None => Some(Vec::new()),
        };
        let (bound, text) = match &line.bound {
            ast::Bound::Compare(op, limit) => {
                let text = format!("{} {}", op.symbol(), self.words(limit_span(limit)));
                (Bound::Compare(*op, self.limit(limit, tree, facts, home)?), text)
            }
            ast::Bound::Between(low, high) => {
                let text = format!("between {} and {}", self.words(limit_span(low)), self.words(limit_span(high)));
                let (low, high) = (self.limit(low, tree, facts, home), self.limit(high, tree, facts, home));
                (Bound::Between(low?, high?), text)
            }
        };
        if let Bound::Between(low, high) = &bound
            && let (Some(least), Some(most)) = (number(low), number(high))
            && least > most
        {
            return self.report(errors::empty_range(&text, span));
        }
        Some(Line { role, bound, scope: scope?, since: line.since, text, span })
    }

    fn limit(&mut self, limit: &ast::Limit, tree: &ast::Metric, facts: &MetricFacts, home: Home) -> Option<MetricExpr> {
        let (name, unit) = (&tree.name.text, &facts.unit);
        match limit {
            ast::Limit::Percent(number, span) => {
                if !unit.percent && facts.kind != Type::Unknown && !unit.flexible {
                    return self.report(errors::percent_target(name, self.words(*span), *span, unit));
                }
                Some(MetricExpr {
                    kind: MetricKind::Number(*number),
                    kind_of_value: Type::Number,
                    unit: Unit::percent(),
                    span: *span,
                })
            }
            ast::Limit::Expr(expr) => {
                let limit = self.metric_number(expr, MetricScope::of_file(home))?;
                let value = Operand {
                    kind: facts.kind,
                    unit: unit.clone(),
                    share: facts.share,
                    literal: None,
                    span: tree.name.span,
                };
                let other = self.metric_operand(&limit);
                self.check_limit(name, &value, &other)?;
                Some(limit)
            }
        }
    }

    fn check_limit(&mut self, name: &str, value: &Operand, limit: &Operand) -> Option<()> {
        if value.kind == Type::Unknown || limit.kind == Type::Unknown {
            return Some(());
        }
        let words = self.words(limit.span);
        if value.kind != limit.kind {
            return self.report(errors::line_of_duration(name, value, limit, words));
        }
        // A label says nothing that could contradict.
        let labelled = value.unit.label.is_some() && value.unit.factors.is_empty();
        if value.unit.fits(&limit.unit) || labelled {
            return Some(());
        }
        self.report(errors::line_unit(name, value, limit, words))
    }

    /// `for segment = "smb" and country in ("de", "at")`
    pub(super) fn scope_terms(&mut self, expr: &ast::Expr) -> Option<Vec<ScopeTerm>> {
        match &expr.kind {
            ExprKind::Binary(BinaryOp::And, left, right) => {
                let (left, right) = (self.scope_terms(left), self.scope_terms(right));
                let mut terms = left?;
                terms.extend(right?);
                Some(terms)
            }
            ExprKind::Paren(inner, modifiers) if modifiers.is_empty() => self.scope_terms(inner),
            ExprKind::Compare(CompareOp::Equal, left, right) => match (&left.kind, scope_value(right)) {
                (ExprKind::Path(path), Some(value)) => {
                    Some(vec![ScopeTerm { dimension: dimension_name(path), values: vec![Some(value)] }])
                }
                _ => self.report(errors::scope_form(self.words(expr.span), expr.span)),
            },
            ExprKind::In { value, negated: false, set: Set::List(list) } => {
                let values: Option<Vec<Option<String>>> =
                    list.iter().map(|value| scope_value(value).map(Some)).collect();
                match (&value.kind, values) {
                    (ExprKind::Path(path), Some(values)) => {
                        Some(vec![ScopeTerm { dimension: dimension_name(path), values }])
                    }
                    _ => self.report(errors::scope_form(self.words(expr.span), expr.span)),
                }
            }
            ExprKind::IsNull { value, negated: false } => match &value.kind {
                ExprKind::Path(path) => Some(vec![ScopeTerm { dimension: dimension_name(path), values: vec![None] }]),
                _ => self.report(errors::scope_form(self.words(expr.span), expr.span)),
            },
            _ => self.report(errors::scope_form(self.words(expr.span), expr.span)),
        }
    }

    /// Whether the dimensions of all scopes exist.
    pub(super) fn check_scopes(&mut self, tree: &'a ast::Metric, reach: &Reach) -> Option<()> {
        let mut fine = Some(());
        for clause in &tree.clauses {
            let (ClauseKind::Target(line) | ClauseKind::Warn(line)) = &clause.kind else { continue };
            if let Some(scope) = &line.scope
                && self.scope_dimensions(scope, reach).is_none()
            {
                fine = None;
            }
        }
        fine
    }

    /// The dimensions of a scope, in its order.
    pub(super) fn scope_dimensions(&mut self, scope: &ast::Expr, reach: &Reach) -> Option<Vec<Dimension>> {
        let mut paths = Vec::new();
        scope_paths(scope, &mut paths);
        let dimensions: Vec<_> =
            paths.into_iter().map(|path| self.dimension(path, reach.cut_by(&dimension_name(path)))).collect();
        dimensions.into_iter().collect()
    }

    /// No slice may have two lines of one role at one time.
    fn refuse_overlaps(&mut self, lines: &[Line]) -> Option<()> {
        let mut fine = Some(());
        for (index, second) in lines.iter().enumerate() {
            let clash = lines.iter().take(index).find(|first| first.role == second.role && clashes(first, second));
            if let Some(first) = clash {
                fine = self.report(errors::overlapping_lines(first, second, same_scope(&first.scope, &second.scope)));
            }
        }
        fine
    }

    fn check_warnings(&mut self, lines: &[Line]) -> Option<()> {
        let mut fine = Some(());
        for warn in lines.iter().filter(|line| line.role == Role::Warn) {
            let mut targets = lines
                .iter()
                .filter(|line| line.role == Role::Target && same_scope(&line.scope, &warn.scope))
                .peekable();
            if targets.peek().is_none() {
                fine = self.report(errors::warn_without_target(warn, lines.iter().any(|l| l.role == Role::Target)));
                continue;
            }
            if let Some(target) =
                targets.find(|target| meet(lines, warn, target) && is_stricter(&warn.bound, &target.bound))
            {
                fine = self.report(errors::warn_stricter(warn, target));
            }
        }
        fine
    }
}

/// Which direction a bound calls good.
pub(super) fn direction_of(bound: &Bound) -> Option<Better> {
    match bound {
        Bound::Compare(CompareOp::Less | CompareOp::LessOrEqual, _) => Some(Better::Lower),
        Bound::Compare(CompareOp::Greater | CompareOp::GreaterOrEqual, _) => Some(Better::Higher),
        Bound::Compare(CompareOp::Equal | CompareOp::NotEqual, _) | Bound::Between(..) => None,
    }
}

fn limit_span(limit: &ast::Limit) -> Span {
    match limit {
        ast::Limit::Percent(_, span) => *span,
        ast::Limit::Expr(expr) => expr.span,
    }
}

fn number(expr: &MetricExpr) -> Option<f64> {
    match expr.kind {
        MetricKind::Number(number) => Some(number),
        _ => None,
    }
}

/// A value of a slice as it is written in a result.
fn scope_value(expr: &ast::Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Text(text) => Some(text.clone()),
        ExprKind::Number(number) => Some(number.to_string()),
        ExprKind::Unary(UnaryOp::Negate, number) => match number.kind {
            ExprKind::Number(number) => Some((0.0 - number).to_string()),
            _ => None,
        },
        ExprKind::Bool(value) => Some(value.to_string()),
        ExprKind::Date(date) => Some(date.to_string()),
        _ => None,
    }
}

fn scope_paths<'t>(expr: &'t ast::Expr, found: &mut Vec<&'t ast::Path>) {
    match &expr.kind {
        ExprKind::Path(path) => found.push(path),
        ExprKind::Binary(_, left, right) => {
            scope_paths(left, found);
            scope_paths(right, found);
        }
        ExprKind::Compare(_, left, _)
        | ExprKind::Paren(left, _)
        | ExprKind::In { value: left, .. }
        | ExprKind::IsNull { value: left, .. } => {
            scope_paths(left, found);
        }
        _ => {}
    }
}

fn same_scope(left: &[ScopeTerm], right: &[ScopeTerm]) -> bool {
    left.len() == right.len() && left.iter().all(|term| right.contains(term))
}

/// Whether two lines of one role are for one slice at one time.
fn clashes(first: &Line, second: &Line) -> bool {
    if same_scope(&first.scope, &second.scope) {
        return first.since == second.since;
    }
    if first.scope.is_empty() || second.scope.is_empty() {
        // Without a scope a line is for the rest.
        return false;
    }
    let disjoint = first.scope.iter().any(|term| {
        second.scope.iter().any(|other| {
            term.dimension == other.dimension && !term.values.iter().any(|value| other.values.contains(value))
        })
    });
    !disjoint
}

/// Whether there is a day on which both lines of one scope are the latest of their role.
fn meet(lines: &[Line], one: &Line, other: &Line) -> bool {
    let replaced = |line: &Line| {
        let next = lines
            .iter()
            .filter(|next| next.role == line.role && same_scope(&next.scope, &line.scope) && next.since > line.since);
        next.filter_map(|next| next.since).min()
    };
    let begun = |line: &Line, end: Option<Date>| end.is_none_or(|end| line.since.is_none_or(|since| since < end));
    begun(one, replaced(other)) && begun(other, replaced(one))
}

/// Whether a warning line asks for more than its target, as far as numbers tell.
fn is_stricter(warn: &Bound, target: &Bound) -> bool {
    match (warn, target) {
        (Bound::Compare(warn_by, warn_limit), Bound::Compare(target_by, target_limit)) => {
            let strict = |by: &CompareOp| matches!(by, CompareOp::Less | CompareOp::Greater);
            let leaves_out = strict(warn_by) && !strict(target_by);
            let (direction, other) = (direction_of(warn), direction_of(target));
            if direction.is_some() && other.is_some() && direction != other {
                return true;
            }
            match (direction, number(warn_limit), number(target_limit)) {
                (Some(Better::Lower), Some(warn), Some(target)) => warn < target || warn <= target && leaves_out,
                (Some(Better::Higher), Some(warn), Some(target)) => warn > target || warn >= target && leaves_out,
                _ => false,
            }
        }
        (Bound::Between(low, high), Bound::Between(target_low, target_high)) => {
            let above = matches!((number(low), number(target_low)), (Some(warn), Some(target)) if warn > target);
            let below = matches!((number(high), number(target_high)), (Some(warn), Some(target)) if warn < target);
            above || below
        }
        (Bound::Compare(..), Bound::Between(..)) | (Bound::Between(..), Bound::Compare(..)) => false,
    }
}
