//! Mutated definitions and arbitrary bytes: the formatter never panics, never changes what is said, and is done after one go.
//!
//! `KPI_TRIALS=50` takes fifty times as many trials as a normal run, and other ones each time. A failure is shrunk.

use std::sync::LazyLock;

use kpi_diagnostics::FileId;
use kpi_syntax::ast::File;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::corpus::corpus;

const FILE: FileId = FileId(0);

/// Whether `formatted` says what `text` says, in the form that it would get again.
pub(crate) fn keeps_what_it_says(text: &str, formatted: &str) -> Result<(), String> {
    let tree = |text: &str| kpi_syntax::parse(FILE, text).0;
    let words = |file: &File| file.comments.iter().map(|comment| comment.text.clone()).collect::<Vec<_>>();
    let (before, after) = (tree(text), tree(formatted));
    if words(&before) != words(&after) {
        return Err(format!("the comments changed:\n{text}\n----\n{formatted}"));
    }
    if before.without_places().items != after.without_places().items {
        return Err(format!("the tree changed:\n{text}\n----\n{formatted}"));
    }
    match kpi_syntax::format(FILE, formatted) {
        Ok(again) if again == formatted => {}
        Ok(again) => return Err(format!("not done after one go:\n{text}\n----\n{formatted}\n----\n{again}")),
        Err(diagnostics) => return Err(format!("refused then: {}\n{formatted}", diagnostics[0].message)),
    }
    let end = formatted.is_empty() || formatted.ends_with('\n') && !formatted.ends_with("\n\n");
    let clean = end
        && !formatted.contains('\r')
        && !formatted.starts_with('\u{FEFF}')
        && formatted.lines().all(|line| line.trim_end() == line);
    if clean { Ok(()) } else { Err(format!("blanks or line ends:\n{formatted:?}")) }
}

/// Any text: a form or messages.
fn format_any(text: &str) -> Result<Option<String>, String> {
    match kpi_syntax::format(FILE, text) {
        Ok(formatted) => keeps_what_it_says(text, &formatted).map(|()| Some(formatted)),
        Err(diagnostics) if diagnostics.is_empty() => Err(format!("refused without a message:\n{text}")),
        Err(diagnostics) if diagnostics.iter().any(|one| one.code.number() == 199) => {
            Err(format!("the formatter would have changed this:\n{text:?}\n{text}"))
        }
        Err(_) => Ok(None),
    }
}

/// Statements of the repository, each with its comments.
static STATEMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut statements: Vec<String> = Vec::new();
    for (_, text) in corpus() {
        let mut open = false;
        for line in text.lines() {
            let starts = !line.starts_with(char::is_whitespace) && !line.is_empty() && !line.starts_with(')');
            if starts && !open || statements.is_empty() {
                statements.push(String::new());
            }
            open = starts && line.starts_with('#');
            let last = statements.last_mut().unwrap();
            last.push_str(line);
            last.push('\n');
        }
    }
    statements.retain(|statement| kpi_syntax::parse(FILE, statement).1.is_empty());
    statements.sort();
    statements.dedup();
    statements
});

/// What the numbers of a trial decide.
struct Choices<'n>(std::slice::Iter<'n, u16>);

impl Choices<'_> {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % limit.max(1)
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    fn file(&mut self, most: usize) -> String {
        (0..=self.below(most)).map(|_| STATEMENTS[self.below(STATEMENTS.len())].as_str()).collect()
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        let mut place = self.below(text.len() + 1);
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        place
    }
}

const PIECES: &[&str] = &[
    " ",
    "\n",
    "\n    ",
    "\r\n",
    "\r",
    "\t",
    "; ",
    ";",
    ",",
    "(",
    ")",
    "#",
    "##",
    " # note\n",
    "\n## doc\n",
    "\n# note\n",
    "\n\n",
    "\n\n\n",
    "=",
    "-",
    "- ",
    "+",
    " * ",
    " / ",
    "<",
    " >= ",
    " and ",
    " or ",
    " not ",
    " in (1, 2)",
    " in period",
    " between 1 and 2",
    " is null",
    " like \"a\"",
    "if a then b else c",
    "count(",
    "sum(x over last 3 days)",
    " where ",
    " at start",
    " per day",
    "distinct ",
    "7 days",
    " 7 days from this.x",
    " up to ",
    "2026-01-31",
    "2026-Q2",
    "1_000",
    "2.5",
    "5%",
    "target < 5",
    "\n    warn < 3",
    "; by a, b only",
    "; unit %",
    "; min n 3",
    "; confidence 95%",
    "; label ja \"x\"",
    "; fill -1",
    "; hidden",
    "\n    expect a = 1",
    "\n        | a | b |",
    "\n    as of 2026-01-01",
    "|",
    "\"",
    "\"text\"",
    "`",
    "`a b`",
    "解約率",
    "e\u{301}",
    "\u{200b}",
    "\u{feff}",
    "\u{3000}",
    "\u{a0}",
    "\0",
    "🎈",
    "//",
    "--",
    "/*",
    "==",
    "：",
    "a.b",
    "this.",
    "a",
    "test \"x\"\n    period 2026-07\n",
    "from x\n",
    "group \"g\"\n",
];

/// Anything done to a text.
fn mutated(choices: &mut Choices<'_>) -> String {
    let mut text = choices.file(4);
    for _ in 0..choices.below(6) {
        let (from, to) = (choices.place(&text), choices.place(&text));
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
        let to = (to..=text.len()).find(|to| text.is_char_boundary(*to)).unwrap_or(text.len());
        match choices.below(5) {
            0 | 1 => text.insert_str(from, choices.of(PIECES)),
            2 => text.replace_range(from..to, ""),
            3 => {
                let copy = text[from..to].to_owned();
                let place = choices.place(&text);
                text.insert_str(place, &copy);
            }
            _ => text.replace_range(from..to, choices.of(PIECES)),
        }
    }
    text
}

/// The same words in another layout; comments are added if `notes` are given.
fn laid_out_anew(text: &str, notes: &[&str], choices: &mut Choices<'_>) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let code = line.trim_start();
        if code.is_empty() || code.starts_with(['#', '|']) {
            out.extend([line, "\n"]);
            continue;
        }
        let indented = line.len() > code.len();
        out.push_str(if indented { choices.of(&["    ", " ", "\t", "            "]) } else { "" });
        let mut quote = None;
        let mut characters = code.trim_end().chars().peekable();
        while let Some(character) = characters.next() {
            let inside = quote.is_some();
            if matches!(character, '"' | '`') && (quote.is_none() || quote == Some(character)) {
                quote = if inside { None } else { Some(character) };
            }
            match character {
                '#' if !inside => quote = Some('\n'),
                ' ' if !inside => {
                    out.push_str(choices.of(&[" ", "  ", " ", "\n ", "\t", "\r\n   ", "\u{a0}"]));
                    continue;
                }
                '(' | ')' | ',' if !inside => {
                    out.push(character);
                    if characters.peek().is_none() {
                        continue;
                    }
                    out.push_str(choices.of(&["", "", " ", "\n  "]));
                    if choices.below(8) == 0 && !notes.is_empty() {
                        out.push_str(choices.of(notes));
                    }
                    continue;
                }
                _ => {}
            }
            out.push(character);
        }
        if choices.below(4) == 0 && !notes.is_empty() && quote.is_none() {
            out.push_str(choices.of(notes));
        }
        out.push('\n');
    }
    out
}

const NOTES: &[&str] =
    &[" # note\n    ", "\n    # own\n    ", "\n## doc\n    ", " #x\n\n\n    ", "\n\n    # apart\n\n    "];

fn run(trials: u32, test: impl Fn(&mut Choices<'_>) -> Result<(), String>) {
    let times = std::env::var("KPI_TRIALS").ok().and_then(|text| text.parse::<u32>().ok());
    let config = Config {
        cases: trials * times.unwrap_or(1),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let mut runner = match times {
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        Some(_) => TestRunner::new(config),
    };
    let outcome = runner.run(&proptest::collection::vec(any::<u16>(), 0..120), |numbers| {
        test(&mut Choices(numbers.iter())).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(TestError::Abort(reason)) => panic!("given up: {reason}"),
    }
}

#[test]
fn any_bytes() {
    run(1_000, |choices| {
        let bytes: Vec<u8> = choices.0.by_ref().flat_map(|number| number.to_le_bytes()).collect();
        format_any(&String::from_utf8_lossy(&bytes))?;
        let ascii: String = bytes.iter().map(|byte| char::from(byte % 128)).collect();
        format_any(&ascii).map(drop)
    });
}

#[test]
fn mutated_definitions() {
    run(3_000, |choices| format_any(&mutated(choices)).map(drop));
}

#[test]
fn the_layout_of_the_text_does_not_matter() {
    run(2_000, |choices| {
        let text = choices.file(4);
        let text: String = text.split_inclusive('\n').filter(|line| !line.contains(" #")).collect();
        let other = laid_out_anew(&text, &[], choices);
        match (format_any(&text)?, format_any(&other)?) {
            (Some(first), Some(second)) if collapsed(&first) != collapsed(&second) => {
                Err(format!("two forms of one text:\n{other}\n----\n{first}\n----\n{second}"))
            }
            _ => Ok(()),
        }
    });
}

/// Blank lines are the author's.
fn collapsed(text: &str) -> String {
    text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn comments_in_any_place_are_kept() {
    run(2_000, |choices| {
        let text = choices.file(3);
        format_any(&laid_out_anew(&text, NOTES, choices)).map(drop)
    });
}
