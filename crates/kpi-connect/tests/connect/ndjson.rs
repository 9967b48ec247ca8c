//! NDJSON.

use crate::{Project, words};

fn json(text: &str) -> Project {
    Project::new("path = 'd.ndjson'").with("d.ndjson", text)
}

#[test]
fn values_of_all_types() {
    let project = json(
        "{\"id\":1,\"x\":1.5,\"ok\":true,\"day\":\"2024-02-29\",\"at\":\"2024-02-29T10:00:00Z\",\"t\":\"007\",\"n\":null}\n\n{\"id\":2,\"t\":\"\"}\n",
    );
    assert_eq!(project.values("id"), ["1", "2"]);
    assert_eq!(project.values("x"), ["1.5", "-"]);
    assert_eq!(project.values("ok"), ["true", "-"]);
    assert_eq!(project.values("day"), ["2024-02-29", "-"]);
    assert_eq!(project.values("at"), ["2024-02-29 10:00:00 UTC", "-"]);
    assert_eq!(project.values("t"), ["'007'", "-"]);
}

#[test]
fn objects_within_objects_have_dotted_names() {
    let project = json(
        "{\"totals\":{\"views\":3,\"deep\":{\"x\":\"a\"}},\"hits\":[1]}\n{\"totals\":null}\n{\"totals\":{\"views\":4}}\n",
    );
    assert_eq!(project.values("totals.views"), ["3", "-", "4"]);
    assert_eq!(project.values("totals.deep.x"), ["'a'", "-", "-"]);
    assert_eq!(project.kind("hits"), "Other(\"a list or an object\")");
    let Err(problems) = project.table().scan(&["hits"]) else { panic!("was read") };
    assert_eq!(words(&problems), ["K0511 `hits` of the source `s` is a list or an object and cannot be used"]);
}

#[test]
fn whole_numbers_and_decimals_mix() {
    assert_eq!(json("{\"a\":1}\n{\"a\":1.5}\n").kind("a"), "Number(Decimal)");
    let Err(mixed) = json("{\"a\":1}\n{\"a\":\"x\"}\n").table().scan(&["a"]) else { panic!("was read") };
    assert_eq!(
        words(&mixed),
        [
            "K0511 `a` of the source `s` is text in some rows, such as `x` (d.ndjson, line 2), and no text in others, such as \
              `1` (d.ndjson, line 1), and cannot be used"
        ]
    );
    let later = json(&format!("{}{{\"a\":1.5}}\n{{\"a\":2}}\n", "{\"a\":1}\n".repeat(1100)));
    assert_eq!(later.values("a")[1098..], ["1.0", "1.0", "1.5", "2.0"]);
    assert_eq!(json("{\"a\":1}\n{\"a\":\"x\"}\n").saying("columns.a.type='text'").values("a"), ["'1'", "'x'"]);
    assert_eq!(json("{\"a\":\"1.5\"}\n").saying("columns.a.type='number'").values("a"), ["1.5"]);
    assert_eq!(json("{\"a\":\"1.5\"}\n").kind("a"), "Text");
}

#[test]
fn conflicts_behind_the_first_rows_have_a_line() {
    let project = json(&format!("{}{{\"a\":\"x\"}}\n", "{\"a\":1}\n".repeat(1100)));
    assert_eq!(project.refused_column("a").message, "`a` in line 1101 of `d.ndjson` is `x`, not a number");
    let nested = json(&format!("{}{{\"a\":{{\"b\":1}}}}\n", "{\"a\":1}\n".repeat(1100)));
    assert_eq!(
        nested.refused_column("a").message,
        "`a` in line 1101 of `d.ndjson` is a list or an object, not a number"
    );
}

#[test]
fn lines_that_are_no_objects() {
    assert_eq!(json("{\"a\":1}\n{\"a\":\n").refused(), ["K0516 line 2 of `d.ndjson` is no JSON (column 5)"]);
    assert_eq!(json("[{\"a\":1}]\n").refused(), ["K0517 line 1 of `d.ndjson` is no JSON object"]);
    assert_eq!(json("[\n{\"a\":1}\n]\n").refused(), ["K0517 line 1 of `d.ndjson` is no JSON object"]);
    assert_eq!(json("").refused(), ["K0506 `d.ndjson` is empty, so its columns are not known"]);
    let aside = json("{\"a\":1}\nx\n{\"a\":2}\n").saying("bad_rows='quarantine'");
    let table = aside.table();
    assert_eq!(crate::values(&table, "a"), ["1", "2"]);
    assert_eq!(table.quarantine().rows, 1);
}

#[test]
fn undeclared_dates_leave_a_hint() {
    let project = json("{\"a\":\"11/1/2019\"}\n");
    assert!(project.table().column("a").unwrap().hint.is_some());
    assert_eq!(project.saying("date_format='%d/%m/%Y'").values("a"), ["2019-01-11"]);
}

#[test]
fn numbers_in_quotation_marks_among_numbers() {
    let lines =
        (1..30).map(|id| format!("{{\"a\":{}}}\n", if id == 20 { "\"20\"".to_owned() } else { id.to_string() }));
    let project = Project::new("path = 'd.ndjson'").with("d.ndjson", lines.collect::<String>());
    let problem = project.refused_column("a");
    assert_eq!(problem.message, "`a` in line 20 of `d.ndjson` is the text `20`, not a number");
    assert_eq!(problem.help[0], "to read texts as numbers, too, add `columns.a.type = \"number\"`");
    assert_eq!(project.saying("columns.a.type = 'number'").values("a").len(), 29);
}

#[test]
fn a_name_that_an_object_has_twice() {
    let project = json("{\"a\":1}\n{\"a\":1,\"b\":{\"c\":1},\"a\":2}\n");
    assert_eq!(project.refused(), ["K0516 line 2 of `d.ndjson` is no JSON (two values of `a`)"]);
}
