//! Columns that `kpi.toml` names: K0450 to K0453.

use kpi_config::Spanned;
use kpi_diagnostics::{Code, Diagnostic, Span};

use super::with_nearest;
use crate::model::Type;

const NOT_IN_DATA: Code = Code::new(450);
const NOT_A_MOMENT: Code = Code::new(451);
const NOT_A_NUMBER: Code = Code::new(452);

/// A column that the data do not have.
pub(crate) fn column_not_in_data(source: &str, column: &str, span: Span, columns: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(NOT_IN_DATA, format!("the data of `{source}` have no column `{column}`"));
    with_nearest(problem, column, span, columns, "the columns are")
}

/// A time column without times.
pub(crate) fn role_is_not_a_moment(source: &str, column: &Spanned<String>, role: &str, kind: Type) -> Diagnostic {
    let name = &column.value;
    let message = format!("`{role}` needs a date, and `{name}` of `{source}` is {}", kind.words());
    let problem = Diagnostic::error(NOT_A_MOMENT, message).primary(column.span, "");
    match kind {
        Type::Text => problem.help(
            "if it holds dates, say how they are written: `date_format = \"%d.%m.%Y\"` or `datetime_format = \"…\"`",
        ),
        Type::Number | Type::Bool | Type::Date | Type::Datetime | Type::Duration | Type::Row(_) | Type::Unknown => {
            problem.help(format!("name another column, or its type: `columns.{name} = {{ type = \"date\" }}`"))
        }
    }
}

/// A measure without numbers.
pub(crate) fn measure_is_not_a_number(source: &str, column: &Spanned<String>, kind: Type) -> Diagnostic {
    let name = &column.value;
    Diagnostic::error(NOT_A_NUMBER, format!("a measure is a number, and `{name}` of `{source}` is {}", kind.words()))
        .primary(column.span, "")
        .help("take it out of `measures`, and count it in a definition")
}
