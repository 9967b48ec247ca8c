//! The bytes of a text file as UTF-8: unpacked, decoded, without a mark at the front, with `\n` at line ends.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use kpi_config::Reading;
use memchr::{memchr, memchr_iter};

use super::is_packed;

const HEAD: usize = 64 * 1024;

/// A file of text, ready to be cut into rows.
pub(crate) type Text = BufReader<Box<dyn Read + Send>>;

/// Opens a file.
pub(crate) fn open(path: &Path, reading: &Reading) -> io::Result<Text> {
    let encoding = Encoding::for_label(reading.encoding.as_bytes()).unwrap_or(UTF_8);
    let file = File::open(path)?;
    let unpacked: Box<dyn Read + Send> =
        if is_packed(path) { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let decoded = if encoding == UTF_8 { unpacked } else { Box::new(Decoding::new(unpacked, encoding)) };
    Ok(BufReader::with_capacity(HEAD, with_line_feeds(decoded)?))
}

/// Passes over lines.
pub(crate) fn skip(text: &mut Text, lines: usize) -> io::Result<()> {
    let mut line = Vec::new();
    for _ in 0..lines {
        line.clear();
        text.read_until(b'\n', &mut line)?;
    }
    Ok(())
}

/// How many line feeds there are.
pub(crate) fn line_feeds(bytes: &[u8]) -> usize {
    memchr_iter(b'\n', bytes).count()
}

/// Drops the mark at the front, and turns carriage returns that end lines alone into line feeds.
fn with_line_feeds(mut reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(HEAD);
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if let Some(words) = no_text(&head) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, words));
    }
    if head.starts_with(b"\xEF\xBB\xBF") {
        head.drain(..3);
    }
    let (has_returns, has_feeds) = (head.contains(&b'\r'), head.contains(&b'\n'));
    let whole: Chain<_, _> = Cursor::new(head).chain(reader);
    Ok(match (has_returns, has_feeds) {
        (true, false) => Box::new(LoneReturns(whole)),
        _ => Box::new(ReturnsBeforeFeeds { reader: BufReader::with_capacity(HEAD, whole), failure: None }),
    })
}

/// What errors about content that is no text of the declared encoding say.
pub(crate) const UTF_16: &str = "it is UTF-16";
pub(crate) const UTF_16_BIG: &str = "it is UTF-16 with the high byte first";
pub(crate) const PARQUET: &str = "it is a Parquet file, not text";
pub(crate) const PACKED: &str = "it is packed by gzip";
pub(crate) const ZIP: &str = "it is a zip archive or a workbook, not text";

/// What a file is by its first bytes, when that is no text that could be read.
fn no_text(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 6] = [
        (&[0xFF, 0xFE], UTF_16),
        (&[0xFE, 0xFF], UTF_16_BIG),
        (b"PAR1", PARQUET),
        (&[0x1F, 0x8B, 0x08], PACKED),
        (b"PK\x03\x04", ZIP),
        (b"PK\x05\x06", ZIP),
    ];
    if let Some((_, words)) = KNOWN.iter().find(|(first, _)| head.starts_with(first)) {
        return Some(words);
    }
    // Latin letters have a zero byte beside each in UTF-16.
    let start = head.get(..head.len().min(256)).unwrap_or(&[]);
    let zeros = |offset: usize| start.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let is_most = |zeros: usize| zeros > 1 && zeros * 3 > start.len();
    match (is_most(zeros(1)), is_most(zeros(0))) {
        (true, false) => Some(UTF_16),
        (false, true) => Some(UTF_16_BIG),
        (false, false) | (true, true) => None,
    }
}

/// Carriage returns that end lines alone.
struct LoneReturns<R>(R);

impl<R: Read> Read for LoneReturns<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        for byte in buffer.iter_mut().take(count).filter(|byte| **byte == b'\r') {
            *byte = b'\n';
        }
        Ok(count)
    }
}

/// Carriage returns before line feeds, which are dropped.
struct ReturnsBeforeFeeds<R> {
    reader: R,
    /// Came after bytes that had to be handed on first.
    failure: Option<io::Error>,
}

impl<R: BufRead> ReturnsBeforeFeeds<R> {
    /// Puts the next bytes into the buffer, up to a carriage return.
    fn put(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let available = self.reader.fill_buf()?;
            let limit = available.len().min(buffer.len());
            let plain = available.get(..limit).and_then(|bytes| memchr(b'\r', bytes)).unwrap_or(limit);
            if plain > 0 || limit == 0 {
                if let (Some(target), Some(bytes)) = (buffer.get_mut(..plain), available.get(..plain)) {
                    target.copy_from_slice(bytes);
                }
                self.reader.consume(plain);
                return Ok(plain);
            }
            self.reader.consume(1);
            if self.reader.fill_buf()?.first() != Some(&b'\n') {
                break;
            }
        }
        Ok(buffer.first_mut().map_or(0, |first| {
            *first = b'\r';
            1
        }))
    }
}

impl<R: BufRead> Read for ReturnsBeforeFeeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.put(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(failure) if filled == 0 => return Err(failure),
                Err(failure) => {
                    self.failure = Some(failure);
                    break;
                }
            }
        }
        Ok(filled)
    }
}

/// Decodes while reading.
struct Decoding<R> {
    reader: R,
    decoder: Decoder,
    name: &'static str,
    input: Vec<u8>,
    at: usize,
    ended: bool,
    finished: bool,
    lines: usize,
}

impl<R: Read> Decoding<R> {
    fn new(reader: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self {
            reader,
            decoder,
            name: encoding.name(),
            input: Vec::new(),
            at: 0,
            ended: false,
            finished: false,
            lines: 1,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.input.resize(HEAD, 0);
        let count = self.reader.read(&mut self.input)?;
        self.input.truncate(count);
        self.at = 0;
        self.ended = count == 0;
        Ok(())
    }

    fn invalid(&self) -> io::Error {
        let text = format!("its bytes are not {} (near line {})", self.name, self.lines);
        io::Error::new(io::ErrorKind::InvalidData, text)
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            if self.at >= self.input.len() && !self.ended {
                self.refill()?;
            }
            let input = self.input.get(self.at..).unwrap_or(&[]);
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(input, buffer, self.ended);
            self.at += read;
            let decoded = buffer.get(..written).unwrap_or(&[]);
            self.lines += line_feeds(decoded);
            self.finished = self.ended && matches!(result, DecoderResult::InputEmpty);
            match result {
                DecoderResult::OutputFull | DecoderResult::InputEmpty if written > 0 => return Ok(written),
                DecoderResult::Malformed(..) | DecoderResult::OutputFull => return Err(self.invalid()),
                DecoderResult::InputEmpty => {}
            }
        }
        Ok(0)
    }
}
