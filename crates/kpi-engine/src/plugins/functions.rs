//! Functions of plugins as the evaluator calls them: whole columns in, a whole column out; of an
//! aggregate the values of a group in, one number out.

use kpi_model::model::row::PluginFunction;
use kpi_plugin_host::{ArrowColumn, FunctionSignature, LoadedPlugin, Manifest, Plugin as _, PluginError};
use kpi_polars::Functions;
use polars::prelude::{PlSmallStr, Series};

use super::{Plugins, ffi, problems, values};

impl Functions for Plugins {
    fn available(&self, function: &PluginFunction) -> Result<(), String> {
        match self.signature(function, Manifest::aggregate) {
            Ok(_) => Ok(()),
            Err(_) => self.function(function).map(|_| ()),
        }
    }

    fn call(&self, function: &PluginFunction, arguments: &[Series]) -> Result<Series, String> {
        let (library, signature) = self.function(function)?;
        // A function without arguments is a constant: one row of it is all that is asked for.
        let rows = arguments.iter().map(|series| series.len()).max().unwrap_or(1);
        let name = arguments.first().map_or_else(|| signature.name.as_str().into(), |first| first.name().clone());
        let columns = self.columns(function, signature, arguments)?;
        let result = library.call(&signature.name, columns, rows).map_err(|error| problems::line(&error))?;
        self.result(result, name).map_err(|reason| format!("`{}` returned {reason}", label(function)))
    }

    fn aggregate(&self, function: &PluginFunction, values: &Series) -> Result<Option<f64>, String> {
        let (library, signature) = self.signature(function, Manifest::aggregate)?;
        let name = PlSmallStr::from(signature.name.as_str());
        let mut columns = self.columns(function, signature, std::slice::from_ref(values))?;
        let column = columns.pop().ok_or_else(|| format!("`{}` takes no values", label(function)))?;
        let result = library.aggregate(&signature.name, column, values.len());
        let result = result.map_err(|error| problems::line(&error))?;
        let returned = |reason: String| format!("`{}` returned {reason}", label(function));
        let result = self.result(result, name).map_err(returned)?;
        let number = result.f64().map_err(|error| returned(error.to_string()))?.get(0);
        Ok(number.filter(|number| number.is_finite()))
    }
}

impl Plugins {
    fn function(&self, function: &PluginFunction) -> Result<(&LoadedPlugin, &FunctionSignature), String> {
        self.signature(function, Manifest::function)
    }

    fn signature(
        &self,
        function: &PluginFunction,
        find: for<'a> fn(&'a Manifest, &str) -> Option<&'a FunctionSignature>,
    ) -> Result<(&LoadedPlugin, &FunctionSignature), String> {
        let library = self.library(&function.plugin).map_err(|problem| problems::line_of(&problem))?;
        let manifest = library.manifest();
        match find(manifest, &function.function) {
            Some(signature) => Ok((library, signature)),
            None => Err(problems::line(&PluginError::UnknownFunction {
                plugin: function.plugin.clone(),
                function: function.function.clone(),
                known: manifest.functions.iter().chain(&manifest.aggregates).map(|known| known.name.clone()).collect(),
            })),
        }
    }

    fn columns(
        &self,
        function: &PluginFunction,
        signature: &FunctionSignature,
        arguments: &[Series],
    ) -> Result<Vec<ArrowColumn>, String> {
        let call = label(function);
        if signature.arguments.len() != arguments.len() {
            let (expected, found) = (signature.arguments.len(), arguments.len());
            return Err(format!("`{call}` takes {expected} arguments, not {found}; it is called `{signature}`"));
        }
        let pairs = signature.arguments.iter().zip(arguments);
        let column = pairs.map(|(argument, series)| {
            values::argument(series, argument.value_type, &self.calendar)
                .and_then(|series| ffi::export(&series))
                .map_err(|reason| format!("the argument `{}` of `{call}` {reason}", argument.name))
        });
        column.collect()
    }

    fn result(&self, column: ArrowColumn, name: PlSmallStr) -> Result<Series, String> {
        let format = column.format().to_owned();
        let series = values::canonical(ffi::import(column, name)?, &format)?;
        values::evaluated(&series, &self.calendar)
    }
}

/// The function as it is written in definitions.
fn label(function: &PluginFunction) -> String {
    format!("{}.{}", function.plugin, function.function)
}
