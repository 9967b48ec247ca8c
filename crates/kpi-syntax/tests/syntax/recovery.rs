//! A broken statement hides nothing about the others, and has one message.

use super::{FILE, listed, shown};

fn outcome(text: &str) -> (Vec<String>, usize, Vec<String>) {
    let (file, diagnostics) = kpi_syntax::parse(FILE, text);
    let broken =
        file.broken.iter().map(|path| path.names.iter().map(|name| name.text.clone()).collect::<Vec<_>>().join("."));
    (file.items.iter().map(shown::item).collect(), diagnostics.len(), broken.collect())
}

fn check(text: &str, items: &[&str], messages: usize, broken: &[&str]) {
    let found = outcome(text);
    let list = || listed(text, &kpi_syntax::parse(FILE, text).1);
    assert_eq!(found.0, items, "{text}\n{}", list());
    assert_eq!(found.1, messages, "{text}\n{}", list());
    assert_eq!(found.2, broken, "{text}");
}

#[test]
fn the_others_are_still_there() {
    check("a = 1\nb = = 2\nc = 3", &["a = 1", "error", "c = 3"], 1, &["b"]);
    check("a = +\n\n## doc\nx.b = 2\n?\nc = 3", &["error", "x.b = 2", "error", "c = 3"], 2, &["a"]);
    check("orders.big = amount >\nc = 3", &["error", "c = 3"], 1, &["orders.big"]);
    check("a \"A\" = \"abc\nc = 3", &["error", "c = 3"], 1, &["a"]);
}

#[test]
fn a_forgotten_parenthesis_spoils_its_statement_alone() {
    check("a = (b + c\nd = 1\ne = (2)", &["error", "d = 1", "e = (2)"], 1, &["a"]);
    check("a = f(b, (c)\n    target < 5\nd = 1", &["error", "d = 1"], 1, &["a"]);
    check("a = b)\nd = 1", &["error", "d = 1"], 1, &["a"]);
}

#[test]
fn a_parenthesis_that_reaches_into_another_statement_is_cut() {
    check("a = (b\nc = 1\nd = 2)\ne = 3", &["error", "c = 1", "error", "e = 3"], 2, &["a", "d"]);
}

#[test]
fn indented_definitions_are_read_and_reported() {
    check("a = 1\n  b = 2\n  target < 5\nc = 3", &["a = 1", "b = 2; target < 5", "c = 3"], 1, &[]);
    check("  a = 1\nb = 2", &["a = 1", "b = 2"], 1, &[]);
    check("a = 1\n  b = 2\n  c = 3\n  d =\ne = 4", &["a = 1", "b = 2", "c = 3", "error", "e = 4"], 3, &["d"]);
}

#[test]
fn what_is_certain_is_reported_and_read() {
    check("a = b == c && d", &["a = (and (= b c) d)"], 2, &[]);
    check("a：＝ b ＊（１０ － c）", &["a = (* b ((- 10 c)))"], 3, &[]);
    check("a := b // why\n-- x\nc: 1", &["a = b", "c = 1"], 4, &[]);
    check("a = 'x' IN (“y”, 'z')", &["a = (in \"x\" [\"y\" \"z\"])"], 2, &[]);
    check("a = IF(b > 1, 2, 3) target > 5", &["a = (if (> b 1) 2 3); target > 5"], 2, &[]);
}

#[test]
fn nothing_is_lost_when_a_file_starts_with_a_parenthesis() {
    check(")", &["error"], 1, &[]);
    check("# x\n   )\na = 1", &["error", "a = 1"], 1, &[]);
    check("", &[], 0, &[]);
    check("# only a comment", &[], 0, &[]);
}

#[test]
fn long_files_keep_their_order_and_their_mistakes() {
    let mut text = String::new();
    for index in 0..5_000 {
        text += &format!("a_{index} = {}\n", if index % 1_000 == 7 { "+" } else { "1" });
    }
    let (file, diagnostics) = kpi_syntax::parse(FILE, &text);
    assert_eq!(file.items.len(), 5_000);
    for (index, item) in file.items.iter().enumerate() {
        let expected = if index % 1_000 == 7 { "error".to_owned() } else { format!("a_{index} = 1") };
        assert_eq!(shown::item(item), expected);
    }
    assert_eq!(diagnostics.len(), 5);
    assert!(diagnostics.is_sorted_by_key(kpi_diagnostics::Diagnostic::span));
}
