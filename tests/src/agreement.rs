//! The reference's results for a request, and whether the engine gives the same.

use jiff::civil::Date;
use kpi_model::model::MetricId;
use kpi_model::model::metric::Breakdown;

use crate::outcome::Line;
use crate::reference::{Context, Kind, Outcome, Reference, Slice, Stretch};
use crate::suite::expected::same;
use crate::suite::request::Request;

/// A result of the reference.
#[derive(Clone, Debug)]
pub struct Computed {
    /// The result.
    pub line: Line,
    /// Whether rows of this very period made the slice; otherwise rows of another period of the request did.
    pub has_rows: bool,
}

/// The windows of a request, oldest first.
pub fn windows(reference: &Reference<'_>, request: &Request) -> Vec<Stretch> {
    let mut windows = vec![reference.calendar.named(request.period)];
    while windows.len() < request.trend as usize {
        let before = windows[0].back(None, &reference.calendar).expect("a period has one before it");
        windows.insert(0, before);
    }
    windows
}

/// All results of the reference for these metrics: totals and slices, in every period.
pub fn reference_lines(reference: &Reference<'_>, request: &Request, names: &[String]) -> Vec<Computed> {
    let windows = windows(reference, request);
    let mut lines = Vec::new();
    for name in names {
        let id = reference.model.metric_named(name).unwrap_or_else(|| panic!("there is no metric `{name}`"));
        let metric = reference.model.metric(id);
        if !metric.breakdowns.iter().any(|breakdown| breakdown.only) {
            for window in &windows {
                let line = line(reference, id, (None, &[]), *window);
                lines.push(Computed { line, has_rows: true });
            }
        }
        for breakdown in &metric.breakdowns {
            lines.extend(sliced(reference, id, breakdown, &windows));
        }
    }
    lines
}

fn sliced(reference: &Reference<'_>, id: MetricId, breakdown: &Breakdown, windows: &[Stretch]) -> Vec<Computed> {
    let found: Vec<Vec<Slice>> = windows.iter().map(|window| reference.slices(id, breakdown, *window)).collect();
    let mut all: Vec<Slice> = Vec::new();
    for slice in found.iter().flatten() {
        if !all.contains(slice) {
            all.push(slice.clone());
        }
    }
    let mut lines = Vec::new();
    for (window, found) in windows.iter().zip(&found) {
        for slice in &all {
            let line = line(reference, id, (Some(breakdown), slice), *window);
            lines.push(Computed { line, has_rows: found.contains(slice) });
        }
    }
    lines
}

fn line(
    reference: &Reference<'_>,
    id: MetricId,
    (breakdown, values): (Option<&Breakdown>, &[crate::reference::Value]),
    window: Stretch,
) -> Line {
    let outcome_in = |window| -> Outcome {
        let mut context = Context::of(window);
        if let Some(breakdown) = breakdown {
            context = context.sliced(&breakdown.dimensions, values);
        }
        reference.metric(id, &context)
    };
    let outcome = outcome_in(window);
    let previous = window.back(None, &reference.calendar).and_then(|window| outcome_in(window).value.ok());
    let dimensions = breakdown.map_or(&[][..], |breakdown| &breakdown.dimensions);
    let slice = dimensions.iter().zip(values).map(|(dimension, value)| (dimension.name.clone(), value.shown()));
    let grain = match window.kind {
        Kind::Grain(grain) => Some(grain),
        _ => None,
    };
    Line {
        name: reference.model.metric(id).name.clone(),
        slice: slice.collect(),
        grain,
        period: (day(reference, window.start), day(reference, window.end)),
        value: outcome.value.ok(),
        n: outcome.n,
        numerator: outcome.numerator,
        denominator: outcome.denominator,
        previous,
        status: None,
        unit: None,
        marks: None,
        reason: None,
    }
}

fn day(reference: &Reference<'_>, edge: Option<jiff::Timestamp>) -> Date {
    reference.calendar.wall_clock(edge.expect("a period has edges")).date()
}

/// Where the engine and the reference differ. Without a value, and with too few rows to say one, the numbers behind it are
/// not compared.
pub fn disagreements(engine: &[Line], reference: &[Computed]) -> Vec<String> {
    let mut found = Vec::new();
    for line in engine {
        match reference.iter().find(|computed| computed.line.is_about(line)) {
            None => found.push(format!("only the engine has {line}")),
            Some(computed) if !agree(line, &computed.line) => {
                found.push(format!("engine    {line}\nreference {}", computed.line));
            }
            Some(_) => {}
        }
    }
    let missing = |computed: &&Computed| computed.has_rows && !engine.iter().any(|line| line.is_about(&computed.line));
    found.extend(reference.iter().filter(missing).map(|computed| format!("only the reference has {}", computed.line)));
    found
}

fn agree(engine: &Line, reference: &Line) -> bool {
    if engine.status.as_deref() == Some("too few") {
        return engine.n == reference.n;
    }
    let details = engine.n == reference.n
        && same(engine.numerator, reference.numerator)
        && same(engine.denominator, reference.denominator);
    same(engine.value, reference.value)
        && same(engine.previous, reference.previous)
        && (engine.value.is_none() || details)
}
