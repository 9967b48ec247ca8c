//! Periods as they are written on the command line.

use jiff::civil::Date;
use kpi_syntax::PeriodName;

/// `2026-07`, or `2026-07-01..2026-07-17` with both days in it, or the name of a period of a calendar table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PeriodArgument {
    /// One of the five forms of the language.
    Named(PeriodName),
    /// What only a calendar table can know: `2026-P05`.
    Called(String),
    /// From the first day to the last.
    Days(Date, Date),
}

impl PeriodArgument {
    /// Reads an argument; the error says what may be written.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let Some((first, last)) = text.split_once("..") else {
            let named = PeriodName::parse(text).map(Self::Named);
            return Ok(named.unwrap_or_else(|| Self::Called(text.to_owned())));
        };
        let day = |text: &str| match PeriodName::parse(text) {
            Some(PeriodName::Day(day)) => Ok(day),
            _ => Err(format!("`{text}` is no day; a span goes from day to day, as in 2026-07-01..2026-07-17")),
        };
        let (first, last) = (day(first)?, day(last)?);
        if last < first {
            return Err(format!("it ends before it begins; write {last}..{first}"));
        }
        Ok(Self::Days(first, last))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kpi_syntax::PeriodName;

    use super::PeriodArgument;

    #[test]
    fn names_and_spans() {
        assert_eq!(PeriodArgument::parse("2026-06"), Ok(PeriodArgument::Named(PeriodName::Month(2026, 6))));
        let span = PeriodArgument::Days(date(2026, 1, 1), date(2026, 1, 17));
        assert_eq!(PeriodArgument::parse("2026-01-01..2026-01-17"), Ok(span));
        assert_eq!(PeriodArgument::parse("2026-P05"), Ok(PeriodArgument::Called("2026-P05".to_owned())));
    }

    #[test]
    fn errors_have_a_way_out() {
        let error = |text| PeriodArgument::parse(text).err().unwrap_or_default();
        assert!(error("2026-01..2026-02").starts_with("`2026-01` is no day"));
        assert_eq!(error("2026-02-02..2026-02-01"), "it ends before it begins; write 2026-02-01..2026-02-02");
    }
}
