//! Rows that come in many batches, in no order: what a small table cannot show.
//!
//! Polars hands large tables on piece by piece, from several threads. Aggregates of children that depend on the order of
//! their rows, or that are put together from parts, are held here against a loop over the rows. The numbers are whole, so
//! that sums of them have one value.

use std::collections::BTreeMap;
use std::fmt::Write;

use kpi_tests::engine::RealEngine;
use kpi_tests::suite::check::Engine;
use kpi_tests::suite::request::Request;

const ROWS: u64 = 300_000;
const CUSTOMERS: u64 = 40_000;

const PROJECT: &str = r#"
[project]
name = "many rows"
[source.customers]
path = "customers.csv"
key = "id"
[source.orders]
path = "orders.csv"
time = "ordered_on"
key = "id"
refs = { customer = "customer_id -> customers" }
"#;

/// Each field times the number of its customer, so that values of one customer given to another would show.
const DEFINITIONS: &str = "
customers.first  = first(orders.amount over all time)
customers.last   = last(orders.amount over all time)
customers.most   = max(orders.amount over all time)
customers.spent  = sum(orders.amount over all time where amount > 500)
customers.days   = count(distinct orders.ordered_on over all time)
customers.middle = median(orders.amount over all time)
first  = sum(customers.first * id)
last   = sum(customers.last * id)
most   = sum(customers.most * id)
spent  = sum(customers.spent * id)
days   = sum(customers.days * id)
middle = sum(customers.middle * id * 2)
";

#[derive(Clone, Copy)]
struct Order {
    day: u64,
    id: u64,
    amount: Option<u64>,
}

/// Orders in no order; the same ones each time. One customer has every tenth of them.
fn orders() -> Vec<(u64, Order)> {
    // Multiplying by a number that has no divisor in common with the number of rows visits each of them once.
    let shuffled = (0..ROWS).map(|row| row * 7_919 % ROWS);
    let hash = |number: u64| {
        number.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
    };
    let order = |id: u64| {
        let customer = if id.is_multiple_of(10) { 1 } else { hash(id) % CUSTOMERS };
        let amount = (!hash(id + ROWS).is_multiple_of(5)).then(|| hash(id + 2 * ROWS) % 1_000);
        (customer, Order { day: hash(id + 3 * ROWS) % 28 + 1, id, amount })
    };
    shuffled.map(order).collect()
}

fn expected(orders: &[(u64, Order)]) -> BTreeMap<&'static str, u64> {
    let mut by_customer: BTreeMap<u64, Vec<Order>> = BTreeMap::new();
    for (customer, order) in orders {
        by_customer.entry(*customer).or_default().push(*order);
    }
    let mut totals = BTreeMap::new();
    for (customer, mut orders) in by_customer {
        orders.sort_by_key(|order| (order.day, order.id));
        let mut add = |name, value: u64| *totals.entry(name).or_default() += value * customer;
        let mut days: Vec<u64> = orders.iter().map(|order| order.day).collect();
        days.dedup();
        add("days", days.len() as u64);
        let mut amounts: Vec<u64> = orders.iter().filter_map(|order| order.amount).collect();
        let (Some(first), Some(last)) = (amounts.first(), amounts.last()) else { continue };
        add("first", *first);
        add("last", *last);
        add("spent", amounts.iter().filter(|amount| **amount > 500).sum());
        amounts.sort_unstable();
        add("most", amounts[amounts.len() - 1]);
        add("middle", amounts[(amounts.len() - 1) / 2] + amounts[amounts.len() / 2]);
    }
    totals
}

#[test]
fn children_in_many_batches() {
    let orders = orders();
    let mut text = "id,customer_id,ordered_on,amount\n".to_owned();
    for (customer, Order { day, id, amount }) in &orders {
        let amount = amount.map(|amount| amount.to_string()).unwrap_or_default();
        writeln!(text, "{id},{customer},2026-06-{day:02},{amount}").unwrap();
    }
    let customers: Vec<String> = (0..CUSTOMERS).map(|id| id.to_string()).collect();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("kpi-defs")).unwrap();
    write("kpi.toml", PROJECT);
    write("kpi-defs/many.kpi", DEFINITIONS);
    write("orders.csv", &text);
    write("customers.csv", &format!("id\n{}\n", customers.join("\n")));
    let request = Request { period: "2026-06".to_owned(), trend: 1, as_of: None };
    let expected = expected(&orders);
    let names: Vec<String> = expected.keys().map(|name| (*name).to_owned()).collect();
    for line in RealEngine.evaluate(folder.path(), &request, &names).unwrap() {
        let wanted = expected[line.name.as_str()].to_string().parse().unwrap();
        assert_eq!(line.value, Some(wanted), "{}", line.name);
    }
}
