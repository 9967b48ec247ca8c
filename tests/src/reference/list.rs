//! The rows behind a count.

use kpi_model::model::metric::{MetricExpr, MetricKind};
use kpi_model::model::row::RowKind;
use kpi_model::model::{Metric, MetricId};

use super::row::Place;
use super::table::Row;
use super::value::Value;
use super::{Context, Reference};

impl Reference<'_> {
    /// What a metric with `show` lists in a context, in the order of the keys: `1, Ann; 2, –`; none without `show`.
    pub fn list(&self, id: MetricId, context: &Context<'_>) -> Option<String> {
        let metric = self.model.metric(id);
        if metric.show.is_empty() {
            return None;
        }
        Some(self.listed(metric, &metric.body, context))
    }

    fn listed<'c>(&'c self, metric: &Metric, expr: &'c MetricExpr, context: &Context<'c>) -> String {
        let MetricKind::Aggregate(of) = &expr.kind else {
            let (inner, moved) = self.moved(expr, context).expect("a count in another context");
            return self.listed(metric, inner, &moved);
        };
        let key = &self.model.source(of.source).key;
        let mut rows = self.selected(of, context);
        rows.sort_by(|left, right| self.key_order(*left, *right));
        let shows =
            |column| metric.show.iter().any(|shown| matches!(shown.value.kind, RowKind::Column(id) if id == column));
        let line = |row: &Row| {
            let keys = key.iter().filter(|column| !shows(**column));
            let keys = keys.map(|column| self.table(row.source).cell(*column, row.index).clone());
            let values = metric.show.iter().map(|shown| self.value(&shown.value, Place::of(*row, &context.window)));
            keys.chain(values)
                .map(|value: Value| value.shown().unwrap_or_else(|| "–".to_owned()))
                .collect::<Vec<_>>()
                .join(", ")
        };
        rows.iter().map(line).collect::<Vec<_>>().join("; ")
    }
}
