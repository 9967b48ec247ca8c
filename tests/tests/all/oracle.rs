//! The engine against SQL in SQLite, on random projects.
//!
//! Definitions that do not translate plainly are passed over and counted. The trials are those of `properties`, in UTC;
//! `KPI_TRIALS=50` takes fifty times as many, and other ones each time.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kpi_model::model::{MetricId, Model, Type};
use kpi_tests::engine::RealEngine;
use kpi_tests::outcome::Line;
use kpi_tests::random::{Choices, Trial};
use kpi_tests::sql::{Context, Divisions, Query, Untranslated, Window, load};
use kpi_tests::suite::check::Engine;
use kpi_tests::suite::expected::same;
use proptest::test_runner::TestCaseError;
use rusqlite::types::Value;
use rusqlite::{Connection, named_params};

use crate::properties::{decisions, fail, keep_valid, runner};

/// Definitions in one trial.
const METRICS: usize = 12;

/// Period and slice of a result.
type Spot = ((Date, Date), Option<Option<String>>);

/// A project as both sides have it.
struct Sides<'m> {
    model: &'m Model,
    query: Query<'m>,
    connection: Connection,
}

impl Sides<'_> {
    fn number(&self, sql: &str, slice: &Value) -> Option<f64> {
        let mut statement = self.connection.prepare(sql).unwrap_or_else(|error| panic!("{error} in\n{sql}"));
        let row = |row: &rusqlite::Row<'_>| row.get::<_, Option<f64>>(0);
        let has_slice = statement.parameter_count() > 0;
        let number = if has_slice {
            statement.query_row(named_params! { ":slice": slice }, row)
        } else {
            statement.query_row([], row)
        };
        number.unwrap_or_else(|error| panic!("{error} in\n{sql}"))
    }

    fn values(&self, sql: &str) -> Vec<Value> {
        let mut statement = self.connection.prepare(sql).unwrap_or_else(|error| panic!("{error} in\n{sql}"));
        let values = statement.query_map([], |row| row.get(0)).expect("rows");
        values.map(|value| value.unwrap_or_else(|error| panic!("{error} in\n{sql}"))).collect()
    }

    /// Value and previous value of a metric in a period: in total, and in every slice.
    fn computed(&self, metric: MetricId, line: &Line) -> Result<BTreeMap<Spot, [Option<f64>; 2]>, Untranslated> {
        let window = Window::period(line.grain.expect("a period of the calendar"), line.period.0, line.period.1);
        let mut found = BTreeMap::new();
        let mut put = |slice: Option<Option<String>>, context: &Context<'_>, value: &Value| {
            let (now, before) = (self.query.value(metric, context)?, self.query.previous(metric, context)?);
            found.insert((line.period, slice), [self.number(&now, value), self.number(&before, value)]);
            Ok(())
        };
        put(None, &Context::of(window.clone()), &Value::Null)?;
        for breakdown in &self.model.metric(metric).breakdowns {
            let slices = self.query.slices(metric, breakdown, &window)?;
            let dimension = &breakdown.dimensions[0];
            let kind = dimension.by_source.first().map_or(Type::Text, |(_, expr)| expr.kind_of_value);
            for value in self.values(&slices) {
                let context = Context::of(window.clone()).sliced(dimension);
                put(Some(shown(&value, kind)), &context, &value)?;
            }
        }
        Ok(found)
    }

    /// Where the engine's lines of a metric differ.
    fn differences(&self, metric: MetricId, lines: &[&Line]) -> Result<Vec<String>, Untranslated> {
        let periods: BTreeMap<(Date, Date), &Line> = lines.iter().map(|line| (line.period, *line)).collect();
        let mut computed = BTreeMap::new();
        for line in periods.values() {
            computed.extend(self.computed(metric, line)?);
        }
        let mut found = Vec::new();
        for line in lines {
            match computed.remove(&(line.period, line.slice.first().map(|(_, value)| value.clone()))) {
                None => found.push(format!("only the engine has {line}")),
                Some([value, previous]) if !same(line.value, value) || !same(line.previous, previous) => {
                    found.push(format!("engine {line}\nSQL    {value:?}, previous {previous:?}"));
                }
                Some(_) => {}
            }
        }
        found.extend(computed.iter().map(|(spot, value)| format!("only SQL has {spot:?} {value:?}")));
        Ok(found)
    }
}

/// A slice as the engine writes it.
fn shown(value: &Value, kind: Type) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Integer(number) if kind == Type::Bool => Some((*number != 0).to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Blob(_) => panic!("no column holds bytes"),
    }
}

/// How many definitions there were, and why some of them do not translate.
#[derive(Default)]
struct Tally {
    asked: Cell<usize>,
    translated: Cell<usize>,
    /// Results that were compared and have a number.
    numbers: Cell<usize>,
    reasons: RefCell<BTreeMap<&'static str, usize>>,
}

/// The differences in a trial.
fn differences(trial: &Trial, tally: &Tally) -> Result<Vec<String>, String> {
    let resolved = trial.project.resolve()?;
    let calendar = &resolved.calendar;
    let divisions = Divisions { week_starts: calendar.week_starts, fiscal_year_starts: calendar.fiscal_year_starts };
    let model = &resolved.model;
    let query = Query::of(model, divisions);
    let sides = Sides { model, query, connection: load(model, &trial.project.data) };
    let folder = tempfile::tempdir().expect("a temporary folder");
    trial.project.write(folder.path()).expect("a writable folder");
    let lines = RealEngine.evaluate(folder.path(), &trial.request, &trial.names())?;
    let mut found = Vec::new();
    for name in trial.names() {
        let metric = model.metric_named(&name).expect("a metric");
        let lines: Vec<&Line> = lines.iter().filter(|line| line.name == name).collect();
        let periods: BTreeSet<_> = lines.iter().map(|line| line.period).collect();
        assert_eq!(periods.len(), trial.request.trend as usize, "`{name}` has a line in every period");
        tally.asked.set(tally.asked.get() + 1);
        match sides.differences(metric, &lines) {
            Ok(differences) => {
                tally.translated.set(tally.translated.get() + 1);
                tally.numbers.set(tally.numbers.get() + lines.iter().filter(|line| line.value.is_some()).count());
                found.extend(differences);
            }
            Err(Untranslated(reason)) => *tally.reasons.borrow_mut().entry(reason).or_default() += 1,
        }
    }
    Ok(found)
}

#[test]
fn the_engine_agrees_with_sql() {
    let tally = Tally::default();
    let outcome = runner(200).run(&decisions(), |numbers| {
        let mut trial = Trial::draw(&mut Choices::new(numbers), METRICS);
        trial.project.configuration = trial.project.configuration.replace("Europe/Berlin", "UTC");
        keep_valid(&mut trial);
        match differences(&trial, &tally) {
            Ok(differences) if differences.is_empty() => Ok(()),
            Ok(differences) => Err(TestCaseError::fail(differences.join("\n") + "\n\n" + &trial.as_case())),
            Err(messages) => Err(TestCaseError::fail(messages + "\n\n" + &trial.as_case())),
        }
    });
    let (asked, translated, numbers) = (tally.asked.get(), tally.translated.get(), tally.numbers.get());
    println!("{translated} of {asked} definitions were translated, {numbers} numbers compared");
    println!("the others have: {:?}", tally.reasons.borrow());
    if let Err(error) = outcome {
        fail(error);
    }
    assert!(translated * 5 >= asked * 2, "at least 40 % of the definitions translate");
    assert!(numbers > translated, "most results have a number");
}
