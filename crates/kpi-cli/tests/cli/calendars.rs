//! Calendars that are tables, and business hours, as the command line shows them.

use crate::folder::Folder;

/// Two years of three months of 4, 4 and 5 weeks; tickets with their working time.
fn retailer() -> Folder {
    let folder = Folder::empty();
    folder.write(
        "kpi.toml",
        r#"[project]
name = "Retailer"
calendar = "retail"

[calendar.retail]
source = "weeks"

[business_hours]
monday = "09:00-17:00"
holidays = "feasts.day"

[scorecard.monthly]
period = "month"
trend = 2
as_of = 2026-04-10

[source.weeks]
path = "weeks.csv"

[source.feasts]
path = "feasts.csv"

[source.tickets]
path = "tickets.csv"
time = "opened_at"
"#,
    );
    folder.write(
        "kpi-defs/service.kpi",
        "from tickets
opened \"Tickets opened\" = count(tickets)
worked \"Working time\" = avg(business_hours(opened_at, solved_at))
",
    );
    folder.write(
        "weeks.csv",
        "grain,name,start,end
month,2026-P01,2026-02-08,2026-03-07
month,2026-P02,2026-03-08,2026-04-04
month,2026-P03,2026-04-05,2026-05-09
",
    );
    folder.write("feasts.csv", "day\n2026-03-16\n");
    folder.write(
        "tickets.csv",
        "opened_at,solved_at
2026-02-09 10:00:00,2026-02-09 12:00:00
2026-03-09 16:00:00,2026-03-09 19:00:00
2026-03-16 10:00:00,2026-03-23 10:00:00
",
    );
    folder
}

#[test]
fn a_scorecard_has_the_periods_of_the_table() {
    let folder = retailer();
    let json = folder.kpi(&["run", "--format", "json"]).ends_with(0).json();
    let results = json["results"].as_array().unwrap().iter();
    let periods: Vec<&str> = results
        .filter(|result| result["name"] == "opened")
        .map(|result| result["period"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(periods, ["2026-P01", "2026-P02"], "the last one that was over on 10 April");
    folder.kpi(&["query", "worked", "--period", "2026-P02"]).ends_with(0).shows(&["2026-P02"]);
}

#[test]
fn names_that_the_table_does_not_have_are_refused() {
    let folder = retailer();
    let asked = |period: &str| folder.kpi(&["query", "opened", "--period", period]);
    asked("2026-P07").ends_with(2).says(&["there is no period `2026-P07`", "the calendar `retail` has `2026-P01`"]);
    asked("2026-03").ends_with(2);
    asked("2026-Q1").ends_with(0);
    let beyond = folder.kpi(&["run", "--as-of", "2027-01-01"]).ends_with(2);
    beyond.says(&["no month that was just over on 2027-01-01"]);
}

#[test]
fn a_broken_table_stops_a_run_and_broken_holidays_what_needs_them() {
    let folder = retailer();
    folder.write("feasts.csv", "day\nsome day\n");
    let run = folder.kpi(&["run", "--format", "json"]).ends_with(4).says(&["`feasts.day` holds no days"]);
    let json = run.json();
    let status = |name: &str| {
        let results = json["results"].as_array().unwrap();
        results.iter().find(|result| result["name"] == name).unwrap()["status"].clone()
    };
    assert_eq!((status("opened"), status("worked")), ("no target".into(), "error".into()));
    folder.write(
        "weeks.csv",
        "grain,name,start,end\nmonth,2026-P01,2026-02-08,2026-03-07\nmonth,2026-P02,2026-03-09,2026-04-04\n",
    );
    folder.kpi(&["run"]).ends_with(4).says(&["the days from 2026-03-08 to 2026-03-08 are in no month"]);
}

const OWN_CALENDAR: &str = "test \"own periods and days off\"
    period \"P02\"
    weeks
        | grain | name | start      | end        |
        | month | P01  | 2026-02-01 | 2026-02-28 |
        | month | P02  | 2026-03-01 | 2026-03-05 |
    feasts
        | day        |
        | 2026-03-09 |
    tickets
        | opened_at           | solved_at           |
        | 2026-02-10 10:00:00 | 2026-02-10 11:00:00 |
        | 2026-03-02 16:00:00 | 2026-03-09 10:00:00 |
        | 2026-03-07 10:00:00 | 2026-03-09 11:00:00 |
    expect opened = 1
    expect worked = 1 hour
    expect prev(opened) = 1
    expect opened is no target
";

const CALENDAR_OF_THE_PROJECT: &str = "test \"the project's\"
    period \"2026-P02\"
    tickets
        | opened_at           | solved_at           |
        | 2026-03-09 16:00:00 | 2026-03-17 10:00:00 |
        | 2026-04-04 10:00:00 | 2026-04-04 11:00:00 |
        | 2026-04-05 10:00:00 | 2026-04-05 11:00:00 |
    expect opened = 2
    expect worked = 30 minutes
";

#[test]
fn a_test_has_a_calendar_of_its_own_or_that_of_the_project() {
    let folder = retailer();
    folder.write("kpi-defs/calendar.test.kpi", format!("{OWN_CALENDAR}{CALENDAR_OF_THE_PROJECT}"));
    for command in [&["test"][..], &["test", "--offline"]] {
        folder.kpi(command).ends_with(0).shows(&["2 tests, 6 expectations: all passed"]);
    }
    folder.kpi(&["fmt", "--check"]).ends_with(0);
    folder.edit("kpi-defs/calendar.test.kpi", "\"P02\"", "\"P03\"");
    folder.kpi(&["test"]).ends_with(1).shows(&["the project's calendar has no period `P03`"]);
}

#[test]
fn a_test_with_a_calendar_of_its_own_needs_no_files() {
    let folder = retailer();
    folder.write("kpi-defs/calendar.test.kpi", OWN_CALENDAR);
    for file in ["weeks.csv", "feasts.csv", "tickets.csv"] {
        std::fs::remove_file(folder.path(file)).unwrap();
    }
    folder.kpi(&["test", "--quiet"]).ends_with(0).shows(&["1 test, 4 expectations: all passed"]);
    folder.write("kpi-defs/project.test.kpi", CALENDAR_OF_THE_PROJECT);
    let both = folder.kpi(&["test", "--offline"]).ends_with(1);
    both.shows(&["✓  own periods", "✕  the project's", "`weeks` cannot be read"]);
    folder.kpi(&["test", "the project's"]).ends_with(4).says(&["`weeks` cannot be read"]);
}

#[test]
fn what_is_wrong_with_the_calendar_of_a_test_is_said() {
    let folder = retailer();
    folder.write("kpi-defs/calendar.test.kpi", OWN_CALENDAR.replace("| 2026-03-01 |", "| 2026-03-02 |"));
    folder.kpi(&["test"]).ends_with(1).shows(&["the days from 2026-03-01 to 2026-03-01 are in no month"]);
    folder.write("kpi-defs/calendar.test.kpi", OWN_CALENDAR.replace("    expect opened = 1\n", ""));
    std::fs::remove_file(folder.path("feasts.csv")).unwrap();
    folder.kpi(&["test", "--offline"]).ends_with(0);
    let without = OWN_CALENDAR.replace("    feasts\n        | day        |\n        | 2026-03-09 |\n", "");
    folder.write("kpi-defs/calendar.test.kpi", without);
    folder.kpi(&["test", "--offline"]).ends_with(1).shows(&["`worked` is error", "`feasts` cannot be read"]);
}
