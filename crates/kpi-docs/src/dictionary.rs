//! What a dictionary says, before it is a page: plain values, which are also its machine form.
//!
//! Texts that are called prose hold the project's names in backticks and labels in curly quotes, as messages do.

use serde::Serialize;

use crate::paint::Piece;

/// Everything that a project defines.
#[derive(Clone, Debug, Serialize)]
pub struct Dictionary {
    /// The version of this form.
    pub schema: &'static str,
    /// The name of the project.
    pub title: String,
    /// The date that it bears.
    pub date: String,
    /// The language of labels; none: as they stand behind the names.
    pub language: Option<String>,
    /// What stands on scorecards, by group, in the order of the scorecard.
    pub groups: Vec<Section>,
    /// Definitions that others are built from and that no scorecard shows.
    pub building_blocks: Vec<KpiEntry>,
    /// Computed columns.
    pub fields: Vec<FieldEntry>,
    /// The tables.
    pub sources: Vec<SourceEntry>,
}

impl Dictionary {
    /// Every metric, in the order of the page.
    pub fn metrics(&self) -> impl Iterator<Item = &KpiEntry> {
        self.groups.iter().flat_map(|group| &group.kpis).chain(&self.building_blocks)
    }
}

/// A group of KPIs.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// What links lead to.
    pub anchor: String,
    /// As the scorecard calls it; empty: definitions without a group.
    pub name: String,
    /// In the order of the definitions.
    pub kpis: Vec<KpiEntry>,
}

/// A link to another entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Link {
    /// The entry's own.
    pub anchor: String,
    /// As definitions write it.
    pub name: String,
    /// What readers call it, when that is something else.
    pub label: Option<String>,
}

/// Where a definition stands.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// From 1.
    pub line: usize,
}

/// A label in a language.
#[derive(Clone, Debug, Serialize)]
pub struct LabelIn {
    /// Two letters.
    pub language: String,
    /// The label.
    pub text: String,
}

/// A paragraph of a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// `Formula`, `Alternatives` or `Target`, of a paragraph that begins with it.
    pub heading: Option<String>,
    /// Prose.
    pub text: String,
}

/// Something to know about a definition.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What it is about: `unit`, `target`.
    pub name: &'static str,
    /// Prose.
    pub text: String,
}

/// What every definition has.
#[derive(Clone, Debug, Serialize)]
pub struct Block {
    /// What links lead to.
    pub anchor: String,
    /// The name in definitions.
    pub id: String,
    /// What readers call it.
    pub label: Option<String>,
    /// The comment.
    pub description: Vec<Paragraph>,
    /// The definition as written.
    pub definition: String,
    /// The same in coloured pieces.
    #[serde(skip)]
    pub pieces: Vec<Piece>,
    /// The formula as a sentence, prose.
    pub words: String,
    /// What it is built from.
    pub uses: Vec<Link>,
    /// What is built from it.
    pub used_by: Vec<Link>,
    /// The sources and columns that it is computed from, through everything that it uses.
    pub inputs: Vec<Input>,
    /// Where it stands.
    pub place: Place,
}

/// A metric.
#[derive(Clone, Debug, Serialize)]
pub struct KpiEntry {
    /// What every definition has.
    #[serde(flatten)]
    pub block: Block,
    /// The section of the scorecard.
    pub group: Option<String>,
    /// The labels in other languages.
    pub labels: Vec<LabelIn>,
    /// Unit, direction, targets and the other clauses.
    pub facts: Vec<Fact>,
    /// Where the definition comes from.
    pub reference: Option<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// Whether it is never shown.
    pub hidden: bool,
    /// The tests that hold it.
    pub tests: Vec<TestEntry>,
}

/// A computed column.
#[derive(Clone, Debug, Serialize)]
pub struct FieldEntry {
    /// What every definition has.
    #[serde(flatten)]
    pub block: Block,
    /// Whose rows have it.
    pub source: Link,
    /// What it holds.
    pub kind: Option<&'static str>,
}

/// What is read of a source.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// Which.
    pub source: Link,
    /// The columns, by name; none: its rows are counted.
    pub columns: Vec<String>,
}

/// A test.
#[derive(Clone, Debug, Serialize)]
pub struct TestEntry {
    /// What it shows.
    pub title: String,
    /// What must come out, in words, of this definition.
    pub expects: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct SourceEntry {
    /// What links lead to.
    pub anchor: String,
    /// As in `kpi.toml`.
    pub name: String,
    /// Where its rows come from, prose.
    pub origin: String,
    /// Key, time, references and the like.
    pub facts: Vec<Fact>,
    /// The columns that are known.
    pub columns: Vec<ColumnEntry>,
    /// The computed columns.
    pub fields: Vec<Link>,
    /// The KPIs that are computed from it.
    pub used_by: Vec<Link>,
}

/// A column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnEntry {
    /// As definitions write it.
    pub name: String,
    /// What readers call it.
    pub label: Option<String>,
    /// The header in the file, when it differs.
    pub header: Option<String>,
    /// What it holds, as far as it is declared or follows from tests.
    pub kind: Option<&'static str>,
    /// The unit of its numbers.
    pub unit: Option<String>,
    /// The KPIs that read it.
    pub used_by: Vec<Link>,
}
