//! Operators, quotes and other signs that another language writes differently.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `==`, `&&`, `＝`
pub(crate) fn foreign(span: Span, written: &str, sign: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::FOREIGN_SIGN, format!("`{written}` is written `{sign}` here"))
        .primary(span, format!("write `{sign}`"));
    let spaced = if written == "!" && sign == "not" { "not " } else { sign };
    message.fix(span, spaced, format!("replace it by `{sign}`"))
}

/// `name: expression`
pub(crate) fn definition_sign(span: Span, written: &str) -> Diagnostic {
    let replacement = if matches!(written, ":" | "：") { " =" } else { "=" };
    Diagnostic::error(codes::DEFINITION_SIGN, format!("a definition is written with `=`, not `{written}`"))
        .primary(span, "write `=`")
        .fix(span, replacement, "replace it by `=`")
}

/// `'text'`, `“text”`
pub(crate) fn quotes(span: Span, written: &str, inside: &str) -> Diagnostic {
    let sign = written.chars().next().unwrap_or('\'');
    let replacement = format!("\"{}\"", inside.replace('"', "\"\""));
    Diagnostic::error(codes::QUOTES, format!("a text stands in straight double quotes, not in `{sign}`"))
        .primary(span, "other quotes")
        .fix(span, replacement.clone(), format!("write `{replacement}`"))
}

/// `a < b < c`; `middle` is `b`
pub(crate) fn chained(left: Span, second: Span, middle: Option<&str>) -> Diagnostic {
    let message = Diagnostic::error(codes::CHAINED, "comparisons cannot stand in a row")
        .primary(second, "a second comparison")
        .secondary(left, "this is true or false already");
    match middle.map(str::trim) {
        Some(middle) => message.help(format!("to ask both, write it twice: `… and {middle} …`")).suggestion(
            Span { end: second.start, ..second },
            format!("and {middle} "),
            format!("insert `and {middle}`"),
        ),
        None => message.help("put the first comparison in parentheses, or join two of them with `and`"),
    }
}

/// `a + not b`
pub(crate) fn loose_not(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(codes::LOOSE_NOT, "`not` inside an operation needs parentheses")
        .primary(span, "it takes everything to its right")
        .suggestion(span, format!("({written})"), format!("write `({written})`"))
}

/// `< <`
pub(crate) fn doubled(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_SIGN, format!("`{written}` stands here twice"))
        .primary(span, "once is enough")
        .suggestion(span, "", "remove one")
}
