//! Walking through resolved expressions.

use crate::model::metric::{Input, MetricExpr, MetricKind};
use crate::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use crate::model::{Clock, FieldId, MetricId, When, Window};

/// A mention of another definition, to be looked at or renumbered.
pub(super) enum Mention<'m> {
    Metric(&'m mut MetricId),
    Field(&'m mut FieldId),
}

/// Shows every mention of a definition in a row expression.
pub(super) fn mentions_in_row(expr: &mut RowExpr, see: &mut impl FnMut(Mention<'_>)) {
    match &mut expr.kind {
        RowKind::Literal(_) | RowKind::Column(_) | RowKind::PeriodStart | RowKind::PeriodEnd => {}
        RowKind::Field(field) => see(Mention::Field(field)),
        RowKind::Row(link) => mention_in_link(link, see),
        RowKind::Through(link, inner) => {
            mention_in_link(link, see);
            mentions_in_row(inner, see);
        }
        RowKind::Asking(inner)
        | RowKind::Negate(inner)
        | RowKind::Not(inner)
        | RowKind::IsNull(inner)
        | RowKind::Pattern(_, inner, _) => mentions_in_row(inner, see),
        RowKind::Binary(_, left, right) | RowKind::Compare(_, left, right) => {
            mentions_in_row(left, see);
            mentions_in_row(right, see);
        }
        RowKind::OneOf(value, list) => {
            mentions_in_row(value, see);
            for item in list {
                mentions_in_row(item, see);
            }
        }
        RowKind::Within(value, window) => {
            mentions_in_row(value, see);
            mentions_in_window(window, see);
        }
        RowKind::If(condition, then, otherwise) => {
            for part in [condition, then, otherwise] {
                mentions_in_row(part, see);
            }
        }
        RowKind::Call(_, arguments) | RowKind::Plugin(_, arguments) => {
            for argument in arguments {
                mentions_in_row(argument, see);
            }
        }
        RowKind::Gather(gather) => mentions_in_gather(gather, see),
    }
}

fn mentions_in_gather(gather: &mut Gather, see: &mut impl FnMut(Mention<'_>)) {
    for part in gather.value.iter_mut().chain(&mut gather.filter) {
        mentions_in_row(part, see);
    }
    match &mut gather.belongs {
        Belongs::Child(_) => {}
        Belongs::ChildField(field) => see(Mention::Field(field)),
        Belongs::SameValue(inner, asking) => {
            mentions_in_row(inner, see);
            mentions_in_row(asking, see);
        }
    }
    mentions_in_when(&mut gather.when, see);
}

fn mention_in_link(link: &mut Link, see: &mut impl FnMut(Mention<'_>)) {
    match link {
        Link::Reference(_) => {}
        Link::Field(field) => see(Mention::Field(field)),
    }
}

fn mentions_in_when(when: &mut When, see: &mut impl FnMut(Mention<'_>)) {
    match when {
        When::During(clock, window) => {
            match clock {
                Clock::Moment(moment) => mentions_in_row(moment, see),
                Clock::Alive | Clock::Snapshot => {}
            }
            mentions_in_window(window, see);
        }
        When::At(_) | When::Always => {}
    }
}

fn mentions_in_window(window: &mut Window, see: &mut impl FnMut(Mention<'_>)) {
    match window {
        Window::From(_, anchor) | Window::UpTo(_, anchor) => mentions_in_row(anchor, see),
        Window::Period | Window::Last(_) | Window::ToDate(_) | Window::AllTime | Window::Named(_) => {}
    }
}

/// Shows every mention of a definition in a metric expression.
pub(super) fn mentions_in_metric(expr: &mut MetricExpr, see: &mut impl FnMut(Mention<'_>)) {
    match &mut expr.kind {
        MetricKind::Number(_) => {}
        MetricKind::Metric(metric) => see(Mention::Metric(metric)),
        MetricKind::Aggregate(aggregate) => {
            match &mut aggregate.input {
                Input::Rows => {}
                Input::Value(value) | Input::PerMoment(value) => mentions_in_row(value, see),
                Input::PerKey(key, inner) => {
                    mentions_in_row(key, see);
                    mentions_in_metric(inner, see);
                }
                Input::PerUnit(_, inner) => mentions_in_metric(inner, see),
            }
            mentions_in_when(&mut aggregate.when, see);
            if let Some(filter) = &mut aggregate.filter {
                mentions_in_row(filter, see);
            }
        }
        MetricKind::Negate(inner)
        | MetricKind::Not(inner)
        | MetricKind::Previous(inner, _)
        | MetricKind::Growth(inner, _)
        | MetricKind::Total(inner, _) => mentions_in_metric(inner, see),
        MetricKind::Over(inner, window) => {
            mentions_in_metric(inner, see);
            mentions_in_window(window, see);
        }
        MetricKind::Where(inner, filter) | MetricKind::Lift(inner, filter) | MetricKind::RiskRatio(inner, filter) => {
            mentions_in_metric(inner, see);
            filter.by_source.iter_mut().for_each(|(_, predicate)| mentions_in_row(predicate, see));
        }
        MetricKind::Binary(_, left, right) | MetricKind::Compare(_, left, right) => {
            mentions_in_metric(left, see);
            mentions_in_metric(right, see);
        }
        MetricKind::If(condition, then, otherwise) => {
            for part in [condition, then, otherwise] {
                mentions_in_metric(part, see);
            }
        }
        MetricKind::Call(_, arguments) => {
            for argument in arguments {
                mentions_in_metric(argument, see);
            }
        }
    }
}
