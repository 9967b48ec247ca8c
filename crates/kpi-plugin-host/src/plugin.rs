//! A plugin behind safe calls: what the rest of the engine knows of plugins.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::error::PluginError;
use crate::ffi::{ArrowColumn, BatchStream, Failure, Fault, HostServices, Instance, Library, SourceColumn, columns_of};
use crate::format::is_among;
use crate::manifest::{FunctionSignature, Manifest};

/// Functions and sources that come from outside the engine.
pub trait Plugin: Send + Sync {
    /// What it offers.
    fn manifest(&self) -> &Manifest;

    /// Calls a function over columns of `rows` rows each, in the formats of [`crate::ValueType::argument_formats`]. The
    /// result has as many rows and the type of the signature, and may be imported without further checks.
    fn call(&self, function: &str, arguments: Vec<ArrowColumn>, rows: usize) -> Result<ArrowColumn, PluginError>;

    /// Calls an aggregate over the values of a group, one in each of `rows` rows. The result has one row and may be
    /// imported without further checks.
    fn aggregate(&self, aggregate: &str, values: ArrowColumn, rows: usize) -> Result<ArrowColumn, PluginError>;

    /// The columns that a source has with these options (a JSON object).
    fn source_columns(&self, source: &str, options: &str) -> Result<Vec<SourceColumn>, PluginError>;

    /// Reads a source with these options (a JSON object).
    fn open_source(&self, source: &str, options: &str, request: &ScanRequest) -> Result<BatchStream, PluginError>;
}

/// What is read of a source. Both are advice: a source may give more columns and more rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ScanRequest {
    /// The columns that are needed; nothing: all of them.
    pub columns: Option<Vec<String>>,
    /// The number of rows that is enough.
    pub limit: Option<usize>,
}

/// A plugin from a library.
pub struct LoadedPlugin {
    path: PathBuf,
    manifest: Manifest,
    instance: Arc<Instance>,
}

/// Loads a plugin from a library (see [`crate::locate()`]) and starts an instance of it.
///
/// The code of the library runs with all rights of this process; it stays loaded until the process ends.
pub fn load(path: &Path, services: Arc<dyn HostServices>) -> Result<LoadedPlugin, PluginError> {
    let library = Library::open(path)?;
    let instance = Instance::start(&library, services)?;
    let bad_manifest = |reason| PluginError::BadManifest { path: path.to_owned(), reason };
    let json = instance.manifest().map_err(|failure| bad_manifest(failed("manifest", failure).to_string()))?;
    let manifest = Manifest::from_json(&json).map_err(bad_manifest)?;
    Ok(LoadedPlugin { path: path.to_owned(), manifest, instance: Arc::new(instance) })
}

impl LoadedPlugin {
    /// The library it came from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn label(&self, name: &str) -> String {
        format!("{}.{name}", self.manifest.name)
    }

    fn known_source(&self, source: &str) -> Result<(), PluginError> {
        if self.manifest.source(source).is_some() {
            return Ok(());
        }
        Err(PluginError::UnknownSource {
            plugin: self.manifest.name.clone(),
            source: source.to_owned(),
            known: self.manifest.sources.iter().map(|source| source.name.clone()).collect(),
        })
    }
}

impl Plugin for LoadedPlugin {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn call(&self, function: &str, arguments: Vec<ArrowColumn>, rows: usize) -> Result<ArrowColumn, PluginError> {
        let Some(signature) = self.manifest.function(function) else {
            return Err(PluginError::UnknownFunction {
                plugin: self.manifest.name.clone(),
                function: function.to_owned(),
                known: self.manifest.functions.iter().map(|function| function.name.clone()).collect(),
            });
        };
        let call = self.label(function);
        check_arguments(signature, &arguments, rows)
            .map_err(|reason| PluginError::BadArguments { call: call.clone(), reason })?;
        self.instance.call(signature, arguments, rows).map_err(|failure| failed(&call, failure))
    }

    fn aggregate(&self, aggregate: &str, values: ArrowColumn, rows: usize) -> Result<ArrowColumn, PluginError> {
        let Some(signature) = self.manifest.aggregate(aggregate) else {
            return Err(PluginError::UnknownFunction {
                plugin: self.manifest.name.clone(),
                function: aggregate.to_owned(),
                known: self.manifest.aggregates.iter().map(|aggregate| aggregate.name.clone()).collect(),
            });
        };
        let call = self.label(aggregate);
        check_arguments(signature, std::slice::from_ref(&values), rows)
            .map_err(|reason| PluginError::BadArguments { call: call.clone(), reason })?;
        self.instance.aggregate(signature, values, rows).map_err(|failure| {
            if let Failure::Fault(Fault::WrongLength { found, .. }) = failure {
                return PluginError::Malformed { call, reason: format!("{found} values instead of one") };
            }
            failed(&call, failure)
        })
    }

    fn source_columns(&self, source: &str, options: &str) -> Result<Vec<SourceColumn>, PluginError> {
        self.known_source(source)?;
        let call = self.label(source);
        let schema = self.instance.source_schema(source, options).map_err(|failure| failed(&call, failure))?;
        columns_of(&schema).map_err(|reason| PluginError::Malformed { call, reason })
    }

    fn open_source(&self, source: &str, options: &str, request: &ScanRequest) -> Result<BatchStream, PluginError> {
        self.known_source(source)?;
        let call = self.label(source);
        let request = serde_json::to_string(request)
            .map_err(|error| PluginError::BadArguments { call: call.clone(), reason: error.to_string() })?;
        BatchStream::open(Arc::clone(&self.instance), call, source, options, &request)
    }
}

impl fmt::Debug for LoadedPlugin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LoadedPlugin")
            .field("path", &self.path)
            .field("manifest", &self.manifest)
            .finish_non_exhaustive()
    }
}

/// Checks arguments against a signature.
fn check_arguments(function: &FunctionSignature, columns: &[ArrowColumn], rows: usize) -> Result<(), String> {
    let expected = &function.arguments;
    if columns.len() != expected.len() {
        return Err(format!("it takes {} arguments, not {}", expected.len(), columns.len()));
    }
    for (argument, column) in expected.iter().zip(columns) {
        let (name, value_type, format) = (&argument.name, argument.value_type, column.format());
        if !is_among(format, value_type.argument_formats()) {
            return Err(format!("the argument `{name}` is a {value_type}, which the Arrow format `{format}` is not"));
        }
        if i64::try_from(rows) != Ok(column.rows()) {
            return Err(format!("the argument `{name}` has {} rows instead of {rows}", column.rows()));
        }
    }
    Ok(())
}

/// A failure in words for people.
pub(crate) fn failed(call: &str, failure: Failure) -> PluginError {
    let call = call.to_owned();
    match failure {
        Failure::Refused { message, help } => PluginError::Failed { call, message, help },
        Failure::Panicked(words) => PluginError::Panicked { call, words },
        Failure::PanickedBefore(words) => PluginError::PanickedBefore { call, words },
        Failure::Cancelled => PluginError::Cancelled { call },
        Failure::Fault(Fault::Malformed(reason)) => PluginError::Malformed { call, reason },
        Failure::Fault(Fault::WrongType { expected, found }) => PluginError::WrongType { call, expected, found },
        Failure::Fault(Fault::WrongLength { expected, found }) => PluginError::WrongLength { call, expected, found },
    }
}
