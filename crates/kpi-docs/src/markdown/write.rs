//! Writing Markdown: texts of the project without any meaning of their own.

use crate::dictionary::Link;
use crate::prose::{Run, Targets, runs};

/// Nothing in it means something in Markdown or HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' | '\r' => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Between as many backticks as it takes.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let gap = if longest > 0 { " " } else { "" };
    format!("{fence}{gap}{}{gap}{fence}", text.replace(['\n', '\r'], " "))
}

/// Prose with its names as code.
pub(super) fn prose(text: &str) -> String {
    let targets = Targets::new();
    runs(text, &targets)
        .into_iter()
        .map(|run| match run {
            Run::Plain(words) | Run::Label(words, _) => escape(words),
            Run::Code(name, _) => code(name),
        })
        .collect()
}

/// A link to an entry.
pub(super) fn link(link: &Link) -> String {
    let shown = link.label.as_ref().map_or_else(|| code(&link.name), |label| escape(label));
    format!("[{shown}](#{})", link.anchor)
}

/// Several of them, with commas.
pub(super) fn links(all: &[Link]) -> String {
    all.iter().map(link).collect::<Vec<_>>().join(", ")
}
