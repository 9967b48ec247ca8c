//! Brackets, which the language does not have.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `Sales[Amount]`
pub(crate) fn column_brackets(span: Span, table: &str, column: &str) -> Diagnostic {
    let plain = column.chars().all(|c| c.is_alphanumeric() || c == '_');
    let column = if plain { column.to_owned() } else { format!("`{column}`") };
    let written = format!("{table}.{column}");
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "a column is written with a dot, not with brackets")
        .primary(span, "as in DAX or pandas")
        .suggestion(span, written.clone(), format!("write {written}"))
}

/// `in ["a", "b"]`
pub(crate) fn list_brackets(span: Span, list: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "a list stands in round parentheses")
        .primary(span, "other brackets")
        .fix(span, format!("({list})"), format!("write `({list})`"))
}

/// `[`, `{`
pub(crate) fn brackets(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{sign}` is not part of the language"))
        .primary(span, "only round parentheses are")
        .help("a list is `(\"a\", \"b\")`, a column is `orders.amount`, a name with blanks stands in backticks")
}

/// `orders[5m]`
pub(crate) fn range(span: Span, written: &str, ours: Option<&str>) -> Diagnostic {
    let message = Diagnostic::error(
        codes::FOREIGN_CONSTRUCT,
        format!("a window stands behind `over`, not in brackets: `{written}`"),
    )
    .primary(span, "as in PromQL");
    let message = match ours {
        Some(ours) => message.suggestion(span, format!(" over {ours}"), format!("write ` over {ours}`")),
        None => message,
    };
    message.help("for example `count(orders over last 28 days)`; a rate is a count divided by another")
}

/// `orders[orders.paid]`, `orders{channel="web"}`
pub(crate) fn condition(span: Span, source: &str, condition: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "rows are chosen with `where`, not in brackets")
        .primary(span, "a condition in brackets")
        .help(format!("for example `count({source} where {condition})`"))
}

/// `[Total Sales]`
pub(crate) fn measure(span: Span, name: &str) -> Diagnostic {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let ours =
        if plain { name.to_owned() } else { name.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase() };
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "a metric is named without brackets")
        .primary(span, "as in DAX")
        .suggestion(span, ours.clone(), format!("write `{ours}`"))
}

/// `{FIXED [Customer]: …}`, `{{ … }}`
pub(crate) fn level_of_detail(span: Span) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "a value for each of something is written with `per`")
        .primary(span, "as in Tableau")
        .help("for example `avg(sum(orders.amount) per customer)`")
}

/// `${orders.amount}`
pub(crate) fn placeholder(span: Span, inside: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("a name stands alone, without `{}` around it", "${ }"))
        .primary(span, "as in a template")
        .suggestion(span, inside, format!("write `{inside}`"))
}
