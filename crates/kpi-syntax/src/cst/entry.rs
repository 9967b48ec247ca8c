//! The three ways in: a file, an expression, a query.

use kpi_diagnostics::{Diagnostic, FileId, Span};
use pest::iterators::Pair;

use super::clause_words::CLAUSE_WORDS;
use super::grammar::Rule;
use super::layout;
use super::reader::Reader;
use super::statement::{self, MOST_MESSAGES, Output};
use super::workers;
use crate::ast::{Expr, File, Query};
use crate::errors;

/// Reads a definition file. A statement that cannot be read is an [`crate::ast::Item::Error`] with its message.
pub fn parse(file: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    let layout = layout::cut(file, text);
    let Output { mut tree, mut diagnostics } = workers::read(file, &layout);
    tree.comments = layout.comments;
    diagnostics.extend(layout.diagnostics);
    diagnostics.sort_by_key(Diagnostic::span);
    diagnostics.truncate(MOST_MESSAGES);
    if diagnostics.len() >= MOST_MESSAGES {
        let end = Span::new(file, text.len(), text.len());
        diagnostics.push(errors::layout::too_many_messages(end, MOST_MESSAGES));
    }
    (tree, diagnostics)
}

/// Reads one expression, as in an editor or a test.
pub fn parse_expression(file: FileId, text: &str) -> (Option<Expr>, Vec<Diagnostic>) {
    one(file, text, Rule::expression, |reader, pair| reader.expression(pair.into_inner().next()?))
}

/// Reads what `kpi query` is asked: an expression, then `by`, `where` and `over` in any order.
pub fn parse_query(file: FileId, text: &str) -> (Option<Query>, Vec<Diagnostic>) {
    let (query, diagnostics) = one(file, text, Rule::query, |reader, pair| {
        let mut parts = reader.parts(pair.into_inner());
        let expr = reader.expression(parts.next()?)?;
        let clauses = parts.map(|part| reader.clause(part)).collect::<Option<_>>()?;
        Some(Query { expr, clauses })
    });
    (query, diagnostics.into_iter().map(|diagnostic| of_a_question(diagnostic, text)).collect())
}

/// A clause that only definitions have is told as what it is.
fn of_a_question(diagnostic: Diagnostic, text: &str) -> Diagnostic {
    let found = diagnostic.span().and_then(|span| Some((span, text.get(span.range())?)));
    match found {
        Some((span, word)) if errors::expected::is_one(&diagnostic) && CLAUSE_WORDS.contains(&word) => {
            errors::expected::clause_of_a_question(span, word)
        }
        _ => diagnostic,
    }
}

fn one<T>(
    file: FileId,
    text: &str,
    entry: Rule,
    build: impl Fn(&Reader<'_>, Pair<'_, Rule>) -> Option<T>,
) -> (Option<T>, Vec<Diagnostic>) {
    let (place, layout) = layout::whole(file, text);
    let mut diagnostics = layout.diagnostics;
    let reader = Reader::new(file, place.start, layout.blanked.get(place.start..place.end).unwrap_or(""));
    let mut tree = None;
    if let Some(pair) = statement::read_one(&reader, &place, entry) {
        tree = build(&reader, pair);
        if tree.is_none() {
            statement::explain_nothing(&reader);
            reader.substitutes.take();
        }
        reader.report_substitutes();
    }
    diagnostics.append(&mut reader.diagnostics.borrow_mut());
    diagnostics.sort_by_key(Diagnostic::span);
    (tree, diagnostics)
}
