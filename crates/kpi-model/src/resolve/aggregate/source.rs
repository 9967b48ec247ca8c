//! Whose rows an aggregate takes: the source that its names begin with, else the file's `from`; never two.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, ExprKind, ModifierKind, Set, WindowKind};

use crate::builtin::Aggregator;
use crate::errors;
use crate::model::SourceId;
use crate::resolve::resolver::{Home, Resolver};

impl Resolver<'_> {
    /// The source of an aggregate; `asking` is that of the row whose field it is.
    pub(in crate::resolve) fn aggregate_source(
        &mut self,
        function: Aggregator,
        call: &ast::Call,
        home: Home,
        asking: Option<SourceId>,
        span: Span,
    ) -> Option<SourceId> {
        let mut named = Vec::new();
        if let Some(source) = self.bare_source(function, call) {
            named.push((source, call.callee.span));
        }
        for argument in &call.arguments {
            self.sources_in(argument, &mut named);
        }
        let own_arguments = named.len();
        for modifier in &call.modifiers {
            self.sources_in_modifier(modifier, &mut named);
        }
        // The asking row's source may be named by mistake for `this`; then the other one is meant.
        let (first, _) =
            match named.iter().take(own_arguments).chain(&named).find(|(source, _)| Some(*source) != asking) {
                Some(first) => *first,
                None => match named.first() {
                    Some(first) => *first,
                    None => return self.home_source(function, call, home, span),
                },
            };
        // The reference to a derived source may have that source's name.
        let is_reference = |source| self.sources.reference(first, self.sources.name(source)).is_some();
        let foreign = |source| source != first && Some(source) != asking && !is_reference(source);
        let second = named.iter().find(|(source, _)| foreign(*source));
        if let Some((second, place)) = second {
            let way = self.sources.references_between(first, *second).first().copied();
            let way = way.map(|way| self.sources.get(first).reference(way).name.clone());
            let (words, first, second) = (self.words(*place), self.sources.name(first), self.sources.name(*second));
            let diagnostic = errors::two_sources(words, *place, first, second, way.as_deref());
            return self.report(diagnostic);
        }
        Some(first)
    }

    fn home_source(&mut self, function: Aggregator, call: &ast::Call, home: Home, span: Span) -> Option<SourceId> {
        if let (Aggregator::Count | Aggregator::Any | Aggregator::First | Aggregator::Last, [argument], None) =
            (function, call.arguments.as_slice(), call.distinct)
            && let Some(name) = single_name(argument)
            && self.is_no_name_of(home, function, name)
        {
            self.report_unknown_source(name);
            return None;
        }
        match home {
            Home::Source(source) => Some(source),
            Home::Broken => None,
            Home::Nowhere => {
                if let Some(stranger) = call.arguments.iter().find_map(first_of_path) {
                    self.report_unknown_source(stranger);
                    return None;
                }
                let names: Vec<&str> = self.sources.names().collect();
                let diagnostic = errors::no_source(function, self.words(span), span, &names);
                self.report(diagnostic)
            }
        }
    }

    /// Whether a name alone is nothing that a row of the default source has. What is counted without `distinct` can only
    /// be a source, even where the columns are not known.
    fn is_no_name_of(&self, home: Home, function: Aggregator, name: &ast::Name) -> bool {
        let Home::Source(source) = home else { return home == Home::Nowhere };
        (function == Aggregator::Count || !self.sources.is_open(source))
            && self.field_named(source, &name.text).is_none()
            && self.sources.reference(source, &name.text).is_none()
            && self.sources.known_column(source, &name.text).is_none()
    }

    /// `count(orders)`: a source alone, in an aggregate that takes rows.
    pub(in crate::resolve) fn bare_source(&self, function: Aggregator, call: &ast::Call) -> Option<SourceId> {
        let takes_rows = matches!(function, Aggregator::Count | Aggregator::Any | Aggregator::First | Aggregator::Last);
        match (call.arguments.as_slice(), call.distinct) {
            ([argument], None) if takes_rows => self.sources.named(&single_name(argument)?.text),
            _ => None,
        }
    }

    fn sources_in_path(&self, path: &ast::Path, found: &mut Vec<(SourceId, Span)>) {
        let [first, _, ..] = path.names.as_slice() else { return };
        if let Some(source) = self.sources.named(&first.text)
            && !found.iter().any(|(known, _)| *known == source)
        {
            found.push((source, path.span));
        }
    }

    fn sources_in_modifier(&self, modifier: &ast::Modifier, found: &mut Vec<(SourceId, Span)>) {
        match &modifier.kind {
            ModifierKind::PerKey(path) | ModifierKind::On(path) | ModifierKind::Of(path) => {
                self.sources_in_path(path, found);
            }
            ModifierKind::Over(window) => self.sources_in_window(window, found),
            ModifierKind::Where(predicate) => self.sources_in(predicate, found),
            ModifierKind::PerUnit(_) | ModifierKind::At(_) => {}
        }
    }

    fn sources_in_window(&self, window: &ast::Window, found: &mut Vec<(SourceId, Span)>) {
        match &window.kind {
            WindowKind::AllTimeUpTo(anchor)
            | WindowKind::AllTimeFrom(anchor)
            | WindowKind::From(_, anchor)
            | WindowKind::UpTo(_, anchor) => self.sources_in(anchor, found),
            WindowKind::Period
            | WindowKind::Last(_)
            | WindowKind::ToDate(_)
            | WindowKind::AllTime
            | WindowKind::Named(_) => {}
        }
    }

    /// The sources that names of an expression begin with.
    fn sources_in(&self, expr: &ast::Expr, found: &mut Vec<(SourceId, Span)>) {
        match &expr.kind {
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Duration(_)
            | ExprKind::Bool(_)
            | ExprKind::Null => {}
            ExprKind::Path(path) => self.sources_in_path(path, found),
            ExprKind::Call(call) => {
                if let [name] = call.callee.names.as_slice()
                    && let Some(function) = Aggregator::named(&name.text)
                    && let Some(source) = self.bare_source(function, call)
                    && !found.iter().any(|(known, _)| *known == source)
                {
                    found.push((source, expr.span));
                }
                for argument in &call.arguments {
                    self.sources_in(argument, found);
                }
                for modifier in &call.modifiers {
                    self.sources_in_modifier(modifier, found);
                }
            }
            ExprKind::Paren(inner, modifiers) => {
                self.sources_in(inner, found);
                for modifier in modifiers {
                    self.sources_in_modifier(modifier, found);
                }
            }
            ExprKind::Unary(_, inner)
            | ExprKind::IsNull { value: inner, .. }
            | ExprKind::Pattern { value: inner, .. } => {
                self.sources_in(inner, found);
            }
            ExprKind::Binary(_, left, right) | ExprKind::Compare(_, left, right) => {
                self.sources_in(left, found);
                self.sources_in(right, found);
            }
            ExprKind::In { value, set, .. } => {
                self.sources_in(value, found);
                match set {
                    Set::List(list) => list.iter().for_each(|item| self.sources_in(item, found)),
                    Set::Window(window) => self.sources_in_window(window, found),
                }
            }
            ExprKind::Between { value, low, high, .. } => {
                for part in [value, low, high] {
                    self.sources_in(part, found);
                }
            }
            ExprKind::If { condition, then, otherwise } => {
                for part in [condition, then, otherwise] {
                    self.sources_in(part, found);
                }
            }
        }
    }
}

/// The name, of a path with one.
pub(in crate::resolve) fn single_name(expr: &ast::Expr) -> Option<&ast::Name> {
    let ExprKind::Path(path) = &expr.kind else { return None };
    match path.names.as_slice() {
        [name] => Some(name),
        _ => None,
    }
}

/// What stands before the first dot of an expression, as in `order.amount * 2`.
fn first_of_path(expr: &ast::Expr) -> Option<&ast::Name> {
    match &expr.kind {
        ExprKind::Path(path) => path.names.first().filter(|_| path.names.len() > 1),
        ExprKind::Paren(inner, _) | ExprKind::Unary(_, inner) => first_of_path(inner),
        ExprKind::Binary(_, left, right) | ExprKind::Compare(_, left, right) => {
            first_of_path(left).or_else(|| first_of_path(right))
        }
        ExprKind::Call(call) => call.arguments.iter().find_map(first_of_path),
        ExprKind::Pattern { value, .. }
        | ExprKind::In { value, .. }
        | ExprKind::Between { value, .. }
        | ExprKind::IsNull { value, .. } => first_of_path(value),
        ExprKind::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().find_map(|part| first_of_path(part))
        }
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Bool(_)
        | ExprKind::Null
        | ExprKind::Date(_)
        | ExprKind::Duration { .. } => None,
    }
}
