//! What is said of sources.

use kpi_config::{BadRows, ColumnKind, Delimiter, Duplicates, Format, Origin};

use super::{fine, said};

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
    assert_eq!(
        (reading.delimiter, reading.encoding.as_str(), reading.decimal_comma),
        (Delimiter::Byte(b';'), "windows-1252", true)
    );
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
        assert_eq!(files.reading.delimiter, Delimiter::Byte(b'\t'), "{line}");
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
    assert_eq!(case("header_row = 2000"), ["K0406 `header_row` cannot be 2000 @ 2000"]);
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
