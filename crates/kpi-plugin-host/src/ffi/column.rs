//! A column on its way in or out: the unit in which the engine passes data to plugins.

use std::fmt;

use kpi_plugin_abi::{ArrowArray, ArrowSchema};

use super::check::{Fault, check_values};
use super::owned::{OwnedArray, OwnedSchema};
use crate::format::{is_among, layout};
use crate::manifest::{Empty, ValueType};

/// A column of Arrow C data with its type. Freed when dropped.
pub struct ArrowColumn {
    schema: OwnedSchema,
    array: OwnedArray,
}

impl ArrowColumn {
    /// Takes over a column that was exported through the Arrow C data interface.
    ///
    /// # Safety
    /// Both structs are valid by the interface, belong together, and nobody else owns them. (The structs of `arrow` and
    /// `polars-arrow` have the same layout and can be transmuted.)
    pub unsafe fn from_raw(schema: ArrowSchema, array: ArrowArray) -> Self {
        Self {
            // SAFETY: promised by the caller.
            schema: unsafe { OwnedSchema::new(schema) },
            // SAFETY: promised by the caller.
            array: unsafe { OwnedArray::new(array) },
        }
    }

    /// Gives both structs away, to be imported or released by the caller.
    pub fn into_raw(self) -> (ArrowSchema, ArrowArray) {
        (self.schema.into_inner(), self.array.into_inner())
    }

    /// The Arrow format of its values, such as `U` for text.
    pub fn format(&self) -> &str {
        self.schema.format()
    }

    /// Number of rows.
    pub fn rows(&self) -> i64 {
        self.array.get().length
    }

    /// Number of empty rows, or nothing if nobody counted them (what a plugin returned is counted).
    pub fn empty_rows(&self) -> Option<u64> {
        u64::try_from(self.array.get().null_count).ok()
    }

    pub(super) fn into_owned(self) -> (OwnedSchema, OwnedArray) {
        (self.schema, self.array)
    }

    /// Checks a result before anybody imports it: its type, its length, its buffers. Counts its empty rows.
    pub(super) fn from_result(
        schema: OwnedSchema,
        array: OwnedArray,
        returns: ValueType,
        empty: Empty,
        rows: usize,
    ) -> Result<Self, Fault> {
        if schema.is_released() || array.is_released() {
            return Err(Fault::Malformed("it returned no values at all".to_owned()));
        }
        let format = schema.format();
        let layout = layout(format).filter(|_| is_among(format, returns.result_formats()));
        let (Some(layout), true) = (layout, schema.get().dictionary.is_null()) else {
            return Err(Fault::WrongType { expected: returns, found: format.to_owned() });
        };
        if i64::try_from(rows) != Ok(array.get().length) {
            return Err(Fault::WrongLength { expected: rows, found: array.get().length });
        }
        let mut array = array;
        // SAFETY: the plugin is trusted that its array is valid by the interface.
        unsafe { check_values(array.get_mut(), layout) }.map_err(Fault::Malformed)?;
        if empty == Empty::Never && array.get().null_count > 0 {
            let reason = format!("{} values are empty, its manifest says never", array.get().null_count);
            return Err(Fault::Malformed(reason));
        }
        Ok(Self { schema, array })
    }
}

impl fmt::Debug for ArrowColumn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ArrowColumn").field("format", &self.format()).field("rows", &self.rows()).finish()
    }
}
