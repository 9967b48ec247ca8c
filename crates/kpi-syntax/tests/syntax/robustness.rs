//! Any text ends in a tree and messages: no panic, no hang, places inside the text.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use kpi_diagnostics::Diagnostic;
use kpi_syntax::ast::{File, Item};

use super::FILE;

const VALID: &str = include_str!("../fixtures/breadth.kpi");

/// A small generator of pseudo-random numbers (xorshift), the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

fn check(text: &str) -> (File, Vec<Diagnostic>) {
    let (file, diagnostics) = kpi_syntax::parse(FILE, text);
    let errors = file.items.iter().filter(|item| matches!(item, Item::Error(_))).count();
    assert!(errors <= diagnostics.len() || diagnostics.len() > 1_000, "{errors} errors in {text:?}");
    for diagnostic in &diagnostics {
        let labels = diagnostic.labels.iter().map(|label| label.span);
        for span in labels.chain(diagnostic.fixes.iter().map(|fix| fix.span)) {
            assert!(text.get(span.range()).is_some(), "{diagnostic:?}\n{text:?}");
        }
    }
    for comment in &file.comments {
        assert!(text[comment.span.range()].starts_with('#'));
    }
    kpi_syntax::parse_expression(FILE, text);
    kpi_syntax::parse_query(FILE, text);
    (file, diagnostics)
}

const PIECES: &[&str] = &[
    "a",
    "orders.amount",
    "=",
    "==",
    "(",
    ")",
    "（",
    "）",
    "\"",
    "'",
    "`",
    "“x”",
    "\n",
    "\n    ",
    "\r\n",
    "\r",
    "\t",
    " ",
    "; ",
    ",",
    "#",
    "##",
    "//",
    "/*",
    "*/",
    "--",
    "|",
    "||",
    "&&",
    "and ",
    "or ",
    "not ",
    "in ",
    "is ",
    "null ",
    "between ",
    "like ",
    "if ",
    "then ",
    "else ",
    "where ",
    "over ",
    "at ",
    "on ",
    "of ",
    "per ",
    "distinct ",
    "this.",
    "period ",
    "last ",
    "7 days ",
    "from ",
    "up to ",
    "all time ",
    "year to date",
    "2026-01-31",
    "2026-1-5",
    "2026-Q2",
    "2026-07",
    "1_000",
    "1,000",
    "2.5",
    "5%",
    "1e9",
    "007",
    ".5",
    "target ",
    "warn ",
    "by ",
    "unit ",
    "min n ",
    "label ja ",
    "confidence ",
    "show ",
    "test \"x\"\n    period 2026-Q2\n",
    "expect ",
    "    | a | b |\n",
    "+",
    "-",
    "*",
    "/",
    "<",
    "<=",
    "!=",
    "<>",
    "^",
    "%",
    "?",
    ":",
    ":=",
    "[",
    "]",
    "{",
    "$",
    "€",
    "＝",
    "＊",
    "５",
    "％",
    "解約率",
    "é",
    "e\u{301}",
    "☃",
    "\u{200b}",
    "\u{feff}",
    "\0",
    "\u{a0}",
    "\u{3000}",
    "🎈",
    "IF(",
    "AND ",
    "SELECT ",
    "CASE WHEN ",
    "count(*)",
    "\"\"",
    "\\",
];

#[test]
fn random_pieces() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..20_000 {
        let length = random.below(30);
        let text: String = (0..length).map(|_| random.of(PIECES)).collect();
        check(&text);
    }
}

#[test]
fn random_characters() {
    let mut random = Random(42);
    for _ in 0..5_000 {
        let length = random.below(60);
        let text: String = (0..length)
            .filter_map(|_| {
                char::from_u32(
                    u32::try_from(random.below(if length.is_multiple_of(2) { 128 } else { 0x11_0000 })).unwrap(),
                )
            })
            .collect();
        check(&text);
    }
}

#[test]
fn mutations_of_valid_text() {
    let mut random = Random(7);
    let lines: Vec<&str> = VALID.split_inclusive('\n').collect();
    for _ in 0..3_000 {
        let start = random.below(lines.len());
        let mut text: String = lines[start..].iter().take(1 + random.below(6)).copied().collect();
        for _ in 0..=random.below(3) {
            let mut places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            places.push(text.len());
            let (from, to) = (places[random.below(places.len())], places[random.below(places.len())]);
            match random.below(3) {
                0 => text.insert_str(from, random.of(PIECES)),
                1 if from < to && to - from < 12 => text.replace_range(from..to, ""),
                _ if from < to && to - from < 12 => text.replace_range(from..to, random.of(PIECES)),
                _ => text.truncate(from),
            }
        }
        check(&text);
    }
}

#[test]
fn every_prefix_of_a_file() {
    for (place, _) in VALID.char_indices() {
        if place % 3 == 0 || place < 2_000 {
            kpi_syntax::parse(FILE, &VALID[..place]);
        }
    }
}

/// The fastest of three counts: the machine may be busy with something else.
fn within_a_second(name: &str, text: &str) -> Vec<Diagnostic> {
    let mut fastest = Duration::MAX;
    let mut diagnostics = Vec::new();
    for _ in 0..3 {
        let start = Instant::now();
        diagnostics = kpi_syntax::parse(FILE, text).1;
        fastest = fastest.min(start.elapsed());
        if fastest < Duration::from_secs(1) {
            return diagnostics;
        }
    }
    assert!(fastest < Duration::from_secs(1), "{name} took {fastest:?}");
    diagnostics
}

const MEGABYTE: usize = 1 << 20;

#[test]
fn deep_nesting_is_refused_with_a_message() {
    let deep = |open: &str, close: &str| format!("a = {}1{}\nb = 2", open.repeat(10_000), close.repeat(10_000));
    for (name, text) in [
        ("parentheses", deep("(", ")")),
        ("calls", deep("f(", ")")),
        ("conditions", deep("if a then b else ", "")),
        ("conditions in conditions", deep("if ", " then 1 else 2")),
        ("lists", deep("a in (", ")")),
        ("negations", deep("not ", "")),
        ("minus signs", deep("- ", "")),
        ("sums", deep("1 + ", "")),
        ("comparisons", deep("1 < ", "")),
        ("unclosed", deep("(", "")),
    ] {
        let diagnostics = within_a_second(name, &text);
        assert!(!diagnostics.is_empty(), "{name}");
        assert_eq!(diagnostics.last().map(|last| last.code.number()), Some(104), "{name}: {}", diagnostics[0].message);
        let (file, _) = kpi_syntax::parse(FILE, &text);
        assert_eq!(file.items.len(), 2, "{name}");
    }
}

#[test]
fn ten_megabytes_of_anything_end_within_a_second() {
    let filled = |piece: &str| piece.repeat(10 * MEGABYTE / piece.len());
    let mut nested = String::new();
    while nested.len() < 10 * MEGABYTE {
        writeln!(nested, "a = {}1{}", "(".repeat(10_000), ")".repeat(10_000)).unwrap();
    }
    within_a_second("nested", &nested);
    for piece in [
        "(",
        ")",
        "a = (\n",
        "\"",
        "`",
        "\n",
        " ",
        "#\n",
        "//\n",
        "/*",
        "a + ",
        "a = 1 + ",
        "a ",
        "😀",
        "\r",
        "\0",
        "- ",
        "if ",
        "'",
        "“",
        "\t\n",
        "a = b c\n",
        "|",
        "1,",
        "a.",
        "x\n  y = ",
        "test \"x\"\n  | a |\n",
    ] {
        let text = filled(piece);
        within_a_second(&format!("{piece:?}"), &text);
        within_a_second(&format!("a = {piece:?}"), &format!("a = {text}"));
    }
}

#[test]
fn the_deepest_allowed_nesting_fits_a_small_stack() {
    let deep = |open: &str, close: &str, count: usize| format!("a = {}1{}", open.repeat(count), close.repeat(count));
    let texts = [
        deep("(", ")", 150),
        deep("f(a, b where ", ")", 150),
        deep("a in (", ")", 150),
        deep("if a then b else ", "", 150),
        deep("if ", " then 1 else 2", 150),
        deep("- ", "", 990),
        deep("1 + ", "", 990),
        format!(
            "a = {}",
            deep("(1 + ", ")", 149).replace("a = ", "").replace("1)", &format!("1{})", " + 1".repeat(500)))
        ),
    ];
    let small = std::thread::Builder::new().stack_size(MEGABYTE);
    let work = small.spawn(move || {
        for text in texts {
            let (_, diagnostics) = kpi_syntax::parse(FILE, &text);
            assert!(diagnostics.iter().all(|diagnostic| diagnostic.code.number() != 101), "{diagnostics:?}");
        }
    });
    work.unwrap().join().unwrap();
}
