//! Aggregates of plugins: Polars gathers the values of a row in a list, the plugin makes one number of each list.

use std::sync::Arc;

use kpi_model::builtin::Aggregator;
use kpi_model::model::row::PluginFunction;
use polars::prelude::*;

use crate::failure::of_function;
use crate::tables::Functions;

/// The value of an aggregate: itself, or of a plugin the number of what is so far a list of values.
pub(super) fn value_of(function: Aggregator, gathered: Expr, functions: &Arc<dyn Functions>) -> Expr {
    let Aggregator::Plugin(aggregate) = function else { return gathered };
    let (plugin, functions) = (aggregate.function(), Arc::clone(functions));
    gathered.map(
        move |column| {
            let number = |list: Option<Series>| match list {
                Some(values) => number(&values, &plugin, functions.as_ref()),
                None => Ok(None),
            };
            let numbers = column.list()?.series_iter().map(number).collect::<PolarsResult<Float64Chunked>>()?;
            Ok(numbers.with_name(column.name().clone()).into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Float64)),
    )
}

/// A plugin gets the values sorted, whatever the order in which threads had them, and is not asked about none.
fn number(values: &Series, plugin: &PluginFunction, functions: &dyn Functions) -> PolarsResult<Option<f64>> {
    let values = values.drop_nulls().sort(SortOptions::default())?;
    if values.is_empty() {
        return Ok(None);
    }
    functions.aggregate(plugin, &values).map_err(|words| polars_err!(ComputeError: "{}", of_function(&words)))
}
