//! What the commands print, and the codes they end with.

use crate::folder::Folder;

#[test]
fn check_counts_definitions() {
    let folder = Folder::project();
    let outcome = folder.kpi(&["check"]).ends_with(0).says(&["no mistake found; data and plugins fit"]);
    assert_eq!(outcome.out, "");
    let quiet = folder.kpi(&["check", "--quiet"]).ends_with(0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
}

#[test]
fn check_shows_every_mistake_at_once() {
    let folder = Folder::project();
    folder.edit("kpi-defs/engage.kpi", "lost / start", "lots / start");
    folder.edit("kpi-defs/engage.kpi", "count(tickets) / start", "count(tickets) == start");
    folder.edit("kpi.toml", "key = \"ticket_id\"", "kye = \"ticket_id\"");
    let outcome = folder.kpi(&["check"]).ends_with(3);
    let outcome = outcome.shows(&["did you mean `lost`?", "--> kpi-defs/engage.kpi:5:", "`kye`", "--> kpi.toml:"]);
    assert!(outcome.out.matches("error[K").count() >= 3, "{}", outcome.out);
    let concise = folder.kpi(&["check", "--format", "concise"]).ends_with(3);
    assert!(
        concise.out.lines().all(|line| line.contains(": error[K") || line.contains(": warning[K")),
        "{}",
        concise.out
    );
    let json = folder.kpi(&["check", "--format", "json"]).ends_with(3).json();
    assert_eq!(json["schema"], "kpi-diagnostics/1");
    assert!(json["errors"].as_u64().unwrap() >= 3);
    let sarif = folder.kpi(&["check", "--format", "sarif"]).ends_with(3).json();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(sarif["runs"][0]["results"].as_array().unwrap().len() >= 3);
}

#[test]
fn run_shows_the_scorecard() {
    let folder = Folder::project();
    let outcome = folder.today(&["run"]).ends_with(0);
    let outcome = outcome.shows(&["Small\n", "June 2026", "as of 2026-07-01", "Engage", "Service"]);
    let outcome = outcome.shows(&["◐  Churn rate", "25 %", "< 5", "at risk", "●  First-contact resolution", "66.7 %"]);
    outcome.shows(&["segment = smb", "50 %", "segment = (empty)", "0.75"]);
}

#[test]
fn a_trend_draws_bars() {
    let folder = Folder::project();
    folder.today(&["run", "--trend", "2", "--only", "fcr"]).ends_with(0).shows(&["█▁", "▽"]);
}

#[test]
fn periods_of_every_kind() {
    let folder = Folder::project();
    let shown = |period: &str| folder.today(&["run", "--only", "fcr", "--period", period]).ends_with(0).out;
    assert!(shown("2026").contains("2026"));
    assert!(shown("2026-Q2").contains("Apr – Jun 2026"));
    assert!(shown("2026-05").contains("100 %"));
    assert!(shown("2026-W23").contains("week of 2026-06-01"));
    assert!(shown("2026-06-04").contains("0 %"));
    assert!(shown("2026-06-03..2026-06-04").contains("50 %"));
}

#[test]
fn a_missed_target_ends_with_one_when_asked() {
    let folder = Folder::project();
    folder.today(&["run", "--fail-on", "missed", "--only", "fcr"]).ends_with(0);
    folder.today(&["run", "--fail-on", "at-risk"]).ends_with(1);
    folder.edit("kpi-defs/engage.kpi", "warn < 30", "warn < 6");
    folder.today(&["run"]).ends_with(0);
    folder.today(&["run", "--fail-on", "missed"]).ends_with(1).shows(&["✕  Churn rate"]);
}

#[test]
fn outputs_are_replaced_whole() {
    let folder = Folder::project();
    folder.today(&["run", "--output", "out.json"]).ends_with(0).says(&["written to out.json"]);
    let json: serde_json::Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!(json["schema"], "kpi-results/1");
    folder.today(&["run", "-o", "out.csv"]).ends_with(0);
    assert!(folder.read("out.csv").starts_with("name,label,group,"));
    folder.today(&["run", "-o", "out.txt", "--color", "always"]).ends_with(0);
    assert!(folder.read("out.txt").contains("Churn rate") && !folder.read("out.txt").contains('\u{1b}'));
    let left: Vec<_> = std::fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{left:?}");
}

#[test]
fn what_cannot_be_written_ends_with_five() {
    let folder = Folder::project();
    folder
        .today(&["run", "--output", "no/such/out.json"])
        .ends_with(5)
        .says(&["cannot write `no/such/out.json`", "help"]);
    folder.today(&["run", "--output", "data"]).ends_with(5).says(&["it is a folder"]);
}

#[test]
fn query_answers_what_has_no_definition() {
    let folder = Folder::project();
    folder.today(&["query", "churn"]).ends_with(0).shows(&["25 %", "June 2026"]);
    folder.today(&["query", "count(tickets) by customer.segment"]).ends_with(0).shows(&[
        "smb",
        "(empty)",
        "enterprise",
    ]);
    folder.today(&["query", "fcr where customer.segment = \"smb\""]).ends_with(0).shows(&["100 %"]);
    folder.today(&["query", "avg(tickets.solved_at_one)"]).ends_with(3).says(&["did you mean `solved_at_once`?"]);
    folder.today(&["query", "chrun"]).ends_with(3).says(&["did you mean `churn`?"]);
    folder.today(&["query", "lost /"]).ends_with(3).says(&["-->"]);
}

#[test]
fn explain_tells_meaning_inputs_and_numbers() {
    let folder = Folder::project();
    let outcome = folder.today(&["explain", "churn"]).ends_with(0);
    let outcome =
        outcome.shows(&["Churn rate", "Customers who left, as a share", "lost / start * 100", "kpi-defs/engage.kpi"]);
    outcome.shows(&["customers", "25 %", "< 5"]);
    folder.today(&["explain", "chrun"]).ends_with(2).says(&["did you mean `churn`?"]);
    assert!(folder.today(&["explain", "churn", "--format", "json"]).ends_with(0).json().is_object());
}

#[test]
fn progress_for_programs_is_one_object_a_line() {
    let folder = Folder::project();
    let outcome = folder.today(&["run", "--progress", "json"]).ends_with(0);
    for line in outcome.err.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(value["stage"].is_string() || value["done"].is_u64(), "{line}");
    }
    assert_eq!(folder.today(&["run"]).err, "");
}
