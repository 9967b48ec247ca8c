use std::fmt::Write as _;

use super::*;

#[test]
fn cycles_show_all_places() {
    assert_eq!(told("a = a + 1"), ["K0209 `a` is defined by itself"]);
    assert_eq!(told("a = b\nb = a"), ["K0209 `a` and `b` are defined by each other"]);
    assert_eq!(told("a = b\nb = c\nc = a\nd = a"), ["K0209 `a` is defined by itself, by way of `b`, `c`"]);
    assert_eq!(
        told("orders.x = y + 1\norders.y = x + 1"),
        ["K0209 `orders.x` and `orders.y` are defined by each other"]
    );
    let (_, problems, _) = resolve_over(SHOP, &catalog(), &["a = b\nb = c\nc = a"]);
    assert_eq!(problems[0].labels.len(), 3);
}

#[test]
fn a_target_may_mention_its_own_metric() {
    model("a = count(orders); target >= prev(a) + 2");
    model("a = count(orders); target >= b\nb = count(visits); target >= a");
}

#[test]
fn a_target_may_not_mention_a_broken_metric_loudly() {
    let (model, problems, _) = resolve_over(SHOP, &catalog(), &["a = count(orders); target >= b\nb = count(vists)"]);
    assert_eq!(problems.len(), 1);
    assert_eq!(model.metrics.len(), 0);
}

#[test]
fn ten_thousand_definitions_in_a_chain_are_quick() {
    let mut text = String::new();
    for index in 0..9_999 {
        writeln!(text, "m{index} = m{} * 2; target > 1; by country.region", index + 1).unwrap();
    }
    text.push_str("m9999 = count(orders)\n");
    let mut texts = Texts::default();
    let id = texts.add("a.kpi", text.clone());
    let toml = texts.add("kpi.toml", SHOP);
    let (config, _) = kpi_config::read(toml, SHOP, &|_| None);
    let trees = [kpi_syntax::parse(id, &text).0];
    let catalog = catalog();
    let begun = std::time::Instant::now();
    let (model, problems) = resolve(Input { files: &trees, config: &config, catalog: &catalog, texts: &texts });
    let taken = begun.elapsed();
    assert_eq!(first_lines(&problems), Vec::<String>::new());
    assert_eq!(model.metrics.len(), 10_000);
    assert!(taken.as_millis() < 1_000, "{taken:?}");
}

#[test]
fn ten_thousand_fields_in_a_chain_are_quick() {
    let mut text = String::new();
    for index in 0..9_999 {
        writeln!(text, "orders.f{index} = f{} + 1", index + 1).unwrap();
    }
    text.push_str("orders.f9999 = quantity\n");
    assert_eq!(model(&text).fields.len(), 10_000);
}
