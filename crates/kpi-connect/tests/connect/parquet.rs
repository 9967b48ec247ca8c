//! Parquet.

use std::fs::File;
use std::path::Path;

use kpi_diagnostics::Diagnostic;
use polars::prelude::*;

use crate::{Project, collect, frame, values, words};

fn write(folder: &Path, name: &str, mut frame: DataFrame) {
    let file = File::create(folder.join(name)).unwrap();
    ParquetWriter::new(file).with_row_group_size(Some(100)).finish(&mut frame).unwrap();
}

fn project(frame: DataFrame) -> Project {
    let project = Project::new("path = 'd.parquet'");
    write(project.folder.path(), "d.parquet", frame);
    project
}

fn days(count: i32) -> Column {
    let days = Int32Chunked::from_iter_values("day".into(), 0..count);
    days.into_date().into_column()
}

#[test]
fn all_numbers_become_one_of_two() {
    let frame = df!["a" => [1i32, 2], "b" => [1u8, 2], "c" => [1.5f32, f32::NAN], "d" => [Some(f64::NAN), None], "e" => [1i64, 2], "f" => [1u64, 2]].unwrap();
    let project = project(frame);
    for name in ["a", "b", "e", "f"] {
        assert_eq!(project.kind(name), "Number(Whole)", "{name}");
        assert_eq!(project.frame(&[name]).column(name).unwrap().dtype(), &DataType::Int64);
    }
    assert_eq!(project.values("c"), ["1.5", "-"]);
    assert_eq!(project.values("d"), ["-", "-"]);
}

#[test]
fn nested_columns_are_flattened() {
    let inner = df!["views" => [3i32, 4], "name" => ["x", "y"]].unwrap().into_struct("totals".into());
    let hits = Series::new("hits".into(), [Series::new("".into(), [1i32]), Series::new("".into(), [2i32])]);
    let project = project(DataFrame::new(2, vec![inner.into_column(), hits.into_column()]).unwrap());
    assert_eq!(project.values("totals.views"), ["3", "4"]);
    assert_eq!(project.values("totals.name"), ["'x'", "'y'"]);
    assert_eq!(project.kind("hits"), "Other(\"a list\")");
}

#[test]
fn times_become_microseconds() {
    let nanos =
        Int64Chunked::new("n".into(), [1_000i64, 2_000]).into_datetime(TimeUnit::Nanoseconds, None).into_column();
    let berlin = TimeZone::opt_try_new(Some("Europe/Berlin")).unwrap();
    let zoned = Int64Chunked::new("z".into(), [0i64, 1]).into_datetime(TimeUnit::Milliseconds, berlin).into_column();
    let length = Int64Chunked::new("l".into(), [5i64, 6]).into_duration(TimeUnit::Milliseconds).into_column();
    let project = project(DataFrame::new(2, vec![nanos, zoned, length]).unwrap());
    assert_eq!(project.frame(&["n"]).column("n").unwrap().dtype(), &DataType::Datetime(TimeUnit::Microseconds, None));
    assert_eq!(project.values("z"), ["1970-01-01 00:00:00 UTC", "1970-01-01 00:00:00.001 UTC"]);
    assert_eq!(project.values("l"), ["5ms", "6ms"]);
    let elsewhere = project.saying("timezone='America/New_York'");
    assert_eq!(elsewhere.values("n")[0], "1970-01-01 05:00:00.000001 UTC");
}

#[test]
fn filters_reach_the_row_groups() {
    let ids: Vec<i64> = (0..1000).collect();
    let ids = Column::new("id".into(), ids);
    let floats = Column::new("x".into(), vec![1.0f64; 1000]);
    let project = project(DataFrame::new(1000, vec![days(1000), ids, floats]).unwrap());
    let lazy = project.table().scan(&["day", "x"]).unwrap();
    let date = lit(500).cast(DataType::Date);
    let filtered = lazy.filter(col("day").gt_eq(date)).select([col("x").sum()]);
    let plan = filtered.clone().explain(true).unwrap();
    assert!(plan.contains("SELECTION: ") && plan.contains("PROJECT 2/3"), "{plan}");
    assert!(!plan.contains("FILTER"), "{plan}");
    assert_eq!(collect(filtered).unwrap().column("x").unwrap().get(0).unwrap(), AnyValue::Float64(500.0));
    let renamed = Project { options: "path = 'd.parquet'\ncolumns.on.from = 'day'".to_owned(), ..project };
    let lazy = renamed.table().scan(&["on"]).unwrap();
    let plan = lazy.filter(col("on").gt_eq(lit(500).cast(DataType::Date))).explain(true).unwrap();
    assert!(plan.contains("SELECTION: "), "{plan}");
}

#[test]
fn words_of_categories_are_text() {
    let text = Series::new("c".into(), ["a", "b", "a"]);
    let categories = text.cast(&DataType::from_categories(Categories::global())).unwrap();
    let project = project(DataFrame::new(3, vec![categories.into_column()]).unwrap());
    assert_eq!(project.frame(&["c"]).column("c").unwrap().dtype(), &DataType::String);
    assert_eq!(project.values("c"), ["'a'", "'b'", "'a'"]);
}

#[test]
fn declared_types() {
    let frame = df!["t" => ["2024-01-01", "2024-01-02"], "n" => [1i64, 90], "b" => ["yes", "no"], "bad" => ["1", "x"], "f" => [1.5, 2.0]].unwrap();
    let project = project(frame).saying("columns = { t = { type = 'date' }, n = { type = 'duration' }, b = { type = 'bool' }, bad = { type = 'number' }, f = { type = 'text' } }");
    assert_eq!(project.values("t"), ["2024-01-01", "2024-01-02"]);
    assert_eq!(project.values("n"), ["1s", "1m 30s"]);
    assert_eq!(project.values("b"), ["true", "false"]);
    assert_eq!(project.values("f"), ["'1.5'", "'2.0'"]);
    let table = project.table();
    let error = collect(table.scan(&["bad"]).unwrap()).unwrap_err();
    assert_eq!(table.explain_failure(&error).message, "`bad` of the source `s` has the value `x`, not a number");
}

#[test]
fn types_that_cannot_be() {
    let project = project(DataFrame::new(2, vec![days(2)]).unwrap()).saying("columns.day.type = 'number'");
    assert_eq!(project.refused(), ["K0513 `day` of the source `s` is date in the file and cannot be read as number"]);
}

#[test]
fn truncated_and_strange_files() {
    let whole = project(df!["a" => [1i64, 2]].unwrap());
    let path = whole.folder.path().join("d.parquet");
    let bytes = std::fs::read(&path).unwrap();
    for content in [&bytes[..bytes.len() / 2], b"a,b\n1,2\n", b"", &bytes[..3]] {
        std::fs::write(&path, content).unwrap();
        assert_eq!(whole.refused(), ["K0509 `d.parquet` is no whole Parquet file"]);
    }
    let mut damaged = bytes.clone();
    damaged[6..20].fill(0xAB);
    std::fs::write(&path, damaged).unwrap();
    if let Ok(table) = whole.open() {
        let error = collect(table.scan(&["a"]).unwrap());
        if let Err(error) = error {
            assert_eq!(words(&[table.explain_failure(&error)]), ["K0523 the source `s` cannot be read"]);
        }
    }
}

#[test]
fn many_files() {
    let project = Project::new("path = 'd-*.parquet'");
    write(project.folder.path(), "d-2.parquet", df!["a" => [3i64], "b" => ["z"]].unwrap());
    write(project.folder.path(), "d-1.parquet", df!["a" => [1i64, 2], "b" => ["x", "y"]].unwrap());
    assert_eq!(values(&project.table(), "a"), ["1", "2", "3"]);
    assert_eq!(frame(&project.table(), &["b"]).height(), 3);
    write(project.folder.path(), "d-3.parquet", df!["a" => [1.5]].unwrap());
    assert_eq!(
        project.refused(),
        ["K0508 `d-3.parquet` has no column `b`", "K0521 `a` is i64 in `d-1.parquet` and f64 in `d-3.parquet`"]
    );
}

#[test]
fn rows_can_be_counted_without_a_column() {
    assert_eq!(project(df!["a" => [1i64, 2]].unwrap()).frame(&[]).height(), 2);
}

#[test]
fn numbers_that_are_dates() {
    let frame = df!["s" => [0i64, 86_400], "d" => [20_261_231i32, 20_260_101], "t" => ["20261231", ""]].unwrap();
    let project =
        project(frame).saying("columns = { s = { type = 'datetime' }, d = { type = 'date' }, t = { type = 'date' } }");
    let refused = project.refused();
    assert_eq!(refused.len(), 2, "{refused:#?}");
    let project = project.saying("datetime_format = '%s'\ndate_format = '%Y%m%d'");
    assert_eq!(project.values("s"), ["1970-01-01 00:00:00 UTC", "1970-01-02 00:00:00 UTC"]);
    assert_eq!(project.values("d"), ["2026-12-31", "2026-01-01"]);
    assert_eq!(project.values("t"), ["2026-12-31", "-"]);
}

/// A file that another writer made; this one cannot write such types.
fn strange(name: &str) -> Project {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/connect/types");
    Project::new("path = 'd.parquet'").with("d.parquet", std::fs::read(folder.join(name)).unwrap())
}

#[test]
fn types_that_nobody_can_read_are_named() {
    for (name, words) in [
        ("half.parquet", "K0509 `d.parquet` cannot be read because its column `odd` has numbers of 16 bits"),
        ("zone.parquet", "K0509 `d.parquet` cannot be read because its column `odd` has the time zone `+05:30`"),
        ("long.parquet", "K0509 `d.parquet` cannot be read because its column `odd` has numbers of 50 digits"),
        ("twice.parquet", "K0507 `d.parquet` has two columns `odd`"),
    ] {
        assert_eq!(strange(name).refused(), [words], "{name}");
    }
}

#[test]
fn a_number_beyond_all_others_is_named() {
    let project = strange("unsigned.parquet");
    let table = project.table();
    let error = collect(table.scan(&["odd"]).unwrap()).unwrap_err();
    assert_eq!(
        words(&[table.explain_failure(&error)]),
        ["K0520 `odd` of the source `s` has the value `9223372036854775813`, not a number up to 9223372036854775807"]
    );
    assert_eq!(frame(&table, &["id"]).height(), 1);
}

#[test]
fn a_column_of_nothing_may_be_anything() {
    let project = strange("nothing.parquet");
    assert_eq!(project.table().column("odd").unwrap().hint, Some(kpi_connect::Hint::EmptyHead));
    assert_eq!(project.values("odd"), ["-"]);
}

/// A whole file, and where its footer begins.
fn whole_file(frame: DataFrame) -> (Project, Vec<u8>, usize) {
    let whole = project(frame);
    let bytes = std::fs::read(whole.folder.path().join("d.parquet")).unwrap();
    let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap());
    let footer = bytes.len() - 8 - usize::try_from(length).unwrap();
    (whole, bytes, footer)
}

/// What opening says of a file with another byte at a place.
fn said_of(whole: &Project, bytes: &[u8], place: usize, byte: u8) -> Vec<Diagnostic> {
    let mut damaged = bytes.to_vec();
    damaged[place] = byte;
    std::fs::write(whole.folder.path().join("d.parquet"), damaged).unwrap();
    whole.open().err().unwrap_or_default()
}

#[test]
fn a_damaged_footer_is_a_message() {
    let (whole, bytes, footer) =
        whole_file(df!["a" => (0i64..500).collect::<Vec<_>>(), "b" => vec!["x"; 500]].unwrap());
    let said = (footer..bytes.len()).map(|place| said_of(&whole, &bytes, place, bytes[place] ^ (1 << (place % 8))));
    let refused = said.filter(|problems| !words(problems).is_empty()).count();
    assert!(refused > 100, "{refused} are too few");
}

#[test]
fn a_footer_that_contradicts_itself_is_a_message() {
    let (whole, bytes, footer) = whole_file(df!["abc" => (0i64..300).collect::<Vec<_>>()].unwrap());
    // 100 as the footer writes it: the rows of a row group, the values of its column.
    let numbers = (footer..bytes.len() - 2).filter(|at| bytes[*at..*at + 3] == [0x16, 0xc8, 0x01]);
    let contradicts =
        |problems: &Vec<Diagnostic>| problems.iter().any(|one| one.notes[0].contains("contradicts itself"));
    let said = numbers.map(|at| said_of(&whole, &bytes, at + 1, 0xc6)).filter(contradicts);
    assert_eq!(said.inspect(|problems| drop(words(problems))).count(), 6);
}

#[test]
fn files_that_change_are_noticed() {
    let project = project(df!["a" => [1i64, 2]].unwrap());
    let table = project.table();
    assert_eq!(frame(&table, &["a"]).height(), 2);
    assert!(table.changed().is_none());
    write(project.folder.path(), "d.parquet", df!["a" => [1i64, 2, 3]].unwrap());
    assert_eq!(words(&[table.changed().unwrap()]), ["K0522 `d.parquet` was changed while it was read"]);
}
