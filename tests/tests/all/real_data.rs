//! Tables that nobody here made, and the same numbers by SQL.
//!
//! Every expected value comes from SQLite or, for nested Parquet, was computed with another library (pyarrow) and is written
//! down here. How the tables are read stands in `real_tables`; what moved recurring revenue in `movements`.

use std::collections::BTreeMap;

use kpi_tests::outcome::Line;
use kpi_tests::suite::expected::same;
use rusqlite::Connection;

use crate::real_tables::{assert_same, by_period, by_slice, data, load, numbers, results, total};

#[test]
fn telco_churn_overall_and_by_contract() {
    let Some(folder) = data("telco-churn") else { return };
    let lines = results(
        &folder,
        "[source.customers]\npath = \"data/Telco-Customer-Churn.csv\"\nkey = \"customerID\"\nnull = [\"\", \" \"]\n",
        "from customers\n\
         churn \"Churn\" = count(where Churn = \"Yes\") / count() * 100; by Contract\n\
         at_risk \"Revenue at risk\" = sum(MonthlyCharges where Churn = \"Yes\")\n\
         charged \"Charged\" = avg(TotalCharges)\n\
         median_charge \"Median\" = median(MonthlyCharges); by Contract\n",
        "period 2026",
        &["churn", "at_risk", "charged", "median_charge"],
    );
    let connection = Connection::open_in_memory().expect("a database");
    load(&connection, "t", &folder.join("Telco-Customer-Churn.csv"));
    let share = "100.0 * sum(Churn = 'Yes') / count(*)";
    assert_same(
        &by_slice(&lines, "churn"),
        &numbers(&connection, &format!("SELECT Contract, {share} FROM t GROUP BY 1")),
    );
    let overall = numbers(&connection, &format!("SELECT 'all', {share} FROM t"));
    assert!(same(total(&lines, "churn"), overall["all"]));
    let at_risk = numbers(&connection, "SELECT 'all', sum(MonthlyCharges + 0.0) FROM t WHERE Churn = 'Yes'");
    assert!(same(total(&lines, "at_risk"), at_risk["all"]));
    let charged = numbers(&connection, "SELECT 'all', avg(TotalCharges + 0.0) FROM t");
    assert!(same(total(&lines, "charged"), charged["all"]));
    let charged = lines.iter().find(|line| line.name == "charged").expect("a line");
    assert_eq!(charged.n, Some(7032.0), "eleven of 7043 are blank");
    let ranked = "WITH r AS (SELECT Contract, MonthlyCharges + 0.0 AS v, row_number() OVER (PARTITION BY Contract \
                  ORDER BY MonthlyCharges + 0.0) AS i, count(*) OVER (PARTITION BY Contract) AS n FROM t) \
                  SELECT Contract, avg(v) FROM r WHERE i IN ((n + 1) / 2, (n + 2) / 2) GROUP BY 1";
    assert_same(&by_slice(&lines, "median_charge"), &numbers(&connection, ranked));
}

#[test]
fn mrr_by_month_from_subscription_periods() {
    let Some(folder) = data("mrr-playbook") else { return };
    let lines = results(
        &folder,
        "[source.subscriptions]\npath = \"data/subscription_periods.csv\"\nkey = \"subscription_id\"\n\
         alive = [\"start_date\", \"end_date\"]\n",
        "from subscriptions\n\
         mrr \"MRR\" = sum(monthly_amount at end)\n\
         active \"Active\" = count(distinct customer_id at end)\n\
         won \"Won\" = count(on start_date)\n\
         lost \"Lost\" = count(on end_date)\n\
         change_mrr \"Change\" = change(mrr)\n",
        "period 2019-12; trend 24",
        &["mrr", "active", "won", "lost", "change_mrr"],
    );
    let connection = Connection::open_in_memory().expect("a database");
    load(&connection, "s", &folder.join("subscription_periods.csv"));
    let months = "WITH RECURSIVE m(a) AS (SELECT '2018-01-01' UNION ALL SELECT date(a, '+1 month') FROM m \
                  WHERE a < '2019-12-01')";
    let alive = "start_date < date(a, '+1 month') AND (end_date IS NULL OR end_date >= date(a, '+1 month'))";
    let mrr = format!("{months} SELECT a, (SELECT coalesce(sum(monthly_amount + 0.0), 0) FROM s WHERE {alive}) FROM m");
    assert_same(&by_period(&lines, "mrr"), &numbers(&connection, &mrr));
    let active = format!("{months} SELECT a, (SELECT count(DISTINCT customer_id) FROM s WHERE {alive}) FROM m");
    assert_same(&by_period(&lines, "active"), &numbers(&connection, &active));
    for (name, column) in [("won", "start_date"), ("lost", "end_date")] {
        let sql = format!(
            "{months} SELECT a, (SELECT count(*) FROM s WHERE {column} >= a \
                           AND {column} < date(a, '+1 month')) FROM m"
        );
        assert_same(&by_period(&lines, name), &numbers(&connection, &sql));
    }
    let before = "start_date < a AND (end_date IS NULL OR end_date >= a)";
    let change = format!(
        "{months} SELECT a, (SELECT coalesce(sum(monthly_amount + 0.0), 0) FROM s WHERE {alive}) \
         - (SELECT coalesce(sum(monthly_amount + 0.0), 0) FROM s WHERE {before}) FROM m"
    );
    assert_same(&by_period(&lines, "change_mrr"), &numbers(&connection, &change));
}

#[test]
fn shop_conversion_by_visitor_type() {
    let Some(folder) = data("online-shoppers") else { return };
    let lines = results(
        &folder,
        "[source.visits]\npath = \"data/online_shoppers_intention.csv\"\n",
        "from visits\n\
         conversion \"Conversion\" = avg(Revenue) * 100; by VisitorType\n\
         weekend \"At weekends\" = avg(Revenue where Weekend) * 100\n\
         pages \"Pages\" = percentile(ProductRelated, 90); by VisitorType\n",
        "period 2026",
        &["conversion", "weekend", "pages"],
    );
    let connection = Connection::open_in_memory().expect("a database");
    load(&connection, "v", &folder.join("online_shoppers_intention.csv"));
    let share = "100.0 * sum(Revenue = 'TRUE') / count(*)";
    let sql = format!("SELECT VisitorType, {share} FROM v GROUP BY 1");
    assert_same(&by_slice(&lines, "conversion"), &numbers(&connection, &sql));
    let weekend = numbers(&connection, &format!("SELECT 'all', {share} FROM v WHERE Weekend = 'TRUE'"));
    assert!(same(total(&lines, "weekend"), weekend["all"]));
    // The ranks around 0.9 · (n − 1), by a cast that rounds down.
    let ranked = "WITH r AS (SELECT VisitorType AS k, ProductRelated + 0.0 AS v, row_number() OVER (PARTITION BY VisitorType \
                  ORDER BY ProductRelated + 0.0) - 1 AS i, 0.9 * (count(*) OVER (PARTITION BY VisitorType) - 1) AS p FROM v) \
                  SELECT k, max(CASE WHEN i = CAST(p AS INTEGER) THEN v END) * (1 - (p - CAST(p AS INTEGER))) \
                  + max(CASE WHEN i = CAST(p AS INTEGER) + 1 THEN v END) * (p - CAST(p AS INTEGER)) FROM r GROUP BY k, p";
    assert_same(&by_slice(&lines, "pages"), &numbers(&connection, ranked));
}

#[test]
fn ravenstack_resolution_and_satisfaction_by_plan_of_the_account() {
    let Some(folder) = data("ravenstack") else { return };
    let lines = results(
        &folder,
        "[source.accounts]\npath = \"data/ravenstack_accounts.csv\"\nkey = \"account_id\"\n\
         [source.tickets]\npath = \"data/ravenstack_support_tickets.csv\"\ntime = \"submitted_at\"\n\
         refs = { account = \"account_id -> accounts\" }\n",
        "from tickets\n\
         resolution \"Resolution\" = avg(resolution_time_hours); by account.plan_tier\n\
         satisfaction \"Satisfaction\" = avg(satisfaction_score); by account.plan_tier\n\
         tickets_n \"Tickets\" = count()\n\
         open_hours \"Hours open\" = avg(hours(closed_at - submitted_at)); by account.plan_tier\n\
         basic \"Basic\" = count(where account.plan_tier = \"Basic\" and priority = \"urgent\")\n\
         accounts.asked = count(tickets over period)\n\
         askers \"Askers\" = count(accounts where asked > 0)\n",
        "period 2024-12; trend 12",
        &["resolution", "satisfaction", "tickets_n", "open_hours", "basic", "askers"],
    );
    let connection = Connection::open_in_memory().expect("a database");
    load(&connection, "a", &folder.join("ravenstack_accounts.csv"));
    load(&connection, "t", &folder.join("ravenstack_support_tickets.csv"));
    let december = "t LEFT JOIN a ON a.account_id = t.account_id WHERE submitted_at LIKE '2024-12%'";
    let latest: Vec<Line> = lines.iter().filter(|line| line.period.0.month() == 12).cloned().collect();
    for (name, value) in [
        ("resolution", "avg(resolution_time_hours + 0.0)"),
        ("satisfaction", "avg(satisfaction_score + 0.0)"),
        ("open_hours", "avg((julianday(closed_at) - julianday(submitted_at)) * 24)"),
    ] {
        let sql = format!("SELECT plan_tier, {value} FROM {december} GROUP BY 1");
        let (engine, sql) = (by_slice(&latest, name), numbers(&connection, &sql));
        assert_eq!(engine.keys().collect::<Vec<_>>(), sql.keys().collect::<Vec<_>>());
        for (key, value) in &sql {
            let difference = (engine[key].expect("a value") - value.expect("a value")).abs();
            assert!(difference < 1e-5, "{name} {key}: {:?} {value:?}", engine[key]);
        }
    }
    let monthly = |filter: &str, what: &str| {
        format!(
            "SELECT substr(submitted_at, 1, 7) || '-01', {what} FROM t LEFT JOIN a ON a.account_id = t.account_id \
             WHERE submitted_at LIKE '2024%' {filter} GROUP BY 1"
        )
    };
    assert_same(&by_period(&lines, "tickets_n"), &numbers(&connection, &monthly("", "count(*)")));
    let urgent = monthly("", "sum(plan_tier = 'Basic' AND priority = 'urgent')");
    assert_same(&by_period(&lines, "basic"), &numbers(&connection, &urgent));
    let askers = monthly("AND a.account_id IS NOT NULL", "count(DISTINCT t.account_id)");
    assert_same(&by_period(&lines, "askers"), &numbers(&connection, &askers));
}

#[test]
fn nested_parquet_of_an_analytics_export() {
    let Some(folder) = data("google-analytics-sample") else { return };
    let lines = results(
        &folder,
        "[source.sessions]\npath = \"data/ga_sample.parquet\"\n\
         columns.pageviews.from = \"totals.pageviews\"\ncolumns.bounces.from = \"totals.bounces\"\n\
         columns.transactions.from = \"totals.transactions\"\n\
         [source.events]\npath = \"data/ga4_events_sampled.snappy.parquet\"\n\
         columns.revenue.from = \"ecommerce.purchase_revenue_in_usd\"\ncolumns.category.from = \"device.category\"\n",
        "from sessions\n\
         views \"Page views\" = sum(pageviews); by channelGrouping\n\
         bounce_rate \"Bounce rate\" = sum(bounces) / count() * 100; by channelGrouping\n\
         sales \"Transactions\" = sum(transactions)\n\
         purchases \"Purchases\" = count(events where event_name = \"purchase\")\n\
         revenue \"Revenue\" = sum(events.revenue)\n\
         users \"Users\" = count(distinct events.user_pseudo_id); by category\n",
        "period 2026",
        &["views", "bounce_rate", "sales", "purchases", "revenue", "users"],
    );
    // Sessions, page views, bounces of each channel, as pyarrow counts them.
    let channels = [
        ("Organic Search", 1346.0, 4692.0, 715.0),
        ("Direct", 400.0, 1850.0, 197.0),
        ("Referral", 436.0, 3235.0, 107.0),
        ("Paid Search", 70.0, 464.0, 22.0),
        ("Display", 39.0, 173.0, 12.0),
        ("Affiliates", 52.0, 136.0, 30.0),
        ("Social", 213.0, 389.0, 155.0),
    ];
    let expected = |value: fn((f64, f64, f64)) -> f64| -> BTreeMap<String, Option<f64>> {
        channels
            .iter()
            .map(|(name, n, views, bounces)| ((*name).to_owned(), Some(value((*n, *views, *bounces)))))
            .collect()
    };
    assert_same(&by_slice(&lines, "views"), &expected(|(_, views, _)| views));
    assert_same(&by_slice(&lines, "bounce_rate"), &expected(|(n, _, bounces)| 100.0 * bounces / n));
    assert!(same(total(&lines, "views"), Some(10_939.0)));
    assert!(same(total(&lines, "sales"), Some(45.0)));
    assert!(same(total(&lines, "purchases"), Some(624.0)));
    assert!(same(total(&lines, "revenue"), Some(41_529.0)));
    assert!(same(total(&lines, "users"), Some(19_210.0)));
    let users = [("desktop", 11_184.0), ("mobile", 7_786.0), ("tablet", 424.0)];
    let users = users.iter().map(|(name, count)| ((*name).to_owned(), Some(*count))).collect();
    assert_same(&by_slice(&lines, "users"), &users);
}

#[test]
fn stock_prices_with_dates_in_words() {
    let Some(folder) = data("vega-stocks") else { return };
    let lines = results(
        &folder,
        "[source.stock]\npath = \"data/stocks.csv\"\ntime = \"date\"\ndate_format = \"%b %d %Y\"\n",
        "from stock\n\
         stock_price \"Price\" = max(price); by symbol only\n\
         stock_growth \"Growth\" = growth(stock_price); by symbol only\n\
         year_mean \"Mean of a year\" = avg(price over last 12 months); by symbol only\n",
        "period 2010-03",
        &["stock_price", "stock_growth", "year_mean"],
    );
    let connection = Connection::open_in_memory().expect("a database");
    load(&connection, "s", &folder.join("stocks.csv"));
    let price = "SELECT symbol, price + 0.0 FROM s WHERE date = 'Mar 1 2010'";
    assert_same(&by_slice(&lines, "stock_price"), &numbers(&connection, price));
    let growth = "SELECT n.symbol, (n.price / b.price - 1) * 100 FROM s n JOIN s b ON b.symbol = n.symbol \
                  WHERE n.date = 'Mar 1 2010' AND b.date = 'Feb 1 2010'";
    assert_same(&by_slice(&lines, "stock_growth"), &numbers(&connection, growth));
    let year = "SELECT symbol, avg(price + 0.0) FROM s WHERE date LIKE '% 2009' AND date NOT IN ('Jan 1 2009', 'Feb 1 2009', \
                'Mar 1 2009') OR date IN ('Jan 1 2010', 'Feb 1 2010', 'Mar 1 2010') GROUP BY 1";
    assert_same(&by_slice(&lines, "year_mean"), &numbers(&connection, year));
}

/// Columns of blanks without a header. The sums are those of
/// `awk '{m = substr($3, 1, 6); s[m] += $5; n[m]++; c[m] += $4} END {for (k in s) print k, s[k], n[k], c[k]}'`.
#[test]
fn revenue_by_month_of_text_with_blanks_between_values() {
    let Some(folder) = data("cdnow") else { return };
    let lines = results(
        &folder,
        "[source.orders]\nconnector = \"csv\"\npath = \"data/CDNOW_sample.txt\"\ndelimiter = \"whitespace\"\nheader_row = 0\n\
         time = \"bought_on\"\ndate_format = \"%Y%m%d\"\n\
         [source.orders.columns]\nmaster_id = { from = \"1\", type = \"text\" }\ncustomer_id = { from = \"2\", type = \"text\" }\n\
         bought_on = { from = \"3\", type = \"date\" }\ndiscs = { from = \"4\" }\namount = { from = \"5\" }\n\
         [source.buyers]\ndistinct = \"orders.customer_id\"\n",
        "from orders\n\
         revenue \"Revenue\" = sum(amount)\n\
         orders_n \"Orders\" = count()\n\
         discs_n \"Discs\" = sum(discs)\n\
         buyers_n \"Buyers\" = count(buyers)\n",
        "period 1998-06; trend 18",
        &["revenue", "orders_n", "discs_n", "buyers_n"],
    );
    let months = [
        ("1997-01", 28_592.70, 885.0, 1_878.0),
        ("1997-02", 40_433.81, 1_178.0, 2_671.0),
        ("1997-03", 43_472.10, 1_204.0, 2_883.0),
        ("1997-04", 12_842.05, 362.0, 888.0),
        ("1997-05", 10_880.33, 291.0, 742.0),
        ("1997-06", 9_907.25, 284.0, 665.0),
        ("1997-07", 10_866.23, 284.0, 720.0),
        ("1997-08", 8_762.76, 235.0, 566.0),
        ("1997-09", 7_358.32, 237.0, 528.0),
        ("1997-10", 8_845.05, 246.0, 607.0),
        ("1997-11", 10_151.38, 274.0, 712.0),
        ("1997-12", 9_112.84, 248.0, 637.0),
        ("1998-01", 7_356.82, 202.0, 492.0),
        ("1998-02", 7_679.71, 198.0, 542.0),
        ("1998-03", 9_850.05, 278.0, 693.0),
        ("1998-04", 6_011.53, 165.0, 419.0),
        ("1998-05", 6_378.14, 176.0, 441.0),
        ("1998-06", 5_590.87, 172.0, 395.0),
    ];
    let expected = |value: fn(&(&str, f64, f64, f64)) -> f64| {
        months.iter().map(|month| (format!("{}-01", month.0), Some(value(month)))).collect::<BTreeMap<_, _>>()
    };
    assert_same(&by_period(&lines, "revenue"), &expected(|month| month.1));
    assert_same(&by_period(&lines, "orders_n"), &expected(|month| month.2));
    assert_same(&by_period(&lines, "discs_n"), &expected(|month| month.3));
    assert_same(&by_period(&lines, "buyers_n"), &expected(|_| 2_357.0));
}
