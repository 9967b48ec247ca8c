//! A loaded plugin, behind the entry points: finds functions and sources by name and calls them, contained.
//!
//! Nothing here is unsafe; `ffi` turns pointers into the values that come in and go out.

use crate::arguments::Arguments;
use crate::column::{Column, Float64Column};
use crate::containment::Poison;
use crate::error::Error;
use crate::ffi::Host;
use crate::manifest::{Manifest, Signature};
use crate::plugin::{Aggregate, Function, Plugin, Source};
use crate::source::{Batches, Field, Options, RequestText, ScanRequest};

/// What a plugin offers, asked once.
pub(crate) struct Instance {
    manifest: String,
    functions: Vec<(Signature, Box<dyn Function>)>,
    aggregates: Vec<(Signature, Box<dyn Aggregate>)>,
    sources: Vec<(String, Box<dyn Source>)>,
    host: Host,
    poison: Poison,
}

/// A source that is being read: only the columns asked for.
pub(crate) struct Scan {
    batches: Box<dyn Batches>,
    fields: Vec<Field>,
    /// For each column of the result, its place among the fields of the source.
    places: Vec<usize>,
}

impl Instance {
    /// Asks the plugin for everything it offers.
    pub(crate) fn new(plugin: &dyn Plugin, host: Host) -> Result<Self, Error> {
        let functions: Vec<_> =
            plugin.functions().into_iter().map(|function| (function.signature(), function)).collect();
        let aggregates: Vec<_> =
            plugin.aggregates().into_iter().map(|aggregate| (aggregate.signature(), aggregate)).collect();
        let sources: Vec<_> = plugin.sources().into_iter().map(|source| (source.description(), source)).collect();
        let manifest = Manifest {
            about: plugin.about(),
            functions: functions.iter().map(|(signature, _)| signature.clone()).collect(),
            aggregates: aggregates.iter().map(|(signature, _)| signature.clone()).collect(),
            sources: sources.iter().map(|(description, _)| description.clone()).collect(),
        };
        let manifest = serde_json::to_string(&manifest)
            .map_err(|error| Error::new(format!("the manifest cannot be written as JSON: {error}")))?;
        let sources =
            sources.into_iter().map(|(description, source)| (description.name().to_owned(), source)).collect();
        Ok(Self { manifest, functions, aggregates, sources, host, poison: Poison::default() })
    }

    /// The manifest as JSON.
    pub(crate) fn manifest(&self) -> &str {
        &self.manifest
    }

    /// Runs code of the plugin, contained.
    pub(crate) fn guard<T>(&self, body: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.poison.guard(body)
    }

    /// Calls a function or an aggregate. To be guarded by the caller.
    pub(crate) fn call(&self, function: &str, columns: Vec<Column>, rows: usize) -> Result<Column, Error> {
        if let Some((signature, aggregate)) = self.aggregates.iter().find(|(signature, _)| signature.name() == function)
        {
            let arguments = Arguments::new(signature, columns, rows)?;
            let values: Vec<f64> = arguments.number(0)?.iter().flatten().collect();
            return Ok([aggregate.call(&values)?].into_iter().collect::<Float64Column>().into());
        }
        let known = self.functions.iter().find(|(signature, _)| signature.name() == function);
        let (signature, function) =
            known.ok_or_else(|| Error::unknown(format!("there is no function `{function}`")))?;
        function.call(&Arguments::new(signature, columns, rows)?)
    }

    /// The columns of a source. To be guarded by the caller.
    pub(crate) fn schema(&self, source: &str, options: &str) -> Result<Vec<Field>, Error> {
        self.source(source)?.schema(&Options::from_json(options)?)
    }

    /// Begins to read a source. To be guarded by the caller.
    pub(crate) fn scan(&self, source: &str, options: &str, request: &str) -> Result<Scan, Error> {
        let source = self.source(source)?;
        let options = Options::from_json(options)?;
        let request = parse_request(request)?;
        let fields = source.schema(&options)?;
        let places = places_of(request.columns.as_deref(), &fields);
        let columns = request.columns;
        let batches = source.scan(ScanRequest { options, columns, limit: request.limit, host: self.host })?;
        Ok(Scan { batches, fields, places })
    }

    fn source(&self, name: &str) -> Result<&dyn Source, Error> {
        let known = self.sources.iter().find(|(known, _)| known == name);
        known.map(|(_, source)| source.as_ref()).ok_or_else(|| Error::unknown(format!("there is no source `{name}`")))
    }
}

impl Scan {
    /// The columns that come.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.places.iter().filter_map(|place| self.fields.get(*place))
    }

    /// The next batch: its columns and its number of rows.
    pub(crate) fn next_columns(&mut self) -> Option<Result<(Vec<Column>, usize), Error>> {
        let batch = self.batches.next_batch()?;
        Some(batch.and_then(|batch| {
            let rows = batch.rows();
            let mut columns: Vec<_> = batch.into_columns().into_iter().map(Some).collect();
            if columns.len() != self.fields.len() {
                let (found, expected) = (columns.len(), self.fields.len());
                return Err(Error::new(format!("a batch has {found} columns, its schema says {expected}")));
            }
            let picked = self.places.iter().filter_map(|place| {
                let column = columns.get_mut(*place)?.take()?;
                Some(self.fields.get(*place)?.fit(column))
            });
            Ok((picked.collect::<Result<_, _>>()?, rows))
        }))
    }
}

/// The places of the columns asked for; those that do not exist are left out, each one once.
fn places_of(columns: Option<&[String]>, fields: &[Field]) -> Vec<usize> {
    let Some(columns) = columns else { return (0..fields.len()).collect() };
    let mut places: Vec<usize> = Vec::with_capacity(columns.len());
    for name in columns {
        if let Some(place) =
            fields.iter().position(|field| field.name() == name).filter(|place| !places.contains(place))
        {
            places.push(place);
        }
    }
    places
}

fn parse_request(request: &str) -> Result<RequestText, Error> {
    if request.is_empty() {
        return Ok(RequestText::default());
    }
    serde_json::from_str(request).map_err(|error| Error::invalid(format!("the request is not readable: {error}")))
}
