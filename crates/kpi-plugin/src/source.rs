//! What the rows of a source look like: fields, batches, and what the engine asks for.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::column::Column;
use crate::error::Error;
use crate::ffi::Host;
use crate::manifest::Type;

/// A column of a source: its name and the type of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    name: String,
    form: Form,
}

/// How the values of a field are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As the type says; numbers with a fraction.
    Typed(Type),
    /// Numbers without a fraction.
    Integer,
}

impl Field {
    /// A column of a type; numbers may have a fraction.
    pub fn new(name: impl Into<String>, value_type: Type) -> Self {
        Self { name: name.into(), form: Form::Typed(value_type) }
    }

    /// A column of whole numbers, exact beyond 2⁵³: the right one for identifiers.
    pub fn integer(name: impl Into<String>) -> Self {
        Self { name: name.into(), form: Form::Integer }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn form(&self) -> Form {
        self.form
    }

    /// Checks that a column is what the field promises; whole numbers become numbers where those are promised.
    pub(crate) fn fit(&self, column: Column) -> Result<Column, Error> {
        match (self.form, column) {
            (Form::Integer, column @ Column::Int64(_)) => Ok(column),
            #[expect(clippy::cast_precision_loss, reason = "the field promises numbers with a fraction")]
            (Form::Typed(Type::Number), Column::Int64(column)) => {
                Ok(Column::Float64(column.iter().map(|value| value.map(|value| value as f64)).collect()))
            }
            (Form::Typed(value_type), column) if column.value_type() == value_type => Ok(column),
            (_, column) => {
                let (name, found) = (&self.name, column.type_word());
                Err(Error::new(format!("the column `{name}` is {found} values, which its schema does not say")))
            }
        }
    }
}

/// Rows: a column for each field, all of the same length.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    columns: Vec<Column>,
    rows: usize,
}

impl Batch {
    /// Puts columns together; an error if they differ in length or there are none.
    pub fn new(columns: Vec<Column>) -> Result<Self, Error> {
        let Some(rows) = columns.first().map(Column::rows) else {
            return Err(Error::new("a batch needs at least one column"));
        };
        if let Some(other) = columns.iter().find(|column| column.rows() != rows) {
            return Err(Error::new(format!("the columns of a batch have {rows} and {} rows", other.rows())));
        }
        Ok(Self { columns, rows })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns, in the order of the schema.
    pub fn into_columns(self) -> Vec<Column> {
        self.columns
    }
}

/// Batches that come one after the other. Any iterator of batches is one.
pub trait Batches: Send {
    /// The next batch; nothing at the end.
    fn next_batch(&mut self) -> Option<Result<Batch, Error>>;
}

impl<I: Iterator<Item = Result<Batch, Error>> + Send> Batches for I {
    fn next_batch(&mut self) -> Option<Result<Batch, Error>> {
        self.next()
    }
}

/// The options of a source, from its table in `kpi.toml`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    values: Map<String, Value>,
}

impl Options {
    /// Options as the engine would pass them; for the tests of a plugin.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        if json.is_empty() {
            return Ok(Self::default());
        }
        let values = serde_json::from_str(json)
            .map_err(|error| Error::invalid(format!("the options are not a JSON object: {error}")))?;
        Ok(Self { values })
    }

    /// An option as it was written, if it was given.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// A text, if it was given; an error if it is something else.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Error> {
        self.typed(name, "a text", Value::as_str)
    }

    /// A text that must be given.
    pub fn required_text(&self, name: &str) -> Result<&str, Error> {
        self.text(name)?.ok_or_else(|| {
            Error::invalid(format!("the option `{name}` is missing"))
                .help(format!("add `{name} = \"…\"` to the source"))
        })
    }

    /// A whole number, if it was given; an error if it is something else.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Error> {
        self.typed(name, "a whole number", Value::as_i64)
    }

    /// A number, if it was given; an error if it is something else.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Error> {
        self.typed(name, "a number", Value::as_f64)
    }

    /// True or false, if it was given; an error if it is something else.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Error> {
        self.typed(name, "true or false", Value::as_bool)
    }

    fn typed<'a, T>(&'a self, name: &str, wanted: &str, read: fn(&'a Value) -> Option<T>) -> Result<Option<T>, Error> {
        let Some(value) = self.values.get(name) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| Error::invalid(format!("the option `{name}` is not {wanted}: `{value}`")))
    }
}

/// What the engine asks a source for.
#[derive(Debug, Clone)]
pub struct ScanRequest {
    /// The options of the source.
    pub options: Options,
    /// The columns that will be read; nothing: all of them. A batch has all columns nevertheless, but those not named
    /// here may hold anything: the SDK drops them.
    pub columns: Option<Vec<String>>,
    /// The number of rows that is enough, if there is one.
    pub limit: Option<usize>,
    /// The engine: for messages, and to learn that the run was given up.
    pub host: Host,
}

/// The part of a request that crosses as JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RequestText {
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) limit: Option<usize>,
}
