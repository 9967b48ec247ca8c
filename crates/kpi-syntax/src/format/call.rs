//! Calls, their modifiers, and windows.

use super::writer::Writer;
use crate::ast::{Call, Edge, Modifier, ModifierKind, Path, Window, WindowKind};

impl Writer<'_> {
    /// `count(distinct x of y where z)`: a modifier that does not fit on the line begins the next.
    pub(super) fn call(&mut self, call: &Call) {
        self.written(call.callee.span);
        self.word("(");
        if call.distinct.is_some() {
            self.word("distinct");
            self.space();
        }
        let mut modifiers = call.modifiers.as_slice();
        match (call.arguments.split_first(), modifiers.split_first()) {
            (Some((first, others)), _) => {
                self.expression(first);
                self.indent(|writer| {
                    for argument in others {
                        writer.word(",");
                        writer.fill(|writer| writer.expression(argument));
                    }
                });
            }
            (None, Some((first, others))) => {
                self.modifier(first);
                modifiers = others;
            }
            (None, None) => {}
        }
        self.indent(|writer| writer.modifiers(modifiers));
        self.word(")");
    }

    /// Modifiers behind something else.
    pub(super) fn modifiers(&mut self, modifiers: &[Modifier]) {
        for modifier in modifiers {
            self.fill(|writer| writer.modifier(modifier));
        }
    }

    fn modifier(&mut self, modifier: &Modifier) {
        match &modifier.kind {
            ModifierKind::Of(path) => self.named("of", path),
            ModifierKind::PerKey(path) => self.named("per", path),
            ModifierKind::On(path) => self.named("on", path),
            ModifierKind::PerUnit(_) => self.words_until(modifier.span.range().end),
            ModifierKind::At(edge) => {
                self.word("at");
                self.space();
                self.word(if *edge == Edge::Start { "start" } else { "end" });
            }
            ModifierKind::Over(window) => self.over(window),
            ModifierKind::Where(condition) => {
                self.word("where");
                self.space();
                self.expression(condition);
            }
        }
    }

    fn named(&mut self, word: &str, path: &Path) {
        self.word(word);
        self.space();
        self.written(path.span);
    }

    /// `over last 28 days`
    pub(super) fn over(&mut self, window: &Window) {
        self.word("over");
        self.space();
        self.window(window);
    }

    /// A window.
    pub(super) fn window(&mut self, window: &Window) {
        let end = window.span.range().end;
        match &window.kind {
            WindowKind::Period
            | WindowKind::Last(_)
            | WindowKind::ToDate(_)
            | WindowKind::AllTime
            | WindowKind::Named(_) => self.words_until(end),
            WindowKind::AllTimeUpTo(moment)
            | WindowKind::AllTimeFrom(moment)
            | WindowKind::From(_, moment)
            | WindowKind::UpTo(_, moment) => {
                self.words_until(moment.span.range().start);
                self.space();
                self.expression(moment);
            }
        }
    }
}
