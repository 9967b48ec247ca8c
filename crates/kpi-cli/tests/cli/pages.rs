//! The pages of the codes that the program itself gives: their commands are run, and say what the pages show.

use std::path::PathBuf;

use kpi_tests::suite::bless::write_blocks;
use kpi_tests::suite::markdown::{Block, Case};
use kpi_tests::suite::pages::{PageCases, pages};
use kpi_tests::suite::project::Project;

use crate::folder::Folder;

/// What the commands of a block print, each below its line.
fn session(case: &Case, block: &Block) -> String {
    let folder = Folder::empty();
    Project::of(case).write(&folder.path("")).unwrap();
    let mut text = String::new();
    for line in block.text.lines().filter(|line| line.starts_with("$ kpi ")) {
        let arguments: Vec<&str> = line.split_whitespace().skip(2).collect();
        let outcome = folder.kpi(&arguments);
        assert!(!outcome.err.contains("panicked"), "{outcome:?}");
        text.extend([line, "\n", &outcome.out, &outcome.err]);
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

fn executed() -> impl Iterator<Item = (PageCases, Block)> {
    let with_block = |page: PageCases| page.example.of_kind("console").last().cloned().map(|block| (page, block));
    pages().into_iter().filter(|page| page.not_executed.is_none()).filter_map(with_block)
}

/// `KPI_BLESS=1` writes what is said into the pages.
#[test]
fn commands_of_pages_say_what_the_pages_show() {
    if std::env::var_os("KPI_BLESS").is_some() {
        let said = executed()
            .map(|(page, block)| (PathBuf::from(&page.example.file), block.line, session(&page.example, &block)));
        write_blocks(said);
    }
    let mut count = 0;
    for (page, block) in executed() {
        let said = session(&page.example, &block);
        assert_eq!(said, block.text, "{}", page.code);
        assert!(said.contains(&format!("[{}]", page.code)), "{} is not in\n{said}", page.code);
        let fix = page.fix.of_kind("console").last().unwrap_or(&block);
        let left = session(&page.fix, fix);
        assert!(!left.contains("error[K"), "{}: the fix still gives\n{left}", page.code);
        count += 1;
    }
    assert!(count > 4, "there are such pages");
}

#[test]
fn every_page_is_printed() {
    let folder = Folder::empty();
    let list =
        folder.kpi(&["explain", "--codes"]).ends_with(0).shows(&["names\n", "K0203  a source that is not declared"]);
    for page in pages() {
        assert!(list.out.contains(&page.code));
    }
    let text = folder.kpi(&["explain", "k203"]).ends_with(0).shows(&["K0203: ", "Meaning", "Why", "Example", "Fix"]);
    assert!(!text.out.contains("```"), "{}", text.out);
    let json = folder.kpi(&["explain", "K0203", "--format", "json"]).ends_with(0).json();
    assert_eq!(json["code"], "K0203");
    assert!(json["example"].as_str().unwrap().contains("error[K0203]"));
    let codes = folder.kpi(&["explain", "--codes", "--format", "json"]).ends_with(0).json();
    assert!(codes["codes"].as_array().unwrap().len() > 200);
    folder.kpi(&["explain", "K0999"]).ends_with(2).says(&["there is no code `K0999`", "kpi explain --codes"]);
}
