//! Periods in words.

use kpi_engine::Period;

/// What people call a period: the name in the project's calendar table, else `June 2026`, `Apr – Jun 2026`, `week of 2026-06-01`, `2026-07-01 to 2026-07-17`.
pub(crate) fn name(period: &Period) -> String {
    if let Some(name) = &period.name {
        return name.clone();
    }
    kpi_plan::period_name(period.grain, period.start, period.end)
}
