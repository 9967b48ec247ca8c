//! From the text of a cell to a value, strictly.
//!
//! A column is read in one [`Form`], declared or found in the first rows; a cell that does not fit it is a misfit, never
//! a guess and never silently empty. [`infer`](crate::infer) chooses the form, [`Builder`] collects the values.

mod builder;
mod date;
mod form;
mod number;
mod pattern;

pub(crate) use builder::Builder;
pub(crate) use date::instant;
pub(crate) use form::Form;
pub(crate) use number::exact;
pub(crate) use pattern::{Pattern, guesses};

/// The words for cells that messages do not show.
const HUGE: &str = "a number of more than 18 digits";
const NESTED: &str = "a list or an object";

/// Whether the words of a cell say what it is, since it cannot be shown.
pub(crate) fn is_described(words: &str) -> bool {
    [HUGE, NESTED].contains(&words)
}

/// A cell as the file has it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    /// Nothing, or a word that means nothing.
    Empty,
    /// Text of which nothing is known.
    Raw(&'a str),
    /// Text that the file says is text.
    Text(&'a str),
    /// A whole number.
    Whole(i64),
    /// A number with decimals.
    Decimal(f64),
    /// True or false.
    Flag(bool),
    /// A number with more digits than can be kept.
    Huge,
    /// An object or a list.
    Nested,
}

impl Cell<'_> {
    /// The cell as a message shows it: short, and without line breaks.
    pub(crate) fn words(self) -> String {
        const LONGEST: usize = 60;
        match self {
            Self::Empty => String::new(),
            Self::Raw(text) | Self::Text(text) => {
                let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
                if text.chars().nth(LONGEST).is_some() {
                    shown.push('…');
                }
                shown.replace("\\\"", "\"").replace("\\'", "'")
            }
            Self::Whole(number) => number.to_string(),
            Self::Decimal(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Huge => HUGE.to_owned(),
            Self::Nested => NESTED.to_owned(),
        }
    }
}

/// A value in the type of its column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// Empty.
    Null,
    Whole(i64),
    Decimal(f64),
    Flag(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01T00:00, on the wall or in UTC.
    Moment(i64),
    /// Microseconds.
    Length(i64),
    Text(std::borrow::Cow<'a, str>),
}

impl Value<'_> {
    /// The value without its cell.
    fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Whole(value) => Value::Whole(value),
            Self::Decimal(value) => Value::Decimal(value),
            Self::Flag(value) => Value::Flag(value),
            Self::Date(value) => Value::Date(value),
            Self::Moment(value) => Value::Moment(value),
            Self::Length(value) => Value::Length(value),
            Self::Text(text) => Value::Text(std::borrow::Cow::Owned(text.into_owned())),
        }
    }
}
