//! Aggregates: many values become one.

use super::PluginAggregate;

/// An aggregate. Empty values never take part. Over nothing, `count` and `sum` are 0, `any` is false, `all` is true,
/// and the others are empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aggregator {
    /// How many rows, or how many values.
    Count,
    /// The sum.
    Sum,
    /// The mean; of a condition the share for which it is true.
    Avg,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The middle value; of an even number the mean of the two middle ones.
    Median,
    /// The value below which this many percent lie, 0 to 100; between two ranks linearly interpolated at
    /// `(n − 1) · p / 100`, as spreadsheets do (`PERCENTILE.INC`).
    Percentile(f64),
    /// The square root of the variance.
    Stddev,
    /// The sample variance, divided by n − 1; empty for fewer than two values.
    Variance,
    /// The value of the earliest row by the source's time (or start of life, or snapshot date); ties by key, then by
    /// the order of the data. Rows with an empty value do not take part.
    First,
    /// The value of the latest row; ties as for [`Aggregator::First`], the last of them.
    Last,
    /// Whether any row fulfils a condition; only in the row world.
    Any,
    /// Whether all rows fulfil it; only in the row world.
    All,
    /// One of a plugin, over values of rows.
    Plugin(PluginAggregate),
}

impl Aggregator {
    /// The built-in aggregate with this name; a percentile gets its rank from its second argument.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "count" => Self::Count,
            "sum" => Self::Sum,
            "avg" => Self::Avg,
            "min" => Self::Min,
            "max" => Self::Max,
            "median" => Self::Median,
            "percentile" => Self::Percentile(50.0),
            "stddev" => Self::Stddev,
            "variance" => Self::Variance,
            "first" => Self::First,
            "last" => Self::Last,
            "any" => Self::Any,
            "all" => Self::All,
            _ => return None,
        })
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
            Self::Median => "median",
            Self::Percentile(_) => "percentile",
            Self::Stddev => "stddev",
            Self::Variance => "variance",
            Self::First => "first",
            Self::Last => "last",
            Self::Any => "any",
            Self::All => "all",
            Self::Plugin(aggregate) => aggregate.name(),
        }
    }

    /// All built-in names, for suggestions.
    pub const NAMES: [&'static str; 13] = [
        "count",
        "sum",
        "avg",
        "min",
        "max",
        "median",
        "percentile",
        "stddev",
        "variance",
        "first",
        "last",
        "any",
        "all",
    ];
}
