//! `kpi check --fix`, and the fixes in machine output.

use serde_json::Value;

use crate::folder::Folder;

const FOREIGN: &str = "from tickets
# habits
a: count(where customer_id == 1 && solved_at_once <> true)
b = count(where customer_id = null) // none
c = SUM(customer_id)
d = count(where custmer_id = 1)
";

fn foreign() -> Folder {
    let folder = Folder::project();
    folder.write("kpi-defs/foreign.kpi", FOREIGN);
    folder
}

#[test]
fn safe_fixes_are_applied_and_the_rest_is_left() {
    let folder = foreign();
    let outcome = folder.kpi(&["check", "--fix"]).ends_with(3);
    let outcome = outcome.says(&["kpi-defs/foreign.kpi:3:2: fixed[K0116]", "fixes in 1 file"]).shows(&["K0202"]);
    assert!(!outcome.out.contains("K0105"), "{}", outcome.out);
    let expected = "from tickets
# habits
a = count(where customer_id = 1 and solved_at_once != true)
b = count(where customer_id is null) # none
c = sum(customer_id)
d = count(where custmer_id = 1)
";
    assert_eq!(folder.read("kpi-defs/foreign.kpi"), expected);
    folder.kpi(&["check", "--fix"]).ends_with(3).says(&["nothing can be fixed"]);
    assert_eq!(folder.read("kpi-defs/foreign.kpi"), expected);
    assert_eq!(std::fs::read_dir(folder.path("kpi-defs")).unwrap().count(), 2);
}

#[test]
fn a_difference_writes_nothing() {
    let folder = foreign();
    for option in ["--diff", "--dry-run"] {
        let outcome = folder.kpi(&["check", "--fix", option]).ends_with(3).says(&["nothing is written"]);
        outcome.shows(&["--- kpi-defs/foreign.kpi\n", "\n-c = SUM(customer_id)\n", "\n+c = sum(customer_id)\n"]);
    }
    assert_eq!(folder.read("kpi-defs/foreign.kpi"), FOREIGN);
    folder.kpi(&["check", "--diff"]).ends_with(2);
}

#[test]
fn messages_show_the_change_and_where_to_read_on() {
    let folder = foreign();
    let outcome =
        folder.kpi(&["check"]).ends_with(3).shows(&["help: replace it by `=`", "3 + a: count(where customer_id = 1"]);
    outcome.says(&["`kpi check --fix` corrects ", "`kpi explain K"]);
    let json = folder.kpi(&["check", "--format", "json"]).json();
    let fixes: Vec<&Value> = json["diagnostics"].as_array().unwrap().iter().map(|one| &one["fixes"][0]).collect();
    assert!(fixes.iter().any(|fix| fix["replacement"] == "=" && fix["safe"] == true));
    assert!(fixes.iter().any(|fix| fix["replacement"] == "customer_id" && fix["safe"] == false));
}

/// What SARIF 2.1.0 requires of the parts that are there.
#[test]
fn sarif_has_the_structure_of_its_version() {
    let folder = foreign();
    let log = folder.kpi(&["check", "--format", "sarif"]).ends_with(3).json();
    assert_eq!(log["version"], "2.1.0");
    only(&log, &["$schema", "version", "runs"]);
    let run = &log["runs"][0];
    only(run, &["tool", "columnKind", "results"]);
    only(&run["tool"]["driver"], &["name", "version", "rules", "informationUri"]);
    let rules: Vec<&str> =
        list(&run["tool"]["driver"]["rules"]).iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert!(["utf16CodeUnits", "unicodeCodePoints"].contains(&run["columnKind"].as_str().unwrap()));
    let mut changes = 0;
    for result in list(&run["results"]) {
        only(result, &["ruleId", "level", "message", "locations", "relatedLocations", "fixes"]);
        assert!(rules.contains(&result["ruleId"].as_str().unwrap()));
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        for place in list(&result["locations"]).iter().chain(list(&result["relatedLocations"])) {
            location(&place["physicalLocation"]);
        }
        for fix in list(&result["fixes"]) {
            only(fix, &["description", "artifactChanges"]);
            assert!(fix["description"]["text"].is_string());
            for change in list(&fix["artifactChanges"]) {
                only(change, &["artifactLocation", "replacements"]);
                assert!(change["artifactLocation"]["uri"].is_string());
                for replacement in list(&change["replacements"]) {
                    only(replacement, &["deletedRegion", "insertedContent"]);
                    region(&replacement["deletedRegion"]);
                    assert!(replacement["insertedContent"]["text"].is_string());
                    changes += 1;
                }
            }
        }
    }
    assert!(changes > 3);
}

fn location(place: &Value) {
    only(place, &["artifactLocation", "region"]);
    assert!(!place["artifactLocation"]["uri"].as_str().unwrap().contains('\\'));
    region(&place["region"]);
}

fn region(region: &Value) {
    only(region, &["startLine", "startColumn", "endLine", "endColumn", "byteOffset", "byteLength"]);
    for key in ["startLine", "startColumn", "endLine", "endColumn"] {
        assert!(region[key].as_u64().unwrap() >= 1, "{region}");
    }
    assert!(region["endLine"].as_u64() >= region["startLine"].as_u64());
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[track_caller]
fn only(object: &Value, known: &[&str]) {
    let unknown: Vec<_> = object.as_object().unwrap().keys().filter(|key| !known.contains(&key.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
