//! How far the data reach: a period that they do not cover is marked `incomplete`.
//!
//! The newest row of any source of the run decides, and it stands for its whole day: one source may be silent for some days,
//! but where no source has anything newer, the delivery has ended. Data that have rows only on the first day of
//! months, or on one day of each week, are of months and weeks, and their newest row stands for all of it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use kpi_model::model::{Model, SourceId};
use kpi_plan::Calendar;
use kpi_polars::Since;

use crate::sources::Scans;

/// How far back the rhythm of a source is looked for.
const RHYTHM_DAYS: i64 = 800;
/// A source with rows on more than a [`FEW`] of so many days has rows every day, more or less.
const DENSE_DAYS: i64 = 40;
const FEW: usize = 7;

/// The moment up to which the data of these sources reach; none when none of them has a time. It is exact only up to
/// `wanted`, the latest moment that a value looks at.
pub(crate) fn data_end(
    model: &Model,
    calendar: &Calendar,
    scans: &Scans<'_>,
    used: &BTreeSet<SourceId>,
    wanted: DateTime,
) -> Option<DateTime> {
    let last_day = wanted.checked_sub(1.nanosecond()).ok()?.date();
    let timed: Vec<Since> = used.iter().filter_map(|source| since(model, *source, last_day)).collect();
    // One source that reaches the last day is enough.
    let reached = AtomicBool::new(false);
    kpi_polars::in_parallel(&timed, |since| {
        let there = || matches!(kpi_polars::newest_day(model, calendar, scans, *since), Ok(Some(_)));
        if !reached.load(Ordering::Relaxed) && there() {
            reached.store(true, Ordering::Relaxed);
        }
    });
    if reached.into_inner() {
        return Some(last_day.tomorrow().ok()?.at(0, 0, 0, 0));
    }
    let ends = kpi_polars::in_parallel(&timed, |since| covered(&recent_days(model, calendar, scans, *since)?));
    let end = ends.into_iter().flatten().max();
    // Sources with a time, and none of them has a row: nothing is covered.
    end.or((!timed.is_empty()).then_some(Date::MIN)).map(|day| day.at(0, 0, 0, 0))
}

fn since(model: &Model, source: SourceId, day: Date) -> Option<Since> {
    let declared = model.source(source);
    let column = declared.time.or(declared.snapshot.map(|shot| shot.column))?;
    Some(Since { source, column, day })
}

/// The last days with rows: of a source that has rows on most days those of some weeks, else those of some years.
fn recent_days(model: &Model, calendar: &Calendar, scans: &Scans<'_>, since: Since) -> Option<Vec<Date>> {
    let newest = kpi_polars::newest_day(model, calendar, scans, Since { day: Date::MIN, ..since }).ok()??;
    let days = |back: i64| {
        let day = newest.checked_sub(back.days()).unwrap_or(Date::MIN);
        kpi_polars::days(model, calendar, scans, Since { day, ..since }).ok()
    };
    let weeks = days(DENSE_DAYS)?;
    if weeks.len() > FEW { Some(weeks) } else { days(RHYTHM_DAYS) }
}

/// The day behind the last one that rows on these days cover.
fn covered(days: &[Date]) -> Option<Date> {
    let newest = *days.last()?;
    let several = days.len() > 1;
    let monthly = several && days.iter().all(|day| day.day() == 1);
    let weekly = days.len() > 2 && days.windows(2).all(|pair| matches!(pair, [a, b] if (*b - *a).get_days() % 7 == 0));
    let quarterly = monthly && days.len() > 2 && days.iter().all(|day| (day.month() - newest.month()) % 3 == 0);
    let yearly = monthly && days.iter().all(|day| day.month() == newest.month());
    let length = match () {
        () if yearly => 1.year(),
        () if quarterly => 3.months(),
        () if monthly => 1.month(),
        () if weekly => 1.week(),
        () => 1.day(),
    };
    newest.checked_add(length).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::covered;

    #[test]
    fn the_newest_row_stands_for_its_day_week_month_or_year() {
        assert_eq!(covered(&[date(2026, 6, 27), date(2026, 6, 28)]), Some(date(2026, 6, 29)));
        assert_eq!(covered(&[date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15)]), Some(date(2026, 6, 22)));
        assert_eq!(covered(&[date(2026, 2, 1), date(2026, 3, 1)]), Some(date(2026, 4, 1)));
        assert_eq!(covered(&[date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]), Some(date(2026, 10, 1)));
        assert_eq!(covered(&[date(2025, 1, 1), date(2026, 1, 1)]), Some(date(2027, 1, 1)));
        assert_eq!(covered(&[date(2026, 3, 1)]), Some(date(2026, 3, 2)));
        assert_eq!(covered(&[]), None);
    }
}
