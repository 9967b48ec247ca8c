//! Lines of cells in columns that fit the terminal.
//!
//! When a line is too wide, whole columns go, the least important first; what remains is never cut except in the one
//! column that may shrink. Columns in which no line says anything are left out.

use kpi_diagnostics::render::Colour;

use crate::ink::{Tone, paint};
use crate::width::{shorten, width, wrap};

/// Which side of its column a cell stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// What happens to a column when the line is too wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Keep {
    /// It goes; a lower number earlier.
    Until(u8),
    /// It stays whole.
    Always,
    /// It stays and shrinks.
    Shrinking,
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// What stands above it.
    pub(crate) title: String,
    /// Where its cells stand.
    pub(crate) align: Align,
    /// What happens when there is no room.
    pub(crate) keep: Keep,
}

impl Column {
    pub(crate) fn new(title: impl Into<String>, align: Align, keep: Keep) -> Self {
        Self { title: title.into(), align, keep }
    }
}

/// A piece of a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    /// What it says.
    pub(crate) text: String,
    /// How it says it.
    pub(crate) tone: Tone,
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Tone::Plain)
    }
}

/// A line of the table.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    /// The title of a section, with a blank line before.
    Heading(String),
    /// As many cells as there are columns.
    Cells(Vec<Cell>),
    /// A remark on the line before, behind these characters.
    Remark(String, Cell),
    /// A remark that begins with a figure: behind these characters, and in lines that follow behind as many blanks.
    Figure(String, Cell, Cell),
    /// A line as it is.
    Verbatim(String),
}

/// The width to which the shrinking column goes before another one is dropped.
const COMFORTABLE: usize = 22;
/// Its smallest width, when nothing else can go.
const SHRUNK: usize = 12;
const GAP: usize = 2;

/// The table as text of at most `columns_available` columns where that is possible.
pub(crate) fn lay_out(columns: &[Column], lines: &[Line], columns_available: usize, colour: Colour) -> String {
    let widths = fit(columns, natural_widths(columns, lines), columns_available);
    let titles = columns.iter().map(|column| Cell::new(column.title.clone(), Tone::Quiet)).collect::<Vec<_>>();
    let mut text = String::new();
    if columns.iter().zip(&widths).any(|(column, width)| *width > 0 && !column.title.is_empty()) {
        push_line(&mut text, &cells(columns, &widths, &titles, colour));
    }
    for line in lines {
        match line {
            Line::Heading(heading) => push_line(&mut text, &format!("\n{}", paint(heading, Tone::Strong, colour))),
            Line::Cells(content) => push_line(&mut text, &cells(columns, &widths, content, colour)),
            Line::Remark(prefix, cell) => {
                for part in wrap(&cell.text, columns_available.saturating_sub(width(prefix)).max(SHRUNK)) {
                    push_line(&mut text, &format!("{prefix}{}", paint(&part, cell.tone, colour)));
                }
            }
            Line::Figure(prefix, figure, cell) => {
                let gap = " ".repeat(width(&figure.text) + GAP);
                let room = columns_available.saturating_sub(width(prefix) + width(&gap)).max(SHRUNK);
                for (index, part) in wrap(&cell.text, room).iter().enumerate() {
                    let part = paint(part, cell.tone, colour);
                    let begin = if index > 0 {
                        gap.clone()
                    } else {
                        format!("{}{}", paint(&figure.text, figure.tone, colour), " ".repeat(GAP))
                    };
                    push_line(&mut text, &format!("{prefix}{begin}{part}"));
                }
            }
            Line::Verbatim(line) => push_line(&mut text, line),
        }
    }
    text
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

/// The widest cell of each column; 0 where no line says anything.
fn natural_widths(columns: &[Column], lines: &[Line]) -> Vec<usize> {
    let mut widths = vec![0; columns.len()];
    for line in lines {
        let Line::Cells(content) = line else { continue };
        for (widest, cell) in widths.iter_mut().zip(content) {
            *widest = (*widest).max(width(&cell.text));
        }
    }
    for (widest, column) in widths.iter_mut().zip(columns) {
        if *widest > 0 {
            *widest = (*widest).max(width(&column.title));
        }
    }
    widths
}

fn fit(columns: &[Column], natural: Vec<usize>, available: usize) -> Vec<usize> {
    let mut widths = natural;
    loop {
        let used = widths.iter().map(|width| if *width == 0 { 0 } else { width + GAP }).sum::<usize>();
        let excess = used.saturating_sub(available + GAP);
        if excess == 0 {
            return widths;
        }
        let dropped = least_important(columns, &widths);
        let least = if dropped.is_some() { COMFORTABLE } else { SHRUNK };
        let shrinking = columns.iter().position(|column| column.keep == Keep::Shrinking);
        let room = shrinking.and_then(|at| widths.get(at)).map_or(0, |width| width.saturating_sub(least));
        match (shrinking.and_then(|at| widths.get_mut(at)), dropped) {
            (Some(width), dropped) if room >= excess || (dropped.is_none() && room > 0) => *width -= room.min(excess),
            (_, Some(at)) => drop_column(&mut widths, at),
            (_, None) => return widths,
        }
    }
}

fn drop_column(widths: &mut [usize], at: usize) {
    if let Some(width) = widths.get_mut(at) {
        *width = 0;
    }
}

fn least_important(columns: &[Column], widths: &[usize]) -> Option<usize> {
    let shown = columns.iter().zip(widths).enumerate().filter(|(_, (_, width))| **width > 0);
    let droppable = shown.filter_map(|(at, (column, _))| match column.keep {
        Keep::Until(rank) => Some((rank, at)),
        Keep::Always | Keep::Shrinking => None,
    });
    droppable.min().map(|(_, at)| at)
}

fn cells(columns: &[Column], widths: &[usize], content: &[Cell], colour: Colour) -> String {
    let shown = columns.iter().zip(widths).zip(content).filter(|((_, width), _)| **width > 0);
    let parts = shown.map(|((column, room), cell)| {
        let text = shorten(&cell.text, *room);
        let blank = " ".repeat(room.saturating_sub(width(&text)));
        let painted = paint(&text, cell.tone, colour);
        match column.align {
            Align::Left => format!("{painted}{blank}"),
            Align::Right => format!("{blank}{painted}"),
        }
    });
    parts.collect::<Vec<_>>().join(&" ".repeat(GAP))
}

#[cfg(test)]
mod tests {
    use kpi_diagnostics::render::Colour;

    use super::{Align, Cell, Column, Keep, Line, lay_out};
    use crate::ink::Tone;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("name", Align::Left, Keep::Shrinking),
            Column::new("value", Align::Right, Keep::Always),
            Column::new("", Align::Left, Keep::Until(1)),
            Column::new("more", Align::Left, Keep::Until(2)),
        ]
    }

    fn line(cells: [&str; 4]) -> Line {
        Line::Cells(cells.into_iter().map(Cell::plain).collect())
    }

    #[test]
    fn aligns_and_leaves_empty_columns_out() {
        let lines = [
            line(["解約率", "1.5 %", "", "a"]),
            Line::Remark("  ".to_owned(), Cell::new("why", Tone::Quiet)),
            line(["x", "1,000 %", "", ""]),
        ];
        let expected = "name      value  more\n解約率    1.5 %  a\n  why\nx       1,000 %\n";
        assert_eq!(lay_out(&columns(), &lines, 80, Colour::Never), expected);
    }

    #[test]
    fn drops_the_least_important_then_shrinks() {
        let lines = [line(["a name of thirty characters ok", "12", "first to go", "second"])];
        let show = |width| lay_out(&columns(), &lines, width, Colour::Never);
        assert!(show(80).contains("first to go"));
        assert_eq!(show(46).lines().last(), Some("a name of thirty characters ok     12  second"));
        assert_eq!(show(38).lines().last(), Some("a name of thirty chara…     12  second"));
        assert_eq!(show(30).lines().last(), Some("a name of thirty chara…     12"));
        assert_eq!(show(10).lines().last(), Some("a name of t…     12"));
    }

    #[test]
    fn paints_words_and_not_blanks() {
        let lines = [Line::Cells(vec![Cell::plain("a"), Cell::new("7", Tone::Bad), Cell::default(), Cell::default()])];
        let columns: Vec<Column> =
            columns().into_iter().map(|column| Column { title: String::new(), ..column }).collect();
        assert_eq!(lay_out(&columns, &lines, 80, Colour::Always), "a  \u{1b}[31m7\u{1b}[0m\n");
    }
}
