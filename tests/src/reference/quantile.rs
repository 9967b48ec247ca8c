//! Quantiles by adding up densities: slow, plain, good to ten digits.

use std::f64::consts::{FRAC_PI_2, TAU};

/// The number below which a share of a standard normal distribution lies.
pub(super) fn normal(share: f64) -> f64 {
    let density = |x: f64| (-x * x / 2.0).exp() / TAU.sqrt();
    searched(share - 0.5, 8.0, |end| area(0.0, end, density))
}

/// The same for Student's t. With t = √ν · tan θ its density is proportional to cos θ to the power of ν − 1.
pub(super) fn student(share: f64, degrees: f64) -> f64 {
    let density = |angle: f64| angle.cos().max(0.0).powf(degrees - 1.0);
    let whole = area(0.0, FRAC_PI_2, density);
    let angle = searched(share - 0.5, FRAC_PI_2, |end| area(0.0, end, density) / whole / 2.0);
    angle.tan() * degrees.sqrt()
}

/// Simpson's rule.
fn area(start: f64, end: f64, density: impl Fn(f64) -> f64) -> f64 {
    const STEPS: u32 = 2_000;
    let width = (end - start) / f64::from(STEPS);
    let weight = |step: u32| match step {
        0 | STEPS => 1.0,
        odd if odd % 2 == 1 => 4.0,
        _ => 2.0,
    };
    (0..=STEPS).map(|step| weight(step) * density(start + width * f64::from(step))).sum::<f64>() * width / 3.0
}

fn searched(wanted: f64, end: f64, area: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, end);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if area(middle) < wanted { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}
