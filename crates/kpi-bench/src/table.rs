//! Tables in Markdown, aligned so that they also read well on a terminal.

use std::io::{self, Write};

/// Lines of a table, the heading first.
#[derive(Debug)]
pub(crate) struct Table {
    lines: Vec<Vec<String>>,
}

impl Table {
    /// With these headings; the first column is text, the others are numbers.
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self { lines: vec![heading.iter().map(|word| (*word).to_owned()).collect()] }
    }

    pub(crate) fn line(&mut self, cells: impl IntoIterator<Item = String>) {
        self.lines.push(cells.into_iter().collect());
    }

    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let columns = self.lines.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.lines
                .iter()
                .filter_map(|line| line.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
                .max(3)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (number, line) in self.lines.iter().enumerate() {
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                if column == 0 { write!(out, "| {cell:<width$} ")? } else { write!(out, "| {cell:>width$} ")? }
            }
            writeln!(out, "|")?;
            if number == 0 {
                for (column, width) in widths.iter().enumerate() {
                    let dashes = "-".repeat(width - usize::from(column > 0));
                    write!(out, "| {dashes}{} ", if column > 0 { ":" } else { "" })?;
                }
                writeln!(out, "|")?;
            }
        }
        writeln!(out)
    }
}
