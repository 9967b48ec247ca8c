//! Rows of NDJSON: one object a line. Keys of objects within objects are columns with dotted names.

use std::io::BufRead;

use kpi_config::ColumnOptions;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::bytes::{self, Text};
use super::{Flaw, Opened, Outcome, Row, Rows, Task};
use crate::problems;
use crate::value::Cell;

/// Where a column stands in an object.
pub(crate) struct KeyPath {
    pub(crate) keys: Vec<String>,
    /// Whether its type is declared, so that a text may be read as a number.
    pub(crate) is_declared: bool,
}

impl KeyPath {
    pub(crate) fn new(keys: Vec<String>, options: Option<&ColumnOptions>) -> Self {
        Self { keys, is_declared: options.is_some_and(|options| options.kind.is_some()) }
    }
}

/// The rows of one file.
pub(crate) struct JsonRows<'t> {
    text: Text,
    buffer: Vec<u8>,
    line: u64,
    row: JsonRow<'t>,
}

/// An object.
pub(crate) struct JsonRow<'t> {
    task: &'t Task,
    paths: &'t [KeyPath],
    object: Map<String, Value>,
}

pub(crate) fn open<'t>(opened: &Opened<'t>, paths: &'t [KeyPath]) -> Outcome<JsonRows<'t>> {
    let Opened { task, file } = *opened;
    let text = bytes::open(&file.path, &task.reading).map_err(|error| problems::unreadable(task, file, &error))?;
    Ok(JsonRows { text, buffer: Vec::new(), line: 0, row: JsonRow { task, paths, object: Map::new() } })
}

impl JsonRows<'_> {
    /// Every leaf of the current row with its path.
    pub(crate) fn leaves(&self) -> Vec<(Vec<&str>, Cell<'_>)> {
        let mut leaves = Vec::new();
        collect(self.row.task, &self.row.object, &mut Vec::new(), &mut leaves);
        leaves
    }

    fn parse(&mut self) -> Result<(), Flaw> {
        self.row.object = parse(&self.buffer)?;
        Ok(())
    }
}

/// The object in a line.
pub(super) fn parse(line: &[u8]) -> Result<Map<String, Value>, Flaw> {
    if std::str::from_utf8(line).is_err() {
        return Err(Flaw::Encoding);
    }
    match serde_json::from_slice(line.trim_ascii_end()) {
        Ok(Object(object)) => Ok(object),
        Err(error) if error.is_data() => Err(twice(&error).map_or(Flaw::NoObject, Flaw::Json)),
        Err(_) if line.trim_ascii_start().starts_with(b"[") => Err(Flaw::NoObject),
        Err(error) => Err(Flaw::Json(format!("column {}", error.column()))),
    }
}

/// Stands before the name in the error about it.
const TWICE: &str = "two values of ";

/// The name that an object has twice: nobody can tell which of its values was meant.
fn twice(error: &serde_json::Error) -> Option<String> {
    let words = error.to_string();
    let words = words.strip_prefix(TWICE)?.rsplit_once(" at line ")?.0;
    Some(format!("{TWICE}{words}"))
}

/// An object whose names are all different.
struct Object(Map<String, Value>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Names)
    }
}

struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = Object;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut names: A) -> Result<Object, A::Error> {
        let mut object = Map::new();
        while let Some((name, value)) = names.next_entry::<String, Value>()? {
            match object.entry(name) {
                Entry::Vacant(free) => {
                    free.insert(value);
                }
                Entry::Occupied(taken) => return Err(A::Error::custom(format!("{TWICE}`{}`", taken.key()))),
            }
        }
        Ok(Object(object))
    }
}

fn collect<'a>(
    task: &Task,
    object: &'a Map<String, Value>,
    path: &mut Vec<&'a str>,
    leaves: &mut Vec<(Vec<&'a str>, Cell<'a>)>,
) {
    for (key, value) in object {
        path.push(key);
        match value {
            Value::Object(inner) => collect(task, inner, path, leaves),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                leaves.push((path.clone(), cell(task, value)));
            }
        }
        path.pop();
    }
}

fn cell<'a>(task: &Task, value: &'a Value) -> Cell<'a> {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(flag) => Cell::Flag(*flag),
        Value::Number(value) => number(value),
        Value::String(text) => {
            let text = if task.reading.trim { text.trim() } else { text };
            if task.is_null(text) { Cell::Empty } else { Cell::Text(text) }
        }
        Value::Array(_) | Value::Object(_) => Cell::Nested,
    }
}

/// A text whose column is declared may be read as another type.
pub(crate) fn as_declared(cell: Cell<'_>, is_declared: bool) -> Cell<'_> {
    match cell {
        Cell::Text(text) if is_declared => Cell::Raw(text),
        Cell::Empty
        | Cell::Raw(_)
        | Cell::Text(_)
        | Cell::Whole(_)
        | Cell::Decimal(_)
        | Cell::Flag(_)
        | Cell::Huge
        | Cell::Nested => cell,
    }
}

fn number(number: &Number) -> Cell<'static> {
    const BEYOND_EVERY_WHOLE_NUMBER: f64 = 18_446_744_073_709_551_616.0;
    match (number.as_i64(), number.is_u64(), number.as_f64()) {
        (Some(whole), ..) => Cell::Whole(whole),
        (None, false, Some(value)) if value.abs() < BEYOND_EVERY_WHOLE_NUMBER => Cell::Decimal(value),
        _ => Cell::Huge,
    }
}

impl Rows for JsonRows<'_> {
    fn next(&mut self) -> Option<(u64, Result<&dyn Row, Flaw>)> {
        loop {
            self.buffer.clear();
            self.line += 1;
            match self.text.read_until(b'\n', &mut self.buffer) {
                Ok(0) => return None,
                Ok(_) if self.buffer.trim_ascii().is_empty() => {}
                Ok(_) => return Some((self.line, self.parse().map(|()| &self.row as &dyn Row))),
                Err(error) => return Some((self.line, Err(Flaw::Unreadable(error.to_string())))),
            }
        }
    }
}

impl Row for JsonRow<'_> {
    fn cell(&self, column: usize) -> Cell<'_> {
        self.paths.get(column).map_or(Cell::Empty, |path| cell_at(self.task, &self.object, path))
    }
}

/// What stands at a path in an object.
pub(super) fn cell_at<'a>(task: &Task, object: &'a Map<String, Value>, path: &KeyPath) -> Cell<'a> {
    let Some((last, parents)) = path.keys.split_last() else { return Cell::Empty };
    let mut object = object;
    for key in parents {
        match object.get(key) {
            Some(Value::Object(inner)) => object = inner,
            None | Some(Value::Null) => return Cell::Empty,
            Some(_) => return Cell::Nested,
        }
    }
    as_declared(object.get(last).map_or(Cell::Empty, |value| cell(task, value)), path.is_declared)
}
