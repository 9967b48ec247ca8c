//! The entries of sources.

use std::fmt::Write;

use super::write::{code, escape, links, prose};
use super::{fact, facts};
use crate::dictionary::{ColumnEntry, SourceEntry};

/// A source with its columns.
pub(super) fn source(out: &mut String, source: &SourceEntry) {
    let _ = writeln!(out, "### <a id=\"{}\"></a>{}\n", source.anchor, code(&source.name));
    if !source.origin.is_empty() {
        fact(out, "origin", &prose(&source.origin));
    }
    facts(out, &source.facts);
    if !source.fields.is_empty() {
        fact(out, "computed columns", &links(&source.fields));
    }
    if source.used_by.is_empty() {
        fact(out, "KPIs", "none");
    }
    out.push('\n');
    if source.columns.is_empty() {
        return;
    }
    out.push_str("| column | holds | unit | KPIs |\n|---|---|---|---|\n");
    for column in &source.columns {
        let (kind, unit) = (column.kind.unwrap_or_default(), column.unit.as_deref().unwrap_or_default());
        let _ = writeln!(out, "| {} | {kind} | {} | {} |", name(column), escape(unit), links(&column.used_by));
    }
    out.push('\n');
}

fn name(column: &ColumnEntry) -> String {
    let label = column.label.as_ref().map(|label| format!(" {}", escape(label))).unwrap_or_default();
    let header = column.header.as_ref().map(|header| format!(" (in the file: {})", escape(header)));
    // A pipe would end the cell, also within code.
    format!("{}{label}{}", code(&column.name).replace('|', "\\|"), header.unwrap_or_default())
}
