//! What moved recurring revenue, and who changed the plan, in tables that nobody here made.
//!
//! The definitions are those of the catalogue (`kpi-defs/value.kpi`) with the names of these tables. Two things are held:
//! the movements add up *exactly* to the change, in every month and every part, and each of them is what SQL in SQLite
//! finds in two pictures of the customers, one a month after the other.

use std::collections::BTreeMap;
use std::path::Path;

use kpi_tests::outcome::Line;
use rusqlite::Connection;

use crate::real_tables::{assert_same, by_period, data, load, numbers, results};

/// The movements of `payers.before` to `payers.after`.
const MOVEMENTS: &str = r#"
mrr_new         "New"         = sum(payers.after where before = 0 and not paid_before)
mrr_reactivated "Reactivated" = sum(payers.after where before = 0 and paid_before)
mrr_expansion   "Expansion"   = sum(payers.after - before where before > 0 and after > before)
mrr_contraction "Contraction" = sum(payers.after - before where after > 0 and after < before)
mrr_churned     "Churned"     = sum(payers.after - before where before > 0 and after = 0)
mrr_change      "Change"      = change(mrr)
mrr_unexplained "Unexplained" =
    mrr_change - mrr_new - mrr_reactivated - mrr_expansion - mrr_contraction - mrr_churned
    target between 0 and 0
"#;

/// With their conditions in SQL, over pictures `b` (before), `a` (after) and `paid` (ever before).
const CASES: [(&str, &str); 5] = [
    ("mrr_new", "b = 0 AND NOT paid"),
    ("mrr_reactivated", "b = 0 AND paid"),
    ("mrr_expansion", "b > 0 AND a > b"),
    ("mrr_contraction", "a > 0 AND a < b"),
    ("mrr_churned", "b > 0 AND a = 0"),
];

/// Two pictures of each payer around each month of a table `s (payer, start_date, end_date, amount)`.
fn pictures(first: &str, last: &str) -> String {
    format!(
        "WITH RECURSIVE m(d) AS (SELECT '{first}' UNION ALL SELECT date(d, '+1 month') FROM m WHERE d < '{last}'), \
         k AS (SELECT d, date(d, '+1 month') AS e, payer FROM m, (SELECT DISTINCT payer FROM s)), \
         p AS (SELECT k.d, k.payer, \
           coalesce(sum(CASE WHEN start_date < d AND (end_date IS NULL OR end_date >= d) THEN amount END), 0) AS b, \
           coalesce(sum(CASE WHEN start_date < e AND (end_date IS NULL OR end_date >= e) THEN amount END), 0) AS a, \
           max(start_date < d AND amount > 0) AS paid, \
           max(CASE WHEN start_date < d AND (end_date IS NULL OR end_date >= d) THEN plan END) AS plan_before, \
           max(CASE WHEN start_date < e AND (end_date IS NULL OR end_date >= e) THEN plan END) AS plan_after \
           FROM k JOIN s ON s.payer = k.payer GROUP BY k.d, k.payer) "
    )
}

/// A table of subscriptions in the one form that [`pictures`] reads.
fn subscriptions(file: &Path, columns: &str) -> Connection {
    let connection = Connection::open_in_memory().expect("a database");
    load(&connection, "raw", file);
    let table = format!("CREATE TABLE s AS SELECT {columns} FROM raw; CREATE INDEX by_payer ON s (payer)");
    connection.execute_batch(&table).expect("a table");
    connection
}

fn by_month(connection: &Connection, pictures: &str, value: &str) -> BTreeMap<String, Option<f64>> {
    numbers(connection, &format!("{pictures} SELECT d, {value} FROM p GROUP BY d"))
}

/// Each movement as SQL has it, and all of them together as the change, to the last digit.
fn movements_are_the_change(lines: &[Line], connection: &Connection, pictures: &str) {
    for (name, case) in CASES {
        let value = if name == "mrr_new" || name == "mrr_reactivated" { "a" } else { "a - b" };
        let sql = by_month(connection, pictures, &format!("coalesce(sum(CASE WHEN {case} THEN {value} END), 0.0)"));
        assert_same(&by_period(lines, name), &sql);
    }
    assert_same(&by_period(lines, "mrr"), &by_month(connection, pictures, "sum(a)"));
    let changes = by_period(lines, "mrr_change");
    assert_same(&changes, &by_month(connection, pictures, "sum(a) - sum(b)"));
    for (month, change) in &changes {
        let parts = CASES.iter().map(|(name, _)| by_period(lines, name)[month].expect("a movement"));
        assert_eq!(Some(parts.sum::<f64>()), *change, "the movements of {month}");
    }
    nothing_is_left(lines, "mrr_unexplained");
}

/// In every period and every part.
fn nothing_is_left(lines: &[Line], name: &str) {
    let left: Vec<&Line> = lines.iter().filter(|line| line.name == name && line.value != Some(0.0)).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(lines.iter().any(|line| line.name == name), "`{name}` was computed");
}

/// Whether a movement is there at all: sums of nothing would add up as well.
fn happens(lines: &[Line], name: &str) -> bool {
    by_period(lines, name).values().any(|value| value.is_some_and(|value| value != 0.0))
}

const NAMES: [&str; 8] = [
    "mrr",
    "mrr_new",
    "mrr_reactivated",
    "mrr_expansion",
    "mrr_contraction",
    "mrr_churned",
    "mrr_change",
    "mrr_unexplained",
];

#[test]
fn movements_of_a_playbook_add_up_month_by_month() {
    let Some(folder) = data("mrr-playbook") else { return };
    let definitions = format!(
        "from subscriptions\n\
         mrr \"MRR\" = sum(monthly_amount at end)\n\
         payers.before = sum(subscriptions.monthly_amount at start)\n\
         payers.after  = sum(subscriptions.monthly_amount at end)\n\
         payers.paid_before = any(subscriptions over all time where start_date < period.start and monthly_amount > 0)\n\
         {MOVEMENTS}"
    );
    let configuration = "[source.subscriptions]\npath = \"data/subscription_periods.csv\"\nkey = \"subscription_id\"\n\
         alive = [\"start_date\", \"end_date\"]\n[source.payers]\ndistinct = \"subscriptions.customer_id\"\n";
    let file = folder.join("subscription_periods.csv");
    let columns = "customer_id AS payer, start_date, end_date, monthly_amount + 0.0 AS amount, NULL AS plan";
    let connection = subscriptions(&file, columns);
    let lines = results(&folder, configuration, &definitions, "period 2020-02; trend 30", &NAMES);
    movements_are_the_change(&lines, &connection, &pictures("2017-09-01", "2020-02-01"));
    for (name, _) in CASES {
        assert!(happens(&lines, name), "`{name}` happens");
    }
    // Longer periods have movements of their own, not the sums of those of their months.
    let quarters = results(&folder, configuration, &definitions, "period 2019-Q4; trend 8", &NAMES);
    nothing_is_left(&quarters, "mrr_unexplained");
    let quarter = by_period(&quarters, "mrr_expansion")["2019-10-01"];
    let months = by_period(&lines, "mrr_expansion");
    let months: Option<f64> = ["2019-10-01", "2019-11-01", "2019-12-01"].iter().map(|month| months[*month]).sum();
    assert_ne!(quarter, months);
}

const RAVENSTACK: &str = "[source.payers]\npath = \"data/ravenstack_accounts.csv\"\nkey = \"account_id\"\n\
    [source.subscriptions]\npath = \"data/ravenstack_subscriptions.csv\"\nkey = \"subscription_id\"\n\
    alive = [\"start_date\", \"end_date\"]\nrefs = { payer = \"account_id -> payers\" }\n";

/// The tables of RavenStack as [`pictures`] reads them: 5,000 overlapping subscriptions of 500 accounts, trials without a price
/// among them.
fn ravenstack(folder: &Path) -> Connection {
    let plan = "CASE plan_tier WHEN 'Enterprise' THEN 3 WHEN 'Pro' THEN 2 ELSE 1 END AS plan";
    let columns = format!("account_id AS payer, start_date, end_date, mrr_amount + 0.0 AS amount, {plan}");
    subscriptions(&folder.join("ravenstack_subscriptions.csv"), &columns)
}

#[test]
fn movements_of_overlapping_subscriptions_add_up_in_every_industry() {
    let Some(folder) = data("ravenstack") else { return };
    let definitions = format!(
        "from subscriptions\n\
         subscriptions.industry = payer.industry\n\
         mrr \"MRR\" = sum(mrr_amount at end)\n\
         payers.before = sum(subscriptions.mrr_amount at start)\n\
         payers.after  = sum(subscriptions.mrr_amount at end)\n\
         payers.paid_before = any(subscriptions over all time where start_date < period.start and mrr_amount > 0)\n\
         {MOVEMENTS}    by industry\n"
    );
    let lines = results(&folder, RAVENSTACK, &definitions, "period 2024-12; trend 24", &NAMES);
    movements_are_the_change(&lines, &ravenstack(&folder), &pictures("2023-01-01", "2024-12-01"));
    for (name, _) in CASES {
        assert!(happens(&lines, name), "`{name}` happens");
    }
    let parts = lines.iter().filter(|line| line.name == "mrr_unexplained" && !line.slice.is_empty());
    assert!(parts.count() > 100, "each month by industry");
    for period in ["period 2024-Q4; trend 8", "period 2024-12-30; trend 60"] {
        nothing_is_left(&results(&folder, RAVENSTACK, &definitions, period, &NAMES), "mrr_unexplained");
    }
}

/// Who has a plan at the start goes up, goes down, stays or goes; who has one at the end went up, down, stayed or came.
#[test]
fn moves_between_plans_add_up_to_the_customers_at_both_ends() {
    let Some(folder) = data("ravenstack") else { return };
    let definitions = "from subscriptions\n\
        subscriptions.plan = if plan_tier = \"Enterprise\" then 3 else if plan_tier = \"Pro\" then 2 else 1\n\
        payers.plan_start = max(subscriptions.plan at start)\n\
        payers.plan_end   = max(subscriptions.plan at end)\n\
        upscaled   \"Up\"     = count(payers where plan_end > plan_start)\n\
        downscaled \"Down\"   = count(payers where plan_end < plan_start)\n\
        stayed     \"Stayed\" = count(payers where plan_end = plan_start)\n\
        came       \"Came\"   = count(payers where plan_start is null and plan_end is not null)\n\
        went       \"Went\"   = count(payers where plan_start is not null and plan_end is null)\n\
        at_end     \"With a plan\" = count(distinct subscriptions.payer at end)\n\
        unexplained_start \"At the start\" = prev(at_end) - upscaled - downscaled - stayed - went\n\
        unexplained_end   \"At the end\"   = at_end - upscaled - downscaled - stayed - came\n";
    let names = ["upscaled", "downscaled", "stayed", "came", "went", "at_end", "unexplained_start", "unexplained_end"];
    let lines = results(&folder, RAVENSTACK, definitions, "period 2024-12; trend 24", &names);
    let connection = ravenstack(&folder);
    for (name, case) in [
        ("upscaled", "plan_after > plan_before"),
        ("downscaled", "plan_after < plan_before"),
        ("stayed", "plan_after = plan_before"),
        ("came", "plan_before IS NULL AND plan_after IS NOT NULL"),
        ("went", "plan_before IS NOT NULL AND plan_after IS NULL"),
        ("at_end", "plan_after IS NOT NULL"),
    ] {
        let value = format!("coalesce(sum({case}), 0)");
        let sql = by_month(&connection, &pictures("2023-01-01", "2024-12-01"), &value);
        assert_same(&by_period(&lines, name), &sql);
    }
    nothing_is_left(&lines, "unexplained_start");
    nothing_is_left(&lines, "unexplained_end");
    for name in ["upscaled", "downscaled", "stayed", "came"] {
        assert!(happens(&lines, name), "`{name}` happens");
    }
}
