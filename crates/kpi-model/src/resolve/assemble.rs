//! The model from its parts: what is broken is left out, what uses it too, and the rest is numbered anew.

use kpi_diagnostics::Diagnostic;

use super::resolver::Resolver;
use super::visit::{Mention, mentions_in_metric, mentions_in_row};
use crate::model::metric::Bound;
use crate::model::{Field, FieldId, Metric, MetricId, Model, Outcome, Test};

/// New positions by old ones; none for what is left out.
#[derive(Default)]
struct Numbers {
    metrics: Vec<Option<usize>>,
    fields: Vec<Option<usize>>,
}

impl Resolver<'_> {
    pub(super) fn assemble(self, mut metrics: Vec<Option<Metric>>, mut tests: Vec<Test>) -> (Model, Vec<Diagnostic>) {
        let mut fields: Vec<Option<Field>> = self.fields.into_iter().map(|slot| slot.field).collect();
        leave_out_users(&mut metrics);
        tests.retain_mut(|test| !mentions_absent(test, &metrics));
        let numbers = Numbers { metrics: positions(&metrics), fields: positions(&fields) };
        if metrics.iter().any(Option::is_none) || fields.iter().any(Option::is_none) {
            fields.iter_mut().flatten().for_each(|field| numbers.renumber_field(field));
            metrics.iter_mut().flatten().for_each(|metric| numbers.renumber_metric(metric));
            for test in &mut tests {
                numbers.renumber_test(test);
            }
        }
        let model = Model {
            sources: self.sources.into_list(),
            fields: fields.into_iter().flatten().collect(),
            metrics: metrics.into_iter().flatten().collect(),
            tests,
        };
        (model, self.diagnostics)
    }
}

/// A metric that uses an absent one is absent, without another message.
fn leave_out_users(metrics: &mut [Option<Metric>]) {
    let mut absent: Vec<usize> =
        metrics.iter().enumerate().filter(|(_, metric)| metric.is_none()).map(|(index, _)| index).collect();
    if absent.is_empty() {
        return;
    }
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); metrics.len()];
    for (index, metric) in metrics.iter_mut().enumerate() {
        let Some(metric) = metric else { continue };
        mentions_in_definition(metric, &mut |mention| {
            if let Mention::Metric(used) = mention
                && let Some(users) = users.get_mut(used.0)
            {
                users.push(index);
            }
        });
    }
    while let Some(gone) = absent.pop() {
        for user in users.get(gone).into_iter().flatten() {
            if let Some(slot) = metrics.get_mut(*user)
                && slot.take().is_some()
            {
                absent.push(*user);
            }
        }
    }
}

fn mentions_absent(test: &mut Test, metrics: &[Option<Metric>]) -> bool {
    let mut absent = false;
    mentions_in_test(test, &mut |mention| {
        if let Mention::Metric(id) = mention {
            absent |= metrics.get(id.0).is_none_or(Option::is_none);
        }
    });
    absent
}

fn positions<T>(list: &[Option<T>]) -> Vec<Option<usize>> {
    let mut next = 0;
    list.iter()
        .map(|item| {
            item.as_ref().map(|_| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

/// Shows every mention of a definition in a whole metric.
fn mentions_in_definition(metric: &mut Metric, see: &mut impl FnMut(Mention<'_>)) {
    mentions_in_metric(&mut metric.body, see);
    for line in &mut metric.lines {
        match &mut line.bound {
            Bound::Compare(_, limit) => mentions_in_metric(limit, see),
            Bound::Between(low, high) => {
                mentions_in_metric(low, see);
                mentions_in_metric(high, see);
            }
        }
    }
    let dimensions = metric.breakdowns.iter_mut().flat_map(|breakdown| &mut breakdown.dimensions);
    for (_, value) in dimensions.flat_map(|dimension| &mut dimension.by_source) {
        mentions_in_row(value, see);
    }
    for shown in &mut metric.show {
        mentions_in_row(&mut shown.value, see);
    }
    if let Some(per) = metric.confidence.as_mut().and_then(|confidence| confidence.per.as_mut()) {
        mentions_in_row(per, see);
    }
}

fn mentions_in_test(test: &mut Test, see: &mut impl FnMut(Mention<'_>)) {
    for expectation in &mut test.expectations {
        mentions_in_metric(&mut expectation.subject, see);
        if let Some(metric) = &mut expectation.metric {
            see(Mention::Metric(metric));
        }
        if let Outcome::Value(expected, _) = &mut expectation.outcome {
            mentions_in_metric(expected, see);
        }
        for (_, value) in expectation.dimensions.iter_mut().flat_map(|dimension| &mut dimension.by_source) {
            mentions_in_row(value, see);
        }
    }
}

impl Numbers {
    fn renumber(&self, mention: Mention<'_>) {
        match mention {
            Mention::Metric(id) => {
                if let Some(Some(position)) = self.metrics.get(id.0) {
                    *id = MetricId(*position);
                }
            }
            Mention::Field(id) => {
                if let Some(Some(position)) = self.fields.get(id.0) {
                    *id = FieldId(*position);
                }
            }
        }
    }

    fn renumber_field(&self, field: &mut Field) {
        self.renumber(Mention::Field(&mut field.id));
        mentions_in_row(&mut field.body, &mut |mention| self.renumber(mention));
    }

    fn renumber_metric(&self, metric: &mut Metric) {
        self.renumber(Mention::Metric(&mut metric.id));
        mentions_in_definition(metric, &mut |mention| self.renumber(mention));
    }

    fn renumber_test(&self, test: &mut Test) {
        mentions_in_test(test, &mut |mention| self.renumber(mention));
    }
}
