//! What a plugin says about itself before anything is called: it is all that the type checker, the editor and
//! `kpi plugin list` know of it.

use serde::Serialize;

/// Who the plugin is.
#[derive(Debug, Clone, Serialize)]
pub struct About {
    name: String,
    version: String,
    doc: String,
}

impl About {
    /// The name is the one definitions call the plugin by (`referral` in `referral.code(link)`).
    pub fn new(name: impl Into<String>, version: impl Into<String>, doc: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into(), doc: doc.into() }
    }
}

/// The types of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// Whole or not.
    Number,
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// A calendar date.
    Date,
    /// A date with a time of day.
    Datetime,
    /// A length of time.
    Duration,
}

/// Where a function's result is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Empty {
    /// Exactly where an argument is.
    Propagates,
    /// Nowhere.
    Never,
    /// By the function's own rule, told in its doc.
    Sometimes,
}

/// How a function is called.
#[derive(Debug, Clone, Serialize)]
pub struct Signature {
    name: String,
    doc: String,
    arguments: Vec<Argument>,
    returns: Type,
    empty: Empty,
    examples: Vec<Example>,
}

/// An argument of a function.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Argument {
    name: String,
    #[serde(rename = "type")]
    value_type: Type,
    doc: String,
}

/// A call and what it gives, both as text for people.
#[derive(Debug, Clone, Serialize)]
struct Example {
    call: String,
    gives: String,
}

impl Signature {
    /// A function without arguments, so far; its result may be empty.
    pub fn new(name: impl Into<String>, returns: Type, doc: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            doc: doc.into(),
            arguments: Vec::new(),
            returns,
            empty: Empty::Sometimes,
            examples: Vec::new(),
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn argument(mut self, name: impl Into<String>, value_type: Type, doc: impl Into<String>) -> Self {
        self.arguments.push(Argument { name: name.into(), value_type, doc: doc.into() });
        self
    }

    /// Says where the result is empty.
    #[must_use]
    pub fn empty(mut self, empty: Empty) -> Self {
        self.empty = empty;
        self
    }

    /// Adds an example for people: a call, and what it gives.
    #[must_use]
    pub fn example(mut self, call: impl Into<String>, gives: impl Into<String>) -> Self {
        self.examples.push(Example { call: call.into(), gives: gives.into() });
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn arguments(&self) -> &[Argument] {
        &self.arguments
    }
}

impl Argument {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// What a source is and which options its table in `kpi.toml` takes.
#[derive(Debug, Clone, Serialize)]
pub struct SourceDescription {
    name: String,
    doc: String,
    options: Vec<SourceOption>,
}

#[derive(Debug, Clone, Serialize)]
struct SourceOption {
    name: String,
    #[serde(rename = "type")]
    value_type: Type,
    doc: String,
    required: bool,
}

impl SourceDescription {
    /// A source without options, so far.
    pub fn new(name: impl Into<String>, doc: impl Into<String>) -> Self {
        Self { name: name.into(), doc: doc.into(), options: Vec::new() }
    }

    /// Adds an option that may be left out.
    #[must_use]
    pub fn option(self, name: impl Into<String>, value_type: Type, doc: impl Into<String>) -> Self {
        self.add(SourceOption { name: name.into(), value_type, doc: doc.into(), required: false })
    }

    /// Adds an option that must be given.
    #[must_use]
    pub fn required(self, name: impl Into<String>, value_type: Type, doc: impl Into<String>) -> Self {
        self.add(SourceOption { name: name.into(), value_type, doc: doc.into(), required: true })
    }

    fn add(mut self, option: SourceOption) -> Self {
        self.options.push(option);
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// The whole, as it crosses the boundary.
#[derive(Debug, Serialize)]
pub(crate) struct Manifest {
    #[serde(flatten)]
    pub(crate) about: About,
    pub(crate) functions: Vec<Signature>,
    pub(crate) aggregates: Vec<Signature>,
    pub(crate) sources: Vec<SourceDescription>,
}
