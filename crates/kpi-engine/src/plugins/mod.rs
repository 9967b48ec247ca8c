//! Plugin libraries at work: loaded once per run, called by the evaluator, read as sources.
//!
//! [`Plugins::load`] finds and starts every `[plugin.NAME]` of the configuration and never fails: what went wrong is kept
//! with the plugin ([`PluginEntry`]), so that everything that does not need it is still computed. [`functions`] is what
//! the evaluator calls, [`sources`] what reads `connector = "plugin.table"`. Between frames and plugins stand [`values`]
//! (which types, which clock) and [`ffi`] (the only unsafe part: the same memory under two names).
//!
//! Deliberately not here: loading itself and distrust of what comes back, which `kpi-plugin-host` has, and what a
//! failure means for a KPI, which the caller decides.

mod ffi;
mod functions;
mod locate;
mod problems;
mod sources;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::redaction::Redaction;
use kpi_config::Config;
use kpi_diagnostics::Diagnostic;
use kpi_model::model::Type;
use kpi_model::{FunctionKind, FunctionSignature};
use kpi_plan::Calendar;
pub use kpi_plugin_host::Manifest;
use kpi_plugin_host::{LoadedPlugin, Plugin as _, PluginError, SilentServices, ValueType, load};

/// The plugins of a project.
pub(crate) struct Plugins {
    calendar: Calendar,
    entries: Vec<PluginEntry>,
    libraries: BTreeMap<String, LoadedPlugin>,
}

/// A `[plugin.NAME]` and what became of it.
#[derive(Clone, Debug)]
pub struct PluginEntry {
    /// The name in `kpi.toml`.
    pub name: String,
    /// The path in `kpi.toml`.
    pub path: String,
    /// What it offers, or why it could not be loaded.
    pub manifest: Result<Manifest, Diagnostic>,
}

impl Plugins {
    /// Loads what the configuration names. Libraries are looked for in the project's `folder` and its `plugins`, then
    /// beside the running program.
    pub(crate) fn load(config: &Config, folder: &Path) -> Self {
        let mut entries = Vec::with_capacity(config.plugins.len());
        let mut libraries = BTreeMap::new();
        for (name, plugin) in &config.plugins {
            let manifest = match load_library(&plugin.path.value, folder) {
                Ok(library) => {
                    let manifest = library.manifest().clone();
                    libraries.insert(name.clone(), library);
                    Ok(manifest)
                }
                Err(error) => Err(problems::not_loaded(&error, &plugin.path)),
            };
            entries.push(PluginEntry { name: name.clone(), path: plugin.path.value.clone(), manifest });
        }
        Self { calendar: Calendar::of(&config.project), entries, libraries }
    }

    /// The same, with messages that show no value of the environment.
    pub(crate) fn redacted(mut self, redaction: &Redaction) -> Self {
        for entry in &mut self.entries {
            if let Err(problem) = &mut entry.manifest {
                *problem = redaction.diagnostic(problem.clone());
            }
            entry.path = redaction.text(&entry.path);
        }
        self
    }

    /// All of them, in the order of `kpi.toml`.
    pub(crate) fn entries(&self) -> &[PluginEntry] {
        &self.entries
    }

    /// The functions of those that could be loaded, for checking definitions.
    pub(crate) fn catalog(&self) -> BTreeMap<String, BTreeMap<String, FunctionSignature>> {
        self.libraries.iter().map(|(name, library)| (name.clone(), signatures(library.manifest()))).collect()
    }

    /// Why plugins could not be loaded, as errors.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        self.entries.iter().filter_map(|entry| entry.manifest.as_ref().err().cloned()).collect()
    }

    /// A plugin that could be loaded, or why there is none of that name.
    #[expect(clippy::result_large_err, reason = "asked seldom, and most get the message as it is")]
    fn library(&self, name: &str) -> Result<&LoadedPlugin, Diagnostic> {
        if let Some(library) = self.libraries.get(name) {
            return Ok(library);
        }
        let entry = self.entries.iter().find(|entry| entry.name == name);
        Err(match entry.and_then(|entry| entry.manifest.as_ref().err()) {
            Some(failure) => failure.clone(),
            None => problems::unknown_plugin(name, self.entries.iter().map(|entry| entry.name.as_str())),
        })
    }
}

impl fmt::Debug for Plugins {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Plugins").field("entries", &self.entries).finish_non_exhaustive()
    }
}

fn load_library(path: &str, folder: &Path) -> Result<LoadedPlugin, PluginError> {
    load(&locate::library(path, folder)?, Arc::new(SilentServices))
}

fn signatures(manifest: &Manifest) -> BTreeMap<String, FunctionSignature> {
    let signature = |kind, function: &kpi_plugin_host::FunctionSignature| FunctionSignature {
        kind,
        arguments: function
            .arguments
            .iter()
            .map(|argument| (argument.name.clone(), model_type(argument.value_type)))
            .collect(),
        returns: model_type(function.returns),
    };
    let functions = manifest.functions.iter().map(|function| (FunctionKind::Rows, function));
    let aggregates = manifest.aggregates.iter().map(|aggregate| (FunctionKind::Aggregate, aggregate));
    functions.chain(aggregates).map(|(kind, function)| (function.name.clone(), signature(kind, function))).collect()
}

fn model_type(value_type: ValueType) -> Type {
    match value_type {
        ValueType::Number => Type::Number,
        ValueType::Text => Type::Text,
        ValueType::Bool => Type::Bool,
        ValueType::Date => Type::Date,
        ValueType::Datetime => Type::Datetime,
        ValueType::Duration => Type::Duration,
    }
}
