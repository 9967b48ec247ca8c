use super::*;
use crate::model::Metric;
use crate::model::metric::MetricKind;
use crate::resolve::{resolve_dimension, resolve_query};

const DEFINITIONS: &str = "orders.big = amount > 100\norders.visit = last(visits of visitor_id over 7 days up to this.ordered_at)\n\
     a = avg(orders.big) * 100; target > 5; by status\nb = a / 2\n";

fn ask(question: &str) -> (Option<Metric>, Vec<String>) {
    let (model, problems, _) = resolve_over(SHOP, &catalog(), &[DEFINITIONS]);
    assert_eq!(first_lines(&problems), Vec::<String>::new());
    let mut texts = Texts::default();
    let (config, _) = kpi_config::read(texts.add("kpi.toml", SHOP), SHOP, &|_| None);
    let (query, problems) = kpi_syntax::parse_query(texts.add("query", question), question);
    assert_eq!(problems, []);
    let (metric, problems) = resolve_query(&model, &config, &catalog(), &query.unwrap(), &texts);
    every_message_is_whole(&problems);
    (metric, first_lines(&problems))
}

#[test]
fn questions_about_the_model() {
    let (metric, problems) =
        ask("b * count(orders where big) by status, visit.converted where amount > 5 over last 90 days");
    assert_eq!(problems, Vec::<String>::new());
    let metric = metric.unwrap();
    assert!(matches!(metric.body.kind, MetricKind::Where(..)));
    assert_eq!((metric.id.0, metric.breakdowns.len(), metric.name.as_str()), (2, 1, "b * count(orders where big)"));
}

#[test]
fn a_metric_by_name_keeps_its_targets() {
    let metric = ask("a by country.region").0.unwrap();
    assert_eq!((metric.lines.len(), metric.breakdowns[0].dimensions[0].name.as_str()), (1, "country.region"));
    assert!(matches!(metric.body.kind, MetricKind::Metric(_)));
    assert_eq!(metric.unit.to_string(), "%");
    assert!(ask("a where paid").0.unwrap().lines.is_empty());
}

#[test]
fn mistakes_in_questions() {
    assert_eq!(ask("c").1, ["K0201 there is no metric `c`"]);
    assert_eq!(ask("sum(orders.amuont)").1, ["K0202 `orders` has no column or field `amuont`"]);
    assert_eq!(ask("a by stauts").1, ["K0216 this breakdown reaches rows of `orders`, which has no `stauts`"]);
    assert_eq!(ask("a + sum(orders.amount)").1, ["K0355 `+` of different units: `%` and `EUR`"]);
}

#[test]
fn a_dimension_from_outside() {
    let (model, _, texts) = resolve_over(SHOP, &catalog(), &[DEFINITIONS]);
    let (config, _) = kpi_config::read(kpi_diagnostics::FileId(0), SHOP, &|_| None);
    let span = kpi_diagnostics::Span::new(kpi_diagnostics::FileId(0), 0, 1);
    let metric = model.metric(model.metric_named("b").unwrap());
    let find = |name: &str| resolve_dimension(&model, &config, &catalog(), metric, name, span, &texts);
    let (found, problems) = find("customer.segment");
    assert_eq!((found.unwrap().by_source.len(), problems.len()), (1, 0));
    let (found, problems) = find("segment");
    assert!(found.is_none() && problems.len() == 1);
}
