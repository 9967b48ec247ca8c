//! What edges are on the calendar, on days when clocks change, and in windows of the language.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::sync::Arc;

use jiff::civil::{date, datetime};
use jiff::tz::TimeZone;
use kpi_config::Grain;
use kpi_model::model::Window;
use kpi_syntax::PeriodName;
use kpi_syntax::ast::{Duration, TimeUnit};

use super::*;

fn calendar(fiscal_year_starts: i8) -> Calendar {
    let timezone = TimeZone::get("Europe/Berlin").unwrap();
    Calendar {
        timezone,
        week_starts: Weekday::Monday,
        fiscal_year_starts,
        table: None,
        working: Arc::default(),
        shifts: Arc::default(),
    }
}

fn days(window: TimeWindow) -> (jiff::civil::Date, jiff::civil::Date) {
    (window.start.date(), window.end.date())
}

#[test]
fn fiscal_years_and_quarters_begin_where_the_project_says() {
    let calendar = calendar(4);
    let year = calendar.period(Grain::Year, date(2026, 2, 3)).unwrap();
    assert_eq!(days(year), (date(2025, 4, 1), date(2026, 4, 1)));
    let quarter = calendar.period(Grain::Quarter, date(2026, 3, 31)).unwrap();
    assert_eq!(days(quarter), (date(2026, 1, 1), date(2026, 4, 1)));
    assert_eq!(calendar.named(PeriodName::Quarter(2025, 4)), Some(quarter));
}

#[test]
fn a_shifted_period_keeps_its_grain() {
    let calendar = calendar(1);
    let march = calendar.period(Grain::Month, date(2026, 3, 15)).unwrap();
    let february = calendar.shift(march, None);
    assert_eq!(february, calendar.period(Grain::Month, date(2026, 2, 1)));
    let odd = calendar.shift(march, Some(Duration { count: 14, unit: TimeUnit::Day }));
    assert_eq!(odd.map(|window| window.end.date()), Some(date(2026, 3, 15)));
}

#[test]
fn to_date_starts_with_the_unit_of_the_last_moment() {
    let calendar = calendar(1);
    let december = calendar.period(Grain::Month, date(2025, 12, 1)).unwrap();
    let year = calendar.apply(&Window::ToDate(TimeUnit::Year), december);
    assert_eq!(year.map(|window| window.start.date()), Some(date(2025, 1, 1)));
}

#[test]
fn edges_on_days_when_clocks_change() {
    let calendar = calendar(1);
    let gap = calendar.instant(datetime(2026, 3, 29, 2, 30, 0, 0));
    let after = calendar.instant(datetime(2026, 3, 29, 3, 30, 0, 0));
    assert_eq!(gap, after);
    let fold = calendar.instant(datetime(2026, 10, 25, 2, 30, 0, 0));
    assert_eq!(fold % 86_400_000_000, 1_800_000_000, "00:30 UTC, the summer reading");
}

#[test]
fn the_second_showing_of_an_hour_is_an_edge_of_its_own() {
    let calendar = calendar(1);
    let first = calendar.instant(datetime(2026, 10, 25, 2, 0, 0, 0));
    let second = calendar.edge(first + 3_600_000_000).unwrap();
    assert_eq!(calendar.instant(second), first + 3_600_000_000);
    assert_eq!(calendar.wall(second), datetime(2026, 10, 25, 3, 0, 0, 0), "behind all wall-clock times of the hour");
    assert_eq!(calendar.edge(first), Some(datetime(2026, 10, 25, 2, 0, 0, 0)));
}

#[test]
fn hours_are_elapsed_time() {
    let calendar = calendar(1);
    let hours = |day| {
        let day = calendar.period(Grain::Day, day).unwrap();
        calendar.units(day, TimeUnit::Hour).map(|units| units.len())
    };
    assert_eq!(hours(date(2026, 3, 29)), Some(23));
    assert_eq!(hours(date(2026, 10, 25)), Some(25));
    assert_eq!(hours(date(2026, 10, 26)), Some(24));
    let last = Window::Last(Duration { count: 24, unit: TimeUnit::Hour });
    let autumn = calendar.period(Grain::Day, date(2026, 10, 25)).unwrap();
    assert_eq!(calendar.apply(&last, autumn).unwrap().start, datetime(2026, 10, 25, 1, 0, 0, 0));
}

#[test]
fn units_only_when_they_fill_the_window() {
    let calendar = calendar(1);
    let march = calendar.period(Grain::Month, date(2026, 3, 1)).unwrap();
    assert_eq!(calendar.units(march, TimeUnit::Day).map(|units| units.len()), Some(31));
    assert_eq!(calendar.units(march, TimeUnit::Week), None);
}

fn retail() -> Calendar {
    let mut rows = Vec::new();
    let mut first = date(2025, 2, 2);
    for (year, weeks) in [(2025, 52), (2026, 53)] {
        let year_first = first;
        for month in 1..=12 {
            let length = if month == 12 && weeks == 53 { 5 } else { [4, 4, 5][(month - 1) % 3] };
            let last = first.checked_add((length * 7 - 1).days()).unwrap();
            rows.push(NamedPeriod { grain: Grain::Month, name: format!("{year}-P{month:02}"), first, last });
            first = last.tomorrow().unwrap();
        }
        let last = first.yesterday().unwrap();
        rows.push(NamedPeriod { grain: Grain::Year, name: year.to_string(), first: year_first, last });
    }
    let table = PeriodTable::new("retail", rows).unwrap();
    Calendar { table: Some(Arc::new(table)), ..calendar(1) }
}

#[test]
fn periods_of_a_table_shift_by_its_rows() {
    let calendar = retail();
    let second = calendar.called("2026-P02").unwrap();
    let back = |count, unit| calendar.shift(second, Some(Duration { count, unit }));
    assert_eq!(calendar.shift(second, None), calendar.called("2026-P01"));
    assert_eq!(back(2, TimeUnit::Month), calendar.called("2025-P12"));
    assert_eq!(back(1, TimeUnit::Year), calendar.called("2025-P02"));
    assert_eq!(back(28, TimeUnit::Day), calendar.called("2026-P01"));
    assert_eq!(back(7, TimeUnit::Day), None, "no month of the table begins there");
    assert_eq!(back(1, TimeUnit::Quarter), None, "the table has no quarters");
    assert_eq!(calendar.called("2026-02"), None, "months are those of the table");
    assert!(calendar.called("2026-Q1").is_some(), "quarters are the common ones");
    assert_eq!(calendar.trend(second, 99).len(), 14);
}

#[test]
fn windows_follow_the_table() {
    let calendar = retail();
    let second = calendar.called("2026-P02").unwrap();
    let apply = |window| calendar.apply(&window, second);
    let first_day = |name: &str| calendar.called(name).unwrap().start;
    let year = apply(Window::ToDate(TimeUnit::Year)).unwrap();
    assert_eq!((year.start, year.end), (first_day("2026-P01"), second.end));
    let before = calendar.shift(year, Some(Duration { count: 1, unit: TimeUnit::Year })).unwrap();
    assert_eq!((before.start, before.end), (first_day("2025"), first_day("2025-P03")));
    let last = apply(Window::Last(Duration { count: 3, unit: TimeUnit::Month })).unwrap();
    assert_eq!(last.start, first_day("2025-P12"));
    assert_eq!(apply(Window::Last(Duration { count: 30, unit: TimeUnit::Month })), None);
    assert_eq!(calendar.units(year, TimeUnit::Month).map(|units| units.len()), Some(2));
    assert_eq!(calendar.units(calendar.called("2026").unwrap(), TimeUnit::Month).map(|units| units.len()), Some(12));
}
