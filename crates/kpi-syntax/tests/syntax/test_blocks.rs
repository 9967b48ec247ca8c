//! `test` with its tables.

use kpi_syntax::ast::Item;

use super::{shown, valid};

const TEST: &str = r#"test "new customers never enter the denominator"
    period 2026-Q2
    as of 2026-07-03
    customers
        | customer_id | `started on` | ended_on   |  # a comment
        | 1           | 2026-01-01   | 2026-04-01 |
        # between rows
        | 2 # no      | "(           |            |
    orders
        | id |
    expect churn = 50
    expect churn is missed
    expect nps is  no   data for segment = "smb"
    expect (churn where segment = "smb") is no data
    expect nps = 33.3 within 0.1 for segment = "smb" and a = 1
    expect nps = -1
"#;

#[test]
fn every_part() {
    let file = valid(TEST);
    assert_eq!(
        shown::item(&file.items[0]),
        "test \"new customers never enter the denominator\" 2026-Q2 as of 2026-07-03 \
         customers[customer_id|started on|ended_on: 1|2026-01-01|2026-04-01, 2 # no|\"(|] orders[id: ]\
         ; churn = 50; churn is missed; nps is no data for (= segment \"smb\")\
         ; (churn where (= segment \"smb\")) is no data\
         ; nps = 33.3 within 0.1 for (and (= segment \"smb\") (= a 1)); nps = (neg 1)"
    );
    assert_eq!(file.comments.len(), 2);
}

#[test]
fn cells_have_places() {
    let file = valid(TEST);
    let Item::Test(test) = &file.items[0] else { unreachable!() };
    let cells = test.fixtures[0].rows.iter().flatten();
    for cell in cells {
        assert_eq!(&TEST[cell.span.range()], cell.value);
    }
    for column in &test.fixtures[0].columns {
        assert_eq!(TEST[column.span.range()].trim_matches('`'), column.text);
    }
}

#[test]
fn messages_may_be_expected() {
    let text = "test \"x\"\n    period 2026-07\n    expect warning K0554\n    expect error K0203 in \"y = \"\"a\"\"\"\n    expect error = 5\n";
    let file = valid(text);
    assert_eq!(
        shown::item(&file.items[0]),
        "test \"x\" 2026-07; error = 5; Warning 554; Error 203 in \"y = \\\"a\\\"\""
    );
    let alone = valid("test \"x\"\n    period 2026-07\n    expect error K0553");
    assert_eq!(shown::item(&alone.items[0]), "test \"x\" 2026-07; Error 553");
}

#[test]
fn every_status() {
    for status in ["met", "missed", "at risk", "inconclusive", "no target", "no data", "too few", "error", "incomplete"]
    {
        let file = valid(&format!("test \"x\"\n    period 2026-07\n    expect a is {status}"));
        assert_eq!(shown::item(&file.items[0]), format!("test \"x\" 2026-07; a is {status}"));
    }
}

#[test]
fn a_period_may_have_a_name_of_its_own() {
    let file = valid("test \"x\"\n    period \"P05\"\n    expect error K0553");
    assert_eq!(shown::item(&file.items[0]), "test \"x\" P05; Error 553");
}
