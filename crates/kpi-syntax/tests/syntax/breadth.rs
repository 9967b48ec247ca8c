//! A project's worth of definitions, as wide as the language.

use kpi_syntax::ast::Item;

use super::valid;

#[test]
fn a_whole_file_is_read() {
    let file = valid(include_str!("../fixtures/breadth.kpi"));
    let count = |kind: fn(&Item) -> bool| file.items.iter().filter(|item| kind(item)).count();
    assert_eq!(count(|item| matches!(item, Item::Error(_))), 0);
    assert_eq!(count(|item| matches!(item, Item::From(_))), 1);
    assert_eq!(count(|item| matches!(item, Item::Group(_))), 4);
    assert_eq!(count(|item| matches!(item, Item::Field(_))), 24);
    assert_eq!(count(|item| matches!(item, Item::Metric(_))), 54);
    assert_eq!(count(|item| matches!(item, Item::Test(_))), 2);
}
