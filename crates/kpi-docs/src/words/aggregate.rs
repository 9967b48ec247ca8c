//! Which rows are taken, and what is made of them.
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named is told in one way")]

use kpi_model::builtin::Aggregator;
use kpi_model::model::metric::{Aggregate, Input};
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Clock, SourceId, Type, When, Window};
use kpi_syntax::ast::Edge;

use super::metric::TOO_DEEP;
use super::number::number;
use super::row::Scope;
use super::stretch::Stretch;
use super::{Phrase, Rank, Words};

/// Rows, before they are words.
pub(super) struct Rows<'e> {
    /// What they are called.
    pub(super) noun: String,
    /// Whose they are.
    pub(super) scope: Scope,
    /// Which of them by time.
    pub(super) when: &'e When,
    /// Which of them by what they say.
    pub(super) filter: Option<&'e RowExpr>,
}

/// Rows in words.
pub(super) struct Taken {
    /// `orders in the period whose …`
    pub(super) text: String,
    /// Whether a condition ends it.
    pub(super) is_filtered: bool,
}

/// What is made a number of.
pub(super) enum Measured {
    /// A value of each row.
    Value(Phrase),
    /// Whether something holds of each row.
    Condition(Phrase),
}

impl Words<'_> {
    /// `orders`, `rows of nps_survey`: a source whose name is a plural word calls its rows.
    pub(crate) fn rows_of(&self, source: SourceId) -> String {
        let name = &self.model.source(source).name;
        let is_plural = name.ends_with('s') && !name.ends_with("ss") && !name.ends_with("us");
        if is_plural && name.is_ascii() { name.replace('_', " ") } else { format!("rows of `{name}`") }
    }

    pub(super) fn aggregate(&self, aggregate: &Aggregate, at: &Stretch, depth: usize) -> Phrase {
        let scope = Scope::of(aggregate.source);
        let noun = self.rows_of(aggregate.source);
        let rows = Rows { noun, scope, when: &aggregate.when, filter: aggregate.filter.as_ref() };
        let (function, distinct) = (aggregate.function, aggregate.distinct);
        let text = match &aggregate.input {
            Input::Rows => measured(function, distinct, None, &self.rows(&rows, at)),
            Input::Value(value) if value.kind_of_value == Type::Bool || is_test(value) => {
                let value = Measured::Condition(self.condition(value, scope, at));
                measured(function, distinct, Some(value), &self.rows(&rows, at))
            }
            Input::Value(value) => {
                let value = Measured::Value(self.value(value, scope, at));
                measured(function, distinct, Some(value), &self.rows(&rows, at))
            }
            Input::PerMoment(value) => {
                let value =
                    Phrase::atom(format!("total of {} at a time", self.value(value, scope, at).within(Rank::Atom)));
                measured(function, distinct, Some(Measured::Value(value)), &self.rows(&rows, at))
            }
            Input::PerKey(key, inner) => {
                let key = self.value(key, scope, at).within(Rank::Atom);
                let part = self.part(inner, at, depth);
                parts(function, &format!("{key} of {}", self.rows(&rows, at).text), "the values of ", part)
            }
            Input::PerUnit(unit, inner) => {
                let window = self.window_of(&aggregate.when, at, scope);
                let part = self.part(inner, &Stretch::unit(*unit), depth);
                parts(function, &format!("{} {}", unit.word(), window.inside), "each ", part)
            }
        };
        Phrase::atom(text)
    }

    /// What is computed in each part of `per`.
    fn part(&self, inner: &kpi_model::model::metric::MetricExpr, at: &Stretch, depth: usize) -> Measured {
        let phrase = self.metric(inner, at, depth.min(TOO_DEEP));
        if inner.kind_of_value == Type::Bool { Measured::Condition(phrase) } else { Measured::Value(phrase) }
    }

    /// Which rows are taken.
    pub(super) fn rows(&self, rows: &Rows<'_>, at: &Stretch) -> Taken {
        let mut text = rows.noun.clone();
        let mut conditions = Vec::new();
        match self.moment(rows.when, rows.scope, at) {
            InTime::Behind(words) if words.is_empty() => {}
            InTime::Behind(words) => {
                text.push(' ');
                text.push_str(&words);
            }
            InTime::Condition(words) => conditions.push(words),
        }
        if let Some(filter) = rows.filter {
            let filter = self.condition(filter, rows.scope, at);
            conditions.push(if conditions.is_empty() { filter.text } else { filter.within(Rank::Sum) });
        }
        let is_filtered = !conditions.is_empty();
        if is_filtered {
            text.push_str(&clause(&conditions.join(" and ")));
        }
        Taken { text, is_filtered }
    }

    fn window_of(&self, when: &When, at: &Stretch, scope: Scope) -> Stretch {
        match when {
            When::During(_, window) => self.stretch(window, at, Some(Scope::of(scope.asking))),
            When::At(_) | When::Always => at.clone(),
        }
    }

    fn moment(&self, when: &When, scope: Scope, at: &Stretch) -> InTime {
        let source = self.model.source(scope.here);
        let inside = self.window_of(when, at, scope).inside;
        match when {
            When::Always => InTime::Behind(String::new()),
            When::At(Edge::Start) => InTime::Behind(format!("at the start of {}", at.noun)),
            When::At(Edge::End) => InTime::Behind(format!("at the end of {}", at.noun)),
            When::During(Clock::Alive, Window::AllTime) => InTime::Behind("there at any time".to_owned()),
            When::During(Clock::Alive, _) => InTime::Behind(format!("there {inside}")),
            When::During(Clock::Snapshot, _) => InTime::Behind(format!("as last pictured {inside}")),
            When::During(Clock::Moment(moment), window) => {
                let is_time = matches!(moment.kind, RowKind::Column(column) if Some(column) == source.time);
                if is_time {
                    return InTime::Behind(inside);
                }
                let moment = self.value(moment, scope, at).within(Rank::Sum);
                InTime::Condition(match window {
                    Window::AllTime => format!("{moment} is at any time up to the end of {}", at.noun),
                    Window::Period
                    | Window::Last(_)
                    | Window::ToDate(_)
                    | Window::Named(_)
                    | Window::From(..)
                    | Window::UpTo(..) => format!("{moment} is {inside}"),
                })
            }
        }
    }
}

/// How the time of rows is told.
enum InTime {
    /// Behind their name.
    Behind(String),
    /// As something that must hold.
    Condition(String),
}

/// Whether a value is a test, whatever is known of its type.
fn is_test(value: &RowExpr) -> bool {
    matches!(
        value.kind,
        RowKind::Compare(..) | RowKind::OneOf(..) | RowKind::Within(..) | RowKind::IsNull(_) | RowKind::Not(_)
    )
}

/// ` whose …` or ` where …`
pub(super) fn clause(condition: &str) -> String {
    if condition.starts_with('`') { format!(" whose {condition}") } else { format!(" where {condition}") }
}

/// What an aggregate makes of its rows.
pub(super) fn measured(function: Aggregator, distinct: bool, value: Option<Measured>, rows: &Taken) -> String {
    let of = &rows.text;
    match (function, value) {
        (Aggregator::Count, None) => format!("the number of {of}"),
        (Aggregator::Count, Some(value)) if distinct => {
            format!("the number of different values of {} among {of}", plain(value))
        }
        (Aggregator::Count, Some(value)) => format!("the number of values of {} among {of}", plain(value)),
        (Aggregator::Avg, Some(Measured::Condition(condition))) => share(&condition, rows),
        (Aggregator::Any, None) => format!("whether there are any {}", of.strip_prefix("its ").unwrap_or(of)),
        (Aggregator::Any, Some(value)) => format!("whether, for any of {of}, {}", plain(value)),
        (Aggregator::All, None) => format!("whether there are {of}"),
        (Aggregator::All, Some(value)) => format!("whether, for all of {of}, {}", plain(value)),
        (Aggregator::First | Aggregator::Last, None) if of.starts_with("its ") => {
            format!("the {} of {of}", adjective(function))
        }
        (Aggregator::First | Aggregator::Last, None) => format!("the {} of the {of}", adjective(function)),
        (Aggregator::Avg, Some(Measured::Value(value))) if value.text.starts_with("the time ") => {
            format!("the average {} of {of}", value.text.trim_start_matches("the "))
        }
        (Aggregator::Min | Aggregator::Max | Aggregator::First | Aggregator::Last, Some(value)) => {
            format!("the {} {} of {of}", adjective(function), plain(value))
        }
        (Aggregator::Avg, Some(Measured::Value(value))) if value.text.starts_with('`') && value.rank == Rank::Atom => {
            format!("the average {} of {of}", value.text)
        }
        (_, Some(value)) => {
            let distinct = if distinct { "the different values of " } else { "" };
            format!("the {} of {distinct}{} of {of}", noun(function), plain(value))
        }
        (_, None) => format!("the {} of {of}", noun(function)),
    }
}

/// What an aggregate makes of the values of parts.
fn parts(function: Aggregator, each: &str, all: &str, part: Measured) -> String {
    match (function, part) {
        (Aggregator::Avg, Measured::Condition(condition)) => {
            format!("the share of {all}{each}, for which {}", condition.text)
        }
        (Aggregator::Count, Measured::Condition(condition)) => {
            format!("the number of {all}{each}, for which {}", condition.text)
        }
        (Aggregator::Min | Aggregator::Max | Aggregator::First | Aggregator::Last, part) => {
            format!("the {}, for each {each}, of {}", adjective(function), plain(part))
        }
        (_, part) => format!("the {}, for each {each}, of {}", noun(function), plain(part)),
    }
}

fn share(condition: &Phrase, rows: &Taken) -> String {
    let behind = clause(&condition.text);
    if rows.is_filtered {
        format!("among {}, the share{behind}", rows.text)
    } else {
        format!("the share of {}{behind}", rows.text)
    }
}

fn plain(value: Measured) -> String {
    match value {
        Measured::Value(phrase) => phrase.within(Rank::Atom),
        Measured::Condition(phrase) => phrase.within(Rank::Product),
    }
}

fn adjective(function: Aggregator) -> &'static str {
    match function {
        Aggregator::Min => "smallest",
        Aggregator::Max => "largest",
        Aggregator::First => "earliest",
        _ => "latest",
    }
}

fn noun(function: Aggregator) -> String {
    match function {
        Aggregator::Sum => "sum".to_owned(),
        Aggregator::Avg => "average".to_owned(),
        Aggregator::Median => "median".to_owned(),
        Aggregator::Percentile(rank) => format!("{} percentile", ordinal(rank)),
        Aggregator::Stddev => "standard deviation".to_owned(),
        Aggregator::Variance => "variance".to_owned(),
        _ => format!("`{}`", function.name()),
    }
}

/// `90th`, `99.9th`
fn ordinal(rank: f64) -> String {
    let text = number(rank);
    let teen = ["11", "12", "13"].iter().any(|teen| text.ends_with(teen));
    let ending = match text.chars().last() {
        Some('1') if !teen => "st",
        Some('2') if !teen => "nd",
        Some('3') if !teen => "rd",
        _ => "th",
    };
    format!("{text}{ending}")
}
