//! Files and their reading options, as checked values.

use crate::Spanned;

/// Files and how to read them.
#[derive(Clone, Debug)]
pub struct Files {
    /// Their format.
    pub format: Format,
    /// A path or a glob, relative to the project.
    pub path: Spanned<String>,
    /// What must be said to read them.
    pub reading: Reading,
}

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with delimiters.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// One JSON object a line.
    Ndjson,
}

/// The declared reading options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// `,` when nothing is said.
    pub delimiter: Delimiter,
    /// A name of the WHATWG encoding list; `utf-8` when nothing is said.
    pub encoding: String,
    /// `decimal = ","`
    pub decimal_comma: bool,
    /// A strftime pattern for dates that are not ISO.
    pub date_format: Option<String>,
    /// A strftime pattern for date-times that are not ISO.
    pub datetime_format: Option<String>,
    /// The time zone of date-times without one; the project's when nothing is said.
    pub timezone: Option<String>,
    /// Texts that mean "empty"; `[""]` when nothing is said.
    pub null: Vec<String>,
    /// Whether blanks around values are cut off.
    pub trim: bool,
    /// How many lines stand before the header; 0 when nothing is said. `header_row = 3` gives 2.
    pub lines_before_header: usize,
    /// Whether there is a header. `header_row = 0` says that there is none: columns are called `1`, `2`, … then.
    pub has_header: bool,
    /// What happens to rows that cannot be read.
    pub bad_rows: BadRows,
    /// The sheet of a workbook; no effect in this version.
    pub sheet: Option<String>,
    /// The cells of a sheet, as `A3:F200`; no effect in this version.
    pub range: Option<String>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            delimiter: Delimiter::Byte(b','),
            encoding: "utf-8".to_owned(),
            decimal_comma: false,
            date_format: None,
            datetime_format: None,
            timezone: None,
            null: vec![String::new()],
            trim: false,
            lines_before_header: 0,
            has_header: true,
            bad_rows: BadRows::Error,
            sheet: None,
            range: None,
        }
    }
}

/// What stands between the values of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// This byte.
    Byte(u8),
    /// `delimiter = "whitespace"`: any number of blanks and tabs; those at the ends of a line mean nothing.
    Blanks,
}

/// What happens to rows that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRows {
    /// The source cannot be read.
    Error,
    /// They are set aside and counted, and every value from the source says so.
    Quarantine,
}
