//! The trees of expressions and windows.

use super::{FILE, listed, shown};

fn tree(text: &str) -> String {
    let (tree, diagnostics) = kpi_syntax::parse_expression(FILE, text);
    assert!(diagnostics.is_empty(), "{text}\n{}", listed(text, &diagnostics));
    shown::expr(&tree.expect(text))
}

fn all(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(tree(text), *expected, "{text}");
    }
}

#[test]
fn literals() {
    all(&[
        ("1_000", "1000"),
        ("2.5", "2.5"),
        ("0", "0"),
        ("0.25", "0.25"),
        ("\"text # with (signs\"", "\"text # with (signs\""),
        ("\"say \"\"hi\"\"\"", "\"say \\\"hi\\\"\""),
        ("\"\"", "\"\""),
        ("2026-01-31", "2026-01-31"),
        ("2026 - 1 - 31", "(- (- 2026 1) 31)"),
        ("2026-1", "(- 2026 1)"),
        ("a-1", "(- a 1)"),
        ("14 days", "14 day"),
        ("1 day", "1 day"),
        ("3 months + 2 quarters", "(+ 3 month 2 quarter)"),
        ("true and not false", "(and true (not false))"),
        ("null", "null"),
    ]);
}

#[test]
fn precedence() {
    all(&[
        ("a + b * c - d / e", "(- (+ a (* b c)) (/ d e))"),
        ("a - b - c", "(- (- a b) c)"),
        ("a / b * c", "(* (/ a b) c)"),
        ("-a * b", "(* (neg a) b)"),
        ("a - -b", "(- a (neg b))"),
        ("- - a", "(neg (neg a))"),
        ("a or b and not c = d + 1", "(or a (and b (not (= c (+ d 1)))))"),
        ("not a = b and c", "(and (not (= a b)) c)"),
        ("not not a", "(not (not a))"),
        ("(a + b) * c", "(* ((+ a b)) c)"),
        ("(a = b) = c", "(= ((= a b)) c)"),
        (
            "a < b and b <= c or c > d and d >= e or e != f",
            "(or (or (and (< a b) (<= b c)) (and (> c d) (>= d e))) (!= e f))",
        ),
        ("a = b or not c in (1, 2)", "(or (= a b) (not (in c [1 2])))"),
    ]);
}

#[test]
fn predicates() {
    all(&[
        ("x in (\"a\", \"b\")", "(in x [\"a\" \"b\"])"),
        ("x not in (1)", "(not in x [1])"),
        ("ended_on in period", "(in ended_on <period>)"),
        ("ended_on not in last 28 days", "(not in ended_on <last 28 day>)"),
        ("t in 90 days from opened_at", "(in t <90 day from opened_at>)"),
        ("t in 2026-Q2", "(in t <2026-Q2>)"),
        ("x between 1 and 2 and y", "(and (between x 1 2) y)"),
        ("x not between a - 1 and a + 1", "(not between x (- a 1) (+ a 1))"),
        ("x is null or y is not null", "(or (is null x) (is not null y))"),
        ("x like \"a%\" and y not matches \"^b\"", "(and (like x \"a%\") (not matches y \"^b\"))"),
        ("a + b in (1, 2)", "(in (+ a b) [1 2])"),
    ]);
}

#[test]
fn conditions() {
    all(&[
        ("if a then b else c + 1", "(if a b (+ c 1))"),
        ("if a then b else if c then d else e", "(if a b (if c d e))"),
        ("if count(orders) >= 2 then 1 else 0", "(if (>= count(orders) 2) 1 0)"),
        ("1 + if a then b else c", "(+ 1 (if a b c))"),
        (
            "sum(if count(orders) >= 2 then 1 else 0 per customer_id)",
            "sum((if (>= count(orders) 2) 1 0) per customer_id)",
        ),
    ]);
}

#[test]
fn calls_and_modifiers() {
    all(&[
        ("count()", "count()"),
        ("count(at start)", "count( at start)"),
        ("count(orders at end where a = 1)", "count(orders at end where (= a 1))"),
        ("count(distinct goals.visit)", "count(distinct goals.visit)"),
        ("count(on started_on)", "count( on started_on)"),
        ("percentile(x, 95 over period)", "percentile(x, 95 over <period>)"),
        ("avg(count(distinct events.user_id) per day)", "avg(count(distinct events.user_id) per <day>)"),
        ("avg(x per `day`)", "avg(x per day)"),
        ("avg(x per day.key)", "avg(x per day.key)"),
        ("sum(a per customer.id)", "sum(a per customer.id)"),
        ("sentiment.score(text)", "sentiment.score(text)"),
        (
            "last(visits of user_id over 7 days up to this.bought_on where session_id = this.session_id)",
            "last(visits of user_id over <7 day up to this.bought_on> where (= session_id this.session_id))",
        ),
        (
            "any(events over 1 month from this.started_on + 1 month)",
            "any(events over <1 month from (+ this.started_on 1 month)>)",
        ),
        ("max(x) + min(y) + first(z) + last(w)", "(+ (+ (+ max(x) min(y)) first(z)) last(w))"),
        ("date(x) >= 2026-01-01", "(>= date(x) 2026-01-01)"),
        ("lift(m where p >= 3)", "lift(m where (>= p 3))"),
        ("growth((sales over year to date), 1 year)", "growth((sales over <year to date>), 1 year)"),
        ("(nps over last 90 days where segment = \"smb\")", "(nps over <last 90 day> where (= segment \"smb\"))"),
        ("total(m, goal)", "total(m, goal)"),
        ("f (x)", "f(x)"),
    ]);
}

#[test]
fn windows() {
    let window = |text: &str| tree(&format!("count(orders over {text})"));
    for (text, expected) in [
        ("period", "<period>"),
        ("last 28 days", "<last 28 day>"),
        ("year to date", "<year to date>"),
        ("all time", "<all time>"),
        ("all time up to t", "<all time up to t>"),
        ("all time from this.t - 1 day", "<all time from (- this.t 1 day)>"),
        ("7 days from t", "<7 day from t>"),
        ("12 hours up to t", "<12 hour up to t>"),
        ("2026", "<2026>"),
        ("2026-07", "<2026-07>"),
        ("2026-W31", "<2026-W31>"),
        ("2026-07-15", "<2026-07-15>"),
    ] {
        assert_eq!(window(text), format!("count(orders over {expected})"));
    }
}

#[test]
fn words_of_clauses_and_windows_are_free_names() {
    all(&[
        ("period.end - 2 months", "(- period.end 2 month)"),
        ("at_ + target", "(+ at_ target)"),
        (
            "start + end + from + to + up + by + min + n + only",
            "(+ (+ (+ (+ (+ (+ (+ (+ start end) from) to) up) by) min) n) only)",
        ),
        ("last * first + all - time", "(- (+ (* last first) all) time)"),
        ("order / android + island", "(+ (/ order android) island)"),
        ("days + month(day) - week", "(- (+ days month(day)) week)"),
    ]);
}

#[test]
fn queries() {
    let text = "nps by segment, country only where segment = \"smb\" over last 28 days";
    let (query, diagnostics) = kpi_syntax::parse_query(FILE, text);
    assert!(diagnostics.is_empty(), "{}", listed(text, &diagnostics));
    let query = query.unwrap();
    let clauses: Vec<String> = query.clauses.iter().map(shown::clause).collect();
    assert_eq!(shown::expr(&query.expr), "nps");
    assert_eq!(clauses, ["by segment country only", "where (= segment \"smb\")", "over <last 28 day>"]);
    let (query, diagnostics) = kpi_syntax::parse_query(FILE, "  sum(orders.amount) / count(orders)  ");
    assert!(diagnostics.is_empty() && query.is_some_and(|query| query.clauses.is_empty()));
    let (query, diagnostics) = kpi_syntax::parse_query(FILE, "nps; target > 3");
    assert!(query.is_none());
    assert_eq!(diagnostics[0].message, "a question has no `target`");
}

#[test]
fn spans_cover_exactly_what_they_name() {
    let text = "  a  +  count( orders  where b = 1 )  ";
    let (tree, _) = kpi_syntax::parse_expression(FILE, text);
    let tree = tree.unwrap();
    assert_eq!(&text[tree.span.range()], "a  +  count( orders  where b = 1 )");
    let kpi_syntax::ast::ExprKind::Binary(_, left, right) = tree.kind else { unreachable!() };
    assert_eq!(&text[left.span.range()], "a");
    let kpi_syntax::ast::ExprKind::Call(call) = right.kind else { unreachable!() };
    assert_eq!(&text[call.callee.span.range()], "count");
    assert_eq!(&text[call.arguments[0].span.range()], "orders");
    assert_eq!(&text[call.modifiers[0].span.range()], "where b = 1");
}
