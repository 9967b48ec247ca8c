//! Operators, quotes and other signs that another language writes differently.

use kpi_diagnostics::{Diagnostic, Span};

use super::{codes, foreign};

/// `==`, `&&`, `＝`: where, what is written, what is written here.
pub(crate) fn foreign(parts: &[(Span, &str, &str)]) -> Diagnostic {
    let mut message = Diagnostic::error(codes::FOREIGN_SIGN, foreign::written_here(parts));
    for (span, written, sign) in parts {
        let spaced = if *written == "!" && *sign == "not" { "not " } else { sign };
        message =
            message.primary(*span, format!("write `{sign}`")).fix(*span, spaced, format!("replace it by `{sign}`"));
    }
    message
}

/// `name: expression`
pub(crate) fn definition_sign(span: Span, written: &str) -> Diagnostic {
    let replacement = if matches!(written, ":" | "：") { " =" } else { "=" };
    Diagnostic::error(codes::DEFINITION_SIGN, format!("a definition is written with `=`, not `{written}`"))
        .primary(span, "write `=`")
        .fix(span, replacement, "replace it by `=`")
}

/// `'text'`, `“text”`: where, as it is written, what is inside.
pub(crate) fn quotes(parts: &[(Span, &str, &str)]) -> Diagnostic {
    let sign = parts.first().and_then(|(_, written, _)| written.chars().next()).unwrap_or('\'');
    let message = format!("a text stands in straight double quotes, not in `{sign}`");
    let mut message = Diagnostic::error(codes::QUOTES, message);
    for (span, _, inside) in parts {
        let replacement = format!("\"{}\"", inside.replace('"', "\"\""));
        let text = format!("write `{replacement}`");
        message = message.primary(*span, "other quotes").fix(*span, replacement, text);
    }
    message
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
