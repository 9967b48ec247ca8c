//! Published tables, where they are at hand. Expected numbers were counted with awk.

use std::path::PathBuf;

use kpi_connect::{Hint, Table};

use crate::{frame, open_source, values};

/// The folder of a table, if it is there.
fn folder(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !folder.is_dir() {
        eprintln!("skipped: no folder {}", folder.display());
        return None;
    }
    Some(folder)
}

fn table(name: &str, options: &str) -> Option<Table> {
    let folder = folder(name)?;
    Some(open_source(options, &folder).unwrap_or_else(|problems| panic!("{problems:#?}")))
}

fn sum(table: &Table, column: &str) -> f64 {
    frame(table, &[column]).column(column).unwrap().as_materialized_series().sum::<f64>().unwrap()
}

#[test]
fn telco_has_eleven_blanks() {
    let path = "path = 'Telco-Customer-Churn.csv'";
    let Some(plain) = table("telco-churn", path) else { return };
    let Err(problems) = plain.scan(&["TotalCharges"]) else { panic!("was read") };
    assert_eq!(problems[0].message, "`TotalCharges` in line 490 of `Telco-Customer-Churn.csv` is ` `, not a number");
    assert_eq!(problems[0].notes, ["11 values of this column do not fit"]);
    assert_eq!(frame(&plain, &["tenure", "Churn"]).height(), 7043);
    for option in ["null = ['', ' ']", "trim = true"] {
        let table = table("telco-churn", &format!("{path}\n{option}")).unwrap();
        assert_eq!(frame(&table, &["TotalCharges"]).column("TotalCharges").unwrap().null_count(), 11);
        assert!((sum(&table, "TotalCharges") - 16_056_168.7).abs() < 0.01);
    }
}

#[test]
fn incidents_have_question_marks_and_days_first() {
    let path = "path = 'incident_event_log.csv'\nnull = ['', '?']";
    let Some(plain) = table("uci-incidents", path) else { return };
    let hint = plain.column("opened_at").unwrap().hint.clone();
    assert!(
        matches!(hint, Some(Hint::UndeclaredDate { option: "datetime_format", ref patterns, .. }) if patterns == &["%d-%m-%Y %H:%M"]),
        "{hint:?}"
    );
    let table = table("uci-incidents", &format!("{path}\ndatetime_format = '%d-%m-%Y %H:%M'")).unwrap();
    assert_eq!(values(&table, "opened_at")[0], "2016-02-29 01:16:00");
    let frame = frame(&table, &["opened_at", "resolved_at", "active", "made_sla", "number"]);
    assert_eq!(frame.column("opened_at").unwrap().null_count(), 0);
    assert_eq!(frame.column("active").unwrap().dtype().to_string(), "bool");
}

#[test]
fn stocks_have_american_dates() {
    let Some(table) = table("vega-stocks", "path = 'stocks.csv'\ndate_format = '%b %d %Y'") else { return };
    let dates = values(&table, "date");
    assert_eq!((dates.len(), dates[0].as_str()), (560, "2000-01-01"));
}

#[test]
fn shoppers_say_true_in_capitals() {
    let Some(table) = table("online-shoppers", "path = 'online_shoppers_intention.csv'") else { return };
    let revenue = values(&table, "Revenue");
    assert_eq!(revenue.len(), 12_330);
    assert_eq!(revenue.iter().filter(|value| *value == "true").count(), 1908);
}

#[test]
fn analytics_are_nested() {
    for (file, rows) in [("ga_sample.parquet", 2556), ("ga4_events_sampled.snappy.parquet", 24_219)] {
        let Some(table) = table("google-analytics-sample", &format!("path = '{file}'")) else { return };
        assert_eq!(frame(&table, &[]).height(), rows);
        let usable: Vec<_> = table.schema().iter().filter(|column| !column.kind.word().contains("list")).collect();
        assert!(usable.len() > 10, "{:#?}", table.schema());
        for column in usable {
            eprintln!("{} {:?}", column.name, column.kind);
            assert_eq!(frame(&table, &[&column.name]).height(), rows, "{}", column.name);
        }
    }
}

#[test]
fn employees_have_a_mark_at_the_front() {
    let Some(table) = table("hr-attrition", "path = 'emp_attrition.csv'") else { return };
    assert_eq!(table.schema()[0].name, "Age");
    assert_eq!(frame(&table, &["Age"]).height(), 1470);
}

#[test]
fn saas_tables_have_dates_and_moments() {
    let Some(table) = table("ravenstack", "path = 'ravenstack_support_tickets.csv'") else { return };
    assert_eq!(format!("{:?}", table.column("submitted_at").unwrap().kind), "Date");
    assert_eq!(format!("{:?}", table.column("closed_at").unwrap().kind), "Datetime(Wall)");
    assert_eq!(frame(&table, &["submitted_at", "closed_at", "satisfaction_score", "escalation_flag"]).height(), 2000);
}

#[test]
fn every_published_csv_opens_and_reads_or_says_why() {
    let Some(folder) = folder("") else { return };
    let mut read = 0;
    for entry in glob::glob(&format!("{}/*/*.csv", folder.display())).unwrap() {
        let path = entry.unwrap();
        let table = open_source(&format!("path = '{}'", path.display()), &folder);
        let table = table.unwrap_or_else(|problems| panic!("{}: {problems:#?}", path.display()));
        for column in table.schema() {
            match table.scan(&[&column.name]) {
                Ok(_) => read += 1,
                Err(problems) => eprintln!("{}", crate::words(&problems)[0]),
            }
        }
    }
    assert!(read > 300, "{read}");
}
