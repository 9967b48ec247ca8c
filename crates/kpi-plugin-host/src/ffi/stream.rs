//! Reading a source: batches, each checked before it is given on.

use std::fmt;
use std::sync::Arc;

use kpi_plugin_abi::{ArrowArray, ArrowArrayStream, ArrowSchema};

use super::check::Fault;
use super::check::check_values;
use super::instance::{Failure, Instance};
use super::owned::{OwnedArray, OwnedSchema, OwnedStream, text};
use crate::error::PluginError;
use crate::format::{Layout, layout};
use crate::manifest::ValueType;
use crate::plugin::failed;

/// A column of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub value_type: ValueType,
    /// The Arrow format of its values.
    pub format: String,
}

/// A batch of a source: a struct array with a child for each column. Freed when dropped.
#[derive(Debug)]
pub struct ArrowBatch {
    array: OwnedArray,
}

impl ArrowBatch {
    /// Number of rows.
    pub fn rows(&self) -> i64 {
        self.array.get().length
    }

    /// Gives the struct array away, to be imported or released by the caller.
    pub fn into_raw(self) -> ArrowArray {
        self.array.into_inner()
    }
}

/// The batches of a source that is being read.
pub struct BatchStream {
    stream: OwnedStream,
    schema: OwnedSchema,
    columns: Vec<SourceColumn>,
    layouts: Vec<Layout>,
    instance: Arc<Instance>,
    call: String,
    ended: bool,
}

/// The columns in the schema of a source; each must have a name of its own and a format that may cross.
pub(crate) fn columns_of(schema: &OwnedSchema) -> Result<Vec<SourceColumn>, String> {
    if schema.is_released() || schema.format() != "+s" {
        return Err("the schema of the source is not that of a table".to_owned());
    }
    let children = schema.children().ok_or_else(|| "a column of the schema is missing".to_owned())?;
    let mut columns: Vec<SourceColumn> = Vec::with_capacity(children.len());
    for child in children {
        // SAFETY: the child is valid as long as its parent.
        let name = unsafe { text(child.name) };
        // SAFETY: as above.
        let format = unsafe { text(child.format) };
        let value_type = ValueType::of_format(format).filter(|_| child.dictionary.is_null());
        let value_type = value_type.ok_or_else(|| {
            format!("the column `{name}` has the Arrow format `{format}`, which is not among those that may cross")
        })?;
        if name.is_empty() || columns.iter().any(|column| column.name == name) {
            return Err(format!("the column name `{name}` is empty or there twice"));
        }
        columns.push(SourceColumn { name: name.to_owned(), value_type, format: format.to_owned() });
    }
    Ok(columns)
}

impl BatchStream {
    pub(crate) fn open(
        instance: Arc<Instance>,
        call: String,
        source: &str,
        options: &str,
        request: &str,
    ) -> Result<Self, PluginError> {
        let stream = instance.source_scan(source, options, request).map_err(|failure| failed(&call, failure))?;
        let mut this = Self {
            stream,
            // SAFETY: an empty struct owns nothing.
            schema: unsafe { OwnedSchema::new(ArrowSchema::released()) },
            columns: Vec::new(),
            layouts: Vec::new(),
            instance,
            call,
            ended: false,
        };
        this.schema = this.read_schema().map_err(|failure| failed(&this.call, failure))?;
        this.columns = columns_of(&this.schema).map_err(|reason| this.malformed(reason))?;
        this.layouts = this.columns.iter().filter_map(|column| layout(&column.format)).collect();
        Ok(this)
    }

    /// The columns of every batch.
    pub fn columns(&self) -> &[SourceColumn] {
        &self.columns
    }

    /// The type of every batch, a struct.
    pub fn schema(&self) -> &ArrowSchema {
        self.schema.get()
    }

    fn read_schema(&mut self) -> Result<OwnedSchema, Failure> {
        let Some(get_schema) = self.stream.get().get_schema.filter(|_| !self.stream.is_released()) else {
            return Err(Failure::Fault(Fault::Malformed("the source gave no stream".to_owned())));
        };
        let mut schema = ArrowSchema::released();
        let stream: *mut _ = self.stream.get_mut();
        // SAFETY: the stream is not released, and the place can be written to.
        let status = self.instance.in_turn(|| unsafe { get_schema(stream, &raw mut schema) })?;
        // SAFETY: the plugin made it, or left it empty.
        let schema = unsafe { OwnedSchema::new(schema) };
        if status == 0 { Ok(schema) } else { Err(self.last_error()) }
    }

    fn read_batch(&mut self) -> Result<Option<ArrowBatch>, Failure> {
        let Some(get_next) = self.stream.get().get_next else {
            return Err(Failure::Fault(Fault::Malformed("the source gave no batches".to_owned())));
        };
        let mut array = ArrowArray::released();
        let stream: *mut _ = self.stream.get_mut();
        // SAFETY: the stream is not released, and the place can be written to.
        let status = self.instance.in_turn(|| unsafe { get_next(stream, &raw mut array) })?;
        // SAFETY: the plugin made it, or left it empty.
        let array = unsafe { OwnedArray::new(array) };
        if status != 0 {
            return Err(self.last_error());
        }
        if array.is_released() {
            return Ok(None);
        }
        let batch = check_batch(array, &self.layouts).map_err(|reason| Failure::Fault(Fault::Malformed(reason)))?;
        Ok(Some(batch))
    }

    /// The words for the last error of the stream.
    fn last_error(&mut self) -> Failure {
        let stream: *mut _ = self.stream.get_mut();
        let pointer = self.stream.get().get_last_error.map_or(std::ptr::null(), |get_last_error| {
            // SAFETY: the stream is not released.
            unsafe { get_last_error(stream) }
        });
        // SAFETY: the interface promises a text that lives until the next call.
        let words = unsafe { text(pointer) };
        let message = if words.is_empty() { "it gave no reason" } else { words }.to_owned();
        Failure::Refused { message, help: None }
    }

    fn malformed(&self, reason: String) -> PluginError {
        PluginError::Malformed { call: self.call.clone(), reason }
    }
}

impl Iterator for BatchStream {
    type Item = Result<ArrowBatch, PluginError>;

    /// The next batch; after an error there is none.
    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let batch = self.read_batch();
        self.ended = !matches!(batch, Ok(Some(_)));
        batch.map_err(|failure| failed(&self.call, failure)).transpose()
    }
}

impl Drop for BatchStream {
    fn drop(&mut self) {
        let _turn = self.instance.turn();
        // SAFETY: an empty struct owns nothing.
        self.stream = unsafe { OwnedStream::new(ArrowArrayStream::released()) };
    }
}

impl fmt::Debug for BatchStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BatchStream")
            .field("call", &self.call)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

/// Checks a batch before anybody imports it.
fn check_batch(mut array: OwnedArray, layouts: &[Layout]) -> Result<ArrowBatch, String> {
    let (rows, offset, marked) = (array.get().length, array.get().offset, array.get().null_count);
    if rows < 0 || offset != 0 || marked > 0 || array.get().n_buffers != 1 {
        return Err("a batch must begin at its first row and have no empty rows as a whole".to_owned());
    }
    array.get_mut().null_count = 0;
    let children = array.children_mut().filter(|children| children.len() == layouts.len());
    let children = children.ok_or_else(|| "a batch has other columns than its schema".to_owned())?;
    for (place, (child, layout)) in children.into_iter().zip(layouts).enumerate() {
        if child.release.is_none() || child.length != rows {
            return Err(format!("column {} of a batch has {} rows instead of {rows}", place + 1, child.length));
        }
        // SAFETY: the plugin is trusted that its array is valid by the interface.
        unsafe { check_values(child, *layout) }
            .map_err(|reason| format!("column {} of a batch: {reason}", place + 1))?;
    }
    Ok(ArrowBatch { array })
}
