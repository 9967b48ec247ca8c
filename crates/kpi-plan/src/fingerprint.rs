//! Which row expressions are equal, and which depend on the window they are read in.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use kpi_model::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use kpi_model::model::{Clock, Model, When, Window};

use crate::calendar::TimeWindow;
use crate::cell::Pinned;

/// Remembers the prints of the expressions of one model, by their address.
#[derive(Debug)]
pub(crate) struct Prints<'m> {
    model: &'m Model,
    known: HashMap<*const RowExpr, (Arc<str>, bool, Arc<RowExpr>)>,
}

impl<'m> Prints<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        Self { model, known: HashMap::new() }
    }

    /// The expression as read in a window.
    pub(crate) fn pin(&mut self, expr: &'m RowExpr, window: TimeWindow) -> Pinned {
        let model = self.model;
        let (print, depends, shared) = self.known.entry(std::ptr::from_ref(expr)).or_insert_with(|| {
            let mut text = String::new();
            print(expr, &mut text);
            (text.into(), depends_on_window(expr, model), Arc::new(expr.clone()))
        });
        Pinned { expr: Arc::clone(shared), window: depends.then_some(window), print: Arc::clone(print) }
    }

    /// An expression that is not of the model, as read in a window on which it depends.
    pub(crate) fn pin_made(expr: RowExpr, window: TimeWindow) -> Pinned {
        let mut text = String::new();
        print(&expr, &mut text);
        Pinned { expr: Arc::new(expr), window: Some(window), print: text.into() }
    }

    /// `not (expression)` as read in a window.
    pub(crate) fn pin_not(&mut self, expr: &'m RowExpr, window: TimeWindow) -> Pinned {
        let pinned = self.pin(expr, window);
        let negated = RowExpr { kind: RowKind::Not(Box::new(expr.clone())), ..expr.clone() };
        Pinned { expr: Arc::new(negated), print: format!("!({})", pinned.print).into(), ..pinned }
    }
}

/// Whether the value of an expression depends on the window of its context.
pub(crate) fn depends_on_window(expr: &RowExpr, model: &Model) -> bool {
    let depends = |inner: &RowExpr| depends_on_window(inner, model);
    match &expr.kind {
        RowKind::PeriodStart | RowKind::PeriodEnd => true,
        RowKind::Literal(_) | RowKind::Column(_) => false,
        RowKind::Field(field) => model.field(*field).depends_on_window,
        RowKind::Row(link) => link_depends(*link, model),
        RowKind::Through(link, inner) => link_depends(*link, model) || depends(inner),
        RowKind::Asking(inner)
        | RowKind::Negate(inner)
        | RowKind::Not(inner)
        | RowKind::IsNull(inner)
        | RowKind::Pattern(_, inner, _) => depends(inner),
        RowKind::Binary(_, left, right) | RowKind::Compare(_, left, right) => depends(left) || depends(right),
        RowKind::OneOf(value, list) => depends(value) || list.iter().any(depends),
        RowKind::Within(value, window) => depends(value) || window_depends(window, model),
        RowKind::If(condition, then, otherwise) => depends(condition) || depends(then) || depends(otherwise),
        RowKind::Call(_, arguments) | RowKind::Plugin(_, arguments) => arguments.iter().any(depends),
        RowKind::Gather(gather) => gather_depends(gather, model),
    }
}

fn link_depends(link: Link, model: &Model) -> bool {
    match link {
        Link::Reference(_) => false,
        Link::Field(field) => model.field(field).depends_on_window,
    }
}

fn window_depends(window: &Window, model: &Model) -> bool {
    match window {
        Window::Period | Window::Last(_) | Window::ToDate(_) | Window::AllTime => true,
        Window::Named(_) => false,
        Window::From(_, anchor) | Window::UpTo(_, anchor) => depends_on_window(anchor, model),
    }
}

fn gather_depends(gather: &Gather, model: &Model) -> bool {
    let when = match &gather.when {
        When::Always => false,
        When::At(_) => true,
        When::During(clock, window) => {
            window_depends(window, model) || matches!(clock, Clock::Moment(moment) if depends_on_window(moment, model))
        }
    };
    let belongs = match &gather.belongs {
        Belongs::Child(_) => false,
        Belongs::ChildField(field) => model.field(*field).depends_on_window,
        Belongs::SameValue(inner, asking) => depends_on_window(inner, model) || depends_on_window(asking, model),
    };
    when || belongs
        || gather.value.as_ref().is_some_and(|value| depends_on_window(value, model))
        || gather.filter.as_ref().is_some_and(|filter| depends_on_window(filter, model))
}

/// An expression without its places: equal texts mean equal values on the same row.
pub fn print_expr(expr: &RowExpr) -> String {
    let mut text = String::new();
    print(expr, &mut text);
    text
}

/// Writes an expression without its places.
fn print(expr: &RowExpr, out: &mut String) {
    let list = |name: &str, parts: &[&RowExpr], out: &mut String| {
        out.push_str(name);
        out.push('(');
        for part in parts {
            print(part, out);
            out.push(',');
        }
        out.push(')');
    };
    match &expr.kind {
        RowKind::Literal(literal) => put(out, format_args!("{literal:?}")),
        RowKind::Column(column) => put(out, format_args!("c{}", column.0)),
        RowKind::Field(field) => put(out, format_args!("f{}", field.0)),
        RowKind::Row(link) => put(out, format_args!("row {link:?}")),
        RowKind::Through(link, inner) => list(&format!("{link:?}"), &[inner], out),
        RowKind::Asking(inner) => list("this", &[inner], out),
        RowKind::PeriodStart => out.push_str("start"),
        RowKind::PeriodEnd => out.push_str("end"),
        RowKind::Negate(inner) => list("-", &[inner], out),
        RowKind::Not(inner) => list("!", &[inner], out),
        RowKind::Binary(operator, left, right) => list(operator.symbol(), &[left, right], out),
        RowKind::Compare(operator, left, right) => list(operator.symbol(), &[left, right], out),
        RowKind::OneOf(value, others) => {
            let parts: Vec<&RowExpr> = std::iter::once(value.as_ref()).chain(others).collect();
            list("in", &parts, out);
        }
        RowKind::Within(value, window) => {
            list("within", &[value], out);
            print_window(window, out);
        }
        RowKind::IsNull(inner) => list("null", &[inner], out),
        RowKind::Pattern(kind, inner, pattern) => {
            list("", &[inner], out);
            put(out, format_args!("{kind:?}{pattern:?}"));
        }
        RowKind::If(condition, then, otherwise) => list("if", &[condition, then, otherwise], out),
        RowKind::Call(function, arguments) => list(function.name(), &arguments.iter().collect::<Vec<_>>(), out),
        RowKind::Plugin(function, arguments) => {
            list(&format!("{function:?}"), &arguments.iter().collect::<Vec<_>>(), out);
        }
        RowKind::Gather(gather) => print_gather(gather, out),
    }
}

fn print_gather(gather: &Gather, out: &mut String) {
    put(out, format_args!("{:?}{}s{}", gather.function, gather.distinct, gather.source.0));
    for part in [&gather.value, &gather.filter] {
        out.push('|');
        if let Some(part) = part {
            print(part, out);
        }
    }
    match &gather.belongs {
        Belongs::Child(reference) => put(out, format_args!("r{}", reference.0)),
        Belongs::ChildField(field) => put(out, format_args!("f{}", field.0)),
        Belongs::SameValue(inner, asking) => {
            print(inner, out);
            out.push('~');
            print(asking, out);
        }
    }
    print_when(&gather.when, out);
}

fn print_when(when: &When, out: &mut String) {
    match when {
        When::Always => out.push('*'),
        When::At(edge) => put(out, format_args!("{edge:?}")),
        When::During(clock, window) => {
            match clock {
                Clock::Moment(moment) => print(moment, out),
                Clock::Alive => out.push_str("alive"),
                Clock::Snapshot => out.push_str("snapshot"),
            }
            print_window(window, out);
        }
    }
}

fn print_window(window: &Window, out: &mut String) {
    match window {
        Window::Period => out.push_str("period"),
        Window::Last(length) => put(out, format_args!("{length:?}")),
        Window::ToDate(unit) => put(out, format_args!("{unit:?} to date")),
        Window::AllTime => out.push_str("all"),
        Window::Named(name) => put(out, format_args!("{name:?}")),
        Window::From(length, anchor) => {
            put(out, format_args!("{length:?} from "));
            print(anchor, out);
        }
        Window::UpTo(length, anchor) => {
            put(out, format_args!("{length:?} up to "));
            print(anchor, out);
        }
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}
