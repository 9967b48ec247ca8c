//! Metrics: one SQL expression of scalar queries; and the slices of a breakdown.

use kpi_model::model::metric::{Breakdown, Dimension, Filter, Input, MetricExpr, MetricKind};
use kpi_model::model::{MetricId, Model};
use kpi_syntax::ast::{BinaryOp, Duration};

use super::row::{Place, Rows, comparator, operator};
use super::window::{Divisions, Window};
use super::{Translated, Untranslated};

/// In which window, among which rows.
#[derive(Clone, Debug)]
pub struct Context<'m> {
    pub(super) window: Window,
    /// Filters, whether they must be true or false, and the window where they were written.
    pub(super) filters: Vec<(&'m Filter, bool, Window)>,
    /// The dimension that must be `:slice`, and the window where it was written.
    pub(super) slice: Vec<(&'m Dimension, Window)>,
}

impl<'m> Context<'m> {
    /// A window, with nothing around it.
    pub fn of(window: Window) -> Self {
        Self { window, filters: Vec::new(), slice: Vec::new() }
    }

    /// Among the rows for which a dimension is `:slice`.
    #[must_use]
    pub fn sliced(mut self, dimension: &'m Dimension) -> Self {
        self.slice.push((dimension, self.window.clone()));
        self
    }

    fn over(&self, window: Window) -> Self {
        Self { window, ..self.clone() }
    }

    fn filtered(&self, filter: &'m Filter, wanted: bool) -> Self {
        let mut context = self.clone();
        context.filters.push((filter, wanted, self.window.clone()));
        context
    }

    fn without(&self, names: Option<&[String]>) -> Self {
        let mut context = self.clone();
        context.slice.retain(|(dimension, _)| names.is_some_and(|names| !names.contains(&dimension.name)));
        context
    }
}

/// Translates the metrics of a model.
#[derive(Debug)]
pub struct Query<'m>(Rows<'m>);

impl<'m> Query<'m> {
    /// Of this model, in a project that divides time so.
    pub fn of(model: &'m Model, divisions: Divisions) -> Self {
        Self(Rows::of(model, divisions))
    }

    /// `SELECT …`: the value of a metric.
    pub fn value(&self, metric: MetricId, context: &Context<'m>) -> Translated {
        Ok(format!("SELECT {}", self.metric(metric, context)?))
    }

    /// `SELECT …`: the value one period before; none where there is no such period.
    pub fn previous(&self, metric: MetricId, context: &Context<'m>) -> Translated {
        match context.window.back(None, self.0.divisions)? {
            // The dimension is read in the period that it is asked for, so it moves too.
            Some(window) => {
                let slice = context.slice.iter().map(|(dimension, _)| (*dimension, window.clone())).collect();
                self.value(metric, &Context { window, filters: Vec::new(), slice })
            }
            None => Ok("SELECT NULL".to_owned()),
        }
    }

    /// `SELECT …`: the values of a dimension that rows of the metric have.
    pub fn slices(&self, metric: MetricId, breakdown: &Breakdown, window: &Window) -> Translated {
        let [dimension] = breakdown.dimensions.as_slice() else { return Err(Untranslated("breakdowns by several")) };
        let mut queries = Vec::new();
        let context = Context::of(window.clone());
        self.collect(&self.0.model.metric(metric).body, &context, (dimension, window), &mut queries)?;
        Ok(if queries.is_empty() { "SELECT NULL WHERE 0".to_owned() } else { queries.join(" UNION ") })
    }

    fn metric(&self, metric: MetricId, context: &Context<'m>) -> Translated {
        let metric = self.0.model.metric(metric);
        if metric.fill.is_some() {
            return Err(Untranslated("`fill`"));
        }
        self.expression(&metric.body, context)
    }

    fn expression(&self, expr: &'m MetricExpr, context: &Context<'m>) -> Translated {
        let here = |inner: &'m MetricExpr| self.expression(inner, context);
        Ok(match &expr.kind {
            MetricKind::Number(number) => format!("{number:?}"),
            MetricKind::Metric(id) => self.metric(*id, context)?,
            MetricKind::Aggregate(aggregate) => self.0.aggregate(aggregate, context)?,
            MetricKind::Negate(inner) => format!("(- {})", here(inner)?),
            MetricKind::Not(inner) => format!("(NOT {})", here(inner)?),
            // With one side missing all is missing, unlike in SQL.
            MetricKind::Binary(BinaryOp::And | BinaryOp::Or, ..) => return Err(Untranslated("`and` of metrics")),
            MetricKind::Binary(op, left, right) => format!("({} {} {})", here(left)?, operator(*op), here(right)?),
            MetricKind::Compare(op, left, right) => format!("({} {} {})", here(left)?, comparator(*op), here(right)?),
            MetricKind::If(condition, then, otherwise) => {
                let (condition, then, otherwise) = (here(condition)?, here(then)?, here(otherwise)?);
                format!("CASE WHEN {condition} THEN {then} WHEN NOT {condition} THEN {otherwise} END")
            }
            MetricKind::Call(..) => return Err(Untranslated("functions of metrics")),
            MetricKind::Over(inner, window) => {
                self.expression(inner, &context.over(context.window.inside(window, self.0.divisions)?))?
            }
            MetricKind::Where(inner, filter) => self.expression(inner, &context.filtered(filter, true))?,
            MetricKind::Previous(inner, by) => self.moved_back(inner, *by, context)?,
            MetricKind::Growth(inner, by) => {
                let (now, before) = (here(inner)?, self.moved_back(inner, *by, context)?);
                format!("CASE WHEN {before} > 0 THEN ({now} / {before} - 1.0) * 100.0 END")
            }
            MetricKind::Total(inner, names) => self.expression(inner, &context.without(names.as_deref()))?,
            MetricKind::Lift(inner, filter) => {
                format!("(({} - 1.0) * 100.0)", self.risk((inner, filter), context)?)
            }
            MetricKind::RiskRatio(inner, filter) => self.risk((inner, filter), context)?,
        })
    }

    fn moved_back(&self, inner: &'m MetricExpr, by: Option<Duration>, context: &Context<'m>) -> Translated {
        match context.window.back(by, self.0.divisions)? {
            Some(window) => self.expression(inner, &context.over(window)),
            None => Ok("NULL".to_owned()),
        }
    }

    fn risk(&self, (inner, filter): (&'m MetricExpr, &'m Filter), context: &Context<'m>) -> Translated {
        let among = |wanted| self.expression(inner, &context.filtered(filter, wanted));
        Ok(format!("({} / {})", among(true)?, among(false)?))
    }

    /// The dimension on the rows of every aggregate that is cut by it.
    fn collect(
        &self,
        expr: &'m MetricExpr,
        context: &Context<'m>,
        cut: (&'m Dimension, &Window),
        queries: &mut Vec<String>,
    ) -> Result<(), Untranslated> {
        let mut inside = |inner: &'m MetricExpr, context: &Context<'m>| self.collect(inner, context, cut, queries);
        match &expr.kind {
            MetricKind::Number(_) => Ok(()),
            MetricKind::Metric(id) => inside(&self.0.model.metric(*id).body, context),
            MetricKind::Negate(inner) | MetricKind::Not(inner) => inside(inner, context),
            MetricKind::Binary(_, left, right) | MetricKind::Compare(_, left, right) => {
                inside(left, context)?;
                inside(right, context)
            }
            MetricKind::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().try_for_each(|part| inside(part, context))
            }
            MetricKind::Call(_, arguments) => arguments.iter().try_for_each(|part| inside(part, context)),
            MetricKind::Over(inner, window) => {
                inside(inner, &context.over(context.window.inside(window, self.0.divisions)?))
            }
            MetricKind::Where(inner, filter) => inside(inner, &context.filtered(filter, true)),
            MetricKind::Previous(inner, by) | MetricKind::Growth(inner, by) => {
                if matches!(expr.kind, MetricKind::Growth(..)) {
                    inside(inner, context)?;
                }
                let window = context.window.back(*by, self.0.divisions)?;
                window.map_or(Ok(()), |window| inside(inner, &context.over(window)))
            }
            MetricKind::Total(inner, names) => match names {
                Some(names) if !names.contains(&cut.0.name) => inside(inner, context),
                _ => Ok(()),
            },
            MetricKind::Lift(inner, filter) | MetricKind::RiskRatio(inner, filter) => {
                inside(inner, &context.filtered(filter, true))?;
                inside(inner, &context.filtered(filter, false))
            }
            MetricKind::Aggregate(of) => {
                let (dimension, window) = cut;
                let by_source = dimension.by_source.iter().find(|(source, _)| *source == of.source);
                let Some((_, value)) = by_source else { return Ok(()) };
                if matches!(of.input, Input::PerUnit(..)) {
                    return Err(Untranslated("units of windows"));
                }
                let place = Place::of(of.source, self.0.alias(), &context.window);
                let from = self.0.from(of, context, &place)?;
                let value = self.0.row(value, &Place { window, ..place.clone() })?;
                queries.push(format!("SELECT {value} AS slice {from}"));
                Ok(())
            }
        }
    }
}
