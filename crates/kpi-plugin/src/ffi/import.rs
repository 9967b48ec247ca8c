//! Arrow C data in: the batch of arguments becomes columns. Values are copied, so nothing of the host's is kept.
//!
//! The host is trusted with pointers and lengths; formats, offsets and UTF-8 are checked.

use std::ffi::CStr;

use kpi_plugin_abi::{ArrowArray, ArrowSchema};

use crate::column::{Column, Values};
use crate::error::Error;
use crate::text::TextColumn;
use crate::time::{Date, Datetime, Duration};
use crate::validity::{Validity, bit};

/// An array that was moved in, released at the end.
struct Owned(ArrowArray);

impl Drop for Owned {
    fn drop(&mut self) {
        if let Some(release) = self.0.release {
            // SAFETY: a struct that still has its `release` was not released.
            unsafe { release(&raw mut self.0) };
        }
    }
}

/// Rows of one column, in the buffers of an array.
struct Slice<'a> {
    array: &'a ArrowArray,
    start: usize,
    rows: usize,
}

/// Takes a batch over and reads its columns; also gives the number of rows.
///
/// # Safety
/// Both pointers are null or valid by the Arrow C data interface, and `batch` may be moved out.
pub(super) unsafe fn import_batch(
    schema: *const ArrowSchema,
    batch: *mut ArrowArray,
) -> Result<(Vec<Column>, usize), Error> {
    // SAFETY: promised by the caller.
    let (Some(schema), false) = (unsafe { schema.as_ref() }, batch.is_null()) else {
        return Err(Error::invalid("the host passed no arguments"));
    };
    // SAFETY: promised by the caller; what stays behind is a released array, as the interface asks for.
    let batch = Owned(unsafe { batch.replace(ArrowArray::released()) });
    let (start, rows) = (count(batch.0.offset)?, count(batch.0.length)?);
    let columns = count(batch.0.n_children)?;
    if columns != count(schema.n_children)? {
        return Err(Error::invalid("the schema and the values of the arguments differ in their number"));
    }
    let mut imported = Vec::with_capacity(columns);
    for place in 0..columns {
        // SAFETY: there are `columns` children in the schema.
        let child_schema = unsafe { child(schema.children, place) }?;
        // SAFETY: there are `columns` children in the array.
        let child_array: &ArrowArray = unsafe { child(batch.0.children, place) }?;
        let slice = Slice { array: child_array, start: start + count(child_array.offset)?, rows };
        if count(child_array.length)? < start + rows {
            return Err(Error::invalid("an argument has fewer rows than the batch"));
        }
        imported.push(slice.column(child_schema)?);
    }
    Ok((imported, rows))
}

/// Takes one column over and reads it; for the tests of the host.
///
/// # Safety
/// Both structs are valid by the Arrow C data interface and owned by the caller.
#[doc(hidden)]
pub unsafe fn import_column(mut schema: ArrowSchema, array: ArrowArray) -> Result<Column, Error> {
    let array = Owned(array);
    let slice = Slice { array: &array.0, start: count(array.0.offset)?, rows: count(array.0.length)? };
    let column = slice.column(&schema);
    if let Some(release) = schema.release {
        // SAFETY: a struct that still has its `release` was not released.
        unsafe { release(&raw mut schema) };
    }
    column
}

/// # Safety
/// `children` is null or points to more than `place` pointers, each null or valid for `'a`.
unsafe fn child<'a, T>(children: *mut *mut T, place: usize) -> Result<&'a T, Error> {
    if children.is_null() {
        return Err(Error::invalid("a batch without columns says that it has some"));
    }
    // SAFETY: promised by the caller.
    let slot = unsafe { children.add(place) };
    // SAFETY: promised by the caller.
    let pointer = unsafe { slot.read() };
    // SAFETY: promised by the caller.
    unsafe { pointer.as_ref() }.ok_or_else(|| Error::invalid("a column of the batch is missing"))
}

impl Slice<'_> {
    fn column(&self, schema: &ArrowSchema) -> Result<Column, Error> {
        let format = if schema.format.is_null() {
            ""
        } else {
            // SAFETY: the interface promises a text that ends with a zero.
            unsafe { CStr::from_ptr(schema.format) }.to_str().unwrap_or_default()
        };
        if !schema.dictionary.is_null() {
            return Err(Error::invalid("a column in dictionary form cannot be read"));
        }
        match format {
            "l" => Ok(Column::Int64(self.values(|value: i64| value)?)),
            "i" => Ok(Column::Int64(self.values(|value: i32| i64::from(value))?)),
            "s" => Ok(Column::Int64(self.values(|value: i16| i64::from(value))?)),
            "c" => Ok(Column::Int64(self.values(|value: i8| i64::from(value))?)),
            "I" => Ok(Column::Int64(self.values(|value: u32| i64::from(value))?)),
            "S" => Ok(Column::Int64(self.values(|value: u16| i64::from(value))?)),
            "C" => Ok(Column::Int64(self.values(|value: u8| i64::from(value))?)),
            "g" => Ok(Column::Float64(self.values(|value: f64| value)?)),
            "f" => Ok(Column::Float64(self.values(|value: f32| f64::from(value))?)),
            "b" => self.booleans(),
            "U" => self.text(|offset: i64| offset),
            "u" => self.text(|offset: i32| i64::from(offset)),
            "tdD" => Ok(Column::Date(self.values(Date)?)),
            _ => self.moments(format),
        }
    }

    /// Datetimes and durations, of any precision.
    fn moments(&self, format: &str) -> Result<Column, Error> {
        let kind = format.get(..3).unwrap_or_default();
        let scale: fn(i64) -> i64 = match kind.as_bytes().last() {
            Some(b's') => |value| value.saturating_mul(1_000_000),
            Some(b'm') => |value| value.saturating_mul(1_000),
            Some(b'u') => |value| value,
            Some(b'n') => |value| value.div_euclid(1_000),
            _ => return Err(unreadable(format)),
        };
        match kind.get(..2) {
            Some("ts") => Ok(Column::Datetime(self.values(|value| Datetime(scale(value)))?)),
            Some("tD") => Ok(Column::Duration(self.values(|value| Duration(scale(value)))?)),
            _ => Err(unreadable(format)),
        }
    }

    fn values<P: Copy + Default, T: Copy + Default>(&self, convert: impl Fn(P) -> T) -> Result<Values<T>, Error> {
        let raw: Vec<P> = self.copy(1, self.rows)?;
        Ok(Values::from_parts(raw.into_iter().map(convert).collect(), self.validity()?))
    }

    fn booleans(&self) -> Result<Column, Error> {
        let bits = self.bits(1)?.ok_or_else(|| Error::invalid("a bool column has no values"))?;
        let values = (self.start..self.start + self.rows).map(|row| bit(&bits, row)).collect();
        Ok(Column::Boolean(Values::from_parts(values, self.validity()?)))
    }

    fn text<O: Copy + Default>(&self, widen: impl Fn(O) -> i64) -> Result<Column, Error> {
        if self.rows == 0 {
            return Ok(Column::Text(TextColumn::default()));
        }
        let offsets: Vec<i64> = self.copy::<O>(1, self.rows + 1)?.into_iter().map(widen).collect();
        if offsets.is_sorted() && offsets.first().is_some_and(|first| *first >= 0) {
            self.rows_of_text(&offsets, &self.validity()?)
        } else {
            Err(Error::invalid("a text column has offsets that go back"))
        }
    }

    fn rows_of_text(&self, offsets: &[i64], validity: &Validity) -> Result<Column, Error> {
        let first = offsets.first().copied().map_or(Ok(0), count)?;
        let last = offsets.last().copied().map_or(Ok(0), count)?;
        let bytes: &[u8] = if last == first {
            &[]
        } else {
            let pointer = self.buffer(2)?.ok_or_else(|| Error::invalid("a text column has no text"))?;
            // SAFETY: the last offset is the number of bytes in the buffer.
            unsafe { std::slice::from_raw_parts(pointer, last) }
        };
        let mut column = TextColumn::with_capacity(self.rows, last - first);
        for (row, (start, end)) in offsets.iter().zip(offsets.iter().skip(1)).enumerate() {
            if !validity.is_valid(row) {
                column.push(None);
                continue;
            }
            let text = bytes.get(count(*start)?..count(*end)?).and_then(|text| std::str::from_utf8(text).ok());
            column.push(Some(text.ok_or_else(|| Error::invalid("a text column holds bytes that are not UTF-8"))?));
        }
        Ok(Column::Text(column))
    }

    fn validity(&self) -> Result<Validity, Error> {
        if self.array.null_count == 0 {
            return Ok(Validity::full(self.rows));
        }
        let Some(bits) = self.bits(0)? else { return Ok(Validity::full(self.rows)) };
        Ok(Validity::from_fn(self.rows, |row| bit(&bits, self.start + row)))
    }

    /// The bits up to the last row, if the buffer is there.
    fn bits(&self, place: usize) -> Result<Option<Vec<u8>>, Error> {
        let Some(pointer) = self.buffer(place)? else {
            return Ok((self.rows == 0).then(Vec::new));
        };
        let bytes = (self.start + self.rows).div_ceil(8);
        // SAFETY: a bitmap has a bit for every row of the array.
        Ok(Some(unsafe { std::slice::from_raw_parts(pointer, bytes) }.to_vec()))
    }

    /// Copies `length` values from the first row on; the buffer need not be aligned.
    fn copy<P: Copy + Default>(&self, place: usize, length: usize) -> Result<Vec<P>, Error> {
        if self.rows == 0 {
            return Ok(Vec::new());
        }
        let pointer = self.buffer(place)?.ok_or_else(|| Error::invalid("a column has no values"))?;
        let mut values = vec![P::default(); length];
        // SAFETY: the buffer has a value for every row of the array.
        let first = unsafe { pointer.add(self.start * size_of::<P>()) };
        // SAFETY: source and target have `length` values, any bytes are a number, and a fresh vector overlaps nothing.
        unsafe { first.copy_to_nonoverlapping(values.as_mut_ptr().cast(), length * size_of::<P>()) };
        Ok(values)
    }

    fn buffer(&self, place: usize) -> Result<Option<*const u8>, Error> {
        if place >= count(self.array.n_buffers)? || self.array.buffers.is_null() {
            return Err(Error::invalid("a column has fewer buffers than its type needs"));
        }
        // SAFETY: there are more than `place` buffers.
        let slot = unsafe { self.array.buffers.add(place) };
        // SAFETY: as above.
        let pointer = unsafe { slot.read() };
        Ok((!pointer.is_null()).then_some(pointer.cast()))
    }
}

fn count(number: i64) -> Result<usize, Error> {
    usize::try_from(number).map_err(|_| Error::invalid("a column has a negative length or offset"))
}

fn unreadable(format: &str) -> Error {
    Error::invalid(format!("a column has the Arrow format `{format}`, which the plugin cannot read"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

    use super::*;
    use crate::column::{BooleanColumn, Int64Column};
    use crate::ffi::export;

    /// What the engine passes of a long column is often a part of it.
    fn assert_parts_are_read(whole: &Column, part: impl Fn(usize, usize) -> Column) {
        for (start, rows) in [(0, 20), (1, 19), (3, 10), (8, 8), (9, 0), (20, 0)] {
            let (schema, mut array) = export(whole.clone());
            (array.offset, array.length, array.null_count) = (start, rows, -1);
            // SAFETY: they were just exported together, and the part lies inside.
            let column = unsafe { import_column(schema, array) }.unwrap();
            let (start, rows) = (count(start).unwrap(), count(rows).unwrap());
            assert_eq!(column, part(start, rows), "{rows} rows from {start}");
        }
    }

    #[test]
    fn parts_of_columns_are_read() {
        let number = |row: usize| (!row.is_multiple_of(3)).then(|| i64::try_from(row).unwrap());
        assert_parts_are_read(&(0..20).map(number).collect::<Int64Column>().into(), |start, rows| {
            (start..start + rows).map(number).collect::<Int64Column>().into()
        });
        let bool = |row: usize| (!row.is_multiple_of(5)).then_some(row.is_multiple_of(2));
        assert_parts_are_read(&(0..20).map(bool).collect::<BooleanColumn>().into(), |start, rows| {
            (start..start + rows).map(bool).collect::<BooleanColumn>().into()
        });
        let text = |row: usize| (!row.is_multiple_of(4)).then(|| format!("é{row}"));
        assert_parts_are_read(&(0..20).map(text).collect::<TextColumn>().into(), |start, rows| {
            (start..start + rows).map(text).collect::<TextColumn>().into()
        });
    }
}
