//! The tree of the TOML text, taken apart key by key.
//!
//! A [`Section`] gives out each key once and remembers which names it was asked for; what is left at
//! [`Section::finish`] is unknown, and the names asked for are what it could have been. Nothing here stops at a mistake:
//! it is reported to the [`Reader`] and the value is absent. What the keys mean is the business of the other modules.

use std::collections::BTreeSet;

use kpi_diagnostics::{Diagnostic, FileId, Severity, Span};
use toml::de::{DeTable, DeValue};

use crate::{Spanned, environment, problems};

/// What every part of the reading needs: the text, its environment, and where mistakes go.
pub(crate) struct Reader<'a> {
    text: &'a str,
    file: FileId,
    environment: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<Diagnostic>,
    refused: Vec<String>,
    flawed: BTreeSet<String>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, file: FileId, environment: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { text, file, environment, problems: Vec::new(), refused: Vec::new(), flawed: BTreeSet::new() }
    }

    pub(crate) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    pub(crate) fn environment(&self) -> &'a dyn Fn(&str) -> Option<String> {
        self.environment
    }

    /// Remembers a source that is in the file and could not be understood, so that references to it are not mistakes too.
    pub(crate) fn refuse(&mut self, source: &str) {
        self.refused.push(source.to_owned());
    }

    /// How many errors there are so far.
    pub(crate) fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// Takes down that the section of a source has a mistake.
    pub(crate) fn flaw(&mut self, source: String) {
        self.flawed.insert(source);
    }

    /// The sources with a mistake in their section.
    pub(crate) fn flawed(&self) -> BTreeSet<String> {
        self.flawed.clone()
    }

    pub(crate) fn was_refused(&self, source: &str) -> bool {
        self.refused.iter().any(|refused| refused == source)
    }

    pub(crate) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems
    }

    pub(crate) fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// The words as they stand in the file, without quotation marks. Messages quote these and never a value, which may
    /// hold a secret.
    pub(crate) fn written(&self, span: Span) -> &'a str {
        let words = self.text.get(span.range()).unwrap_or("");
        let words = words.lines().next().unwrap_or("");
        words.trim_matches(['"', '\''])
    }

    /// A place within the words of a plain one-line text; the whole when its escapes make that impossible.
    pub(crate) fn within(&self, span: Span, range: std::ops::Range<usize>) -> Span {
        let raw = self.text.get(span.range()).unwrap_or("");
        let plain =
            raw.len() >= 2 && !raw.contains(['\\', '\n', '$']) && !raw.starts_with("\"\"") && !raw.starts_with("''");
        let start = span.start as usize + 1;
        if plain { self.span(start + range.start..start + range.end) } else { span }
    }
}

/// A key with its value.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'t> {
    pub(crate) name: &'t str,
    pub(crate) name_span: Span,
    value: &'t DeValue<'t>,
    value_span: Span,
}

impl<'t> Entry<'t> {
    pub(crate) fn name(&self) -> Spanned<String> {
        Spanned { value: self.name.to_owned(), span: self.name_span }
    }

    pub(crate) fn value(&self) -> (&'t DeValue<'t>, Span) {
        (self.value, self.value_span)
    }

    /// The value as it stands, for names of columns and sources: messages quote those, so no secret may get into them.
    pub(crate) fn plain(&self, reader: &mut Reader<'_>) -> Option<Spanned<String>> {
        plain(reader, self.name, self.value, self.value_span)
    }

    /// The value as text, with the environment filled in.
    pub(crate) fn text(&self, reader: &mut Reader<'_>) -> Option<Spanned<String>> {
        text(reader, self.name, self.value, self.value_span)
    }

    /// The value as a table.
    pub(crate) fn section(&self, reader: &mut Reader<'_>, title: String) -> Option<Section<'t>> {
        let DeValue::Table(table) = self.value else {
            reader.report(problems::wrong_type(self.name, "a table", self.value, self.value_span));
            return None;
        };
        Some(Section::new(reader, title, self.name_span, table))
    }
}

/// A text as it stands.
fn plain(reader: &mut Reader<'_>, name: &str, value: &DeValue<'_>, span: Span) -> Option<Spanned<String>> {
    if let DeValue::String(words) = value {
        return Some(Spanned { value: words.to_string(), span });
    }
    reader.report(problems::wrong_type(name, "text", value, span));
    None
}

/// A text with the environment filled in.
fn text(reader: &mut Reader<'_>, name: &str, value: &DeValue<'_>, span: Span) -> Option<Spanned<String>> {
    let words = plain(reader, name, value, span)?;
    match environment::fill(&words.value, reader.environment) {
        Ok(value) => Some(Spanned { value, span }),
        Err(variable) => {
            reader.report(problems::missing_variable(&variable, span));
            None
        }
    }
}

type Read = fn(&mut Reader<'_>, &str, &DeValue<'_>, Span) -> Option<Spanned<String>>;

/// Every item of a list; a value that is no list is its only item.
fn list(reader: &mut Reader<'_>, entry: &Entry<'_>, read: Read) -> Vec<Spanned<String>> {
    let DeValue::Array(items) = entry.value else {
        return read(reader, entry.name, entry.value, entry.value_span).into_iter().collect();
    };
    let mut texts = Vec::new();
    for item in &**items {
        let span = reader.span(item.span());
        texts.extend(read(reader, entry.name, item.get_ref(), span));
    }
    texts
}

/// A table whose keys are given out one by one.
pub(crate) struct Section<'t> {
    /// What messages call it, as `[source.tickets]`.
    pub(crate) title: String,
    /// The place of its name.
    pub(crate) span: Span,
    entries: Vec<Entry<'t>>,
    known: Vec<&'static str>,
    taken: Vec<&'static str>,
}

impl<'t> Section<'t> {
    pub(crate) fn new(reader: &Reader<'_>, title: String, span: Span, table: &'t DeTable<'t>) -> Self {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(name, value)| Entry {
                name: name.get_ref(),
                name_span: reader.span(name.span()),
                value: value.get_ref(),
                value_span: reader.span(value.span()),
            })
            .collect();
        entries.sort_by_key(|entry| entry.name_span.start);
        Self { title, span, entries, known: Vec::new(), taken: Vec::new() }
    }

    /// The key of this name, once.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Entry<'t>> {
        self.known.push(name);
        let index = self.entries.iter().position(|entry| entry.name == name)?;
        self.taken.push(name);
        Some(self.entries.remove(index))
    }

    /// Whether a key that was asked for is in the file, though its value may have been refused.
    pub(crate) fn given(&self, name: &str) -> bool {
        self.taken.contains(&name)
    }

    /// The place of a key that is still to be taken.
    pub(crate) fn place(&self, name: &str) -> Option<Span> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| entry.name_span)
    }

    /// The keys that are left and hold tables, for sections in which the user's names stand beside known keys.
    pub(crate) fn take_tables(&mut self) -> Vec<Entry<'t>> {
        let is_table = |entry: &Entry<'_>| matches!(entry.value, DeValue::Table(_));
        let (tables, rest) = self.entries.drain(..).partition(is_table);
        self.entries = rest;
        tables
    }

    /// The names of the tables that are left, and of the tables in them.
    pub(crate) fn names_of_tables(&self) -> Vec<String> {
        let mut names = Vec::new();
        for entry in &self.entries {
            let DeValue::Table(table) = entry.value else { continue };
            names.push(entry.name.to_owned());
            let inner = table.iter().filter(|(_, value)| matches!(value.get_ref(), DeValue::Table(_)));
            names.extend(inner.map(|(name, _)| name.get_ref().to_string()));
        }
        names
    }

    /// Whether no key is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every key, whatever its name: for tables whose names are the user's.
    pub(crate) fn take_all(self) -> Vec<Entry<'t>> {
        self.entries
    }

    /// The tables under a key: `source` gives `[source.NAME]` for every name.
    pub(crate) fn named_sections(
        &mut self,
        reader: &mut Reader<'_>,
        name: &'static str,
    ) -> Vec<(Spanned<String>, Section<'t>)> {
        let Some(all) = self.take(name).and_then(|entry| entry.section(reader, format!("[{name}]"))) else {
            return Vec::new();
        };
        let mut sections = Vec::new();
        for entry in all.take_all() {
            if let Some(section) = entry.section(reader, format!("[{name}.{}]", entry.name)) {
                sections.push((entry.name(), section));
            }
        }
        sections
    }

    /// The pairs of a table whose names are the user's, as in `refs = { … }`.
    pub(crate) fn pairs(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Vec<Entry<'t>> {
        let section = self.take(name).and_then(|entry| entry.section(reader, name.to_owned()));
        section.map(Section::take_all).unwrap_or_default()
    }

    pub(crate) fn text(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Spanned<String>> {
        self.take(name)?.text(reader)
    }

    /// The name of a column or a source; see [`Entry::plain`].
    pub(crate) fn plain(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Spanned<String>> {
        self.take(name)?.plain(reader)
    }

    /// A list of names; one name alone is a list of one.
    pub(crate) fn plains(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Vec<Spanned<String>>> {
        self.take(name).map(|entry| list(reader, &entry, plain))
    }

    /// A list of texts; one text alone is a list of one.
    pub(crate) fn texts(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Vec<Spanned<String>>> {
        self.take(name).map(|entry| list(reader, &entry, text))
    }

    pub(crate) fn flag(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Option<Spanned<bool>> {
        let entry = self.take(name)?;
        if let DeValue::Boolean(value) = *entry.value {
            return Some(Spanned { value, span: entry.value_span });
        }
        reader.report(problems::wrong_type(name, "true or false", entry.value, entry.value_span));
        None
    }

    /// A whole number between two bounds.
    pub(crate) fn count(
        &mut self,
        reader: &mut Reader<'_>,
        name: &'static str,
        allowed: std::ops::RangeInclusive<u32>,
    ) -> Option<u32> {
        let entry = self.take(name)?;
        let DeValue::Integer(number) = entry.value else {
            reader.report(problems::wrong_type(name, "a whole number", entry.value, entry.value_span));
            return None;
        };
        let value = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|value| allowed.contains(value));
        if value.is_none() {
            reader.report(problems::out_of_range(name, &allowed, entry.value_span, reader.written(entry.value_span)));
        }
        value
    }

    /// One of a fixed list of words.
    pub(crate) fn word<T: Copy>(
        &mut self,
        reader: &mut Reader<'_>,
        name: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        let word = self.text(reader, name)?;
        choose(reader, name, &word, choices)
    }

    /// Reports what nobody asked for.
    pub(crate) fn finish(self, reader: &mut Reader<'_>) {
        for entry in self.entries {
            let problem = problems::unknown_key(&self.title, entry.name, entry.name_span, &self.known);
            let is_source = self.known.contains(&"source") && is_like_a_source(entry.value);
            let lost = is_source && problem.fixes.is_empty();
            reader.report(if lost { problems::source_without_its_word(entry.name, entry.name_span) } else { problem });
        }
    }
}

/// Whether a table has what sources have.
fn is_like_a_source(value: &DeValue<'_>) -> bool {
    let DeValue::Table(table) = value else { return false };
    table.iter().any(|(name, _)| matches!(name.get_ref().as_ref(), "path" | "connector" | "time" | "alive" | "refs"))
}

/// The choice with this word.
pub(crate) fn choose<T: Copy>(
    reader: &mut Reader<'_>,
    name: &str,
    word: &Spanned<String>,
    choices: &[(&'static str, T)],
) -> Option<Spanned<T>> {
    if let Some((_, value)) = choices.iter().find(|(choice, _)| *choice == word.value) {
        return Some(Spanned { value: *value, span: word.span });
    }
    let words: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
    reader.report(problems::unknown_word(name, reader.written(word.span), word.span, &words));
    None
}
