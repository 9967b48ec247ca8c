//! The canonical form: the literate cases of `format/`, and every definition of the repository.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing test may panic")]

#[path = "format/cases.rs"]
mod cases;
#[path = "format/corpus.rs"]
mod corpus;
#[path = "format/fuzz.rs"]
mod fuzz;
#[path = "format/odd.rs"]
mod odd;
