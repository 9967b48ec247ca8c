//! `test` blocks.

use std::collections::HashMap;

use kpi_diagnostics::{Code, Span};
use kpi_syntax::ast::{self, ExprKind};

use super::aggregate::single_name;
use super::collect::File;
use super::metric::MetricScope;
use super::reach::Reach;
use super::resolver::{Home, Resolver};
use crate::errors;
use crate::model::{Cell, Expectation, ExpectedMessage, Fixture, Metric, MetricId, Outcome, SourceId, Test};

/// The words that an expectation may ask for, and whether they need a metric with its clauses.
const STATUSES: [(&str, bool); 9] = [
    ("met", true),
    ("at risk", true),
    ("missed", true),
    ("inconclusive", true),
    ("no target", true),
    ("too few", true),
    ("no data", false),
    ("incomplete", false),
    ("error", false),
];

impl Resolver<'_> {
    /// The tests of all files; one that is wrong is absent. `metrics` are there for the limits of their lines.
    pub(super) fn resolve_tests(&mut self, files: &[File<'_>], metrics: &[Option<Metric>]) -> Vec<Test> {
        let mut tests = Vec::new();
        for file in files {
            for item in &file.tree.items {
                if let ast::Item::Test(test) = item {
                    tests.extend(self.test(test, file.home, metrics));
                }
            }
        }
        tests
    }

    fn test(&mut self, tree: &ast::Test, home: Home, metrics: &[Option<Metric>]) -> Option<Test> {
        let mut given: HashMap<SourceId, Span> = HashMap::new();
        let fixtures: Vec<Option<Fixture>> =
            tree.fixtures.iter().map(|fixture| self.fixture(fixture, &mut given)).collect();
        let expectations: Vec<Option<Expectation>> =
            tree.expectations.iter().map(|expectation| self.expectation(expectation, home, metrics)).collect();
        Some(Test {
            title: tree.title.value.clone(),
            period: tree.period.0.clone(),
            as_of: tree.as_of,
            fixtures: fixtures.into_iter().collect::<Option<_>>()?,
            expectations: expectations.into_iter().collect::<Option<_>>()?,
            messages: tree.messages.iter().map(|message| self.expected_message(message, home)).collect(),
            span: tree.span,
        })
    }

    /// The definition is read as if it stood where the test stands, behind its `from`.
    fn expected_message(&self, tree: &ast::ExpectedMessage, home: Home) -> ExpectedMessage {
        let from = match home {
            Home::Source(source) => format!("from `{}`\n", self.sources.name(source)),
            Home::Nowhere | Home::Broken => String::new(),
        };
        let definition = tree.definition.as_ref().map(|text| format!("{from}{}\n", text.value));
        ExpectedMessage { severity: tree.severity, code: Code::new(tree.code), definition, span: tree.span }
    }

    fn fixture(&mut self, tree: &ast::Fixture, given: &mut HashMap<SourceId, Span>) -> Option<Fixture> {
        let Some(source) = self.sources.named(&tree.source.text) else {
            self.report_unknown_source(&tree.source);
            return None;
        };
        if let Some(first) = given.insert(source, tree.source.span) {
            return self.report(errors::fixture_twice(&tree.source.text, first, tree.source.span));
        }
        if let Some((of, _)) = self.sources.get(source).distinct_of {
            let diagnostic = errors::fixture_of_derived(&tree.source, self.sources.name(of));
            return self.report(diagnostic);
        }
        let columns: Vec<_> = tree.columns.iter().map(|name| self.fixture_column(source, name)).collect();
        if tree.rows.iter().any(|row| row.len() != tree.columns.len()) {
            // Reported when the text was read.
            return None;
        }
        let cell = |cell: &ast::Text| Cell { text: cell.value.clone(), span: cell.span };
        let rows = tree.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        Some(Fixture { source, columns: columns.into_iter().collect::<Option<_>>()?, rows })
    }

    fn fixture_column(&mut self, source: SourceId, name: &ast::Name) -> Option<crate::model::ColumnId> {
        if let Some(column) = self.sources.known_column(source, &name.text) {
            return Some(column);
        }
        if self.field_named(source, &name.text).is_some() {
            let diagnostic = errors::fixture_of_field(name, self.sources.name(source));
            return self.report(diagnostic);
        }
        let column = self.sources.column(source, &name.text);
        if column.is_none() {
            let names = self.names_of_rows(source);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let diagnostic = errors::unknown_column(self.sources.name(source), &name.text, name.span, &names);
            self.diagnostics.push(diagnostic);
        }
        column
    }

    fn expectation(&mut self, tree: &ast::Expectation, home: Home, metrics: &[Option<Metric>]) -> Option<Expectation> {
        let scope = MetricScope::of_file(home);
        let subject = self.metric_number(&tree.subject, scope)?;
        let metric = self.named_metric(&tree.subject);
        let terms = match &tree.scope {
            Some(terms) => self.scope_terms(terms)?,
            None => Vec::new(),
        };
        let outcome = match &tree.outcome {
            ast::Outcome::Value { expected, within } => {
                let expected = self.metric_number(expected, scope)?;
                let (left, right) = (self.metric_operand(&subject), self.metric_operand(&expected));
                self.same_units("=", &left, &right)?;
                Outcome::Value(expected, *within)
            }
            ast::Outcome::Status(words) => Outcome::Status(self.status(words, metric, tree)?),
        };
        let mut reach = Reach::of(&subject, self);
        if let Outcome::Value(expected, _) = &outcome {
            reach.join(&Reach::of(expected, self));
        }
        let named = metric.and_then(|id| metrics.get(id.0)?.as_ref());
        for limit in named.iter().flat_map(|metric| &metric.lines).flat_map(|line| line.bound.limits()) {
            reach.join(&Reach::of(limit, self));
        }
        let dimensions = match &tree.scope {
            Some(terms) => self.scope_dimensions(terms, &reach)?,
            None => Vec::new(),
        };
        Some(Expectation { subject, metric, outcome, scope: terms, dimensions, span: tree.span })
    }

    fn status(&mut self, words: &str, metric: Option<MetricId>, tree: &ast::Expectation) -> Option<String> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some((_, needs_metric)) = STATUSES.iter().find(|(known, _)| *known == words) else {
            return self.report(errors::unknown_status(&words, tree.span, &STATUSES.map(|(word, _)| word)));
        };
        if *needs_metric && metric.is_none() {
            let subject = self.words(tree.subject.span);
            return self.report(errors::status_of_expression(&words, subject, tree.subject.span));
        }
        Some(words)
    }

    /// The metric that an expression is, by name.
    pub(super) fn named_metric(&self, expr: &ast::Expr) -> Option<MetricId> {
        if let ExprKind::Paren(inner, modifiers) = &expr.kind
            && modifiers.is_empty()
        {
            return self.named_metric(inner);
        }
        self.metric_names.get(single_name(expr)?.text.as_str()).copied()
    }
}
