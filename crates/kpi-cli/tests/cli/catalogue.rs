//! The catalogue: the list, and definitions from it in a project.

use crate::folder::Folder;

fn with(catalogue: &str) -> Folder {
    let folder = Folder::project();
    folder.write("kpi.toml", folder.read("kpi.toml") + catalogue);
    folder
}

#[test]
fn lists_all_without_a_project() {
    let folder = Folder::empty();
    let outcome = folder.kpi(&["catalogue"]).ends_with(0);
    outcome.shows(&["Engage", "nps", "Net Promoter Score", "nps_survey.score (number)", "[catalogue] use ="]);
    let all = folder.kpi(&["catalogue", "--format", "json"]).ends_with(0).json();
    let all = all["catalogue"].as_array().unwrap();
    assert!(all.len() > 80);
    assert!(all.iter().all(|one| one["standing"].is_null() && !one["formula"].is_null()));
    let lines = folder.kpi(&["catalogue", "--format", "csv"]).ends_with(0).out;
    assert_eq!(lines.lines().count(), all.len() + 1);
    folder.kpi(&["catalogue", "--project", "nowhere"]).ends_with(2);
}

#[test]
fn shows_one_in_full() {
    let folder = Folder::project();
    let words = [
        "formula",
        "alternatives",
        "target",
        "labels",
        "definition",
        "needs",
        "the answer, from 0 to 10",
        "this project",
    ];
    folder
        .kpi(&["catalogue", "nps"])
        .ends_with(0)
        .shows(&words)
        .shows(&["`nps_survey = \"…\"` in `[catalogue.sources]`"]);
    folder.kpi(&["catalogue", "npz"]).ends_with(2).says(&["no KPI and no group `npz`", "did you mean `nps`?"]);
    folder.kpi(&["catalogue", "Service"]).ends_with(0).shows(&["Open cases", "First-contact resolution"]);
    folder.kpi(&["catalogue", "fcr", "--language", "ja"]).ends_with(0).shows(&["初回解決率  fcr"]);
}

#[test]
fn says_what_this_project_can_compute() {
    let folder = with("[catalogue]\nuse = [\"open_cases\"]\nsources = { contacts = \"tickets\" }\n");
    folder.edit("kpi.toml", "time = \"opened_on\"", "time = \"opened_on\"\nalive = [\"opened_on\", \"opened_on\"]");
    let all = folder.kpi(&["catalogue", "--format", "json"]).ends_with(0).json();
    let standing = |id: &str| {
        let one = all["catalogue"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
        (one["standing"].as_str().unwrap().to_owned(), one["missing"].as_array().unwrap().len())
    };
    assert_eq!(standing("churn"), ("own".to_owned(), 0));
    assert_eq!(standing("open_cases"), ("taken".to_owned(), 0));
    assert_eq!(standing("contact_frequency"), ("possible".to_owned(), 0));
    assert_eq!(standing("nps"), ("lacking".to_owned(), 1));
}

#[test]
fn a_group_comes_in_as_far_as_it_can() {
    let folder = with("[catalogue]\nuse = [\"service\"]\nexcept = [\"fcr\"]\n");
    let outcome = folder.kpi(&["check"]).ends_with(0);
    outcome.shows(&["7 of 7 KPIs of `service` are left out", "`contact_volume`: it needs the source `contacts`"]);
    folder.today(&["run"]).ends_with(0).shows(&["Churn rate"]);
}

#[test]
fn what_is_asked_for_must_be_there() {
    let folder = with("[catalogue]\nuse = [\"nps\"]\n");
    folder.kpi(&["check"]).ends_with(3).shows(&["`nps` cannot be computed: it needs the source `nps_survey`", "K0465"]);
    folder.today(&["run"]).ends_with(3).says(&["K0465"]);
}

#[test]
fn parts_come_in_hidden() {
    let folder = with("[catalogue]\nuse = [\"ncg\"]\nexcept = [\"churn\"]\n");
    folder.today(&["run"]).ends_with(0).shows(&["Net customer growth"]);
    folder.today(&["query", "won - left"]).ends_with(0);
}

#[test]
fn labels_follow_the_reader() {
    let folder = with("[catalogue]\nuse = [\"ncg\"]\n");
    let variables = [("LC_ALL", "ja_JP.UTF-8")];
    let run = ["run", "--as-of", "2026-07-01"];
    folder.kpi_with(&run, &variables).ends_with(0).shows(&["顧客純増数", "Churn rate"]);
    folder
        .kpi_with(&[&run[..], &["--language", "de"]].concat(), &variables)
        .ends_with(0)
        .shows(&["Nettokundenwachstum"]);
    let rows = [&run[..], &["--format", "csv"]].concat();
    folder.kpi_with(&rows, &variables).ends_with(0).shows(&["Net customer growth"]);
    folder.edit("kpi.toml", "name = \"Small\"", "name = \"Small\"\nlanguage = \"id\"");
    folder.kpi_with(&rows, &variables).ends_with(0).shows(&["Pertumbuhan bersih pelanggan"]);
    folder.kpi(&["run", "--language", "german"]).ends_with(2).says(&["write its two letters"]);
}
