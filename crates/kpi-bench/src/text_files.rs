//! CSV files of many rows: how long a run takes and how much memory, when every row has to be converted.
//!
//! One file of visits, ten columns of every type, three of which no definition names. The run is that of the `kpi` command,
//! start included; its memory is what it was seen to have of its own, so that neither file cache nor mapped files count.

use std::fs::{self, File};
use std::io::{BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::arguments::Text;
use crate::check::kpi;
use crate::child::{median, timed};
use crate::data;
use crate::failure::Failure;
use crate::table::Table;

const CONFIG: &str = "[project]\nname = \"Visits\"\ntimezone = \"UTC\"\n\n[source.visits]\nconnector = \"csv\"\npath = 'visits.csv'\ntime = \"started_at\"\nkey = \"visit_id\"\n";

const DEFINITIONS: &str = "from visits

visits_made \"Visits\" = count(visits); by channel
people \"People\" = count(distinct visits.user_id)
time_spent \"Time spent\" = sum(visits.seconds); by channel
spent \"Spent\" = sum(visits.amount where converted); by channel
bounced \"Bounced\" = avg(visits.pages = 1) * 100
";

/// Measures each number of rows.
pub(crate) fn run(arguments: &Text, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
    let kpi = arguments.kpi.clone().map_or_else(kpi, Ok)?;
    let mut table = Table::new(&["rows", "MB of CSV", "seconds", "processor", "memory of its own, MB"]);
    for rows in &arguments.rows {
        let folder = data::base(arguments.cache.as_deref()).join(format!("{rows}-rows-of-text"));
        let file = write(&folder, *rows)?;
        let mut runs = Vec::new();
        for _ in 0..arguments.times.max(1) {
            let mut command = Command::new(&kpi);
            command.args(["run", "--quiet", "--period", "2026-06", "--project"]).arg(&folder);
            runs.push(timed(&mut command)?);
        }
        let seconds = median(runs.iter().map(|run| run.seconds));
        let worked = median(runs.iter().map(|run| run.processor_seconds));
        let most = runs.iter().map(|run| run.own_bytes).max().unwrap_or(0);
        let megabytes = |bytes: u64| (bytes / 1_000_000).to_string();
        let size = fs::metadata(file)?.len();
        let (seconds, worked) = (format!("{seconds:.2}"), format!("{worked:.2}"));
        table.line([rows.to_string(), megabytes(size), seconds, worked, megabytes(most)]);
        if !arguments.keep {
            fs::remove_dir_all(folder)?;
        }
    }
    Ok(table.print(out)?)
}

/// Writes a project with its data, if they are not there.
fn write(folder: &Path, rows: u64) -> Result<PathBuf, Failure> {
    let (file, done) = (folder.join("visits.csv"), folder.join("written"));
    fs::create_dir_all(folder.join("kpi-defs"))?;
    fs::write(folder.join("kpi.toml"), CONFIG)?;
    fs::write(folder.join("kpi-defs/visits.kpi"), DEFINITIONS)?;
    if !done.exists() {
        writeln!(std::io::stderr(), "writing {rows} rows into {}", file.display())?;
        let mut out = BufWriter::new(File::create(&file)?);
        writeln!(out, "visit_id,user_id,started_at,channel,pages,seconds,amount,converted,browser,landing_page")?;
        for row in 0..rows {
            line(&mut out, row, rows)?;
        }
        out.flush()?;
        fs::write(done, "")?;
    }
    Ok(file)
}

/// One visit, the same in each run: all numbers come from the number of the row. Visits are spread over twelve months.
fn line(out: &mut impl Write, row: u64, rows: u64) -> std::io::Result<()> {
    const MINUTES: u64 = 365 * 24 * 60;
    let scattered = row.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let minute = u128::from(row) * u128::from(MINUTES) / u128::from(rows.max(1));
    let minute = u64::try_from(minute).unwrap_or(0);
    let day =
        jiff::civil::date(2025, 7, 1).checked_add(jiff::Span::new().days(i64::try_from(minute / 1440).unwrap_or(0)));
    let channel = match scattered % 4 {
        0 => "ads",
        1 => "search",
        2 => "mail",
        _ => "direct",
    };
    writeln!(
        out,
        "{row},u{},{} {:02}:{:02}:{:02},{channel},{},{},{}.{:02},{},Browser {},\"/page/{}\"",
        scattered % (rows / 20 + 1),
        day.unwrap_or_default(),
        minute / 60 % 24,
        minute % 60,
        scattered % 60,
        1 + scattered % 9,
        scattered % 1800,
        scattered % 300,
        scattered % 100,
        scattered.is_multiple_of(17),
        scattered % 12,
        scattered % 1000,
    )
}
