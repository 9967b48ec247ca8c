//! The scorecard of the example company as it is printed for programs, pinned in `tests/company/scorecard.csv`.
//!
//! Its values are computed by SQL as well, in `tests/tests/all/company.rs`. `KPI_BLESS=1` writes what is printed into the file;
//! that is for changes that were looked at.

use std::path::Path;

use crate::folder::Folder;

const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/company/scorecard.csv");

/// The default company's scorecard, all months of it.
fn printed() -> String {
    let folder = Folder::empty();
    folder.kpi(&["demo", "example"]).ends_with(0);
    folder.kpi(&["run", "--project", "example", "--format", "csv", "--language", "en"]).ends_with(0).out
}

fn lines(text: &str) -> Vec<csv::StringRecord> {
    csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

/// Whether two cells say the same: numbers to nine digits, since another compiler may round the last one differently.
fn same(cell: &str, other: &str) -> bool {
    match (cell.parse::<f64>(), other.parse::<f64>()) {
        (Ok(number), Ok(other)) => (number - other).abs() <= 1e-9 * number.abs().max(other.abs()).max(1e-3),
        _ => cell == other,
    }
}

#[test]
fn the_scorecard_is_the_pinned_one() {
    let printed = printed();
    if std::env::var_os("KPI_BLESS").is_some() {
        std::fs::write(PINNED, &printed).unwrap();
    }
    assert!(Path::new(PINNED).exists(), "`KPI_BLESS=1` writes {PINNED}");
    let pinned = lines(&std::fs::read_to_string(PINNED).unwrap());
    let printed = lines(&printed);
    let mut differences = Vec::new();
    for (printed, pinned) in printed.iter().zip(&pinned) {
        let agrees = printed.len() == pinned.len() && printed.iter().zip(pinned).all(|(one, other)| same(one, other));
        if !agrees {
            differences.push(format!("printed {printed:?}\npinned  {pinned:?}"));
        }
    }
    let shown: Vec<String> = differences.iter().take(20).cloned().collect();
    assert!(differences.is_empty(), "{} lines differ, among them:\n{}", differences.len(), shown.join("\n"));
    assert_eq!(printed.len(), pinned.len(), "lines");
}
