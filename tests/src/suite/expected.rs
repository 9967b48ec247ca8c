//! The table of a `result` block, held against results.

use crate::outcome::Line;
use crate::reference::{Calendar, Kind};

/// A table of expectations.
#[derive(Clone, Debug)]
pub struct Expected {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Expected {
    /// Reads a table whose cells are separated by `|` or, without one, by commas.
    pub fn read(text: &str) -> Self {
        let separator = if text.contains('|') { '|' } else { ',' };
        let cells = |line: &str| {
            let line = line.trim().trim_start_matches('|').trim_end_matches('|');
            line.split(separator).map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
        };
        let is_rule = |line: &&str| line.chars().all(|character| "|-: ".contains(character));
        let mut lines = text.lines().filter(|line| !line.trim().is_empty()).filter(|line| !is_rule(line));
        let columns = cells(lines.next().expect("a `result` block has a heading"));
        let rows: Vec<Vec<String>> = lines.map(cells).collect();
        for row in &rows {
            assert_eq!(row.len(), columns.len(), "a row of a `result` block with another number of cells: {row:?}");
        }
        Self { columns, rows }
    }

    /// The names of the KPIs, each once, in their order.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for row in &self.rows {
            let name = self.cell(row, "name").expect("a `result` block has a column `name`").to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// What differs between the expectations and the results; nothing when all agree.
    pub fn differences(&self, lines: &[Line], calendar: &Calendar) -> Vec<String> {
        let mut differences = Vec::new();
        let mut found = vec![false; lines.len()];
        for row in &self.rows {
            match lines.iter().position(|line| self.is_about(row, line, calendar)) {
                None => differences.push(format!("no result for the row {row:?}")),
                Some(index) => {
                    found[index] = true;
                    differences.extend(self.row_differences(row, &lines[index]));
                }
            }
        }
        for (line, found) in lines.iter().zip(found) {
            let wanted = self.columns.iter().any(|column| column == "slice") || line.slice.is_empty();
            if !found && wanted {
                differences.push(format!("no row for the result {line}"));
            }
        }
        differences
    }

    fn cell<'e>(&self, row: &'e [String], column: &str) -> Option<&'e str> {
        let index = self.columns.iter().position(|name| name == column)?;
        Some(&row[index])
    }

    fn is_about(&self, row: &[String], line: &Line, calendar: &Calendar) -> bool {
        let slice = self.cell(row, "slice").unwrap_or("");
        let period = self.cell(row, "period").is_none_or(|period| {
            let named = calendar.called(period).unwrap_or_else(|| panic!("`{period}` is no period"));
            let start = named.start.expect("a period has a start");
            line.period.0 == calendar.wall_clock(start).date() && line.grain.map(Kind::Grain) == Some(named.kind)
        });
        self.cell(row, "name") == Some(&line.name) && line.slice_text() == slice && period
    }

    fn row_differences(&self, row: &[String], line: &Line) -> Vec<String> {
        let mut differences = Vec::new();
        let numbers = [
            ("value", line.value),
            ("n", line.n),
            ("numerator", line.numerator),
            ("denominator", line.denominator),
            ("previous", line.previous),
            ("low", line.low),
            ("high", line.high),
        ];
        for (column, number) in numbers {
            if let Some(cell) = self.cell(row, column)
                && !same(calculate(cell), number)
            {
                differences.push(format!("{column} of {line}: expected `{cell}`, found {number:?}"));
            }
        }
        let words = [
            ("status", &line.status),
            ("method", &line.method),
            ("unit", &line.unit),
            ("marks", &line.marks),
            ("reason", &line.reason),
            ("rows", &line.rows),
        ];
        for (column, words) in words {
            if let (Some(cell), Some(words)) = (self.cell(row, column), words)
                && cell != words
            {
                differences.push(format!("{column} of {line}: expected `{cell}`, found `{words}`"));
            }
        }
        differences
    }
}

/// Whether two numbers are the same up to the last digits of a float.
pub fn same(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1e-3),
        (None, None) => true,
        _ => false,
    }
}

/// The number of a cell: `12.5`, or products and quotients of numbers such as `100 * 2 / 3`; `-` and an empty cell mean
/// that there is none.
fn calculate(cell: &str) -> Option<f64> {
    if cell.is_empty() || cell == "-" {
        return None;
    }
    let number = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("`{text}` is no number, in `{cell}`"));
    let mut words = cell.split_whitespace();
    let mut result = number(words.next().expect("a word"));
    while let (Some(operator), Some(word)) = (words.next(), words.next()) {
        match operator {
            "*" => result *= number(word),
            "/" => result /= number(word),
            "+" => result += number(word),
            "-" => result -= number(word),
            other => panic!("`{other}` in `{cell}`"),
        }
    }
    Some(result)
}
