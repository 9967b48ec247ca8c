//! The examples of the manual give what they say, in the engine and in the reference.

use std::path::Path;

use kpi_tests::suite::markdown::{Case, cases_below};

use crate::suite::hold;

/// The sections with an example; the others are only text.
fn examples() -> Vec<Case> {
    let cases = cases_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/kpi-cli/manual"));
    let executed = |case: &Case| case.of_kind("run").next().is_some() || case.of_kind("diagnostics").next().is_some();
    cases.into_iter().filter(executed).collect()
}

#[test]
fn the_manual_tells_the_truth() {
    let cases = examples();
    assert!(cases.len() > 20, "the manual has examples");
    hold(&cases);
}
