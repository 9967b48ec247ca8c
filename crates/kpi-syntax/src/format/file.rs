//! A file: its statements, and the comments and blank lines between them.

use super::definition::Definition;
use super::document::{Doc, Gap, Note, NotePlace};
use super::lines::{OutLine, written};
use super::render::{STEP, lines};
use super::source::Source;
use super::writer::Writer;
use crate::ast::{File, Item};

/// The text of a file, laid out anew; none when the tree is not that of the text.
pub(super) fn text(tree: &File, text: &str) -> Option<String> {
    let mut writer = Writer::new(Source::new(text, &tree.comments));
    let mut page = Page::default();
    for item in &tree.items {
        page.between(&mut writer);
        page.lines.extend(statement(&mut writer, item));
        page.below = below(item);
    }
    page.between(&mut writer);
    let all_read = !writer.lost && writer.source.rest().is_empty();
    all_read.then(|| written(page.lines))
}

/// What a comment further to the right may belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Below {
    /// Nothing that has lines of its own further to the right.
    #[default]
    Nothing,
    /// A definition or a test.
    Statement,
}

#[derive(Default)]
struct Page {
    lines: Vec<OutLine>,
    below: Below,
}

impl Page {
    /// Takes over the comments before the next statement, and the blank line.
    fn between(&mut self, writer: &mut Writer<'_>) {
        let between = writer.source.skip();
        for note in between.notes {
            self.note(note);
        }
        if !writer.source.rest().is_empty() {
            self.gap(between.gap);
        }
    }

    fn gap(&mut self, gap: Gap) {
        if gap == Gap::Blank && !self.lines.is_empty() {
            self.lines.push(OutLine::default());
        }
    }

    fn note(&mut self, note: Note) {
        if note.place == NotePlace::Trailing
            && let Some(line) = self.lines.last_mut()
        {
            line.comment = Some(note.text);
            return;
        }
        self.gap(note.gap);
        // A comment that is indented below a definition is about it, such as a clause that is switched off. A doc comment is
        // about what follows.
        if note.place == NotePlace::FirstColumn || note.text.starts_with("##") {
            self.below = Below::Nothing;
        }
        let indent = if self.below == Below::Statement { STEP } else { 0 };
        self.lines.push(OutLine::of(" ".repeat(indent) + &note.text));
    }
}

fn below(item: &Item) -> Below {
    match item {
        Item::Metric(_) | Item::Field(_) | Item::Test(_) => Below::Statement,
        Item::From(_) | Item::Group(_) | Item::Error(_) => Below::Nothing,
    }
}

fn statement(writer: &mut Writer<'_>, item: &Item) -> Vec<OutLine> {
    match item {
        Item::From(name) => {
            let pieces = writer.apart(|writer| writer.word("from"));
            two_words(pieces, writer.apart(|writer| writer.written(name.span)))
        }
        Item::Group(text) => {
            let pieces = writer.apart(|writer| writer.word("group"));
            two_words(pieces, writer.apart(|writer| writer.written(text.span)))
        }
        Item::Metric(metric) => writer.definition(Definition {
            source: None,
            name: &metric.name,
            label: metric.label.as_ref(),
            body: &metric.body,
            clauses: &metric.clauses,
        }),
        Item::Field(field) => writer.definition(Definition {
            source: Some(&field.source),
            name: &field.name,
            label: field.label.as_ref(),
            body: &field.body,
            clauses: &field.clauses,
        }),
        Item::Test(test) => writer.test(test),
        Item::Error(_) => {
            writer.lost = true;
            Vec::new()
        }
    }
}

fn two_words(mut first: Vec<Doc>, second: Vec<Doc>) -> Vec<OutLine> {
    first.push(Doc::Indent([vec![Doc::Space], second].concat()));
    lines(&first, 0)
}
