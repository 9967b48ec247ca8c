//! `kpi.toml` from any bytes and from mutated valid files: always a value and messages with places, never a panic.
//!
//! `KPI_TRIALS=50` takes fifty times as many trials as a normal run, and other ones each time. A failure is shrunk.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use kpi_diagnostics::{FileId, Severity};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use toml::de::DeTable;

const SECRET: &str = "s3cr3t-of-the-environment";

/// Reads a text; what is wrong with the answer.
fn read_any(text: &str) -> Result<(), String> {
    let environment = |name: &str| (name == "TOKEN").then(|| SECRET.to_owned());
    let (_, diagnostics) = kpi_config::read(FileId(0), text, &environment);
    let fails = |why: &str| Err(format!("{why}: {diagnostics:?}\n{text:?}\n{text}"));
    let error = diagnostics.iter().any(|one| one.severity == Severity::Error);
    if DeTable::parse(text).is_err() && !error {
        return fails("it is no TOML, and nobody said so");
    }
    for one in &diagnostics {
        let labels = one.labels.iter().map(|label| label.span);
        let mut spans = labels.chain(one.fixes.iter().map(|fix| fix.span));
        if spans.any(|span| text.get(span.range()).is_none()) {
            return fails("a place outside the text");
        }
        if one.message.is_empty() || one.message.contains('\n') {
            return fails("no first line");
        }
    }
    if format!("{diagnostics:?}").contains(SECRET) && !text.contains(SECRET) {
        return fails("a secret is told");
    }
    Ok(())
}

/// Valid files: the examples of the repository and the cases of the suite.
static FILES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let whole =
        ["crates/kpi-config/tests/example.toml", "crates/kpi-demo/project/kpi.toml", "examples/one-line/kpi.toml"];
    let mut files: Vec<String> = whole.iter().map(|name| fs::read_to_string(root.join(name)).unwrap()).collect();
    let mut suite: Vec<_> =
        fs::read_dir(root.join("tests/suite")).unwrap().map(|entry| entry.unwrap().path()).collect();
    suite.sort();
    for path in suite.iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        let text = fs::read_to_string(path).unwrap();
        let blocks = text.split("\n```toml\n").skip(1).filter_map(|block| block.split("\n```").next());
        files.extend(blocks.map(|block| format!("{block}\n")));
    }
    files
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

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        let mut place = self.below(text.len() + 1);
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        place
    }

    /// A line of a valid file.
    fn line(&mut self) -> &'static str {
        let file = &FILES[self.below(FILES.len())];
        file.lines().nth(self.below(file.lines().count())).unwrap_or("")
    }
}

const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\t",
    " ",
    "=",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    ".",
    "\"",
    "\"\"\"",
    "'",
    "'''",
    "#",
    "\\",
    "\\u0000",
    "\\uD800",
    "true",
    "false",
    "inf",
    "nan",
    "-1",
    "0",
    "1e999",
    "9223372036854775808",
    "0x10",
    "1979-05-27",
    "1979-05-27T07:32:00Z",
    "25:61:00",
    "\"\"",
    "\"${TOKEN}\"",
    "\"${NO\"",
    "\"${}\"",
    "\"x -> y\"",
    "\"x -> \"",
    "\" at \"",
    "[]",
    "{}",
    "[1, \"a\"]",
    "{ a = 1 }",
    "[source.x]\n",
    "[source]\n",
    "[project]\n",
    "[plugin.\"a b\"]\n",
    "[scorecard.monthly]\n",
    "connector = ",
    "path = ",
    "key = ",
    "time = ",
    "alive = ",
    "refs = ",
    "columns.a = ",
    "measures = ",
    "timezone = \"Mars/Phobos\"\n",
    "week_starts = ",
    "fiscal_year_starts = ",
    "date_format = ",
    "delimiter = ",
    "encoding = ",
    "schedule = \"* * * * * *\"\n",
    "definitions = ",
    "duplicates = ",
    "versions = ",
    "distinct = ",
    "snapshot = ",
    "null = ",
    "解約",
    "e\u{301}",
    "\u{feff}",
    "\u{a0}",
    "\0",
    "🎈",
];

fn mutated(choices: &mut Choices<'_>) -> String {
    let mut text = FILES[choices.below(FILES.len())].clone();
    for _ in 0..=choices.below(6) {
        let from = choices.place(&text);
        let mut to = (from + choices.below(30)).min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        match choices.below(6) {
            0 | 1 => text.insert_str(from, choices.of(PIECES)),
            2 => text.replace_range(from..to, ""),
            3 => text.replace_range(from..to, choices.of(PIECES)),
            4 => {
                let start = text[..from].rfind('\n').map_or(0, |place| place + 1);
                text.insert_str(start, &format!("{}\n", choices.line()));
            }
            // Another value for a key.
            _ => {
                let start = text[from..].find("= ").map_or(from, |place| from + place + 2);
                let end = text[start..].find('\n').map_or(text.len(), |place| start + place);
                text.replace_range(start..end, choices.of(PIECES));
            }
        }
    }
    text
}

fn run(trials: u32, test: impl Fn(&mut Choices<'_>) -> Result<(), String>) {
    let times = std::env::var("KPI_TRIALS").ok().and_then(|text| text.parse::<u32>().ok());
    let cases = trials * times.unwrap_or(1);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let mut runner = match times {
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        Some(_) => TestRunner::new(config),
    };
    let outcome = runner.run(&proptest::collection::vec(any::<u16>(), 0..60), |numbers| {
        test(&mut Choices(numbers.iter())).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(TestError::Abort(reason)) => panic!("given up: {reason}"),
    }
}

#[test]
fn the_valid_files_are_read() {
    assert!(FILES.len() > 20);
    FILES.iter().for_each(|text| read_any(text).unwrap());
}

#[test]
fn any_bytes() {
    run(1_000, |choices| {
        let bytes: Vec<u8> = choices.0.by_ref().flat_map(|number| number.to_le_bytes()).collect();
        read_any(&String::from_utf8_lossy(&bytes))?;
        let ascii: String = bytes.iter().map(|byte| char::from(byte % 128)).collect();
        read_any(&ascii)
    });
}

#[test]
fn any_pieces() {
    run(1_000, |choices| {
        let count = choices.below(30);
        let text: String = (0..count).map(|_| choices.of(PIECES)).collect();
        read_any(&text)
    });
}

#[test]
fn mutated_files() {
    run(3_000, |choices| read_any(&mutated(choices)));
}

#[test]
fn every_prefix_of_a_file() {
    for (place, _) in FILES[0].char_indices() {
        read_any(&FILES[0][..place]).unwrap();
    }
}

#[test]
fn what_is_too_deep_or_too_long_ends_in_messages() {
    let deep = 10_000;
    let mut texts = vec![
        format!("a = {}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("a = {}1{}", "{ b = ".repeat(deep), " }".repeat(deep)),
        format!("a{} = 1", ".a".repeat(deep)),
        format!("[a{}]\nb = 1", ".a".repeat(deep)),
        format!("project = {}", "[".repeat(deep)),
        "a = 1\n".repeat(100_000),
        "[[source]]\n".repeat(100_000),
    ];
    for piece in ["[", "{", "\"", "'''", "#", "a", "=", "\n", "\0", "[source.x]\n", "x = \"\n"] {
        texts.push(piece.repeat((10 << 20) / piece.len()));
        texts.push(piece.repeat((1 << 20) / piece.len()));
    }
    for text in texts {
        let (_, diagnostics) = kpi_config::read(FileId(0), &text, &|_| None);
        let start: String = text.chars().take(20).collect();
        assert!(!diagnostics.is_empty() || text.trim().is_empty() || text.starts_with('#'), "{start:?}");
        assert!(diagnostics.len() <= 1_001, "{} messages for {start:?}", diagnostics.len());
    }
}
