//! Names, comments and doc comments.

use kpi_syntax::ast::Item;

use super::{shown, valid};

#[test]
fn names_are_unicode_and_compared_in_nfc() {
    let file = valid("解約率 = 失客数 / 期首顧客数 * 100\ncafe\u{301} = ça_va + été");
    let shown: Vec<String> = file.items.iter().map(shown::item).collect();
    assert_eq!(shown, ["解約率 = (* (/ 失客数 期首顧客数) 100)", "caf\u{e9} = (+ ça_va été)"]);
}

#[test]
fn backticks_quote_any_name() {
    let file = valid("`my kpi` = sum(orders.`net amount (€)`) + `where` + `a.b`\n`in` = 1");
    let shown: Vec<String> = file.items.iter().map(shown::item).collect();
    assert_eq!(shown, ["my kpi = (+ (+ sum(orders.net amount (€)) where) a.b)", "in = 1"]);
}

#[test]
fn doc_comments_belong_to_the_next_definition() {
    let file = valid(
        "## Not for from.\nfrom customers\n\n## One.\n# plain\n## Two.\na = 1 ## not this\nb = 2\n\n## Three.\n\nx.c = 3\n",
    );
    let docs: Vec<Option<&str>> = file
        .items
        .iter()
        .map(|item| match item {
            Item::Metric(metric) => metric.doc.as_deref(),
            Item::Field(field) => field.doc.as_deref(),
            Item::From(_) | Item::Group(_) | Item::Test(_) | Item::Error(_) => None,
        })
        .collect();
    assert_eq!(docs, [None, Some("One.\nTwo."), None, Some("Three.")]);
    let comments: Vec<(&str, bool)> =
        file.comments.iter().map(|comment| (comment.text.as_str(), comment.doc)).collect();
    assert_eq!(
        comments,
        [
            ("Not for from.", true),
            ("One.", true),
            ("plain", false),
            ("Two.", true),
            ("not this", true),
            ("Three.", true)
        ]
    );
}

#[test]
fn comments_keep_their_places() {
    let text = "# first\na = 1 # second\n    # third\n    target < 5\n";
    let file = valid(text);
    let places: Vec<&str> = file.comments.iter().map(|comment| &text[comment.span.range()]).collect();
    assert_eq!(places, ["# first", "# second", "# third"]);
}
