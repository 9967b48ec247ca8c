//! What a case asks for.

use crate::reference::Calendar;
use jiff::Timestamp;
use jiff::civil::Date;

/// A `run` block.
#[derive(Clone, Debug)]
pub struct Request {
    /// The last period, by its name.
    pub period: String,
    /// How many periods, the last one included.
    pub trend: u32,
    /// The clock; none: the day when the period is over.
    pub as_of: Option<Date>,
}

impl Request {
    /// Reads `period 2026-06; trend 3; as of 2026-07-01`.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut request = Self { period: String::new(), trend: 1, as_of: None };
        for part in text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let wrong = || format!("`{part}` is not understood in a `run` block");
            if let Some(name) = part.strip_prefix("period ") {
                name.trim().clone_into(&mut request.period);
            } else if let Some(count) = part.strip_prefix("trend ") {
                request.trend = count.trim().parse().map_err(|_| wrong())?;
            } else if let Some(date) = part.strip_prefix("as of ") {
                request.as_of = Some(date.trim().parse().map_err(|_| wrong())?);
            } else {
                return Err(wrong());
            }
        }
        if request.period.is_empty() { Err("a `run` block says its period".to_owned()) } else { Ok(request) }
    }

    /// The clock: the day that is said, or the one when the last period is over.
    pub fn clock(&self, calendar: &Calendar) -> Timestamp {
        match self.as_of {
            Some(day) => calendar.midnight(day),
            None => calendar.called(&self.period).and_then(|period| period.end).expect("a period has an end"),
        }
    }
}
