//! The entry points of an instance, and the function that fills them in.

use std::ptr;
use std::sync::Arc;

use kpi_plugin_abi::{
    ABI_MAJOR, ABI_MINOR, ArrowArray, ArrowArrayStream, ArrowSchema, FLAG_CONCURRENT, KpiError, KpiHost, KpiPlugin,
    KpiStr, STATUS_OK,
};

use super::export::{export_column, export_fields, export_schema};
use super::import::import_batch;
use super::stream::export_stream;
use super::{Host, fail, text_of};
use crate::containment::{catch, install_hook};
use crate::error::Error;
use crate::instance::Instance;
use crate::plugin::Plugin;

/// Makes an instance: the body of `kpi_plugin_init`, called by [`crate::export_plugin!`] alone.
///
/// # Safety
/// The pointers are those that the boundary promises to `kpi_plugin_init`.
#[doc(hidden)]
pub unsafe fn initialise(
    host: *const KpiHost,
    plugin: *mut KpiPlugin,
    error: *mut KpiError,
    make: impl FnOnce() -> Box<dyn Plugin>,
) -> i32 {
    install_hook();
    // SAFETY: promised by the caller.
    let host = unsafe { Host::from_table(host) };
    match catch(|| Instance::new(make().as_ref(), host)).unwrap_or_else(|words| Err(Error::panicked(words))) {
        // SAFETY: promised by the caller.
        Ok(instance) => unsafe { fill_in(plugin, instance) },
        // SAFETY: promised by the caller.
        Err(reason) => unsafe { fail(error, &reason) },
    }
}

/// Writes the entry points: as much of the struct as the host knows.
///
/// # Safety
/// `plugin` points to a struct whose `struct_size` says how much can be written.
unsafe fn fill_in(plugin: *mut KpiPlugin, instance: Instance) -> i32 {
    let mut filled = KpiPlugin {
        abi_major: u32::from(ABI_MAJOR),
        abi_minor: u32::from(ABI_MINOR),
        flags: FLAG_CONCURRENT,
        manifest: Some(manifest),
        function_call: Some(function_call),
        source_schema: Some(source_schema),
        source_scan: Some(source_scan),
        release: Some(release),
        private_data: Box::into_raw(Box::new(Arc::new(instance))).cast(),
        ..KpiPlugin::unfilled()
    };
    // SAFETY: every version of the struct begins with its size.
    let room = unsafe { plugin.cast::<u32>().read() };
    filled.struct_size = filled.struct_size.min(room);
    // SAFETY: neither the host's struct nor ours is smaller than that.
    unsafe { ptr::copy_nonoverlapping((&raw const filled).cast::<u8>(), plugin.cast(), filled.struct_size as usize) };
    STATUS_OK
}

unsafe extern "C" fn manifest(plugin: *mut KpiPlugin, out: *mut KpiStr, error: *mut KpiError) -> i32 {
    // SAFETY: the host passes the struct that `fill_in` wrote.
    match unsafe { instance_of(plugin) } {
        Ok(instance) => {
            // SAFETY: the host gives a place for the text, which lives as long as the instance.
            unsafe { ptr::write(out, KpiStr::borrow(instance.manifest())) };
            STATUS_OK
        }
        // SAFETY: the host gives a place for the error.
        Err(reason) => unsafe { fail(error, &reason) },
    }
}

unsafe extern "C" fn function_call(
    plugin: *mut KpiPlugin,
    function: KpiStr,
    schema: *const ArrowSchema,
    batch: *mut ArrowArray,
    result_schema: *mut ArrowSchema,
    result: *mut ArrowArray,
    error: *mut KpiError,
) -> i32 {
    // SAFETY: the host passes the struct that `fill_in` wrote.
    let outcome = unsafe { instance_of(plugin) }.and_then(|instance| {
        instance.guard(|| {
            // SAFETY: the host passes a text that lives for the call.
            let function = unsafe { text_of(function) }?;
            // SAFETY: the host passes Arrow C data.
            let (columns, rows) = unsafe { import_batch(schema, batch) }?;
            instance.call(function, columns, rows)
        })
    });
    match outcome {
        Ok(column) => {
            // SAFETY: the host gives a place for the schema.
            unsafe { ptr::write(result_schema, export_schema(&column)) };
            // SAFETY: the host gives a place for the values.
            unsafe { ptr::write(result, export_column(column)) };
            STATUS_OK
        }
        // SAFETY: the host gives a place for the error.
        Err(reason) => unsafe { fail(error, &reason) },
    }
}

unsafe extern "C" fn source_schema(
    plugin: *mut KpiPlugin,
    source: KpiStr,
    options: KpiStr,
    schema: *mut ArrowSchema,
    error: *mut KpiError,
) -> i32 {
    // SAFETY: the host passes the struct that `fill_in` wrote.
    let outcome = unsafe { instance_of(plugin) }.and_then(|instance| {
        instance.guard(|| {
            // SAFETY: the host passes a text that lives for the call.
            let source = unsafe { text_of(source) }?;
            // SAFETY: as above.
            let options = unsafe { text_of(options) }?;
            instance.schema(source, options)
        })
    });
    match outcome {
        Ok(fields) => {
            // SAFETY: the host gives a place for the schema.
            unsafe { ptr::write(schema, export_fields(fields.iter())) };
            STATUS_OK
        }
        // SAFETY: the host gives a place for the error.
        Err(reason) => unsafe { fail(error, &reason) },
    }
}

unsafe extern "C" fn source_scan(
    plugin: *mut KpiPlugin,
    source: KpiStr,
    options: KpiStr,
    request: KpiStr,
    stream: *mut ArrowArrayStream,
    error: *mut KpiError,
) -> i32 {
    // SAFETY: the host passes the struct that `fill_in` wrote.
    let outcome = unsafe { instance_of(plugin) }.and_then(|instance| {
        instance.guard(|| {
            // SAFETY: the host passes a text that lives for the call.
            let source = unsafe { text_of(source) }?;
            // SAFETY: as above.
            let options = unsafe { text_of(options) }?;
            // SAFETY: as above.
            let request = unsafe { text_of(request) }?;
            Ok((Arc::clone(instance), instance.scan(source, options, request)?))
        })
    });
    match outcome {
        Ok((instance, scan)) => {
            // SAFETY: the host gives a place for the stream.
            unsafe { ptr::write(stream, export_stream(instance, scan)) };
            STATUS_OK
        }
        // SAFETY: the host gives a place for the error.
        Err(reason) => unsafe { fail(error, &reason) },
    }
}

unsafe extern "C" fn release(plugin: *mut KpiPlugin) {
    // SAFETY: the host passes the struct that `fill_in` wrote, and nobody else uses it now.
    let Some(plugin) = (unsafe { plugin.as_mut() }) else { return };
    plugin.release = None;
    let private_data = std::mem::replace(&mut plugin.private_data, ptr::null_mut());
    if private_data.is_null() {
        return;
    }
    // SAFETY: `fill_in` made it from a box of this type, and it was not yet taken.
    let instance = unsafe { Box::from_raw(private_data.cast::<Arc<Instance>>()) };
    // The plugin's own code runs when its functions are dropped; there is nobody to tell of a panic.
    let _ = catch(|| drop(instance));
}

/// # Safety
/// `plugin` is null or the struct that [`fill_in`] wrote, and its instance is not released during `'a`.
unsafe fn instance_of<'a>(plugin: *mut KpiPlugin) -> Result<&'a Arc<Instance>, Error> {
    // SAFETY: promised by the caller.
    let private_data = unsafe { plugin.as_ref() }.map_or(ptr::null_mut(), |plugin| plugin.private_data);
    // SAFETY: promised by the caller.
    let instance = unsafe { private_data.cast::<Arc<Instance>>().as_ref() };
    instance.ok_or_else(|| Error::invalid("the plugin was called after its release"))
}
