//! `show`: the rows behind a count.

use crate::folder::Folder;

/// Orders of June and one of July; one refers to a customer who is not there, one has no amount.
fn shop() -> Folder {
    let folder = Folder::empty();
    folder.write(
        "kpi.toml",
        r#"[project]
name = "Shop"
timezone = "Europe/Berlin"

[source.orders]
connector = "csv"
path = "orders.csv"
key = "order_id"
time = "ordered_at"
columns.amount = { unit = "EUR" }
refs = { customer = "customer_id -> customers" }

[source.customers]
connector = "csv"
path = "customers.csv"
key = "customer_id"
"#,
    );
    folder.write(
        "kpi-defs/shop.kpi",
        "from orders
open \"Open orders\" = count(orders where not paid); show customer.name, amount, big, ordered_at, paid_on; by shop
orders.big = amount > 50
all = count(orders)
mean \"Mean\" = avg(amount where customer.name != \"Bo\")
",
    );
    folder.write("customers.csv", "customer_id,name\n1,Ann\n2,Bo\n");
    folder.write(
        "orders.csv",
        "order_id,ordered_at,paid_on,paid,amount,customer_id,shop
30,2026-06-30T23:30:00+02:00,,false,12.5,1,web
4,2026-06-02T08:00:00Z,2026-06-05,true,99,2,web
7,2026-06-03T10:00:00Z,,false,,9,store
8,2026-06-03T11:00:00Z,,false,80,2,store
9,2026-07-01T00:30:00+02:00,,false,5,1,web
",
    );
    folder
}

const JUNE: [&str; 4] = ["--period", "2026-06", "--as-of", "2026-07-01"];

fn asked(folder: &Folder, arguments: &[&str]) -> crate::folder::Outcome {
    folder.kpi(&[arguments, &JUNE].concat()).ends_with(0)
}

#[test]
fn the_list_stands_below_the_number() {
    let outcome = asked(&shop(), &["query", "open"]);
    let list = outcome.out.split("\n\n").nth(1).unwrap();
    let expected = "Open orders  June 2026 · 3 rows
order_id  customer.name    amount  big  ordered_at        paid_on
7         –                     –  –    2026-06-03 12:00  –
8         Bo               80 EUR  yes  2026-06-03 13:00  –
30        Ann            12.5 EUR  no   2026-06-30 23:30  –
";
    assert_eq!(list, expected);
}

#[test]
fn slices_have_their_own_lists_and_a_filter_narrows_them() {
    let json = asked(&shop(), &["query", "open by shop", "--format", "json"]).json();
    let keys = |result: &serde_json::Value| -> Vec<i64> {
        result["rows"]["values"].as_array().unwrap().iter().map(|row| row[0].as_i64().unwrap()).collect()
    };
    let results = json["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for (result, expected) in results.iter().zip([vec![7, 8], vec![30]]) {
        assert_eq!(keys(result), expected);
        assert_eq!(result["n"], expected.len());
    }
    let json = asked(&shop(), &["query", "open where shop = \"web\"", "--format", "json"]).json();
    assert_eq!(keys(&json["results"][0]), [30]);
}

#[test]
fn json_has_every_row_with_types_and_units() {
    let json = asked(&shop(), &["run", "--format", "json"]).json();
    let results = json["results"].as_array().unwrap();
    let open = results.iter().find(|result| result["name"] == "open" && result["slice"] == serde_json::json!({}));
    let rows = &open.unwrap()["rows"];
    assert_eq!(
        rows["columns"],
        serde_json::json!([
            {"name": "order_id", "type": "number", "unit": "", "key": true},
            {"name": "customer.name", "type": "text", "unit": "", "key": false},
            {"name": "amount", "type": "number", "unit": "EUR", "key": false},
            {"name": "big", "type": "bool", "unit": "", "key": false},
            {"name": "ordered_at", "type": "datetime", "unit": "", "key": false},
            {"name": "paid_on", "type": "date", "unit": "", "key": false},
        ])
    );
    assert_eq!(
        rows["values"],
        serde_json::json!([
            [7, null, null, null, "2026-06-03T12:00:00+02:00", null],
            [8, "Bo", 80.0, true, "2026-06-03T13:00:00+02:00", null],
            [30, "Ann", 12.5, false, "2026-06-30T23:30:00+02:00", null],
        ])
    );
    let mean = results.iter().find(|result| result["name"] == "mean").unwrap();
    assert!(mean.get("rows").is_none(), "only a count with `show` has rows");
}

#[test]
fn csv_of_rows_and_what_lists_none() {
    let folder = shop();
    let expected = "order_id,customer.name,amount,big,ordered_at,paid_on
7,,,,2026-06-03T12:00:00+02:00,
8,Bo,80,true,2026-06-03T13:00:00+02:00,
30,Ann,12.5,false,2026-06-30T23:30:00+02:00,
";
    assert_eq!(asked(&folder, &["query", "open", "--rows", "--format", "csv"]).out, expected);
    let by_shop = asked(&folder, &["query", "open by shop", "--rows", "--format", "csv"]).out;
    assert!(by_shop.starts_with("shop,order_id,customer.name"), "{by_shop}");
    assert!(by_shop.contains("\nstore,7,") && by_shop.contains("\nweb,30,"), "{by_shop}");
    let arguments = [&["query", "all", "--rows"][..], &JUNE].concat();
    folder.kpi(&arguments).ends_with(2).says(&["`all` lists no rows", "show customer, amount"]);
}

#[test]
fn the_latest_period_alone_has_a_list_and_long_ones_are_cut_on_a_terminal() {
    let folder = shop();
    let json = asked(&folder, &["query", "open", "--trend", "2", "--format", "json"]).json();
    let with_rows: Vec<bool> =
        json["results"].as_array().unwrap().iter().map(|result| result.get("rows").is_some()).collect();
    assert_eq!(with_rows, [false, true]);
    let order = |id: usize| format!("{id},2026-06-03T10:00:00Z,2026-06-03,false,1,1,web");
    let orders = (0..25).map(order).collect::<Vec<_>>().join("\n");
    folder.write("orders.csv", format!("order_id,ordered_at,paid_on,paid,amount,customer_id,shop\n{orders}"));
    let outcome = asked(&folder, &["query", "open"]);
    assert!(outcome.out.ends_with("… and 5 more; `kpi query … --rows` shows all\n"), "{}", outcome.out);
    assert_eq!(asked(&folder, &["query", "open", "--rows"]).out.lines().count(), 27);
}

#[test]
fn a_list_that_is_withheld_says_why() {
    let folder = shop();
    let text = folder.read("kpi-defs/shop.kpi");
    folder.write("kpi-defs/shop.kpi", format!("{text}few = count(orders); show amount; min n 10\n"));
    let words = ["warning[K0719]: `few` lists no rows: too few", "n = 4, fewer than 10"];
    asked(&folder, &["query", "few", "--rows"]).shows(&words);
    asked(&folder, &["query", "few", "--rows", "--format", "csv"]).says(&words);
}
