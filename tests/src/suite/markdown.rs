//! Markdown with fenced blocks, as cases.

use std::path::{Path, PathBuf};

/// A fenced block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The first word behind the fence: `kpi`, `csv`, ….
    pub kind: String,
    /// The rest of that line.
    pub argument: String,
    /// What stands between the fences.
    pub text: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
}

/// A case with the blocks that it shares with others.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file it stands in.
    pub file: PathBuf,
    /// Its heading.
    pub title: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// Its blocks, the shared ones first.
    pub blocks: Vec<Block>,
}

impl Case {
    /// The blocks of a kind.
    pub fn of_kind<'c>(&'c self, kind: &'c str) -> impl Iterator<Item = &'c Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// What failures are headed with.
    pub fn place(&self) -> String {
        format!("{}:{} {}", self.file.display(), self.line, self.title)
    }
}

/// The cases of one file.
pub fn cases(file: &Path, text: &str) -> Vec<Case> {
    let mut shared = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in text.lines().enumerate() {
        if let Some(block) = open.as_mut() {
            if line.trim_end() == "```" {
                let block = open.take().expect("a block is open");
                cases.last_mut().map_or(&mut shared, |case| &mut case.blocks).push(block);
            } else {
                block.text.push_str(line);
                block.text.push('\n');
            }
        } else if let Some(info) = line.strip_prefix("```") {
            let (kind, argument) = info.split_once(' ').unwrap_or((info, ""));
            let (kind, argument) = (kind.to_owned(), argument.trim().to_owned());
            open = Some(Block { kind, argument, text: String::new(), line: index + 1 });
        } else if let Some(title) = line.strip_prefix("## ") {
            let (file, title) = (file.to_owned(), title.trim().to_owned());
            cases.push(Case { file, title, line: index + 1, blocks: Vec::new() });
        }
    }
    assert!(open.is_none(), "{}: a fenced block has no end", file.display());
    for case in &mut cases {
        case.blocks = shared.iter().cloned().chain(std::mem::take(&mut case.blocks)).collect();
    }
    cases
}

/// All cases below a folder, file by file in the order of their paths.
pub fn cases_below(folder: &Path) -> Vec<Case> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            found.extend(cases_below(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            found.extend(cases(&entry, &std::fs::read_to_string(&entry).expect("a text")));
        }
    }
    found
}
