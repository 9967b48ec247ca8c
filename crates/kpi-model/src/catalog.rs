//! What is known of the world when definitions are checked: columns of sources, functions of plugins.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Type;

/// The columns of a source as its connector gives them.
#[derive(Clone, Debug, Default)]
pub struct SourceSchema {
    /// Names and types, in the order of the data.
    pub columns: Vec<(String, Type)>,
}

/// What a function of a plugin works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    /// Rows: each gets a value of its own.
    Rows,
    /// A group of rows: all its values become one number.
    Aggregate,
}

/// A function of a plugin.
#[derive(Clone, Debug)]
pub struct FunctionSignature {
    /// What it works on.
    pub kind: FunctionKind,
    /// Names and types of the arguments.
    pub arguments: Vec<(String, Type)>,
    /// What it gives.
    pub returns: Type,
}

/// Second names of sources, and of their columns and references. They mean the same everywhere in the project; one that is taken by
/// something else has no effect.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    /// The source's own name by the second one.
    pub sources: BTreeMap<String, String>,
    /// The own name of a column or reference by the source's own name and the second name.
    pub columns: BTreeMap<(String, String), String>,
}

/// What is known of the data and the plugins. A source that is not listed was not looked at: each of its columns is taken
/// to exist, with an unknown type. A plugin that is not listed could not be loaded: its functions are taken to exist.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// By the source's name.
    pub sources: BTreeMap<String, SourceSchema>,
    /// Those of `sources` of which only some columns are known: any other name is taken for one of their columns too.
    pub open: BTreeSet<String>,
    /// Second names, for definitions that were written for other data.
    pub aliases: Aliases,
    /// By the plugin's name, then the function's.
    pub plugins: BTreeMap<String, BTreeMap<String, FunctionSignature>>,
}
