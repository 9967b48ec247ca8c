//! Looking at a library file before the system maps it.
//!
//! The loader of Linux maps what the header of an ELF file announces, without asking whether the file is that long; a
//! library that was copied halfway then ends the whole process by a bus error. So the announced parts are compared with
//! the file's length first. Everything else that can be wrong is the loader's to say, and it does.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Type of a program header whose part is mapped.
const LOADED: u64 = 1;

/// The reason why a file cannot be mapped, if there is one that the loader would not notice.
pub(crate) fn fault_of(path: &Path) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut header = [0; 64];
    if read_up_to(&mut file, &mut header)? < header.len() {
        return Ok(Some(format!("it has {length} bytes, less than any library")));
    }
    // 64-bit, little-endian: what is anything else, the loader refuses by itself on such a system, and knows it on others.
    if !header.starts_with(b"\x7fELF\x02\x01") {
        return Ok(None);
    }
    let (table, size, count) = (number(&header, 0x20, 8), number(&header, 0x36, 2), number(&header, 0x38, 2));
    file.seek(SeekFrom::Start(table))?;
    let mut entries = vec![0; usize::try_from(size * count).unwrap_or_default()];
    let complete = read_up_to(&mut file, &mut entries)? == entries.len();
    let parts = entries.chunks_exact(usize::try_from(size.max(1)).unwrap_or(1));
    let loaded = parts.filter(|part| number(part, 0, 4) == LOADED);
    let end = loaded.map(|part| number(part, 8, 8).saturating_add(number(part, 32, 8))).max().unwrap_or_default();
    if complete && end <= length {
        return Ok(None);
    }
    Ok(Some(format!("the file is cut off, it has {length} of at least {} bytes", end.max(table + size * count))))
}

fn read_up_to(file: &mut File, bytes: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// A little-endian number of so many bytes at a place; zero where there are no bytes.
fn number(bytes: &[u8], place: usize, size: usize) -> u64 {
    let bytes = bytes.get(place..place + size).unwrap_or_default();
    bytes.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}
