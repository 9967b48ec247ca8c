//! The numbers that a value is made of, each below the one it is part of.

use kpi_diagnostics::render::Colour;
use kpi_engine::Node;

use super::{INDENT, account};
use crate::ink::Tone;
use crate::scorecard::number;
use crate::table::{Align, Cell, Column, Keep, Line, lay_out};

/// The whole tree.
pub(super) fn tree(root: &Node, width: usize, colour: Colour) -> String {
    let columns = [
        Column::new("", Align::Left, Keep::Shrinking),
        Column::new("value", Align::Right, Keep::Always),
        Column::new("n", Align::Right, Keep::Until(1)),
    ];
    let mut tree = Tree { lines: Vec::new(), width, colour };
    tree.push(root, INDENT, INDENT);
    lay_out(&columns, &tree.lines, width, colour)
}

struct Tree {
    lines: Vec<Line>,
    width: usize,
    colour: Colour,
}

impl Tree {
    fn push(&mut self, node: &Node, prefix: &str, below: &str) {
        let per_part = node.value.is_none() && node.n.is_none() && node.rows.is_some();
        let value = match node.value {
            Some(value) => number::amount(value, &node.unit, None),
            None if per_part => String::new(),
            None => "–".to_owned(),
        };
        let n = node.n.map_or_else(String::new, number::count);
        let text = format!("{prefix}{}", node.text);
        self.lines.push(Line::Cells(vec![Cell::plain(text), Cell::plain(value), Cell::new(n, Tone::Quiet)]));
        let trunk = format!("{below}{}", if node.children.is_empty() { "   " } else { "│  " });
        if let Some(note) = &node.note {
            self.lines.push(Line::Remark(trunk.clone(), Cell::new(note.clone(), Tone::Quiet)));
        }
        if let Some(rows) = &node.rows {
            self.lines.extend(account::lines(rows, &trunk, self.width, self.colour));
        }
        let last = node.children.len().saturating_sub(1);
        for (index, child) in node.children.iter().enumerate() {
            let (branch, trunk) = if index == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.push(child, &format!("{below}{branch}"), &format!("{below}{trunk}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use kpi_diagnostics::render::Colour;
    use kpi_engine::{Account, Fate, Node, RowClass};

    use super::tree;

    fn node(text: &str, value: Option<f64>, children: Vec<Node>) -> Node {
        Node { text: text.to_owned(), value, unit: String::new(), n: None, note: None, rows: None, children }
    }

    fn class(kind: Fate, text: &str, rows: u64) -> RowClass {
        RowClass { kind, text: text.to_owned(), rows, sample: Vec::new() }
    }

    #[test]
    fn parts_stand_below_the_whole_and_rows_add_up() {
        let rows = Account {
            source: "customers".to_owned(),
            when: "just before 2026-06-01".to_owned(),
            rows: 1_204,
            classes: vec![
                class(Fate::Outside, "no `started_on`", 0),
                class(Fate::Outside, "`ended_on` is before 2026-06-01", 1_200),
                class(Fate::Counted, "counted", 4),
            ],
            columns: Vec::new(),
        };
        let lost = Node { n: Some(4), rows: Some(rows), ..node("lost = count(at start)", Some(4.0), vec![]) };
        let ratio = node("lost / start", Some(0.25), vec![lost, node("start", None, vec![])]);
        let whole = Node { unit: "%".to_owned(), ..node("churn", Some(25.0), vec![ratio]) };
        let expected = "                                value  n
  churn                          25 %
  └─ lost / start                0.25
     ├─ lost = count(at start)      4  4
     │         1,204  rows of customers
     │       − 1,200  `ended_on` is before 2026-06-01
     │           = 4  counted, just before 2026-06-01
     └─ start                       –
";
        assert_eq!(tree(&whole, 80, Colour::Never), expected);
    }
}
