//! `kpi.toml` texts and what is said about them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests")]

use kpi_config::{BadRows, ColumnKind, Config, Duplicates, Format, Grain, Measure, Origin, Output, read};
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
    let (config, problems) = reading(include_str!("example.toml"));
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
fn sources_keep_their_order() {
    let config = fine("[source.b]\npath='b.csv'\n[source.a]\npath='a.parquet'\n[source.c]\npath='c.jsonl'");
    assert_eq!(config.sources.keys().collect::<Vec<_>>(), ["b", "a", "c"]);
    let formats = config.sources.values().map(|source| match &source.origin {
        Origin::Files(files) => files.format,
        Origin::Distinct { .. } | Origin::Plugin { .. } => panic!("not a file"),
    });
    assert_eq!(formats.collect::<Vec<_>>(), [Format::Csv, Format::Parquet, Format::Ndjson]);
}

#[test]
fn reading_options() {
    let config = fine(
        r#"[source.a]
        connector = "csv"
        path = "data/*.txt"
        delimiter = ";"
        encoding = "latin1"
        decimal = ","
        date_format = "%d.%m.%Y"
        datetime_format = "%d.%m.%Y %H:%M"
        timezone = "america/new_york"
        null = ["", "?"]
        trim = true
        header_row = 3
        bad_rows = "quarantine"
        columns.plan = { type = "text", unit = "EUR", label = "Plan", from = " Plan Name " }
        "#,
    );
    let Origin::Files(files) = &config.sources["a"].origin else { panic!() };
    let reading = &files.reading;
    assert_eq!((reading.delimiter, reading.encoding.as_str(), reading.decimal_comma), (b';', "windows-1252", true));
    assert_eq!(reading.timezone.as_deref(), Some("America/New_York"));
    assert_eq!(reading.null, ["", "?"]);
    assert_eq!((reading.lines_before_header, reading.trim, reading.bad_rows), (2, true, BadRows::Quarantine));
    let plan = &config.sources["a"].columns["plan"];
    assert_eq!((plan.kind, plan.from.as_deref()), (Some(ColumnKind::Text), Some("Plan Name")));
}

#[test]
fn tabs_have_two_spellings_and_an_ending() {
    for line in [
        "path = 'a.csv'\ndelimiter = '\\t'",
        "path = 'a.csv'\ndelimiter = \"\\t\"",
        "path = 'a.csv'\ndelimiter = 'tab'",
        "path = 'a.tsv'",
        "path = 'a.tsv.gz'",
    ] {
        let config = fine(&format!("[source.a]\n{line}"));
        let Origin::Files(files) = &config.sources["a"].origin else { panic!() };
        assert_eq!(files.reading.delimiter, b'\t', "{line}");
    }
    assert_eq!(said("[source.a]\npath='a.csv'\ndelimiter='||'"), ["K0412 `delimiter` cannot be `||` @ '||'"]);
}

#[test]
fn references_have_columns_targets_and_moments() {
    let config = fine(
        r#"[source.bookings]
        path = "b.csv"
        refs.listing = "listing_id -> listings at booked_on"
        refs.order = "shop, number -> orders"
        [source.listings]
        path = "l.csv"
        key = "id"
        alive = ["from", "to"]
        alive_end = "inclusive"
        versions = true
        duplicates = "last by updated_at"
        [source.orders]
        path = "o.csv"
        key = ["shop", "number"]
        "#,
    );
    let bookings = &config.sources["bookings"];
    assert_eq!(bookings.references["listing"].at.as_ref().unwrap().value, "booked_on");
    assert_eq!(bookings.references["order"].columns.len(), 2);
    let listings = &config.sources["listings"];
    assert!(listings.versions && listings.alive.as_ref().unwrap().inclusive_end);
    assert!(matches!(&listings.duplicates, Duplicates::LastBy(column) if column.value == "updated_at"));
}

#[test]
fn words_of_a_reference_have_places() {
    let text = "[source.a]\npath='a.csv'\nrefs = { b = \"x,  y -> bees\" }";
    assert_eq!(said(text), ["K0430 there is no source `bees` @ bees"]);
}

#[test]
fn wrong_references() {
    let base = "[source.b]\npath='b.csv'\n[source.k]\npath='k.csv'\nkey='id'\n[source.a]\npath='a.csv'\n";
    let case = |refs: &str| said(&format!("{base}refs = {{ {refs} }}"));
    assert_eq!(case("r = 'b_id to b'"), ["K0417 `b_id to b` is no reference @ 'b_id to b'"]);
    assert_eq!(case("r = 'b_id -> b'"), ["K0431 `b` has no `key` that a reference could point to @ b"]);
    assert_eq!(
        case("r = 'x, y -> k'"),
        ["K0432 the key of `k` is one column, and this reference has 2 columns @ 'x, y -> k'"]
    );
    assert_eq!(case("r = 'x -> k at z'"), ["K0434 `at z` needs a source with versions, and `k` has none @ z"]);
    assert_eq!(case("k = 'x -> k'"), ["K0421 `k` cannot be a name here: a source has it already @ 'x -> k'"]);
    assert_eq!(case("r = 5"), ["K0403 `r` is text, not a number @ 5"]);
    let versions =
        "[source.k]\npath='k.csv'\nkey='id'\nalive=['f','t']\nversions=true\n[source.a]\npath='a.csv'\nrefs.r='x -> k'";
    assert_eq!(said(versions), ["K0433 `k` has versions, so the reference must say at which moment @ 'x -> k'"]);
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
fn wrong_source_values() {
    let case = |line: &str| said(&format!("[source.a]\npath='a.csv'\n{line}"));
    assert_eq!(case("encoding = 'utf-9'"), ["K0411 unknown encoding `utf-9` @ 'utf-9'"]);
    assert_eq!(
        case("date_format = 'dd-mm-yyyy'"),
        ["K0413 `dd-mm-yyyy` is no pattern for `date_format` @ 'dd-mm-yyyy'"]
    );
    assert_eq!(case("alive = ['a']"), ["K0420 `alive` is two columns, not 1 @ alive"]);
    assert_eq!(case("alive = 'a'"), ["K0420 `alive` is two columns, not 1 @ alive"]);
    assert_eq!(case("alive_end = 'inclusive'"), ["K0408 `alive_end` has no meaning without `alive` @ alive_end"]);
    assert_eq!(case("snapshot_per = 'x'"), ["K0408 `snapshot_per` has no meaning without `snapshot` @ 'x'"]);
    assert_eq!(case("time='t'\nsnapshot='s'"), ["K0435 `time` and `snapshot` contradict each other @ 's'"]);
    assert_eq!(case("duplicates = 'first'"), ["K0418 `duplicates` cannot be `first` @ 'first'"]);
    assert_eq!(case("duplicates = 'last by x'"), ["K0408 `duplicates` by the last row needs a `key` @ 'last by x'"]);
    assert_eq!(case("time='t'\nmeasures = { lost = 'summ' }"), ["K0407 `lost` cannot be `summ` @ 'summ'"]);
    assert_eq!(
        case("measures = { start = 'first' }"),
        ["K0408 `start` is taken over dates, and this source has none @ 'first'"]
    );
    assert_eq!(case("versions = true").len(), 2);
    assert_eq!(case("header_row = 0"), ["K0406 `header_row` cannot be 0 @ 0"]);
    assert_eq!(case("key = ['a','a']"), ["K0424 `a` stands twice in `key` @ 'a'"]);
    assert_eq!(case("columns.x.type = 'string'"), ["K0407 `type` cannot be `string` @ 'string'"]);
    assert_eq!(case("columns.x = 'text'"), ["K0403 `x` is a table, not text @ 'text'"]);
    assert_eq!(case("decimal = ';'"), ["K0407 `decimal` cannot be `;` @ ';'"]);
    assert_eq!(case("trim = 'yes'"), ["K0403 `trim` is true or false, not text @ 'yes'"]);
}

#[test]
fn connectors() {
    assert_eq!(said("[source.a]\nconnector='cvs'\npath='a'"), ["K0414 unknown connector `cvs` @ 'cvs'"]);
    assert_eq!(said("[source.a]\npath='a.dat'"), ["K0415 the ending of `a.dat` does not tell its format @ 'a.dat'"]);
    assert_eq!(said("[source.a]\nconnector='csv'"), ["K0404 [source.a] has no `path` @ a"]);
    assert_eq!(said("[source.a]\n"), ["K0404 [source.a] has no `path` @ a"]);
    assert_eq!(said("[source.a]\npath=''"), ["K0425 `path` is empty @ ''",]);
    assert_eq!(said("[source.a]\nconnector='crm.leads'"), ["K0416 there is no `[plugin.crm]` @ 'crm.leads'"]);
    assert_eq!(said("[plugin.crm]\n"), ["K0404 [plugin.crm] has no `path` @ crm"]);
    let config = fine(
        "[plugin.crm]\npath='x.so'\n[source.a]\nconnector='crm.leads'\noptions={ token='${TOKEN}', n=1, deep=[true, 1.5] }",
    );
    let Origin::Plugin { plugin, table, options } = &config.sources["a"].origin else { panic!() };
    assert_eq!((plugin.value.as_str(), table.value.as_str()), ("crm", "leads"));
    assert_eq!(options, r#"{"deep":[true,1.5],"n":1,"token":"s3cret-value"}"#);
}

#[test]
fn a_broken_source_is_not_an_unknown_target() {
    let text = "[source.b]\nkey='id'\n[source.a]\npath='a.csv'\nrefs.r='x -> b'";
    assert_eq!(said(text), ["K0404 [source.b] has no `path` @ b"]);
}

#[test]
fn derived_sources() {
    let config = fine(
        "[source.orders]\npath='o.csv'\nrefs.buyer='customer_id -> people'\n[source.people]\ndistinct='orders.customer_id'",
    );
    let people = &config.sources["people"];
    assert!(
        matches!(&people.origin, Origin::Distinct { source, column } if source.value == "orders" && column.value == "customer_id")
    );
    assert_eq!(people.key[0].value, "customer_id");
    assert_eq!(said("[source.a]\ndistinct='b'"), ["K0419 `b` is no column of a source @ 'b'"]);
    assert_eq!(said("[source.a]\ndistinct='b.c'"), ["K0430 there is no source `b` @ 'b.c'"]);
    assert_eq!(
        said("[source.b]\npath='b.csv'\n[source.a]\ndistinct='b.c'\npath='x.csv'"),
        ["K0437 [source.a] has both `distinct` and `path` @ path"]
    );
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
            "K0490 `[calendar.retail]` has no effect in this version @ retail",
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
