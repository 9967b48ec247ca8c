//! From the files of the company to tables of SQLite: what each format holds, as plain texts and numbers.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use polars::prelude::{AnyValue, ParquetReader, SerReader, TimeUnit};
use rusqlite::Connection;
use rusqlite::types::Value;

/// What a file holds: its columns, and its rows as texts and numbers.
struct Content {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// All files of `data` in the folder, in a database with the tables and views of `setup`.
pub fn load(folder: &Path, setup: &Path) -> Connection {
    let connection = Connection::open_in_memory().expect("a database");
    let run = |file: &str| {
        let text = std::fs::read_to_string(setup.join(file)).expect("a file of statements");
        connection.execute_batch(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    };
    run("tables.sql");
    connection.execute_batch("BEGIN").expect("a transaction");
    for file in files(&folder.join("data")) {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let table = if stem.starts_with("tickets-") { "tickets" } else { stem };
        insert(&connection, table, content(&file));
    }
    connection.execute_batch("COMMIT").expect("the end of a transaction");
    run("views.sql");
    connection.execute_batch("ANALYZE").expect("statistics");
    connection
}

fn files(data: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(data).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn content(file: &Path) -> Content {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("csv") if file.ends_with("spend.csv") => german_csv(file),
        Some("csv") => csv(file),
        Some("ndjson") => ndjson(file),
        Some("parquet") => parquet(file),
        _ => panic!("{} is of no kind that the company writes", file.display()),
    }
}

/// Puts the columns that the table has into it.
fn insert(connection: &Connection, table: &str, content: Content) {
    let mut known = connection.prepare("SELECT name FROM pragma_table_info(?)").expect("a query");
    let known: Vec<String> =
        known.query_map([table], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect();
    assert!(!known.is_empty(), "`tables.sql` has no table `{table}`");
    let place = |name: &String| content.columns.iter().position(|column| column == name);
    let places: Vec<usize> =
        known.iter().map(|name| place(name).unwrap_or_else(|| panic!("{table} has no column {name}"))).collect();
    let marks = vec!["?"; places.len()].join(", ");
    let mut statement = connection.prepare(&format!("INSERT INTO {table} VALUES ({marks})")).expect("an insert");
    for row in content.rows {
        let cells = places.iter().map(|place| row[*place].clone());
        statement.execute(rusqlite::params_from_iter(cells)).unwrap_or_else(|error| panic!("{table}: {error}"));
    }
}

fn csv(file: &Path) -> Content {
    read_csv(csv::Reader::from_path(file).expect("a table"), text)
}

/// What bookkeeping exports: semicolons, decimal commas, German dates.
fn german_csv(file: &Path) -> Content {
    let reader = csv::ReaderBuilder::new().delimiter(b';').from_path(file).expect("a table");
    read_csv(reader, |cell| {
        let day = |cell: &str| Some(format!("{}-{}-{}", cell.get(6..10)?, cell.get(3..5)?, cell.get(0..2)?));
        match cell.matches('.').count() {
            2 => day(cell).map_or(Value::Null, Value::Text),
            _ => text(&cell.replace(',', ".")),
        }
    })
}

fn read_csv(mut reader: csv::Reader<std::fs::File>, value: impl Fn(&str) -> Value) -> Content {
    let columns = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| record.expect("a row").iter().map(&value).collect());
    Content { columns, rows: rows.collect() }
}

/// A cell of a text file. What looks like a number becomes one in a column of numbers.
fn text(cell: &str) -> Value {
    match cell {
        "" => Value::Null,
        "true" => Value::Integer(1),
        "false" => Value::Integer(0),
        moment if moment.get(10..11) == Some("T") && moment.len() == 19 => Value::Text(moment.replace('T', " ")),
        other => Value::Text(other.to_owned()),
    }
}

fn ndjson(file: &Path) -> Content {
    let lines = std::fs::read_to_string(file).expect("a text");
    let objects: Vec<serde_json::Map<String, serde_json::Value>> =
        lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let columns: Vec<String> = objects.first().expect("a row").keys().cloned().collect();
    let value = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => Value::Null,
        Some(serde_json::Value::String(cell)) => text(cell),
        Some(other) => text(&other.to_string()),
    };
    let rows = objects.iter().map(|object| columns.iter().map(|column| value(object.get(column))).collect());
    Content { rows: rows.collect(), columns: columns.clone() }
}

fn parquet(file: &Path) -> Content {
    let opened = std::fs::File::open(file).expect("a file");
    let frame = ParquetReader::new(opened).finish().expect("a Parquet file");
    let columns: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
    let cell = |name: &String, row: usize| any(&frame.column(name).expect("a column").get(row).expect("a cell"));
    let rows = (0..frame.height()).map(|row| columns.iter().map(|name| cell(name, row)).collect());
    Content { rows: rows.collect(), columns: columns.clone() }
}

fn any(value: &AnyValue<'_>) -> Value {
    match value {
        AnyValue::Null => Value::Null,
        AnyValue::Boolean(mark) => Value::Integer(i64::from(*mark)),
        AnyValue::Int32(number) => Value::Integer(i64::from(*number)),
        AnyValue::UInt32(number) => Value::Integer(i64::from(*number)),
        AnyValue::Int64(number) => Value::Integer(*number),
        AnyValue::Float64(number) => Value::Real(*number),
        AnyValue::String(text) => Value::Text((*text).to_owned()),
        AnyValue::StringOwned(text) => Value::Text(text.to_string()),
        AnyValue::Date(days) => {
            let day = date(1970, 1, 1).checked_add(jiff::Span::new().days(*days)).expect("a day");
            Value::Text(day.to_string())
        }
        AnyValue::Datetime(number, unit, None) => Value::Text(moment(*number, *unit)),
        other => panic!("no cell of the company is {other:?}"),
    }
}

fn moment(number: i64, unit: TimeUnit) -> String {
    let moment = match unit {
        TimeUnit::Nanoseconds => Timestamp::from_nanosecond(i128::from(number)),
        TimeUnit::Microseconds => Timestamp::from_microsecond(number),
        TimeUnit::Milliseconds => Timestamp::from_millisecond(number),
    };
    let clock = moment.expect("a moment").to_zoned(TimeZone::UTC).datetime();
    clock.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
