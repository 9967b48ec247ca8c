//! Calls end to end: columns of the evaluator in, columns of the evaluator out.

use polars::prelude::*;

use super::{call, fixture, referral};

fn microseconds(values: &[Option<i64>]) -> Series {
    Series::new("at".into(), values).into_datetime(TimeUnit::Microseconds, None)
}

/// 2025-07-01 10:00 UTC
const SUMMER: i64 = 1_751_364_000_000_000;

#[test]
fn texts_with_empty_ones_and_all_of_unicode() {
    let links = [
        Some("https://www.acme.example/?ref=AC-XKPQR"),
        None,
        Some(""),
        Some("https://bücher.example/größe/🦀?ref=C00123"),
        Some("日本語"),
    ];
    let links = Series::new("link".into(), links);
    let codes = call(&referral(), "referral.code", std::slice::from_ref(&links)).unwrap();
    let expected = [Some("AC-XKPQR"), None, None, Some("C00123"), None];
    assert!(codes.equals_missing(&Series::new("link".into(), expected)), "{codes}");
    let referrals = call(&referral(), "referral.is_referral", &[links]).unwrap();
    let expected = [Some(true), None, Some(false), Some(true), Some(false)];
    assert!(referrals.equals_missing(&Series::new("link".into(), expected)), "{referrals}");
}

#[test]
fn no_rows_and_only_empty_rows() {
    let none = call(&referral(), "referral.code", &[Series::new_empty("link".into(), &DataType::String)]).unwrap();
    assert_eq!((none.len(), none.dtype()), (0, &DataType::String));
    let empty = call(&referral(), "referral.is_referral", &[Series::new_null("link".into(), 3)]).unwrap();
    assert_eq!((empty.len(), empty.null_count(), empty.dtype()), (3, 3, &DataType::Boolean));
    for name in ["number", "text", "bool", "date", "datetime", "duration"] {
        let value = Series::new_null("value".into(), 0);
        assert_eq!(call(&fixture("Europe/Berlin"), &format!("fixture.{name}"), &[value]).unwrap().len(), 0);
    }
}

#[test]
fn many_rows_in_pieces_and_slices() {
    let links: StringChunked = (0..100_000).map(|row| Some(format!("https://acme.example/r/C{row:06}"))).collect();
    let mut links = links.into_series();
    links.append(&Series::new("".into(), [None, Some("https://acme.example/r/END1")])).unwrap();
    assert!(links.n_chunks() > 1);
    let codes = call(&referral(), "referral.code", &[links.slice(99_998, 10)]).unwrap();
    let expected = [Some("C099998"), Some("C099999"), None, Some("END1")];
    assert!(codes.equals_missing(&Series::new("".into(), expected)), "{codes}");
    assert_eq!(call(&referral(), "referral.code", &[links]).unwrap().null_count(), 1);
    let numbers = Series::new("n".into(), (0..1000).map(|n| (n % 7 > 0).then_some(f64::from(n))).collect::<Vec<_>>());
    let slice = numbers.slice(13, 500);
    assert!(call(&fixture("UTC"), "fixture.number", std::slice::from_ref(&slice)).unwrap().equals_missing(&slice));
}

#[test]
fn every_type_comes_back_as_it_went() {
    let fixture = fixture("Europe/Berlin");
    let echo = |name: &str, value: Series| {
        let back = call(&fixture, &format!("fixture.{name}"), std::slice::from_ref(&value)).unwrap();
        assert!(back.equals_missing(&value), "{name}: {back} instead of {value}");
    };
    echo("number", Series::new("n".into(), [Some(0.1), None, Some(-1e300)]));
    echo("bool", Series::new("b".into(), [Some(true), None, Some(false)]));
    echo("date", Series::new("d".into(), [Some(20_000), None]).cast(&DataType::Date).unwrap());
    echo("datetime", microseconds(&[Some(SUMMER), None, Some(-1)]));
    echo("duration", Series::new("s".into(), [Some(90.5), None, Some(-0.000_001)]));
}

#[test]
fn a_number_that_is_none_is_empty() {
    let numbers = Series::new("n".into(), [f64::NAN, f64::INFINITY, 1.5]);
    let back = call(&fixture("UTC"), "fixture.number", &[numbers]).unwrap();
    assert!(back.equals_missing(&Series::new("n".into(), [None, None, Some(1.5)])), "{back}");
    let ones = call(&fixture("UTC"), "fixture.one", &[]).unwrap();
    assert!(ones.equals(&Series::new("one".into(), [1.0])), "{ones}");
}

#[test]
fn a_plugin_reads_the_clock_of_the_project() {
    use kpi_plugin_host::ValueType;
    let calendar = |zone: &str| {
        kpi_plan::Calendar::of(&kpi_config::Project { timezone: zone.to_owned(), ..kpi_config::Project::default() })
    };
    let hour = 3_600_000_000;
    let passed = |zone| {
        let moments = microseconds(&[Some(SUMMER), None]);
        super::super::values::argument(&moments, ValueType::Datetime, &calendar(zone)).unwrap()
    };
    assert!(passed("UTC").equals_missing(&microseconds(&[Some(SUMMER), None])));
    assert!(passed("Europe/Berlin").equals_missing(&microseconds(&[Some(SUMMER + 2 * hour), None])));
    let back = super::super::values::evaluated(&passed("Europe/Berlin"), &calendar("Europe/Berlin")).unwrap();
    assert!(back.equals_missing(&microseconds(&[Some(SUMMER), None])));
}

#[test]
fn units_and_zones_that_plugins_choose_become_one() {
    use super::super::values::canonical;
    let seconds = || Series::new("at".into(), [Some(1_751_364_000_i64), None]);
    let wall = canonical(seconds(), "tss:").unwrap();
    assert!(wall.equals_missing(&microseconds(&[Some(SUMMER), None])));
    let instants = canonical(seconds(), "tss:+02:00").unwrap();
    assert_eq!(instants.dtype(), &DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)));
    let lengths = canonical(Series::new("l".into(), [-1_i64, 1_999]), "tDn").unwrap();
    assert!(lengths.to_physical_repr().equals(&Series::new("l".into(), [-1_i64, 1])), "{lengths}");
    let reason = canonical(Series::new("at".into(), [i64::MAX]), "tss:").unwrap_err();
    assert_eq!(reason, "the time 9223372036854775807, which is out of range");
    assert!(
        canonical(Series::new("n".into(), [u64::MAX]), "L").unwrap_err().starts_with("values that are not numbers")
    );
}

#[test]
fn what_a_plugin_does_wrong_is_one_line() {
    let fixture = fixture("UTC");
    let wrong = |name: &str, arguments: &[Series]| call(&fixture, &format!("fixture.{name}"), arguments).unwrap_err();
    let text = Series::new("t".into(), ["one"]);
    assert_eq!(
        wrong("number", std::slice::from_ref(&text)),
        "the argument `value` of `fixture.number` is a number, and the values are text"
    );
    let count = "`fixture.number` takes 1 arguments, not 2; it is called `number(value number) number`";
    assert_eq!(wrong("number", &[text.clone(), text]), count);
    assert_eq!(wrong("fails", &[]), "`fixture.fails` failed: the rates are out of date; run `rates update`");
    assert!(wrong("too_long", &[]).starts_with("`fixture.too_long` returned 2 values for 1 rows"));
    assert!(wrong("panics", &[]).contains("`fixture.panics` panicked: 1 rows are too many"));
    assert!(wrong("one", &[]).contains("was not called, because its plugin panicked before"));
}

#[test]
fn a_function_without_arguments_is_a_constant_in_every_row() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("kpi-defs")).unwrap();
    let library = super::fixture_library();
    let source = "[source.orders]\npath = 'orders.csv'\ntime = 'ordered_on'\n";
    write("kpi.toml", &format!("{source}[plugin.fixture]\npath = '{}'\n", library.display()));
    write("orders.csv", "ordered_on,amount\n2026-06-01,10\n2026-06-02,20\n2026-06-03,\n");
    write(
        "kpi-defs/all.kpi",
        "from orders\nones \"Ones\" = sum(fixture.one())\nmore \"More\" = sum(amount + fixture.one())\n\
         all \"All\" = count(where fixture.one() = 1)\nbad \"Bad\" = sum(fixture.fails())\n",
    );
    let project = crate::Project::open(folder.path(), &|_| None);
    let day = |day| jiff::civil::date(2026, 6, day).at(0, 0, 0, 0);
    let window = kpi_plan::TimeWindow { start: day(1), end: day(30), shape: kpi_plan::Shape::Free };
    let request = crate::Request {
        selection: crate::Selection::Kpis,
        periods: vec![window],
        by: Vec::new(),
        as_of: jiff::civil::date(2026, 7, 1),
    };
    let report = project.evaluate(&request, &crate::Silent).unwrap();
    let values: Vec<_> = report.results.iter().map(|result| (result.name.as_str(), result.value)).collect();
    assert_eq!(values, [("ones", Some(3.0)), ("more", Some(32.0)), ("all", Some(3.0)), ("bad", None)]);
    assert!(report.results.last().unwrap().reason.as_deref().is_some_and(|reason| reason.contains("rates update")));
}
