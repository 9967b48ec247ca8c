//! How fast sources are read, against Polars alone: `cargo build --workspace --example scan_speed`, then run it.
//!
//! Writes a Parquet file and a CSV file of the same rows to a temporary folder, reads both through a source and through
//! Polars, and prints the least of five times.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs, reason = "a measurement")]

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use kpi_config::Origin;
use kpi_connect::{Table, open};
use kpi_diagnostics::FileId;
use polars::polars_utils::pl_path::PlRefPath;
use polars::prelude::*;

fn main() {
    let rows = std::env::args().nth(1).map_or(5_000_000, |rows| rows.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), rows);
    let parquet = folder.path().join("rows.parquet");
    let bare =
        || LazyFrame::scan_parquet(PlRefPath::new(parquet.to_string_lossy()), ScanArgsParquet::default()).unwrap();
    println!("{rows} rows");
    let seconds = |time: Duration| format!("{:.3} s", time.as_secs_f64());
    println!("parquet, Polars alone   {}", seconds(least(|| sums(bare()))));
    println!(
        "parquet, as a source    {}",
        seconds(least(|| sums(source("parquet", folder.path()).scan(&COLUMNS).unwrap())))
    );
    println!("parquet, one day, alone {}", seconds(least(|| sums(one_day(bare())))));
    println!(
        "parquet, one day        {}",
        seconds(least(|| sums(one_day(source("parquet", folder.path()).scan(&COLUMNS).unwrap()))))
    );
    let csv = folder.path().join("rows.csv");
    let size = std::fs::metadata(&csv).unwrap().len() / 1_000_000;
    let bare =
        || LazyCsvReader::new(PlRefPath::new(csv.to_string_lossy())).with_try_parse_dates(true).finish().unwrap();
    println!("csv ({size} MB), Polars alone {}", seconds(least(|| sums(bare()))));
    println!("csv, opened             {}", seconds(least(|| drop(source("csv", folder.path())))));
    println!(
        "csv, as a source        {}",
        seconds(least(|| sums(source("csv", folder.path()).scan(&COLUMNS).unwrap())))
    );
}

const COLUMNS: [&str; 4] = ["at", "id", "amount", "kind"];

fn write(folder: &Path, rows: i64) {
    let at = Int64Chunked::from_iter_values("at".into(), (0..rows).map(|row| row * 1_000_000));
    let at = at.into_datetime(TimeUnit::Microseconds, None).into_column();
    let id = Column::new("id".into(), (0..rows).collect::<Vec<_>>());
    let amount = Column::new(
        "amount".into(),
        (0..rows).map(|row| f64::from(i32::try_from(row % 10_000).unwrap()) / 100.0).collect::<Vec<_>>(),
    );
    let kind = Column::new(
        "kind".into(),
        (0..rows).map(|row| ["visit", "order", "return"][usize::try_from(row % 3).unwrap()]).collect::<Vec<_>>(),
    );
    let mut frame = DataFrame::new(usize::try_from(rows).unwrap(), vec![at, id, amount, kind]).unwrap();
    ParquetWriter::new(File::create(folder.join("rows.parquet")).unwrap())
        .with_row_group_size(Some(250_000))
        .finish(&mut frame)
        .unwrap();
    CsvWriter::new(File::create(folder.join("rows.csv")).unwrap()).finish(&mut frame).unwrap();
}

fn source(ending: &str, folder: &Path) -> Table {
    let text = format!("[source.s]\npath = 'rows.{ending}'");
    let (config, _) = kpi_config::read(FileId(0), &text, &|_| None);
    let source = config.sources.get("s").unwrap();
    let Origin::Files(files) = &source.origin else { return source_of_files() };
    open("s", files, &source.columns, folder, "UTC")
        .unwrap_or_else(|problems| std::process::exit(i32::try_from(problems.len()).unwrap()))
}

fn source_of_files() -> Table {
    std::process::exit(1)
}

fn one_day(frame: LazyFrame) -> LazyFrame {
    let moment = |micros: i64| lit(micros).cast(DataType::Datetime(TimeUnit::Microseconds, None));
    frame.filter(col("at").gt_eq(moment(86_400_000_000)).and(col("at").lt(moment(2 * 86_400_000_000))))
}

fn sums(frame: LazyFrame) {
    let sums = frame.group_by([col("kind")]).agg([col("amount").sum(), col("id").max(), col("at").max()]);
    let _ = sums.collect_with_engine(Engine::Streaming).unwrap();
}

fn least(work: impl Fn()) -> Duration {
    let time = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..5).map(|_| time()).min().unwrap()
}
