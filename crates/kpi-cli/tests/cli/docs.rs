//! `kpi docs`: the data dictionary, without data.

use crate::folder::Folder;

const DATE: [&str; 2] = ["--as-of", "2026-07-01"];

fn without_data() -> Folder {
    let folder = Folder::project();
    std::fs::remove_dir_all(folder.path("data")).unwrap();
    folder
}

fn docs(arguments: &[&str]) -> Vec<String> {
    [&["docs"], arguments, &DATE].concat().into_iter().map(str::to_owned).collect()
}

fn run(folder: &Folder, arguments: &[&str]) -> crate::folder::Outcome {
    let all = docs(arguments);
    folder.kpi(&all.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn needs_no_data() {
    let folder = without_data();
    let words = [
        "# Small",
        "Data dictionary · 2026-07-01",
        "### <a id=\"metric-churn\"></a>Churn rate (`churn`)",
        "Customers who left, as a share of those we had when the period opened.",
        "*In words:* The number of customers at the start of the period whose `ended_on` is in the period, divided by",
        "- **target:** below 5 %",
        "- **built from:** [`start`](#metric-start), [`lost`](#metric-lost)",
        "`kpi-defs/engage.kpi:5`",
    ];
    run(&folder, &[]).ends_with(0).shows(&words);
}

#[test]
fn the_ending_tells_the_form() {
    let folder = without_data();
    run(&folder, &["--output", "docs.html"]).ends_with(0).says(&["written to docs.html"]);
    let page = folder.read("docs.html");
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    run(&folder, &["--output", "again.html"]).ends_with(0);
    assert_eq!(page, folder.read("again.html"));
    run(&folder, &["--output", "docs.md", "--quiet"]).ends_with(0);
    assert_eq!(folder.read("docs.md"), run(&folder, &["--format", "md"]).ends_with(0).out);
    run(&folder, &["--output", "docs.json"]).ends_with(0);
    let json: serde_json::Value = serde_json::from_str(&folder.read("docs.json")).unwrap();
    assert_eq!(json["groups"][0]["kpis"][0]["id"], "churn");
    assert_eq!(json["sources"][0]["columns"][0]["name"], "customer_id");
    run(&folder, &["--output", "docs.txt"]).ends_with(2).says(&["K0708", "`.html`, `.md` or `.json`"]);
    run(&folder, &["--output", "no/such/docs.html"]).ends_with(5).says(&["K0704"]);
}

#[test]
fn labels_come_in_a_language() {
    let folder = without_data();
    folder.edit("kpi-defs/engage.kpi", "by segment", "by segment; label ja \"解約率\"");
    run(&folder, &["--language", "ja"]).ends_with(0).shows(&["</a>解約率 (`churn`)", "Churn rate"]);
    folder.edit("kpi.toml", "name = \"Small\"", "name = \"Small\"\nlanguage = \"ja\"");
    run(&folder, &[]).ends_with(0).shows(&["</a>解約率 (`churn`)"]);
}

#[test]
fn mistakes_in_the_text_stop_it() {
    let folder = without_data();
    folder.edit("kpi-defs/engage.kpi", "lost / start", "lost / strat");
    folder.write("docs.md", "old");
    run(&folder, &["--output", "docs.md"]).ends_with(3).says(&["K0201", "did you mean `start`?"]);
    assert_eq!(folder.read("docs.md"), "old");
}
