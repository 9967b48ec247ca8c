//! Which rows an aggregate takes by time.

use kpi_diagnostics::Span;
use kpi_syntax::ast;

use super::Modifiers;
use crate::errors;
use crate::model::row::RowKind;
use crate::model::{Clock, SourceId, Type, Unit, When, Window};
use crate::resolve::resolver::Resolver;
use crate::resolve::row::{Place, RowScope, made};

impl Resolver<'_> {
    /// The rows by time; `place` is where the aggregate stands.
    pub(in crate::resolve) fn when(
        &mut self,
        modifiers: &Modifiers<'_>,
        scope: RowScope,
        aggregate: Span,
    ) -> Option<When> {
        if let Some((edge, span)) = modifiers.at {
            let source = self.sources.get(scope.source);
            if source.alive.is_some() || source.snapshot.is_some() {
                return Some(When::At(edge));
            }
            if self.has_unread_time(scope.source) {
                return None;
            }
            let diagnostic = errors::at_needs_a_life(&source.name, self.words(span), span);
            return self.report(diagnostic);
        }
        let window = match modifiers.over {
            Some((window, _)) => Some(self.aggregate_window(window, scope)?),
            None => None,
        };
        if let Some((path, span)) = modifiers.on {
            let moment = self.row_path(path, scope)?;
            if !moment.kind_of_value.is_moment() && moment.kind_of_value != Type::Unknown {
                return self.report(errors::moment_expected("on", self.words(path.span), span, moment.kind_of_value));
            }
            return match window {
                None if scope.place == Place::Gathered => self.must_say_window(scope, aggregate),
                window => Some(When::During(Clock::Moment(moment), window.unwrap_or(Window::Period))),
            };
        }
        self.own_time(window, modifiers, scope, aggregate)
    }

    /// The rows by the source's own time.
    fn own_time(
        &mut self,
        window: Option<Window>,
        modifiers: &Modifiers<'_>,
        scope: RowScope,
        aggregate: Span,
    ) -> Option<When> {
        let clock = self.own_clock(scope.source, aggregate);
        match (clock, window) {
            (Some(_), None) if scope.place == Place::Gathered => self.must_say_window(scope, aggregate),
            (Some(Clock::Alive), None) => {
                let words = self.words(aggregate);
                let diagnostic = errors::must_say_time(self.sources.get(scope.source), words, aggregate);
                self.report(diagnostic)
            }
            (Some(Clock::Snapshot), Some(Window::From(..) | Window::UpTo(..))) => {
                let span = modifiers.over.map_or(aggregate, |(_, span)| span);
                let owner = self.sources.get(scope.source);
                let date = owner.snapshot.map_or("", |snapshot| owner.column(snapshot.column).name.as_str());
                let diagnostic = errors::picture_beside_row(&owner.name, date, self.words(span), span);
                self.report(diagnostic)
            }
            (Some(clock), window) => Some(When::During(clock, window.unwrap_or(Window::Period))),
            (None, None | Some(Window::AllTime)) => Some(When::Always),
            (None, Some(_)) if self.has_unread_time(scope.source) => None,
            (None, Some(_)) => {
                let span = modifiers.over.map_or(aggregate, |(_, span)| span);
                let diagnostic = errors::over_needs_a_time(self.sources.name(scope.source), self.words(span), span);
                self.report(diagnostic)
            }
        }
    }

    /// Whether `kpi.toml` places the rows in time by columns that are not there, which is said where it names them.
    fn has_unread_time(&self, source: SourceId) -> bool {
        let name = self.sources.name(source);
        let placed = |declared: &kpi_config::Source| {
            declared.time.is_some() || declared.alive.is_some() || declared.snapshot.is_some()
        };
        let owner = self.sources.get(source);
        let unplaced = owner.time.is_none() && owner.alive.is_none() && owner.snapshot.is_none();
        unplaced && (self.config.sources.get(name).is_some_and(placed) || self.config.flaws.touch(name))
    }

    /// What tells the time of a source's rows when nothing is said.
    pub(in crate::resolve) fn own_clock(&self, source: SourceId, span: Span) -> Option<Clock> {
        let owner = self.sources.get(source);
        if let Some(time) = owner.time {
            let column = owner.column(time);
            return Some(Clock::Moment(made(RowKind::Column(time), column.kind, Unit::plain(), span)));
        }
        if owner.snapshot.is_some() {
            return Some(Clock::Snapshot);
        }
        owner.alive.map(|_| Clock::Alive)
    }

    fn must_say_window(&mut self, scope: RowScope, aggregate: Span) -> Option<When> {
        let words = self.words(aggregate);
        let diagnostic = errors::must_say_window(self.sources.get(scope.source), words, aggregate);
        self.report(diagnostic)
    }

    fn aggregate_window(&mut self, window: &ast::Window, scope: RowScope) -> Option<Window> {
        match scope.place {
            Place::Gathered => self.row_window(window, RowScope { place: Place::Anchor, ..scope }),
            Place::Field | Place::Anchor | Place::Aggregate | Place::Filter | Place::Dimension => {
                self.metric_window(window)
            }
        }
    }
}
