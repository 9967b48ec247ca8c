//! A running instance of a plugin: its entry points as safe calls.
//!
//! One call after the other, unless the plugin allows more. After a panic nothing is called any more.

use std::cell::UnsafeCell;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use kpi_plugin_abi::{
    ABI_MAJOR, ABI_MINOR, ArrowArray, ArrowArrayStream, ArrowSchema, FLAG_CONCURRENT, KpiError, KpiPlugin, KpiStr,
    STATUS_CANCELLED, STATUS_OK, STATUS_PANICKED,
};

use super::batch::batch_of;
use super::check::Fault;
use super::column::ArrowColumn;
use super::leaving::watched;
use super::library::Library;
use super::owned::{OwnedArray, OwnedSchema, OwnedStream};
use super::services::{HostServices, HostTable};
use super::text_of;
use crate::error::PluginError;
use crate::manifest::FunctionSignature;

/// A call that did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The plugin says why.
    Refused { message: String, help: Option<String> },
    /// It panicked in this call.
    Panicked(String),
    /// It panicked in an earlier call.
    PanickedBefore(String),
    /// The run was given up.
    Cancelled,
    /// The result cannot be used.
    Fault(Fault),
}

/// A running instance. Released when dropped.
pub(crate) struct Instance {
    /// The struct that the plugin filled in: its own from then on.
    plugin: Box<UnsafeCell<KpiPlugin>>,
    /// A copy of it as it was after the start.
    entries: KpiPlugin,
    /// Taken for each call, if calls must not overlap.
    turn: Option<Mutex<()>>,
    panicked: OnceLock<String>,
    /// The plugin may use it until its release.
    _host: HostTable,
}

// SAFETY: the boundary allows calls from any thread; `turn` keeps them apart where they must be.
unsafe impl Send for Instance {}
// SAFETY: as above; the entry points are not changed after the start.
unsafe impl Sync for Instance {}

impl Instance {
    /// Starts an instance.
    pub(crate) fn start(library: &Library, services: Arc<dyn HostServices>) -> Result<Self, PluginError> {
        let host = HostTable::new(services);
        let plugin = Box::new(UnsafeCell::new(KpiPlugin::unfilled()));
        let mut error = KpiError::none();
        // SAFETY: the three structs are those that the boundary promises.
        let status = watched(&library.path.to_string_lossy(), || unsafe {
            (library.init)(host.as_ptr(), plugin.get(), &raw mut error)
        });
        // SAFETY: the plugin filled the error in, or left it as it was.
        let outcome = unsafe { outcome(status, error) };
        outcome.map_err(|failure| not_started(library, failure))?;
        // SAFETY: nobody else has the struct yet.
        let entries = unsafe { plugin.get().read() };
        if (entries.struct_size as usize) < size_of::<KpiPlugin>() || entries.release.is_none() {
            let reason = format!("it filled in less than version {ABI_MAJOR}.{ABI_MINOR} of the interface asks for");
            return Err(PluginError::NotStarted { path: library.path.clone(), reason });
        }
        let turn = (entries.flags & FLAG_CONCURRENT == 0).then(Mutex::default);
        Ok(Self { plugin, entries, turn, panicked: OnceLock::new(), _host: host })
    }

    /// The manifest as JSON.
    pub(crate) fn manifest(&self) -> Result<String, Failure> {
        let Some(manifest) = self.entries.manifest else { return Err(missing("manifest")) };
        let mut json = KpiStr::empty();
        self.guarded(|plugin, error| {
            // SAFETY: the plugin is running, and both places can be written to.
            unsafe { manifest(plugin, &raw mut json, error) }
        })?;
        // SAFETY: the boundary promises a text that lives until the plugin is released.
        Ok(unsafe { text_of(json) })
    }

    /// Calls a function with arguments that were checked, and checks the result.
    pub(crate) fn call(
        &self,
        function: &FunctionSignature,
        arguments: Vec<ArrowColumn>,
        rows: usize,
    ) -> Result<ArrowColumn, Failure> {
        self.call_for(function, (arguments, rows), rows)
    }

    /// Calls an aggregate with values that were checked, and checks the result, which is one row.
    pub(crate) fn aggregate(
        &self,
        aggregate: &FunctionSignature,
        values: ArrowColumn,
        rows: usize,
    ) -> Result<ArrowColumn, Failure> {
        self.call_for(aggregate, (vec![values], rows), 1)
    }

    /// Calls what takes a batch and gives a column of so many rows.
    fn call_for(
        &self,
        function: &FunctionSignature,
        (arguments, rows): (Vec<ArrowColumn>, usize),
        results: usize,
    ) -> Result<ArrowColumn, Failure> {
        let Some(call) = self.entries.function_call else { return Err(missing("function_call")) };
        let (schema, mut batch) = batch_of(arguments, i64::try_from(rows).unwrap_or(i64::MAX));
        let (mut result_schema, mut result) = (ArrowSchema::released(), ArrowArray::released());
        let (to_schema, to_result) = (&raw mut result_schema, &raw mut result);
        let name = KpiStr::borrow(&function.name);
        let outcome = watched(&function.name, || {
            self.guarded(|plugin, error| {
                // SAFETY: the plugin is running, the data are valid, and the places can be written to.
                unsafe { call(plugin, name, schema.as_ptr(), batch.get_mut(), to_schema, to_result, error) }
            })
        });
        // SAFETY: the plugin made it, or left it empty.
        let schema = unsafe { OwnedSchema::new(result_schema) };
        // SAFETY: the plugin made it, or left it empty.
        let array = unsafe { OwnedArray::new(result) };
        outcome?;
        ArrowColumn::from_result(schema, array, function.returns, function.empty, results).map_err(Failure::Fault)
    }

    /// The type of a source's batches.
    pub(crate) fn source_schema(&self, source: &str, options: &str) -> Result<OwnedSchema, Failure> {
        let Some(call) = self.entries.source_schema else { return Err(missing("source_schema")) };
        let mut schema = ArrowSchema::released();
        let place = &raw mut schema;
        let outcome = self.guarded(|plugin, error| {
            // SAFETY: the plugin is running, and both places can be written to.
            unsafe { call(plugin, KpiStr::borrow(source), KpiStr::borrow(options), place, error) }
        });
        // SAFETY: the plugin made it, or left it empty.
        let schema = unsafe { OwnedSchema::new(schema) };
        outcome.map(|()| schema)
    }

    /// Begins to read a source.
    pub(super) fn source_scan(&self, source: &str, options: &str, request: &str) -> Result<OwnedStream, Failure> {
        let Some(call) = self.entries.source_scan else { return Err(missing("source_scan")) };
        let mut stream = ArrowArrayStream::released();
        let place = &raw mut stream;
        let source_name = source;
        let [source, options, request] = [source, options, request].map(KpiStr::borrow);
        let outcome = watched(source_name, || {
            self.guarded(|plugin, error| {
                // SAFETY: the plugin is running, and both places can be written to.
                unsafe { call(plugin, source, options, request, place, error) }
            })
        });
        // SAFETY: the plugin made it, or left it empty.
        let stream = unsafe { OwnedStream::new(stream) };
        outcome.map(|()| stream)
    }

    /// Runs a call of the plugin's code in its turn, unless it panicked before.
    pub(super) fn in_turn<T>(&self, body: impl FnOnce() -> T) -> Result<T, Failure> {
        let _turn = self.turn();
        match self.panicked.get() {
            Some(words) => Err(Failure::PanickedBefore(words.clone())),
            None => Ok(body()),
        }
    }

    /// Waits until no other call runs, if calls must not overlap.
    pub(super) fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        self.turn.as_ref().map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn guarded(&self, call: impl FnOnce(*mut KpiPlugin, *mut KpiError) -> i32) -> Result<(), Failure> {
        self.in_turn(|| {
            let mut error = KpiError::none();
            let status = call(self.plugin.get(), &raw mut error);
            // SAFETY: the plugin filled the error in, or left it as it was.
            let outcome = unsafe { outcome(status, error) };
            if let Err(Failure::Panicked(words)) = &outcome {
                // The first panic is the one to tell of.
                let _ = self.panicked.set(words.clone());
            }
            outcome
        })?
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Some(release) = self.entries.release {
            // SAFETY: the plugin is running, and nobody else has the instance.
            unsafe { release(self.plugin.get()) };
        }
    }
}

/// What a status and the error that came with it mean. Releases the error.
///
/// # Safety
/// The error is one that a plugin filled in, or none.
unsafe fn outcome(status: i32, mut error: KpiError) -> Result<(), Failure> {
    // SAFETY: promised by the caller.
    let message = unsafe { text_of(error.message) };
    // SAFETY: promised by the caller.
    let help = unsafe { text_of(error.help) };
    if let Some(release) = error.release {
        // SAFETY: an error that still has its `release` was not released.
        unsafe { release(&raw mut error) };
    }
    let message = if message.is_empty() { "it gave no reason".to_owned() } else { message };
    match status {
        STATUS_OK => Ok(()),
        STATUS_PANICKED => Err(Failure::Panicked(message)),
        STATUS_CANCELLED => Err(Failure::Cancelled),
        _ => Err(Failure::Refused { message, help: (!help.is_empty()).then_some(help) }),
    }
}

fn not_started(library: &Library, failure: Failure) -> PluginError {
    let reason = match failure {
        Failure::Refused { message, .. } => message,
        Failure::Panicked(words) | Failure::PanickedBefore(words) => format!("it panicked: {words}"),
        Failure::Cancelled => "the run was cancelled".to_owned(),
        Failure::Fault(_) => "it returned something else".to_owned(),
    };
    PluginError::NotStarted { path: library.path.clone(), reason }
}

fn missing(entry: &str) -> Failure {
    Failure::Refused { message: format!("the plugin has no entry point `{entry}`"), help: None }
}
