//! The words of every message about the text: one function for each, one file for each kind.
//!
//! A function takes what the caller has at hand and gives the finished message; nothing here looks at a text to find
//! a mistake, that is `cst`'s work. Numbers are in [`codes`].

pub(crate) mod borrowed;
pub(crate) mod brackets;
pub(crate) mod characters;
pub(crate) mod choices;
pub(crate) mod clauses;
pub(crate) mod codes;
pub(crate) mod comparisons;
pub(crate) mod dates;
pub(crate) mod definitions;
pub(crate) mod expected;
pub(crate) mod foreign;
pub(crate) mod formatting;
pub(crate) mod layout;
pub(crate) mod names;
pub(crate) mod numbers;
pub(crate) mod operands;
pub(crate) mod operators;
pub(crate) mod tests;
