//! Aggregates of metrics: a scalar query each.

use kpi_model::builtin::Aggregator;
use kpi_model::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use kpi_model::model::row::RowExpr;
use kpi_model::model::{When, Window};

use super::metric::Context;
use super::row::{Place, Rows, comparator, operator};
use super::{Translated, Untranslated};

impl Rows<'_> {
    /// An aggregate in a context; NULL where its source is silent.
    pub(super) fn aggregate(&self, of: &Aggregate, context: &Context<'_>) -> Translated {
        let place = Place::of(of.source, self.alias(), &context.window);
        let from = self.from(of, context, &place)?;
        let query = match &of.input {
            Input::Rows => self.query(of.function, (of.distinct, None), &from, &place)?,
            Input::Value(value) => {
                let value = self.row(value, &place)?;
                self.query(of.function, (of.distinct, Some(&value)), &from, &place)?
            }
            Input::PerKey(key, inner) => self.per_key(of, (key, inner), &from, &place)?,
            Input::PerUnit(..) => return Err(Untranslated("units of windows")),
            Input::PerMoment(_) => return Err(Untranslated("measures over moments")),
        };
        Ok(match self.speaks(of.source, &of.when, &context.window)? {
            Some(speaks) => format!("CASE WHEN {speaks} THEN {query} END"),
            None => query,
        })
    }

    /// `FROM … WHERE …`: the rows that an aggregate takes.
    pub(super) fn from(&self, of: &Aggregate, context: &Context<'_>, place: &Place<'_>) -> Translated {
        let mut conditions = vec![self.in_time(&of.when, place, None)?];
        if let Some(filter) = &of.filter {
            conditions.push(self.row(filter, place)?);
        }
        for (filter, wanted, window) in &context.filters {
            let place = Place { window, ..place.clone() };
            if let Some((_, predicate)) = filter.by_source.iter().find(|(source, _)| *source == of.source) {
                let predicate = self.row(predicate, &place)?;
                conditions.push(if *wanted { predicate } else { format!("(NOT {predicate})") });
            }
        }
        for (dimension, window) in &context.slice {
            let place = Place { window, ..place.clone() };
            if let Some((_, value)) = dimension.by_source.iter().find(|(source, _)| *source == of.source) {
                conditions.push(format!("{} IS :slice", self.row(value, &place)?));
            }
        }
        Ok(format!("FROM {} {} WHERE {}", self.table(of.source), place.alias, conditions.join(" AND ")))
    }

    /// `avg(sum(amount) per customer_id)`: a query of a grouping query. Only where inside and outside look at the same rows.
    fn per_key(
        &self,
        of: &Aggregate,
        (key, inner): (&RowExpr, &MetricExpr),
        from: &str,
        place: &Place<'_>,
    ) -> Translated {
        if !is_plain(&of.when) {
            return Err(Untranslated("parts of another window"));
        }
        let taken = match of.function {
            Aggregator::Avg => "avg(v)",
            Aggregator::Sum => "coalesce(sum(v), 0.0)",
            Aggregator::Min => "min(v)",
            Aggregator::Max => "max(v)",
            _ => return Err(Untranslated("an order of parts")),
        };
        let (key, part) = (self.row(key, place)?, self.of_part(inner, of, place)?);
        Ok(format!("(SELECT {taken} FROM (SELECT {part} AS v {from} AND {key} IS NOT NULL GROUP BY {key}))"))
    }

    /// A metric expression over the rows of one part, inside a grouping query.
    fn of_part(&self, expr: &MetricExpr, around: &Aggregate, place: &Place<'_>) -> Translated {
        let here = |inner: &MetricExpr| self.of_part(inner, around, place);
        Ok(match &expr.kind {
            MetricKind::Number(number) => format!("{number:?}"),
            MetricKind::Binary(op, left, right) => format!("({} {} {})", here(left)?, operator(*op), here(right)?),
            MetricKind::Compare(op, left, right) => format!("({} {} {})", here(left)?, comparator(*op), here(right)?),
            MetricKind::If(condition, then, otherwise) => {
                let (condition, then, otherwise) = (here(condition)?, here(then)?, here(otherwise)?);
                format!("CASE WHEN {condition} THEN {then} WHEN NOT {condition} THEN {otherwise} END")
            }
            MetricKind::Aggregate(of) if of.source == around.source && is_plain(&of.when) && !of.distinct => {
                let value = match &of.input {
                    Input::Rows => "1.0".to_owned(),
                    Input::Value(value) => self.row(value, place)?,
                    _ => return Err(Untranslated("parts of parts")),
                };
                let value = match &of.filter {
                    Some(filter) => format!("CASE WHEN {} THEN {value} END", self.row(filter, place)?),
                    None => value,
                };
                match of.function {
                    Aggregator::Count => format!("CAST(count({value}) AS REAL)"),
                    Aggregator::Sum => format!("coalesce(sum({value}), 0.0)"),
                    Aggregator::Avg => format!("avg({value})"),
                    Aggregator::Min => format!("min({value})"),
                    Aggregator::Max => format!("max({value})"),
                    _ => return Err(Untranslated("an aggregate that SQLite lacks")),
                }
            }
            _ => return Err(Untranslated("what parts can be asked")),
        })
    }
}

/// Whether rows are those of the context's own window.
fn is_plain(when: &When) -> bool {
    matches!(when, When::Always | When::During(_, Window::Period))
}
