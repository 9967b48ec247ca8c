//! The reference's results for a request, and whether the engine gives the same.

use jiff::civil::Date;
use kpi_model::model::MetricId;
use kpi_model::model::metric::Breakdown;

use crate::outcome::Line;
use crate::reference::{Context, Kind, Outcome, Reference, Slice, Stretch};
use crate::suite::expected::same;
use crate::suite::request::Request;

/// The windows of a request, oldest first.
pub fn windows(reference: &Reference<'_>, request: &Request) -> Vec<Stretch> {
    let last = reference.calendar.called(&request.period);
    let mut windows = vec![last.expect("a period of the calendar")];
    while windows.len() < request.trend as usize {
        let Some(before) = windows[0].back(None, &reference.calendar) else { break };
        windows.insert(0, before);
    }
    windows
}

/// All results of the reference for these metrics: totals and slices, in every period.
pub fn reference_lines(reference: &Reference<'_>, request: &Request, names: &[String]) -> Vec<Line> {
    let windows = windows(reference, request);
    let mut lines = Vec::new();
    for name in names {
        let id = reference.model.metric_named(name).unwrap_or_else(|| panic!("there is no metric `{name}`"));
        let metric = reference.model.metric(id);
        if !metric.breakdowns.iter().any(|breakdown| breakdown.only) {
            for window in &windows {
                lines.push(line(reference, id, (None, &[]), *window));
            }
        }
        for breakdown in &metric.breakdowns {
            for window in &windows {
                let slices: Vec<Slice> = reference.slices(id, breakdown, *window);
                if slices.is_empty() && breakdown.only && Some(window) == windows.last() {
                    // A KPI without a total does not vanish from the latest period.
                    let nothing = vec![crate::reference::Value::Empty; breakdown.dimensions.len()];
                    let vanished = line(reference, id, (Some(breakdown), &nothing), *window);
                    lines.push(Line { value: None, ..vanished });
                }
                lines.extend(slices.iter().map(|slice| line(reference, id, (Some(breakdown), slice), *window)));
            }
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
    let context_in = |window| match breakdown {
        Some(breakdown) => Context::of(window).sliced(&breakdown.dimensions, values),
        None => Context::of(window),
    };
    let outcome_in = |window| -> Outcome { reference.metric(id, &context_in(window)) };
    let interval = reference.interval(id, &context_in(window));
    let outcome = outcome_in(window);
    let least = reference.model.metric(id).min_n;
    let previous = window.back(None, &reference.calendar).map(outcome_in);
    // What would have been withheld in its own period is withheld here too.
    #[expect(clippy::cast_precision_loss, reason = "tables of tests are small")]
    let enough = |before: &Outcome| !matches!((least, before.n), (Some(least), Some(n)) if n < least as f64);
    let previous = previous.filter(enough).and_then(|before| before.value.ok());
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
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
        method: None,
        status: None,
        unit: None,
        marks: None,
        reason: None,
        rows: outcome.value.is_ok().then(|| reference.list(id, &context_in(window))).flatten(),
    }
}

fn day(reference: &Reference<'_>, edge: Option<jiff::Timestamp>) -> Date {
    reference.calendar.wall_clock(edge.expect("a period has edges")).date()
}

/// Where the engine and the reference differ. Without a value, and with too few rows to say one, the numbers behind it are
/// not compared.
pub fn disagreements(engine: &[Line], reference: &[Line]) -> Vec<String> {
    let mut found = Vec::new();
    for line in engine {
        match reference.iter().find(|computed| computed.is_about(line)) {
            None => found.push(format!("only the engine has {line}")),
            Some(computed) if !agree(line, computed) => {
                found.push(format!("engine    {line}\nreference {computed}"));
            }
            Some(_) => {}
        }
    }
    let missing = |computed: &&Line| !engine.iter().any(|line| line.is_about(computed));
    found.extend(reference.iter().filter(missing).map(|line| format!("only the reference has {line}")));
    found
}

fn agree(engine: &Line, reference: &Line) -> bool {
    if engine.status.as_deref() == Some("too few") {
        return engine.n == reference.n;
    }
    let details = engine.n == reference.n
        && same(engine.numerator, reference.numerator)
        && same(engine.denominator, reference.denominator)
        && same(engine.low, reference.low)
        && same(engine.high, reference.high);
    // The engine lists rows in the latest period only.
    let rows = engine.rows.is_none() || engine.rows == reference.rows;
    rows && same(engine.value, reference.value)
        && same(engine.previous, reference.previous)
        && (engine.value.is_none() || details)
}
