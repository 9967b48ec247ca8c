//! The statements, and what they answer.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, Row};

/// What computes a KPI.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The file it stands in, which is the group of the scorecard: `reach`.
    pub group: String,
    /// The KPI.
    pub kpi: String,
    /// Gives rows of dimension, its value, the number, and perhaps the rows behind it.
    pub sql: String,
}

/// A number as SQL has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// None: there are no data for it.
    pub value: Option<f64>,
    /// The rows behind it, where the statement says them.
    pub n: Option<u64>,
}

/// The statements of all files in the folder, each headed by `-- kpi NAME`.
pub fn statements(folder: &Path) -> Vec<Statement> {
    let entries = std::fs::read_dir(folder).expect("a folder of statements");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "sql")).collect();
    paths.sort();
    paths.iter().flat_map(|path| statements_of(path)).collect()
}

fn statements_of(path: &Path) -> Vec<Statement> {
    let text = std::fs::read_to_string(path).expect("a text");
    let group = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
    let parts = text.split("-- kpi ").skip(1);
    let of_part = |part: &str| {
        let (kpi, sql) = part.split_once('\n').expect("a statement behind its name");
        Statement { group: group.to_owned(), kpi: kpi.trim().to_owned(), sql: sql.to_owned() }
    };
    parts.map(of_part).collect()
}

/// The slice as the answers call it: dimension and value; none for the total.
pub type Slice = Option<(String, Option<String>)>;

/// What a statement answers for the days from `opens` to before `closes`.
pub fn answers(connection: &Connection, statement: &Statement, opens: Date, closes: Date) -> BTreeMap<Slice, Answer> {
    connection.execute("DELETE FROM period", []).expect("an empty table");
    let period = [opens.to_string(), closes.to_string()];
    connection.execute("INSERT INTO period VALUES (?, ?)", period).expect("a period");
    let Statement { kpi, sql, .. } = statement;
    let mut prepared = connection.prepare(sql).unwrap_or_else(|error| panic!("{kpi}: {error}"));
    let with_n = prepared.column_count() == 4;
    let rows = prepared.query_map([], |row| answer(row, with_n)).unwrap_or_else(|error| panic!("{kpi}: {error}"));
    let mut answers = BTreeMap::new();
    for row in rows {
        let (slice, answer) = row.unwrap_or_else(|error| panic!("{kpi}: {error}"));
        assert!(answers.insert(slice.clone(), answer).is_none(), "{kpi} answers {slice:?} twice");
    }
    answers
}

fn answer(row: &Row<'_>, with_n: bool) -> rusqlite::Result<(Slice, Answer)> {
    let dimension: Option<String> = row.get(0)?;
    let slice = dimension.map(|dimension| Ok::<_, rusqlite::Error>((dimension, row.get(1)?))).transpose()?;
    #[expect(clippy::cast_precision_loss, reason = "counts of the company are small")]
    let value = match row.get(2)? {
        Value::Null => None,
        Value::Integer(number) => Some(number as f64),
        Value::Real(number) => Some(number),
        other => panic!("{other:?} is no number"),
    };
    let n: Option<i64> = if with_n { row.get(3)? } else { None };
    Ok((slice, Answer { value, n: n.and_then(|n| u64::try_from(n).ok()) }))
}
