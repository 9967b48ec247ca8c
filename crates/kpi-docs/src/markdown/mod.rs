//! The dictionary as Markdown: the same entries in the same order, with anchors of its own so that links hold everywhere.

mod entry;
mod source;
mod write;

use std::fmt::Write;

use crate::dictionary::Dictionary;
use write::{escape, prose};

/// The whole text.
pub fn markdown(dictionary: &Dictionary) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n\nData dictionary · {}\n", escape(&dictionary.title), dictionary.date);
    contents(&mut out, dictionary);
    for group in &dictionary.groups {
        heading(&mut out, &group.anchor, &group.name);
        group.kpis.iter().for_each(|kpi| entry::metric(&mut out, kpi));
    }
    if !dictionary.building_blocks.is_empty() {
        heading(&mut out, "building-blocks", "Building blocks");
        dictionary.building_blocks.iter().for_each(|block| entry::metric(&mut out, block));
    }
    if !dictionary.fields.is_empty() {
        heading(&mut out, "computed-columns", "Computed columns");
        dictionary.fields.iter().for_each(|field| entry::field(&mut out, field));
    }
    if !dictionary.sources.is_empty() {
        heading(&mut out, "sources", "Sources");
        dictionary.sources.iter().for_each(|one| source::source(&mut out, one));
    }
    format!("{}\n", out.trim_end())
}

fn heading(out: &mut String, anchor: &str, name: &str) {
    let _ = writeln!(out, "## <a id=\"{anchor}\"></a>{}\n", escape(name));
}

fn contents(out: &mut String, dictionary: &Dictionary) {
    let mut line = |anchor: &str, name: &str| {
        let _ = writeln!(out, "- [{}](#{anchor})", escape(name));
    };
    dictionary.groups.iter().for_each(|group| line(&group.anchor, &group.name));
    let rest = [
        (dictionary.building_blocks.is_empty(), "building-blocks", "Building blocks"),
        (dictionary.fields.is_empty(), "computed-columns", "Computed columns"),
        (dictionary.sources.is_empty(), "sources", "Sources"),
    ];
    rest.into_iter().filter(|(is_empty, _, _)| !is_empty).for_each(|(_, anchor, name)| line(anchor, name));
    out.push('\n');
}

/// A line of a list of facts.
fn fact(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "- **{name}:** {text}");
}

/// The facts of an entry.
fn facts(out: &mut String, facts: &[crate::dictionary::Fact]) {
    for one in facts {
        fact(out, one.name, &prose(&one.text));
    }
}
