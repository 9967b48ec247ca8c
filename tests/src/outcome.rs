//! Results of the engine and of the reference in one form.

use std::fmt;

use jiff::civil::Date;
use kpi_config::Grain;

/// One value of one KPI, from whichever side.
#[derive(Clone, Debug)]
pub struct Line {
    /// The KPI.
    pub name: String,
    /// Dimensions and values; empty for the total.
    pub slice: Vec<(String, Option<String>)>,
    /// The kind of period.
    pub grain: Option<Grain>,
    /// First day, and the day behind the last.
    pub period: (Date, Date),
    /// The number.
    pub value: Option<f64>,
    /// The rows behind it.
    pub n: Option<f64>,
    /// Of a ratio or share.
    pub numerator: Option<f64>,
    /// Of a ratio or share.
    pub denominator: Option<f64>,
    /// One period before.
    pub previous: Option<f64>,
    /// The lower end of the interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// How the interval was computed; only from the engine.
    pub method: Option<String>,
    /// Only from the engine.
    pub status: Option<String>,
    /// Only from the engine.
    pub unit: Option<String>,
    /// Only from the engine, joined by commas.
    pub marks: Option<String>,
    /// Only from the engine.
    pub reason: Option<String>,
    /// The rows behind a count with `show`, in the latest period: `1, Ann; 2, Bo`.
    pub rows: Option<String>,
}

impl Line {
    /// `segment = smb; country = (empty)`
    pub fn slice_text(&self) -> String {
        let part = |(dimension, value): &(String, Option<String>)| {
            format!("{dimension} = {}", value.as_deref().unwrap_or("(empty)"))
        };
        self.slice.iter().map(part).collect::<Vec<_>>().join("; ")
    }

    /// Whether both are about the same KPI, period and slice.
    pub fn is_about(&self, other: &Self) -> bool {
        self.name == other.name && self.slice == other.slice && self.period == other.period
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}] {}..{} = {:?}", self.name, self.slice_text(), self.period.0, self.period.1, self.value)?;
        write!(f, " (n {:?}, {:?} / {:?}, previous {:?}", self.n, self.numerator, self.denominator, self.previous)?;
        if let (Some(low), Some(high)) = (self.low, self.high) {
            write!(f, ", {low:?} to {high:?}")?;
        }
        for words in [&self.status, &self.reason].into_iter().flatten() {
            write!(f, ", {words}")?;
        }
        f.write_str(")")
    }
}
