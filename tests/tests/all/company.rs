//! The scorecard of the example company, every value of it computed by plain SQL as well.
//!
//! `tests/company/<group>.sql` has a statement for each KPI, which gives its total and its slices in a month. All months of the
//! scorecard are compared. What the libraries of the project say of words and links is written down by hand in
//! `tests/company/setup/views.sql`. The scorecard as it is printed is pinned by a test of the command line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::Date;
use kpi_config::Grain;
use kpi_engine::{KpiResult, Project, Report, Request, Selection, Silent, Status};
use kpi_tests::company::{Answer, Statement, answers, load, statements};
use kpi_tests::suite::expected::same;

/// That they are the same in every month is what they are for.
const ALWAYS_THE_SAME: [&str; 1] = ["mrr_unexplained"];

fn folder_of_statements() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("company")
}

/// The company, written once, and its scorecard by the engine.
struct Example {
    folder: tempfile::TempDir,
    report: Report,
}

fn example() -> &'static Example {
    static EXAMPLE: OnceLock<Example> = OnceLock::new();
    EXAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = kpi_demo::Options::new(folder.path()).existing(kpi_demo::Existing::Replace);
        kpi_demo::write(&options).expect("the example company");
        let project = Project::open(folder.path(), &|_| None);
        let card = project.config().scorecards.values().next().expect("a scorecard");
        let as_of = card.as_of.expect("a clock");
        let last = project.calendar().last_full_period(Grain::Month, as_of).expect("a month");
        let periods = project.calendar().trend(last, card.trend);
        let request = Request { selection: Selection::Kpis, periods, by: Vec::new(), as_of };
        let report = project.evaluate(&request, &Silent).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert!(report.problems.is_empty(), "{:?}", report.problems);
        Example { folder, report }
    })
}

/// The results of one KPI.
fn results(kpi: &str) -> impl Iterator<Item = &'static KpiResult> {
    example().report.results.iter().filter(move |result| result.name == kpi)
}

fn kpis() -> BTreeSet<&'static str> {
    example().report.results.iter().map(|result| result.name.as_str()).collect()
}

/// What is different between a result of the engine and the answer of SQL.
fn difference(result: &KpiResult, answer: Option<&Answer>) -> Option<String> {
    let Answer { value, n } = answer.copied().unwrap_or(Answer { value: None, n: None });
    let agrees = if result.status == Status::TooFew {
        n.is_some() && result.n == n
    } else {
        same(result.value, value) && (n.is_none() || result.n == n)
    };
    let (status, slice) = (result.status.words(), &result.slice);
    (!agrees).then(|| {
        let engine = format!("{:?} (n {:?}, {status})", result.value, result.n);
        format!("{} {slice:?} {}: engine {engine}, SQL {value:?} (n {n:?})", result.name, result.period.start)
    })
}

fn slice_of(result: &KpiResult) -> Option<(String, Option<String>)> {
    assert!(result.slice.len() < 2, "the statements know breakdowns by one dimension");
    result.slice.first().map(|part| (part.dimension.clone(), part.value.clone()))
}

/// What is different in the months of one KPI.
fn differences(connection: &rusqlite::Connection, statement: &Statement) -> Vec<String> {
    let mut months: BTreeMap<(Date, Date), Vec<&KpiResult>> = BTreeMap::new();
    for result in results(&statement.kpi) {
        months.entry((result.period.start, result.period.end)).or_default().push(result);
    }
    let mut found = Vec::new();
    for ((opens, closes), results) in months {
        let mut answers = answers(connection, statement, opens, closes);
        for result in results {
            found.extend(difference(result, answers.remove(&slice_of(result)).as_ref()));
        }
        let left = answers.into_iter().map(|(slice, answer)| format!("only SQL has {slice:?} {answer:?}"));
        found.extend(left.map(|words| format!("{} {opens}: {words}", statement.kpi)));
    }
    found
}

#[test]
fn every_value_of_the_scorecard_is_what_sql_computes() {
    let statements = statements(&folder_of_statements());
    let with_sql: BTreeSet<&str> = statements.iter().map(|statement| statement.kpi.as_str()).collect();
    let all = kpis();
    let without: Vec<_> = all.difference(&with_sql).collect();
    assert!(without.is_empty(), "KPIs without SQL: {without:?}");
    let unknown: Vec<_> = with_sql.difference(&all).collect();
    assert!(unknown.is_empty(), "statements for no KPI: {unknown:?}");
    let connection = load(example().folder.path(), &folder_of_statements().join("setup"));
    let found: Vec<String> = statements.iter().flat_map(|statement| differences(&connection, statement)).collect();
    assert!(found.is_empty(), "{} values differ:\n{}", found.len(), found.join("\n"));
    println!("{} values of {} KPIs are what SQL computes", example().report.results.len(), statements.len());
}

#[test]
fn the_statements_stand_in_the_file_of_their_group() {
    for statement in statements(&folder_of_statements()) {
        let group = results(&statement.kpi).next().and_then(|result| result.group.clone()).expect("a group");
        assert_eq!(group.to_lowercase(), statement.group, "{}", statement.kpi);
    }
}

#[test]
fn the_last_month_shows_every_status() {
    let last = example().report.results.iter().map(|result| result.period.start).max().expect("a result");
    let of_last = example().report.results.iter().filter(|result| result.period.start == last);
    let there: Vec<Status> = of_last.map(|result| result.status).collect();
    for status in [
        Status::Met,
        Status::AtRisk,
        Status::Missed,
        Status::Inconclusive,
        Status::NoTarget,
        Status::NoData,
        Status::TooFew,
    ] {
        assert!(there.contains(&status), "nothing is {}", status.words());
    }
    assert!(!there.contains(&Status::Error), "nothing fails");
}

/// The totals of a KPI by month, or those of its first slice where no total is shown.
fn course(kpi: &str) -> Vec<Option<f64>> {
    let first = results(kpi).next().expect("a result").slice.clone();
    results(kpi).filter(|result| result.slice == first).map(|result| result.value).collect()
}

#[test]
fn every_kpi_moves_from_month_to_month() {
    let mut dull = Vec::new();
    for kpi in kpis() {
        let course = course(kpi);
        let mut values: Vec<f64> = course.iter().flatten().copied().collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let wanted = if ALWAYS_THE_SAME.contains(&kpi) { 1 } else { 3 };
        if values.len() < wanted || course.iter().flatten().count() + 1 < course.len() {
            dull.push(format!("{kpi}: {course:?}"));
        }
    }
    assert!(dull.is_empty(), "KPIs that hardly move or are mostly empty:\n{}", dull.join("\n"));
}
