//! Rows of CSV.

use std::io::{Chain, Read};

use super::blanks;
use super::bytes::{self, Text};
use super::{Flaw, Opened, Outcome, Row, Rows, Task};
use crate::files::DataFile;
use crate::problems;
use crate::value::Cell;
use csv::{ByteRecord, ReaderBuilder, Terminator};
use kpi_config::Delimiter;

/// Stands behind the text: a line end, so that lines can be counted, and a value behind a quotation mark. It is a record
/// of its own, unless a quotation mark was left open: then its mark closes that one, and its words end the last record.
pub(super) const END: &[u8] = b"\n\"\x04 end of the text\x04";
/// The words of that record.
const END_WORDS: &[u8] = b"\x04 end of the text\x04";

/// The rows of one file behind its header.
pub(crate) struct CsvRows<'t> {
    task: &'t Task,
    reader: csv::Reader<Chain<Text, &'static [u8]>>,
    record: CsvRow<'t>,
    header: usize,
}

/// A record that is UTF-8.
struct CsvRow<'t> {
    task: &'t Task,
    record: ByteRecord,
    /// For each column of the table its place in this file.
    places: Vec<usize>,
}

/// The trimmed headers of a file and a reader behind them.
pub(crate) fn open<'t>(opened: &Opened<'t>) -> Outcome<(Vec<String>, CsvRows<'t>)> {
    let Opened { task, file } = *opened;
    let mut reader = reader(task, file)?;
    let mut record = ByteRecord::new();
    let found =
        reader.read_byte_record(&mut record).map_err(|error| problems::broken(task, file, &error.to_string()))?;
    match end(&record) {
        End::None if found => {}
        End::InQuotes => {
            let line = task.reading.lines_before_header as u64 + 1;
            return Err(problems::flaw(task, file, line, &Flaw::OpenQuote).into());
        }
        End::None | End::Clean => return Err(problems::empty_file(task, file).into()),
    }
    let headers = if task.reading.has_header {
        headers(task, file, &record)?
    } else {
        // The first line is a row: it only tells how many columns there are.
        reader = self::reader(task, file)?;
        (1..=record.len()).map(|number| number.to_string()).collect()
    };
    let header = headers.len();
    let record = CsvRow { task, record, places: (0..header).collect() };
    Ok((headers, CsvRows { task, reader, record, header }))
}

/// The text of a file from its header on, and what stands between values there.
pub(super) fn text(task: &Task, file: &DataFile) -> Outcome<(u8, Text)> {
    let text = bytes::open(&file.path, &task.reading).and_then(|mut text| {
        bytes::skip(&mut text, task.reading.lines_before_header)?;
        Ok(text)
    });
    let text = text.map_err(|error| problems::unreadable(task, file, &error))?;
    Ok(match task.reading.delimiter {
        Delimiter::Byte(byte) => (byte, text),
        Delimiter::Blanks => (blanks::DELIMITER, blanks::single(text)),
    })
}

fn reader(task: &Task, file: &DataFile) -> Outcome<csv::Reader<Chain<Text, &'static [u8]>>> {
    let (delimiter, text) = text(task, file)?;
    let mut reader = ReaderBuilder::new();
    reader.has_headers(false).flexible(true).terminator(Terminator::Any(b'\n'));
    Ok(reader.delimiter(delimiter).buffer_capacity(1 << 17).from_reader(text.chain(END)))
}

/// Whether a record is where the text ends.
pub(super) enum End {
    None,
    /// It is the record behind the last.
    Clean,
    /// It began with a quotation mark that nothing closes.
    InQuotes,
}

pub(super) fn end(record: &ByteRecord) -> End {
    if !record.as_slice().ends_with(END_WORDS) {
        End::None
    } else if record.as_slice() == END_WORDS {
        End::Clean
    } else {
        End::InQuotes
    }
}

fn headers(task: &Task, file: &DataFile, record: &ByteRecord) -> Outcome<Vec<String>> {
    let line = task.reading.lines_before_header as u64 + 1;
    let mut headers = Vec::with_capacity(record.len());
    for field in record {
        let text = std::str::from_utf8(field).map_err(|_| problems::flaw(task, file, line, &Flaw::Encoding))?;
        headers.push(text.trim().to_owned());
    }
    problems::check_headers(task, file, &headers).map_or(Ok(headers), |problem| Err(problem.into()))
}

impl CsvRows<'_> {
    /// Puts the columns of the table where they stand in this file.
    pub(crate) fn arrange(&mut self, places: Vec<usize>) {
        self.record.places = places;
    }

    /// The line in which the record begins. The reader only says where it stands behind the record; blank lines before
    /// a record belong to nobody.
    fn line(&self) -> u64 {
        let end = self.reader.position().line() - 1;
        let inner = bytes::line_feeds(self.record.record.as_slice());
        end + self.task.reading.lines_before_header as u64 - inner as u64
    }

    fn flaw(&self) -> Option<Flaw> {
        let record = &self.record.record;
        if record.iter().any(|value| std::str::from_utf8(value).is_err()) {
            return Some(Flaw::Encoding);
        }
        (record.len() != self.header).then(|| {
            let spans_lines = record.as_slice().contains(&b'\n');
            Flaw::Ragged { found: record.len(), header: self.header, spans_lines }
        })
    }
}

impl Rows for CsvRows<'_> {
    fn next(&mut self) -> Option<(u64, Result<&dyn Row, Flaw>)> {
        match self.reader.read_byte_record(&mut self.record.record) {
            Ok(false) => None,
            Ok(true) => match end(&self.record.record) {
                End::Clean => None,
                End::InQuotes => Some((self.line() + 1, Err(Flaw::OpenQuote))),
                End::None => {
                    let row = self.flaw().map_or(Ok(&self.record as &dyn Row), Err);
                    Some((self.line(), row))
                }
            },
            Err(error) => Some((self.line(), Err(Flaw::Unreadable(error.to_string())))),
        }
    }
}

impl Row for CsvRow<'_> {
    fn cell(&self, column: usize) -> Cell<'_> {
        let field = self.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or(b"");
        let text = std::str::from_utf8(field).unwrap_or("");
        let text = if self.task.reading.trim { text.trim() } else { text };
        if self.task.is_null(text) { Cell::Empty } else { Cell::Raw(text) }
    }
}
