//! How messages look: on a terminal, one line each, as JSON, as SARIF.
//!
//! Every renderer takes the same list of messages and the [`crate::Texts`] they point into, and gives text or JSON:
//! nothing is printed here. Spans are brought inside their text first (see `place`), so that a wrong one shows a
//! neighbouring character instead of failing.

mod concise;
mod json;
mod place;
mod sarif;
mod terminal;

pub use concise::concise;
pub use json::json;
pub use sarif::sarif;
pub use terminal::{Colour, terminal};
