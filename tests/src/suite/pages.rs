//! The pages of the codes, as cases: `crates/kpi-codes/pages/*.md`.
//!
//! The heading `Example` is a case that gives the code of the page, `Fix` the same project with what the fix shows, and no
//! message. What neither shows comes from `crates/kpi-codes/project.md`; a page with a `toml` block has only the sources
//! that it declares.

use std::path::{Path, PathBuf};

use super::markdown::{Block, Case, cases};

/// The cases of one page.
#[derive(Clone, Debug)]
pub struct PageCases {
    /// `K0203`
    pub code: String,
    /// The case that gives the code.
    pub example: Case,
    /// The same without the mistake.
    pub fix: Case,
    /// Why the page has no example that a test can run.
    pub not_executed: Option<String>,
}

/// The folder of the pages' crate.
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/kpi-codes")
}

/// Every page, in the order of the codes.
pub fn pages() -> Vec<PageCases> {
    let file = home().join("project.md");
    let shared = format!("{}\n## shared\n", std::fs::read_to_string(&file).expect("a text"));
    let shared = cases(&file, &shared).remove(0).blocks;
    let folder = std::fs::read_dir(home().join("pages")).expect("a folder");
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.iter().map(|file| page(file, &shared)).collect()
}

fn page(file: &Path, shared: &[Block]) -> PageCases {
    let text = std::fs::read_to_string(file).expect("a text");
    let code = file.file_stem().expect("a name").to_string_lossy().into_owned();
    let mut parts = cases(file, &text);
    let mut part = |title: &str| {
        let place = parts.iter().position(|case| case.title == title);
        let mut case = parts.remove(place.unwrap_or_else(|| panic!("{code} has no part `{title}`")));
        case.title = format!("{code}, {title}");
        case
    };
    let (mut example, mut fix) = (part("Example"), part("Fix"));
    if let Some(times) = comment(&text, "the last line of kpi.toml stands there so many times: ") {
        repeat_last_line(&mut example, times.parse().expect("a number"));
    }
    let shown = [example.blocks.clone(), fix.blocks.clone()].concat();
    fix.blocks = completed(fix.blocks, &example.blocks);
    let declared = shown.iter().any(|block| block.kind == "toml");
    for case in [&mut example, &mut fix] {
        let toml: String = case.of_kind("toml").map(|block| block.text.as_str()).collect();
        let wanted = |block: &&Block| match block.kind.as_str() {
            "csv" if declared => toml.contains(&format!("[source.{}]", block.argument)),
            kind => !declared || kind != "toml",
        };
        let shared: Vec<Block> = shared.iter().filter(wanted).cloned().collect();
        case.blocks = completed(std::mem::take(&mut case.blocks), &shared);
    }
    PageCases { code, example, fix, not_executed: comment(&text, "not executed: ").map(str::to_owned) }
}

/// What a comment of a page says behind these words.
fn comment<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<!-- {words}"))?;
    rest.split_once(" -->").map(|(said, _)| said)
}

/// A file that is too large to be shown.
fn repeat_last_line(case: &mut Case, times: usize) {
    for block in case.blocks.iter_mut().filter(|block| block.kind == "toml") {
        let line = block.text.lines().last().expect("a line").to_owned();
        block.text.push_str(&format!("{line}\n").repeat(times - 1));
    }
}

/// The blocks, and those of the others that are not there: other kinds, and data of other sources. What comes out is
/// never taken over.
fn completed(blocks: Vec<Block>, others: &[Block]) -> Vec<Block> {
    let is_there = |other: &Block| {
        let named = ["csv", "file", "parquet", "gzip"].contains(&other.kind.as_str());
        blocks.iter().any(|block| block.kind == other.kind && (!named || block.argument == other.argument))
    };
    let missing = others.iter().filter(|other| !["diagnostics", "console"].contains(&other.kind.as_str()));
    let missing: Vec<Block> = missing.filter(|other| !is_there(other)).cloned().collect();
    [missing, blocks].concat()
}
