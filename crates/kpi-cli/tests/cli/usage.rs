//! Help, mistakes on the command line, colours.

use crate::folder::Folder;

#[test]
fn every_command_explains_itself_by_examples() {
    let folder = Folder::empty();
    for command in ["demo", "check", "fmt", "run", "query", "explain", "catalogue"] {
        folder.kpi(&[command, "--help"]).ends_with(0).shows(&["Usage: kpi ", "Examples:", "--project <DIR>"]);
    }
    folder.kpi(&["plugin", "list", "--help"]).ends_with(0).shows(&["Examples:"]);
    folder.kpi(&["--help"]).ends_with(0).shows(&["Exit codes:", "explain"]);
    folder.kpi(&["--version"]).ends_with(0).shows(&["kpi 0."]);
}

#[test]
fn what_cannot_be_understood_ends_with_two() {
    let folder = Folder::project();
    folder.kpi(&[]).ends_with(2).says(&["Usage: kpi"]);
    folder.kpi(&["chek"]).ends_with(2).says(&["unrecognized subcommand", "check"]);
    folder.kpi(&["run", "--period", "2026-13"]).ends_with(2).says(&["2026-13", "write 2026, 2026-Q3"]);
    folder.kpi(&["run", "--period", "2026-02-02..2026-02-01"]).ends_with(2).says(&["it ends before it begins"]);
    folder.kpi(&["run", "--as-of", "yesterday"]).ends_with(2).says(&["write it as 2026-07-15"]);
    folder.kpi(&["run", "--trend", "0"]).ends_with(2).says(&["--trend"]);
    folder.kpi(&["run", "monthly"]).ends_with(2).says(&["`kpi.toml` has no scorecard `monthly`", "help"]);
    folder
        .today(&["run", "--only", "chrun"])
        .ends_with(2)
        .says(&["no metric is called `chrun`", "did you mean `churn`?"]);
}

#[test]
fn without_a_project_it_says_what_to_do() {
    let folder = Folder::empty();
    folder.kpi(&["run"]).ends_with(2).says(&["no `kpi.toml` in this folder or one above it", "kpi demo"]);
    folder.kpi(&["check", "--project", "nowhere"]).ends_with(2).says(&["there is no folder `nowhere`"]);
}

#[test]
fn the_nearest_project_upwards_is_meant() {
    let folder = Folder::project();
    folder.write("deep/down/file", "");
    let here = folder.path("deep/down");
    let arguments = ["check", "--project", "../.."];
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_kpi")).current_dir(&here).arg("check").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_kpi")).current_dir(&here).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn several_scorecards_must_be_named() {
    let folder = Folder::project();
    let config = folder.read("kpi.toml");
    folder.write(
        "kpi.toml",
        format!("{config}\n[scorecard.monthly]\ntitle = \"Every month\"\n[scorecard.weekly]\nperiod = \"week\"\n"),
    );
    folder.today(&["run"]).ends_with(2).says(&["several scorecards", "`monthly`, `weekly`"]);
    folder.today(&["run", "monthly"]).ends_with(0).shows(&["Small · Every month", "June 2026"]);
    folder.today(&["run", "weekly"]).shows(&["week of 2026-06-22"]);
    folder.today(&["run", "montly"]).ends_with(2).says(&["did you mean `monthly`?"]);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = Folder::project();
    let run = ["run", "--as-of", "2026-07-01"];
    assert!(!folder.kpi(&run).ends_with(0).out.contains('\u{1b}'));
    let always = [&run[..], &["--color", "always"]].concat();
    assert!(folder.kpi(&always).ends_with(0).out.contains('\u{1b}'));
    assert!(!folder.kpi_with(&run, &[("NO_COLOR", "1")]).out.contains('\u{1b}'));
}
