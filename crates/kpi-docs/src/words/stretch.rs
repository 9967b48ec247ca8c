//! Windows of time in words.

use kpi_model::model::Window;
use kpi_syntax::ast::{Duration, TimeUnit};

use super::Words;
use super::number::duration;
use super::row::Scope;

/// The stretch of time that a formula is computed over, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// `in the period`
    pub(super) inside: String,
    /// `the period`
    pub(super) noun: String,
}

impl Stretch {
    /// The period that is asked for.
    pub(super) fn period() -> Self {
        Self::named("the period")
    }

    fn named(noun: &str) -> Self {
        Self { inside: format!("in {noun}"), noun: noun.to_owned() }
    }

    /// Whether it is the period that is asked for.
    pub(super) fn is_period(&self) -> bool {
        *self == Self::period()
    }

    /// One period back, or back by a length.
    pub(super) fn before(&self, back: Option<Duration>) -> Self {
        let noun = match back {
            None if self.is_period() => "the period before".to_owned(),
            None => format!("the one before {}", self.noun),
            Some(length) if self.is_period() => format!("the same period {} earlier", duration(length)),
            Some(length) => format!("{}, {} earlier", self.noun, duration(length)),
        };
        Self::named(&noun)
    }

    /// One unit inside it.
    pub(super) fn unit(unit: TimeUnit) -> Self {
        Self { inside: format!("in that {}", unit.word()), noun: format!("that {}", unit.word()) }
    }
}

impl Words<'_> {
    /// A window that is relative to another stretch, or to a row.
    pub(super) fn stretch(&self, window: &Window, at: &Stretch, scope: Option<Scope>) -> Stretch {
        let anchor = |expr| scope.map_or_else(String::new, |scope| self.value(expr, scope, at).text);
        match window {
            Window::Period => at.clone(),
            Window::Last(length) => {
                let of = if at.is_period() { String::new() } else { format!(" up to the end of {}", at.noun) };
                Stretch::named(&format!("the last {}{of}", length_words(*length)))
            }
            Window::ToDate(unit) => {
                let of = if at.is_period() { String::new() } else { format!(", up to the end of {}", at.noun) };
                Stretch::named(&format!("the {} to date{of}", unit.word()))
            }
            Window::AllTime => Stretch { inside: "over all time".to_owned(), noun: "all time".to_owned() },
            Window::Named(name) => Stretch::named(&name.to_string()),
            Window::From(Some(length), from) => {
                Stretch::named(&format!("the {} from {}", length_words(*length), anchor(from)))
            }
            Window::UpTo(Some(length), to) => {
                Stretch::named(&format!("the {} up to {}", length_words(*length), anchor(to)))
            }
            Window::From(None, from) => {
                let text = format!("from {} on", anchor(from));
                Stretch { inside: text.clone(), noun: format!("the time {text}") }
            }
            Window::UpTo(None, to) => {
                let text = format!("up to {}", anchor(to));
                Stretch { inside: text.clone(), noun: format!("the time {text}") }
            }
        }
    }
}

/// `28 days`, but `the day` and not `the 1 day`.
fn length_words(length: Duration) -> String {
    let words = duration(length);
    words.strip_prefix("1 ").map(str::to_owned).unwrap_or(words)
}
