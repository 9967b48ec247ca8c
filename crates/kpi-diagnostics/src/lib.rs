//! Messages about a user's text: where, what, why, and the way out.
//!
//! This crate knows texts, places in them, and how a message looks on a terminal, in one line, in JSON and in SARIF.
//! It deliberately knows nothing of the language: the crates that find a problem own its words. Start at
//! [`Diagnostic`], then [`Texts`] for the files that spans point into, then [`render`].

mod code;
mod diagnostic;
mod fixes;
mod span;
mod suggest;
mod texts;

pub mod render;

pub use code::Code;
pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use fixes::{Fixed, apply_safe};
pub use span::{FileId, Span};
pub use suggest::did_you_mean;
pub use texts::{Text, Texts};
