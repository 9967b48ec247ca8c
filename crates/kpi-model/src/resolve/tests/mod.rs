//! A project of a few sources, and what definitions over it mean or are told.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "tests stop at the first surprise"
)]

mod aggregates;
mod clauses;
mod contexts;
mod examples;
mod fields;
mod names;
mod order;
mod queries;
mod sources;
mod types;
mod units;

use kpi_diagnostics::{Diagnostic, Texts};

use crate::catalog::{Catalog, FunctionKind, FunctionSignature, SourceSchema};
use crate::model::{Metric, Model, Type};
use crate::resolve::{Input, resolve};

/// A shop: customers live, orders happen, accounts picture, countries are timeless.
pub(super) const SHOP: &str = r#"
[source.customers]
path = "customers.csv"
key = "customer_id"
alive = ["started_on", "ended_on"]

[source.orders]
path = "orders.csv"
key = "order_id"
time = "ordered_at"
refs = { customer = "customer_id -> customers", country = "country_id -> countries" }
columns.amount = { unit = "EUR" }
columns.cost = { unit = "EUR" }
columns.fee = { unit = "USD" }

[source.tickets]
path = "tickets.csv"
key = "ticket_id"
time = "opened_at"
alive = ["opened_at", "solved_at"]
refs = { buyer = "buyer_id -> customers", agent = "agent_id -> customers" }

[source.visits]
path = "visits.csv"
key = "visit_id"
time = "started_at"

[source.accounts]
path = "accounts.csv"
key = ["account_id", "as_of"]
snapshot = "as_of"
refs = { customer = "customer_id -> customers" }

[source.countries]
path = "countries.csv"
key = "country_id"

[source.monthly]
path = "monthly.csv"
time = "month"
measures = { lost = "sum", start = "first", staff = "avg" }

[plugin.sentiment]
path = "libsentiment.so"

[plugin.gone]
path = "libgone.so"
"#;

/// The columns of the shop.
fn catalog() -> Catalog {
    use Type::{Bool, Date, Datetime, Number, Text};
    let mut catalog = Catalog::default();
    let mut add = |name: &str, columns: &[(&str, Type)]| {
        let columns = columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
        catalog.sources.insert(name.to_owned(), SourceSchema { columns });
    };
    add(
        "customers",
        &[
            ("customer_id", Number),
            ("name", Text),
            ("segment", Text),
            ("mrr", Number),
            ("started_on", Date),
            ("ended_on", Date),
        ],
    );
    add(
        "orders",
        &[
            ("order_id", Number),
            ("customer_id", Number),
            ("country_id", Number),
            ("visitor_id", Text),
            ("amount", Number),
            ("cost", Number),
            ("fee", Number),
            ("quantity", Number),
            ("paid", Bool),
            ("status", Text),
            ("ordered_at", Datetime),
            ("paid_on", Date),
            ("totals.views", Number),
        ],
    );
    add(
        "tickets",
        &[
            ("ticket_id", Number),
            ("buyer_id", Number),
            ("agent_id", Number),
            ("severity", Text),
            ("opened_at", Datetime),
            ("solved_at", Datetime),
        ],
    );
    add(
        "visits",
        &[
            ("visit_id", Number),
            ("visitor_id", Text),
            ("converted", Bool),
            ("clicks", Number),
            ("started_at", Datetime),
            ("left_at", Datetime),
        ],
    );
    add("accounts", &[("account_id", Number), ("customer_id", Number), ("as_of", Date), ("balance", Number)]);
    add("countries", &[("country_id", Number), ("region", Text), ("population", Number)]);
    add("monthly", &[("month", Date), ("lost", Number), ("start", Number), ("staff", Number)]);
    let score =
        FunctionSignature { kind: FunctionKind::Rows, arguments: vec![("text".to_owned(), Text)], returns: Number };
    let net = FunctionSignature {
        kind: FunctionKind::Aggregate,
        arguments: vec![("score".to_owned(), Number)],
        returns: Number,
    };
    let sentiment = catalog.plugins.entry("sentiment".to_owned()).or_default();
    sentiment.extend([("score".to_owned(), score), ("net".to_owned(), net)]);
    catalog
}

/// Resolves files over a project; a file of definitions must parse.
pub(super) fn resolve_over(toml: &str, catalog: &Catalog, files: &[&str]) -> (Model, Vec<Diagnostic>, Texts) {
    let mut texts = Texts::default();
    let id = texts.add("kpi.toml", toml);
    let (config, problems) = kpi_config::read(id, toml, &|_| None);
    assert_eq!(problems, [], "kpi.toml");
    let mut trees = Vec::new();
    for text in files {
        let id = texts.add("definitions.kpi", *text);
        let (tree, problems) = kpi_syntax::parse(id, text);
        assert_eq!(problems, [], "{text}");
        trees.push(tree);
    }
    let (model, problems) = resolve(Input { files: &trees, config: &config, catalog, texts: &texts });
    (model, problems, texts)
}

/// The model of definitions that have no mistake.
pub(super) fn model(text: &str) -> Model {
    let (model, problems, _) = resolve_over(SHOP, &catalog(), &[text]);
    assert_eq!(first_lines(&problems), Vec::<String>::new(), "{text}");
    model
}

/// A metric of definitions that have no mistake.
pub(super) fn metric(text: &str, name: &str) -> Metric {
    let model = model(text);
    let id = model.metric_named(name).unwrap();
    model.metric(id).clone()
}

/// The messages about definitions, each as one line.
pub(super) fn told(text: &str) -> Vec<String> {
    let (_, problems, _) = resolve_over(SHOP, &catalog(), &[text]);
    every_message_is_whole(&problems);
    first_lines(&problems)
}

/// The one message about definitions, with its ways out.
pub(super) fn told_with_help(text: &str) -> String {
    let (_, problems, _) = resolve_over(SHOP, &catalog(), &[text]);
    let [problem] = problems.as_slice() else { panic!("{:?}", first_lines(&problems)) };
    let fixes = problem.fixes.iter().map(|fix| format!("fix: {}", fix.replacement));
    let lines = std::iter::once(line_of(problem)).chain(problem.help.iter().cloned()).chain(fixes);
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn first_lines(problems: &[Diagnostic]) -> Vec<String> {
    problems.iter().map(line_of).collect()
}

fn line_of(problem: &Diagnostic) -> String {
    format!("{} {}", problem.code, problem.message)
}

/// A message has a place and a way out, starts small and ends without a full stop.
fn every_message_is_whole(problems: &[Diagnostic]) {
    for problem in problems {
        let message = &problem.message;
        assert!(problem.span().is_some(), "no place: {message}");
        let way_out = !problem.help.is_empty() || !problem.fixes.is_empty();
        assert!(way_out, "no way out: {message}");
        for line in std::iter::once(message).chain(&problem.help).chain(&problem.notes) {
            assert!(!line.ends_with('.'), "full stop: {line}");
            assert!(!line.starts_with(|c: char| c.is_ascii_uppercase()), "capital: {line}");
        }
    }
}
