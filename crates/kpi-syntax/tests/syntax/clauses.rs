//! Statements and their clauses.

use super::{shown, valid};

fn one(text: &str) -> String {
    let file = valid(text);
    assert_eq!(file.items.len(), 1, "{text}");
    shown::item(&file.items[0])
}

fn all(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(one(text), *expected, "{text}");
    }
}

#[test]
fn statements() {
    all(&[
        ("from customers", "from customers"),
        ("group \"Engage\"", "group \"Engage\""),
        ("churn = lost / start * 100", "churn = (* (/ lost start) 100)"),
        ("churn \"Churn rate\" = lost", "churn \"Churn rate\" = lost"),
        ("customers.band = if a then 1 else 2", "customers.band = (if a 1 2)"),
        ("customers.band \"Band\" = a", "customers.band \"Band\" = a"),
        ("from = group + test", "from = (+ group test)"),
        ("group = 1", "group = 1"),
        ("test \"Tests\" = count(tests)", "test \"Tests\" = count(tests)"),
        ("group.from = 1", "group.from = 1"),
    ]);
}

#[test]
fn targets() {
    all(&[
        ("a = b; target < 5; warn < 8", "a = b; target < 5; warn < 8"),
        ("a = b; target > 70%", "a = b; target > 70%"),
        ("a = b; target between 2 and 5", "a = b; target between 2 5"),
        ("a = b; target between 10% and 20%", "a = b; target between 10% 20%"),
        ("a = b; target >= prev(nps) + 2", "a = b; target >= (+ prev(nps) 2)"),
        ("a = b; target < 24 hours", "a = b; target < 24 hour"),
        ("a = b; target = 0", "a = b; target = 0"),
        (
            "a = b\n target >= 3 * cac for segment = \"e\" and country in (\"de\", \"at\") since 2026-07-01",
            "a = b; target >= (* 3 cac) for (and (= segment \"e\") (in country [\"de\" \"at\"])) since 2026-07-01",
        ),
        ("a = b; target >= 2 since 2026-01-01", "a = b; target >= 2 since 2026-01-01"),
        ("a = b; warn between -1 and 1", "a = b; warn between (neg 1) 1"),
    ]);
}

#[test]
fn other_clauses() {
    all(&[
        ("a = b; unit points", "a = b; unit \"points\""),
        ("a = b; unit %", "a = b; unit \"%\""),
        ("a = b; unit \"EUR/h\"", "a = b; unit \"EUR/h\""),
        ("a = b; by segment\n by region, product only", "a = b; by segment; by region product only"),
        ("a = b; by listing.capacity", "a = b; by listing.capacity"),
        ("a = b; where c = 1; over last 12 months", "a = b; where (= c 1); over <last 12 month>"),
        ("a = b; show name, segment, health", "a = b; show name segment health"),
        ("a = b; min n 30", "a = b; min n 30"),
        ("a = b; confidence 95% per customer", "a = b; confidence 95 per customer"),
        ("a = b; confidence 99.5%", "a = b; confidence 99.5"),
        ("a = b; better higher", "a = b; better higher"),
        ("a = b; better lower", "a = b; better lower"),
        ("a = b; fill 0", "a = b; fill 0"),
        ("a = b; fill -1.5", "a = b; fill -1.5"),
        ("a = b; label ja \"解約率\"; label \"Churn\"", "a = b; label Some(\"ja\") \"解約率\"; label None \"Churn\""),
        (
            "a = b; owner \"Ann\"; group \"G\"; source \"https://x.org/#a\"",
            "a = b; owner \"Ann\"; group \"G\"; source \"https://x.org/#a\"",
        ),
        ("a = b; tags one, two; weight 2.5; hidden", "a = b; tags one two; weight 2.5; hidden"),
    ]);
}

#[test]
fn layout() {
    all(&[
        ("a = b\n    target < 5\n    by c", "a = b; target < 5; by c"),
        ("a = b;\n    target < 5;", "a = b; target < 5"),
        ("a =\n    b +\n    c\n    - d\n    unit points; hidden", "a = (- (+ b c) d); unit \"points\"; hidden"),
        ("a = at_ + target\n    target > 1", "a = (+ at_ target); target > 1"),
        ("a = count(\nb where\nc = 1\n)\n    hidden", "a = count(b where (= c 1)); hidden"),
        ("a = (b\n) + c", "a = (+ (b) c)"),
        ("a = b # one\n    # two\n    + c # three ( \"\n", "a = (+ b c)"),
        ("a = \"# no comment\"", "a = \"# no comment\""),
        ("a = b\n\ttarget\t<\t5\r\n\tby c\r    hidden", "a = b; target < 5; by c; hidden"),
        ("a = b\u{a0}+\u{3000}c", "a = (+ b c)"),
        ("\u{feff}a = b", "a = b"),
    ]);
}

#[test]
fn line_ends_of_every_kind_cut_statements() {
    for text in ["a = 1\nb = 2\n", "a = 1\r\nb = 2\r\n", "a = 1\rb = 2", "\u{feff}# x\r\n\r\na = 1\n\n\n# y\nb = 2"] {
        let shown: Vec<String> = valid(text).items.iter().map(shown::item).collect();
        assert_eq!(shown, ["a = 1", "b = 2"], "{text:?}");
    }
}

#[test]
fn spans_stay_right_behind_a_byte_order_mark_and_comments() {
    let text = "\u{feff}# remark\r\nchurn = lost # why\r\n    target < 5";
    let file = valid(text);
    let kpi_syntax::ast::Item::Metric(metric) = &file.items[0] else { unreachable!() };
    assert_eq!(&text[metric.name.span.range()], "churn");
    assert_eq!(&text[metric.body.span.range()], "lost");
    assert_eq!(&text[metric.clauses[0].span.range()], "target < 5");
    assert_eq!(&text[metric.span.range()], "churn = lost # why\r\n    target < 5");
}
