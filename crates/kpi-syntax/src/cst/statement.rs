//! One statement: the grammar, then the item, or the one message that says why there is none.

use kpi_diagnostics::{Diagnostic, Span};
use pest::Parser;
use pest::iterators::Pair;

use super::failure;
use super::grammar::{Grammar, Rule};
use super::layout::Statement;
use super::reader::Reader;
use crate::ast::{Field, Item, Metric};
use crate::errors::{layout, names, operators};

/// How deep parentheses and `if` may nest.
const DEEPEST: usize = 150;

/// Reads a statement; its messages go to the reader.
pub(super) fn read(reader: &Reader<'_>, statement: &Statement) -> Item {
    let whole = reader.place(0, reader.text.len());
    let Some(pair) = grammar(reader, statement, entry(reader.text)) else { return Item::Error(whole) };
    if statement.indented {
        reader.report(layout::indented_start(whole));
    }
    let item = match pair.as_rule() {
        Rule::from_statement => reader.from_statement(pair),
        Rule::group_statement => reader.group_statement(pair),
        Rule::test_statement => reader.test(pair),
        _ => reader.definition(pair, statement.doc.as_deref()),
    };
    item.unwrap_or_else(|| {
        explain_nothing(reader, whole);
        Item::Error(whole)
    })
}

/// Runs the grammar from one of its entries; `None` after a message.
pub(super) fn grammar<'t>(reader: &Reader<'t>, statement: &Statement, entry: Rule) -> Option<Pair<'t, Rule>> {
    if statement.depth > DEEPEST {
        reader.report(layout::too_deep(reader.place(0, reader.text.len()), DEEPEST));
        return None;
    }
    match Grammar::parse(entry, reader.text) {
        Ok(mut pairs) => pairs.next(),
        Err(error) => {
            let unclosed = statement.unclosed.and_then(|open| open.checked_sub(reader.base));
            reader.report(failure::explain(reader, entry, &error, unclosed));
            None
        }
    }
}

/// When building gave no tree: there is a message already, or the text is too long.
pub(super) fn explain_nothing(reader: &Reader<'_>, whole: Span) {
    let silent = reader.diagnostics.borrow().is_empty();
    if reader.too_long() || silent {
        reader.report(layout::too_long(whole, super::reader::MOST_OPERATORS));
    }
}

/// The entry of the grammar, by the first word. `from`, `group` and `test` may also be names.
fn entry(text: &str) -> Rule {
    let word_length = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (word, rest) = (text.get(..word_length).unwrap_or(""), text.get(word_length..).unwrap_or("").trim_start());
    let defines = |rest: &str| rest.starts_with(['=', '.', ':', '＝']);
    let rule = match word {
        "from" => Rule::from_statement,
        "group" => Rule::group_statement,
        "test" => Rule::test_statement,
        _ => return Rule::definition,
    };
    let behind_text = rest.strip_prefix('"').and_then(|text| text.split_once('"')).map_or("", |(_, behind)| behind);
    if defines(rest) || defines(behind_text.trim_start()) { Rule::definition } else { rule }
}

impl Reader<'_> {
    fn from_statement(&self, pair: Pair<'_, Rule>) -> Option<Item> {
        self.parts(pair.into_inner()).nth(1).map(|name| Item::From(self.name(&name)))
    }

    fn group_statement(&self, pair: Pair<'_, Rule>) -> Option<Item> {
        self.parts(pair.into_inner()).nth(1).map(|text| Item::Group(self.text(&text)))
    }

    fn definition(&self, pair: Pair<'_, Rule>, doc: Option<&str>) -> Option<Item> {
        let span = self.span(&pair);
        let mut parts = self.parts(pair.into_inner()).peekable();
        let path = self.defined_path(parts.next()?);
        let label = parts.next_if(|part| matches!(part.as_rule(), Rule::string | Rule::foreign_string));
        let label = label.map(|label| self.text(&label));
        let define = parts.next()?;
        if define.as_str() != "=" {
            self.report(operators::definition_sign(self.span(&define), define.as_str()));
        }
        let body = self.expression(parts.next()?)?;
        let clauses = match parts.next() {
            Some(clauses) => self.clauses(clauses, body.span)?,
            None => Vec::new(),
        };
        let doc = doc.map(str::to_owned);
        let mut names = path.names.into_iter();
        let (first, second) = (names.next()?, names.next());
        if names.next().is_some() {
            self.report(names::too_many_parts(path.span));
        }
        Some(match second {
            None => Item::Metric(Metric { name: first, label, doc, body, clauses, span }),
            Some(name) => Item::Field(Field { source: first, name, label, doc, body, clauses, span }),
        })
    }
}

/// Moves the messages out.
pub(super) fn finish(reader: Reader<'_>, into: &mut Vec<Diagnostic>) {
    into.extend(reader.diagnostics.into_inner());
}
