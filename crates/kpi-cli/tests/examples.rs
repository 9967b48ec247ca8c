//! The projects below `examples/` print what stands beside them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn every_example_prints_its_scorecard() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut count = 0;
    for example in fs::read_dir(folder).unwrap() {
        let example = example.unwrap().path();
        let expected = fs::read_to_string(example.join("scorecard.txt")).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_kpi"))
            .args(["--color", "never", "--project"])
            .arg(&example)
            .arg("run")
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", example.display());
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{}", example.display());
        assert_eq!(output.status.code(), Some(0), "{}", example.display());
        count += 1;
    }
    assert!(count > 0, "there is no example");
}
