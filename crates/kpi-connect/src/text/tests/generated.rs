//! Generated texts: rows that are nearly right, and heaps of what has a meaning in the formats.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use kpi_config::{Delimiter, Format, Reading};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRng, TestRunner};

use super::Source;
use crate::text::store::Limits;

const HEADER: &str = "whole,decimal,text,date,flag,moment,wall,length";

/// Values that mean something to one of the columns, or to the format.
const VALUES: [&str; 34] = [
    "",
    "0",
    "1",
    "-7",
    "1.5",
    "9007199254740993",
    "-9007199254740993",
    "9007199254740992",
    "1e3",
    "nan",
    "007",
    "x",
    "é",
    "日本",
    "2026-07-31",
    "2026-02-30",
    "2026-07-31T23:59:59Z",
    "2026-07-31 10:00",
    "yes",
    "NO",
    "true",
    " 1 ",
    "\"\"",
    "\"a,b\"",
    "\"a\nb\"",
    "\"a\"\"b\"",
    "\"1\"",
    "a\"b",
    "\"a\"b",
    "\"\n\n\"",
    "\u{feff}",
    "\"\u{feff}\"",
    "NA",
    "\"NA\"",
];

/// What a heap is made of.
const PARTS: [&str; 14] = ["\"", ",", "\n", "\r\n", "\r", " ", "\t", ";", "1", "1.5", "x", "é", "\u{feff}", "\"\""];

const OBJECTS: [&str; 16] = [
    "{\"whole\": 1, \"text\": \"a\"}",
    "{\"whole\": 1.5}",
    "{\"whole\": 9007199254740993, \"decimal\": 2}",
    "{\"whole\": \"7\", \"flag\": true}",
    "{\"whole\": null, \"date\": \"2026-07-31\"}",
    "{\"whole\": [1], \"text\": \"é\\n\"}",
    "{\"whole\": {\"a\": 1}}",
    "{\"decimal\": 18446744073709551617}",
    "{\"moment\": \"2026-07-31T23:59:59Z\", \"length\": 3}",
    "{}",
    "",
    "{\"text\": \"\u{feff}\"}",
    "  ",
    "[1]",
    "7",
    "{\"text\": ",
];

/// Each file with or without what follows it in this list.
#[derive(Clone, Copy, Debug)]
enum Spoiled {
    Not,
    /// Bytes that are not UTF-8, at a place.
    Bytes(usize),
    /// Packed.
    Packed,
    /// Packed, and cut off at the end.
    CutOff(usize),
}

fn spoiled() -> impl Strategy<Value = Spoiled> {
    prop_oneof![
        20 => Just(Spoiled::Not),
        1 => (0_usize..200).prop_map(Spoiled::Bytes),
        3 => Just(Spoiled::Packed),
        1 => (1_usize..30).prop_map(Spoiled::CutOff),
    ]
}

fn file(number: usize, format: Format, text: &str, spoiled: Spoiled) -> (String, Vec<u8>) {
    let ending = if format == Format::Csv { "csv" } else { "ndjson" };
    let name = format!("{number}.{ending}");
    let mut bytes = text.as_bytes().to_vec();
    match spoiled {
        Spoiled::Not => return (name, bytes),
        Spoiled::Bytes(at) => {
            let at = at.min(bytes.len());
            bytes.splice(at..at, [0xC3]);
            return (name, bytes);
        }
        Spoiled::Packed | Spoiled::CutOff(_) => {}
    }
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    writer.write_all(&bytes).unwrap();
    let mut packed = writer.finish().unwrap();
    if let Spoiled::CutOff(bytes) = spoiled {
        packed.truncate(packed.len().saturating_sub(bytes));
    }
    (format!("{name}.gz"), packed)
}

/// Rows with numbers of every kind, and with little that does not fit.
fn fitting_row() -> BoxedStrategy<String> {
    let whole = select(vec!["1", "1", "1", "2", "", "2.5", "9007199254740993"]);
    let decimal = select(vec!["1", "2.5", "", "nan"]);
    let text = select(vec!["x", "é", "\"a\nb\"", "\"a,b\"", "\"\"\"\"", "a\"b"]);
    let flag = select(vec!["yes", "", "no", "no", "no", "no", "maybe"]);
    let row = (whole, decimal, text, flag);
    row.prop_map(|(whole, decimal, text, flag)| format!("{whole},{decimal},{text},2026-07-31,{flag},,2026-07-31,3"))
        .boxed()
}

/// Rows of as many values as there are columns.
fn full_row() -> BoxedStrategy<String> {
    vec(select(VALUES.to_vec()), 8).prop_map(|values| values.join(",")).boxed()
}

fn any_row() -> BoxedStrategy<String> {
    vec(select(VALUES.to_vec()), 0..10).prop_map(|values| values.join(",")).boxed()
}

fn rows_of_csv() -> BoxedStrategy<String> {
    let rows = |row: BoxedStrategy<String>| {
        let end = select(vec!["\n", "\r\n", "\n\n", "\n"]);
        let rows = vec((row, end), 0..40);
        rows.prop_map(|rows| rows.into_iter().map(|(row, end)| row + end).collect::<String>())
    };
    let mixed = prop_oneof![6 => full_row(), 6 => fitting_row(), 1 => any_row()].boxed();
    prop_oneof![4 => rows(fitting_row()), 2 => rows(full_row()), 2 => rows(mixed)].boxed()
}

fn texts_of_csv() -> impl Strategy<Value = String> {
    let heap = vec(select(PARTS.to_vec()), 0..120).prop_map(|parts| parts.concat());
    let whole = prop_oneof![
        10 => rows_of_csv().prop_map(|rows| format!("{HEADER}\n{rows}")),
        2 => rows_of_csv().prop_map(|rows| format!("{HEADER}\n{rows}").replace("\r\n", "\n").replace('\n', "\r")),
        1 => rows_of_csv(),
        1 => (rows_of_csv(), heap.clone()).prop_map(|(rows, heap)| format!("{HEADER}\n{rows}{heap}")),
        1 => heap,
    ];
    (whole, any::<bool>()).prop_map(|(text, cut)| if cut { text.trim_end().to_owned() } else { text })
}

fn readings() -> impl Strategy<Value = Reading> {
    let delimiter =
        select(vec![Delimiter::Byte(b','), Delimiter::Byte(b','), Delimiter::Blanks, Delimiter::Byte(b';')]);
    let null = select(vec![vec![""], vec!["", "NA"], vec!["1"], vec![]]);
    let encoding = select(vec!["utf-8", "utf-8", "utf-8", "windows-1252"]);
    let head = (select(vec![0_usize, 0, 0, 2]), prop::bool::weighted(0.9));
    (delimiter, null, encoding, head, any::<bool>()).prop_map(|(delimiter, null, encoding, head, trim)| Reading {
        delimiter,
        null: null.into_iter().map(str::to_owned).collect(),
        encoding: encoding.to_owned(),
        lines_before_header: head.0,
        has_header: head.1,
        trim,
        ..Reading::default()
    })
}

fn limits() -> impl Strategy<Value = Limits> {
    let block = select(vec![1_usize, 20, 100, 1000, 1 << 20]);
    let piece = select(vec![1_usize, 500, 1 << 20]);
    let memory = select(vec![0_usize, 3000, 1 << 30, 1 << 30, 1 << 30]);
    let limits = (block, piece, memory, select(vec![1_usize, 2, 4]));
    limits.prop_map(|(block, piece, memory, threads)| Limits { block, piece, memory, threads })
}

fn source(format: Format, texts: Vec<(String, Spoiled)>, reading: Reading, sets_aside: bool) -> Source {
    // Texts are written with commas; as CSV they are mostly delimited as the reading says.
    let delimited = |text: &str| match reading.delimiter {
        Delimiter::Byte(b';') if format == Format::Csv => text.replace(',', ";"),
        Delimiter::Blanks if format == Format::Csv => text.replace(",,", ",-,").replace(',', " "),
        Delimiter::Byte(_) | Delimiter::Blanks => text.to_owned(),
    };
    let before = "a line, \"\n".repeat(reading.lines_before_header);
    let files = texts.into_iter().enumerate();
    let files = files
        .map(|(number, (text, spoiled))| file(number, format, &format!("{before}{}", delimited(&text)), spoiled))
        .collect();
    let source = Source { format, reading, files };
    if sets_aside { source.setting_aside() } else { source }
}

/// Runs a property; with `KPI_TRIALS` more often, and with other trials each time.
fn check<S: Strategy>(strategy: &S, property: impl Fn(S::Value)) {
    let times = std::env::var("KPI_TRIALS").ok().and_then(|text| text.parse::<u32>().ok());
    let config = Config { cases: 400 * times.unwrap_or(1), failure_persistence: None, ..Config::default() };
    let config = if times.is_some() { config } else { Config { rng_seed: RngSeed::Fixed(7), ..config } };
    let mut runner = match times {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let outcome = runner.run(strategy, |value| {
        property(value);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn csv_is_read_alike_in_blocks_and_row_by_row() {
    let texts = vec((texts_of_csv(), spoiled()), 1..4);
    check(&(texts, readings(), limits(), any::<bool>()), |(texts, reading, limits, sets_aside)| {
        source(Format::Csv, texts, reading, sets_aside).hold(limits);
    });
}

#[test]
fn ndjson_is_read_alike_in_blocks_and_row_by_row() {
    let lines = |of: &[&'static str]| vec(select(of.to_vec()), 0..40).prop_map(|lines| lines.join("\n"));
    let text = prop_oneof![2 => lines(&OBJECTS[..12]), 1 => lines(&OBJECTS)];
    let texts = vec((text, spoiled()), 1..4);
    check(&(texts, readings(), limits(), any::<bool>()), |(texts, reading, limits, sets_aside)| {
        let reading = Reading { lines_before_header: 0, has_header: true, ..reading };
        source(Format::Ndjson, texts, reading, sets_aside).hold(limits);
    });
}
