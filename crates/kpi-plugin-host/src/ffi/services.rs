//! What a plugin may ask of the engine, behind a safe trait.

use std::ffi::c_void;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use kpi_plugin_abi::{ABI_MAJOR, ABI_MINOR, KpiHost, KpiStr, LOG_DEBUG, LOG_INFO};

use super::text_of;

/// What the engine offers to plugins. Called from any thread, also while a call of the plugin runs.
pub trait HostServices: Send + Sync {
    /// Takes a message.
    fn log(&self, level: Level, message: &str);

    /// Whether the run was given up.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// For people who look for a fault.
    Debug,
    /// For people who want to know more.
    Info,
    /// For everybody.
    Warning,
}

/// An engine that hears nothing and never gives up.
#[derive(Debug, Clone, Copy, Default)]
pub struct SilentServices;

impl HostServices for SilentServices {
    fn log(&self, _: Level, _: &str) {}
}

/// The table of functions that a plugin gets, and what keeps it alive.
pub(super) struct HostTable {
    table: Box<KpiHost>,
    context: *mut Arc<dyn HostServices>,
}

// SAFETY: the services behind the context are `Send` and `Sync`, and the table is only read.
unsafe impl Send for HostTable {}
// SAFETY: as above.
unsafe impl Sync for HostTable {}

impl HostTable {
    pub(super) fn new(services: Arc<dyn HostServices>) -> Self {
        let context = Box::into_raw(Box::new(services));
        let table = KpiHost {
            #[expect(clippy::cast_possible_truncation, reason = "the struct has less than a hundred bytes")]
            struct_size: size_of::<KpiHost>() as u32,
            abi_major: u32::from(ABI_MAJOR),
            abi_minor: u32::from(ABI_MINOR),
            context: context.cast(),
            log: Some(log),
            is_cancelled: Some(is_cancelled),
        };
        Self { table: Box::new(table), context }
    }

    pub(super) fn as_ptr(&self) -> *const KpiHost {
        &raw const *self.table
    }
}

impl Drop for HostTable {
    fn drop(&mut self) {
        // SAFETY: `new` made it from a box; the plugin that used it is released.
        drop(unsafe { Box::from_raw(self.context) });
    }
}

unsafe extern "C" fn log(context: *mut c_void, level: i32, message: KpiStr) {
    // SAFETY: a plugin passes back the context of its table.
    let services = unsafe { services_of(context) };
    // SAFETY: a plugin passes a text that lives for the call.
    let message = unsafe { text_of(message) };
    let level = match level {
        LOG_DEBUG => Level::Debug,
        LOG_INFO => Level::Info,
        _ => Level::Warning,
    };
    // Nothing may unwind into a plugin; a message that could not be taken is lost.
    let _ = panic::catch_unwind(AssertUnwindSafe(|| services.log(level, &message)));
}

unsafe extern "C" fn is_cancelled(context: *mut c_void) -> i32 {
    // SAFETY: a plugin passes back the context of its table.
    let services = unsafe { services_of(context) };
    i32::from(panic::catch_unwind(AssertUnwindSafe(|| services.is_cancelled())).unwrap_or(true))
}

/// # Safety
/// `context` is that of a [`HostTable`] that lives for `'a`.
unsafe fn services_of<'a>(context: *mut c_void) -> &'a dyn HostServices {
    // SAFETY: promised by the caller.
    let services: &Arc<dyn HostServices> = unsafe { &*context.cast() };
    services.as_ref()
}
