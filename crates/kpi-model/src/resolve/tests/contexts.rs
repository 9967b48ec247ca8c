use super::*;
use crate::model::Window;
use crate::model::metric::MetricKind;

#[test]
fn the_filter_stands_around_the_window() {
    let text = "m = count(orders)\nx = (m where paid over last 90 days)\ny = m; where paid; over last 90 days\nz = growth(m over last 90 days where paid)";
    for name in ["x", "y"] {
        let MetricKind::Where(inner, filter) = metric(text, name).body.kind else { panic!() };
        assert_eq!(filter.text, "paid");
        assert_eq!(filter.by_source.len(), 1);
        assert!(matches!(inner.kind, MetricKind::Over(_, Window::Last(_))));
    }
    let MetricKind::Growth(inner, None) = metric(text, "z").body.kind else { panic!() };
    assert!(matches!(inner.kind, MetricKind::Where(..)));
}

#[test]
fn filters_are_read_on_every_source() {
    let text = "orders.segment = customer.segment\na = count(orders) / count(customers at end)\nb = a * 2\nx = (b where segment = \"smb\")";
    let MetricKind::Where(_, filter) = metric(text, "x").body.kind else { panic!() };
    assert_eq!(filter.by_source.len(), 2);
    assert_eq!(
        told("a = count(orders) / count(customers at end)\nb = a * 2\nx = (b where segment = \"smb\")"),
        ["K0216 `orders` has no `segment`, and its rows are counted here too"]
    );
}

#[test]
fn breakdowns_do_not_cut_totals() {
    let text = "n = count(visits)\nx = count(orders) / total(n, status) * 100; by status";
    let metric = metric(text, "x");
    assert_eq!(metric.breakdowns[0].dimensions[0].by_source.len(), 1);
    assert_eq!(told("n = count(visits)\nx = count(orders) / n; by status").len(), 1);
    model("n = count(visits)\nx = count(orders) / total(n) * 100; by status, country only; by customer.segment");
}

#[test]
fn functions_of_metrics() {
    let text = "m = avg(orders.paid) * 100\na = prev(m)\nb = change(m, 1 year)\nc = growth(m)\nd = m / total(m)\n\
                e = lift(m where amount > 5)\nf = risk_ratio(m where amount > 5 over last 2 months)\ng = abs(change(m))\n\
                h = round(m where paid)\ni = greatest(a, m, 0)\nj = if m > 50 and not a = 0 then m else a\n\
                k = if m between 1 and 5 or m in (7, 8) then 1 else 0\nl = prev(2 * prev(m, 5 days), 2 days)";
    let model = model(text);
    assert_eq!(model.metrics.len(), 13);
    let unit = |name: &str| model.metric(model.metric_named(name).unwrap()).unit.to_string();
    let units: Vec<String> = ["a", "b", "c", "d", "e", "f", "g", "i", "j"].into_iter().map(unit).collect();
    assert_eq!(units, ["%", "%", "%", "", "%", "", "%", "%", "%"]);
}
