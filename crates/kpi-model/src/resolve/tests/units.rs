use super::*;

fn unit(text: &str) -> String {
    let metric = metric(text, "x");
    match metric.body.kind_of_value {
        Type::Number => metric.unit.to_string(),
        kind => format!("{kind:?}"),
    }
}

#[test]
fn units_follow_arithmetic() {
    let cases = [
        ("x = sum(orders.amount)", "EUR"),
        ("x = sum(orders.amount) / count(orders)", "EUR"),
        ("x = sum(orders.amount - cost) / sum(orders.amount)", ""),
        ("x = sum(orders.amount - cost) / sum(orders.amount) * 100", "%"),
        ("x = 100 * avg(orders.paid)", "%"),
        ("x = 100 - avg(orders.paid) * 100", "%"),
        ("x = (1 - avg(orders.paid)) * 100", "%"),
        ("x = count(orders) * 100", ""),
        ("x = avg(orders.paid) * 100 / 100", ""),
        ("x = sum(orders.amount) / sum(orders.fee)", "EUR/USD"),
        ("x = sum(orders.amount) * 2 + 5", "EUR"),
        ("x = variance(orders.amount)", "EUR^2"),
        ("x = avg(visits.left_at - visits.started_at)", "Duration"),
        ("x = avg(visits.left_at - visits.started_at) / 2", "Duration"),
        ("x = hours(avg(visits.left_at - visits.started_at))", ""),
        ("x = avg(hours(visits.started_at, left_at))", ""),
        ("x = count(orders); unit points", "points"),
        ("x = avg(orders.paid) * 100; unit points", "points"),
        ("x = count(orders); unit EUR", "EUR"),
        ("x = sum(orders.quantity) * 100 / count(orders); unit %", "%"),
        ("a = avg(orders.paid)\nx = a * 100", "%"),
        ("x = avg(orders.share)\norders.share = 100 * (quantity / 4)", "%"),
        (
            "x = avg(customers.health at end)\ncustomers.health = weighted_avg(a, 60, b, 40)\ncustomers.a = 100 - 100 * avg(orders.paid over period)\ncustomers.b = 50",
            "",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(unit(text), expected, "{text}");
    }
}

#[test]
fn units_that_do_not_fit() {
    let cases = [
        ("x = sum(orders.amount) + sum(orders.fee)", "K0355 `+` of different units: `EUR` and `USD`"),
        ("x = sum(orders.amount - fee)", "K0355 `-` of different units: `EUR` and `USD`"),
        ("x = sum(orders.amount) - count(orders)", "K0355 `-` of different units: `EUR` and a plain number"),
        ("x = count(orders where amount > fee)", "K0355 `>` of different units: `EUR` and `USD`"),
        ("x = avg(orders.paid) * 100 - avg(orders.paid)", "K0355 `-` of different units: `%` and a plain number"),
        ("x = avg(visits.left_at - started_at) + 5", "K0356 `+` of a duration and a plain number"),
        ("x = count(visits where left_at - started_at > 5)", "K0356 `>` of a duration and a plain number"),
        (
            "x = avg(orders.paid) * 100 * sum(orders.amount)",
            "K0357 a percentage and `EUR` cannot be multiplied: the 100 would stay in the result",
        ),
        (
            "p = avg(orders.paid) * 100\nx = sum(orders.amount) / p",
            "K0357 a percentage and `EUR` cannot be divided: the 100 would stay in the result",
        ),
        ("x = sum(orders.amount); target > sum(orders.fee)", "K0358 `x` is `EUR`, and `sum(orders.fee)` is `USD`"),
        ("x = avg(visits.left_at - started_at); target < 24", "K0358 `x` is a duration: `24` of what?"),
        ("x = count(orders); target < 24 hours", "K0358 `24 hours` is a duration, and `x` is a plain number"),
        ("x = count(orders) / count(visits); target < 5%", "K0359 `5%` needs a percentage, and `x` is a plain number"),
        ("x = sum(orders.amount); unit USD", "K0360 `unit USD` contradicts what `x` is made of: `EUR`"),
        (
            "x = avg(visits.left_at - started_at); unit hours",
            "K0361 `x` is a duration, and is shown as one: `unit hours` would be wrong",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(told(text), [message], "{text}");
    }
    model("x = avg(visits.left_at - visits.started_at); target < 24 hours; warn < 2 days");
    model("x = avg(orders.paid) * 100; target >= 5%; warn >= 4");
}
