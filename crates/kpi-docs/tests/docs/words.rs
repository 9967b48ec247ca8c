//! What formulas are in words.

use crate::{CONFIGURATION, World};

/// The words of `x = …`, or of a field `orders.x = …`.
#[track_caller]
fn says(definition: &str, words: &str) {
    let world = World::new(CONFIGURATION, &format!("from customers\n{definition}\n"));
    let dictionary = world.dictionary(None);
    let metric = dictionary.metrics().map(|metric| &metric.block).find(|block| block.id == "x");
    let field =
        dictionary.fields.iter().map(|field| &field.block).find(|block| block.id.split('.').next_back() == Some("x"));
    assert_eq!(metric.or(field).unwrap().words, words, "{definition}");
}

#[test]
fn which_rows() {
    says("x = count(orders)", "The number of orders in the period.");
    says("x = count(at start)", "The number of customers at the start of the period.");
    says(
        "x = count(at start where ended_on in period)",
        "The number of customers at the start of the period whose `ended_on` is in the period.",
    );
    says("x = count(on started_on)", "The number of customers whose `started_on` is in the period.");
    says("x = count(customers over period)", "The number of customers there in the period.");
    says(
        "x = sum(orders.amount where campaign is not null and kind in (\"a\", \"b\"))",
        "The sum of `amount` of orders in the period whose `campaign` is given and `kind` is \"a\" or \"b\".",
    );
    says("x = count(orders over last 28 days)", "The number of orders in the last 28 days.");
    says("x = count(orders over year to date)", "The number of orders in the year to date.");
    says("x = count(orders over all time)", "The number of orders over all time.");
    says("x = count(orders over 2026-Q2)", "The number of orders in 2026-Q2.");
}

#[test]
fn what_is_made_of_them() {
    says("x = avg(orders.amount)", "The average `amount` of orders in the period.");
    says("x = percentile(orders.amount, 90)", "The 90th percentile of `amount` of orders in the period.");
    says(
        "x = count(distinct orders.customer)",
        "The number of different values of `customer` among orders in the period.",
    );
    says(
        "x = avg(nps_survey.score >= 9) * 100",
        "The share of rows of `nps_survey` in the period whose `score` is at least 9, in percent.",
    );
    says(
        "x = avg(orders.amount > 5 where not gift) * 100",
        "Among orders in the period whose `gift` is false, the share whose `amount` is more than 5, in percent.",
    );
    says(
        "x = avg(count(orders) per customer)",
        "The average, for each `customer` of orders in the period, of the number of orders.",
    );
    says(
        "x = avg(count(orders) >= 2 per customer where amount > 0) * 100",
        "The share of the values of `customer` of orders in the period whose `amount` is more than 0, for which the \
         number of orders is at least 2, in percent.",
    );
    says(
        "x = avg(count(distinct orders.channel) per day)",
        "The average, for each day in the period, of the number of different values of `channel` among orders in that day.",
    );
}

#[test]
fn arithmetic_keeps_its_order() {
    says(
        "x = (avg(orders.a) - avg(orders.b)) * 100",
        "(the average `a` of orders in the period, minus the average `b` of orders in the period), times 100.",
    );
    says("x = 100 - (count(orders) - 3)", "100 minus (the number of orders in the period, minus 3).");
    says(
        "x = count(orders) / (count(at start) + 1)",
        "The number of orders in the period, divided by (the number of customers at the start of the period, plus 1).",
    );
    says("x = -count(orders) * 2", "Minus the number of orders in the period, times 2.");
    says(
        "x = if count(orders) > 10 then 1 else 0",
        "1 if the number of orders in the period is more than 10, otherwise 0.",
    );
}

#[test]
fn building_blocks_are_told_in_place() {
    says(
        "x \"Churn\" = lost / start * 100\nstart = count(at start)\nlost = count(at start where ended_on in period)",
        "The number of customers at the start of the period whose `ended_on` is in the period, divided by the number of \
         customers at the start of the period, in percent.",
    );
    says("x = 100 - y\ny \"Churn rate\" = count(at start)", "100 minus “Churn rate”.");
}

#[test]
fn other_contexts() {
    says("x = prev(y)\ny \"Y\" = count(orders)", "“Y” in the period before.");
    says("x = prev(count(orders), 1 year)", "The number of orders in the same period 1 year earlier.");
    says("x = growth(y)\ny \"Y\" = count(orders)", "The growth of “Y” against the period before, in percent.");
    says(
        "x = y / total(y) * 100; by channel\ny \"Y\" = count(orders)",
        "“Y”, divided by the same for all slices together, in percent.",
    );
    says(
        "x = lift(avg(orders.amount > 5) * 100 where gift)",
        "By how many percent the share of orders in the period whose `amount` is more than 5 is higher among orders \
         whose `gift` is true than among the others.",
    );
    says("x = (y over last 90 days)\ny \"Y\" = count(orders)", "“Y” in the last 90 days.");
    says(
        "x = (y where segment = \"smb\")\ny \"Y\" = count(at start)",
        "“Y”, counting only customers whose `segment` is \"smb\".",
    );
}

#[test]
fn computed_columns() {
    says(
        "customers.x = count(orders over period)",
        "For each of the customers: the number of its orders in the period.",
    );
    says("orders.x = customer.segment", "For each of the orders: `customer.segment`.");
    says(
        "customers.x = if any(orders over all time) then \"yes\" else \"no\"",
        "For each of the customers: \"yes\" if there are orders over all time, otherwise \"no\".",
    );
    says(
        "orders.x = customer.ended_on in 90 days from ordered_at",
        "For each of the orders: whether `customer.ended_on` is within 90 days from `ordered_at`.",
    );
}
