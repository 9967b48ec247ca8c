//! The texts that spans point into.

use crate::{FileId, Span};

/// One text with the name that users know it by, usually its path relative to the project.
#[derive(Clone, Debug)]
pub struct Text {
    /// What messages call it.
    pub name: String,
    /// The whole content.
    pub content: String,
}

/// All texts of a project, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    texts: Vec<Text>,
}

impl Texts {
    /// Takes a text in and gives its number.
    pub fn add(&mut self, name: impl Into<String>, content: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(Text { name: name.into(), content: content.into() });
        id
    }

    /// The text with this number.
    pub fn get(&self, id: FileId) -> Option<&Text> {
        self.texts.get(id.0 as usize)
    }

    /// The words under a span; empty when the span lies outside.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).and_then(|text| text.content.get(span.range())).unwrap_or("")
    }

    /// Line and column of the span's start, both from 1; the column counts characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let Some(text) = self.get(span.file) else { return (1, 1) };
        let mut offset = (span.start as usize).min(text.content.len());
        while !text.content.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = text.content.get(..offset).unwrap_or("");
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
        (line, column)
    }

    /// Every text with its number.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Text)> {
        self.texts.iter().enumerate().map(|(index, text)| (FileId(u32::try_from(index).unwrap_or(u32::MAX)), text))
    }
}
