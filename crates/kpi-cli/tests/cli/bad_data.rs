//! Data that cannot be read as they are: what depends on them is an error with its reason, all else is computed.

use crate::folder::{Folder, Outcome};

const ORDERS: &str = "
[source.orders]
path = \"data/orders.csv\"
key = \"order_id\"
time = \"ordered_on\"
";

/// The small project with twenty orders of 10 to 200, and their sum and number as KPIs.
fn project() -> Folder {
    let folder = Folder::project();
    let config = folder.read("kpi.toml");
    folder.write("kpi.toml", format!("{config}{ORDERS}"));
    let rows: Vec<String> = (1..=20).map(|day| format!("{day},2026-06-{day:02},{}\n", day * 10)).collect();
    folder.write("data/orders.csv", format!("order_id,ordered_on,amount\n{}", rows.concat()));
    let text = folder.read("kpi-defs/engage.kpi");
    let more = "spend \"Spend\" = sum(orders.amount)\norders_n \"Orders\" = count(orders)\n";
    folder.write("kpi-defs/engage.kpi", format!("{text}{more}"));
    folder
}

/// The row of a KPI in JSON.
fn result(outcome: &Outcome, name: &str) -> serde_json::Value {
    let results = outcome.json()["results"].as_array().unwrap().clone();
    results.into_iter().find(|result| result["name"] == name && result["slice"] == serde_json::json!({})).unwrap()
}

/// Only these KPIs are errors, for a reason with these words; `orders_n` is 20 where it is none.
#[track_caller]
fn fails(folder: &Folder, broken: &[&str], words: &[&str]) {
    let outcome = folder.today(&["run", "--format", "json"]).ends_with(4).says(words).says(&["error[K05", "help"]);
    for name in ["churn", "fcr", "spend", "orders_n"] {
        let row = result(&outcome, name);
        let is_broken = broken.contains(&name);
        assert_eq!((row["status"] == "error", row["value"].is_null()), (is_broken, is_broken), "{row:#}");
        assert!(!is_broken || row["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{row:#}");
    }
}

#[track_caller]
fn spends(folder: &Folder, spend: f64, orders: f64) -> Outcome {
    let outcome = folder.today(&["run", "--format", "json"]).ends_with(0);
    assert_eq!(result(&outcome, "spend")["value"], spend);
    assert_eq!(result(&outcome, "orders_n")["value"], orders);
    outcome
}

#[test]
fn a_wrong_value_takes_down_what_depends_on_its_column() {
    let folder = project();
    spends(&folder, 2100.0, 20.0);
    folder.edit("data/orders.csv", "07,70", "07,n/a");
    fails(&folder, &["spend"], &["`amount` in line 8 of `data/orders.csv` is `n/a`", "null = [", "quarantine"]);
    folder.kpi(&["check"]).ends_with(0).shows(&["warning[K0525]", "`n/a` (data/orders.csv, line 8)"]);
    folder.edit("kpi.toml", "path = \"data/orders.csv\"", "path = \"data/orders.csv\"\nnull = [\"\", \"n/a\"]");
    spends(&folder, 2030.0, 20.0);
}

#[test]
fn a_wrong_date_takes_down_what_depends_on_the_time() {
    let folder = project();
    folder.edit("data/orders.csv", "2026-06-07", "2026-06-31");
    fails(&folder, &["spend", "orders_n"], &["`ordered_on` in line 8", "`2026-06-31`"]);
}

#[test]
fn a_key_that_cannot_be_read_takes_down_its_source() {
    let folder = project();
    folder.edit("data/orders.csv", "\n7,", "\nseven,");
    fails(&folder, &["spend", "orders_n"], &["`order_id` in line 8", "`seven`"]);
}

#[test]
fn a_decimal_behind_whole_numbers_is_a_number() {
    let folder = project();
    let rows: Vec<String> = (21..2_000).map(|id| format!("{id},2026-06-21,1\n")).collect();
    let text = folder.read("data/orders.csv");
    folder.write("data/orders.csv", format!("{text}{}2000,2026-06-22,0.5\n", rows.concat()));
    spends(&folder, 2100.0 + 1979.0 + 0.5, 2000.0);
}

#[test]
fn rows_without_a_key_are_counted_and_placed() {
    let folder = project();
    folder.edit("data/orders.csv", "\n7,", "\n,");
    fails(&folder, &["spend", "orders_n"], &["K0555", "a row of `orders` has no key", "line 8 of `data/orders.csv`"]);
    folder.edit("data/orders.csv", "\n9,", "\n,");
    fails(&folder, &["spend", "orders_n"], &["2 rows of `orders` have no key", "the first: line 8"]);
}

#[test]
fn rows_with_the_same_key_are_placed() {
    let folder = project();
    folder.edit("data/orders.csv", "\n7,", "\n6,");
    fails(
        &folder,
        &["spend", "orders_n"],
        &["K0553", "order_id = 6", "--> kpi.toml:", "line 7 of `data/orders.csv`", "line 8 of"],
    );
}

#[test]
fn duplicates_are_dropped_counted_and_marked() {
    let folder = project();
    folder.edit("data/orders.csv", "7,2026-06-07,70\n", "7,2026-06-07,70\n7,2026-06-07,70\n");
    folder.edit("kpi.toml", "key = \"order_id\"", "key = \"order_id\"\nduplicates = \"drop_identical\"");
    let outcome = spends(&folder, 2100.0, 20.0).says(&["warning[K0556]", "1 row of `orders` was dropped"]);
    assert_eq!(result(&outcome, "spend")["marks"], serde_json::json!(["duplicates dropped"]));
    assert_eq!(result(&outcome, "churn")["marks"], serde_json::json!([]));
    folder.edit("data/orders.csv", "07,70\n7", "07,71\n7");
    fails(&folder, &["spend", "orders_n"], &["K0553", "order_id = 7"]);
    folder.edit("kpi.toml", "drop_identical", "last by amount");
    spends(&folder, 2101.0, 20.0).says(&["1 row of `orders` was dropped", "greater `amount`"]);
    folder.edit("kpi.toml", "last by amount", "last by ordered_on");
    fails(&folder, &["spend", "orders_n"], &["K0557", "order_id = 7", "none of them is the last"]);
    folder.edit("kpi.toml", "last by ordered_on", "last by ordered");
    folder.kpi(&["check"]).ends_with(3).shows(&["`ordered`", "kpi.toml"]);
}

#[test]
fn rows_set_aside_are_counted_and_marked() {
    let folder = project();
    folder.edit("data/orders.csv", "07,70", "07,n/a");
    folder.edit("data/orders.csv", "09,90", "09,90,1");
    folder.edit("kpi.toml", "key = \"order_id\"", "key = \"order_id\"\nbad_rows = \"quarantine\"");
    let words = ["warning[K0552]", "2 rows of `orders`", "line 8 of `data/orders.csv`", "line 10 of"];
    let outcome = spends(&folder, 2100.0 - 160.0, 18.0).says(&words);
    for name in ["spend", "orders_n"] {
        assert_eq!(result(&outcome, name)["marks"], serde_json::json!(["quarantined rows"]));
    }
}

#[test]
fn a_file_with_a_header_alone_has_no_rows() {
    let folder = project();
    folder.write("data/orders.csv", "order_id,ordered_on,amount\n");
    let outcome = folder.today(&["run", "--format", "json"]).ends_with(0);
    assert_eq!(result(&outcome, "spend")["status"], "no data");
    assert_eq!(result(&outcome, "churn")["value"], 25.0);
    folder.write("data/tickets.csv", "ticket_id,customer_id,opened_on,solved_at_once\n");
    folder.today(&["run"]).ends_with(0).shows(&["no data"]);
}

#[test]
fn content_that_is_no_text_is_named() {
    let utf_16: Vec<u8> = project().read("data/orders.csv").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (content, words) in [
        (utf_16.as_slice(), "encoding = \"utf-16le\""),
        (b"PAR1\x15\x04", "connector = \"parquet\""),
        (b"\x1f\x8b\x08\x00", "`.gz`"),
        (b"PK\x03\x04\x14\x00", "save the sheet as CSV"),
        (b"\xef\xbb\xbf", "write at least the header line"),
        (b"order_id,ordered_on,amount\n1,2026-06-01,\"1\n", "is never closed"),
        (b"order_id,ordered_on,amount\n1,2026-06-01\n", "3 columns"),
        (b"order_id,ordered_on,amount,amount\n1,2026-06-01,1,1\n", "two columns `amount`"),
    ] {
        let folder = project();
        folder.write("data/orders.csv", content);
        fails(&folder, &["spend", "orders_n"], &[words, "data/orders.csv"]);
    }
}

#[test]
fn values_of_several_types_in_ndjson_are_named_with_their_lines() {
    let folder = project();
    folder.edit("kpi.toml", "data/orders.csv", "data/orders.ndjson");
    let row = |id: usize, amount: &str| {
        format!("{{\"order_id\":{id},\"ordered_on\":\"2026-06-0{}\",\"amount\":{amount}}}\n", id % 9 + 1)
    };
    let rows = |bad: usize, amount: &str| -> String {
        (1..=20).map(|id| row(id, if id % bad == 0 { amount } else { "1" })).collect()
    };
    folder.write("data/orders.ndjson", rows(2, "\"x\""));
    fails(&folder, &["spend"], &["K0511", "`x` (data/orders.ndjson, line 2)", "`1` (data/orders.ndjson, line 1)"]);
    folder.write("data/orders.ndjson", rows(20, "\"x\""));
    fails(&folder, &["spend"], &["K0520", "line 20 of `data/orders.ndjson` is `x`"]);
    folder.write("data/orders.ndjson", rows(20, "[1]"));
    fails(&folder, &["spend"], &["K0520", "is a list or an object, not a number"]);
    folder.write("data/orders.ndjson", rows(20, "1.5"));
    spends(&folder, 20.5, 20.0);
    folder.write("data/orders.ndjson", format!("{}{{\"order_id\":21,", rows(20, "1")));
    fails(&folder, &["spend", "orders_n"], &["K0516", "line 21 of `data/orders.ndjson`"]);
}

/// The library that does badly on demand; `cargo test --workspace` builds it as an example.
fn fixture() -> Option<std::path::PathBuf> {
    let target = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
    let name = format!("{}fixture_plugin{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    Some(target.join("examples").join(name)).filter(|library| library.exists())
}

#[test]
fn a_function_of_a_plugin_that_fails_takes_down_its_own_kpi() {
    let Some(library) = fixture() else { return };
    let folder = project();
    let config = folder.read("kpi.toml");
    folder.write("kpi.toml", format!("{config}\n[plugin.fixture]\npath = '{}'\n", library.display()));
    let text = folder.read("kpi-defs/engage.kpi");
    let more = "none \"None\" = sum(fixture.fails())\nsome \"Some\" = sum(orders.amount + fixture.too_long())\n\
                ones \"Ones\" = sum(orders.amount * 0 + fixture.one())\n";
    folder.write("kpi-defs/engage.kpi", format!("{text}{more}"));
    folder.edit("kpi-defs/engage.kpi", "sum(fixture.fails())", "sum(orders.amount + fixture.fails())");
    let outcome = folder.today(&["run", "--format", "json"]).ends_with(4);
    let reason = |name: &str| result(&outcome, name)["reason"].as_str().unwrap_or_default().to_owned();
    assert!(
        reason("none").contains("fixture.fails") && reason("none").contains("run `rates update`"),
        "{}",
        reason("none")
    );
    assert!(reason("some").contains("fixture.too_long"), "{}", reason("some"));
    assert_eq!(result(&outcome, "ones")["value"], 20.0);
    assert_eq!(result(&outcome, "spend")["value"], 2100.0);
    assert!(!outcome.err.contains("cannot be read"), "{}", outcome.err);
}

/// Shops that orders refer to: one key is there twice.
fn with_shops(folder: &Folder) {
    let config = folder.read("kpi.toml");
    let shops = "refs = { shop = \"shop_id -> shops\" }\n\n[source.shops]\npath = \"data/shops.csv\"\nkey = \"id\"\n";
    folder.write("kpi.toml", format!("{config}{shops}"));
    folder.write("data/shops.csv", "id,region,size\n1,north,3\n2,south,4\n2,west,5\n");
    let orders = folder.read("data/orders.csv");
    let lines = orders.lines().enumerate().map(|(index, line)| match index {
        0 => format!("{line},shop_id\n"),
        _ => format!("{line},{}\n", 1 + index % 2),
    });
    let lines: String = lines.collect();
    folder.write("data/orders.csv", lines);
}

#[test]
fn a_key_that_is_there_twice_is_found_wherever_the_source_is_read() {
    let clauses = ["; by shop.region", "; target > sum(shops.size)", "; show shop.region"];
    for clause in clauses {
        let folder = project();
        with_shops(&folder);
        let more = format!("placed \"Placed\" = count(orders){clause}\n");
        folder.write("kpi-defs/engage.kpi", format!("{}{more}", folder.read("kpi-defs/engage.kpi")));
        let outcome = folder.today(&["run", "--format", "json"]).ends_with(4).says(&["K0553", "id = 2"]);
        let orders = result(&outcome, "orders_n");
        assert_eq!((orders["value"].as_f64(), orders["n"].as_u64()), (Some(20.0), Some(20)), "{clause}: {orders:#}");
        let rows = outcome.json()["results"].as_array().unwrap().clone();
        let of_it: Vec<_> = rows.iter().filter(|row| row["name"] == "placed").collect();
        assert!(of_it.iter().all(|row| row["value"].is_null() || row["value"] == 20.0), "{clause}: {of_it:#?}");
        if clause != clauses[2] {
            assert!(of_it.iter().any(|row| row["status"] == "error"), "{clause}: {of_it:#?}");
        }
    }
}

#[test]
fn an_interval_by_a_key_that_failed_says_so() {
    let folder = project();
    with_shops(&folder);
    let more = "paid \"Paid\" = avg(orders.amount); target > 1; confidence 95% per shop.region\n";
    folder.write("kpi-defs/engage.kpi", format!("{}{more}", folder.read("kpi-defs/engage.kpi")));
    let paid = result(&folder.today(&["run", "--format", "json"]).ends_with(4), "paid");
    assert_eq!((paid["value"].as_f64(), paid["status"].as_str()), (Some(105.0), Some("inconclusive")), "{paid:#}");
    assert!(
        paid["reason"].as_str().is_some_and(|reason| reason.contains("several rows with the key id = 2")),
        "{paid:#}"
    );
}
