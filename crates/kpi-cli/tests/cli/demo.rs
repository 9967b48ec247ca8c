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

#[test]
fn half_a_company_is_no_project_and_is_written_over() {
    let folder = Folder::empty();
    let small = ["demo", "example", "--rows", "20000"];
    folder.kpi(&small).ends_with(0);
    // As a program leaves it that is killed in the middle.
    std::fs::rename(folder.path("example/kpi.toml"), folder.path("example/kpi.toml.part")).unwrap();
    std::fs::rename(folder.path("example/data/orders.parquet"), folder.path("example/data/orders.parquet.part"))
        .unwrap();
    folder.kpi(&["run", "--project", "example"]).ends_with(2).says(&["kpi.toml"]);
    folder.kpi(&small).ends_with(0);
    folder.kpi(&["check", "--project", "example"]).ends_with(0);
    for folder in [folder.path("example"), folder.path("example/data")] {
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(names.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")));
    }
}

#[test]
fn tells_programs_what_it_wrote_or_found() {
    let folder = Folder::empty();
    let small = ["demo", "example", "--rows", "20000", "--format", "json"];
    let written = folder.kpi(&small).ends_with(0).json();
    assert_eq!(written["rows"], 20_000);
    assert_eq!(written["tables"][0]["name"], "customers");
    let scorecard = folder.kpi(&[&small[..], &["--run"]].concat()).ends_with(0).json();
    assert!(!scorecard["results"].as_array().unwrap().is_empty());
}

#[test]
fn the_manual_is_there_for_programs() {
    let folder = Folder::empty();
    let chapters = folder.kpi(&["manual", "--format", "json"]).ends_with(0).json();
    assert_eq!(chapters["chapters"][1]["chapter"], "cookbook");
    let sections = folder.kpi(&["manual", "language", "lift", "--format", "json"]).ends_with(0).json();
    assert!(sections["sections"][0]["heading"].as_str().unwrap().contains("`lift`"));
}
