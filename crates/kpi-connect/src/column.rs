//! What is known about a source's columns before a row of it is used.

/// A column of a source, under the name that definitions use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its trimmed header, or the name that `columns.NAME.from` gives it.
    pub name: String,
    /// What its values are.
    pub kind: ColumnType,
    /// What it may have been meant to be; for the message when it is used as something else.
    pub hint: Option<Hint>,
}

/// What the values of a column are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Numbers; a frame has them as 64-bit integers or floats.
    Number(NumberKind),
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// Dates.
    Date,
    /// Dates with a time of day, in microseconds.
    Datetime(Clock),
    /// Lengths of time, in microseconds.
    Duration,
    /// Something that no definition can use; the words say what.
    Other(String),
}

impl ColumnType {
    /// The word for it in messages and in `columns.NAME.type`.
    pub fn word(&self) -> &str {
        match self {
            Self::Number(_) => "number",
            Self::Text => "text",
            Self::Bool => "bool",
            Self::Date => "date",
            Self::Datetime(_) => "datetime",
            Self::Duration => "duration",
            Self::Other(what) => what,
        }
    }
}

/// Which numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// Whole numbers, exact.
    Whole,
    /// Decimals, as floats.
    Decimal,
}

/// What a date-time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// What a clock on the wall showed, in the project's time zone; a frame has no zone on it.
    Wall,
    /// A moment, whatever the place; a frame has it in UTC.
    Instant,
}

/// What a column may have been meant to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Dates in a form that must be declared.
    UndeclaredDate {
        /// A value of the file.
        example: String,
        /// The option that would declare it: `date_format` or `datetime_format`.
        option: &'static str,
        /// The patterns that fit the first rows; several where day and month cannot be told apart.
        patterns: Vec<String>,
    },
    /// A type that all but a few values have; reading ends at the first that has not.
    Almost {
        /// The type.
        kind: ColumnType,
        /// The first value of another.
        text: String,
        /// Where it stands.
        place: String,
    },
    /// Text in which more than half of the values are of another type.
    Mostly {
        /// The other type.
        kind: ColumnType,
        /// The first value that is not.
        text: String,
        /// Where it stands.
        place: String,
    },
    /// Text that has digits: a number or a date in a form that is not read as one.
    Written {
        /// The first value.
        text: String,
        /// Where it stands.
        place: String,
    },
    /// Texts and other values, which have no type in common.
    Mixed,
    /// The rows looked at are all empty, so the type could not be known.
    EmptyHead,
}

impl Hint {
    /// Ways out, to be added to a message about the use of the column.
    pub fn ways_out(&self, column: &str) -> Vec<String> {
        match self {
            Self::UndeclaredDate { example, option, patterns } => {
                let written = |pattern: &String| format!("`{option} = \"{pattern}\"`");
                let choices = patterns.iter().map(written).collect::<Vec<_>>().join(" or ");
                vec![format!("`{example}` is a date that must be declared: add {choices} to the source in `kpi.toml`")]
            }
            Self::Almost { kind, text, place } => vec![format!(
                "`{column}` is a {} because nearly all of the first rows are; `{text}` ({place}) is not: if the column is \
                 text, add `columns.{column}.type = \"text\"` to the source in `kpi.toml`",
                kind.word()
            )],
            Self::Mixed => vec![format!(
                "write all values of `{column}` as one type, or say as which they are to be read: `columns.{column}.type = \
                 \"number\"` or `\"text\"`"
            )],
            Self::Mostly { kind, text, place } => vec![
                format!("`{column}` is text because of `{text}` ({place}); else it would be a {}", kind.word()),
                format!("if `{text}` means empty, add it to `null = [\"\", \"{text}\"]` of the source in `kpi.toml`"),
            ],
            Self::Written { text, place } => vec![format!(
                "`{column}` is text because of values such as `{text}` ({place}); a number is written `1234.5`, or with \
                 `decimal = \",\"` in the source `1234,5`, and nothing else with it: write it so, or declare \
                 `columns.{column}.type = \"number\"` to have each value named that is none"
            )],
            Self::EmptyHead => {
                vec![format!(
                    "the first rows of `{column}` are empty: declare it with `columns.{column}.type = \"…\"` in `kpi.toml`"
                )]
            }
        }
    }
}
