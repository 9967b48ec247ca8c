//! Where a span is: brought inside its text, with lines and columns.
//!
//! The starts of all lines are found once for all messages; thousands of messages in one long text stay cheap.

use std::collections::HashMap;
use std::ops::Range;

use crate::{FileId, Span, Text, Texts};

/// All texts with the starts of their lines.
pub(super) struct Places<'a> {
    texts: &'a Texts,
    line_starts: HashMap<FileId, Vec<usize>>,
}

/// A span inside its text.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    /// The text it lies in.
    pub(super) text: &'a Text,
    /// Bytes, on the edges of characters.
    pub(super) range: Range<usize>,
    /// Line and column of the start, from 1, columns in characters.
    pub(super) start: (usize, usize),
    /// Line and column behind the last character.
    pub(super) end: (usize, usize),
}

impl<'a> Places<'a> {
    pub(super) fn new(texts: &'a Texts) -> Self {
        let starts = |content: &str| {
            let behind_breaks = content.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(behind_breaks).collect()
        };
        Self { texts, line_starts: texts.iter().map(|(id, text)| (id, starts(&text.content))).collect() }
    }

    /// The place of a span; none when there is no such text.
    pub(super) fn of(&self, span: Span) -> Option<Place<'a>> {
        let text = self.texts.get(span.file)?;
        let start = floor(&text.content, span.start as usize);
        let end = ceiling(&text.content, (span.end as usize).max(start));
        let range = start..end;
        Some(Place { text, start: self.position(span.file, start), end: self.position(span.file, end), range })
    }

    /// The whole lines from the first to the last of the given bytes, without the last line's break, and the number
    /// of the first line.
    pub(super) fn lines(&self, file: FileId, range: &Range<usize>) -> (Range<usize>, usize) {
        let content = self.texts.get(file).map_or("", |text| text.content.as_str());
        let (line, start) = self.line_at(file, range.start);
        let end = content.get(range.end..).and_then(|rest| rest.find('\n')).map_or(content.len(), |at| range.end + at);
        (start..end, line)
    }

    fn line_at(&self, file: FileId, offset: usize) -> (usize, usize) {
        let starts = self.line_starts.get(&file).map_or(&[][..], Vec::as_slice);
        let line = starts.partition_point(|start| *start <= offset).max(1);
        (line, starts.get(line - 1).copied().unwrap_or(0))
    }

    fn position(&self, file: FileId, offset: usize) -> (usize, usize) {
        let (line, start) = self.line_at(file, offset);
        let before = self.texts.get(file).and_then(|text| text.content.get(start..offset)).unwrap_or("");
        (line, before.chars().count() + 1)
    }
}

fn floor(content: &str, offset: usize) -> usize {
    let mut offset = offset.min(content.len());
    while !content.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn ceiling(content: &str, offset: usize) -> usize {
    let mut offset = offset.min(content.len());
    while !content.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::Places;
    use crate::{FileId, Span, Texts};

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let mut texts = Texts::default();
        let file = texts.add("a.kpi", "x = 1\n解約率 = 失客数\n");
        let places = Places::new(&texts);
        let place = places.of(Span::new(file, 18, 27)).unwrap();
        assert_eq!((place.start, place.end), ((2, 7), (2, 10)));
        assert_eq!(&place.text.content[place.range.clone()], "失客数");
        assert_eq!(places.lines(file, &place.range), (6..27, 2));
    }

    #[test]
    fn spans_outside_are_brought_inside() {
        let mut texts = Texts::default();
        let file = texts.add("a.kpi", "é\n");
        let places = Places::new(&texts);
        assert_eq!(places.of(Span::new(file, 1, 1)).unwrap().range, 0..2);
        assert_eq!(places.of(Span::new(file, 90, 3)).unwrap().range, 3..3);
        assert!(places.of(Span::new(FileId(7), 0, 1)).is_none());
    }
}
