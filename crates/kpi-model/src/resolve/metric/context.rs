//! The two changes of context: `(m where P)` and `(m over X)`.
//!
//! With both, the window is changed first and the filter stands around it: `(m where P over X)` is
//! `((m over X) where P)`. A filter is evaluated in the window where it is written, and both words are written in the
//! same place; so, as inside an aggregate, `over` chooses rows, and what the filter says of the period is about the
//! period around it.

use kpi_syntax::ast::{self, ModifierKind};

use super::made;
use crate::errors;
use crate::model::SourceId;
use crate::model::metric::{Filter, MetricExpr, MetricKind};
use crate::resolve::reach::Reach;
use crate::resolve::resolver::Resolver;
use crate::resolve::row::{Place, RowScope};

impl Resolver<'_> {
    /// A metric in the context of modifiers.
    pub(super) fn in_context(&mut self, inner: MetricExpr, modifiers: &[ast::Modifier]) -> Option<MetricExpr> {
        let (over, filter) = self.context_modifiers(modifiers)?;
        let mut expr = inner;
        if let Some(window) = over {
            expr = self.over(expr, window)?;
        }
        match filter {
            Some(predicate) => self.filtered(expr, predicate),
            None => Some(expr),
        }
    }

    /// The window and the filter among modifiers; nothing else changes a context.
    pub(super) fn context_modifiers<'t>(
        &mut self,
        modifiers: &'t [ast::Modifier],
    ) -> Option<(Option<&'t ast::Window>, Option<&'t ast::Expr>)> {
        for modifier in modifiers {
            if !matches!(modifier.kind, ModifierKind::Over(_) | ModifierKind::Where(_)) {
                return self.report(errors::no_context_change(self.words(modifier.span), modifier));
            }
        }
        let sorted = self.modifiers(modifiers)?;
        Some((sorted.over.map(|(window, _)| window), sorted.filter))
    }

    /// A metric in another window.
    pub(in crate::resolve) fn over(&mut self, inner: MetricExpr, window: &ast::Window) -> Option<MetricExpr> {
        let window = self.metric_window(window)?;
        let (kind, unit, span) = (inner.kind_of_value, inner.unit.clone(), inner.span);
        Some(made(MetricKind::Over(Box::new(inner), window), kind, unit, span))
    }

    /// A metric among fewer rows.
    pub(in crate::resolve) fn filtered(&mut self, inner: MetricExpr, predicate: &ast::Expr) -> Option<MetricExpr> {
        let filter = self.filter(predicate, &inner)?;
        let (kind, unit, span) = (inner.kind_of_value, inner.unit.clone(), inner.span);
        Some(made(MetricKind::Where(Box::new(inner), filter), kind, unit, span))
    }

    /// A predicate, read on every source that a metric reaches.
    pub(super) fn filter(&mut self, predicate: &ast::Expr, inner: &MetricExpr) -> Option<Filter> {
        let sources = Reach::of(inner, self).sources;
        let mut by_source = Vec::with_capacity(sources.len());
        for source in sources {
            let resolved = self.row_condition(predicate, RowScope::of_context(source, Place::Filter))?;
            by_source.push((source, resolved));
        }
        Some(Filter { text: self.words(predicate.span).to_owned(), by_source, span: predicate.span })
    }

    /// A dimension, read on every source that it cuts.
    pub(in crate::resolve) fn dimension(
        &mut self,
        path: &ast::Path,
        sources: Vec<SourceId>,
    ) -> Option<crate::model::metric::Dimension> {
        let mut by_source = Vec::with_capacity(sources.len());
        for source in sources {
            let resolved = self.row_path(path, RowScope::of_context(source, Place::Dimension))?;
            by_source.push((source, resolved));
        }
        Some(crate::model::metric::Dimension { name: dimension_name(path), by_source })
    }
}

/// What a dimension is called.
pub(in crate::resolve) fn dimension_name(path: &ast::Path) -> String {
    path.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}
