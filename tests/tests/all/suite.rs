//! The literate cases.

use std::path::Path;

use kpi_tests::engine::RealEngine;
use kpi_tests::suite::bless;
use kpi_tests::suite::check::failures;
use kpi_tests::suite::markdown::{Case, cases_below};

fn cases() -> Vec<Case> {
    let cases = cases_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("suite"));
    let wanted = std::env::var("KPI_SUITE").unwrap_or_default();
    cases.into_iter().filter(|case| case.place().contains(&wanted)).collect()
}

/// Every case through the engine and the reference. `KPI_SUITE=text` takes the cases whose place contains the text;
/// `KPI_BLESS=1` writes the messages that come out into the files.
#[test]
fn cases_hold_in_the_engine_and_in_the_reference() {
    let cases = cases();
    assert!(!cases.is_empty(), "there are cases");
    hold(&cases);
}

/// Fails with every case that does not hold.
pub(crate) fn hold(cases: &[Case]) {
    if std::env::var_os("KPI_BLESS").is_some() {
        bless::write_messages(cases, &RealEngine);
    }
    let mut failed = 0;
    for case in cases {
        let failures = failures(case, Some(&RealEngine));
        if !failures.is_empty() {
            failed += 1;
            println!("\n{}\n{}", case.place(), failures.join("\n"));
        }
    }
    println!("{} of {} cases hold", cases.len() - failed, cases.len());
    assert_eq!(failed, 0, "cases fail, see above");
}
