//! The page: safe, whole, the same each time, and without anything from elsewhere.

use std::collections::BTreeSet;

use crate::{CONFIGURATION, World};

/// Names and texts that try to be more than texts.
const HOSTILE: &str = r#"from customers
group "A </section><script>alert(1)</script>"

## <img src=x onerror=alert(2)> and `<b>code</b>` and “<i>label</i>”
x "<script>alert(3)</script>" = count(at start where segment = "</pre><script>alert(4)</script>")
    target > 5; unit "<u>"
    label ja "<script>警告</script>顧客"
    owner "'><script>alert(5)</script>"
    source "javascript:alert(6)"
    by segment

## Uses `x` and “<script>alert(3)</script>”.
`y "z" <b>` = x * 2
orders.`a<b` = customer.segment
`解約率` = count(orders where `a<b` = "x"); target < 5; source "https://example.com/?a=1&b='2'"

test "<script>alert(7)</script>"
    period 2026-06
    customers
        | customer_id | started_on | segment |
        | 1           | 2026-01-01 | <b>     |
    expect x = 0
"#;

fn page() -> String {
    kpi_docs::html(&World::new(CONFIGURATION, HOSTILE).dictionary(None))
}

/// The values of an attribute.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let begin = format!(" {name}=\"");
    page.split(begin.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn texts_stay_texts() {
    let page = page();
    assert_eq!(page.matches("<script").count(), 1, "only our own script");
    for markup in ["<img", "<b>", "<i>", "<u>", "href=\"javascript"] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert!(page.contains("&lt;script&gt;alert(3)&lt;/script&gt;"));
    assert!(page.contains("解約率"));
}

#[test]
fn every_link_leads_somewhere() {
    let page = page();
    let ids = attributes(&page, "id");
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "an id stands once");
    let links = attributes(&page, "href");
    assert!(links.len() > 20);
    for link in links {
        match link.strip_prefix('#') {
            Some(anchor) => assert!(distinct.contains(anchor), "{link}"),
            None => {
                assert_eq!(link, "https://example.com/?a=1&amp;b=&#39;2&#39;", "the source that a definition names");
            }
        }
    }
    for label in attributes(&page, "aria-labelledby") {
        assert!(distinct.contains(label), "{label}");
    }
}

#[test]
fn nothing_comes_from_elsewhere() {
    let page = page();
    for request in [" src=", "@import", "url(", "<link", "<iframe", "fetch(", "XMLHttpRequest"] {
        // What a comment says is escaped words.
        let found = page.matches(request).count();
        let said = page.matches("&lt;img src=x").count();
        assert_eq!(found, if request == " src=" { said } else { 0 }, "{request}");
    }
    let addresses = page.matches("http://").count() + page.matches("https://").count();
    assert_eq!(addresses, page.matches("https://example.com").count());
}

#[test]
fn elements_are_closed_in_order() {
    let page = page();
    let body = page.split("<body>").nth(1).unwrap().split("<script>").next().unwrap();
    let mut open: Vec<&str> = Vec::new();
    for tag in body.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.trim_start_matches('/').split(|c: char| c.is_whitespace()).next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
        } else if name != "input" {
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0]);
}

#[test]
fn the_same_definitions_give_the_same_bytes() {
    assert_eq!(page(), page());
    let world = World::new(CONFIGURATION, HOSTILE);
    let json = |language| serde_json::to_string(&world.dictionary(language)).unwrap();
    assert_eq!(json(None), json(None));
    assert!(json(Some("ja")).contains("警告"));
}

#[test]
fn coloured_pieces_are_the_definition() {
    let dictionary = World::new(CONFIGURATION, HOSTILE).dictionary(None);
    let metrics = dictionary.metrics().map(|metric| &metric.block);
    for block in metrics.chain(dictionary.fields.iter().map(|field| &field.block)) {
        let text: String = block.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(text, block.definition);
    }
}

#[test]
fn a_project_of_nothing_has_a_page() {
    let dictionary = World::new("[project]\nname = \"New\"\n", "").dictionary(None);
    let page = kpi_docs::html(&dictionary);
    assert!(page.contains("<h1>New</h1>") && page.contains("0 KPIs"));
    assert_eq!(kpi_docs::markdown(&dictionary), "# New\n\nData dictionary · 2026-07-01\n");
}
