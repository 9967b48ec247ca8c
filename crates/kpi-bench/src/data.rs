//! Where generated data lie: once written they are used again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::arguments::Data;
use crate::company::{self, Company, Months, rows};
use crate::failure::Failure;

/// A company on the disk.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    /// Rows of all tables.
    pub(crate) rows: u64,
}

/// The company of this size, written if it is not there yet.
pub(crate) fn company(data: &Data, events: u64, months: u32) -> Result<Place, Failure> {
    let size = Company { events, months: Months::last(months) };
    let folder = base(data.cache.as_deref()).join(format!("{events}-rows-{months}-months"));
    let done = folder.join("written");
    if !done.exists() {
        writeln!(std::io::stderr(), "writing {} rows into {}", rows(&size), folder.display())?;
    }
    // The definitions are always those of this program.
    company::write_project(&folder)?;
    if !done.exists() {
        company::write_data(&size, &folder)?;
        fs::write(&done, "")?;
    }
    Ok(Place { folder, rows: rows(&size) })
}

/// The size of all files of a company.
pub(crate) fn bytes(place: &Place) -> Result<u64, Failure> {
    let mut bytes = 0;
    for file in fs::read_dir(place.folder.join("data"))? {
        bytes += file?.metadata()?.len();
    }
    Ok(bytes)
}

/// The folder that holds all generated data.
pub(crate) fn base(cache: Option<&Path>) -> PathBuf {
    cache.map_or_else(|| std::env::temp_dir().join("kpi-bench"), Path::to_owned)
}
