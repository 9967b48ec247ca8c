//! Projects of one table: the visits of a company, with as many KPIs as one likes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// How each KPI is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Not at all.
    Whole,
    /// By segment alone.
    Segment,
    /// As a whole and by segment.
    WholeAndSegment,
    /// By two columns that have some hundred combinations.
    PagesAndChannel,
}

impl Cut {
    /// Those for which an extra KPI is measured.
    pub(crate) const ALL: [Self; 3] = [Self::Whole, Self::Segment, Self::WholeAndSegment];

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Whole => "as a whole",
            Self::Segment => "by segment only",
            Self::WholeAndSegment => "as a whole and by segment",
            Self::PagesAndChannel => "by pages and channel only",
        }
    }

    fn clause(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Segment => "; by segment only",
            Self::WholeAndSegment => "; by segment",
            Self::PagesAndChannel => "; by pages, channel only",
        }
    }
}

/// Writes a project beside the data of a company.
pub(crate) fn project(company: &Path, cut: Cut) -> Result<PathBuf, Failure> {
    let folder = company.join("one-table").join(cut.words().replace(' ', "-"));
    fs::create_dir_all(folder.join("kpi-defs"))?;
    let visits = fs::canonicalize(company.join("data/visits.parquet"))?;
    let config = format!(
        "[project]\nname = \"One table\"\ntimezone = \"UTC\"\n\n[source.visits]\nconnector = \"parquet\"\npath = '{}'\ntime = \"started_at\"\n",
        visits.display()
    );
    fs::write(folder.join("kpi.toml"), config)?;
    let mut definitions = "from visits\n\n".to_owned();
    for number in 0..32 {
        writeln!(definitions, "kpi_{number} \"KPI {number}\" = {}{}", value(number), cut.clause())
            .map_err(|error| Failure::new(error.to_string()))?;
    }
    fs::write(folder.join("kpi-defs/kpis.kpi"), definitions)?;
    Ok(folder)
}

/// Every KPI has a condition of its own, so that none is had for nothing.
fn value(number: usize) -> String {
    let turn = number / 4;
    match number % 4 {
        0 => format!("count(visits where pages > {turn})"),
        1 => format!("sum(seconds where pages <= {})", turn + 2),
        2 => format!("avg(seconds >= {}) * 100", 10 + turn * 20),
        _ => format!("avg(seconds where converted and pages > {turn})"),
    }
}
