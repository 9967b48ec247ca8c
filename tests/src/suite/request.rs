//! What a case asks for.

use jiff::Timestamp;
use jiff::civil::Date;
use kpi_syntax::PeriodName;

use crate::reference::Calendar;

/// A `run` block.
#[derive(Clone, Debug)]
pub struct Request {
    /// The last period.
    pub period: PeriodName,
    /// How many periods, the last one included.
    pub trend: u32,
    /// The clock; none: the day when the period is over.
    pub as_of: Option<Date>,
}

impl Request {
    /// Reads `period 2026-06; trend 3; as of 2026-07-01`.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut request = Self { period: PeriodName::Year(0), trend: 1, as_of: None };
        let mut has_period = false;
        for part in text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let wrong = || format!("`{part}` is not understood in a `run` block");
            if let Some(name) = part.strip_prefix("period ") {
                request.period = PeriodName::parse(name.trim()).ok_or_else(wrong)?;
                has_period = true;
            } else if let Some(count) = part.strip_prefix("trend ") {
                request.trend = count.trim().parse().map_err(|_| wrong())?;
            } else if let Some(date) = part.strip_prefix("as of ") {
                request.as_of = Some(date.trim().parse().map_err(|_| wrong())?);
            } else {
                return Err(wrong());
            }
        }
        if has_period { Ok(request) } else { Err("a `run` block says its period".to_owned()) }
    }

    /// The clock: the day that is said, or the one when the last period is over.
    pub fn clock(&self, calendar: &Calendar) -> Timestamp {
        match self.as_of {
            Some(day) => calendar.midnight(day),
            None => calendar.named(self.period).end.expect("a period has an end"),
        }
    }
}
