//! The results of tests as one JSON object: `schema`, `tests`, the counts, and `coverage` if it was asked for.

use kpi_diagnostics::{Span, Texts, render};
use kpi_engine::{Coverage, TestOutcome, TestRun};
use serde_json::{Value, json};

/// The version of the shape.
const SCHEMA: &str = "kpi-tests/1";

/// The object.
pub(crate) fn json(run: &TestRun, texts: &Texts) -> Value {
    let failed = super::failed(&run.outcomes);
    json!({
        "schema": SCHEMA,
        "passed": run.outcomes.len() - failed,
        "failed": failed,
        "not_run": run.of - run.outcomes.len(),
        "seconds": run.took.as_secs_f64(),
        "tests": run.outcomes.iter().map(|outcome| test(outcome, texts)).collect::<Vec<_>>(),
        "warnings": messages(&run.warnings, texts),
        "coverage": run.coverage.as_ref().map(|reached| coverage(reached, texts)),
    })
}

fn test(outcome: &TestOutcome, texts: &Texts) -> Value {
    json!({
        "title": outcome.title,
        "file": outcome.file,
        "line": texts.line_column(outcome.span).0,
        "passed": outcome.passed(),
        "expectations": outcome.expectations,
        "seconds": outcome.took.as_secs_f64(),
        "failures": messages(&outcome.failures, texts),
    })
}

/// As in the messages of `kpi check`.
fn messages(diagnostics: &[kpi_diagnostics::Diagnostic], texts: &Texts) -> Value {
    render::json(diagnostics, texts).get_mut("diagnostics").map(Value::take).unwrap_or_default()
}

fn coverage(coverage: &Coverage, texts: &Texts) -> Value {
    let (reached, of) = coverage.count();
    let line = |span: Span| texts.line_column(span).0;
    let definitions = coverage.definitions.iter().map(|definition| {
        let parts = definition.parts.iter().map(|part| {
            json!({
                "kind": part.kind.word(),
                "words": part.words,
                "line": part.span.map(line),
                "reached": part.reached,
            })
        });
        json!({
            "name": definition.name,
            "file": texts.get(definition.span.file).map(|text| text.name.as_str()),
            "line": line(definition.span),
            "reached": definition.reached,
            "parts": parts.collect::<Vec<_>>(),
        })
    });
    let definitions: Vec<Value> = definitions.collect();
    json!({ "percent": coverage.percent(), "reached": reached, "of": of, "definitions": definitions })
}
