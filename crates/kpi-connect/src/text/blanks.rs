//! Text in which any number of blanks stands between values, as text with one tab there.
//!
//! Blanks at the ends of a line mean nothing. Between quotation marks that open a value they are part of it.

use std::io::{self, BufRead, BufReader, Read};

use super::bytes::Text;

/// What stands between values afterwards.
pub(super) const DELIMITER: u8 = b'\t';

/// The same text with single delimiters.
pub(super) fn single(text: Text) -> Text {
    BufReader::new(Box::new(Blanks { text, place: Place::LineStart, waiting: None }))
}

struct Blanks {
    text: Text,
    place: Place,
    /// The byte behind blanks that became a delimiter.
    waiting: Option<u8>,
}

/// Where in a line the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    LineStart,
    Value,
    /// Behind a value; there may be another.
    Between,
    Quoted,
}

impl Blanks {
    /// What a byte becomes. One that begins a value behind another waits until the delimiter is written.
    fn next(&mut self, byte: u8) -> Option<u8> {
        if self.place == Place::Quoted {
            if byte == b'"' {
                self.place = Place::Value;
            }
            return Some(byte);
        }
        match (byte, self.place) {
            (b'\n', _) => {
                self.place = Place::LineStart;
                Some(byte)
            }
            (b' ' | b'\t', Place::Value) => {
                self.place = Place::Between;
                None
            }
            (b' ' | b'\t', _) => None,
            (_, place) => {
                self.place = if byte == b'"' && place != Place::Value { Place::Quoted } else { Place::Value };
                if place != Place::Between {
                    return Some(byte);
                }
                self.waiting = Some(byte);
                Some(DELIMITER)
            }
        }
    }
}

impl Read for Blanks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while let Some(target) = buffer.get_mut(written) {
            if let Some(byte) = self.waiting.take() {
                *target = byte;
                written += 1;
                continue;
            }
            let Some(byte) = self.text.fill_buf()?.first().copied() else { break };
            self.text.consume(1);
            if let Some(byte) = self.next(byte) {
                *target = byte;
                written += 1;
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &'static str) -> String {
        let mut read = String::new();
        let _ = single(BufReader::new(Box::new(text.as_bytes()))).read_to_string(&mut read);
        read
    }

    #[test]
    fn runs_of_blanks_are_one_delimiter() {
        assert_eq!(shown(" 00004 0001  19970101\t 2   29.33 \n\n a b"), "00004\t0001\t19970101\t2\t29.33\n\na\tb");
        assert_eq!(shown("\"a  b\" c\"d e"), "\"a  b\"\tc\"d\te");
        assert_eq!(shown("  \n \""), "\n\"");
    }
}
