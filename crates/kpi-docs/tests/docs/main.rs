//! The dictionary of small projects, in each of its forms.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod markdown;
mod page;
mod words;

use jiff::civil::date;
use kpi_config::Config;
use kpi_diagnostics::{Severity, Texts};
use kpi_docs::{Dictionary, Ground};
use kpi_model::model::Model;
use kpi_model::{Catalog, Input};

/// A project in memory.
struct World {
    texts: Texts,
    config: Config,
    model: Model,
}

impl World {
    /// Of a `kpi.toml` and one file of definitions, which must be without mistakes.
    fn new(configuration: &str, definitions: &str) -> Self {
        let mut texts = Texts::default();
        let file = texts.add("kpi.toml", configuration);
        let (config, mut problems) = kpi_config::read(file, configuration, &|_| None);
        let file = texts.add("kpi-defs/all.kpi", definitions);
        let (tree, mut more) = kpi_syntax::parse(file, definitions);
        problems.append(&mut more);
        let input = Input { files: &[tree], config: &config, catalog: &Catalog::default(), texts: &texts };
        let (model, more) = kpi_model::resolve(input);
        problems.extend(more);
        problems.retain(|problem| problem.severity == Severity::Error);
        assert!(problems.is_empty(), "{problems:#?}");
        Self { texts, config, model }
    }

    fn dictionary(&self, language: Option<&str>) -> Dictionary {
        let Self { texts, config, model } = self;
        kpi_docs::dictionary(Ground { model, config, texts, language, date: date(2026, 7, 1) })
    }
}

/// Customers, orders and a survey.
const CONFIGURATION: &str = r#"[project]
name = "Acme <Ltd> & sons"

[source.customers]
path = "data/customers.csv"
key = "customer_id"
alive = ["started_on", "ended_on"]
columns.segment = { type = "text", label = "Segment" }

[source.orders]
path = "data/orders.parquet"
key = "order_id"
time = "ordered_at"
refs = { customer = "customer_id -> customers" }
columns.amount = { type = "number", unit = "EUR", from = "Order | amount" }

[source.nps_survey]
path = "data/nps.ndjson"
time = "answered_on"
refs = { customer = "customer_id -> customers" }
"#;
