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

#[test]
fn aggregates_of_plugins_are_listed_and_computed() {
    let folder = Folder::empty();
    let source = "[source.mentions]\npath = \"mentions.csv\"\ntime = \"at\"\n";
    folder.write("kpi.toml", format!("{source}[plugin.sentiment]\npath = \"plugins/kpi_sentiment\"\n"));
    let rows = "2026-06-01,x,0.5\n2026-06-02,x,-0.2\n2026-06-03,x,0.1\n2026-06-04,blog,0\n2026-06-20,blog,-1\n";
    folder.write("mentions.csv", format!("at,channel,score\n{rows}2026-06-21,fax,\n"));
    folder.write("kpi-defs/net.kpi", "from mentions\nnet \"Net\" = sentiment.net(score); by channel\n");
    let listed = folder.kpi(&["plugin", "list", "--format", "json"]).ends_with(0).json();
    let manifest = &listed["plugins"][0]["manifest"];
    assert_eq!(
        (&manifest["aggregates"][0]["name"], &manifest["functions"][0]["name"]),
        (&"net".into(), &"score".into())
    );
    folder.kpi(&["plugin", "list"]).ends_with(0).shows(&["sentiment.net(score number) number  (aggregate)"]);
    let run = folder.today(&["run", "--period", "2026-06", "--format", "json"]).ends_with(0).json();
    let value = |channel: Option<&str>| {
        let mut results = run["results"].as_array().unwrap().iter();
        results.find(|result| result["slice"]["channel"].as_str() == channel).map(|result| result["value"].as_f64())
    };
    // Two of five are good and two bad; on `x` two and one of three, on `blog` one bad of two; the fax has no score.
    assert_eq!((value(None), value(Some("blog"))), (Some(Some(0.0)), Some(Some(-50.0))));
    assert!(value(Some("x")).flatten().is_some_and(|net| (net - 100.0 / 3.0).abs() < 1e-9));
    assert_eq!(value(Some("fax")), Some(None));
    folder.write("kpi-defs/net.kpi", "from mentions\nmentions.net = sentiment.net(score)\n");
    folder
        .kpi(&["check"])
        .ends_with(3)
        .shows(&["K0219", "by which value they belong together: `sentiment.net(score of NAME)`"]);
}
