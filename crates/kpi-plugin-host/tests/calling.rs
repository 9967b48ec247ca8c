//! Calling functions: values go there and back, and what goes wrong stays with the plugin.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod library;

use std::thread;

use kpi_plugin::{
    BooleanColumn, Column, Date, DateColumn, Datetime, DatetimeColumn, Duration, DurationColumn, Float64Column,
    Int64Column, TextColumn,
};
use kpi_plugin_host::{Plugin, PluginError, ScanRequest};
use library::{call, loaded};

fn numbers(values: &[Option<f64>]) -> Column {
    values.iter().copied().collect::<Float64Column>().into()
}

#[test]
fn every_type_goes_there_and_back() {
    let plugin = loaded();
    let texts: TextColumn = [Some("a"), None, Some(""), Some("解約率 😀")].into_iter().collect();
    let whole: Int64Column = [Some(i64::MIN), None, Some(0), Some(i64::MAX)].into_iter().collect();
    let bools: BooleanColumn = (0..100).map(|row| (row % 7 != 0).then_some(row % 3 == 0)).collect();
    let dates: DateColumn = [Some(Date(-1)), None, Date::from_ymd(2026, 2, 28)].into_iter().collect();
    let datetimes: DatetimeColumn = [Some(Datetime(i64::MIN)), None, Some(Datetime(1))].into_iter().collect();
    let durations: DurationColumn = [Some(Duration(-5)), None].into_iter().collect();
    let columns: [(&str, Column); 7] = [
        ("number", whole.into()),
        ("number", numbers(&[Some(-0.5), None, Some(f64::INFINITY)])),
        ("text", texts.into()),
        ("bool", bools.into()),
        ("date", dates.into()),
        ("datetime", datetimes.into()),
        ("duration", durations.into()),
    ];
    for (function, column) in columns {
        let rows = column.rows();
        assert_eq!(call(&plugin, function, vec![column.clone()], rows).unwrap(), column, "{function}");
    }
}

#[test]
fn no_rows_are_no_problem() {
    let plugin = loaded();
    for (function, column) in [("text", Column::from(TextColumn::default())), ("number", numbers(&[]))] {
        assert_eq!(call(&plugin, function, vec![column], 0).unwrap().rows(), 0);
    }
    assert_eq!(call(&plugin, "one", Vec::new(), 0).unwrap().rows(), 0);
}

#[test]
fn several_arguments_and_none() {
    let plugin = loaded();
    let (left, right) = (numbers(&[Some(1.0), None, Some(3.0)]), numbers(&[Some(0.5), Some(1.0), None]));
    assert_eq!(call(&plugin, "add", vec![left, right], 3).unwrap(), numbers(&[Some(1.5), None, None]));
    assert_eq!(call(&plugin, "one", Vec::new(), 2).unwrap(), Int64Column::from(vec![1, 1]).into());
}

#[test]
fn a_panic_is_contained_and_the_plugin_is_not_called_again() {
    let plugin = loaded();
    assert!(call(&plugin, "one", Vec::new(), 1).is_ok());
    let first = call(&plugin, "panics", Vec::new(), 12).unwrap_err();
    let words = first.to_string();
    assert!(words.starts_with("`fixture.panics` panicked: 12 rows are too many ("), "{words}");
    assert!(words.contains("fixture_plugin.rs:"), "{words}");
    let second = call(&plugin, "one", Vec::new(), 1).unwrap_err();
    assert!(matches!(second, PluginError::PanickedBefore { .. }));
    assert!(second.to_string().contains("because its plugin panicked before: 12 rows are too many"), "{second}");
    assert!(plugin.open_source("counter", "{\"rows\": 1}", &ScanRequest::default()).is_err());
}

#[test]
fn an_error_keeps_its_words_and_the_plugin() {
    let plugin = loaded();
    let error = call(&plugin, "fails", Vec::new(), 1).unwrap_err();
    assert_eq!(error.to_string(), "`fixture.fails` failed: the rates are out of date");
    assert_eq!(error.help().unwrap(), "run `rates update`");
    assert!(call(&plugin, "one", Vec::new(), 1).is_ok());
}

#[test]
fn a_result_that_breaks_its_promise_is_refused() {
    let plugin = loaded();
    let message = |function| call(&plugin, function, Vec::new(), 3).unwrap_err().to_string();
    assert_eq!(message("too_long"), "`fixture.too_long` returned 4 values for 3 rows");
    assert_eq!(
        message("wrong_type"),
        "`fixture.wrong_type` returned values in the Arrow format `U`, its manifest promises number"
    );
    assert_eq!(
        message("empty"),
        "`fixture.empty` returned data that cannot be used: 3 values are empty, its manifest says never"
    );
}

#[test]
fn arguments_are_checked_before_the_call() {
    let plugin = loaded();
    let message = |function, arguments, rows| call(&plugin, function, arguments, rows).unwrap_err();
    let text = || Column::from(TextColumn::from_iter([Some("a")]));
    assert_eq!(
        message("add", vec![text()], 1).to_string(),
        "`fixture.add` cannot be called like this: it takes 2 arguments, not 1"
    );
    assert_eq!(
        message("number", vec![text()], 1).to_string(),
        "`fixture.number` cannot be called like this: the argument `value` is a number, which the Arrow format `U` is not"
    );
    assert_eq!(
        message("text", vec![text()], 2).to_string(),
        "`fixture.text` cannot be called like this: the argument `value` has 1 rows instead of 2"
    );
    let unknown = message("ad", vec![], 1);
    assert_eq!(unknown.to_string(), "the plugin `fixture` has no function `ad`");
    assert!(unknown.help().unwrap().starts_with("its functions are `number`, `text`"));
}

#[test]
fn calls_from_several_threads_overlap_where_the_plugin_allows_it() {
    let plugin = loaded();
    let overlaps: Vec<Column> = thread::scope(|scope| {
        let calls: Vec<_> = (0..4).map(|_| scope.spawn(|| call(&plugin, "overlap", Vec::new(), 1).unwrap())).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert!(overlaps.iter().any(|overlap| *overlap != numbers(&[Some(1.0)])), "{overlaps:?}");
}

#[test]
fn a_panic_in_one_thread_ends_the_others_calls_with_an_error() {
    let plugin = loaded();
    thread::scope(|scope| {
        for thread in 0..8 {
            let plugin = &plugin;
            scope.spawn(move || {
                for _ in 0..50 {
                    let function = if thread == 3 { "panics" } else { "one" };
                    let _ = call(plugin, function, Vec::new(), 10);
                }
            });
        }
    });
    assert!(matches!(call(&plugin, "one", Vec::new(), 1), Err(PluginError::PanickedBefore { .. })));
}
