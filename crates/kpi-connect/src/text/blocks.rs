//! A text in blocks of whole records, so that each block can be converted on its own.
//!
//! A block of NDJSON ends behind a line feed, one of CSV behind a line feed that ends a record. Whether a line feed does
//! can only be told from all that stands before it, so this is the one thing that goes through a file from its start to its
//! end; it looks at quotation marks and line feeds alone. A quotation mark opens a value where one begins, and means
//! nothing elsewhere; the next one closes it, unless two stand together.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

use super::bytes::{Text, line_feeds};

/// Whole records.
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    /// The lines before it, of those that were given out.
    pub(crate) lines_before: u64,
    /// Whether the file begins with it.
    pub(crate) is_first: bool,
    /// Whether the text ends in the middle of a line, or of a value between quotation marks.
    pub(crate) is_open: bool,
}

/// What ends a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Records {
    /// Every line feed.
    Lines,
    /// Those outside of quotation marks, with this between values.
    Values(u8),
}

/// A text that is handed out block by block.
pub(crate) struct Blocks {
    text: Text,
    records: Records,
    seeker: Seeker,
    size: usize,
    /// What was read and not handed out.
    pending: Vec<u8>,
    lines: u64,
    progress: Progress,
    is_first: bool,
}

enum Progress {
    Untouched,
    Reading,
    Ended,
    Failed(String),
}

/// A text that cannot be read on.
pub(crate) struct Unread {
    /// The lines before it.
    pub(crate) lines: u64,
    pub(crate) reason: String,
}

impl Blocks {
    /// Blocks of about this size; a longer record makes a longer block.
    pub(crate) fn new(text: Text, records: Records, size: usize) -> Self {
        let seeker = Seeker { records, inside: Inside::Plain, scanned: 0, cut: 0 };
        let (pending, lines, progress) = (Vec::new(), 0, Progress::Untouched);
        Self { text, records, seeker, size, pending, lines, progress, is_first: true }
    }

    /// The next block; nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Block>, Unread> {
        loop {
            if let Some(cut) = self.cut() {
                return Ok(Some(self.hand_out(cut, false)));
            }
            match &self.progress {
                Progress::Untouched | Progress::Reading => self.read(),
                Progress::Ended if self.pending.is_empty() => return Ok(None),
                Progress::Ended => return Ok(Some(self.hand_out(self.pending.len(), true))),
                Progress::Failed(reason) => {
                    let lines = self.lines + line_feeds(&self.pending) as u64;
                    return Err(Unread { lines, reason: reason.clone() });
                }
            }
        }
    }

    /// Where the last whole record ends. The first block has at least one record, which may be the header.
    fn cut(&self) -> Option<usize> {
        let block = self.pending.get(..self.seeker.cut).filter(|block| !block.is_empty())?;
        let is_enough = !self.is_first || block.iter().any(|byte| *byte != b'\n');
        is_enough.then_some(self.seeker.cut)
    }

    fn read(&mut self) {
        let read = self.text.by_ref().take(self.size as u64).read_to_end(&mut self.pending);
        if matches!(self.progress, Progress::Untouched) {
            self.begin();
        }
        self.seeker.look(&self.pending);
        self.progress = match read {
            Ok(0) => Progress::Ended,
            Ok(_) => Progress::Reading,
            Err(error) => Progress::Failed(words(&error)),
        };
    }

    /// Drops a mark that stands before a header behind other lines.
    fn begin(&mut self) {
        if self.records != Records::Lines && self.pending.starts_with(b"\xEF\xBB\xBF") {
            self.pending.drain(..3);
        }
    }

    fn hand_out(&mut self, cut: usize, is_open: bool) -> Block {
        let rest = self.pending.split_off(cut);
        let bytes = std::mem::replace(&mut self.pending, rest);
        self.seeker.move_on(cut);
        let lines_before = self.lines;
        self.lines += line_feeds(&bytes) as u64;
        Block { bytes, lines_before, is_first: std::mem::take(&mut self.is_first), is_open }
    }
}

/// As the reader of CSV says it.
fn words(error: &io::Error) -> String {
    error.to_string()
}

/// Looks for the ends of records.
struct Seeker {
    records: Records,
    inside: Inside,
    /// How far it has looked.
    scanned: usize,
    /// Behind the last end of a record, up to there.
    cut: usize,
}

/// Where in a record one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// Outside of quotation marks.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// Behind a quotation mark that closes a value, unless another one follows.
    Closing,
}

impl Seeker {
    fn look(&mut self, bytes: &[u8]) {
        let Records::Values(delimiter) = self.records else {
            self.plain(bytes, bytes.len());
            return;
        };
        while let Some(rest) = bytes.get(self.scanned..).filter(|rest| !rest.is_empty()) {
            match self.inside {
                Inside::Closing if rest.first() == Some(&b'"') => self.step(1, Inside::Quoted),
                Inside::Closing => self.inside = Inside::Plain,
                Inside::Quoted => match memchr(b'"', rest) {
                    Some(at) => self.step(at + 1, Inside::Closing),
                    None => self.step(rest.len(), Inside::Quoted),
                },
                Inside::Plain => match memchr(b'"', rest) {
                    Some(at) => {
                        self.plain(bytes, self.scanned + at);
                        self.step(1, opened(bytes, self.scanned, delimiter));
                    }
                    None => self.plain(bytes, bytes.len()),
                },
            }
        }
    }

    /// Up to there, there are no quotation marks.
    fn plain(&mut self, bytes: &[u8], end: usize) {
        if let Some(at) = bytes.get(self.scanned..end).and_then(|plain| memrchr(b'\n', plain)) {
            self.cut = self.scanned + at + 1;
        }
        self.scanned = end;
    }

    fn step(&mut self, bytes: usize, inside: Inside) {
        self.scanned += bytes;
        self.inside = inside;
    }

    fn move_on(&mut self, cut: usize) {
        self.scanned = self.scanned.saturating_sub(cut);
        self.cut = 0;
    }
}

/// What a quotation mark does that stands there, outside of others.
fn opened(bytes: &[u8], at: usize, delimiter: u8) -> Inside {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    // A block begins with a record.
    let begins_value = before.is_none_or(|before| *before == delimiter || *before == b'\n');
    if begins_value { Inside::Quoted } else { Inside::Plain }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, reason = "tests")]

    use std::io::BufReader;

    use super::*;

    fn cut(text: &'static str, records: Records, size: usize) -> Vec<(String, u64)> {
        let mut blocks = Blocks::new(BufReader::new(Box::new(text.as_bytes())), records, size);
        let mut all = Vec::new();
        loop {
            match blocks.next() {
                Ok(Some(block)) => all.push((String::from_utf8_lossy(&block.bytes).into_owned(), block.lines_before)),
                Ok(None) => return all,
                Err(unread) => panic!("{}", unread.reason),
            }
        }
    }

    #[test]
    fn a_block_ends_with_a_record() {
        let text = "\n\na,b\n1,\"x\ny\"\n5\"6,\"\"\"\n\"\n\"z";
        let expected = [("\n\na,b\n", 0), ("1,\"x\ny\"\n", 3), ("5\"6,\"\"\"\n\"\n", 5), ("\"z", 7)];
        let expected = expected.map(|(text, line)| (text.to_owned(), line));
        assert_eq!(cut(text, Records::Values(b','), 1), expected);
        assert_eq!(cut(text, Records::Values(b','), 1000).len(), 2);
        assert_eq!(cut("{}\n\"\n{", Records::Lines, 1).len(), 3);
    }
}
