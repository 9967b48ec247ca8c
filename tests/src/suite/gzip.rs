//! Compressed files of cases, which cannot be shown as they are: a block `gzip data/surveys.csv.gz` shows their first lines.
//!
//! The last of them stands there a few hundred thousand times, so that the file is longer than what is looked at when it is opened;
//! behind `cut off` only the first half of the file is written.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::markdown::Block;

/// How often the last line stands there.
const TIMES: usize = 400_000;

/// The path of the file, and its bytes.
pub(super) fn file(block: &Block) -> (String, Vec<u8>) {
    let last = block.text.lines().last().expect("a line");
    let lines = format!("{last}\n").repeat(TIMES);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(block.text.as_bytes()).expect("room");
    encoder.write_all(lines.as_bytes()).expect("room");
    let mut bytes = encoder.finish().expect("room");
    match block.argument.strip_suffix(" cut off") {
        Some(path) => {
            bytes.truncate(bytes.len() / 2);
            (path.to_owned(), bytes)
        }
        None => (block.argument.clone(), bytes),
    }
}
