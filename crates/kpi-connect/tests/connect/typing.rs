//! Types of text columns.

use kpi_connect::{ColumnType, Hint};

use crate::{Project, words};

/// The type of a column with these cells.
fn kind(cells: &[&str]) -> String {
    column(cells, "").kind("a")
}

fn column(cells: &[&str], options: &str) -> Project {
    Project::csv(&format!("a;z\n{};1\n", cells.join(";1\n"))).saying("delimiter=';'").saying(options)
}

fn hint(cells: &[&str]) -> Option<Hint> {
    column(cells, "").table().column("a").unwrap().hint.clone()
}

#[test]
fn types_of_the_first_rows() {
    assert_eq!(kind(&["1", "+3", "", "-0"]), "Number(Whole)");
    assert_eq!(kind(&["1", "2.5", "1e5"]), "Number(Decimal)");
    assert_eq!(kind(&["1.5", "NaN"]), "Number(Decimal)");
    assert_eq!(kind(&["007", "123"]), "Text");
    assert_eq!(kind(&["9223372036854775808"]), "Text");
    assert_eq!(kind(&["1,234.5"]), "Text");
    assert_eq!(kind(&["true", "FALSE", "True"]), "Bool");
    assert_eq!(kind(&["yes", "no"]), "Text");
    assert_eq!(kind(&["2024-02-29", ""]), "Date");
    assert_eq!(kind(&["2024-02-30"]), "Text");
    assert_eq!(kind(&["2024-02-29 10:00", "2024-02-29T10:00:01.5"]), "Datetime(Wall)");
    assert_eq!(kind(&["2024-02-29T10:00:00Z", "2024-02-29 10:00+02:00"]), "Datetime(Instant)");
    assert_eq!(kind(&["2024-02-29T10:00:00Z", "2024-02-29 10:00"]), "Text");
    assert_eq!(kind(&["", ""]), "Text");
    assert_eq!(kind(&["inf"]), "Text");
}

#[test]
fn values_of_all_types() {
    assert_eq!(column(&["1", "", "+3"], "").values("a"), ["1", "-", "3"]);
    assert_eq!(column(&["1.5", "NaN", "2"], "").values("a"), ["1.5", "-", "2.0"]);
    assert_eq!(column(&["TRUE", "false", ""], "").values("a"), ["true", "false", "-"]);
    assert_eq!(column(&["2024-02-29", ""], "").values("a"), ["2024-02-29", "-"]);
    assert_eq!(column(&["2024-02-29 10:00"], "").values("a"), ["2024-02-29 10:00:00"]);
    assert_eq!(column(&["x", "", " y "], "").values("a"), ["'x'", "-", "' y '"]);
    assert_eq!(column(&["90", "1.5"], "columns.a.type='duration'").values("a"), ["1m 30s", "1s 500ms"]);
    assert_eq!(column(&["Yes", "no", "1", ""], "columns.a.type='bool'").values("a"), ["true", "false", "true", "-"]);
    assert_eq!(column(&["007"], "columns.a.type='text'").values("a"), ["'007'"]);
}

#[test]
fn instants_and_clocks() {
    let frame = column(&["2024-07-01T10:00:00+02:00"], "").frame(&["a"]);
    assert_eq!(frame.column("a").unwrap().dtype().to_string(), "datetime[μs, UTC]");
    assert_eq!(column(&["2024-07-01T10:00:00+02:00"], "").values("a"), ["2024-07-01 08:00:00 UTC"]);
    let here = column(&["2024-07-01 10:00:00"], "timezone='Europe/Berlin'");
    assert_eq!(here.kind("a"), "Datetime(Wall)");
    let there = column(&["2024-07-01 10:00:00", "2024-12-01 10:00:00"], "timezone='America/New_York'");
    assert_eq!(there.kind("a"), "Datetime(Instant)");
    assert_eq!(there.values("a"), ["2024-07-01 14:00:00 UTC", "2024-12-01 15:00:00 UTC"]);
}

#[test]
fn dates_that_must_be_declared() {
    let Some(Hint::UndeclaredDate { example, option, patterns }) = hint(&["11/1/2019", "12/3/2019"]) else { panic!() };
    assert_eq!((example.as_str(), option), ("11/1/2019", "date_format"));
    assert_eq!(patterns, ["%d/%m/%Y", "%m/%d/%Y"]);
    let Some(Hint::UndeclaredDate { patterns, .. }) = hint(&["11/1/2019", "12/31/2019"]) else { panic!() };
    assert_eq!(patterns, ["%m/%d/%Y"]);
    let Some(Hint::UndeclaredDate { option, patterns, .. }) = hint(&[&["29-02-2016 01:16"; 12][..], &["?"]].concat())
    else {
        panic!()
    };
    assert_eq!((option, patterns), ("datetime_format", vec!["%d-%m-%Y %H:%M".to_owned()]));
    let Some(Hint::UndeclaredDate { patterns, .. }) = hint(&["Jan 1 2000"]) else { panic!() };
    assert_eq!(patterns, ["%b %d %Y"]);
    let Some(Hint::UndeclaredDate { patterns, .. }) = hint(&["19970101", "19971231"]) else { panic!() };
    assert_eq!(patterns, ["%Y%m%d"]);
    assert_eq!(kind(&["11/1/2019"]), "Text");
    assert_eq!(kind(&["19970101"]), "Number(Whole)");
    assert_eq!(hint(&["some words", "1/2 of it"]), None);
    assert_eq!(hint(&["10.5", "11.25"]), None);
    let ways_out = hint(&["11/1/2019"]).unwrap().ways_out("a").join(" ");
    assert!(ways_out.contains("`date_format = \"%d/%m/%Y\"` or `date_format = \"%m/%d/%Y\"`"), "{ways_out}");
}

#[test]
fn declared_dates() {
    let us = column(&["11/1/2019", "", "1/13/2019"], "date_format='%m/%d/%Y'");
    assert_eq!(us.kind("a"), "Date");
    assert_eq!(us.values("a"), ["2019-11-01", "-", "2019-01-13"]);
    assert_eq!(
        column(&["Jan 1 2000", "Dec 31 2009"], "date_format='%b %d %Y'").values("a"),
        ["2000-01-01", "2009-12-31"]
    );
    let moments = column(&["29-02-2016 01:16"], "datetime_format='%d-%m-%Y %H:%M'");
    assert_eq!(
        (moments.kind("a").as_str(), moments.values("a")),
        ("Datetime(Wall)", vec!["2016-02-29 01:16:00".to_owned()])
    );
    assert_eq!(column(&["29-02-2016 01:16"], "date_format='%d-%m-%Y %H:%M'").kind("a"), "Datetime(Wall)");
    assert_eq!(column(&["2019-01-02"], "date_format='%m/%d/%Y'").kind("a"), "Date");
    assert_eq!(column(&["19970101"], "date_format='%Y%m%d'").kind("a"), "Number(Whole)");
    assert_eq!(column(&["19970101"], "date_format='%Y%m%d'\ncolumns.a.type='date'").values("a"), ["1997-01-01"]);
    let wrong = column(&["13/13/2019"], "date_format='%m/%d/%Y'\ncolumns.a.type='date'").refused_column("a");
    assert_eq!(wrong.message, "`a` in line 2 of `data.csv` is `13/13/2019`, not a date of the form `%m/%d/%Y`");
    let undeclared = column(&["13/12/2019"], "columns.a.type='date'").refused_column("a");
    assert!(undeclared.help[0].contains("`date_format = \"%d/%m/%Y\"`"), "{undeclared:#?}");
}

#[test]
fn null_words_and_blanks() {
    assert_eq!(column(&["1", "?", "NA", ""], "null=['', '?', 'NA']").values("a"), ["1", "-", "-", "-"]);
    assert_eq!(column(&["x", "?"], "null=['?']").values("a"), ["'x'", "-"]);
    assert_eq!(column(&["1", " ", "2"], "null=['', ' ']").values("a"), ["1", "-", "2"]);
    assert_eq!(column(&[" 1", "2 ", " "], "trim=true").values("a"), ["1", "2", "-"]);
    let blank = column(&["1.5", " ", "2", " "], "").refused_column("a");
    assert_eq!(blank.message, "`a` in line 3 of `data.csv` is ` `, not a number");
    assert_eq!(blank.notes, ["2 values of this column do not fit"]);
    assert!(blank.help[0].contains("null = [\"\", \" \"]") && blank.help[0].contains("trim = true"), "{blank:#?}");
}

#[test]
fn decimal_commas() {
    assert_eq!(column(&["1,5", "-2", "1e3"], "decimal=','").values("a"), ["1.5", "-2.0", "1000.0"]);
    assert_eq!(column(&["1.5"], "decimal=','").kind("a"), "Text");
    let wrong = column(&["1,5"], "columns.a.type='number'").refused_column("a");
    assert!(wrong.help.iter().any(|help| help.contains("decimal = \",\"")), "{wrong:#?}");
}

#[test]
fn values_behind_the_first_rows_are_held_to_the_type() {
    let text = |last: &str| format!("a\n{}{last}\n", "1\n".repeat(1200));
    let words = Project::csv(&text("x")).refused_column("a");
    assert_eq!(words.message, "`a` in line 1202 of `data.csv` is `x`, not a number");
    assert_eq!(Project::csv(&text("1.5")).values("a").last().unwrap(), "1.5");
    let zeros = Project::csv(&text("007"));
    assert_eq!(zeros.refused_column("a").code.to_string(), "K0520");
    let huge = Project::csv(&text("9223372036854775808"));
    assert_eq!(huge.refused_column("a").code.to_string(), "K0520");
}

#[test]
fn columns_that_begin_empty() {
    let text = format!("a,b\n{}2,2024-01-01\n", "1,\n".repeat(5000));
    assert_eq!(Project::csv(&text).kind("b"), "Date");
    let empty = Project::csv("a,b\n1,\n");
    assert_eq!(empty.table().column("b").unwrap().hint, Some(Hint::EmptyHead));
    assert_eq!(empty.saying("columns.b.type='date'").kind("b"), "Date");
}

#[test]
fn nearly_numbers_say_so() {
    let cells: Vec<_> = (0..30).map(|number| number.to_string()).chain(["n/a".to_owned()]).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let Some(Hint::Almost { text, place, .. }) = hint(&cells) else { panic!() };
    assert_eq!((text.as_str(), place.as_str()), ("n/a", "data.csv, line 32"));
}

#[test]
fn every_misfit_column_is_told_at_once() {
    let project = Project::csv("a,b\nx,y\n").saying("columns.a.type='number'\ncolumns.b.type='date'");
    let Err(problems) = project.table().scan(&["a", "b"]) else { panic!("was read") };
    assert_eq!(words(&problems).len(), 2);
}

#[test]
fn a_few_misfits_among_the_first_rows_are_errors_in_their_lines() {
    let mostly_numbers = |bad: &str| format!("a,b\n{}{bad},x\n", "1.5,x\n".repeat(9));
    let project = Project::csv(&mostly_numbers("n/a"));
    assert_eq!(project.kind("a"), "Number(Decimal)");
    let problem = project.refused_column("a");
    assert_eq!(problem.message, "`a` in line 11 of `data.csv` is `n/a`, not a number");
    assert!(problem.help.iter().any(|help| help.contains("null = [\"\", \"n/a\"]")), "{problem:#?}");
    assert!(problem.help.iter().any(|help| help.contains("bad_rows = \"quarantine\"")), "{problem:#?}");
    assert_eq!(project.values("b").len(), 10);
    assert_eq!(Project::csv(&mostly_numbers("n/a")).saying("null=['n/a']").values("a")[9], "-");
    assert_eq!(Project::csv(&mostly_numbers("n/a")).saying("bad_rows='quarantine'").values("a").len(), 9);
    assert_eq!(Project::csv(&mostly_numbers("n/a")).saying("columns.a.type='text'").values("a")[9], "'n/a'");
    let dates = Project::csv(&format!("a\n{}2026-13-01\n", "2026-01-31\n".repeat(20)));
    assert_eq!(
        dates.refused_column("a").message,
        "`a` in line 22 of `data.csv` is `2026-13-01`, not a date such as `2026-07-31`"
    );
}

#[test]
fn a_column_with_many_misfits_is_text_and_says_why() {
    let project = Project::csv("a\n1\n2\n3\nx\n");
    let table = project.table();
    let column = table.column("a").unwrap();
    assert_eq!(column.kind, ColumnType::Text);
    let Some(Hint::Mostly { text, place, .. }) = &column.hint else { panic!("{:?}", column.hint) };
    assert_eq!((text.as_str(), place.as_str()), ("x", "data.csv, line 5"));
}

#[test]
fn whole_numbers_become_decimals_where_one_comes() {
    let later = |first: &str, last: &str| Project::csv(&format!("a\n{first}{}{last}\n4\n", "1\n".repeat(1100)));
    let values = later("7\n\"\"\n", "1.5").values("a");
    assert_eq!(values[..3], ["7.0", "-", "1.0"]);
    assert_eq!(values[1101..], ["1.0", "1.5", "4.0"]);
    assert_eq!(later("", "NaN").values("a")[1100..], ["-", "4"]);
    assert_eq!(later("", "1,5").saying("delimiter=';'\ndecimal=','").values("a")[1100], "1.5");
    let digits = later("9007199254740993\n", "1.5");
    assert_eq!(digits.refused_column("a").message, "`a` in line 1103 of `data.csv` is `1.5`, not a number");
    assert!(digits.refused_column("a").help[0].contains("would lose digits"));
    let digits = later("1.5\n", "9007199254740993");
    assert!(digits.refused_column("a").help[0].contains("would lose digits"));
    assert_eq!(later("9007199254740993\n", "5").values("a")[0], "9007199254740993");
    let wide = later("9007199254740992\n", "0.5").frame(&["a"]);
    assert_eq!(wide.column("a").unwrap().f64().unwrap().get(0), Some(9_007_199_254_740_992.0));
}

#[test]
fn whole_numbers_in_one_file_and_decimals_in_another() {
    let files = |first: &str| {
        Project::new("path='d-*.csv'").with("d-1.csv", first).with("d-2.csv", format!("a\n{}1.5\n", "1\n".repeat(1100)))
    };
    assert_eq!(files("a\n1\n").values("a")[0], "1.0");
    let refused = files("a\n9007199254740993\n").refused_column("a");
    assert_eq!(refused.message, "`a` of the source `s` has numbers of too many digits beside decimals");
}

#[test]
fn numbers_that_are_written_otherwise_are_shown() {
    for text in ["\"1,000\"", "5 %", "€5", "0x10", "007", "1_000"] {
        let Some(Hint::Written { text: shown, .. }) = hint(&[text]) else { panic!("{text}") };
        assert_eq!(shown, text.trim_matches('"'));
    }
    assert_eq!(hint(&["order 66"]), None);
}
