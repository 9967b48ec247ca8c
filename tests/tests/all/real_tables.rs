//! Reading tables that nobody here made: into a project for the engine, and into SQLite for the expectations.
//!
//! The tables stand beside the repository, in `../shared/data`; without them what uses them says so and passes. What is
//! expected of which table stands in `real_data` and `movements`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kpi_tests::engine::RealEngine;
use kpi_tests::outcome::Line;
use kpi_tests::suite::check::Engine;
use kpi_tests::suite::expected::same;
use kpi_tests::suite::request::Request;
use rusqlite::Connection;
use rusqlite::types::Value;

/// The folder of real tables, if it is there.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
    if folder.is_dir() {
        return Some(folder.canonicalize().expect("a folder"));
    }
    println!("skipped: there is no {}", folder.display());
    None
}

/// The engine's results for definitions over a folder of data, which the configuration knows as `data`.
pub(crate) fn results(folder: &Path, configuration: &str, definitions: &str, run: &str, names: &[&str]) -> Vec<Line> {
    let project = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(project.path().join("kpi-defs")).expect("a folder");
    std::os::unix::fs::symlink(folder, project.path().join("data")).expect("a link");
    std::fs::write(project.path().join("kpi.toml"), configuration).expect("a file");
    std::fs::write(project.path().join("kpi-defs/all.kpi"), definitions).expect("a file");
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let request = Request::read(run).expect("a request");
    RealEngine.evaluate(project.path(), &request, &names).unwrap_or_else(|messages| panic!("{messages}"))
}

/// A CSV file as a table of texts; empty cells are NULL.
pub(crate) fn load(connection: &Connection, table: &str, file: &Path) {
    let mut reader = csv::Reader::from_path(file).expect("a table");
    let headers: Vec<String> = reader.headers().expect("a header").iter().map(|name| format!("\"{name}\"")).collect();
    connection.execute(&format!("CREATE TABLE {table} ({})", headers.join(", ")), []).expect("a new table");
    let places = vec!["?"; headers.len()].join(", ");
    connection.execute_batch("BEGIN").expect("a transaction");
    let mut insert = connection.prepare(&format!("INSERT INTO {table} VALUES ({places})")).expect("an insert");
    for record in reader.records() {
        let record = record.expect("a row");
        let cells = record.iter().map(|cell| (!cell.trim().is_empty()).then(|| cell.to_owned()));
        insert.execute(rusqlite::params_from_iter(cells)).expect("a row");
    }
    connection.execute_batch("COMMIT").expect("a transaction");
}

/// Rows of a key (none for the empty one) and a number.
pub(crate) fn numbers(connection: &Connection, sql: &str) -> BTreeMap<String, Option<f64>> {
    let mut statement = connection.prepare(sql).expect("a query");
    let rows = statement.query_map([], |row| {
        let key: Option<String> = row.get(0)?;
        let number = match row.get::<_, Value>(1)? {
            Value::Integer(number) => Some(f64::from(i32::try_from(number).expect("a small number"))),
            Value::Real(number) => Some(number),
            Value::Null | Value::Text(_) | Value::Blob(_) => None,
        };
        Ok((key.unwrap_or_else(|| "(empty)".to_owned()), number))
    });
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

/// The values of a metric by the value of its only dimension.
pub(crate) fn by_slice(lines: &[Line], name: &str) -> BTreeMap<String, Option<f64>> {
    let sliced = lines.iter().filter(|line| line.name == name && !line.slice.is_empty());
    let key = |line: &Line| line.slice[0].1.clone().unwrap_or_else(|| "(empty)".to_owned());
    sliced.map(|line| (key(line), line.value)).collect()
}

/// The totals of a metric by the first day of the period.
pub(crate) fn by_period(lines: &[Line], name: &str) -> BTreeMap<String, Option<f64>> {
    let totals = lines.iter().filter(|line| line.name == name && line.slice.is_empty());
    totals.map(|line| (line.period.0.to_string(), line.value)).collect()
}

/// The total of a metric, of the only period.
pub(crate) fn total(lines: &[Line], name: &str) -> Option<f64> {
    lines.iter().find(|line| line.name == name && line.slice.is_empty()).expect("a total").value
}

/// Holds the engine's numbers against the expected ones, key by key.
#[track_caller]
pub(crate) fn assert_same(engine: &BTreeMap<String, Option<f64>>, expected: &BTreeMap<String, Option<f64>>) {
    assert_eq!(engine.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (key, value) in expected {
        assert!(same(engine[key], *value), "{key}: engine {:?}, expected {value:?}", engine[key]);
    }
}
