//! Writing what came out into the files, for messages only: a value is never taken from a program.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::check::{Engine, messages};
use super::markdown::Case;

/// Writes the messages of every case that expects some into its `diagnostics` block.
pub fn write_messages(cases: &[Case], engine: &dyn Engine) {
    let expected = |case: &Case| {
        let line = case.of_kind("diagnostics").last()?.line;
        Some((case.file.clone(), line, messages(case, engine)))
    };
    write_blocks(cases.iter().filter_map(expected));
}

/// Writes texts into the blocks that open on these lines of these files.
pub fn write_blocks(blocks: impl Iterator<Item = (PathBuf, usize, String)>) {
    let mut files: BTreeMap<PathBuf, Vec<(usize, String)>> = BTreeMap::new();
    for (file, line, text) in blocks {
        files.entry(file).or_default().push((line, text));
    }
    for (file, blocks) in files {
        let text = std::fs::read_to_string(&file).expect("a text");
        std::fs::write(&file, replaced(&text, blocks)).expect("a writable file");
    }
}

/// The text with the blocks that open on these lines holding these texts.
fn replaced(text: &str, blocks: Vec<(usize, String)>) -> String {
    let mut new: BTreeMap<usize, String> = blocks.into_iter().collect();
    let mut lines = Vec::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        if inside && line.trim_end() != "```" {
            continue;
        }
        inside = false;
        lines.push(line.to_owned());
        if let Some(text) = new.remove(&(index + 1)) {
            lines.extend(text.lines().map(str::to_owned));
            inside = true;
        }
    }
    lines.join("\n") + "\n"
}
