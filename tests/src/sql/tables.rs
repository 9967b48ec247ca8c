//! The data of a random project as tables of SQLite.

use std::collections::BTreeMap;

use kpi_model::model::{Model, Source, Type};
use rusqlite::Connection;
use rusqlite::types::Value;

/// A table for each source: numbers are REAL, conditions 0 and 1, moments texts like `2026-06-30 09:15:00`, days midnights.
pub fn load(model: &Model, data: &BTreeMap<String, String>) -> Connection {
    let connection = Connection::open_in_memory().expect("a database");
    for source in &model.sources {
        create(&connection, source, data.get(&source.name).map_or("", String::as_str));
    }
    connection
}

fn create(connection: &Connection, source: &Source, text: &str) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let kind = |header: &String| {
        let column = source.columns.iter().find(|column| column.name == *header);
        column.map_or(Type::Text, |column| column.kind)
    };
    let kinds: Vec<Type> = headers.iter().map(kind).collect();
    let columns: Vec<String> = headers.iter().zip(&kinds).map(|(name, kind)| column(name, *kind)).collect();
    let create = format!("CREATE TABLE \"{}\" ({})", source.name, columns.join(", "));
    connection.execute(&create, []).expect("a new table");
    let places = vec!["?"; headers.len()].join(", ");
    let insert = format!("INSERT INTO \"{}\" VALUES ({places})", source.name);
    for record in reader.records() {
        let record = record.expect("a row");
        let cells = record.iter().zip(&kinds).map(|(text, kind)| cell(text, *kind));
        connection.execute(&insert, rusqlite::params_from_iter(cells)).expect("a row");
    }
    if let Some(alive) = source.alive.filter(|alive| alive.inclusive_end) {
        let to = &source.column(alive.to).name;
        let update = format!("UPDATE \"{}\" SET \"{to}\" = datetime(\"{to}\", '+1 day')", source.name);
        connection.execute(&update, []).expect("ends that are moved");
    }
}

fn column(name: &str, kind: Type) -> String {
    let affinity = match kind {
        Type::Number | Type::Duration => "REAL",
        Type::Bool => "INTEGER",
        _ => "TEXT",
    };
    format!("\"{name}\" {affinity}")
}

fn cell(text: &str, kind: Type) -> Value {
    match (text, kind) {
        ("", _) => Value::Null,
        ("true", Type::Bool) => Value::Integer(1),
        ("false", Type::Bool) => Value::Integer(0),
        (day, Type::Date) => Value::Text(format!("{day} 00:00:00")),
        (text, _) => Value::Text(text.to_owned()),
    }
}
