//! Looking at values that a plugin returned, before an importer trusts them.
//!
//! Importers take offsets, bitmaps and UTF-8 for granted. Here all of it is read once: what could make an importer read
//! outside a buffer, or hold text that is none, is refused. The true number of empty rows is written into the array,
//! because importers believe it without counting.

use kpi_plugin_abi::ArrowArray;

use crate::format::Layout;
use crate::manifest::ValueType;

/// What is wrong with a result.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It has another Arrow format than its type allows.
    WrongType { expected: ValueType, found: String },
    /// It has another number of rows than the arguments.
    WrongLength { expected: usize, found: i64 },
    /// It breaks the rules of Arrow or of its manifest.
    Malformed(String),
}

/// Checks the values of one column and counts its empty rows.
///
/// # Safety
/// Buffers that are there have the sizes that the layout asks for.
pub(super) unsafe fn check_values(array: &mut ArrowArray, layout: Layout) -> Result<(), String> {
    if array.n_children != 0 || !array.dictionary.is_null() {
        return Err("a plain column has children or a dictionary".to_owned());
    }
    let buffers = if matches!(layout, Layout::Text(_)) { 3 } else { 2 };
    if array.n_buffers != buffers || array.buffers.is_null() {
        return Err(format!("it has {} buffers instead of {buffers}", array.n_buffers));
    }
    let rows = Rows { start: length(array.offset)?, count: length(array.length)? };
    // SAFETY: promised by the caller.
    let validity = unsafe { bitmap(array, rows) }?;
    let empty = validity.map_or(0, |bits| rows.places().filter(|row| !bit(bits, *row)).count());
    // SAFETY: promised by the caller; there is a buffer of values in every layout.
    let values = unsafe { buffer(array, 1) };
    if rows.count > 0 {
        let pointer = values.ok_or_else(|| "it has no values".to_owned())?;
        check_alignment(pointer, layout)?;
        if let Layout::Text(width) = layout {
            // SAFETY: promised by the caller.
            unsafe { check_text(array, rows, width, validity) }?;
        }
    }
    array.null_count = i64::try_from(empty).map_err(|error| error.to_string())?;
    Ok(())
}

/// The rows of an array among those of its buffers.
#[derive(Clone, Copy)]
struct Rows {
    start: usize,
    count: usize,
}

impl Rows {
    fn places(self) -> std::ops::Range<usize> {
        self.start..self.start.saturating_add(self.count)
    }
}

/// # Safety
/// The bitmap, if it is there, has a bit for every row.
unsafe fn bitmap<'a>(array: &ArrowArray, rows: Rows) -> Result<Option<&'a [u8]>, String> {
    // SAFETY: there is a validity buffer in every layout.
    let Some(pointer) = (unsafe { buffer(array, 0) }) else {
        return if array.null_count > 0 { Err("its empty rows are not marked".to_owned()) } else { Ok(None) };
    };
    // SAFETY: promised by the caller.
    Ok(Some(unsafe { std::slice::from_raw_parts(pointer, rows.places().end.div_ceil(8)) }))
}

/// Offsets must not go back or be negative, and the text of each row must be UTF-8.
///
/// # Safety
/// The buffer of offsets has one more than there are rows, the buffer of text as many bytes as the last one says.
unsafe fn check_text(array: &ArrowArray, rows: Rows, width: usize, validity: Option<&[u8]>) -> Result<(), String> {
    // SAFETY: a layout of text has offsets.
    let offsets = unsafe { buffer(array, 1) }.ok_or_else(|| "it has no offsets".to_owned())?;
    let offset = |row: usize| {
        // SAFETY: promised by the caller.
        let place = unsafe { offsets.add(row * width) };
        if width == 4 {
            // SAFETY: promised by the caller; the alignment was checked.
            usize::try_from(unsafe { place.cast::<i32>().read_unaligned() })
        } else {
            // SAFETY: promised by the caller; the alignment was checked.
            usize::try_from(unsafe { place.cast::<i64>().read_unaligned() })
        }
        .map_err(|_| format!("the text of row {row} has a negative offset"))
    };
    let end = offset(rows.places().end)?;
    let bytes: &[u8] = if end == 0 {
        &[]
    } else {
        // SAFETY: a layout of text has a third buffer.
        let pointer = unsafe { buffer(array, 2) }.ok_or_else(|| "it has offsets but no text".to_owned())?;
        // SAFETY: promised by the caller.
        unsafe { std::slice::from_raw_parts(pointer, end) }
    };
    let mut start = offset(rows.start)?;
    for row in rows.places() {
        let next = offset(row + 1)?;
        let text = bytes.get(start..next).ok_or_else(|| format!("the text of row {row} has offsets that go back"))?;
        let filled = validity.is_none_or(|bits| bit(bits, row));
        if filled && std::str::from_utf8(text).is_err() {
            return Err(format!("the text of row {row} is not UTF-8"));
        }
        start = next;
    }
    Ok(())
}

fn check_alignment(pointer: *const u8, layout: Layout) -> Result<(), String> {
    let alignment = match layout {
        Layout::Bits => 1,
        Layout::Fixed(width) | Layout::Text(width) => width,
    };
    if pointer.addr().is_multiple_of(alignment) { Ok(()) } else { Err("its values are not aligned".to_owned()) }
}

/// # Safety
/// The array has more than `place` buffers.
unsafe fn buffer(array: &ArrowArray, place: usize) -> Option<*const u8> {
    // SAFETY: promised by the caller.
    let slot = unsafe { array.buffers.add(place) };
    // SAFETY: promised by the caller.
    let pointer = unsafe { slot.read() };
    (!pointer.is_null()).then_some(pointer.cast())
}

fn bit(bits: &[u8], row: usize) -> bool {
    bits.get(row / 8).is_some_and(|byte| byte & (1 << (row % 8)) != 0)
}

fn length(number: i64) -> Result<usize, String> {
    usize::try_from(number).map_err(|_| "it has a negative length or offset".to_owned())
}
