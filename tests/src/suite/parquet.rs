//! Parquet files of cases, which cannot be shown as they are: a block `parquet data/surveys.parquet` shows their rows.
//!
//! The first line has the columns with their types, `id int, score text`; the others have the values, apart by commas.

use jiff::civil::Date;
use polars::io::parquet::write::ParquetWriter;
use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, Series};

/// The bytes of the file.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    let mut lines = text.lines();
    let header: Vec<(&str, &str)> = lines
        .next()
        .expect("a line with the columns")
        .split(',')
        .map(|column| column.trim().split_once(' ').expect("a name and a type"))
        .collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').map(str::trim).collect()).collect();
    let columns = header.iter().enumerate().map(|(index, (name, kind))| {
        let cells: Vec<&str> = rows.iter().map(|row| row[index]).collect();
        column(name, kind, &cells)
    });
    let mut frame = DataFrame::new(rows.len(), columns.collect()).expect("columns of one length");
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).expect("a frame that can be written");
    bytes
}

fn column(name: &str, kind: &str, cells: &[&str]) -> Column {
    let integers = || cells.iter().map(|cell| cell.parse().expect("a whole number")).collect::<Vec<i64>>();
    let days = || cells.iter().map(|cell| day(cell)).collect::<Vec<i32>>();
    let series = match kind {
        "int" => Series::new(name.into(), integers()),
        "text" => Series::new(name.into(), cells),
        "date" => Series::new(name.into(), days()).cast(&DataType::Date).expect("days"),
        other => panic!("the type `{other}` is not known"),
    };
    series.into_column()
}

fn day(cell: &str) -> i32 {
    let day: Date = cell.parse().expect("a date");
    day.since(Date::constant(1970, 1, 1)).expect("days").get_days()
}
