//! The manifest: what a plugin offers, known without calling it. The type checker, the editor and `kpi plugin list` live
//! on it.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What a plugin says about itself. Keys that this version does not know are ignored: a minor version may add some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The name the plugin gives itself.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is for.
    #[serde(default)]
    pub doc: String,
    /// The functions that definitions may call.
    #[serde(default)]
    pub functions: Vec<FunctionSignature>,
    /// The functions of all values of a group: each takes one number of every row and gives one number.
    #[serde(default)]
    pub aggregates: Vec<FunctionSignature>,
    /// The sources that may be bound.
    #[serde(default)]
    pub sources: Vec<SourceDescription>,
}

/// How a function is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionSignature {
    /// The name after the dot.
    pub name: String,
    /// What it does.
    #[serde(default)]
    pub doc: String,
    /// What it takes, all of it in every call.
    #[serde(default)]
    pub arguments: Vec<Argument>,
    /// The type of its result.
    pub returns: ValueType,
    /// Where its result is empty.
    #[serde(default)]
    pub empty: Empty,
    /// Calls and what they give, for people.
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// An argument of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// What it is.
    #[serde(default)]
    pub doc: String,
}

/// A call and what it gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The call as it is written.
    pub call: String,
    /// The result as it is shown.
    pub gives: String,
}

/// Where a function's result is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Empty {
    /// Exactly where an argument is.
    Propagates,
    /// Nowhere.
    Never,
    /// By a rule of its own.
    #[default]
    Sometimes,
}

/// A source and the options that its table in `kpi.toml` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceDescription {
    /// Its name.
    pub name: String,
    /// What it reads.
    #[serde(default)]
    pub doc: String,
    /// Its options.
    #[serde(default)]
    pub options: Vec<SourceOption>,
}

/// An option of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceOption {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// What it does.
    #[serde(default)]
    pub doc: String,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
}

/// The types of the language, as far as a row can hold them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
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

impl fmt::Display for ValueType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Number => "number",
            Self::Text => "text",
            Self::Bool => "bool",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Duration => "duration",
        })
    }
}

impl Manifest {
    /// Reads a manifest; the error says what is wrong with it.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        check_name("plugin", &manifest.name)?;
        let callable = || manifest.functions.iter().chain(&manifest.aggregates);
        check_names("function", callable().map(|function| function.name.as_str()))?;
        check_names("source", manifest.sources.iter().map(|source| source.name.as_str()))?;
        manifest.aggregates.iter().try_for_each(check_aggregate)?;
        for function in callable() {
            check_names("argument", function.arguments.iter().map(|argument| argument.name.as_str()))?;
        }
        Ok(manifest)
    }

    /// A function by its name.
    pub fn function(&self, name: &str) -> Option<&FunctionSignature> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// An aggregate by its name.
    pub fn aggregate(&self, name: &str) -> Option<&FunctionSignature> {
        self.aggregates.iter().find(|aggregate| aggregate.name == name)
    }

    /// A source by its name.
    pub fn source(&self, name: &str) -> Option<&SourceDescription> {
        self.sources.iter().find(|source| source.name == name)
    }
}

impl fmt::Display for FunctionSignature {
    /// The function as it is called: `code(link text) text`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}(", self.name)?;
        for (place, argument) in self.arguments.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(formatter, "{comma}{} {}", argument.name, argument.value_type)?;
        }
        write!(formatter, ") {}", self.returns)
    }
}

/// Aggregates are of numbers alone.
fn check_aggregate(aggregate: &FunctionSignature) -> Result<(), String> {
    let takes: Vec<ValueType> = aggregate.arguments.iter().map(|argument| argument.value_type).collect();
    if takes == [ValueType::Number] && aggregate.returns == ValueType::Number {
        return Ok(());
    }
    Err(format!("the aggregate `{}` does not take one number and give a number", aggregate.name))
}

/// Names must be writable in a definition, and each stand once.
fn check_names<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut seen = HashSet::new();
    for name in names {
        check_name(what, name)?;
        if !seen.insert(name) {
            return Err(format!("the {what} `{name}` is there twice"));
        }
    }
    Ok(())
}

fn check_name(what: &str, name: &str) -> Result<(), String> {
    let mut letters = name.chars();
    let begins_well = letters.next().is_some_and(|first| first.is_alphabetic() || first == '_');
    if begins_well && letters.all(|letter| letter.is_alphanumeric() || letter == '_') {
        return Ok(());
    }
    Err(format!("the {what} name `{name}` is not made of letters, digits and `_`"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

    use super::*;

    const SMALL: &str = r#"{"name": "shop", "version": "1", "later": 1, "functions": [
        {"name": "host", "arguments": [{"name": "link", "type": "text"}, {"name": "n", "type": "number"}], "returns": "text"}]}"#;

    #[test]
    fn a_signature_needs_no_call() {
        let manifest = Manifest::from_json(SMALL).unwrap();
        let host = manifest.function("host").unwrap();
        assert_eq!(host.to_string(), "host(link text, n number) text");
        assert_eq!(host.empty, Empty::Sometimes);
        assert_eq!(manifest.function("port"), None);
    }

    #[test]
    fn aggregates_are_of_numbers_and_share_the_names_of_functions() {
        let with = |name: &str, returns: &str| {
            let aggregate = format!(
                r#"{{"name": "shop", "version": "1", "functions": [{{"name": "host", "returns": "text"}}], "aggregates":
                [{{"name": "{name}", "arguments": [{{"name": "n", "type": "number"}}], "returns": "{returns}"}}]}}"#
            );
            Manifest::from_json(&aggregate)
        };
        let manifest = with("mode", "number").unwrap();
        assert_eq!((manifest.function("mode"), manifest.aggregate("host")), (None, None));
        assert_eq!(manifest.aggregate("mode").unwrap().to_string(), "mode(n number) number");
        assert_eq!(with("host", "number").unwrap_err(), "the function `host` is there twice");
        let words = "the aggregate `mode` does not take one number and give a number";
        assert_eq!(with("mode", "text").unwrap_err(), words);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |from: &str, to: &str| Manifest::from_json(&SMALL.replace(from, to)).unwrap_err();
        assert!(wrong("\"returns\": \"text\"", "\"returns\": \"money\"").contains("unknown variant `money`"));
        assert_eq!(wrong("\"n\"", "\"link\""), "the argument `link` is there twice");
        assert_eq!(wrong("\"host\"", "\"a-b\""), "the function name `a-b` is not made of letters, digits and `_`");
        assert_eq!(wrong("\"shop\"", "\"\""), "the plugin name `` is not made of letters, digits and `_`");
        assert!(Manifest::from_json("").is_err());
    }
}
