//! The one good message for a statement that the grammar refuses.
//!
//! The grammar tells where it could not go on and which rules it tried there. From that place the finders of this
//! folder look for the mistake that people make there; the first that recognises one speaks. If none does, the message
//! says what was expected in the words of `words.rs`. Finders look at the text only here, after a failure.

mod borrowed;
mod brackets;
mod characters;
mod choices;
mod clauses;
mod comparisons;
mod habits;
mod header;
mod operands;
mod surroundings;
mod test_parts;

use kpi_diagnostics::{Diagnostic, Span};
use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::reader::Reader;
use super::words::wanted;
use crate::errors::expected;

pub(super) use header::{defined_names, looks_like_definition};

/// Where the grammar stopped, and what it knows.
pub(super) struct Failure<'a> {
    reader: &'a Reader<'a>,
    text: &'a str,
    /// The place, at the start of a token or at the end of the statement.
    at: usize,
    /// The rules that were tried there.
    rules: Vec<Rule>,
    entry: Rule,
}

/// In this order: what spoils everything behind it first, what is a guess last.
const FINDERS: &[fn(&Failure<'_>) -> Option<Diagnostic>] = &[
    characters::find,
    choices::find,
    brackets::find,
    header::find,
    test_parts::find,
    comparisons::find,
    borrowed::find,
    habits::find,
    clauses::find,
    operands::find,
];

/// Explains a failure of the grammar.
pub(super) fn explain(reader: &Reader<'_>, entry: Rule, error: &Error<Rule>) -> Diagnostic {
    let failure = Failure::new(reader, entry, error);
    FINDERS.iter().find_map(|find| find(&failure)).unwrap_or_else(|| failure.plain())
}

/// Where the grammar stopped, as an offset in the statement.
pub(super) fn place(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

impl<'a> Failure<'a> {
    fn new(reader: &'a Reader<'a>, entry: Rule, error: &Error<Rule>) -> Self {
        let rules = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.clone(),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        let at = place(error);
        let blanks = reader.text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        Self { reader, text: reader.text, at: at + blanks, rules, entry }
    }

    /// The message when no finder knows better.
    fn plain(&self) -> Diagnostic {
        expected::expected(self.token_span(), &wanted(&self.rules), self.token())
    }

    fn wants(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }

    /// Whether an operand was looked for.
    fn wants_value(&self) -> bool {
        [Rule::expr, Rule::arithmetic, Rule::operand, Rule::reference, Rule::paren, Rule::limit]
            .iter()
            .any(|rule| self.wants(*rule))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.reader.place(start, end)
    }

    /// The place of the token, or behind the last one at the end.
    fn token_span(&self) -> Span {
        if self.at >= self.text.len() {
            let end = self.text.trim_end().len();
            return self.span(end, end);
        }
        self.span(self.at, self.at + self.token().len())
    }
}
