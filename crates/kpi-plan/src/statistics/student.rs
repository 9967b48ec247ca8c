//! Student's t distribution of a whole number of degrees of freedom.

use super::{inverse, normal_quantile};

/// From so many degrees of freedom on, the expansion around the normal quantile is exact to 1e-11.
const MANY: u64 = 1_000;

/// The number below which a share `probability` (0.5 to 0.9999) of a t distribution lies; none for no degree of freedom.
pub fn student_quantile(probability: f64, degrees: u64) -> Option<f64> {
    match degrees {
        0 => None,
        1..MANY => Some(exact(probability, degrees)),
        _ => Some(expanded(normal_quantile(probability), degrees)),
    }
}

fn exact(probability: f64, degrees: u64) -> f64 {
    // The angle is searched, not the quantile: it has ends.
    let between = 2.0 * probability - 1.0;
    let angle = inverse(between, 0.0, std::f64::consts::FRAC_PI_2, |angle| within(angle, degrees));
    #[expect(clippy::cast_precision_loss, reason = "less than a thousand")]
    let root = (degrees as f64).sqrt();
    angle.tan() * root
}

/// The share between −t and t, where t = √ν · tan θ (Abramowitz and Stegun 26.7.3 and 26.7.4).
#[expect(clippy::cast_precision_loss, reason = "less than a thousand")]
fn within(angle: f64, degrees: u64) -> f64 {
    let (sine, cosine) = angle.sin_cos();
    let odd = degrees % 2 == 1;
    let mut term = if odd { cosine } else { 1.0 };
    let mut sum = if degrees == 1 { 0.0 } else { term };
    let first = if odd { 3 } else { 2 };
    for factor in (first..degrees.saturating_sub(1)).step_by(2) {
        term *= cosine * cosine * (factor as f64 - 1.0) / factor as f64;
        sum += term;
    }
    if odd { (angle + sine * sum) * std::f64::consts::FRAC_2_PI } else { sine * sum }
}

/// The expansion of Fisher and Cornish (Abramowitz and Stegun 26.7.5).
#[expect(clippy::cast_precision_loss, reason = "degrees of freedom stay far below 2^53")]
fn expanded(z: f64, degrees: u64) -> f64 {
    let degrees = degrees as f64;
    let square = z * z;
    let terms = [
        z,
        z * (square + 1.0) / 4.0,
        z * ((5.0 * square + 16.0) * square + 3.0) / 96.0,
        z * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0,
        z * ((((79.0 * square + 776.0) * square + 1_482.0) * square - 1_920.0) * square - 945.0) / 92_160.0,
    ];
    terms.iter().rev().fold(0.0, |sum, term| sum / degrees + term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_quantiles() {
        // The usual tables of the t distribution (for example NIST/SEMATECH e-Handbook, 1.3.6.7.2), to their three digits.
        for (probability, degrees, quantile) in [
            (0.975, 1, 12.706),
            (0.975, 2, 4.303),
            (0.975, 3, 3.182),
            (0.975, 4, 2.776),
            (0.975, 9, 2.262),
            (0.975, 10, 2.228),
            (0.975, 29, 2.045),
            (0.975, 30, 2.042),
            (0.975, 100, 1.984),
            (0.95, 5, 2.015),
            (0.99, 7, 2.998),
            (0.995, 12, 3.055),
            (0.9995, 1, 636.619),
            (0.9995, 40, 3.551),
        ] {
            let found = student_quantile(probability, degrees).unwrap_or(0.0);
            assert!((found - quantile).abs() < 0.000_6, "{probability} {degrees}: {found}");
        }
        assert_eq!(student_quantile(0.975, 0), None);
    }

    #[test]
    fn closed_forms() {
        // One degree: tan(π(p − ½)); two degrees: (2p − 1)·√(2 / (4p(1 − p))).
        for probability in [0.6, 0.75, 0.9, 0.975, 0.999_5_f64] {
            let one = (std::f64::consts::PI * (probability - 0.5)).tan();
            let two = (2.0 * probability - 1.0) * (2.0 / (4.0 * probability * (1.0 - probability))).sqrt();
            assert!((exact(probability, 1) / one - 1.0).abs() < 1e-10, "{probability}");
            assert!((exact(probability, 2) / two - 1.0).abs() < 1e-10, "{probability}");
        }
    }

    #[test]
    fn both_ways_meet() {
        for probability in [0.75, 0.975, 0.9995] {
            let z = normal_quantile(probability);
            assert!((exact(probability, MANY) - expanded(z, MANY)).abs() < 1e-10, "{probability}");
        }
    }
}
