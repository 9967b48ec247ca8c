//! `kpi.toml` texts and what is said about them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests")]

mod catalogue;
mod sources;

use kpi_config::{Config, Grain, Measure, Output, read};
use kpi_diagnostics::{Diagnostic, FileId, Severity};

fn environment(name: &str) -> Option<String> {
    (name == "TOKEN").then(|| "s3cret-value".to_owned())
}

fn reading(text: &str) -> (Config, Vec<Diagnostic>) {
    let (config, problems) = read(FileId(0), text, &environment);
    for problem in &problems {
        assert!(!format!("{problem:?}").contains("s3cret"), "a secret in {problem:?}");
        let (severity, span) = (problem.severity, problem.span());
        assert!(
            span.is_some() && (severity == Severity::Warning || !problem.help.is_empty() || !problem.fixes.is_empty()),
            "{problem:?}"
        );
        assert!(text.get(span.unwrap().range()).is_some(), "{problem:?}");
    }
    (config, problems)
}

fn fine(text: &str) -> Config {
    let (config, problems) = reading(text);
    assert!(problems.is_empty(), "{problems:#?}");
    config
}

/// Each message as `K0402 words @ what is under the caret`.
fn said(text: &str) -> Vec<String> {
    let line = |problem: &Diagnostic| {
        let under = problem.span().map_or("", |span| &text[span.range()]);
        format!("{} {} @ {under}", problem.code, problem.message)
    };
    reading(text).1.iter().map(line).collect()
}

fn fixes(text: &str) -> Vec<String> {
    reading(text).1.iter().flat_map(|problem| problem.fixes.iter().map(|fix| fix.replacement.clone())).collect()
}

#[test]
fn an_empty_file_is_a_project() {
    let config = fine("");
    assert_eq!(config.project.name, "KPI");
    assert_eq!(config.project.timezone, "UTC");
    assert_eq!(config.project.fiscal_year_starts, 1);
    assert_eq!(config.project.definitions, ["kpi-defs/**/*.kpi"]);
    assert_eq!(kpi_config::default_config().project.name, "KPI");
}

#[test]
fn the_example_of_the_design_is_read_whole() {
    let (config, problems) = reading(include_str!("../example.toml"));
    assert!(problems.iter().all(|problem| problem.severity == Severity::Warning), "{problems:#?}");
    assert_eq!(config.project.timezone, "Europe/Berlin");
    let customers = &config.sources["customers"];
    assert_eq!(customers.key[0].value, "customer_id");
    assert_eq!(customers.alive.as_ref().unwrap().to.value, "ended_on");
    let tickets = &config.sources["tickets"];
    assert_eq!(tickets.time.as_ref().unwrap().value, "opened_at");
    let reference = &tickets.references["customer"];
    assert_eq!((reference.columns[0].value.as_str(), reference.target.value.as_str()), ("customer_id", "customers"));
    let monthly = &config.scorecards["monthly"];
    assert_eq!((monthly.period, monthly.trend), (Grain::Month, 13));
    assert_eq!(monthly.by[0].value, "segment");
    assert_eq!(
        monthly.output.iter().map(|form| form.value).collect::<Vec<_>>(),
        [Output::Html, Output::Xlsx, Output::Json]
    );
    assert_eq!(config.plugins["referral"].path.value, "plugins/libkpi_referral.so");
    assert_eq!(config.sources.keys().collect::<Vec<_>>(), ["customers", "tickets"]);
}

#[test]
fn unknown_keys_are_refused_with_a_suggestion() {
    let text = "[project]\ntimezon = 'UTC'\n[source.a]\npath = 'a.csv'\ntme = 'x'\ncolumns.b = { typ = 'text' }\n[sorce.b]\npath='x.csv'\n";
    assert_eq!(
        said(text),
        [
            "K0402 unknown key `timezon` in [project] @ timezon",
            "K0402 unknown key `tme` in [source.a] @ tme",
            "K0402 unknown key `typ` in `columns.b` @ typ",
            "K0402 unknown key `sorce` in `kpi.toml` @ sorce",
        ]
    );
    assert_eq!(fixes(text), ["timezone", "time", "type", "source"]);
}

#[test]
fn wrong_values_are_reported_together() {
    let text = "[project]\ntimezone = 'Berlin'\nweek_starts = 'munday'\nfiscal_year_starts = 4\n[scorecard.m]\nperiod = 'months'\ntrend = 0\nas_of = 'soon'\nby = [1]\n";
    assert_eq!(
        said(text),
        [
            "K0410 unknown time zone `Berlin` @ 'Berlin'",
            "K0407 `week_starts` cannot be `munday` @ 'munday'",
            "K0403 `fiscal_year_starts` is text, not a number @ 4",
            "K0407 `period` cannot be `months` @ 'months'",
            "K0406 `trend` cannot be 0 @ 0",
            "K0423 `as_of` cannot be `soon` @ 'soon'",
            "K0403 `by` is text, not a number @ 1",
        ]
    );
    assert_eq!(fixes(text), ["\"Europe/Berlin\"", "\"monday\"", "\"month\""]);
}

#[test]
fn secrets_come_from_the_environment_and_stay_out_of_messages() {
    let (config, problems) = reading("[warehouse]\nurl = 'postgres://u:${TOKEN}@h/db'");
    assert_eq!(config.announced.warehouse.as_ref().unwrap().url.value.reveal(), "postgres://u:s3cret-value@h/db");
    assert!(!format!("{config:?}").contains("s3cret"));
    assert_eq!(problems.len(), 1);
    assert_eq!(
        said("[warehouse]\nurl = '${NOBODY}'")[0],
        "K0405 the environment variable `NOBODY` is not set @ '${NOBODY}'"
    );
    assert_eq!(said("[project]\nweek_starts = '${TOKEN}'"), ["K0407 `week_starts` cannot be `${TOKEN}` @ '${TOKEN}'"]);
    assert_eq!(
        said("[source.a]\npath = '${TOKEN}'"),
        ["K0415 the ending of `${TOKEN}` does not tell its format @ '${TOKEN}'"]
    );
    assert_eq!(said("[source.a]\npath='a.csv'\nrefs.b = 'x -> ${TOKEN}'").len(), 1);
}

#[test]
fn what_has_no_effect_is_said() {
    let text = "[scorecard.m]\noutput = ['html']\nschedule = '0 6 1 * *'\n[calendar.retail]\nsource='w'\n[source.w]\npath='w.parquet'\ndelimiter=';'\n[history]\nurl='x'\n[notices.team]\nkind='slack'\nurl='y'";
    assert_eq!(
        said(text),
        [
            "K0490 `output` has no effect in this version @ 'html'",
            "K0490 `schedule` has no effect in this version @ '0 6 1 * *'",
            "K0492 the calendar `retail` is not used @ retail",
            "K0491 `delimiter` has no effect on parquet files @ delimiter",
            "K0490 `[history]` has no effect in this version @ history",
            "K0490 `[notices.team]` has no effect in this version @ team",
        ]
    );
    assert_eq!(said("[scorecard.m]\nschedule = 'daily'"), ["K0422 `daily` is no schedule @ 'daily'"]);
    assert_eq!(said("[scorecard.m]\noutput = 'htm'"), ["K0407 `output` cannot be `htm` @ 'htm'"]);
}

#[test]
fn broken_text_hides_nothing_else() {
    let text = "[project]\nname = Acme\ntimezone = 'UTZ'\n[source.a]\npath = data/a.csv\ntme = 'x'\n";
    let said = said(text);
    assert_eq!(said.len(), 4, "{said:#?}");
    assert!(said[0].starts_with("K0401") && said[2].starts_with("K0401"), "{said:#?}");
    assert!(said[1].starts_with("K0410") && said[3].starts_with("K0402"), "{said:#?}");
    let heading = "[source.a\npath = 'a.csv'\n";
    assert!(reading(heading).1.iter().all(|problem| problem.code.number() == 401));
    assert_eq!(reading("[source.a]\npath='a.csv'\npath='b.csv'").1[0].code.number(), 401);
}

#[test]
fn any_text_gives_messages_and_no_panic() {
    for text in [
        "[[source]]\na=1",
        "source = 5",
        "[source]\na = 1",
        "=",
        "\u{feff}[project]\nname='x'",
        "[source.a]\nrefs='x'",
        "a.b.c.d = [[[",
        "\"",
        "[source.'']\npath='x.csv'",
        "\0",
    ] {
        let _ = reading(text);
    }
    assert!(reading("\u{feff}[project]\nname='x'\r\n").1.is_empty());
    let deep = format!("a = {}", "[".repeat(20_000));
    assert!(!reading(&deep).1.is_empty());
}

#[test]
fn measures() {
    let config = fine("[source.m]\npath='m.csv'\ntime='month'\nmeasures={ lost='sum', start='first' }");
    assert_eq!(config.sources["m"].measures["start"].value, Measure::First);
    assert_eq!(said("[source.period]\npath='m.csv'").len(), 1);
}

#[test]
fn business_hours_are_spans_of_weekdays_and_holidays() {
    let text = "[business_hours]\nmonday = '9:00-17:00'\nfriday = ['13:00-15:30', '09:00-12:00']\nholidays = [2026-01-01, '2026-12-25', 'feasts.day']\n[business_hours.support]\nsunday = '00:00-24:00'\n[source.feasts]\npath='f.csv'";
    let config = fine(text);
    let office = &config.business_hours[&None];
    let spans = |day| office.day(day).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(spans(jiff::civil::Weekday::Monday), ["09:00-17:00"]);
    assert_eq!(spans(jiff::civil::Weekday::Friday), ["09:00-12:00", "13:00-15:30"]);
    assert_eq!(spans(jiff::civil::Weekday::Saturday), Vec::<String>::new());
    assert_eq!(office.holidays.len(), 3);
    assert_eq!(config.business_hours[&Some("support".to_owned())].day(jiff::civil::Weekday::Sunday).len(), 1);
}

#[test]
fn wrong_business_hours_are_said() {
    let one = |line: &str| said(&format!("[business_hours]\ntuesday='08:00-09:00'\n{line}"));
    assert_eq!(one("monday = '22:00-06:00'"), ["K0427 `22:00-06:00` ends before it begins @ '22:00-06:00'"]);
    assert_eq!(one("monday = 'all day'"), ["K0426 `all day` is no span of hours @ 'all day'"]);
    assert_eq!(one("monday = '09:00-25:00'"), ["K0426 `09:00-25:00` is no span of hours @ '09:00-25:00'"]);
    assert_eq!(
        one("monday = ['09:00-12:00', '11:00-13:00']"),
        ["K0428 `11:00-13:00` and `09:00-12:00` overlap @ '11:00-13:00'"]
    );
    assert_eq!(one("holidays = ['christmas']"), ["K0429 `christmas` is no holiday @ 'christmas'"]);
    assert_eq!(one("holidays = 'feasts.day'"), ["K0430 there is no source `feasts` @ 'feasts.day'"]);
    assert_eq!(said("[business_hours]\n"), ["K0426 [business_hours] has no working hours @ business_hours"]);
    assert_eq!(one("mondays = '09:00-12:00'"), ["K0402 unknown key `mondays` in [business_hours] @ mondays"]);
}

#[test]
fn the_projects_calendar_is_one_of_the_tables() {
    let text = "[project]\ncalendar='retail'\n[calendar.retail]\nsource='w'\n[source.w]\npath='w.csv'";
    assert_eq!(fine(text).project.calendar.map(|name| name.value), Some("retail".to_owned()));
    let unknown = "[project]\ncalendar='retial'\n[calendar.retail]\nsource='w'\n[source.w]\npath='w.csv'";
    assert_eq!(
        said(unknown),
        ["K0438 there is no `[calendar.retial]` @ 'retial'", "K0492 the calendar `retail` is not used @ retail"]
    );
    assert_eq!(said("[calendar.retail]\nsource='w'").len(), 2);
}
