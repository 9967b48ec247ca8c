//! `kpi explain`: numbers and rows that add up.

use crate::folder::{Folder, Outcome};

fn project(definitions: &str) -> Folder {
    let folder = Folder::empty();
    folder.write(
        "kpi.toml",
        r#"[project]
name = "Shop"

[source.orders]
connector = "csv"
path = "orders.csv"
key = "id"
time = "ordered_on"
refs = { customer = "customer_id -> customers" }

[source.customers]
connector = "csv"
path = "customers.csv"
key = "customer_id"
alive = ["started_on", "ended_on"]
"#,
    );
    folder.write("kpi-defs/shop.kpi", format!("from orders\n{definitions}"));
    folder.write(
        "customers.csv",
        "customer_id,segment,started_on,ended_on
1,smb,2026-01-01,
2,smb,2026-01-01,2026-04-01
3,,2026-02-01,2026-06-10
4,big,2026-07-01,
5,big,,
",
    );
    folder.write(
        "orders.csv",
        "id,ordered_on,due_on,delivered_on,amount,customer_id
1,2026-05-31,2026-06-02,2026-06-02,10,1
2,2026-06-01,2026-06-03,2026-06-04,20,1
3,2026-06-02,2026-06-04,,30,2
4,2026-06-03,2026-06-05,2026-06-05,,3
5,2026-06-04,2026-06-06,2026-06-08,50,4
6,2026-06-05,2026-06-07,,60,9
7,,2026-06-07,,70,1
8,2026-06-06,2026-06-08,2026-06-08,80,
",
    );
    folder
}

fn explained(folder: &Folder, arguments: &[&str]) -> Outcome {
    folder.kpi(&[&["explain"], arguments, &["--period", "2026-06", "--as-of", "2026-07-01"]].concat())
}

/// The accounts of a tree: kind, text and rows of each class that has some, and whether they add up.
fn accounts(node: &serde_json::Value, found: &mut Vec<Vec<(String, String, u64)>>) {
    if let Some(classes) = node["rows"]["classes"].as_array() {
        let class = |class: &serde_json::Value| {
            let text = |field: &str| class[field].as_str().unwrap().to_owned();
            (text("kind"), text("text"), class["rows"].as_u64().unwrap())
        };
        let classes: Vec<_> = classes.iter().map(class).filter(|(.., rows)| *rows > 0).collect();
        assert_eq!(Some(classes.iter().map(|(.., rows)| rows).sum::<u64>()), node["rows"]["rows"].as_u64());
        found.push(classes);
    }
    node["children"].as_array().unwrap().iter().for_each(|child| accounts(child, found));
}

fn classes(definitions: &str, name: &str) -> Vec<Vec<(String, String, u64)>> {
    let json = explained(&project(definitions), &[name, "--format", "json"]).ends_with(0).json();
    let mut found = Vec::new();
    accounts(&json["tree"], &mut found);
    found
}

fn class(kind: &str, text: &str, rows: u64) -> (String, String, u64) {
    (kind.to_owned(), text.to_owned(), rows)
}

#[test]
fn every_row_is_in_one_class() {
    let found = classes("x = sum(amount where customer.segment = \"smb\" and delivered_on > due_on)", "x");
    let expected = vec![
        class("outside", "no `ordered_on`", 1),
        class("outside", "`ordered_on` not in June 2026", 1),
        class("excluded", "`customer.segment = \"smb\"` is false", 1),
        class("excluded", "`delivered_on > due_on` is false: no `delivered_on`", 2),
        class("excluded", "`delivered_on > due_on` is false", 2),
        class("counted", "counted", 1),
    ];
    assert_eq!(found, [expected]);
}

#[test]
fn unknown_conditions_missing_rows_and_empty_values() {
    let found = classes("x = avg(amount where customer.segment = \"smb\")", "x");
    let expected = vec![
        class("outside", "no `ordered_on`", 1),
        class("outside", "`ordered_on` not in June 2026", 1),
        class("excluded", "`customer.segment = \"smb\"` is false", 1),
        class("unknown", "`customer.segment = \"smb\"` is unknown: no `customer`", 2),
        class("unknown", "`customer.segment = \"smb\"` is unknown: no `customer.segment`", 1),
        class("counted", "counted", 2),
    ];
    assert_eq!(found, [expected]);
    let found = classes("x = avg(amount)", "x");
    assert!(found[0].contains(&class("empty", "no `amount`", 1)), "{found:?}");
    let found = classes("x = avg(amount > 40)", "x");
    assert!(found[0].contains(&class("unknown", "`amount > 40` is unknown: no `amount`", 1)), "{found:?}");
}

#[test]
fn a_share_tells_the_dates_that_have_not_happened() {
    let found = classes("late = avg(delivered_on > due_on) * 100", "late");
    assert!(found[0].contains(&class("counted", "counted as false: no `delivered_on`", 2)), "{found:?}");
    let text = explained(&project("late = avg(delivered_on > due_on) * 100"), &["late"]).ends_with(0).out;
    let told = "counted, in June 2026; 2 of them as false: no `delivered_on`";
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(told), "{text}");
    let text = explained(&project("late = avg(delivered_on > due_on) * 100"), &["late", "--rows"]).ends_with(0).out;
    assert!(text.lines().any(|line| line.trim() == "as false: no `delivered_on`"), "{text}");
}

#[test]
fn a_condition_with_not_is_told_as_it_is_written() {
    let found = classes("x = count(where amount is not null and customer_id not in (99))", "x");
    assert!(found[0].contains(&class("excluded", "`amount is not null` is false", 1)), "{found:?}");
    let texts: Vec<String> = found.iter().flatten().map(|class| format!("{class:?}")).collect();
    assert!(texts.iter().all(|text| !text.contains("not (")), "{texts:?}");
}

#[test]
fn lives_keys_and_units() {
    let found = classes("x = count(customers at start)", "x");
    let expected = vec![
        class("outside", "no `started_on`", 1),
        class("outside", "`started_on` is 2026-06-01 or later", 1),
        class("outside", "`ended_on` is before 2026-06-01", 1),
        class("counted", "counted", 2),
    ];
    assert_eq!(found, [expected]);
    let found = classes("x = avg(count(orders) per customer_id)", "x");
    assert!(found.iter().all(|account| account.contains(&class("empty", "no `customer_id`", 1))), "{found:?}");
    let found = classes("x = avg(count(orders) per day)", "x");
    assert_eq!(found.len(), 1, "the days of a month are told together: {found:?}");
    assert!(found[0].contains(&class("counted", "counted", 6)), "{found:?}");
}

#[test]
fn rows_are_sampled_with_what_decides_about_them() {
    let folder = project("x = sum(amount where delivered_on > due_on)");
    let json = explained(&folder, &["x", "--rows=1", "--format", "json"]).ends_with(0).json();
    let rows = &json["tree"]["rows"];
    let names: Vec<&str> =
        rows["columns"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["id", "ordered_on", "delivered_on", "due_on", "amount"]);
    let sample = |text: &str| {
        let classes = rows["classes"].as_array().unwrap();
        classes.iter().find(|class| class["text"] == text).unwrap()["sample"].clone()
    };
    assert_eq!(sample("counted"), serde_json::json!([[2, "2026-06-01", "2026-06-04", "2026-06-03", 20]]));
    assert_eq!(
        sample("`delivered_on > due_on` is false: no `delivered_on`"),
        serde_json::json!([[3, "2026-06-02", null, "2026-06-04", 30]])
    );
    let text = explained(&folder, &["x", "--rows"]).ends_with(0).out;
    assert!(text.contains("id  ordered_on  delivered_on  due_on      amount"), "{text}");
}

#[test]
fn fields_are_told_with_their_values() {
    let folder = project("orders.late = delivered_on > due_on\nx = count(where late)");
    explained(&folder, &["x"]).ends_with(0).shows(&[
        "orders.late  kpi-defs/shop.kpi:2",
        "= delivered_on > due_on",
        "6 rows in June 2026: 4 × no, 2 × yes, 0 empty",
    ]);
}

#[test]
fn units_zeros_and_the_period_that_has_no_rows() {
    let folder =
        project("p \"P\" = avg(amount > 40) * 100; unit points\nz = 0 * -1\ng = growth(count(orders))\nh = g + g");
    explained(&folder, &["p"]).ends_with(0).shows(&["60 points", "p = avg(amount > 40) * 100  60 points"]);
    let json = explained(&folder, &["z", "--format", "json"]).ends_with(0);
    assert!(!json.out.contains(": -0"), "{}", json.out);
    let arguments = ["explain", "g", "--period", "2026-05", "--as-of", "2026-07-01"];
    folder.kpi(&arguments).ends_with(0).shows(&["`orders` has no rows in April 2026"]);
    explained(&folder, &["h"]).ends_with(0).shows(&["as above"]);
}

#[test]
fn rows_that_lead_nowhere_are_told_where_a_field_gathers() {
    let folder = project(
        "customers.spent = sum(orders.amount over period where amount > 15)
customers.orders_ever = count(orders over 400 days from this.started_on)
x = sum(customers.spent at end)
y = avg(customers.orders_ever > 1 at end)",
    );
    let json = explained(&folder, &["x", "--rows=1", "--format", "json"]).ends_with(0).json();
    let gathered = &json["fields"][0]["gathered"];
    assert_eq!(gathered.as_array().unwrap().len(), 1);
    let told: Vec<_> = gathered[0]["classes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|class| class["rows"] != 0)
        .map(|told| {
            class(told["kind"].as_str().unwrap(), told["text"].as_str().unwrap(), told["rows"].as_u64().unwrap())
        })
        .collect();
    let expected = [
        class("outside", "no `ordered_on`", 1),
        class("outside", "`ordered_on` not in June 2026", 1),
        class("unknown", "`amount > 15` is unknown: no `amount`", 1),
        class("empty", "no `customer_id`", 1),
        class("empty", "no row of `customers` for `customer_id`", 1),
        class("counted", "lead to a row of `customers`", 3),
    ];
    assert_eq!(told, expected);
    assert_eq!(gathered[0]["rows"], 8);
    let orphan = &gathered[0]["classes"].as_array().unwrap().iter().rev().nth(1).unwrap()["sample"];
    assert_eq!(*orphan, serde_json::json!([[6, "2026-06-05", 60, 9]]));
    explained(&folder, &["x", "--rows"]).ends_with(0).shows(&[
        "leaves out 1 row of orders in June 2026: no `customer_id`",
        "leaves out 1 row of orders in June 2026: no row of `customers` for `customer_id`",
        "id  ordered_on  amount  customer_id",
    ]);
    explained(&folder, &["y"]).ends_with(0).shows(&[
        "leaves out 1 row of orders: no `customer_id`",
        "leaves out 1 row of orders: no row of `customers` for `customer_id`",
    ]);
}
