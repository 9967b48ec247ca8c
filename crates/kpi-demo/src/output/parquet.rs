//! Parquet, written in row groups as rows come: the only place of this crate that knows Polars.

use std::fs::File;
use std::io::BufWriter;

use polars::io::parquet::write::{BatchedWriter, ParquetWriter};
use polars::prelude::{Column as Series, DataFrame, DataType, Field, PolarsResult, Schema, TimeUnit};

use crate::tables::{Cell, Column, Kind, Record};

/// Rows of a row group: small enough for a little memory and for reading one month of two years alone.
const GROUP: usize = 131_072;

/// A file in the Parquet format.
pub(crate) struct ParquetFile {
    writer: BatchedWriter<BufWriter<File>>,
    columns: Vec<Buffer>,
    rows: usize,
}

impl std::fmt::Debug for ParquetFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ParquetFile").field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// The values of a column that wait for their row group.
struct Buffer {
    name: &'static str,
    kind: Kind,
    values: Values,
}

enum Values {
    Whole(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
    Text(Vec<Option<String>>),
    Flag(Vec<Option<bool>>),
    Day(Vec<Option<i32>>),
}

impl ParquetFile {
    /// Writes the start of the file.
    pub(crate) fn create(file: BufWriter<File>, columns: &[Column]) -> PolarsResult<Self> {
        let schema: Schema =
            columns.iter().map(|column| Field::new(column.name.into(), data_type(column.kind))).collect();
        let writer = ParquetWriter::new(file).batched(&schema)?;
        let columns = columns.iter().map(Buffer::of).collect();
        Ok(Self { writer, columns, rows: 0 })
    }

    /// Adds a row.
    pub(crate) fn push<R: Record>(&mut self, row: &R) -> PolarsResult<()> {
        let mut columns = self.columns.iter_mut();
        row.cells(&mut |cell| {
            if let Some(column) = columns.next() {
                column.values.push(cell);
            }
        });
        self.rows += 1;
        if self.rows == GROUP { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> PolarsResult<()> {
        let columns = self.columns.iter_mut().map(Buffer::take).collect::<PolarsResult<Vec<_>>>()?;
        let frame = DataFrame::new(self.rows, columns)?;
        self.rows = 0;
        self.writer.write_batch(&frame)
    }

    /// Writes what is left and the footer.
    pub(crate) fn finish(mut self) -> PolarsResult<()> {
        self.write()?;
        self.writer.finish().map(|_size| ())
    }
}

const fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Whole => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Text => DataType::String,
        Kind::Flag => DataType::Boolean,
        Kind::Day => DataType::Date,
        Kind::Moment => DataType::Datetime(TimeUnit::Microseconds, None),
    }
}

impl Buffer {
    fn of(column: &Column) -> Self {
        let values = match column.kind {
            Kind::Whole | Kind::Moment => Values::Whole(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Text => Values::Text(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Day => Values::Day(Vec::new()),
        };
        Self { name: column.name, kind: column.kind, values }
    }

    /// The column so far; the buffer is empty afterwards.
    fn take(&mut self) -> PolarsResult<Series> {
        let column = match &mut self.values {
            Values::Whole(values) => Series::new(self.name.into(), &*values),
            Values::Number(values) => Series::new(self.name.into(), &*values),
            Values::Text(values) => Series::new(self.name.into(), &*values),
            Values::Flag(values) => Series::new(self.name.into(), &*values),
            Values::Day(values) => Series::new(self.name.into(), &*values),
        };
        self.values.clear();
        column.cast(&data_type(self.kind))
    }
}

impl Values {
    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Whole(values), Cell::Whole(number)) => values.push(Some(number)),
            (Self::Whole(values), Cell::Moment(moment)) => values.push(Some(moment.0 * 1_000_000)),
            (Self::Whole(values), _) => values.push(None),
            (Self::Number(values), Cell::Number(number)) => values.push(Some(number)),
            (Self::Number(values), _) => values.push(None),
            (Self::Text(values), Cell::Text(text)) => values.push(Some(text.to_owned())),
            (Self::Text(values), _) => values.push(None),
            (Self::Flag(values), Cell::Flag(flag)) => values.push(Some(flag)),
            (Self::Flag(values), _) => values.push(None),
            (Self::Day(values), Cell::Day(day)) => values.push(Some(day.0)),
            (Self::Day(values), _) => values.push(None),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Whole(values) => values.clear(),
            Self::Number(values) => values.clear(),
            Self::Text(values) => values.clear(),
            Self::Flag(values) => values.clear(),
            Self::Day(values) => values.clear(),
        }
    }
}
