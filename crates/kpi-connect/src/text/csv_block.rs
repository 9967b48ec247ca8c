//! The records of a block of CSV.
//!
//! Where no quotation mark stands, and the bytes are UTF-8, values are what is between delimiters and line feeds: they are
//! left where they are. Any other block is read by the `csv` crate, as the head of a file is.

use std::io::{Chain, Read};

use csv::{ByteRecord, ReaderBuilder, Terminator};
use memchr::{memchr, memchr2_iter};

use super::blocks::Block;
use super::bytes::line_feeds;
use super::csv::{END, End, end};
use super::grid::{Flawed, Grid};
use super::{Flaw, Task};
use crate::value::Cell;

/// What holds for all blocks of a file.
pub(crate) struct CsvShape {
    /// For each column of the table its place in this file.
    pub(crate) places: Vec<usize>,
    /// How many values a row has.
    pub(crate) width: usize,
    /// What stands between values.
    pub(crate) delimiter: u8,
}

/// A block taken apart. Between any two values of a row there is one byte that belongs to neither.
pub(crate) struct CsvBlock<'t> {
    task: &'t Task,
    shape: &'t CsvShape,
    text: String,
    /// Where the values of the rows end.
    ends: Vec<usize>,
    /// Where the rows begin.
    starts: Vec<usize>,
    lines: Vec<u64>,
    flaws: Vec<Flawed>,
    /// Whether the next record is the header.
    at_header: bool,
}

impl<'t> CsvBlock<'t> {
    /// Takes a block apart.
    pub(crate) fn new(task: &'t Task, shape: &'t CsvShape, block: Block) -> Self {
        let mut taken = Self {
            task,
            shape,
            text: String::new(),
            ends: Vec::new(),
            starts: Vec::new(),
            lines: Vec::new(),
            flaws: Vec::new(),
            at_header: block.is_first && task.reading.has_header,
        };
        let lines_before = block.lines_before + task.reading.lines_before_header as u64;
        if memchr(b'"', &block.bytes).is_some() {
            taken.read(&block.bytes, lines_before, block.is_open);
            return taken;
        }
        match String::from_utf8(block.bytes) {
            Ok(text) => taken.split(text, lines_before),
            Err(error) => taken.read(error.as_bytes(), lines_before, block.is_open),
        }
        taken
    }

    /// A text without quotation marks.
    fn split(&mut self, text: String, lines_before: u64) {
        let bytes = text.as_bytes();
        let (mut start, mut line, mut mark) = (0, lines_before, 0);
        for at in memchr2_iter(self.shape.delimiter, b'\n', bytes) {
            let is_delimiter = bytes.get(at).is_some_and(|byte| *byte != b'\n');
            if is_delimiter {
                self.ends.push(at);
                continue;
            }
            line += 1;
            self.end_line(start, at, line, mark);
            (start, mark) = (at + 1, self.ends.len());
        }
        self.end_line(start, bytes.len(), line + 1, mark);
        self.text = text;
    }

    /// A line of which all ends but the last are known, from `mark` on.
    fn end_line(&mut self, start: usize, end: usize, line: u64, mark: usize) {
        if start == end {
            return;
        }
        self.ends.push(end);
        let found = self.ends.len() - mark;
        if std::mem::take(&mut self.at_header) {
            self.ends.truncate(mark);
        } else if found == self.shape.width {
            self.starts.push(start);
            self.lines.push(line);
        } else {
            self.ends.truncate(mark);
            self.flaw(line, Flaw::Ragged { found, header: self.shape.width, spans_lines: false });
        }
    }

    fn flaw(&mut self, line: u64, flaw: Flaw) {
        self.flaws.push(Flawed { rows_before: self.lines.len(), line, flaw });
    }

    /// Any text.
    fn read(&mut self, bytes: &[u8], lines_before: u64, is_open: bool) {
        let mut reader = reader(bytes, self.shape.delimiter, is_open);
        let mut record = ByteRecord::new();
        // Reading from memory does not fail.
        while reader.read_byte_record(&mut record).is_ok_and(|found| found) {
            // The line feed that was put before the block is not of the file.
            let end_line = lines_before + reader.position().line() - 2;
            let line = end_line - line_feeds(record.as_slice()) as u64;
            if is_open {
                match end(&record) {
                    End::None => {}
                    End::Clean => return,
                    End::InQuotes => return self.flaw(line + 1, Flaw::OpenQuote),
                }
            }
            if !std::mem::take(&mut self.at_header) {
                self.record(&record, line);
            }
        }
    }

    fn record(&mut self, record: &ByteRecord, line: u64) {
        let (start, mark) = (self.text.len(), self.ends.len());
        for value in record {
            let Ok(value) = std::str::from_utf8(value) else {
                self.text.truncate(start);
                self.ends.truncate(mark);
                return self.flaw(line, Flaw::Encoding);
            };
            self.text.push_str(value);
            self.ends.push(self.text.len());
            self.text.push('\n');
        }
        if record.len() == self.shape.width {
            self.starts.push(start);
            self.lines.push(line);
            return;
        }
        self.text.truncate(start);
        self.ends.truncate(mark);
        let spans_lines = record.as_slice().contains(&b'\n');
        self.flaw(line, Flaw::Ragged { found: record.len(), header: self.shape.width, spans_lines });
    }

    /// Where a value stands.
    fn value(&self, row: usize, place: usize) -> Option<&str> {
        let index = row * self.shape.width + place;
        let start = if place == 0 { *self.starts.get(row)? } else { self.ends.get(index - 1)? + 1 };
        self.text.get(start..*self.ends.get(index)?)
    }
}

type BlockReader<'b> = csv::Reader<Chain<Chain<&'b [u8], &'b [u8]>, &'static [u8]>>;

/// Reads a block as the reader of the whole file would: it is not at the start of a text, where a mark would be dropped.
fn reader(bytes: &[u8], delimiter: u8, is_open: bool) -> BlockReader<'_> {
    let end = if is_open { END } else { b"" };
    let mut reader = ReaderBuilder::new();
    reader.has_headers(false).flexible(true).terminator(Terminator::Any(b'\n'));
    reader.delimiter(delimiter).buffer_capacity(1 << 16).from_reader((&b"\n"[..]).chain(bytes).chain(end))
}

impl Grid for CsvBlock<'_> {
    fn lines(&self) -> &[u64] {
        &self.lines
    }

    fn flaws(&mut self) -> Vec<Flawed> {
        std::mem::take(&mut self.flaws)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let place = self.shape.places.get(column).filter(|place| **place < self.shape.width);
        let text = place.and_then(|place| self.value(row, *place)).unwrap_or("");
        let text = if self.task.reading.trim { text.trim() } else { text };
        if self.task.is_null(text) { Cell::Empty } else { Cell::Raw(text) }
    }
}
