//! The declared shapes: `kpi-defs/shapes.toml`, and what of it the language needs to understand the definitions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kpi_config::Config;
use kpi_diagnostics::FileId;
use kpi_model::model::{Role, Type};
use kpi_model::{Catalog, SourceSchema};
use serde::Deserialize;

use crate::SHAPES;

/// Which sources with which columns the definitions are computed from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shapes {
    /// By name.
    #[serde(rename = "source")]
    pub sources: BTreeMap<String, Shape>,
    /// Libraries whose functions take part.
    #[serde(rename = "plugin", default)]
    pub plugins: BTreeMap<String, PluginShape>,
}

/// One source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// What one row is.
    pub row: String,
    /// The columns that name a row.
    pub key: Option<Key>,
    /// When rows happen.
    pub time: Option<String>,
    /// From when to when rows live.
    pub alive: Option<[String; 2]>,
    /// The date that rows picture.
    pub snapshot: Option<String>,
    /// References by name, as in `kpi.toml`.
    #[serde(default)]
    pub refs: BTreeMap<String, String>,
    /// The columns that definitions name.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnShape>,
}

/// One column or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// `key = "order_id"`
    One(String),
    /// `key = ["traded_on", "symbol"]`
    Several(Vec<String>),
}

/// One column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnShape {
    /// As in `columns.NAME.type` of `kpi.toml`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The unit of its numbers.
    pub unit: Option<String>,
    /// What it says.
    pub meaning: String,
    /// Whether only slices and lists use it.
    #[serde(default)]
    pub optional: bool,
}

/// One library.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginShape {
    /// What each function gives.
    pub functions: BTreeMap<String, String>,
}

impl Shapes {
    /// Those of the program; a test holds that the file can be read.
    pub fn read() -> Self {
        toml::from_str(SHAPES).unwrap_or_default()
    }

    /// The sources as `kpi.toml` would declare them.
    pub(crate) fn configuration(&self) -> Config {
        let mut text = String::new();
        for (name, shape) in &self.sources {
            declare(&mut text, name, shape);
        }
        for name in self.plugins.keys() {
            let _ = writeln!(text, "[plugin.{name}]\npath = \"libkpi_{name}\"");
        }
        kpi_config::read(FileId(u32::MAX), &text, &|_| None).0
    }

    /// The columns of the sources.
    pub(crate) fn catalog(&self) -> Catalog {
        let sources = self.sources.iter().map(|(name, shape)| (name.clone(), shape.schema())).collect();
        Catalog { sources, ..Catalog::default() }
    }
}

fn declare(text: &mut String, name: &str, shape: &Shape) {
    let _ = writeln!(text, "[source.{name}]\npath = \"{name}.csv\"\nkey = {:?}", shape.key_columns());
    if let Some(time) = &shape.time {
        let _ = writeln!(text, "time = {time:?}");
    }
    if let Some(alive) = &shape.alive {
        let _ = writeln!(text, "alive = {alive:?}");
    }
    if let Some(snapshot) = &shape.snapshot {
        let _ = writeln!(text, "snapshot = {snapshot:?}");
    }
    for (name, reference) in &shape.refs {
        let _ = writeln!(text, "refs.{name} = {reference:?}");
    }
    for (name, column) in &shape.columns {
        if let Some(unit) = &column.unit {
            let _ = writeln!(text, "columns.{name} = {{ unit = {unit:?} }}");
        }
    }
}

impl Shape {
    /// The columns of the key; empty when rows need no name.
    pub fn key_columns(&self) -> Vec<&str> {
        match &self.key {
            None => Vec::new(),
            Some(Key::One(column)) => vec![column],
            Some(Key::Several(columns)) => columns.iter().map(String::as_str).collect(),
        }
    }

    /// The columns that place rows in time, each with what it does.
    pub fn clocks(&self) -> Vec<(Role, &str)> {
        let time = self.time.iter().map(|column| (Role::Time, column.as_str()));
        let alive = self.alive.iter().flatten().map(|column| (Role::Alive, column.as_str()));
        let snapshot = self.snapshot.iter().map(|column| (Role::Snapshot, column.as_str()));
        time.chain(alive).chain(snapshot).collect()
    }

    /// The source that a reference leads to.
    pub fn target(&self, reference: &str) -> Option<&str> {
        self.refs.get(reference)?.split_once("->").map(|(_, target)| target.trim())
    }

    fn schema(&self) -> SourceSchema {
        let mut columns: BTreeMap<String, Type> = BTreeMap::new();
        for reference in self.refs.values() {
            let names = reference.split_once("->").map_or("", |(columns, _)| columns);
            columns.extend(names.split(',').map(|name| (name.trim().to_owned(), Type::Number)));
        }
        columns.extend(self.key_columns().into_iter().map(|name| (name.to_owned(), Type::Number)));
        columns.extend(self.columns.iter().map(|(name, column)| (name.clone(), column.type_of())));
        for (_, clock) in self.clocks() {
            columns.entry(clock.to_owned()).or_insert(Type::Date);
        }
        SourceSchema { columns: columns.into_iter().collect() }
    }
}

impl ColumnShape {
    /// Its type; a test holds that it is one of them.
    pub fn type_of(&self) -> Type {
        match self.kind.as_str() {
            "number" => Type::Number,
            "text" => Type::Text,
            "bool" => Type::Bool,
            "date" => Type::Date,
            "datetime" => Type::Datetime,
            "duration" => Type::Duration,
            _ => Type::Unknown,
        }
    }
}
