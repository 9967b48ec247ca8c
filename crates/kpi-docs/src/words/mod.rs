//! Formulas in words: plain English sentences from the expressions of a model.
//!
//! The project's names stand in backticks, labels in curly quotes. A building block without a label is told in place when that stays
//! short, so that `lost / start` says who was lost and who was there; anything else is called by its name.
//!
//! `metric` and `row` are the two worlds, `condition` says what must hold of a row; `aggregate` says which rows are taken and what is made of them, `stretch` windows of time,
//! `function` the built-in functions, `bound` targets.

mod aggregate;
pub(crate) mod bound;
mod condition;
mod function;
mod metric;
mod number;
mod row;
mod stretch;

use kpi_diagnostics::Texts;
use kpi_model::model::{Field, Metric, Model};

pub(crate) use number::number;
use row::Scope;
use stretch::Stretch;

/// What is needed to tell what something means.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) model: &'a Model,
    pub(crate) texts: &'a Texts,
    pub(crate) language: Option<&'a str>,
}

/// How tightly a phrase holds together, the tightest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A name, a number, a phrase that begins with what it is.
    Atom,
    /// A product or quotient; a condition.
    Product,
    /// A sum or difference; several conditions of which all must hold.
    Sum,
    /// Anything looser.
    Loose,
}

/// Some words.
#[derive(Clone, Debug)]
struct Phrase {
    text: String,
    rank: Rank,
}

impl Phrase {
    fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), rank: Rank::Atom }
    }

    fn new(rank: Rank, text: impl Into<String>) -> Self {
        Self { text: text.into(), rank }
    }

    /// The words, in parentheses unless they hold together at least as tightly.
    fn within(self, rank: Rank) -> String {
        if self.rank <= rank { self.text } else { format!("({})", self.text) }
    }
}

impl Words<'_> {
    /// The formula of a metric as a sentence.
    pub(crate) fn of_metric(&self, metric: &Metric) -> String {
        sentence(&self.metric(&metric.body, &Stretch::period(), 0).text)
    }

    /// The formula of a computed column as a sentence.
    pub(crate) fn of_field(&self, field: &Field) -> String {
        let scope = Scope::of(field.source);
        let value = self.value(&field.body, scope, &Stretch::period()).text;
        sentence(&format!("for each of the {}: {value}", self.rows_of(field.source)))
    }

    /// What readers call a metric.
    pub(crate) fn label<'m>(&self, metric: &'m Metric) -> Option<&'m str> {
        let said = self.language.and_then(|language| metric.labels.get(language));
        said.or(metric.label.as_ref()).map(String::as_str)
    }

    /// A metric as it is mentioned: its label in curly quotes, else its name.
    pub(crate) fn called(&self, metric: &Metric) -> String {
        self.label(metric).map_or_else(|| format!("`{}`", metric.name), |label| format!("“{label}”"))
    }
}

/// With a capital letter and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// `a, b and c`
fn list(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
