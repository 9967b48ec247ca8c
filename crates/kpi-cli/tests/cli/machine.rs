//! The shape of machine output.

use crate::folder::Folder;

#[test]
fn run_gives_one_object_for_each_kpi_period_and_slice() {
    let folder = Folder::project();
    let report = folder.today(&["run", "--trend", "2", "--format", "json"]).ends_with(0).json();
    assert_eq!((&report["schema"], &report["as_of"]), (&"kpi-results/1".into(), &"2026-07-01".into()));
    let results = report["results"].as_array().unwrap();
    let keys: Vec<&str> = results[0].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "name",
        "label",
        "group",
        "period",
        "slice",
        "value",
        "unit",
        "n",
        "numerator",
        "denominator",
        "interval",
        "previous",
        "target",
        "status",
        "reason",
        "marks",
    ];
    assert_eq!(keys, expected);
    let june = |name: &str, slice: serde_json::Value| {
        let found = results
            .iter()
            .find(|one| one["name"] == name && one["slice"] == slice && one["period"]["start"] == "2026-06-01");
        found.unwrap_or_else(|| panic!("no {name} {slice} in {report:#}"))
    };
    let churn = june("churn", serde_json::json!({}));
    assert_eq!(churn["period"], serde_json::json!({"grain": "month", "start": "2026-06-01", "end": "2026-07-01"}));
    assert_eq!((&churn["value"], &churn["previous"]), (&25.0.into(), &0.0.into()));
    assert_eq!((&churn["numerator"], &churn["denominator"]), (&1.0.into(), &4.0.into()));
    assert_eq!((&churn["status"], &churn["unit"]), (&"at risk".into(), &"%".into()));
    assert_eq!(churn["target"], serde_json::json!({"text": "< 5", "value": 5.0}));
    assert_eq!(june("churn", serde_json::json!({"segment": "smb"}))["value"], 50.0);
    assert_eq!(june("churn", serde_json::json!({"segment": null}))["value"], 0.0);
    let fcr = june("fcr", serde_json::json!({}))["value"].as_f64().unwrap();
    assert!((fcr - 200.0 / 3.0).abs() < 1e-12, "{fcr}");
}

#[test]
fn the_csv_has_the_same_numbers() {
    let folder = Folder::project();
    let json = folder.today(&["run", "--format", "json"]).ends_with(0).json();
    let text = folder.today(&["run", "--format", "csv"]).ends_with(0).out;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let results = json["results"].as_array().unwrap();
    assert_eq!(rows.len(), results.len());
    for (row, result) in rows.iter().zip(results) {
        assert_eq!(row[at("name")], *result["name"].as_str().unwrap());
        assert_eq!(row[at("value")].parse::<f64>().ok(), result["value"].as_f64());
        assert_eq!(serde_json::from_str::<serde_json::Value>(&row[at("slice")]).unwrap(), result["slice"]);
        assert_eq!(row[at("period_end")], *result["period"]["end"].as_str().unwrap());
        assert_eq!(row[at("status")], *result["status"].as_str().unwrap());
    }
}

#[test]
fn query_and_plugin_list_are_json_too() {
    let folder = Folder::project();
    let query = folder.today(&["query", "churn by segment", "--format", "json"]).ends_with(0).json();
    assert_eq!(query["schema"], "kpi-results/1");
    assert!(query["results"].as_array().unwrap().len() >= 3);
    assert_eq!(
        folder.kpi(&["plugin", "list", "--format", "json"]).ends_with(0).json()["plugins"],
        serde_json::json!([])
    );
}
