//! `kpi test`: what passes, what fails, and how it is said.

use crate::folder::Folder;

/// A project with definitions and tests, and no data.
fn project(definitions: &str) -> Folder {
    let folder = Folder::empty();
    folder.write("kpi.toml", CONFIG);
    folder.write("kpi-defs/case.kpi", definitions);
    folder
}

/// Runs tests that stand below the common definitions, without data.
fn tested(tests: &str) -> crate::folder::Outcome {
    project(&format!("{DEFINITIONS}\n{tests}")).kpi(&["test", "--offline"])
}

const CONFIG: &str = r#"[project]
timezone = "Europe/Berlin"

[source.customers]
connector = "csv"
path = "data/customers.csv"
key = "customer_id"
alive = ["started_on", "ended_on"]

[source.tickets]
connector = "csv"
path = "data/tickets.csv"
key = "ticket_id"
time = "opened_at"
refs = { customer = "customer_id -> customers" }
columns.handled = { type = "duration" }

[source.prices]
connector = "csv"
path = "data/prices.csv"
key = "plan"
alive = ["valid_from", "valid_to"]
versions = true

[source.stock]
connector = "csv"
path = "data/stock.csv"
snapshot = "as_of"
measures = { pieces = "last" }

[source.agents]
distinct = "tickets.agent"
"#;

const DEFINITIONS: &str = r#"from customers
churn "Churn" = lost / start * 100; target < 5; warn < 60; target < 90 for segment = "smb"; by segment
start = count(at start)
lost = count(at start where ended_on in period)
customers.band = if size >= 100 then "large" else "small"
large = count(at end where band = "large")

solved = avg(tickets.solved) * 100; target > 50; min n 2
handle = avg(tickets.handled)
from_smb = count(tickets where customer.segment = "smb")
agents_seen = count(agents)
mood = if prev(solved) > solved then 1 else 2
pieces = avg(stock.pieces)
"#;

const CUSTOMERS: &str = "    customers
        | customer_id | segment | size | started_on | ended_on   |
        | 1           | smb     | 10   | 2026-01-01 | 2026-04-01 |
        | 2           | smb     | 100  | 2026-01-01 |            |
        | 3           | ent     | 500  | 2026-04-20 |            |
";

const TICKETS: &str = "    tickets
        | ticket_id | customer_id | opened_at        | solved | handled  | agent |
        | 1         | 1           | 2026-05-01       | true   | 60       | ann   |
        | 2         | 2           | 2026-05-02 10:00 | false  | 2 hours  | bob   |
        | 3         | 3           | 2026-06-30T23:30 | true   |          | ann   |
";

fn test(body: &str) -> String {
    format!("test \"t\"\n    period 2026-Q2\n{CUSTOMERS}{TICKETS}{body}\n")
}

#[test]
fn values_statuses_and_slices_pass() {
    let expectations = "    expect churn = 50
    expect churn is at risk
    expect churn = 50 for segment = \"smb\"
    expect churn is met for segment = \"smb\"
    expect churn is no data for segment = \"ent\"
    expect (churn where segment = \"ent\") is no data
    expect churn = lost / start * 100
    expect solved = 66.7 within 0.1
    expect solved is met
    expect solved is too few for customer.segment = \"ent\"
    expect handle = 3630 seconds
    expect from_smb = 2
    expect large = 2
    expect agents_seen = 2
    expect count(tickets where agent = \"ann\") / 2 = 1
    expect large is no target
    expect pieces is no data";
    tested(&test(expectations)).ends_with(0).shows(&["✓  t", "1 test, 17 expectations: all passed"]);
}

#[test]
fn what_fails_is_shown_at_its_line() {
    let outcome = tested(&test("    expect churn = 33.3 within 0.1")).ends_with(1);
    outcome.shows(&[
        "✕  t",
        "error[K0801]: `churn` is 50 % (at risk), expected 33.3 within 0.1",
        "expect churn = 33.3 within 0.1",
        "^^^^^   ---- expected",
        "16.7 more than expected",
        "1 / 2, n = 2, target < 5, warn < 60",
        "1 failed",
    ]);
    tested(&test("    expect churn is missed")).ends_with(1).shows(&["`churn` is 50 % (at risk), expected missed"]);
    let slice = tested(&test("    expect churn = 1 for segment in (\"smb\", \"ent\")")).ends_with(1);
    assert_eq!(slice.out.matches("error[K0801]").count(), 2, "{}", slice.out);
    slice.shows(&["`churn` for segment = \"ent\" is no data, expected 1", "the denominator `start` is 0"]);
    tested(&test("    expect solved = 100 for customer.segment = \"ent\""))
        .ends_with(1)
        .shows(&["is too few, expected 100", "n = 1, fewer than 2"]);
}

#[test]
fn a_distance_is_what_is_said_and_no_more() {
    tested(&test("    expect solved = 66.5 within 0.2")).ends_with(0);
    tested(&test("    expect solved = 66.5 within 0.1")).ends_with(1);
    tested(&test("    expect solved = 66.6666666667")).ends_with(0);
    tested(&test("    expect solved = 66.6667")).ends_with(1);
    tested(&test("    expect lost - 1 = 0")).ends_with(0);
}

#[test]
fn the_clock_stands_at_the_end_of_the_period_unless_said() {
    tested(&test("    expect start is incomplete")).ends_with(1).shows(&["is complete, expected incomplete"]);
    let early = test("    expect start is incomplete").replace("2026-Q2\n", "2026-Q2\n    as of 2026-06-30\n");
    tested(&early).ends_with(0);
}

#[test]
fn times_are_on_the_clock_of_the_project() {
    let text = "test \"instants\"
    period 2026-06
    tickets
        | ticket_id | opened_at            |
        | 1         | 2026-05-31T22:00:00Z |
        | 2         | 2026-06-30T22:00:00Z |
        | 3         | 2026-06-30 23:59     |
    expect count(tickets) = 2
";
    tested(text).ends_with(0);
}

#[test]
fn sources_that_are_not_named_are_empty() {
    tested(
        "test \"t\"\n    period 2026-Q2\n    expect churn is no data\n    expect start = 0\n    expect agents_seen = 0",
    )
    .ends_with(0);
}

#[test]
fn snapshots_versions_and_keys() {
    let text = "test \"t\"
    period 2026-Q2
    stock
        | as_of      | pieces |
        | 2026-05-31 | 5      |
        | 2026-06-30 | 7      |
        | 2026-06-30 | 1      |
    expect pieces = 4
test \"keys name one row\"
    period 2026-Q2
    customers
        | customer_id | started_on |
        | 1           | 2026-01-01 |
        | 1           | 2026-01-01 |
    expect start is error
    expect error K0553
";
    tested(text).ends_with(0);
}

#[test]
fn cells_that_cannot_be_read_are_shown() {
    let outcome = tested(&test("    expect handle = 1 hour").replace("2 hours", "a while")).ends_with(1);
    outcome.shows(&["error[K0803]: `a while` is not a duration", "case.kpi:", "expected a number of seconds"]);
    // Without data the cells of all tests tell the type.
    let mixed = test("    expect start = 2").replace("| 100  |", "| many |");
    let outcome = tested(&mixed).ends_with(3);
    outcome.says(&["size"]);
}

#[test]
fn data_tell_the_types_where_they_are_there() {
    let folder = project(
        "n = count(tickets where customer_id = \"7\")\ntest \"t\"\n    period 2026-Q2\n    tickets\n        | ticket_id | customer_id | opened_at  |\n        | 1         | 7           | 2026-05-01 |\n    expect n = 1\n",
    );
    folder.write("data/customers.csv", "customer_id,started_on,ended_on\na1,2026-01-01,\n");
    folder.write("data/tickets.csv", "ticket_id,customer_id,opened_at,handled,agent\n1,a1,2026-01-01 10:00,1,x\n");
    folder.kpi(&["test"]).ends_with(0).says(&["the data of `prices`, `stock` are not there"]);
    folder.kpi(&["test", "--quiet"]).ends_with(0);
    let outcome = folder.kpi(&["test", "--offline"]).ends_with(3);
    outcome.says(&["customer_id"]);
}

#[test]
fn messages_may_be_expected() {
    let text = "    expect error K0203 in \"x = count(tickts)\"
    expect error K0358 in \"x = handle; target < 5\"
    expect error K0208 in \"churn = count(at end where segment = \"\"smb\"\")\"";
    tested(&test(text)).ends_with(0).shows(&["3 expectations: all passed"]);
    tested(&test("    expect error K0301 in \"x = start\""))
        .ends_with(1)
        .shows(&["got no message, expected error K0301"]);
    let orphan = test("    expect warning K0554").replace("| 3         | 3  ", "| 3         | 9  ");
    tested(&orphan).ends_with(0);
    tested(&test("    expect warning K0554")).ends_with(1).shows(&["K0806"]);
}

#[test]
fn tests_are_chosen_by_file_and_title() {
    let folder = project(&format!("{DEFINITIONS}\n{}", test("    expect churn = 50")));
    folder
        .write("kpi-defs/more.test.kpi", "test \"Nothing at all\"\n    period 2026-Q2\n    expect churn is no data\n");
    let run = |words: &[&str]| folder.kpi(&[&["test", "--offline"], words].concat());
    run(&[]).ends_with(0).shows(&["2 tests", "kpi-defs/case.kpi", "kpi-defs/more.test.kpi"]);
    run(&["nothing"]).ends_with(0).shows(&["1 test, 1 expectation: all passed, 1 not run"]);
    run(&["./kpi-defs/case.kpi"]).ends_with(0).shows(&["1 test,"]);
    run(&["more.test.kpi"]).ends_with(0).shows(&["Nothing at all"]);
    run(&["noting at all"]).ends_with(2).says(&["no test and no file with tests is called `noting at all`"]);
    let run = folder.kpi(&["run", "--as-of", "2026-07-01"]);
    assert!(!run.out.contains("Nothing at all"));
}

#[test]
fn a_project_without_tests_says_so() {
    project(DEFINITIONS)
        .kpi(&["test", "--offline"])
        .ends_with(2)
        .says(&["this project has no tests", "test \"what it shows\""]);
    project("n = count(tickets) / \n").kpi(&["test", "--offline"]).ends_with(3).says(&["case.kpi:"]);
}

#[test]
fn programs_get_json_and_junit() {
    let folder = project(&format!(
        "{DEFINITIONS}\n{}{}",
        test("    expect churn = 50"),
        test("    expect churn = 1").replace("\"t\"", "\"a < b & \"\"c\"\"\"")
    ));
    let json =
        folder.kpi(&["test", "--offline", "--format", "json", "--junit", "t.xml", "--coverage"]).ends_with(1).json();
    assert_eq!((json["passed"].as_u64(), json["failed"].as_u64()), (Some(1), Some(1)));
    assert_eq!(json["tests"][1]["failures"][0]["code"], "K0801");
    assert!(json["coverage"]["percent"].as_f64().unwrap() < 100.0);
    let xml = folder.read("t.xml");
    assert!(xml.contains("<testsuite name=\"kpi-defs/case.kpi\" tests=\"2\" failures=\"1\""), "{xml}");
    assert!(xml.contains("name=\"a &lt; b &amp; &quot;c&quot;\"") && xml.contains("type=\"K0801\""), "{xml}");
    assert_eq!(
        folder.kpi(&["test", "--offline", "--format", "junit"]).ends_with(1).out.matches("<testcase").count(),
        2
    );
    folder.kpi(&["test", "--offline", "--junit", "no/such/t.xml"]).ends_with(5).says(&["cannot write"]);
}

#[test]
fn coverage_tells_what_no_test_reaches() {
    let folder = project(&format!(
        "{DEFINITIONS}\n{}",
        test("    expect churn = 50\n    expect large = 2\n    expect mood is no data")
    ));
    let outcome = folder.kpi(&["test", "--offline", "--coverage"]).ends_with(0);
    let text = outcome
        .shows(&[
            "not reached by any test",
            "  from_smb",
            "all of it",
            "status met",
            "target < 90 for segment = \"smb\"",
        ])
        .out;
    // Both bands are there, and of `mood` neither branch: there was nothing before.
    assert!(!text.contains("branch then \"large\"") && !text.contains("branch else \"small\""), "{text}");
    assert!(text.contains("branch then 1") && text.contains("branch else 2"), "{text}");
    assert!(!text.contains("  lost  "), "{text}");
    folder
        .kpi(&["test", "--offline", "--coverage", "--require", "100"])
        .ends_with(1)
        .says(&["less is reached than the 100 %"]);
    folder.kpi(&["test", "--offline", "--coverage", "--require", "10"]).ends_with(0);
    folder.kpi(&["test", "--require", "10"]).ends_with(2);
}

#[test]
fn everything_reached_is_a_hundred_percent() {
    let text = "n = if count(tickets) > 1 then 1 else 2; target > 1
test \"many\"
    period 2026-05
    tickets
        | ticket_id | opened_at  |
        | 1         | 2026-05-01 |
        | 2         | 2026-05-02 |
    expect n is missed
test \"few\"
    period 2026-05
    tickets
        | ticket_id | opened_at  |
        | 1         | 2026-05-01 |
    expect n = 2
    expect n is met
";
    let folder = project(text);
    let outcome = folder.kpi(&["test", "--offline", "--coverage", "--require", "100"]).ends_with(0);
    assert!(!outcome.shows(&["100 % reached: 6 of 6"]).out.contains("not reached"));
}

/// A source whose duplicates are treated in this way, and a test with this table.
fn with_duplicates(duplicates: &str, rows: &str, expectations: &str) -> crate::folder::Outcome {
    let folder = Folder::empty();
    folder.write(
        "kpi.toml",
        format!(
            "[source.orders]\npath = \"data/orders.csv\"\nkey = \"id\"\ntime = \"ordered_at\"\n{duplicates}\n\n[source.buyers]\ndistinct = \"orders.buyer\"\n"
        ),
    );
    let text = format!(
        "revenue = sum(orders.amount)\nbuyers_seen = count(buyers)\ntest \"t\"\n    period 2026-05\n    orders\n        | id | ordered_at | amount | buyer | updated_at |\n{rows}\n{expectations}\n"
    );
    folder.write("kpi-defs/case.kpi", text);
    folder.kpi(&["test", "--offline"])
}

#[test]
fn duplicates_of_a_table_are_those_of_its_source() {
    let identical = "        | 1 | 2026-05-01 | 10 | ann | 2026-05-02 |
        | 1 | 2026-05-01 | 10 | ann | 2026-05-02 |
        | 2 | 2026-05-03 | 5  | bo  |            |
        | 2 | 2026-05-03 | 5  | bo  |            |";
    let dropped = "duplicates = \"drop_identical\"";
    with_duplicates(dropped, identical, "    expect revenue = 15\n    expect buyers_seen = 2").ends_with(0);
    let versions = "        | 1 | 2026-05-01 | 10 | ann | 2026-05-02 |
        | 1 | 2026-05-01 | 12 | bo  | 2026-05-04 |
        | 1 | 2026-05-01 | 11 | cy  |            |
        | 2 | 2026-05-03 | 5  | bo  |            |";
    let last = "duplicates = \"last by updated_at\"";
    with_duplicates(last, versions, "    expect revenue = 17\n    expect buyers_seen = 1").ends_with(0);
    with_duplicates(dropped, versions, "    expect revenue is error\n    expect error K0553").ends_with(0);
    let tied = versions.replace("2026-05-04", "2026-05-02");
    with_duplicates(last, &tied, "    expect revenue is error\n    expect error K0557").ends_with(0);
    with_duplicates(last, &tied, "    expect revenue = 15").ends_with(1).shows(&[
        "error[K0557]: duplicates of `orders`",
        "several rows with the key id = 1 have the same `updated_at`",
    ]);
}

#[test]
fn a_key_that_is_twice_in_a_table_names_its_rows() {
    let rows = "        | 1 | 2026-05-01 | 10 | ann | |
        | 2 | 2026-05-02 | 10 | ann | |
        | 1 | 2026-05-03 | 12 | bo  | |";
    let words = [
        "`revenue` is error, expected 32",
        "error[K0553]: `orders` has several rows with the key id = 1",
        "such rows are row 1 of its table and row 3 of its table",
    ];
    with_duplicates("", rows, "    expect revenue = 32").ends_with(1).shows(&words);
    let mixed = rows.replace("| 2 | 2026-05-02 | 10 | ann | |", "| 1 | 2026-05-01 | 10 | ann | |");
    with_duplicates("duplicates = \"drop_identical\"", &mixed, "    expect revenue = 22")
        .ends_with(1)
        .shows(&["such rows are row 1 of its table and row 3 of its table"]);
}

/// Definitions whose branches stand inside aggregates of fields.
const GATHERED: &str = "tickets.weight = if solved then 1 else 2
customers.load = sum(tickets.weight over period where if agent = \"ann\" then handled > 0 seconds else false)
customers.near = count(tickets of customer_id over 7 days from (if this.size > 50 then this.started_on else this.ended_on))
tickets.after = count(tickets of agent over 30 days from this.opened_at where weight > this.own)
tickets.own = if customer.load > 0 then 1 else 0
heaviest = max(customers.load at end)
some_near = count(customers at end where near > 0)
followed = count(tickets where after > 0)
";

/// The branches of the gathered definitions that no test reaches.
fn unreached(customers: &str, tickets: &str, expectations: &str) -> Vec<String> {
    let text = format!(
        "{GATHERED}test \"t\"\n    period 2026-Q2\n    customers\n        | customer_id | size | started_on | ended_on |\n{customers}    tickets\n        | ticket_id | customer_id | opened_at | solved | handled | agent |\n{tickets}{expectations}"
    );
    let json = project(&text).kpi(&["test", "--offline", "--coverage", "--format", "json"]).ends_with(0).json();
    let definitions = json["coverage"]["definitions"].as_array().unwrap();
    let parts = definitions.iter().flat_map(|definition| definition["parts"].as_array().unwrap());
    let missed = parts.filter(|part| part["kind"] == "branch" && part["reached"] == false);
    missed.map(|part| part["words"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn branches_inside_aggregates_of_fields_are_seen() {
    let customers = "        | 1 | 100 | 2026-05-01 |  |\n";
    let solved = "        | 1 | 1 | 2026-05-02 | true | 60 | ann |\n";
    let all = "    expect heaviest = 1\n    expect some_near = 1\n    expect followed = 0\n";
    let missed = unreached(customers, solved, all);
    // `own` is asked for by the row, whether or not another one follows it.
    assert_eq!(missed, ["else 2", "else false", "else this.ended_on", "else 0"]);
    let customers = format!("{customers}        | 2 | 10 | 2026-04-05 | 2026-04-20 |\n");
    let tickets = format!(
        "{solved}        | 2 | 1 | 2026-05-03 | false | 60 | ann |\n        | 3 | 2 | 2026-04-21 | false | 60 | bob |\n"
    );
    let all = "    expect heaviest = 3\n    expect some_near = 1\n    expect followed = 1\n";
    assert_eq!(unreached(&customers, &tickets, all), ["else this.ended_on"]);
}
