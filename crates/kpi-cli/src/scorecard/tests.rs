//! Whole pages.

use std::collections::HashMap;

use jiff::civil::{Date, date};
use kpi_config::Grain;
use kpi_diagnostics::render::Colour;
use kpi_engine::{Interval, KpiResult, Period, Report, SliceValue, Status, TargetLine};

use super::listing::listing;
use super::{Better, Page, scorecard};

fn month(start: Date) -> Period {
    Period { grain: Some(Grain::Month), start, end: start.last_of_month().tomorrow().unwrap_or(start), name: None }
}

fn result(name: &str, start: Date, value: Option<f64>, status: Status) -> KpiResult {
    KpiResult {
        metric: None,
        name: name.to_owned(),
        label: None,
        group: Some("Engage".to_owned()),
        period: month(start),
        slice: Vec::new(),
        value,
        unit: "%".to_owned(),
        n: None,
        numerator: None,
        denominator: None,
        interval: None,
        previous: None,
        target: None,
        warn: None,
        status,
        reason: None,
        marks: Vec::new(),
        rows: None,
        sentence: None,
    }
}

fn of_slice(mut result: KpiResult, dimension: &str, value: Option<&str>) -> KpiResult {
    result.slice = vec![SliceValue { dimension: dimension.to_owned(), value: value.map(str::to_owned) }];
    result
}

fn example() -> Report {
    let may = date(2026, 5, 1);
    let june = date(2026, 6, 1);
    let target = TargetLine { text: "< 5".to_owned(), value: Some(5.0), high: None };
    let churn = |start, value, status| KpiResult {
        label: Some("解約率".to_owned()),
        target: Some(target.clone()),
        n: Some(1_204),
        ..result("churn", start, Some(value), status)
    };
    let mut results = vec![
        churn(may, 4.2, Status::Met),
        KpiResult {
            previous: Some(4.2),
            interval: Some(Interval { low: 4.9, high: 7.31, level: 0.95, method: "wilson" }),
            ..churn(june, 6.0, Status::Missed)
        },
    ];
    results.extend([
        of_slice(churn(may, 3.0, Status::Met), "segment", Some("smb")),
        KpiResult { previous: Some(3.0), ..of_slice(churn(june, 2.0, Status::Met), "segment", Some("smb")) },
        of_slice(result("churn", may, None, Status::NoData), "segment", None),
        KpiResult {
            reason: Some("no row of `customers` in the period".to_owned()),
            ..of_slice(result("churn", june, None, Status::NoData), "segment", None)
        },
        KpiResult { unit: "s".to_owned(), ..result("resolution_time", may, Some(12_000.0), Status::NoTarget) },
        KpiResult {
            unit: "s".to_owned(),
            previous: Some(12_000.0),
            marks: vec!["incomplete".to_owned()],
            ..result("resolution_time", june, Some(9_000.0), Status::NoTarget)
        },
        KpiResult {
            group: Some("Grow".to_owned()),
            reason: Some("plugin `referral` failed".to_owned()),
            ..result("referral_rate", june, None, Status::Error)
        },
    ]);
    Report {
        schema: "kpi-results/1",
        generated_at: "2026-07-01T06:00:00Z".to_owned(),
        as_of: date(2026, 7, 1),
        results,
        problems: Vec::new(),
    }
}

fn shown(report: &Report, width: usize) -> String {
    let better = HashMap::from([("churn".to_owned(), Better::Lower)]);
    let page = Page {
        project: "Acme",
        title: Some("Customer experience"),
        better: &better,
        problems: "",
        width,
        colour: Colour::Never,
    };
    scorecard(report, &page)
}

#[test]
fn a_whole_page() {
    let expected = "\
Acme · Customer experience
June 2026 · as of 2026-07-01
✕ 1 missed   ! 1 error   · 1 no target

                          value  change    trend  target  status         n  interval

Engage
✕  解約率                   6 %  △ 1.8 pp  ▁█     < 5     missed     1,204  4.9 – 7.31
●    segment = smb          2 %  ▼ 1.0 pp  █▁     < 5     met        1,204
–    segment = (empty)  no data                           no data
     no row of `customers` in the period
·  resolution_time        2.5 h  ↓ 25 %    █▁             no target
     incomplete

Grow
!  referral_rate          error                           error
     plugin `referral` failed

▲▼ better   △▽ worse   ↑↓ changed   pp percentage points
";
    assert_eq!(shown(&example(), 120), expected);
}

#[test]
fn a_narrow_page_drops_columns() {
    let page = shown(&example(), 60);
    assert!(page.lines().all(|line| crate::width::width(line) <= 60), "{page}");
    assert!(page.contains("✕  解約率                   6 %  △ 1.8 pp  ▁█     < 5\n"), "{page}");
}

#[test]
fn marks_of_every_value_stand_in_the_head() {
    let mut report = example();
    for result in &mut report.results {
        result.marks = vec!["incomplete".to_owned()];
    }
    let page = shown(&report, 100);
    assert!(page.starts_with("Acme · Customer experience\nJune 2026 · as of 2026-07-01 · incomplete\n"));
    assert_eq!(page.matches("incomplete").count(), 1);
}

#[test]
fn kpis_without_a_total_count_by_their_worst_slice() {
    let june = date(2026, 6, 1);
    let mut report = example();
    report.results = vec![
        of_slice(result("css", june, Some(80.0), Status::Met), "touchpoint", Some("chat")),
        of_slice(result("css", june, Some(60.0), Status::AtRisk), "touchpoint", Some("mail")),
    ];
    let page = shown(&report, 80);
    assert!(page.contains("\n◐ 1 at risk\n"), "{page}");
    assert!(page.contains("\n   css\n●    touchpoint = chat   80 %"), "{page}");
}

#[test]
fn many_slices_are_counted() {
    let june = date(2026, 6, 1);
    let mut report = example();
    report.results = vec![result("views", june, Some(1.0), Status::NoTarget)];
    report.results.extend(
        (0..25).map(|page| {
            of_slice(result("views", june, Some(1.0), Status::NoTarget), "page", Some(&format!("/{page}")))
        }),
    );
    assert!(shown(&report, 80).contains("5 more slices; `--format csv` gives all of them"));
}

#[test]
fn a_slice_that_ended_is_not_shown_with_its_last_value() {
    let months = [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)];
    let mut results: Vec<_> = months.iter().map(|month| result("left", *month, Some(7.0), Status::NoTarget)).collect();
    let ended = |month, value| of_slice(result("left", month, Some(value), Status::NoTarget), "segment", Some("smb"));
    results.extend([ended(date(2026, 4, 1), 3.0), ended(date(2026, 5, 1), 4.0)]);
    let page = shown(&Report { results, ..example() }, 100);
    assert!(page.contains("segment = smb  no data"), "{page}");
    assert!(page.contains("no rows of it in this period"), "{page}");
    assert!(page.contains("▁█ "), "{page}");
}

#[test]
fn nothing_to_show() {
    let mut report = example();
    report.results.clear();
    assert_eq!(
        shown(&report, 80),
        "Acme · Customer experience\nas of 2026-07-01\nno KPI to show: a metric with a label or a target is one, as in `nps \"Net Promoter Score\" = …`\n"
    );
}

#[test]
fn a_query_is_a_plain_table() {
    let mut report = example();
    report.results.retain(|result| result.name == "churn" && result.period.start == date(2026, 6, 1));
    let expected = "\
name    period     segment    value      n  interval    target     status
解約率  June 2026  (all)        6 %  1,204  4.9 – 7.31  < 5     ✕  missed
解約率  June 2026  smb          2 %  1,204              < 5     ●  met
churn   June 2026  (empty)  no data                             –  no data
  no row of `customers` in the period
";
    assert_eq!(listing(&report, 100, Colour::Never), expected);
}
