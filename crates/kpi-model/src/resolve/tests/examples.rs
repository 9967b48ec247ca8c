use super::*;
use crate::model::Outcome;

const TABLE: &str = "    orders\n        | order_id | amount | status |\n        | 1 | 5 | a |\n        | 2 | | b |\n";

#[test]
fn a_whole_test() {
    let text = format!(
        "n = sum(orders.amount); target > 3; by status\ntest \"sums\"\n    period 2026-Q2\n{TABLE}    expect n = 5\n    \
         expect n is met\n    expect n = 5 within 0.1 for status = \"a\"\n    expect (n where status = \"c\") is no data\n    expect n / 2 = 2.5\n"
    );
    let model = model(&text);
    let whole = &model.tests[0];
    assert_eq!((whole.title.as_str(), whole.fixtures[0].columns.len(), whole.fixtures[0].rows.len()), ("sums", 3, 2));
    let named: Vec<bool> = whole.expectations.iter().map(|expectation| expectation.metric.is_some()).collect();
    assert_eq!(named, [true, true, true, false, false]);
    assert_eq!(whole.expectations[2].dimensions[0].by_source.len(), 1);
    assert!(matches!(&whole.expectations[3].outcome, Outcome::Status(words) if words == "no data"));
}

#[test]
fn tests_that_cannot_be() {
    let cases = [
        (format!("{TABLE}{TABLE}    expect n = 5"), "K0385 this test has two tables for `orders`"),
        (
            "    orders\n        | big |\n        | 1 |\n    expect n = 5".to_owned(),
            "K0387 `big` is a field of `orders`: it is computed",
        ),
        (format!("{TABLE}    expect n / 2 is met"), "K0390 `n / 2` has no target, so it is never `met`"),
        (
            "    orders\n        | amuont |\n        | 1 |\n    expect n = 5".to_owned(),
            "K0202 `orders` has no column or field `amuont`",
        ),
        (
            "    ordres\n        | amount |\n        | 1 |\n    expect n = 5".to_owned(),
            "K0203 there is no source `ordres`",
        ),
    ];
    for (body, message) in cases {
        let text = format!("orders.big = amount > 5\nn = sum(orders.amount)\ntest \"t\"\n    period 2026-Q2\n{body}\n");
        assert_eq!(told(&text), [message], "{text}");
    }
}
