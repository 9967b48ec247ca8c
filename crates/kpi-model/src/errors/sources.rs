//! Columns that `kpi.toml` names: K0450 to K0453.

use kpi_config::Spanned;
use kpi_diagnostics::{Code, Diagnostic, Span, did_you_mean};

use super::with_nearest;
use crate::model::Type;

const NOT_IN_DATA: Code = Code::new(450);
const NOT_A_MOMENT: Code = Code::new(451);
const NOT_A_NUMBER: Code = Code::new(452);
const OTHER_TYPE: Code = Code::new(453);

/// A column that the data do not have.
pub(crate) fn column_not_in_data(source: &str, column: &str, span: Span, columns: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(NOT_IN_DATA, format!("the data of `{source}` have no column `{column}`"));
    let Some(near) = did_you_mean(column, columns.iter().copied()) else {
        return with_nearest(problem, column, span, columns, "the columns are");
    };
    let problem = problem.primary(span, format!("did you mean `{near}`?"));
    // The place is the name, the name in its quotation marks, or something larger that it follows from.
    let name = match span.range().len().checked_sub(column.len()) {
        Some(0) => near.to_owned(),
        Some(2) => format!("\"{near}\""),
        Some(_) | None => return problem,
    };
    problem.suggestion(span, name, format!("write `{near}`"))
}

/// A time column without times.
pub(crate) fn role_is_not_a_moment(source: &str, column: &Spanned<String>, role: &str, kind: Type) -> Diagnostic {
    let name = &column.value;
    let message = format!("`{role}` needs a date, and `{name}` of `{source}` is {}", kind.words());
    let problem = Diagnostic::error(NOT_A_MOMENT, message).primary(column.span, "");
    match kind {
        Type::Text => problem
            .help("if it holds dates, say how they are written: `date_format = \"%d.%m.%Y\"` or `datetime_format = \"…\"`")
            .help(format!("text in Parquet is taken for dates where it is declared: `columns.{name}.type = \"date\"`")),
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

/// A reference between columns of different types: no value of one is equal to any of the other.
pub(crate) fn reference_of_other_type(
    (source, column, kind): (&str, &Spanned<String>, Type),
    (target, key, wanted): (&str, &str, Type),
) -> Diagnostic {
    let name = &column.value;
    let message = format!(
        "`{name}` of `{source}` is {}, and `{key}` of `{target}`, to which it leads, is {}",
        kind.words(),
        wanted.words()
    );
    Diagnostic::warning(OTHER_TYPE, message)
        .primary(column.span, "")
        .note("what is computed over this reference will be an error")
        .help(format!(
            "read both as one type: `columns.{name}.type = \"text\"` in [source.{source}], `columns.{key}.type = \"text\"` \
             in [source.{target}]"
        ))
}
