//! The entries of definitions.

use std::fmt::Write;

use super::write::{code, escape, link, links, prose};
use super::{fact, facts};
use crate::dictionary::{Block, FieldEntry, Input, KpiEntry, TestEntry};

/// A metric.
pub(super) fn metric(out: &mut String, kpi: &KpiEntry) {
    heading(out, &kpi.block);
    if !kpi.labels.is_empty() {
        let labels = kpi.labels.iter().map(|label| match label.language.as_str() {
            "" => escape(&label.text),
            language => format!("{language}: {}", escape(&label.text)),
        });
        let _ = writeln!(out, "{}\n", labels.collect::<Vec<_>>().join(" · "));
    }
    meaning(out, &kpi.block);
    facts(out, &kpi.facts);
    if let Some(reference) = &kpi.reference {
        fact(out, "from", &escape(reference));
    }
    if !kpi.tags.is_empty() {
        fact(out, "tags", &escape(&kpi.tags.join(", ")));
    }
    if kpi.hidden {
        fact(out, "scorecard", "hidden");
    }
    roots(out, &kpi.block);
    kpi.tests.iter().for_each(|one| test(out, one));
    out.push('\n');
}

/// A computed column.
pub(super) fn field(out: &mut String, field: &FieldEntry) {
    heading(out, &field.block);
    meaning(out, &field.block);
    fact(out, "column of", &link(&field.source));
    if let Some(kind) = field.kind {
        fact(out, "holds", kind);
    }
    roots(out, &field.block);
    out.push('\n');
}

fn heading(out: &mut String, block: &Block) {
    let id = code(&block.id);
    let title = block.label.as_ref().map_or_else(|| id.clone(), |label| format!("{} ({id})", escape(label)));
    let _ = writeln!(out, "### <a id=\"{}\"></a>{title}\n", block.anchor);
}

fn meaning(out: &mut String, block: &Block) {
    for paragraph in &block.description {
        let heading = paragraph.heading.as_ref().map(|heading| format!("**{}:** ", escape(heading)));
        let _ = writeln!(out, "{}{}\n", heading.unwrap_or_default(), prose(&paragraph.text));
    }
    let _ = writeln!(out, "*In words:* {}\n", prose(&block.words));
    let longest = block.definition.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(out, "{fence}kpi\n{}\n{fence}\n", block.definition);
}

fn roots(out: &mut String, block: &Block) {
    if !block.uses.is_empty() {
        fact(out, "built from", &links(&block.uses));
    }
    if !block.used_by.is_empty() {
        fact(out, "used by", &links(&block.used_by));
    }
    if !block.inputs.is_empty() {
        let inputs: Vec<String> = block.inputs.iter().map(input).collect();
        fact(out, "reads", &inputs.join("; "));
    }
    fact(out, "defined in", &code(&format!("{}:{}", block.place.file, block.place.line)));
}

fn input(input: &Input) -> String {
    let columns: Vec<String> = input.columns.iter().map(|column| code(column)).collect();
    let source = link(&input.source);
    if columns.is_empty() { source } else { format!("{source} ({})", columns.join(", ")) }
}

fn test(out: &mut String, test: &TestEntry) {
    let place = code(&format!("{}:{}", test.place.file, test.place.line));
    fact(out, "test", &format!("{} ({place})", escape(&test.title)));
    for expected in &test.expects {
        let _ = writeln!(out, "  - {}", prose(expected));
    }
}
