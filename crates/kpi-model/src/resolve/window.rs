//! Windows in both worlds.

use kpi_syntax::ast::{self, Duration, WindowKind};

use super::resolver::Resolver;
use super::row::RowScope;
use crate::errors;
use crate::model::row::RowExpr;
use crate::model::{Type, Window};

impl Resolver<'_> {
    /// A window that stands on a row: its anchor is read there.
    pub(super) fn row_window(&mut self, window: &ast::Window, scope: RowScope) -> Option<Window> {
        if let Some(window) = self.free_window(window) {
            return window;
        }
        match &window.kind {
            WindowKind::From(length, anchor) => {
                self.positive(*length, window)?;
                Some(Window::From(Some(*length), Box::new(self.anchor(anchor, scope)?)))
            }
            WindowKind::UpTo(length, anchor) => {
                self.positive(*length, window)?;
                Some(Window::UpTo(Some(*length), Box::new(self.anchor(anchor, scope)?)))
            }
            WindowKind::AllTimeFrom(anchor) => Some(Window::From(None, Box::new(self.anchor(anchor, scope)?))),
            WindowKind::AllTimeUpTo(anchor) => Some(Window::UpTo(None, Box::new(self.anchor(anchor, scope)?))),
            WindowKind::Period
            | WindowKind::Last(_)
            | WindowKind::ToDate(_)
            | WindowKind::AllTime
            | WindowKind::Named(_) => None,
        }
    }

    /// A window of a metric: there is no row that it could hang on.
    pub(super) fn metric_window(&mut self, window: &ast::Window) -> Option<Window> {
        match self.free_window(window) {
            Some(window) => window,
            None => self.report(errors::anchor_in_metric_world(self.words(window.span), window.span)),
        }
    }

    /// A window without an anchor; none when it has one.
    #[expect(clippy::option_option, reason = "outside: is it free, inside: is it right")]
    fn free_window(&mut self, window: &ast::Window) -> Option<Option<Window>> {
        Some(match &window.kind {
            WindowKind::Period => Some(Window::Period),
            WindowKind::Last(length) => self.positive(*length, window).map(|()| Window::Last(*length)),
            WindowKind::ToDate(unit) => Some(Window::ToDate(*unit)),
            WindowKind::AllTime => Some(Window::AllTime),
            WindowKind::Named(name) => Some(Window::Named(*name)),
            WindowKind::AllTimeUpTo(_) | WindowKind::AllTimeFrom(_) | WindowKind::From(..) | WindowKind::UpTo(..) => {
                return None;
            }
        })
    }

    fn positive(&mut self, length: Duration, window: &ast::Window) -> Option<()> {
        if length.count > 0 {
            return Some(());
        }
        self.report(errors::empty_window(self.words(window.span), window.span))
    }

    fn anchor(&mut self, anchor: &ast::Expr, scope: RowScope) -> Option<RowExpr> {
        let anchor = self.row(anchor, scope)?;
        let kind = anchor.kind_of_value;
        if kind.is_moment() || kind == Type::Unknown {
            return Some(anchor);
        }
        self.report(errors::moment_expected("a window", self.words(anchor.span), anchor.span, kind))
    }
}
