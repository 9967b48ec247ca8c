use super::*;
use crate::model::metric::{Bound, Role};
use kpi_syntax::ast::Better;

#[test]
fn everything_behind_a_definition() {
    let text = "group \"Value\"\n## What comes in.\nx \"Revenue\" = avg(orders.amount)\n    target >= 100 for status = \"a\" and country.region in (\"EU\", \"US\") since 2026-01-01\n    \
                target >= 50\n    warn >= 20\n    by status, country.region only\n    by customer\n    min n 30\n    \
                confidence 95% per customer\n    fill 0\n    label de \"Umsatz\"\n    owner \"Anna\"\n    group \"Other\"\n    \
                source \"https://example.com\"\n    tags a, b\n    weight 2\n    hidden";
    let metric = metric(text, "x");
    assert_eq!(metric.label.as_deref(), Some("Revenue"));
    assert_eq!(metric.doc.as_deref(), Some("What comes in."));
    assert_eq!(metric.group.as_deref(), Some("Other"));
    assert_eq!(metric.labels.get("de").map(String::as_str), Some("Umsatz"));
    assert_eq!((metric.min_n, metric.fill, metric.weight, metric.hidden), (Some(30), Some(0.0), Some(2.0), true));
    assert_eq!(metric.better, Some(Better::Higher));
    assert_eq!(metric.tags, ["a", "b"]);
    assert!(!metric.is_kpi());
    let roles: Vec<Role> = metric.lines.iter().map(|line| line.role).collect();
    assert_eq!(roles, [Role::Target, Role::Target, Role::Warn]);
    assert_eq!(metric.lines[0].scope[1].values, ["EU", "US"].map(|value| Some(value.to_owned())));
    assert_eq!(metric.lines[0].text, ">= 100");
    assert!(metric.breakdowns[0].only && metric.breakdowns[0].dimensions[1].name == "country.region");
    let confidence = metric.confidence.unwrap();
    assert!(confidence.per.is_some() && (confidence.level - 0.95).abs() < 1e-12);
}

#[test]
fn groups_hold_for_what_follows() {
    let text = "a = count(orders)\ngroup \"A\"\nb = count(orders)\nc = count(orders); group \"B\"";
    let groups: Vec<Option<String>> = model(text).metrics.into_iter().map(|metric| metric.group).collect();
    assert_eq!(groups, [None, Some("A".to_owned()), Some("B".to_owned())]);
}

#[test]
fn lists_of_counted_rows() {
    let text = "customers.health = mrr * 2\nx = count(customers at end where segment = \"a\"); show name, health, segment; where mrr > 0";
    let shown: Vec<String> = metric(text, "x").show.into_iter().map(|shown| shown.name).collect();
    assert_eq!(shown, ["name", "health", "segment"]);
}

#[test]
fn the_better_direction() {
    let better = |text: &str| metric(text, "x").better;
    assert_eq!(better("x = count(orders); target < 5"), Some(Better::Lower));
    assert_eq!(better("x = count(orders); target between 1 and 5"), None);
    assert_eq!(better("x = count(orders); better higher"), Some(Better::Higher));
    assert!(matches!(metric("x = count(orders); target between 1 and 5", "x").lines[0].bound, Bound::Between(..)));
}

#[test]
fn clauses_that_cannot_be() {
    let cases = [
        ("x = count(orders); unit points; unit EUR", "K0363 `unit` stands twice"),
        ("x \"A\" = count(orders); label \"B\"", "K0363 `label` stands twice"),
        ("orders.x = amount; target > 5", "K0364 `target > 5` has no meaning for the field `orders.x`"),
        ("x = count(orders); min n 0", "K0365 `min n 0` asks for nothing"),
        ("x = count(orders); by status; by status", "K0366 the same breakdown stands twice"),
        ("x = count(orders); by status, status", "K0367 `status` stands twice in one breakdown"),
        ("x = sum(orders.amount); show status", "K0368 `show` lists counted rows, and `x` is no count"),
        ("x = avg(orders.paid); confidence 20%", "K0369 `confidence 20%`: a level lies between 50% and 99.9%"),
        (
            "x = count(orders) / count(visits); confidence 95% per visitor_id",
            "K0370 `per visitor_id` needs a metric over the rows of one source",
        ),
        ("x = count(orders); target < 5; better higher", "K0371 `target < 5` contradicts `better higher`"),
        ("x = count(orders); target < 5; warn < 3", "K0372 `warn < 3` is stricter than `target < 5`"),
        ("x = count(orders); target >= 5; warn > 6", "K0372 `warn > 6` is stricter than `target >= 5`"),
        ("x = count(orders); warn < 3", "K0373 `warn < 3` has no target"),
        (
            "x = count(orders); target < 3; warn < 5 for status = \"a\"",
            "K0373 `warn < 5` has no target for the same slices",
        ),
        ("x = count(orders); target < 5; target < 3", "K0374 two `target` lines for the same slices: `< 5` and `< 3`"),
        (
            "x = count(orders); target < 5 for status = \"a\"; target < 3 for country.region = \"EU\"",
            "K0374 two `target` lines whose slices overlap: `< 5` and `< 3`",
        ),
        ("x = count(orders); target < 5 for status != \"a\"", "K0375 `for status != \"a\"` does not name slices"),
        (
            "x = count(orders); target < 5 for stauts = \"a\"",
            "K0216 this breakdown reaches rows of `orders`, which has no `stauts`",
        ),
        ("x = count(orders); target between 5 and 2", "K0376 nothing lies `between 5 and 2`"),
        (
            "x = count(orders); target > count(visits); by status",
            "K0216 this breakdown reaches rows of `visits`, which has no `status`",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(told(text), [message], "{text}");
    }
}

#[test]
fn lines_that_may_stand_together() {
    model(
        "x = count(orders)\n    target < 5 for status = \"a\"\n    target < 6 for status = \"b\"\n    target < 7 since 2026-01-01\n    \
         target < 8\n    warn < 9 for status in (\"a\")\n    warn < 10 since 2026-01-01",
    );
}

#[test]
fn intervals_that_cannot_be() {
    let fine = [
        "x = avg(orders.amount); confidence 95%",
        "x = (avg(orders.amount > 5) - avg(orders.amount < 2)) * 100; confidence 95%",
        "x = sum(orders.amount) / count(orders); confidence 90%",
        "x = growth(sum(orders.amount)); confidence 95%",
        "x = 100 - avg(orders.amount > 5); confidence 95%",
        "x = count(customers at start where segment = \"a\") / count(customers at start); confidence 95%",
        "x = avg(count(orders) per customer_id); confidence 95%",
        "m = avg(orders.amount)\nx = change(m); confidence 95%",
    ];
    for text in fine {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
    }
    let cases = [
        ("x = median(orders.amount); confidence 95%", "K0377 no interval can be computed for `median(orders.amount)`"),
        (
            "x = count(distinct orders.customer_id) / count(orders); confidence 95%",
            "K0377 no interval can be computed for `count(distinct orders.customer_id)`",
        ),
        (
            "x = round(avg(orders.amount)); confidence 95%",
            "K0377 no interval can be computed for `round(avg(orders.amount))`",
        ),
        ("x = 5; confidence 95%", "K0377 no interval can be computed for `x`"),
        ("x = sum(orders.amount); confidence 95%", "K0378 `x` grows with the number of rows, so it has no interval"),
        (
            "x = avg(orders.amount > 5) + count(orders where amount > 1); confidence 95%",
            "K0378 the sides of `avg(orders.amount > 5) + count(orders where amount > 1)` grow differently with the number of rows",
        ),
        (
            "x = count(orders) / count(customers at end); confidence 95%",
            "K0379 `x` is computed from rows of `customers`, `orders`: no interval",
        ),
        (
            "x = count(customers at end) / count(customers at start); confidence 95%",
            "K0380 `x` counts rows that last at different times: no interval",
        ),
        (
            "x = avg(count(orders) per customer_id) / avg(orders.amount); confidence 95%",
            "K0380 `x` has aggregates with and without `per`, or with several: no interval",
        ),
        (
            "x = avg(count(orders) per customer_id); confidence 95% per customer_id",
            "K0380 `x` puts rows together by `per` twice: no interval",
        ),
    ];
    for (text, problem) in cases {
        assert_eq!(told(text), [problem], "{text}");
    }
}
