//! The arguments of a call: columns of equal length, asked for by their place and type.

use std::borrow::Cow;

use crate::column::{BooleanColumn, Column, DateColumn, DatetimeColumn, DurationColumn, Float64Column, Int64Column};
use crate::error::Error;
use crate::manifest::Signature;
use crate::text::TextColumn;

/// The columns a function is called with.
#[derive(Debug)]
pub struct Arguments {
    names: Vec<String>,
    columns: Vec<Column>,
    rows: usize,
}

impl Arguments {
    /// Arguments as the engine would pass them; for the tests of a plugin.
    ///
    /// All columns need `rows` rows, and the signature as many arguments as there are columns.
    pub fn new(signature: &Signature, columns: Vec<Column>, rows: usize) -> Result<Self, Error> {
        let expected = signature.arguments();
        if expected.len() != columns.len() {
            let (name, count) = (signature.name(), expected.len());
            return Err(Error::invalid(format!("`{name}` takes {count} arguments, not {}", columns.len())));
        }
        if let Some((argument, column)) = expected.iter().zip(&columns).find(|(_, column)| column.rows() != rows) {
            let (name, count) = (argument.name(), column.rows());
            return Err(Error::invalid(format!("the argument `{name}` has {count} rows instead of {rows}")));
        }
        let names = expected.iter().map(|argument| argument.name().to_owned()).collect();
        Ok(Self { names, columns, rows })
    }

    /// Number of rows of every argument, and of the result.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// All arguments.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Numbers, whole or not; whole ones beyond 2⁵³ are rounded (see [`Arguments::integer`]).
    pub fn number(&self, place: usize) -> Result<Cow<'_, Float64Column>, Error> {
        self.typed(place, "number", |column| match column {
            Column::Float64(column) => Some(Cow::Borrowed(column)),
            #[expect(clippy::cast_precision_loss, reason = "promised in the doc")]
            Column::Int64(column) => {
                Some(Cow::Owned(column.iter().map(|value| value.map(|value| value as f64)).collect()))
            }
            Column::Boolean(_) | Column::Text(_) | Column::Date(_) | Column::Datetime(_) | Column::Duration(_) => None,
        })
    }

    /// Whole numbers; an error if the column holds others.
    pub fn integer(&self, place: usize) -> Result<&Int64Column, Error> {
        self.typed(place, "whole number", |column| if let Column::Int64(column) = column { Some(column) } else { None })
    }

    /// Text.
    pub fn text(&self, place: usize) -> Result<&TextColumn, Error> {
        self.typed(place, "text", |column| if let Column::Text(column) = column { Some(column) } else { None })
    }

    /// True or false.
    pub fn boolean(&self, place: usize) -> Result<&BooleanColumn, Error> {
        self.typed(place, "bool", |column| if let Column::Boolean(column) = column { Some(column) } else { None })
    }

    /// Calendar dates.
    pub fn date(&self, place: usize) -> Result<&DateColumn, Error> {
        self.typed(place, "date", |column| if let Column::Date(column) = column { Some(column) } else { None })
    }

    /// Dates with a time of day.
    pub fn datetime(&self, place: usize) -> Result<&DatetimeColumn, Error> {
        self.typed(place, "datetime", |column| if let Column::Datetime(column) = column { Some(column) } else { None })
    }

    /// Lengths of time.
    pub fn duration(&self, place: usize) -> Result<&DurationColumn, Error> {
        self.typed(place, "duration", |column| if let Column::Duration(column) = column { Some(column) } else { None })
    }

    fn column(&self, place: usize) -> Result<&Column, Error> {
        self.columns.get(place).ok_or_else(|| {
            Error::invalid(format!("there is no argument {}: there are {}", place + 1, self.columns.len()))
        })
    }

    fn typed<'a, T>(
        &'a self,
        place: usize,
        wanted: &str,
        read: impl FnOnce(&'a Column) -> Option<T>,
    ) -> Result<T, Error> {
        let column = self.column(place)?;
        read(column).ok_or_else(|| {
            let name = self.names.get(place).map_or("", String::as_str);
            Error::invalid(format!("the argument `{name}` is a {}, not a {wanted}", column.type_word()))
        })
    }
}
