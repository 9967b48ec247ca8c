use super::*;
use crate::builtin::Aggregator;
use crate::model::metric::{Aggregate, Input as Taken, MetricKind};
use crate::model::row::RowKind;
use crate::model::{Clock, When, Window};
use kpi_syntax::ast::{Edge, TimeUnit};

fn aggregate(body: &str) -> Aggregate {
    match metric(&format!("x = {body}"), "x").body.kind {
        MetricKind::Aggregate(aggregate) => *aggregate,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_time_follows_from_the_source() {
    assert!(matches!(aggregate("count(orders)").when, When::During(Clock::Moment(_), Window::Period)));
    assert!(matches!(aggregate("sum(accounts.balance)").when, When::During(Clock::Snapshot, Window::Period)));
    assert!(matches!(aggregate("sum(accounts.balance at end)").when, When::At(Edge::End)));
    assert!(matches!(aggregate("count(countries)").when, When::Always));
    assert!(matches!(aggregate("count(customers over period)").when, When::During(Clock::Alive, Window::Period)));
    assert!(matches!(aggregate("count(customers at start)").when, When::At(Edge::Start)));
    // Rows that happen and live happen, unless an edge is asked for.
    assert!(matches!(aggregate("count(tickets)").when, When::During(Clock::Moment(_), Window::Period)));
    assert!(matches!(
        aggregate("count(tickets over last 7 days)").when,
        When::During(Clock::Moment(_), Window::Last(_))
    ));
    assert!(matches!(aggregate("count(tickets at end)").when, When::At(Edge::End)));
}

#[test]
fn on_names_another_time() {
    let on = aggregate("count(orders on paid_on over year to date)");
    let When::During(Clock::Moment(moment), Window::ToDate(TimeUnit::Year)) = on.when else { panic!() };
    assert!(matches!(moment.kind, RowKind::Column(_)));
    let on = aggregate("count(orders on customer.started_on)");
    let When::During(Clock::Moment(moment), Window::Period) = on.when else { panic!() };
    assert!(matches!(moment.kind, RowKind::Through(..)));
}

#[test]
fn values_and_rows() {
    assert!(matches!(aggregate("count(orders where paid)").input, Taken::Rows));
    let distinct = aggregate("count(distinct orders.customer)");
    assert!(
        distinct.distinct && matches!(distinct.input, Taken::Value(ref value) if matches!(value.kind, RowKind::Row(_)))
    );
    assert!(matches!(aggregate("percentile(orders.amount, 95)").function, Aggregator::Percentile(rank) if rank > 94.9));
    assert!(matches!(aggregate("avg(orders.paid)").input, Taken::Value(_)));
    assert_eq!(metric("from orders\nx = count(where orders.amount > 5 and paid)", "x").unit.to_string(), "");
}

#[test]
fn parts() {
    let per_key = aggregate("avg(count(orders) >= 2 per customer where amount > 0)");
    let Taken::PerKey(_, inner) = &per_key.input else { panic!() };
    assert_eq!(inner.kind_of_value, Type::Bool);
    assert!(matches!(per_key.when, When::During(Clock::Moment(_), Window::Period)));
    let MetricKind::Compare(_, count, _) = &inner.kind else { panic!() };
    let MetricKind::Aggregate(count) = &count.kind else { panic!() };
    assert!(matches!(count.when, When::Always), "the part has its time already");

    let per_unit = aggregate("avg(count(distinct orders.customer) per day over last 28 days)");
    assert!(matches!(per_unit.input, Taken::PerUnit(TimeUnit::Day, _)));
    assert!(matches!(per_unit.when, When::During(Clock::Moment(_), Window::Last(_))));
    let inner = aggregate("avg(count(customers at end) per day)");
    assert!(matches!(inner.when, When::During(Clock::Alive, Window::Period)));
}

#[test]
fn metrics_of_the_same_source_stand_in_a_part() {
    model("n = count(orders)\nx = avg(n per customer_id)\ny = avg(n per month over last 12 months)");
    model(
        "from orders\nx = sum(if count() >= 2 then 1 else 0 per customer_id)\ny = max(sum(amount) / count() per country.region)",
    );
}

#[test]
fn time_must_be_said() {
    let cases = [
        ("x = count(customers)", "K0301 `count(customers)` must say which of the `customers` it takes"),
        (
            "x = avg(customers.mrr where segment = \"a\")",
            "K0301 `avg(customers.mrr where segment = \"a\")` must say which of the `customers` it takes",
        ),
        ("customers.x = count(orders)", "K0302 `count(orders)` must say of which time"),
        ("customers.x = count(orders on paid_on)", "K0302 `count(orders on paid_on)` must say of which time"),
        (
            "x = count(orders at end)",
            "K0303 `at end` needs rows that live or picture a date, and those of `orders` do not",
        ),
        (
            "x = count(countries over last 3 months)",
            "K0304 `over last 3 months` needs a time, and rows of `countries` have none",
        ),
        ("x = count(customers at end over period)", "K0305 `at` and `over` exclude each other"),
        ("x = count(orders over last 0 days)", "K0306 `last 0 days` is no time at all"),
        ("x = count(orders on status)", "K0307 `on` needs a date, and `status` is a text"),
        ("x = count(orders where amount in period)", "K0307 `in` needs a date, and `amount` is a number"),
        (
            "customers.x = count(orders over 7 days from this.segment)",
            "K0307 a window needs a date, and `this.segment` is a text",
        ),
        (
            "x = avg(count(countries) per day)",
            "K0308 `avg(count(countries) per day)` needs a time, and rows of `countries` have none",
        ),
        (
            "x = avg(count(customers) per day at end)",
            "K0301 `count(customers)` must say which of the `customers` it takes",
        ),
        (
            "x = avg(count(orders) per day on paid_on)",
            "K0309 `on paid_on` must stand inside, where each day is computed",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(told(text), [message], "{text}");
    }
    assert_eq!(
        told_with_help("x = count(customers)"),
        "K0301 `count(customers)` must say which of the `customers` it takes\n\
         those alive when the period closes: `count(customers at end)`, or opens: `at start`\n\
         those that began in it: `count(customers on started_on)`\n\
         those alive at some time in it: `count(customers over period)`"
    );
    assert_eq!(
        told_with_help("from customers\nx = count()").lines().nth(1),
        Some("those alive when the period closes: `count(at end)`, or opens: `at start`")
    );
}

#[test]
fn what_aggregates_take() {
    let cases = [
        ("x = count(orders where paid where paid)", "K0310 `where` stands twice"),
        ("orders.x = lower(status where paid)", "K0311 `where` has no meaning in `lower`"),
        ("x = sum(distinct orders.amount)", "K0312 `distinct` has no meaning in `sum`"),
        ("orders.x = clamp(amount, 1)", "K0313 `clamp` takes 3 arguments, not 2"),
        ("orders.x = weighted_avg(amount, 1, cost)", "K0313 `weighted_avg` takes values in pairs, not 3"),
        ("x = max(orders.amount, 5)", "K0313 `max` takes one value"),
        ("from orders\nx = sum()", "K0314 `sum` does not say of what"),
        ("x = count(orders.customer_id)", "K0315 `count(orders.customer_id)` could mean rows or different values"),
        ("x = sum(orders.paid)", "K0316 `sum` cannot take `orders.paid`, which is a condition"),
        ("x = avg(orders.status)", "K0316 `avg` cannot take `orders.status`, which is a text"),
        ("x = max(orders.ordered_at)", "K0316 `max` cannot take `orders.ordered_at`, which is a date with time"),
        ("x = percentile(orders.amount, 200)", "K0317 the rank of a percentile is a number from 0 to 100, not `200`"),
        ("x = percentile(orders.amount)", "K0317 `percentile(orders.amount)` needs a value and a rank"),
        ("x = avg(avg(count(orders) per day) per month)", "K0320 `per day` stands inside another `per`"),
        ("x = count(count(orders) per customer_id)", "K0321 `count` cannot put parts together"),
        (
            "x = avg(count(orders) / monthly.lost per customer_id)",
            "K0215 `monthly.lost` is of `monthly`, but this aggregate takes rows of `orders`",
        ),
        (
            "n = count(visits)\nx = avg(count(orders) / n per customer_id)",
            "K0322 `n` is not of `orders`, whose rows `per` puts together",
        ),
        ("from orders\nx = avg(5 per customer_id)", "K0323 `5` is the same in every part"),
        ("x = sum(count(orders) > 2 per customer_id)", "K0324 `sum` cannot take the condition `count(orders) > 2`"),
        ("x = prev()", "K0326 `prev` does not say of which metric"),
        ("n = count(orders)\nx = prev(n, 3)", "K0327 `prev` goes back by a length of time, not by `3`"),
        ("n = count(orders)\nx = total(n, 3)", "K0328 `3` is not the name of a dimension"),
        ("n = count(orders)\nx = lift(n)", "K0329 `lift(n)` does not say which groups are compared"),
        (
            "n = count(orders)\nx = coalesce(n, 0)",
            "K0330 a metric without a value is `no data`; `coalesce` would hide it",
        ),
        ("orders.x = sentiment.score(status, 5)", "K0331 `sentiment.score` takes one argument, not 2"),
        (
            "orders.x = sentiment.score(amount)",
            "K0331 `sentiment.score` needs a text for `text`, and `amount` is a number",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(told(text), [message], "{text}");
    }
}

#[test]
fn nothing_is_counted_twice_unnoticed() {
    let parent = "K0318 `tickets.buyer.mrr` would be added up once for each row of `tickets`, not once for each row of `customers`";
    assert_eq!(told("x = sum(tickets.buyer.mrr)"), [parent]);
    assert_eq!(told("x = sum(tickets.buyer.mrr * 2)").len(), 1);
    assert_eq!(told("x = sum(if severity = \"a\" then buyer.mrr else 0 where tickets.severity != \"b\")").len(), 1);
    model("x = sum(orders.quantity * country.population)\ny = avg(tickets.buyer.mrr)");
    model("tickets.mrr = buyer.mrr\nx = sum(tickets.mrr)");
    assert_eq!(
        told_with_help("x = sum(tickets.buyer.mrr)").lines().skip(1).collect::<Vec<_>>(),
        [
            "each once: `sum(customers.mrr …)`",
            "if once for each row of `tickets` is meant, say so with a field: `tickets.mrr = buyer.mrr`, then `sum(tickets.mrr)`"
        ]
    );

    let shared = "K0319 `visits.orders` cannot be averaged: rows of `visits` share what it counts";
    let field = "visits.bought = count(orders of visitor_id over 7 days from this.started_at)\n";
    assert_eq!(told(&format!("{field}x = avg(visits.bought)")), [shared.replace("visits.orders", "visits.bought")]);
    assert_eq!(told(&format!("{field}visits.more = bought * 2 + 1\nx = sum(visits.more)")).len(), 1);
    model(&format!("{field}x = avg(visits.bought > 0)\ny = count(visits where bought > 2)\nz = max(visits.bought)"));
    // An order of one visit counts for one visit.
    model(
        "orders.visit = last(visits of visitor_id over 7 days up to this.ordered_at)\n\
         visits.revenue = sum(orders.amount over 7 days from this.started_at)\nx = avg(visits.revenue)",
    );
}

#[test]
fn aggregates_of_plugins_stand_where_built_in_ones_do() {
    let net = |body: &str| {
        let found = aggregate(body);
        let Aggregator::Plugin(plugin) = found.function else { panic!("{found:?}") };
        assert_eq!(plugin.name(), "sentiment.net");
        found
    };
    assert!(matches!(net("sentiment.net(orders.amount)").when, When::During(Clock::Moment(_), Window::Period)));
    let clauses = net("sentiment.net(orders.amount where paid over last 28 days on paid_on)");
    assert!(clauses.filter.is_some() && matches!(clauses.when, When::During(Clock::Moment(_), Window::Last(_))));
    model("customers.x = sentiment.net(orders.amount over period)\ny = avg(customers.x at end)");
    let parts = aggregate("avg(sentiment.net(orders.amount) per customer)");
    assert!(matches!(parts.input, crate::model::metric::Input::PerKey(..)));
    let cases = [
        ("customers.x = sentiment.net(orders.amount)", "K0302 `sentiment.net(orders.amount)` must say of which time"),
        (
            "x = count(orders where sentiment.net(amount) > 2)",
            "K0233 `sentiment.net(amount)` stands where each row of `orders` has one value",
        ),
        ("x = sentiment.net(orders.status)", "K0316 `sentiment.net` cannot take `orders.status`, which is a text"),
        ("x = sentiment.net(orders.amount, 5)", "K0313 `sentiment.net` takes one value"),
        ("x = sentiment.net(distinct orders.amount)", "K0312 `distinct` has no meaning in `sentiment.net`"),
        ("x = sentiment.net()", "K0214 `sentiment.net()` does not say of which source"),
        ("x = sentiment.net(sum(orders.amount) per customer)", "K0321 `sentiment.net` cannot put parts together"),
        ("x = sentiment.nett(orders.amount)", "K0206 the plugin `sentiment` has no function `nett`"),
        ("x = sentiment.score(orders.status)", "K0237 `sentiment.score` works on rows, not on metrics"),
        ("x = feeling.net(orders.amount)", "K0205 there is no plugin `feeling`"),
        (
            "x = sentiment.net(orders.amount); confidence 95%",
            "K0377 no interval can be computed for `sentiment.net(orders.amount)`",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(told(text), [message], "{text}");
    }
    assert_eq!(
        told_with_help("x = sentiment.net(orders.paid)").lines().nth(1),
        Some("it takes numbers: write `sentiment.net(if orders.paid then 1 else 0)`")
    );
}
