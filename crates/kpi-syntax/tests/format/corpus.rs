//! Every definition of the repository: the catalogue, the examples, the cases of the suite.

use std::fs;
use std::path::{Path, PathBuf};

use kpi_diagnostics::FileId;

/// A fenced block of a Markdown file.
pub(crate) struct Block {
    /// The first word behind the fence.
    pub(crate) kind: String,
    /// What stands between the fences.
    pub(crate) text: String,
    /// The line of the opening fence, from 1.
    pub(crate) line: usize,
}

/// The fenced blocks of a Markdown text.
pub(crate) fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in markdown.lines().enumerate() {
        match (line.strip_prefix("```"), open.as_mut()) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(words), None) => {
                let kind = words.split_whitespace().next().unwrap_or("").to_owned();
                open = Some(Block { kind, text: String::new(), line: index + 1 });
            }
            (None, Some(block)) => block.text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files with this ending below a folder of the repository, sorted.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![root().join(folder)];
    while let Some(folder) = todo.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every text of definitions, with the name of where it stands.
pub(crate) fn corpus() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for folder in ["kpi-defs", "examples", "crates", "plugins", "tests"] {
        for path in files(folder, "kpi") {
            texts.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
        for path in files(folder, "md") {
            for block in blocks(&fs::read_to_string(&path).unwrap()).into_iter().filter(|block| block.kind == "kpi") {
                texts.push((format!("{}:{}", path.display(), block.line), block.text));
            }
        }
    }
    texts
}

#[test]
fn every_definition_of_the_repository_keeps_its_tree() {
    let mut refused = 0;
    let texts = corpus();
    for (name, text) in &texts {
        match kpi_syntax::format(FileId(0), text) {
            Ok(formatted) => {
                super::fuzz::keeps_what_it_says(text, &formatted).unwrap_or_else(|why| panic!("{name}: {why}"));
            }
            Err(diagnostics) => {
                assert!(diagnostics.iter().all(|one| one.code.number() != 199), "{name}");
                // What other languages write is refused on purpose.
                refused += usize::from(!name.contains("habits.md"));
            }
        }
    }
    assert!(texts.len() > 200, "{} texts", texts.len());
    assert!(refused * 5 < texts.len(), "{refused} of {} refused", texts.len());
}

#[test]
fn the_catalogue_and_the_examples_are_in_canonical_form() {
    for path in files("kpi-defs", "kpi").into_iter().chain(files("examples", "kpi")) {
        let text = fs::read_to_string(&path).unwrap();
        let formatted = kpi_syntax::format(FileId(0), &text).unwrap();
        let mut lines = formatted.lines().zip(text.lines()).enumerate();
        let different = lines.find(|(_, (canonical, written))| canonical != written);
        let at = different
            .map(|(line, (canonical, _))| format!(":{}: should be\n{canonical}\n", line + 1))
            .unwrap_or_default();
        assert!(formatted == text, "{}{at}; run `kpi fmt kpi-defs examples`", path.display());
    }
}
