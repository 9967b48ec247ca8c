//! How far long work is.

/// Told about what goes on, from any thread.
pub trait Progress: Send + Sync {
    /// Another part of the work begins.
    fn stage(&self, text: &str);
    /// So much of the part is done; the unit is sources.
    fn advance(&self, done: u64, of: u64);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _text: &str) {}
    fn advance(&self, _done: u64, _of: u64) {}
}

/// Passes on what the evaluator says; the unit is sources.
pub(crate) struct Relay<'a>(pub(crate) &'a dyn Progress);

impl kpi_polars::Progress for Relay<'_> {
    fn source(&self, name: &str, number: usize, of: usize) {
        self.0.stage(&format!("reading {name}"));
        self.0.advance(number.saturating_sub(1) as u64, of as u64);
    }
}
