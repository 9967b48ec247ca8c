//! Aggregates of plugins end to end: from the text of a definition to its value.

use std::path::Path;

use crate::{KpiResult, Project, Request, Selection, Silent};

const ORDERS: &str = "ordered_on,customer,paid,amount\n\
    2026-06-01,a,true,40\n2026-06-02,a,true,10\n2026-06-03,a,false,100\n2026-06-04,b,true,25\n\
    2026-06-05,b,true,\n2026-06-06,c,true,\n2026-05-20,a,true,1\n";

fn project(folder: &Path, definitions: &str) -> Project {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    std::fs::create_dir(folder.join("kpi-defs")).unwrap();
    let library = super::fixture_library();
    let source = "[source.orders]\npath = 'orders.csv'\ntime = 'ordered_on'\n";
    write("kpi.toml", &format!("{source}[plugin.fixture]\npath = '{}'\n", library.display()));
    write("orders.csv", ORDERS);
    write("kpi-defs/all.kpi", &format!("from orders\n{definitions}"));
    Project::open(folder, &|_| None)
}

/// What June gives.
fn results(definitions: &str) -> Vec<KpiResult> {
    let folder = tempfile::tempdir().unwrap();
    let day = |month, day| jiff::civil::date(2026, month, day).at(0, 0, 0, 0);
    let window = kpi_plan::TimeWindow { start: day(6, 1), end: day(7, 1), shape: kpi_plan::Shape::Free };
    let as_of = jiff::civil::date(2026, 7, 1);
    let request = Request { selection: Selection::Kpis, periods: vec![window], by: Vec::new(), as_of };
    project(folder.path(), definitions).evaluate(&request, &Silent).unwrap().results
}

fn values(definitions: &str) -> Vec<(String, Option<f64>)> {
    results(definitions).into_iter().map(|result| (result.name, result.value)).collect()
}

fn named(expected: &[(&str, Option<f64>)]) -> Vec<(String, Option<f64>)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

#[test]
fn the_clauses_of_built_in_ones() {
    // June has 40, 10, 100, 25 and two empty amounts, May has 1.
    let found = values(
        "plain \"A\" = fixture.spread(amount)\n\
         paid \"B\" = fixture.spread(amount where paid)\n\
         longer \"C\" = fixture.spread(amount over last 60 days)\n\
         computed \"D\" = fixture.spread(amount * 2) / 100 + 1\n\
         before \"E\" = prev(plain)\n\
         paid_later \"F\" = (plain where paid)\n",
    );
    let expected = [
        ("plain", Some(90.0)),
        ("paid", Some(30.0)),
        ("longer", Some(99.0)),
        ("computed", Some(2.8)),
        ("before", None),
        ("paid_later", Some(30.0)),
    ];
    assert_eq!(found, named(&expected));
}

#[test]
fn values_come_sorted_and_empty_ones_not_at_all() {
    // Sorted: 10, 25, 40, 100.
    assert_eq!(values("third \"A\" = fixture.third(amount)\n"), named(&[("third", Some(40.0))]));
}

#[test]
fn each_slice_and_each_part_is_a_group() {
    let slices = results("spread \"A\" = fixture.spread(amount); by customer\n");
    let spread = |customer: &str| {
        let of = |result: &&KpiResult| result.slice.iter().any(|part| part.value.as_deref() == Some(customer));
        slices.iter().find(of).map(|result| (result.value, result.n))
    };
    // `a` has 40, 10, 100; `b` one value, of which the plugin knows no spread; `c` has none.
    assert_eq!(spread("a"), Some((Some(90.0), Some(3))));
    assert_eq!(spread("b"), Some((None, Some(1))));
    assert_eq!(spread("c"), Some((None, Some(0))));
    // Over customers: 90 alone.
    assert_eq!(values("m \"A\" = avg(fixture.spread(amount) per customer)\n"), named(&[("m", Some(90.0))]));
}

#[test]
fn no_value_says_why() {
    let found = results(
        "one \"A\" = fixture.spread(amount where customer = \"b\")\n\
         none \"B\" = fixture.spread(amount where customer = \"c\")\n\
         undefined \"C\" = fixture.undefined(amount)\n",
    );
    let reasons: Vec<_> = found.iter().map(|result| result.reason.as_deref().unwrap_or_default()).collect();
    let expected = [
        "`fixture.spread` has no result for these values",
        "`fixture.spread` of `orders` has no rows to work on",
        "`fixture.undefined` has no result for these values",
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn one_that_fails_leaves_the_others_alone() {
    let found = results(
        "paid \"A\" = fixture.refuses(amount where paid)\n\
         all \"B\" = fixture.refuses(amount)\n\
         total \"C\" = sum(amount)\n\
         spread \"D\" = fixture.spread(amount)\n",
    );
    let values: Vec<_> = found.iter().map(|result| result.value).collect();
    assert_eq!(values, [None, Some(1.0), Some(175.0), Some(90.0)]);
    let words = "`fixture.refuses` failed: three values are too many; leave one out";
    assert_eq!(found.first().unwrap().reason.as_deref(), Some(words));
}

#[test]
fn one_that_fails_in_a_field_fails_what_needs_it() {
    // `a` has four orders, so each of them sees three others.
    let found = results(
        "orders.near = fixture.refuses(orders.amount of customer over all time)\n\
         near \"A\" = count(where near > 0)\n\
         total \"B\" = sum(amount)\n",
    );
    let values: Vec<_> = found.iter().map(|result| result.value).collect();
    assert_eq!(values, [None, Some(175.0)]);
    let words = "`fixture.refuses` failed: three values are too many; leave one out";
    assert_eq!(found.first().unwrap().reason.as_deref(), Some(words));
}
