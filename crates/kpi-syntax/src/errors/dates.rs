//! Dates, periods and durations.

use jiff::civil::Date;
use kpi_diagnostics::{Diagnostic, Span};

use super::codes;
use crate::PeriodName;

/// `2026-1-5`, `2026-02-30`, `05.01.2026`
pub(crate) fn bad_date(span: Span, written: &str) -> Diagnostic {
    let groups: Vec<&str> = written.split(['-', '.', '/']).collect();
    let numbers: Vec<i16> = groups.iter().filter_map(|group| group.parse().ok()).collect();
    let ([first, second, third], [a, _, c]) = (numbers.as_slice(), groups.as_slice()) else {
        return not_a_date(span, written);
    };
    match (a.len(), c.len()) {
        (4, 1..=2) => year_first(span, written, [*first, *second, *third]),
        (1..=2, 4) => year_last(span, written, [*first, *second, *third]),
        _ => not_a_date(span, written),
    }
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn year_first(span: Span, written: &str, [year, month, day]: [i16; 3]) -> Diagnostic {
    if let Some(date) = civil(year, month, day) {
        return Diagnostic::error(codes::BAD_DATE, format!("`{written}` is not how a date is written"))
            .primary(span, "a date is year-month-day with four, two and two digits")
            .fix(span, date.to_string(), format!("write `{date}`"));
    }
    let message = Diagnostic::error(codes::BAD_DATE, format!("there is no `{written}` in the calendar"));
    let last = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok()).map(Date::last_of_month);
    match last {
        Some(last) => message.primary(span, format!("that month has {} days", last.day())).suggestion(
            span,
            last.to_string(),
            format!("write `{last}`, the last day of that month"),
        ),
        None => message.primary(span, "months go from 01 to 12").help("a date is year-month-day, as in `2026-01-31`"),
    }
}

fn year_last(span: Span, written: &str, [first, second, year]: [i16; 3]) -> Diagnostic {
    let mut message = Diagnostic::error(codes::BAD_DATE, format!("`{written}` is not how a date is written"))
        .primary(span, "a date is year-month-day, as in `2026-01-31`");
    let readings = [(civil(year, second, first), "day first"), (civil(year, first, second), "month first")];
    let mut seen = Vec::new();
    for (date, order) in readings {
        if let Some(date) = date.filter(|date| !seen.contains(date)) {
            message = message.suggestion(span, date.to_string(), format!("write `{date}` if it is {order}"));
            seen.push(date);
        }
    }
    message
}

fn not_a_date(span: Span, written: &str) -> Diagnostic {
    let thousands = written.split('.').skip(1).all(|group| group.len() == 3 && group.parse::<u16>().is_ok());
    if thousands && written.contains('.') {
        let plain = written.replace('.', "_");
        return Diagnostic::error(
            codes::BAD_NUMBER,
            format!("thousands are grouped by `_`, not by points: `{written}`"),
        )
        .primary(span, "a number has one point, before its decimals")
        .fix(span, plain.clone(), format!("write `{plain}`"));
    }
    let message = Diagnostic::error(codes::BAD_DATE, format!("`{written}` is neither a date nor a subtraction"));
    if written.contains(':') || written.contains('T') {
        return Diagnostic::error(codes::BAD_DATE, format!("`{written}` holds a time of day, and a date has none"))
            .primary(span, "a date is year-month-day, as in `2026-01-31`")
            .help("a moment within a day is a date plus hours: `2026-01-31 + 10 hours`");
    }
    message
        .primary(span, "a date is year-month-day, as in `2026-01-31`")
        .help("for a subtraction, put spaces around each `-`")
}

/// `2026-07` in an expression
pub(crate) fn month_as_value(span: Span, written: &str) -> Diagnostic {
    let spaced = written.split('-').map(without_zeros).collect::<Vec<_>>().join(" - ");
    Diagnostic::error(codes::BAD_DATE, format!("`{written}` is a period, and a period is not a value"))
        .primary(span, "it can stand behind `in` or `over`")
        .suggestion(span, spaced.clone(), format!("for a subtraction, write `{spaced}`"))
        .help("to name a day, write it in full, as in `2026-07-01`")
}

/// `07` as `7`
fn without_zeros(number: &str) -> &str {
    let digits = number.trim_start_matches('0');
    if digits.is_empty() { number } else { digits }
}

/// `2026-13`
pub(crate) fn bad_period(span: Span, written: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::BAD_DATE, format!("`{written}` is not a period"));
    if let Some(meant) = meant_period(written) {
        return message.primary(span, "almost").fix(span, meant.to_string(), format!("write `{meant}`"));
    }
    message
        .primary(span, "no such year, quarter, month, week or day")
        .help("periods are written `2026`, `2026-Q3`, `2026-07`, `2026-W31` or `2026-07-15`")
}

/// `2026q2`, `2026-7`, `2026-W5` as they should be
fn meant_period(written: &str) -> Option<PeriodName> {
    let (year, rest) = written.split_at_checked(4)?;
    let rest = rest.trim_start_matches('-').to_uppercase();
    let padded = match rest.strip_prefix('W') {
        Some(week) => format!("W{week:0>2}"),
        None if rest.starts_with('Q') => rest,
        None => rest.split('-').map(|part| format!("{part:0>2}")).collect::<Vec<_>>().join("-"),
    };
    PeriodName::parse(&format!("{year}-{padded}"))
}

/// `1.5 days`
pub(crate) fn broken_duration(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_DATE, "a duration counts whole units")
        .primary(span, "not a whole number, or too large")
        .help("take a smaller unit: `36 hours` instead of `1.5 days`")
}

/// `14days`
pub(crate) fn duration_without_space(span: Span, count: u32, word: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_DATE, "a duration is a number, a space and a unit")
        .primary(span, "the space is missing")
        .fix(span, format!("{count} {word}"), format!("write `{count} {word}`"))
}
