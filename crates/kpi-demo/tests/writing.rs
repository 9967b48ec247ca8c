//! What a user gets: a folder that is whole, the same each time, and whose parts fit together.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails may fail loudly")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kpi_config::Origin;
use kpi_demo::{
    DEFINITION_FILES, Error, Existing, LEAST_ROWS, MOST_ROWS, Options, PROJECT_FILE, Progress, Summary, TEST_FILES,
    write,
};
use kpi_diagnostics::{FileId, Severity};
use polars::prelude::{DataType, ParquetReader, SerReader};

fn written(options: impl FnOnce(Options<'_>) -> Options<'_>) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = write(&options(Options::new(folder.path()).rows(30_000))).unwrap();
    (folder, summary)
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(
                files(&path).into_iter().map(|(name, bytes)| (Path::new(path.file_name().unwrap()).join(name), bytes)),
            );
        } else {
            found.insert(PathBuf::from(path.file_name().unwrap()), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (first, _) = written(|options| options);
    let (second, _) = written(|options| options);
    let (other, _) = written(|options| options.seed(8));
    let (first, second, other) = (files(first.path()), files(second.path()), files(other.path()));
    assert!(first == second, "two companies of one seed differ");
    assert_eq!(first.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    let differ = first.iter().filter(|(name, bytes)| other[*name] != **bytes);
    assert!(differ.count() > 40, "two companies of different seeds are the same");
}

#[test]
fn rows_are_as_many_as_asked_for() {
    for rows in [LEAST_ROWS, 30_000, 61_234] {
        let (_folder, summary) = written(|options| options.rows(rows));
        assert_eq!(summary.rows, rows);
        assert_eq!(summary.tables.iter().map(|table| table.rows).sum::<u64>(), rows);
        assert!(summary.tables.iter().all(|table| table.rows > 0));
    }
}

#[test]
fn data_end_with_the_day_asked_for() {
    let day = "2025-12-31".parse().unwrap();
    let (folder, summary) = written(|options| options.last_day(day));
    assert_eq!((summary.first_day.to_string(), summary.last_day), ("2024-01-01".to_owned(), day));
    let project = fs::read_to_string(folder.path().join("kpi.toml")).unwrap();
    assert!(project.contains("as_of = 2026-01-01"));
    let names: Vec<_> = files(&folder.path().join("data")).into_keys().collect();
    assert!(names.contains(&PathBuf::from("tickets-2025-12.csv")));
    assert_eq!(names.iter().filter(|name| name.to_string_lossy().starts_with("tickets-")).count(), 24);
}

#[test]
fn a_project_is_not_overwritten_unless_asked_to() {
    let (folder, summary) = written(|options| options);
    let again = Options::new(folder.path()).rows(30_000);
    assert!(matches!(write(&again), Err(Error::Occupied { .. })));
    assert_eq!(write(&again.existing(Existing::Replace)).unwrap(), summary);
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for rows in [0, LEAST_ROWS - 1, MOST_ROWS + 1] {
        let error = write(&Options::new(folder.path()).rows(rows)).unwrap_err();
        assert!(error.to_string().starts_with(&format!("cannot make `{rows}` rows: ask for ")));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = write(&Options::new(&file.join("demo"))).unwrap_err();
    assert!(matches!(&error, Error::Write { .. }), "{error}");
}

#[test]
fn progress_ends_where_it_should() {
    let last = Cell::new(Progress { rows: 0, of: 0 });
    let told = |progress: Progress| {
        assert!(progress.rows >= last.get().rows);
        last.set(progress);
    };
    let folder = tempfile::tempdir().unwrap();
    write(&Options::new(folder.path()).rows(30_000).progress(&told)).unwrap();
    assert_eq!(last.get(), Progress { rows: 30_000, of: 30_000 });
}

#[test]
fn sources_and_tables_are_the_same() {
    let (_folder, summary) = written(|options| options);
    let (config, messages) = kpi_config::read(FileId(0), PROJECT_FILE, &|_| None);
    assert!(messages.is_empty(), "{messages:#?}");
    let declared = config.sources.iter().map(|(name, source)| match &source.origin {
        Origin::Files(files) => (name.clone(), files.path.value.clone()),
        Origin::Distinct { .. } | Origin::Plugin { .. } => (name.clone(), String::new()),
    });
    let written = summary.tables.iter().map(|table| (table.name.to_owned(), table.path.clone()));
    assert_eq!(declared.collect::<BTreeMap<_, _>>(), written.collect::<BTreeMap<_, _>>());
}

#[test]
fn definitions_can_be_read() {
    for (name, text) in DEFINITION_FILES.into_iter().chain(TEST_FILES) {
        let (file, messages) = kpi_syntax::parse(FileId(0), text);
        assert!(!messages.iter().any(|message| message.severity == Severity::Error), "{name}: {messages:#?}");
        assert!(file.items.len() > 3, "{name} is empty");
    }
}

#[test]
fn parquet_files_hold_what_the_summary_says() {
    let (folder, summary) = written(|options| options);
    for table in summary.tables.iter().filter(|table| table.path.ends_with(".parquet")) {
        let file = fs::File::open(folder.path().join(&table.path)).unwrap();
        let frame = ParquetReader::new(file).finish().unwrap();
        assert_eq!(u64::try_from(frame.height()).unwrap(), table.rows, "{}", table.name);
        let time = match table.name {
            "subscriptions" => "started_on",
            "payments" => "paid_on",
            "contacts" => "contacted_at",
            "visits" => "started_at",
            "page_views" => "viewed_at",
            "goals" => "reached_at",
            "carts" => "filled_at",
            "orders" => "ordered_at",
            _ => "happened_at",
        };
        let time = frame.column(time).unwrap();
        assert!(time.dtype().is_date() || time.dtype().is_datetime(), "{}", table.name);
        let moments = time.to_physical_repr().cast(&DataType::Int64).unwrap();
        let moments: Vec<_> = moments.i64().unwrap().into_no_null_iter().collect();
        assert!(moments.windows(2).all(|pair| pair[0] <= pair[1]), "`{}` is not ordered by time", table.name);
    }
}
