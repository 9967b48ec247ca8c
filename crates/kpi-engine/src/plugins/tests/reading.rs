//! Sources of plugins as frames.

use kpi_config::Spanned;
use kpi_connect::{ColumnType, NumberKind};
use kpi_diagnostics::{FileId, Span};
use polars::prelude::*;

use super::{fixture, referral};

fn spanned(value: &str) -> Spanned<String> {
    Spanned { value: value.to_owned(), span: Span::new(FileId(0), 3, 5) }
}

#[test]
fn columns_are_known_before_rows() {
    let columns = fixture("UTC").source_columns(&spanned("fixture"), &spanned("counter"), r#"{"rows": 1}"#).unwrap();
    let known: Vec<_> = columns.iter().map(|column| (column.name.as_str(), &column.kind)).collect();
    let expected = [
        ("id", &ColumnType::Number(NumberKind::Whole)),
        ("name", &ColumnType::Text),
        ("half", &ColumnType::Number(NumberKind::Decimal)),
    ];
    assert_eq!(known, expected);
}

#[test]
fn batches_become_one_frame_of_the_wanted_columns() {
    let frame = fixture("UTC").scan("fixture", "counter", r#"{"rows": 5}"#, &["half", "name"]).unwrap();
    let expected = df!(
        "half" => [0.0, 0.5, 1.0, 1.5, 2.0],
        "name" => [None, Some("nr 1"), Some("nr 2"), None, Some("nr 4")]
    );
    assert!(frame.equals_missing(&expected.unwrap()), "{frame}");
    let ids = fixture("UTC").scan("fixture", "counter", r#"{"rows": 5}"#, &["id"]).unwrap();
    assert!(ids.equals(&df!("id" => [0_i64, 1, 2, 3, 4]).unwrap()), "{ids}");
}

#[test]
fn rows_are_there_without_columns_and_columns_without_rows() {
    let rows = fixture("UTC").scan("fixture", "counter", r#"{"rows": 5}"#, &[]).unwrap();
    assert_eq!(rows.shape(), (5, 0));
    let columns = fixture("UTC").scan("fixture", "counter", r#"{"rows": 0}"#, &["id", "name"]).unwrap();
    assert_eq!(columns.dtypes(), [DataType::Int64, DataType::String]);
    assert_eq!(columns.height(), 0);
}

#[test]
fn what_cannot_be_read_is_told() {
    let fixture = fixture("UTC");
    let told = |table, options, columns: &[&str]| fixture.scan("fixture", table, options, columns).unwrap_err();
    assert_eq!(told("conter", "{}", &["id"]), "the plugin `fixture` has no source `conter`; did you mean `counter`?");
    assert!(told("counter", r#"{"rows": 1}"#, &["age"]).starts_with("`fixture.counter` gave no column `age`"));
    assert!(told("counter", "{}", &["id"]).ends_with("the option `rows` is missing; add `rows = 10`"));
    let midway = told("counter", r#"{"rows": 9, "bad_at": 4}"#, &["id"]);
    assert_eq!(midway, "`fixture.counter` failed: cannot fail on");

    let problem = fixture.source_columns(&spanned("fixture"), &spanned("conter"), "{}").unwrap_err();
    assert_eq!((problem.code.to_string().as_str(), problem.span().unwrap().start), ("K0608", 3));
    assert_eq!(problem.help, ["did you mean `counter`?"]);
    let problem = referral().source_columns(&spanned("mood"), &spanned("words"), "{}").unwrap_err();
    assert_eq!((problem.code.to_string().as_str(), problem.span().unwrap().start), ("K0609", 3));
}
