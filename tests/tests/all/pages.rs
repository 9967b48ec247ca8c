//! The pages of the codes: every code has one, and their examples are true.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kpi_tests::engine::RealEngine;
use kpi_tests::suite::bless;
use kpi_tests::suite::check::messages;
use kpi_tests::suite::markdown::{Block, Case};
use kpi_tests::suite::pages::{PageCases, home, pages};

/// Codes whose example cannot be run, and why: mistakes of the program itself, and files that must change at a moment that no
/// example can choose. Everything else is run.
const NOT_EXECUTED: [(&str, &str); 13] = [
    ("K0199", "no file is known that gives it"),
    ("K0510", "the file must be exchanged between checking and reading, which a test cannot time"),
    ("K0522", "a file must be changed while it is read, which a test of an example cannot time"),
    ("K0523", "it is what is said of failures that have no message of their own"),
    ("K0526", "it needs a full disk"),
    ("K0559", "the rows must fail to be read after they were counted, which an example cannot show"),
    ("K0600", "no failure of this version ends here"),
    (
        "K0607",
        "definitions that name it are refused before, with K0206; this is said when a plugin is exchanged afterwards",
    ),
    ("K0609", "definitions that name it are refused before, with K0205, and sources with K0416"),
    ("K0610", "definitions are checked before, with K0331; this is said when a plugin is exchanged afterwards"),
    ("K0613", "nothing in an example can give a run up"),
    ("K0707", "a file must be changed at the right moment, which a test of an example cannot time"),
    ("K0799", "there is no known way to come there"),
];

/// The numbers that the sources of the program use, each with its places.
fn numbers() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let crates = home().join("..");
    for file in rust_files(&crates) {
        let text = std::fs::read_to_string(&file).unwrap();
        let program = text.split("#[cfg(test)]").next().unwrap();
        let mut above = "";
        for line in program.lines() {
            let comment = std::mem::replace(&mut above, line);
            if line.trim_start().starts_with("//") || comment.contains("number for the same") {
                continue;
            }
            let Some((before, rest)) = line.split_once("Code::new(") else { continue };
            let Ok(number) = rest.split_once(')').unwrap().0.parse::<u16>() else { continue };
            let place = file.strip_prefix(&crates).unwrap().display().to_string();
            assert!(before.contains("const "), "{place}: a number is a constant with a name: {line}");
            found.entry(format!("K{number:04}")).or_default().push(place);
        }
    }
    found
}

/// The sources of the crates, without their tests.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["tests", "target", "examples", "benches"].contains(&name.as_str()) {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs" {
            found.push(path);
        }
    }
    found
}

#[test]
fn no_number_is_used_twice() {
    let twice: Vec<_> = numbers().into_iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let codes: Vec<String> = numbers().into_keys().collect();
    let pages: Vec<String> = pages().into_iter().map(|page| page.code).collect();
    let without: Vec<_> = codes.iter().filter(|code| !pages.contains(code)).collect();
    let idle: Vec<_> = pages.iter().filter(|code| !codes.contains(code)).collect();
    assert!(without.is_empty() && idle.is_empty(), "without a page: {without:?}; pages of no code: {idle:?}");
}

/// `KPI_BLESS=1` writes what is said into the pages.
#[test]
fn examples_give_their_code_and_fixes_give_nothing() {
    let wanted = std::env::var("KPI_SUITE").unwrap_or_default();
    let pages: Vec<PageCases> = pages().into_iter().filter(|page| page.example.place().contains(&wanted)).collect();
    if std::env::var_os("KPI_BLESS").is_some() {
        let examples: Vec<Case> = pages.iter().map(|page| page.example.clone()).collect();
        bless::write_messages(&examples, &RealEngine);
        return;
    }
    let mut failed = Vec::new();
    for page in &pages {
        failed.extend(failures(page).into_iter().map(|failure| format!("{}: {failure}", page.code)));
    }
    println!("{}", failed.join("\n"));
    assert!(failed.is_empty(), "{} failures, see above", failed.len());
}

#[test]
fn only_what_nothing_can_provoke_is_not_executed() {
    let pages = pages();
    let reasons: Vec<(&str, &str)> =
        pages.iter().filter_map(|page| Some((page.code.as_str(), page.not_executed.as_deref()?))).collect();
    assert_eq!(reasons, NOT_EXECUTED);
}

fn failures(page: &PageCases) -> Vec<String> {
    let shows = |kind: &str| page.example.of_kind(kind).next().is_some();
    match (shows("diagnostics"), shows("console"), page.not_executed.is_some()) {
        (true, false, false) => {}
        // Run by the tests of the program.
        (false, true, false) | (false, _, true) => return Vec::new(),
        _ => {
            return vec![
                "an example has one `diagnostics` or `console` block, or says why it is not executed".to_owned(),
            ];
        }
    }
    let expected = page.example.of_kind("diagnostics").last().unwrap();
    let found = messages(&page.example, &RealEngine);
    let mut failures = Vec::new();
    if found != expected.text.trim_end() {
        failures.push(format!("expected\n{}found\n{found}", expected.text));
    }
    let sign = format!("[{}]", page.code);
    if found.is_empty() || found.lines().any(|line| !line.contains(&sign)) {
        failures.push(format!("the example gives another code, or none:\n{found}"));
    }
    let mut fixed = page.fix.clone();
    let block = Block { text: String::new(), ..expected.clone() };
    fixed.blocks.push(block);
    let left = messages(&fixed, &RealEngine);
    if !left.is_empty() {
        failures.push(format!("the fix still gives\n{left}"));
    }
    failures
}
