//! The sign of a status: a shape of its own, and a tone. The tone is never the only difference.

use kpi_engine::Status;

use crate::ink::Tone;

/// Every status in the order in which the head line counts them.
pub(crate) const ALL: [Status; 8] = [
    Status::Met,
    Status::AtRisk,
    Status::Missed,
    Status::Inconclusive,
    Status::Error,
    Status::NoData,
    Status::TooFew,
    Status::NoTarget,
];

/// Its shape.
pub(crate) fn shape(status: Status) -> &'static str {
    match status {
        Status::Met => "●",
        Status::AtRisk => "◐",
        Status::Missed => "✕",
        Status::Inconclusive => "?",
        Status::NoTarget => "·",
        Status::NoData => "–",
        Status::TooFew => "◌",
        Status::Error => "!",
    }
}

/// Its tone.
pub(crate) fn tone(status: Status) -> Tone {
    match status {
        Status::Met => Tone::Good,
        Status::AtRisk => Tone::Warning,
        Status::Missed | Status::Error => Tone::Bad,
        Status::Inconclusive | Status::TooFew => Tone::Unsure,
        Status::NoTarget | Status::NoData => Tone::Quiet,
    }
}

/// How much it asks for a look: of a KPI that is shown by its slices only, the most urgent one counts.
pub(crate) fn urgency(status: Status) -> u8 {
    match status {
        Status::Error => 7,
        Status::Missed => 6,
        Status::AtRisk => 5,
        Status::Inconclusive => 4,
        Status::NoData => 3,
        Status::TooFew => 2,
        Status::Met => 1,
        Status::NoTarget => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{ALL, shape, urgency};

    #[test]
    fn every_status_has_a_shape_of_its_own() {
        assert_eq!(ALL.iter().map(|status| shape(*status)).collect::<HashSet<_>>().len(), ALL.len());
        assert_eq!(ALL.iter().map(|status| urgency(*status)).collect::<HashSet<_>>().len(), ALL.len());
    }
}
