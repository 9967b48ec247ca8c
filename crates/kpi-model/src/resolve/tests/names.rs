use super::*;
use crate::model::metric::{Input as Taken, MetricKind};
use crate::model::{Clock, When, Window};

#[test]
fn the_one_liner() {
    let toml =
        "[source.monthly]\npath = \"m.csv\"\ntime = \"month\"\nmeasures = { lost = \"sum\", start = \"first\" }\n";
    let (model, problems, _) = resolve_over(toml, &catalog(), &["churn = lost / start * 100; target < 5"]);
    assert_eq!(first_lines(&problems), Vec::<String>::new());
    let churn = &model.metrics[0];
    assert_eq!((churn.name.as_str(), churn.unit.to_string().as_str()), ("churn", "%"));
    assert_eq!(churn.lines[0].text, "< 5");
    assert!(churn.is_kpi());
}

#[test]
fn measures_are_metrics_of_their_source() {
    let start = metric("from monthly\nx = start", "x");
    let MetricKind::Aggregate(start) = start.body.kind else { panic!() };
    assert!(matches!(start.input, Taken::PerMoment(_)));
    assert!(matches!(start.when, When::During(Clock::Moment(_), Window::Period)));
    let lost = metric("x = monthly.lost", "x");
    let MetricKind::Aggregate(lost) = lost.body.kind else { panic!() };
    assert!(matches!(lost.input, Taken::Value(_)));
}

#[test]
fn metrics_of_other_files_are_seen() {
    let (model, problems, _) = resolve_over(SHOP, &catalog(), &["a = b + 1", "from orders\nb = count()"]);
    assert_eq!(first_lines(&problems), Vec::<String>::new());
    assert_eq!(model.metrics.len(), 2);
}

#[test]
fn a_source_and_a_metric_may_share_a_name() {
    model("orders = count(orders)\nx = orders / 2");
}

#[test]
fn dotted_columns_and_references() {
    model("x = sum(orders.totals.views)\ny = count(orders where totals.views > 2 and country.region = \"EU\")");
}

#[test]
fn unknown_names() {
    let cases = [
        ("x = chrun\nchurn = count(orders)", "K0201 there is no metric `chrun`"),
        ("x = sum(orders.amuont)", "K0202 `orders` has no column or field `amuont`"),
        ("x = count(ordres)", "K0203 there is no source `ordres`"),
        ("x = sum(ordres.amount)", "K0203 there is no source `ordres`"),
        ("x = count_if(orders)", "K0204 there is no function `count_if`"),
        ("orders.mood = feeling.score(status)", "K0205 there is no plugin `feeling`"),
        ("orders.mood = sentiment.scroe(status)", "K0206 the plugin `sentiment` has no function `scroe`"),
        ("n = count(orders)\nx = n / total(n, segmnt)", "K0207 no source has a dimension `segmnt`"),
        ("x = count(orders)\nx = count(visits)", "K0208 `x` is defined twice"),
        ("orders.x = amount\norders.x = cost", "K0208 `orders.x` is defined twice"),
        ("from monthly\nlost = count()", "K0210 `lost` is already a measure of `monthly`"),
        ("from orders\nx = count()\nfrom visits\n", "K0212 a second `from` in one file: `visits`"),
        ("x = count(orders)\nfrom visits\n", "K0213 `from visits` stands behind a definition"),
        ("x = count()", "K0214 `count()` does not say of which source"),
        (
            "x = sum(orders.amount - visits.clicks)",
            "K0215 `visits.clicks` is of `visits`, but this aggregate takes rows of `orders`",
        ),
        (
            "x = count(orders) / count(visits); by visitor",
            "K0216 this breakdown reaches rows of `orders`, which has no `visitor`",
        ),
        ("x = count(orders); by segment", "K0216 `orders` has no `segment`, and its rows are counted here too"),
        ("x = (count(orders) where visits.clicks > 2)", "K0217 `visits.clicks` says nothing of the rows of `orders`"),
        (
            "x = count(orders where status.name = \"x\")\norders.status = \"a\"",
            "K0218 `status` is a text, so nothing can follow its dot",
        ),
        ("orders.customer = 5", "K0221 `customer` is already a reference of `orders`"),
        ("m = count(orders)\nx = m(orders)", "K0222 `m` is a metric, not a function"),
        ("from nowhere\nx = count()", "K0203 there is no source `nowhere`"),
        (
            "orders.visits = last(visits of visitor_id over 7 days up to this.ordered_at)",
            "K0223 `orders.visits` is a row, and `visits` is the name of a source",
        ),
        ("orders.amount = amount * 2", "K0209 `orders.amount` is defined by itself"),
        ("nowhere.x = 5", "K0203 there is no source `nowhere`"),
    ];
    for (text, message) in cases {
        assert_eq!(told(text), [message], "{text}");
    }
}

#[test]
fn the_way_out_is_named() {
    assert_eq!(told_with_help("x = sum(orders.amuont)"), "K0202 `orders` has no column or field `amuont`\nfix: amount");
    assert_eq!(
        told_with_help("x = count(orders); by segment"),
        "K0216 `orders` has no `segment`, and its rows are counted here too\n\
         define it for these rows: `orders.segment = customer.segment`"
    );
    assert_eq!(
        told_with_help("x = AVERAGE(orders.amount)"),
        "K0204 there is no function `AVERAGE`\nit has another name here\nfix: avg"
    );
    assert_eq!(
        told_with_help("x = SUM(orders.amount)"),
        "K0204 there is no function `SUM`\nfunctions are written in lower case\nfix: sum"
    );
    assert_eq!(
        told_with_help("orders.x = date_diff(ordered_at, paid_on)"),
        "K0204 there is no function `date_diff`\n\
         subtract the dates, `ended_on - started_on`, or count whole months with `months(started_on, ended_on)`"
    );
    assert_eq!(
        told_with_help("x = sum(orders.amount - customers.mrr)"),
        "K0215 `customers.mrr` is of `customers`, but this aggregate takes rows of `orders`\n\
         reach it through the reference: `customer.mrr`\nfix: customer.mrr"
    );
}

#[test]
fn the_worlds_are_kept_apart() {
    let cases = [
        (
            "from orders\nx = amount",
            "K0230 `amount` is a column of `orders`; in a metric it must be added up: `sum(orders.amount)`",
        ),
        (
            "from orders\nx = status",
            "K0230 `status` is a column of `orders`; in a metric it must be counted: `count(distinct orders.status)`",
        ),
        (
            "from orders\nx = paid",
            "K0230 `paid` is a column of `orders`; in a metric it must be counted: `count(orders where paid)`",
        ),
        (
            "x = orders.amount",
            "K0230 `orders.amount` is a column of `orders`; in a metric it must be added up: `sum(orders.amount)`",
        ),
        (
            "m = count(orders)\nx = count(orders where m > 2)",
            "K0231 `m` is a metric; here each row of `orders` needs a value of its own",
        ),
        ("x = orders", "K0232 `orders` is a source, not a number"),
        ("x = sum(sum(orders.amount))", "K0233 `sum(orders.amount)` stands where each row of `orders` has one value"),
        (
            "x = count(orders where (amount over period) > 2)",
            "K0234 `where` and `over` in parentheses are for metrics, not for a value of a row",
        ),
        ("x = count(orders) + \"a\"", "K0235 `\"a\"` cannot be part of a metric: a metric is a number"),
        (
            "x = if count(orders) is null then 1 else 2",
            "K0235 `is null` asks for a value of a row; a metric without a value is `no data`",
        ),
        ("x = period.end", "K0236 `period.end` is about dates, and a metric is a number"),
        ("x = sentiment.score(5)", "K0237 `sentiment.score` works on rows, not on metrics"),
        ("x = month(count(orders))", "K0238 `month` takes values of rows, and a metric is a number"),
        ("x = any(orders where paid)", "K0239 `any` gives yes or no, and a metric is a number"),
        ("x = count(orders of customer)", "K0240 `of customer` needs a row that asks, and a metric is about all rows"),
        (
            "x = count(orders over 7 days from paid_on)",
            "K0241 `7 days from paid_on` hangs on a row, and here there is none",
        ),
        ("x = count(orders where this.amount > 2)", "K0242 `this.amount`: no row asks here"),
        ("customers.x = sum(orders.amount over 7 days from this)", "K0243 `this` is a whole row of `customers`"),
        (
            "customers.x = sum(orders.amount over 7 days from started_on)",
            "K0244 a window hangs on the asking row: `this.started_on`",
        ),
        (
            "customers.x = sum(orders.amount over 7 days from customers.started_on)",
            "K0244 a window hangs on the asking row: `this.started_on`",
        ),
        (
            "customers.x = count(orders over period where amount > customers.mrr)",
            "K0245 `customers.mrr` is of the asking row: write `this.mrr`",
        ),
        (
            "customers.x = avg(orders.amount over period per country)",
            "K0246 `per country` belongs in a metric, not in a field",
        ),
        ("m = count(orders)\nx = (m at end)", "K0247 `at end` cannot be said of a metric"),
        ("m = count(orders)\nx = prev(m, 1 year where paid)", "K0248 `where paid`: of which of the arguments?"),
        ("x = count(orders) > 2", "K0249 `count(orders) > 2` is a condition, and a metric is a number"),
    ];
    for (text, message) in cases {
        assert_eq!(told(text), [message], "{text}");
    }
}

#[test]
fn a_metric_and_a_measure_of_one_name() {
    let (_, problems, _) = resolve_over(SHOP, &catalog(), &["lost = count(orders)", "from monthly\nx = lost * 2"]);
    assert_eq!(first_lines(&problems), ["K0211 `lost` is both a metric and a measure of `monthly`"]);
}

#[test]
fn one_mistake_is_one_message() {
    assert_eq!(told("a = b * 2\nb = c + 1\nc = sum(orders.amuont)\nd = a; target > b").len(), 1);
    let (model, _, _) =
        resolve_over(SHOP, &catalog(), &["a = b * 2\nb = sum(orders.amuont)\nc = count(orders)\nd = c / 2"]);
    let names: Vec<&str> = model.metrics.iter().map(|metric| metric.name.as_str()).collect();
    assert_eq!(names, ["c", "d"]);
    let d = model.metric_named("d").unwrap();
    assert_eq!(model.metric(d).id, d);
    let MetricKind::Binary(_, left, _) = &model.metric(d).body.kind else { panic!() };
    assert!(matches!(left.kind, MetricKind::Metric(id) if model.metric(id).name == "c"));
}

#[test]
fn unknown_columns_offline_are_taken_to_exist() {
    let (model, problems, _) = resolve_over(
        SHOP,
        &Catalog::default(),
        &[
            "x = sum(orders.amount where kind = \"a\") / count(visits); target < 24 hours\ny = count(orders where customer.segment like \"a%\")",
        ],
    );
    assert_eq!(first_lines(&problems), Vec::<String>::new());
    let orders = model.source(model.source_named("orders").unwrap());
    assert!(orders.column_named("kind").is_some());
}

#[test]
fn a_statement_that_cannot_be_read_is_not_missed() {
    let text = "a = count(orders) +\nb = a * 2\norders.x = +\nc = sum(orders.x)\nd = count(orders)";
    let mut texts = Texts::default();
    let (config, _) = kpi_config::read(texts.add("kpi.toml", SHOP), SHOP, &|_| None);
    let (tree, problems) = kpi_syntax::parse(texts.add("a.kpi", text), text);
    assert_eq!(problems.len(), 2);
    let catalog = catalog();
    let (model, problems) = resolve(Input { files: &[tree], config: &config, catalog: &catalog, texts: &texts });
    assert_eq!(first_lines(&problems), Vec::<String>::new());
    assert_eq!(model.metrics.len(), 1);
}
