//! The Markdown of a small project, whole.

use std::path::Path;

use crate::{CONFIGURATION, World};

const DEFINITIONS: &str = r#"from customers
group "Engage"

## Customers who left, as a share of those we had when the period opened.
##
## Who came in the period does not count.
## Alternatives: the other side of it: `retention`.
churn "Churn rate" = lost / start * 100
    target < 5; warn < 8
    target < 3 for segment = "smb" since 2026-07-01
    confidence 95%
    min n 30
    by segment
    label de "Abwanderungsrate"
    label ja "解約率"
    owner "Customer success"
    source "https://example.com/churn"
    tags core, board

start = count(at start)
lost  = count(at start where ended_on in period)

## What churn leaves.
retention "Retention | _kept_" = 100 - churn; target >= prev(retention)

group "Value"
sales "Sales" = sum(orders.amount); better higher; by segment
orders.segment = customer.segment
big = count(orders where amount > 1_000); hidden

test "new customers never enter the denominator"
    period 2026-Q2
    customers
        | customer_id | started_on | ended_on   | segment |
        | 1           | 2026-01-01 | 2026-05-03 | smb     |
        | 2           | 2026-01-01 |            | smb     |
    expect churn = 50
    expect churn = 50 within 0.1 for segment = "smb"
    expect churn is missed
    expect retention = 50
"#;

/// Set `KPI_BLESS=1` to write what comes out, and read the difference.
#[test]
fn is_as_it_was() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docs/small.md");
    let found = kpi_docs::markdown(&World::new(CONFIGURATION, DEFINITIONS).dictionary(None));
    if std::env::var_os("KPI_BLESS").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert!(found == expected, "not as in {}:\n{found}", path.display());
}
