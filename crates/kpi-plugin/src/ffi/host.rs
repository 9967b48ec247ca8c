//! The engine as a plugin sees it: somewhere to log, and the question whether the run was given up.

use kpi_plugin_abi::{KpiHost, KpiStr, LOG_DEBUG, LOG_INFO, LOG_WARNING};

/// The engine that loaded the plugin. Cheap to copy, usable from any thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Host {
    table: Option<KpiHost>,
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

// SAFETY: the boundary promises that both functions and their context may be used from any thread, at any time.
unsafe impl Send for Host {}
// SAFETY: as above.
unsafe impl Sync for Host {}

impl Host {
    /// An engine that hears nothing and never gives up; for the tests of a plugin.
    pub fn detached() -> Self {
        Self::default()
    }

    /// The engine behind the table that it passed.
    ///
    /// # Safety
    /// `table` is null or points to a table of at least its `struct_size` bytes, whose functions live as long as the
    /// plugin.
    pub(super) unsafe fn from_table(table: *const KpiHost) -> Self {
        if table.is_null() {
            return Self::default();
        }
        // SAFETY: every version of the table begins with its size.
        let struct_size = unsafe { table.cast::<u32>().read() };
        if (struct_size as usize) < size_of::<KpiHost>() {
            return Self::default();
        }
        // SAFETY: the table has at least the bytes of ours.
        Self { table: Some(unsafe { table.read() }) }
    }

    /// Says something to the people who run the engine.
    pub fn log(&self, level: Level, message: &str) {
        let Some(KpiHost { context, log: Some(log), .. }) = self.table else { return };
        let level = match level {
            Level::Debug => LOG_DEBUG,
            Level::Info => LOG_INFO,
            Level::Warning => LOG_WARNING,
        };
        // SAFETY: the boundary promises that `log` takes its own context and a text borrowed for the call.
        unsafe { log(context, level, KpiStr::borrow(message)) };
    }

    /// Whether the run was given up: long work should stop with [`crate::Error::cancelled`].
    pub fn is_cancelled(&self) -> bool {
        let Some(KpiHost { context, is_cancelled: Some(is_cancelled), .. }) = self.table else { return false };
        // SAFETY: the boundary promises that `is_cancelled` takes its own context.
        unsafe { is_cancelled(context) != 0 }
    }
}
