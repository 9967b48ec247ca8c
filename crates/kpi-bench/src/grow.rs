//! How the time of the engine grows: with KPIs, periods, rows and groups; and what one more KPI costs.

use std::io::{StdoutLock, Write};
use std::path::Path;

use crate::arguments::{Data, Grow};
use crate::child::{self, median};
use crate::company::Months;
use crate::data;
use crate::failure::Failure;
use crate::forms::{Asked, Form, Grain};
use crate::one_table;
use crate::run::KPIS;
use crate::table::Table;

/// What is asked for unless it is that which grows.
const MONTHS: u32 = 13;

/// Measures and prints.
pub(crate) fn run(arguments: &Grow, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
    let growing = Growing { data: &arguments.data, times: arguments.times.max(1) };
    growing.kpis(out)?;
    growing.periods(out)?;
    growing.rows(&arguments.sizes, out)?;
    growing.extra(arguments.one_table, out)?;
    growing.groups(arguments.one_table, out)
}

struct Growing<'a> {
    data: &'a Data,
    times: usize,
}

/// Seconds and processor seconds.
type Medians = (f64, f64);

impl Growing<'_> {
    fn measure(&self, folder: &Path, asked: Asked) -> Result<Medians, Failure> {
        // Once for the file cache; it does not count.
        child::compute(Form::Ours, folder, asked)?;
        let taken: Result<Vec<_>, _> = (0..self.times).map(|_| child::compute(Form::Ours, folder, asked)).collect();
        let taken = taken?;
        let seconds = median(taken.iter().map(|taken| taken.report.seconds));
        Ok((seconds, median(taken.iter().map(|taken| taken.report.processor_seconds))))
    }

    fn kpis(&self, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
        let place = data::company(self.data, self.data.rows, MONTHS)?;
        writeln!(out, "KPIs, {MONTHS} months of {} events, by segment:\n", self.data.rows)?;
        let mut table = Table::new(&["KPIs", "seconds", "processor"]);
        for kpis in [5, 10, KPIS] {
            let asked = Asked { months: Months::last(MONTHS), kpis, grain: Grain::Month };
            table.line(line(kpis.to_string(), self.measure(&place.folder, asked)?));
        }
        Ok(table.print(out)?)
    }

    fn periods(&self, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
        let place = data::company(self.data, self.data.rows, 60)?;
        writeln!(out, "Months asked for of 60 months, {} events, {KPIS} KPIs:\n", self.data.rows)?;
        let mut table = Table::new(&["months", "seconds", "processor", "MB read", "of MB in files"]);
        let files = megabytes(data::bytes(&place)?);
        for months in [1, 13, 60] {
            let asked = Asked { months: Months::last(months), kpis: KPIS, grain: Grain::Month };
            let read = child::compute(Form::Ours, &place.folder, asked)?.report.read_bytes;
            let taken = line(months.to_string(), self.measure(&place.folder, asked)?);
            table.line(taken.into_iter().chain([read.map_or_else(String::new, megabytes), files.clone()]));
        }
        Ok(table.print(out)?)
    }

    fn rows(&self, sizes: &[u64], out: &mut StdoutLock<'_>) -> Result<(), Failure> {
        writeln!(out, "Rows of events, {MONTHS} months, {KPIS} KPIs:\n")?;
        let mut table = Table::new(&["rows", "seconds", "processor"]);
        for rows in sizes {
            let place = data::company(self.data, *rows, MONTHS)?;
            let asked = Asked { months: Months::last(MONTHS), kpis: KPIS, grain: Grain::Month };
            table.line(line(rows.to_string(), self.measure(&place.folder, asked)?));
        }
        Ok(table.print(out)?)
    }

    /// One more KPI on one table: the slope of the time over the number of KPIs.
    fn extra(&self, rows: u64, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
        let place = data::company(self.data, rows * 2, MONTHS)?;
        writeln!(out, "KPIs on one table of {rows} rows, {MONTHS} months:\n")?;
        let mut table = Table::new(&["", "1 KPI", "8 KPIs", "16 KPIs", "32 KPIs", "ms per extra KPI", "processor ms"]);
        for cut in one_table::Cut::ALL {
            let folder = one_table::project(&place.folder, cut)?;
            let mut points = Vec::new();
            for kpis in [1, 8, 16, 32] {
                let asked = Asked { months: Months::last(MONTHS), kpis, grain: Grain::Month };
                points.push((kpis, self.measure(&folder, asked)?));
            }
            let mut cells = vec![cut.words().to_owned()];
            cells.extend(points.iter().map(|(_, (seconds, _))| format!("{seconds:.3} s")));
            cells.push(format!("{:.1}", 1000.0 * slope(points.iter().map(|(kpis, taken)| (*kpis, taken.0)))));
            cells.push(format!("{:.1}", 1000.0 * slope(points.iter().map(|(kpis, taken)| (*kpis, taken.1)))));
            table.line(cells);
        }
        Ok(table.print(out)?)
    }

    /// Eight KPIs by few and by many groups.
    fn groups(&self, rows: u64, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
        let place = data::company(self.data, rows * 2, MONTHS)?;
        writeln!(out, "Groups, 8 KPIs on one table of {rows} rows:\n")?;
        let mut table = Table::new(&["groups", "seconds", "processor"]);
        let cuts = [
            ("13 months x 3 segments = 39", one_table::Cut::Segment, Grain::Month),
            ("395 days x 3 segments = 1,185", one_table::Cut::Segment, Grain::Day),
            ("13 months x 20 numbers of pages x 5 channels = 1,300", one_table::Cut::PagesAndChannel, Grain::Month),
        ];
        for (words, cut, grain) in cuts {
            let folder = one_table::project(&place.folder, cut)?;
            let asked = Asked { months: Months::last(MONTHS), kpis: 8, grain };
            table.line(line(words.to_owned(), self.measure(&folder, asked)?));
        }
        Ok(table.print(out)?)
    }
}

fn line(first: String, (seconds, processor): Medians) -> [String; 3] {
    [first, format!("{seconds:.3}"), format!("{processor:.2}")]
}

#[expect(clippy::cast_precision_loss, reason = "bytes stay far below 2^53")]
fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

/// The slope of the straight line with the least squares.
#[expect(clippy::cast_precision_loss, reason = "numbers of KPIs are small")]
fn slope(points: impl Iterator<Item = (usize, f64)>) -> f64 {
    let points: Vec<(f64, f64)> = points.map(|(kpis, seconds)| (kpis as f64, seconds)).collect();
    let count = points.len() as f64;
    let middle = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).sum::<f64>() / count;
    let (x, y) = (middle(|point| point.0), middle(|point| point.1));
    let above: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let below: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    above / below
}
