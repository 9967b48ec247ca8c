//! The standard normal distribution.

use std::f64::consts::TAU;

/// The number below which a share `probability` of a standard normal distribution lies, for 0.5 to 1 − 1e-9.
pub fn normal_quantile(probability: f64) -> f64 {
    super::inverse(probability, 0.0, 6.0, cumulative)
}

/// The share below `z` for 0 ≤ z ≤ 6: ½ + φ(z) · (z + z³/3 + z⁵/(3·5) + …), whose terms are all positive
/// (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.11).
fn cumulative(z: f64) -> f64 {
    let (mut term, mut sum, mut odd) = (z, z, 1.0);
    while term > sum * 1e-17 {
        odd += 2.0;
        term *= z * z / odd;
        sum += term;
    }
    0.5 + sum * (-z * z / 2.0).exp() / TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_quantiles() {
        // Abramowitz and Stegun, table 26.5, and the usual tables of the normal distribution.
        for (probability, quantile) in [
            (0.75, 0.674_489_750_196),
            (0.9, 1.281_551_565_545),
            (0.95, 1.644_853_626_951),
            (0.975, 1.959_963_984_540),
            (0.995, 2.575_829_303_549),
            (0.9995, 3.290_526_731_492),
        ] {
            assert!((normal_quantile(probability) - quantile).abs() < 1e-11, "{probability}");
        }
    }
}
