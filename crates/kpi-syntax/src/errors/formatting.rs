//! What only the formatter can say.

use kpi_diagnostics::{Diagnostic, FileId, Span};

use super::codes;

/// The formatted text would say something else.
pub(crate) fn unfaithful(file: FileId) -> Diagnostic {
    Diagnostic::error(codes::UNFAITHFUL, "this file was left as it is: `kpi` itself would have changed what it says")
        .primary(Span::new(file, 0, 0), "in this file")
        .note("this is a mistake in `kpi`, not in the file")
        .help("report it, with the file; everything else works with the file as it is")
}
