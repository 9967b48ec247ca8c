//! `[catalogue]`: which definitions of the catalogue a project takes in, and what its own sources and columns are called there.
//!
//! Here is only what the file says. Which ids and groups the catalogue has, and whether what they need is there, is known
//! to those who carry the catalogue.

use indexmap::IndexMap;
use kpi_diagnostics::Span;

use crate::document::{Reader, Section};
use crate::{Spanned, problems};

/// `[catalogue]`
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// `use`: groups and ids.
    pub take: Vec<Spanned<String>>,
    /// `except`: names that are not taken in; where others of the catalogue need one, it is the project's own.
    pub except: Vec<Spanned<String>>,
    /// `[catalogue.sources]`, by the catalogue's name of a source.
    pub sources: IndexMap<String, Mapping>,
    /// `[catalogue.columns]`, by the catalogue's names of source and column.
    pub columns: IndexMap<(String, String), Mapping>,
    /// The heading.
    pub span: Span,
}

/// `orders = "web_orders"`: what the catalogue's name is called in the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The place of the catalogue's name.
    pub name: Span,
    /// The project's name.
    pub own: Spanned<String>,
}

pub(crate) fn read(reader: &mut Reader<'_>, root: &mut Section<'_>) -> Option<Catalogue> {
    let mut section = root.take("catalogue")?.section(reader, "[catalogue]".to_owned())?;
    let take = section.plains(reader, "use").unwrap_or_default();
    let except = section.plains(reader, "except").unwrap_or_default();
    for (name, list) in [("use", &take), ("except", &except)] {
        refuse_doubles(reader, name, list);
    }
    let sources = sources(reader, &mut section);
    let columns = columns(reader, &mut section);
    let span = section.span;
    if take.is_empty() && !section.given("use") {
        reader.report(problems::missing_key("[catalogue]", "use", span, "`use = [\"service\", \"nps\"]`"));
    }
    section.finish(reader);
    Some(Catalogue { take, except, sources, columns, span })
}

fn refuse_doubles(reader: &mut Reader<'_>, name: &str, list: &[Spanned<String>]) {
    for (index, word) in list.iter().enumerate() {
        if let Some(first) = list.iter().take(index).find(|first| first.value == word.value) {
            reader.report(problems::twice(name, &word.value, first.span, word.span));
        }
    }
}

fn sources(reader: &mut Reader<'_>, section: &mut Section<'_>) -> IndexMap<String, Mapping> {
    let mut sources = IndexMap::new();
    for entry in section.pairs(reader, "sources") {
        if let Some(own) = entry.plain(reader) {
            sources.insert(entry.name.to_owned(), Mapping { name: entry.name_span, own });
        }
    }
    sources
}

fn columns(reader: &mut Reader<'_>, section: &mut Section<'_>) -> IndexMap<(String, String), Mapping> {
    let mut columns = IndexMap::new();
    for entry in section.pairs(reader, "columns") {
        let Some((source, column)) = entry.name.split_once('.') else {
            reader.report(problems::column_form(entry.name, entry.name_span));
            continue;
        };
        if let Some(own) = entry.plain(reader) {
            columns.insert((source.to_owned(), column.to_owned()), Mapping { name: entry.name_span, own });
        }
    }
    columns
}
