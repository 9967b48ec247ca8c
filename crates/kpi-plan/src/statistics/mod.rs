//! Distributions and the interval of a share: numbers in, numbers out.
//!
//! Nothing here knows metrics or cells; [`crate::evaluate`] decides which interval a value has. The sources of the formulas
//! stand at each function; the published values they were checked against are in the tests.

mod normal;
mod student;
mod wilson;

pub use normal::normal_quantile;
pub use student::student_quantile;
pub use wilson::wilson;

/// The quantile behind a two-sided level: 0.975 for 95 %.
pub(crate) fn upper(level: f64) -> f64 {
    f64::midpoint(1.0, level)
}

/// Where an increasing function reaches a value between two ends.
fn inverse(value: f64, mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if function(middle) < value {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
