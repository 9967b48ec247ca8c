//! The three ways in: a file, an expression, a query.

use kpi_diagnostics::{Diagnostic, FileId};
use pest::iterators::Pair;

use super::grammar::Rule;
use super::layout::{self, Statement};
use super::reader::Reader;
use super::statement;
use crate::ast::{Expr, File, Query};

/// Reads a definition file. A statement that cannot be read is an [`crate::ast::Item::Error`] with one message.
pub fn parse(file: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    let layout = layout::cut(file, text);
    let mut diagnostics = layout.diagnostics;
    let mut items = Vec::with_capacity(layout.statements.len());
    for place in &layout.statements {
        let words = layout.blanked.get(place.start..place.end).unwrap_or("");
        let reader = Reader::new(file, place.start, words);
        items.push(statement::read(&reader, place));
        statement::finish(reader, &mut diagnostics);
    }
    (File { items, comments: layout.comments }, diagnostics)
}

/// Reads one expression, as in an editor or a test.
pub fn parse_expression(file: FileId, text: &str) -> (Option<Expr>, Vec<Diagnostic>) {
    one(file, text, Rule::expression, |reader, pair| reader.expression(pair.into_inner().next()?))
}

/// Reads what `kpi query` is asked: an expression, then `by`, `where` and `over` in any order.
pub fn parse_query(file: FileId, text: &str) -> (Option<Query>, Vec<Diagnostic>) {
    one(file, text, Rule::query, |reader, pair| {
        let mut parts = reader.parts(pair.into_inner());
        let expr = reader.expression(parts.next()?)?;
        let clauses = parts.map(|part| reader.clause(part)).collect::<Option<_>>()?;
        Some(Query { expr, clauses })
    })
}

fn one<T>(
    file: FileId,
    text: &str,
    entry: Rule,
    build: impl Fn(&Reader<'_>, Pair<'_, Rule>) -> Option<T>,
) -> (Option<T>, Vec<Diagnostic>) {
    let (place, layout): (Statement, _) = layout::whole(file, text);
    let mut diagnostics = layout.diagnostics;
    let words = layout.blanked.get(place.start..place.end).unwrap_or("");
    let reader = Reader::new(file, place.start, words);
    let mut tree = None;
    if let Some(pair) = statement::grammar(&reader, &place, entry) {
        tree = build(&reader, pair);
        if tree.is_none() {
            statement::explain_nothing(&reader, reader.place(0, words.len()));
        }
    }
    statement::finish(reader, &mut diagnostics);
    (tree, diagnostics)
}
