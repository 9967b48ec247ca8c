//! Aggregates that plugins have: a name that is kept for good, so that an aggregate stays a plain value to be copied.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::model::row::PluginFunction;

/// An aggregate of a plugin: all numbers of a group become one number, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PluginAggregate {
    name: &'static str,
}

/// The names that were met. A process meets few: those that definitions call.
static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

impl PluginAggregate {
    /// The aggregate of this name.
    pub fn new(plugin: &str, function: &str) -> Self {
        Self { name: kept(format!("{plugin}.{function}")) }
    }

    /// As it is written: `plugin.function`.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Who computes it.
    pub fn function(self) -> PluginFunction {
        let (plugin, function) = self.name.split_once('.').unwrap_or((self.name, ""));
        PluginFunction { plugin: plugin.to_owned(), function: function.to_owned() }
    }
}

fn kept(name: String) -> &'static str {
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name.as_str()) {
        return known;
    }
    let name: &'static str = Box::leak(name.into_boxed_str());
    names.insert(name);
    name
}
