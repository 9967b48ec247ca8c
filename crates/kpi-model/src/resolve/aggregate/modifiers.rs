//! The modifiers of an aggregate, each at most once.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, Edge, ModifierKind, TimeUnit};

use crate::errors;
use crate::resolve::resolver::Resolver;

/// What stands behind the value of an aggregate.
#[derive(Default)]
pub(in crate::resolve) struct Modifiers<'t> {
    pub(in crate::resolve) of: Option<&'t ast::Path>,
    pub(in crate::resolve) per: Option<(Per<'t>, Span)>,
    pub(in crate::resolve) on: Option<(&'t ast::Path, Span)>,
    pub(in crate::resolve) at: Option<(Edge, Span)>,
    pub(in crate::resolve) over: Option<(&'t ast::Window, Span)>,
    pub(in crate::resolve) filter: Option<&'t ast::Expr>,
}

/// What rows are put together by.
#[derive(Clone, Copy)]
pub(in crate::resolve) enum Per<'t> {
    Key(&'t ast::Path),
    Unit(TimeUnit),
}

impl Resolver<'_> {
    /// Sorts the modifiers of an aggregate.
    pub(in crate::resolve) fn modifiers<'t>(&mut self, list: &'t [ast::Modifier]) -> Option<Modifiers<'t>> {
        let mut sorted = Modifiers::default();
        let mut first_of: [Option<Span>; 6] = [None; 6];
        let mut fine = Some(());
        for modifier in list {
            let (place, word) = match &modifier.kind {
                ModifierKind::Of(_) => (0, "of"),
                ModifierKind::PerKey(_) | ModifierKind::PerUnit(_) => (1, "per"),
                ModifierKind::On(_) => (2, "on"),
                ModifierKind::At(_) => (3, "at"),
                ModifierKind::Over(_) => (4, "over"),
                ModifierKind::Where(_) => (5, "where"),
            };
            match first_of.get_mut(place) {
                Some(Some(first)) => fine = self.report(errors::modifier_twice(word, *first, modifier.span)),
                Some(first) => *first = Some(modifier.span),
                None => {}
            }
            sorted.take(modifier);
        }
        fine?;
        if let Some((_, at)) = sorted.at {
            let other = sorted.on.map(|(_, span)| ("on", span)).or(sorted.over.map(|(_, span)| ("over", span)));
            if let Some((word, span)) = other {
                return self.report(errors::at_excludes(word, at, span));
            }
        }
        Some(sorted)
    }
}

impl<'t> Modifiers<'t> {
    fn take(&mut self, modifier: &'t ast::Modifier) {
        let span = modifier.span;
        match &modifier.kind {
            ModifierKind::Of(path) => self.of = Some(path),
            ModifierKind::PerKey(path) => self.per = Some((Per::Key(path), span)),
            ModifierKind::PerUnit(unit) => self.per = Some((Per::Unit(*unit), span)),
            ModifierKind::On(path) => self.on = Some((path, span)),
            ModifierKind::At(edge) => self.at = Some((*edge, span)),
            ModifierKind::Over(window) => self.over = Some((window, span)),
            ModifierKind::Where(predicate) => self.filter = Some(predicate),
        }
    }
}
