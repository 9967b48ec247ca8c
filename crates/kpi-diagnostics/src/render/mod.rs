//! How messages look: on a terminal, one line each, as JSON, as SARIF.

mod concise;
mod json;
mod sarif;
mod terminal;

pub use concise::concise;
pub use json::json;
pub use sarif::sarif;
pub use terminal::{Colour, terminal};
