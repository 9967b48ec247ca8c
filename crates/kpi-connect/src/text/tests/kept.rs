//! What is kept, and where.

use polars::prelude::*;

use super::{ALONE, Source, collected, one_by_one, only};
use crate::text::store::Limits;

/// So many rows with all columns.
fn rows(count: usize) -> Source {
    let row = |number: usize| {
        format!(
            "{number},{number}.25,text {number},2026-07-31,yes,2026-07-31T00:00:{:02}Z,2026-07-31 10:00,7\n",
            number % 60
        )
    };
    let rows: String = (0..count).map(row).collect();
    Source::csv(&format!("whole,decimal,text,date,flag,moment,wall,length\n{rows}"))
}

/// On the disk whatever the size, in many files.
const ON_DISK: Limits = Limits { block: 1000, piece: 10_000, memory: 0, threads: 2 };

#[test]
fn columns_on_the_disk_have_the_same_types_and_values() {
    rows(3000).hold(ON_DISK);
    let folder = tempfile::tempdir().unwrap();
    let table = rows(3000).table(folder.path(), ON_DISK);
    let schema = table.frame(&[0, 1, 2, 3, 4, 5, 6, 7]).unwrap().collect_schema().unwrap();
    let micros = |zone| DataType::Datetime(TimeUnit::Microseconds, zone);
    let expected = [
        DataType::Int64,
        DataType::Float64,
        DataType::String,
        DataType::Date,
        DataType::Boolean,
        micros(Some(TimeZone::UTC)),
        micros(None),
        DataType::Duration(TimeUnit::Microseconds),
    ];
    assert_eq!(schema.iter_values().cloned().collect::<Vec<_>>(), expected);
}

#[test]
fn what_was_asked_for_at_once_is_not_read_again() {
    for limits in [ON_DISK, ALONE] {
        let folder = tempfile::tempdir().unwrap();
        let table = rows(3000).table(folder.path(), limits);
        table.prepare(&[0, 2, 5]);
        std::fs::remove_file(folder.path().join("data.csv")).unwrap();
        for asked in [vec![0], vec![5, 0], vec![2]] {
            assert_eq!(collected(table.frame(&asked).unwrap()).height(), 3000);
        }
        assert!(table.frame(&[1]).is_err());
    }
}

#[test]
fn columns_that_are_asked_for_later_are_beside_the_others() {
    for limits in [ON_DISK, ALONE, Limits { memory: 40_000, ..ON_DISK }, Limits { memory: 150_000, ..ON_DISK }] {
        let folder = tempfile::tempdir().unwrap();
        let table = rows(3000).table(folder.path(), limits);
        let whole = one_by_one::read(&rows(3000).table(folder.path(), ALONE)).unwrap();
        let before = table.frame(&[0]).unwrap();
        for asked in [vec![0], vec![5, 0], vec![2], vec![7, 2, 5, 0, 1]] {
            let frame = collected(table.frame(&asked).unwrap());
            for (index, column) in asked.iter().zip(frame.columns()) {
                super::assert_same(whole.columns[index].as_ref().unwrap(), column);
            }
        }
        // A frame that was given out can still be read.
        super::assert_same(whole.columns[&0].as_ref().unwrap(), &only(before));
    }
}

#[test]
fn numbers_that_become_decimals_late() {
    let mut text = String::from("whole,decimal,text,date,flag,moment,wall,length\n");
    text.extend((0..2000).map(|number| format!("{number},,,,,,,\n")));
    text.push_str("0.5,,,,,,,\n");
    for limits in [ON_DISK, ALONE, Limits { memory: 1 << 30, ..ON_DISK }] {
        Source::csv(&text).hold(limits);
        Source::csv(&text.replace("\n7,", "\n9007199254740993,")).hold(limits);
        let mut source = Source::csv(&text.replace("0.5", "1"));
        source.files.push(("more.csv".to_owned(), text.clone().into_bytes()));
        source.hold(limits);
    }
}

#[test]
fn a_refused_column_leaves_the_others_alone() {
    let mut source = rows(2000);
    let text = String::from_utf8(source.files[0].1.clone()).unwrap();
    source.files[0].1 = text.replace("1500,", "x,").replace("1700,", "y,").into_bytes();
    for limits in [ON_DISK, ALONE, Limits { memory: 1 << 30, ..ON_DISK }] {
        source.hold(limits);
        source.clone().setting_aside().hold(limits);
    }
}

#[test]
fn rows_on_the_disk_are_numbered_as_they_stand_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let table = rows(3000).table(folder.path(), ON_DISK);
    let numbered = table.frame(&[0]).unwrap().with_row_index("row", None);
    let numbered = numbered.filter(col("the whole").eq(lit(2345)));
    let numbered = numbered.collect_with_engine(Engine::Streaming).unwrap().unwrap_single();
    let row = numbered.column("row").unwrap().get(0).unwrap().extract::<usize>().unwrap();
    assert_eq!((row, table.place(row)), (2345, Some("line 2347 of `data.csv`".to_owned())));
}
