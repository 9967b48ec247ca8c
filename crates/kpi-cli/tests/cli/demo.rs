//! The example company.

use crate::folder::Folder;

#[test]
fn writes_runs_and_never_overwrites_work() {
    let folder = Folder::empty();
    let small = ["demo", "example", "--rows", "20000"];
    folder.kpi(&small).ends_with(0).says(&["20,000 rows", "next: kpi run --project example"]);
    folder.kpi(&[&small[..], &["--run"]].concat()).shows(&["as of 2026-07-01", "June 2026"]);
    folder.kpi(&["check", "--project", "example"]).ends_with(0);
    let config = folder.read("example/kpi.toml");
    folder.write("example/kpi.toml", format!("{config}\n# mine\n"));
    folder.kpi(&small).ends_with(2).says(&["holds an example that was changed: `kpi.toml`", "--force"]);
    folder.kpi(&[&small[..], &["--force"]].concat()).ends_with(0);
    assert_eq!(folder.read("example/kpi.toml"), config);
    folder.write("other/letter.txt", "dear");
    folder.kpi(&["demo", "other"]).ends_with(2).says(&["`other` holds something else", "--force"]);
    assert_eq!(folder.read("other/letter.txt"), "dear");
}

#[test]
fn the_number_of_rows_is_checked() {
    let folder = Folder::empty();
    folder.kpi(&["demo", "--rows", "5"]).ends_with(2).says(&["--rows", "20000"]);
    assert!(!folder.path("kpi-demo").exists());
}

#[test]
fn its_tests_pass_and_leave_nothing_out() {
    let folder = Folder::empty();
    folder.kpi(&["demo", "example", "--rows", "20000"]).ends_with(0);
    let coverage = ["test", "--coverage", "--require", "100", "--project", "example"];
    folder.kpi(&coverage).ends_with(0).shows(&["all passed", "100 % reached"]);
    // Without the data the types of columns follow from the tables of the tests.
    folder.kpi(&[&coverage[..], &["--offline"]].concat()).ends_with(0);
    // A test is no definition: files of tests alone are in canonical form, too, and add nothing to a scorecard.
    folder.kpi(&["fmt", "--check", "--project", "example"]).ends_with(0);
}
