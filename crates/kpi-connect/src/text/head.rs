//! The columns of a source of text files: their names from the headers, their types from the declarations and the
//! first rows.

use indexmap::IndexMap;
use kpi_config::ColumnOptions;
use kpi_diagnostics::Diagnostic;

use super::ndjson::KeyPath;
use super::{Opened, Outcome, Rows, Task, TextColumn, csv, ndjson};
use crate::files::DataFile;
use crate::infer::{Declared, Sample};
use crate::{Hint, problems};

/// The rows that are looked at.
const FIRST_ROWS: usize = 1000;
/// How far to look on for a value of columns that are empty so far.
const MOST_ROWS: usize = 200_000;

/// What the first rows tell.
pub(crate) struct Head {
    pub(crate) columns: Vec<TextColumn>,
    pub(crate) hints: Vec<Option<Hint>>,
    /// Of NDJSON.
    pub(crate) paths: Vec<KeyPath>,
}

type Options = IndexMap<String, ColumnOptions>;

/// The columns of CSV files.
pub(crate) fn of_csv(
    task: &Task,
    files: &[DataFile],
    options: &Options,
    declared: &Declared,
) -> Result<Head, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut first: Option<(&DataFile, Vec<String>)> = None;
    for file in files {
        match (csv::open(&Opened { task, file }), &first) {
            (Err(problem), _) => problems.push(*problem),
            (Ok((headers, _)), None) => first = Some((file, headers)),
            (Ok((headers, _)), Some((first_file, expected))) => {
                problems.extend(problems::compare_headers(task, (first_file, expected), (file, &headers)));
            }
        }
    }
    let headers = first.map(|(_, headers)| headers).unwrap_or_default();
    let headers: Vec<_> = headers.into_iter().filter(|header| !header.is_empty()).collect();
    problems.extend(problems::check_options(task, options, &headers));
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut samples: Vec<_> = headers.iter().map(|header| Sample::new(kind(options, header), declared)).collect();
    look_at_csv(task, files, &headers, &mut samples).map_err(|problem| vec![*problem])?;
    Ok(settle(headers, samples, options))
}

fn look_at_csv(task: &Task, files: &[DataFile], headers: &[String], samples: &mut [Sample]) -> Outcome<()> {
    let mut seen = 0;
    for file in files {
        let (own, mut rows) = csv::open(&Opened { task, file })?;
        rows.arrange(places(headers, &own));
        while let Some((line, row)) = rows.next() {
            let row = match row {
                Ok(row) => row,
                Err(_) if task.sets_aside() => continue,
                Err(flaw) => return Err(problems::flaw(task, file, line, &flaw).into()),
            };
            let place = || format!("{}, line {line}", file.shown);
            for (index, sample) in samples.iter_mut().enumerate() {
                if seen < FIRST_ROWS || sample.is_empty() {
                    sample.see(row.cell(index), &place);
                }
            }
            seen += 1;
            if is_enough(seen, samples.iter()) {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn is_enough<'s>(seen: usize, mut samples: impl Iterator<Item = &'s Sample>) -> bool {
    seen >= MOST_ROWS || (seen >= FIRST_ROWS && !samples.any(Sample::is_empty))
}

/// Where each of the headers stands in a file.
pub(crate) fn places(headers: &[String], own: &[String]) -> Vec<usize> {
    let place = |header: &String| own.iter().position(|own| own == header).unwrap_or(usize::MAX);
    headers.iter().map(place).collect()
}

/// The columns of NDJSON files.
pub(crate) fn of_ndjson(
    task: &Task,
    files: &[DataFile],
    options: &Options,
    declared: &Declared,
) -> Result<Head, Vec<Diagnostic>> {
    let samples = look_at_ndjson(task, files, options, declared).map_err(|problem| vec![*problem])?;
    if samples.is_empty() {
        return Err(files.first().map(|file| problems::empty_file(task, file)).into_iter().collect());
    }
    let headers: Vec<_> = samples.keys().cloned().collect();
    let problems = problems::check_options(task, options, &headers);
    if !problems.is_empty() {
        return Err(problems);
    }
    let (keys, samples): (Vec<_>, Vec<_>) = samples.into_values().unzip();
    let paths = headers.iter().zip(keys).map(|(header, keys)| KeyPath::new(keys, option(options, header)));
    let paths = paths.collect();
    Ok(Head { paths, ..settle(headers, samples, options) })
}

type Samples = IndexMap<String, (Vec<String>, Sample)>;

fn look_at_ndjson(task: &Task, files: &[DataFile], options: &Options, declared: &Declared) -> Outcome<Samples> {
    let mut samples = Samples::new();
    let mut seen = 0;
    for file in files {
        let mut rows = ndjson::open(&Opened { task, file }, &[])?;
        while let Some((line, row)) = rows.next() {
            match row.err() {
                Some(_) if task.sets_aside() => continue,
                Some(flaw) => return Err(problems::flaw(task, file, line, &flaw).into()),
                None => {}
            }
            let place = || format!("{}, line {line}", file.shown);
            for (keys, cell) in rows.leaves() {
                let header = keys.join(".");
                let new =
                    || (keys.iter().map(ToString::to_string).collect(), Sample::new(kind(options, &header), declared));
                let (_, sample) = samples.entry(header.clone()).or_insert_with(new);
                if seen < FIRST_ROWS || sample.is_empty() {
                    sample.see(ndjson::as_declared(cell, kind(options, &header).is_some()), &place);
                }
            }
            seen += 1;
            if is_enough(seen, samples.values().map(|(_, sample)| sample)) {
                return Ok(samples);
            }
        }
    }
    Ok(samples)
}

fn settle(headers: Vec<String>, samples: Vec<Sample>, options: &Options) -> Head {
    let mut head = Head { columns: Vec::new(), hints: Vec::new(), paths: Vec::new() };
    for (header, sample) in headers.into_iter().zip(samples) {
        let settled = sample.settle();
        let name = crate::table::name_of(options, &header).to_owned();
        head.columns.push(TextColumn { name, header, form: settled.form, kind: settled.kind });
        head.hints.push(settled.hint);
    }
    head
}

fn option<'o>(options: &'o Options, header: &str) -> Option<&'o ColumnOptions> {
    options.get(crate::table::name_of(options, header))
}

fn kind(options: &Options, header: &str) -> Option<kpi_config::ColumnKind> {
    option(options, header).and_then(|options| options.kind)
}
