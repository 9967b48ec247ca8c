//! One JSON object a line; an empty value is left out of its object.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::tables::{Cell, Column, Record};

/// A file of JSON lines.
#[derive(Debug)]
pub(crate) struct NdjsonFile {
    file: BufWriter<File>,
    columns: &'static [Column],
    line: String,
}

impl NdjsonFile {
    /// An empty file.
    pub(crate) const fn create(file: BufWriter<File>, columns: &'static [Column]) -> Self {
        Self { file, columns, line: String::new() }
    }

    /// Adds a row.
    pub(crate) fn push<R: Record>(&mut self, row: &R) -> io::Result<()> {
        let Self { line, columns, .. } = self;
        line.clear();
        let mut names = columns.iter().map(|column| column.name);
        row.cells(&mut |cell| {
            let name = names.next().unwrap_or_default();
            if cell != Cell::Empty {
                line.push(if line.is_empty() { '{' } else { ',' });
                append_text(line, name);
                line.push(':');
                append(line, cell);
            }
        });
        line.push_str(if line.is_empty() { "{}\n" } else { "}\n" });
        self.file.write_all(line.as_bytes())
    }

    /// Writes what is left.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn append(line: &mut String, cell: Cell<'_>) {
    match cell {
        Cell::Empty => line.push_str("null"),
        Cell::Whole(number) => line.push_str(&number.to_string()),
        Cell::Number(number) => append_formatted(line, format_args!("{number:.2}")),
        Cell::Text(text) => append_text(line, text),
        Cell::Flag(flag) => line.push_str(if flag { "true" } else { "false" }),
        Cell::Day(day) => append_text(line, &day.to_string()),
        Cell::Moment(moment) => append_text(line, &moment.to_string()),
    }
}

fn append_formatted(line: &mut String, value: std::fmt::Arguments<'_>) {
    line.push_str(&value.to_string());
}

fn append_text(line: &mut String, text: &str) {
    line.push('"');
    for character in text.chars() {
        match character {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            control if control < ' ' => append_formatted(line, format_args!("\\u{:04x}", u32::from(control))),
            other => line.push(other),
        }
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::append_text;

    #[test]
    fn text_is_escaped() {
        let mut line = String::new();
        append_text(&mut line, "say \"ja\"\n\\ 佐藤");
        assert_eq!(line, "\"say \\\"ja\\\"\\u000a\\\\ 佐藤\"");
    }
}
