use super::*;
use crate::model::Type::{Bool, Date, Datetime, Duration, Number, Text, Unknown};

#[test]
fn conditions_and_values() {
    let cases = [
        ("x = count(orders where amount)", "K0335 `amount` is a number, not a condition"),
        ("x = count(orders where paid and status)", "K0335 `status` is a text, not a condition"),
        ("x = if count(orders) then 1 else 2", "K0335 `count(orders)` is a number, not a condition"),
        ("orders.x = status + 1", "K0336 `+` needs a number, and `status` is a text"),
        ("orders.x = paid * 2", "K0336 `*` needs a number, and `paid` is a condition"),
        ("x = (count(orders) > 2) * 2", "K0336 `*` needs a number, and `(count(orders) > 2)` is a condition"),
        ("orders.x = customer + 1", "K0336 `+` needs a number, and `customer` is a row"),
        (
            "x = count(orders where amount like \"a%\")",
            "K0337 `like` and `matches` need a text, and `amount` is a number",
        ),
        ("x = count(orders where status = 5)", "K0338 `status` is a text and `5` is a number: they cannot be compared"),
        (
            "x = count(orders where amount in (5, \"a\"))",
            "K0338 `amount` is a number and `\"a\"` is a text: they cannot be compared",
        ),
        (
            "x = count(orders where paid_on > \"2026-01-01\")",
            "K0338 `paid_on` is a date and `\"2026-01-01\"` is a text: they cannot be compared",
        ),
        (
            "x = count(orders where customer = 5)",
            "K0338 `customer` is a row and `5` is a number: they cannot be compared",
        ),
        ("x = count(orders where status = null)", "K0339 nothing is `=` an empty value: write `status is null`"),
        (
            "x = count(orders where ordered_at > 2026-01-31)",
            "K0340 `ordered_at` has a time of day: `>` a date is ambiguous, write `date(ordered_at)`",
        ),
        (
            "x = count(orders where 2026-01-31 < ordered_at)",
            "K0340 `ordered_at` has a time of day: `>` a date is ambiguous, write `date(ordered_at)`",
        ),
        (
            "x = count(orders where ordered_at between 2026-01-01 and 2026-01-31)",
            "K0340 `ordered_at` has a time of day: `<=` a date is ambiguous, write `date(ordered_at)`",
        ),
        ("x = count(orders where paid > true)", "K0341 conditions have no order for `>`"),
        ("orders.x = if paid then 1 else \"a\"", "K0342 `then` gives a number and `else` gives a text"),
        ("orders.x = coalesce(status, 0)", "K0342 `coalesce` gets a text and a number"),
        ("orders.x = paid_on + 3", "K0343 `paid_on + 3` has no meaning: a date `+` a number"),
        ("orders.x = paid_on + ordered_at", "K0343 `paid_on + ordered_at` has no meaning: a date `+` a date with time"),
        (
            "x = count(orders where ordered_at - paid_on > 3 months)",
            "K0344 `3 months` is longer or shorter by the calendar: it can only be added to a date",
        ),
        (
            "x = count(orders) * 3 months",
            "K0344 `3 months` is longer or shorter by the calendar: it can only be added to a date",
        ),
        ("orders.x = lower(amount)", "K0345 `lower` needs a text, and `amount` is a number"),
        ("orders.x = days(paid_on)", "K0345 `days` needs a duration, and `paid_on` is a date"),
        ("orders.x = month(status)", "K0345 `month` needs a date, and `status` is a text"),
        ("x = hours(count(orders))", "K0345 `hours` needs a duration, and `count(orders)` is a number"),
        ("x = count(orders where status matches \"(\")", "K0346 `(` is no pattern"),
    ];
    for (text, message) in cases {
        assert_eq!(told(text), [message], "{text}");
    }
}

#[test]
fn dates_against_moments() {
    model(
        "x = count(orders where ordered_at >= 2026-01-01 and ordered_at < 2026-02-01 and date(ordered_at) > 2026-01-03)\n\
         y = count(orders where 2026-01-01 <= ordered_at and paid_on between 2026-01-01 and 2026-01-31)\n\
         z = count(orders where paid_on <= period.end - 2 months and customer = customer)",
    );
}

#[test]
fn types_of_fields() {
    let text = "orders.a = ordered_at - paid_on\norders.b = paid_on + 1 month\norders.c = paid_on + 3 hours\n\
                orders.d = if paid then null else status\norders.e = coalesce(fee, 0)\norders.f = customer.started_on\n\
                orders.g = gone.guess(status, amount)\norders.h = sentiment.score(status)\norders.i = months(paid_on, ordered_at)\n\
                orders.j = start_of_month(ordered_at)\norders.k = least(paid_on, b)\norders.l = not paid\norders.m = -amount\n\
                orders.n = count_present(paid, status, amount)";
    let kinds: Vec<Type> = model(text).fields.iter().map(|field| field.body.kind_of_value).collect();
    assert_eq!(
        kinds,
        [Duration, Date, Datetime, Text, Number, Date, Unknown, Number, Number, Date, Date, Bool, Number, Number]
    );
}
