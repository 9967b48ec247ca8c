//! The complete result of a run: never a bare number.

use jiff::civil::Date;
use kpi_config::Grain;
use kpi_diagnostics::Diagnostic;
use kpi_model::model::MetricId;
use serde::{Serialize, Serializer};

use crate::rows::RowList;

/// What a run gives.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The version of this shape: `kpi-results/1`.
    pub schema: &'static str,
    /// When it was computed, in UTC, to the second: `2026-07-01T06:00:00Z`.
    pub generated_at: String,
    /// The clock of the run.
    pub as_of: Date,
    /// One for each KPI, period and slice, in the order of the scorecard: KPI, then slice, then period.
    pub results: Vec<KpiResult>,
    /// What went wrong while computing; the results that depend on it are [`Status::Error`].
    #[serde(skip)]
    pub problems: Vec<Diagnostic>,
}

/// The value of one KPI in one period and slice, with everything that belongs to it.
#[derive(Clone, Debug, Serialize)]
pub struct KpiResult {
    /// The definition; not part of the machine output. For an ad-hoc query there is none.
    #[serde(skip)]
    pub metric: Option<MetricId>,
    /// The name of the definition.
    pub name: String,
    /// Its label, if any.
    pub label: Option<String>,
    /// The section of the scorecard.
    pub group: Option<String>,
    /// When.
    pub period: Period,
    /// Dimension and value; empty for the total.
    #[serde(serialize_with = "slice_object")]
    pub slice: Vec<SliceValue>,
    /// The number; durations in seconds.
    pub value: Option<f64>,
    /// What it counts: `%`, `EUR`, `s`, a label, or nothing.
    pub unit: String,
    /// Rows of the average or denominator; the least of several.
    pub n: Option<u64>,
    /// Of a ratio or share.
    pub numerator: Option<f64>,
    /// Of a ratio or share.
    pub denominator: Option<f64>,
    /// How sure the value is.
    pub interval: Option<Interval>,
    /// The value one period before; none when it would have been withheld there.
    pub previous: Option<f64>,
    /// The target line that applies.
    pub target: Option<TargetLine>,
    /// The warning line that applies.
    #[serde(skip)]
    pub warn: Option<TargetLine>,
    /// What it means.
    pub status: Status,
    /// Why there is no value, or why the status is what it is.
    pub reason: Option<String>,
    /// `incomplete`, `quarantined rows`, …
    pub marks: Vec<String>,
    /// Of `lift` and `risk_ratio`: what the value says, with its interval and the sizes of both groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// The rows behind the count, where `show` asks for them; of the latest period only, and not for a run of numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<RowList>,
}

/// A period; the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    /// `month`, …; none for a free span of days.
    #[serde(serialize_with = "grain_word")]
    pub grain: Option<Grain>,
    /// The first day.
    pub start: Date,
    /// The day behind the last.
    pub end: Date,
    /// What the project's calendar table calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// One dimension of a slice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SliceValue {
    /// As written in the definition.
    pub dimension: String,
    /// None: the rows for which the dimension is empty.
    pub value: Option<String>,
}

/// How sure a value is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// 0.95 for 95 %.
    pub level: f64,
    /// How it was computed, such as `wilson`.
    pub method: &'static str,
}

/// A target as it applied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TargetLine {
    /// As written: `< 5`.
    pub text: String,
    /// The limit as a number; of `between` the lower one; none when it could not be computed.
    pub value: Option<f64>,
    /// The upper limit of `between`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
}

/// What a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// The target is met.
    Met,
    /// The target is missed, the warning line is not.
    AtRisk,
    /// The target is missed.
    Missed,
    /// The interval reaches over a line.
    Inconclusive,
    /// There is a value and no target.
    NoTarget,
    /// There is no value.
    NoData,
    /// There are fewer rows than `min n`.
    TooFew,
    /// A source or a plugin failed.
    Error,
}

impl Status {
    /// The words of the language.
    pub fn words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::AtRisk => "at risk",
            Self::Missed => "missed",
            Self::Inconclusive => "inconclusive",
            Self::NoTarget => "no target",
            Self::NoData => "no data",
            Self::TooFew => "too few",
            Self::Error => "error",
        }
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words())
    }
}

fn slice_object<S: Serializer>(slice: &[SliceValue], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(slice.iter().map(|part| (&part.dimension, &part.value)))
}

#[expect(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "the signature that serde calls")]
fn grain_word<S: Serializer>(grain: &Option<Grain>, serializer: S) -> Result<S::Ok, S::Error> {
    match grain {
        None => serializer.serialize_none(),
        Some(grain) => serializer.serialize_str(grain.word()),
    }
}
