//! Text with delimiters.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::tables::{Cell, Column, Record};

/// How values become text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    delimiter: char,
    decimal: char,
    german_dates: bool,
}

impl Style {
    /// Commas, points, ISO dates.
    pub(crate) const PLAIN: Self = Self { delimiter: ',', decimal: '.', german_dates: false };
    /// Semicolons, decimal commas, 31.12.2025.
    pub(crate) const GERMAN: Self = Self { delimiter: ';', decimal: ',', german_dates: true };
}

/// A file of text with delimiters.
#[derive(Debug)]
pub(crate) struct TextFile {
    file: BufWriter<File>,
    style: Style,
    line: String,
}

impl TextFile {
    /// Writes the header.
    pub(crate) fn create(mut file: BufWriter<File>, columns: &[Column], style: Style) -> io::Result<Self> {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        writeln!(file, "{}", names.join(&style.delimiter.to_string()))?;
        Ok(Self { file, style, line: String::new() })
    }

    /// Adds a row.
    pub(crate) fn push<R: Record>(&mut self, row: &R) -> io::Result<()> {
        let Self { line, style, .. } = self;
        line.clear();
        let mut first = true;
        row.cells(&mut |cell| {
            if !std::mem::take(&mut first) {
                line.push(style.delimiter);
            }
            append(line, cell, *style);
        });
        line.push('\n');
        self.file.write_all(line.as_bytes())
    }

    /// Writes what is left.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn append(line: &mut String, cell: Cell<'_>, style: Style) {
    match cell {
        Cell::Empty => {}
        Cell::Whole(number) => line.push_str(&number.to_string()),
        Cell::Number(number) => line.push_str(&format!("{number:.2}").replace('.', &style.decimal.to_string())),
        Cell::Text(text) => append_text(line, text, style.delimiter),
        Cell::Flag(flag) => line.push_str(if flag { "true" } else { "false" }),
        Cell::Day(day) if style.german_dates => {
            let (year, month, date) = day.civil();
            let written = format!("{date:02}.{month:02}.{year:04}");
            line.push_str(&written);
        }
        Cell::Day(day) => line.push_str(&day.to_string()),
        Cell::Moment(moment) => line.push_str(&moment.to_string()),
    }
}

fn append_text(line: &mut String, text: &str, delimiter: char) {
    if text.contains([delimiter, '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, append};
    use crate::calendar::Day;
    use crate::tables::Cell;

    #[test]
    fn values_are_written_as_the_style_says() {
        let cells = [
            Cell::Text("a;b, \"c\""),
            Cell::Number(1_234.5),
            Cell::Empty,
            Cell::Day(Day::from_civil(2025, 12, 31)),
            Cell::Flag(true),
        ];
        let written = |style| {
            cells.map(|cell| {
                let mut line = String::new();
                append(&mut line, cell, style);
                line
            })
        };
        assert_eq!(written(Style::PLAIN), ["\"a;b, \"\"c\"\"\"", "1234.50", "", "2025-12-31", "true"]);
        assert_eq!(written(Style::GERMAN), ["\"a;b, \"\"c\"\"\"", "1234,50", "", "31.12.2025", "true"]);
    }
}
