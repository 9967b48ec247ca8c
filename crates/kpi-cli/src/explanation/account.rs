//! What became of the rows behind a number, as a sum that adds up.

use kpi_diagnostics::render::Colour;
use kpi_engine::{Account, Fate, RowClass};

use crate::ink::Tone;
use crate::scorecard::{number, rows};
use crate::table::{Cell, Line, lay_out};
use crate::width::width;

/// The lines of an account behind the trunk of the tree. Classes without rows are left out.
pub(super) fn lines(account: &Account, trunk: &str, room: usize, colour: Colour) -> Vec<Line> {
    let total = number::count(account.rows);
    let of = format!("rows of {}", account.source);
    let mut figures: Vec<(String, String, Option<&RowClass>)> = vec![(total, of, None)];
    let left_out = |class: &&RowClass| class.kind != Fate::Counted && class.rows > 0;
    for class in account.classes.iter().filter(left_out) {
        figures.push((format!("− {}", number::count(class.rows)), class.text.clone(), Some(class)));
    }
    let sampled = account.classes.iter().rfind(|class| class.kind == Fate::Counted);
    figures.push((format!("= {}", number::count(account.counted())), counted(account), sampled));
    let widest = figures.iter().map(|(figure, ..)| width(figure)).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (figure, text, class) in figures {
        let blank = " ".repeat(widest - width(&figure));
        let tone = if figure.starts_with('=') { Tone::Plain } else { Tone::Quiet };
        let prefix = format!("{trunk}  {blank}");
        lines.push(Line::Figure(prefix, Cell::new(figure, tone), Cell::new(text, Tone::Quiet)));
        let behind = format!("{trunk}  {}", " ".repeat(widest + 4));
        let sample = class.into_iter().flat_map(|class| sample(account, class, &behind, room, colour));
        lines.extend(sample.map(Line::Verbatim));
    }
    let behind = format!("{trunk}  {}", " ".repeat(widest + 4));
    for (why, class) in explained(account).filter(|(_, class)| !class.sample.is_empty()) {
        lines.push(Line::Verbatim(format!("{behind}{why}")));
        lines.extend(sample(account, class, &behind, room, colour).into_iter().map(Line::Verbatim));
    }
    lines
}

/// The counted rows that count for a reason of their own: `as false: no `delivered_on``.
fn explained(account: &Account) -> impl Iterator<Item = (&str, &RowClass)> {
    let counted = account.classes.iter().filter(|class| class.kind == Fate::Counted && class.rows > 0);
    counted.filter_map(|class| Some((class.text.strip_prefix("counted ")?, class)))
}

/// `counted, in June 2026; 12 of them as false: no `delivered_on``
fn counted(account: &Account) -> String {
    let mut text =
        if account.when == "at any time" { "counted".to_owned() } else { format!("counted, {}", account.when) };
    for (why, class) in explained(account) {
        text.extend(["; ", &number::count(class.rows), " of them ", why]);
    }
    text
}

/// The rows of a class that were read out, as a table behind a margin.
pub(super) fn sample(account: &Account, class: &RowClass, behind: &str, room: usize, colour: Colour) -> Vec<String> {
    if class.sample.is_empty() {
        return Vec::new();
    }
    let lines: Vec<Line> = class.sample.iter().map(|values| rows::line(&account.columns, values)).collect();
    let table = lay_out(&rows::columns(&account.columns), &lines, room.saturating_sub(width(behind)), colour);
    table.lines().map(|line| format!("{behind}{line}")).collect()
}
