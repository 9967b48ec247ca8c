//! Whose failure it is when a pass ends with a message: that of the source, of a function of a plugin, or of what `kpi.toml`
//! says.
//!
//! Functions are called in the middle of reading, so their messages come out of Polars among its own words. They are marked
//! before they go in.

use kpi_model::model::SourceId;

use crate::tables::Tables;

/// Stands before and behind the words of a function; no message has it.
const MARK: char = '\u{1e}';

/// The words of a function that failed, to be given to Polars.
pub(crate) fn of_function(words: &str) -> String {
    format!("{MARK}{words}{MARK}")
}

/// Words that say what is wrong with `kpi.toml`: nothing has to be looked for in the rows.
pub(crate) fn of_configuration(words: &str) -> String {
    of_function(words)
}

/// What is wrong, for users.
pub(crate) fn explained(tables: &dyn Tables, source: SourceId, message: &str) -> String {
    match message.split(MARK).nth(1) {
        Some(words) => words.to_owned(),
        None => tables.explain(source, message),
    }
}

#[cfg(test)]
mod tests {
    use super::{MARK, of_function};

    #[test]
    fn the_words_are_found_among_those_of_polars() {
        let message = format!("map failed: {}\n\nquery: x", of_function("`a.b` is out of order"));
        assert_eq!(message.split(MARK).nth(1), Some("`a.b` is out of order"));
    }
}
