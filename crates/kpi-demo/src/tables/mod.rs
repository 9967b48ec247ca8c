//! The tables of the example company: one struct per table, one field per column.
//!
//! What a row is, and nothing about how rows come about (`company`) or where they go (`output`). A table is declared once, by
//! [`record!`], which gives both the struct for the simulation and its tests, and the list of columns for the writers.

#![allow(clippy::struct_field_names, reason = "columns keep the names that they have in the files")]

pub(crate) mod care;
pub(crate) mod market;
pub(crate) mod money;
pub(crate) mod people;
pub(crate) mod site;

use crate::calendar::{Day, Moment};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whole numbers.
    Whole,
    /// Numbers with decimals, never more than two.
    Number,
    /// Text.
    Text,
    /// True or false.
    Flag,
    /// Dates.
    Day,
    /// Date-times of the wall clock.
    Moment,
}

/// One value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A whole number.
    Whole(i64),
    /// A number with decimals.
    Number(f64),
    /// Text.
    Text(&'a str),
    /// True or false.
    Flag(bool),
    /// A date.
    Day(Day),
    /// A date-time.
    Moment(Moment),
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
}

/// A row of a table.
pub(crate) trait Record {
    /// The name of the table.
    const TABLE: &'static str;
    /// Its columns in order.
    const COLUMNS: &'static [Column];

    /// Hands out the values in the order of the columns.
    fn cells(&self, put: &mut dyn FnMut(Cell<'_>));
}

/// A type that a column can hold.
pub(crate) trait Value {
    /// As what.
    const KIND: Kind;

    /// The value itself.
    fn cell(&self) -> Cell<'_>;
}

macro_rules! values {
    ($($kind:ident: $type:ty = |$value:ident| $cell:expr;)*) => {$(
        impl Value for $type {
            const KIND: Kind = Kind::$kind;

            fn cell(&self) -> Cell<'_> {
                let $value = self;
                Cell::$kind($cell)
            }
        }
    )*};
}

values! {
    Whole: i64 = |value| *value;
    Whole: i32 = |value| i64::from(*value);
    Whole: u32 = |value| i64::from(*value);
    Number: f64 = |value| *value;
    Text: &'static str = |value| value;
    Text: String = |value| value;
    Flag: bool = |value| *value;
    Day: Day = |value| *value;
    Moment: Moment = |value| *value;
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;

    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Empty, Value::cell)
    }
}

/// Declares a table: its doc, its struct, its name, its columns.
macro_rules! record {
    (
        $(#[$doc:meta])* $name:ident in $table:literal {
            $($(#[$column_doc:meta])* $column:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $name {
            $($(#[$column_doc])* pub(crate) $column: $type,)*
        }

        impl $crate::tables::Record for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [$crate::tables::Column] = &[$($crate::tables::Column {
                name: stringify!($column),
                kind: <$type as $crate::tables::Value>::KIND,
            },)*];

            fn cells(&self, put: &mut dyn FnMut($crate::tables::Cell<'_>)) {
                $(put($crate::tables::Value::cell(&self.$column));)*
            }
        }
    };
}
pub(crate) use record;
