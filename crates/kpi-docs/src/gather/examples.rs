//! The tests of a metric, and what they expect of it in words.
#![expect(clippy::wildcard_enum_match_arm, reason = "what is no plain number is shown as it is written")]

use kpi_diagnostics::Severity;
use kpi_model::model::metric::{MetricExpr, MetricKind};
use kpi_model::model::{Expectation, ExpectedMessage, Metric, Outcome, Test, Type};

use super::Gathering;
use super::usage::metrics_of;
use crate::dictionary::TestEntry;
use crate::words::bound::{scope_words, with_unit};
use crate::words::{number, sentence};

impl Gathering<'_> {
    pub(super) fn tests(&self, metric: &Metric) -> Vec<TestEntry> {
        self.ground.model.tests.iter().filter_map(|test| self.test(test, metric)).collect()
    }

    /// The part of a test that is about this metric; none when it is about others.
    fn test(&self, test: &Test, metric: &Metric) -> Option<TestEntry> {
        let about = |expectation: &&Expectation| {
            expectation.metric == Some(metric.id)
                || metrics_of(self.ground.model, &expectation.subject).contains(&metric.id)
        };
        let mut expects: Vec<String> =
            test.expectations.iter().filter(about).map(|expectation| self.expectation(expectation)).collect();
        if expects.is_empty() {
            return None;
        }
        expects.extend(test.messages.iter().map(message));
        Some(TestEntry { title: test.title.clone(), expects, place: self.place(test.span) })
    }

    /// `In 2026-Q2 “Churn rate” is 50 %, for segment "smb".`
    fn expectation(&self, expectation: &Expectation) -> String {
        let subject = self.subject(expectation);
        let outcome = match &expectation.outcome {
            Outcome::Status(status) => format!("has the status \"{status}\""),
            Outcome::Value(value, within) => {
                let within = within.map(|distance| format!(", give or take {}", number(distance)));
                format!("is {}{}", self.expected(value, &expectation.subject), within.unwrap_or_default())
            }
        };
        let scope = &expectation.scope;
        let scope = if scope.is_empty() { String::new() } else { format!(", for {}", scope_words(scope)) };
        sentence(&format!("{subject} {outcome}{scope}"))
    }

    fn subject(&self, expectation: &Expectation) -> String {
        match expectation.metric {
            Some(id) => self.words.called(self.ground.model.metric(id)),
            None => format!("`{}`", self.ground.texts.slice(expectation.subject.span).trim()),
        }
    }

    fn expected(&self, value: &MetricExpr, subject: &MetricExpr) -> String {
        match value.kind {
            MetricKind::Number(plain) if value.kind_of_value != Type::Duration && !subject.unit.is_duration() => {
                with_unit(&number(plain), &subject.unit)
            }
            _ => format!("`{}`", self.ground.texts.slice(value.span).trim()),
        }
    }
}

fn message(expected: &ExpectedMessage) -> String {
    let kind = if expected.severity == Severity::Error { "error" } else { "warning" };
    match &expected.definition {
        Some(definition) => format!("The {kind} {} is given for `{}`.", expected.code, definition.trim()),
        None => format!("The {kind} {} is given.", expected.code),
    }
}
