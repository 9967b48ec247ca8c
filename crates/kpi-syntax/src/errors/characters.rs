//! Characters: quotes without a partner, invisible ones, strange ones.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `"abc`
pub(crate) fn unterminated(span: Span, what: &str, quote: char) -> Diagnostic {
    let open = Span { end: span.start + 1, ..span };
    Diagnostic::error(codes::UNTERMINATED, format!("a {what} does not end on its line"))
        .primary(open, "it starts here")
        .secondary(span.after(), "it is not closed up to here")
        .help(format!("close it with {}", shown(quote)))
}

/// `"abc”`
pub(crate) fn other_end(close: Span, open: Span, sign: char) -> Diagnostic {
    Diagnostic::error(codes::QUOTES, format!("a text that starts with `\"` ends with `\"`, not with `{sign}`"))
        .primary(close, "another quote")
        .secondary(open, "it starts here")
        .fix(close, "\"", "replace it by `\"`")
}

fn shown(quote: char) -> String {
    if quote == '`' { "a backtick".to_owned() } else { format!("`{quote}`") }
}

/// Two backticks with nothing between them
pub(crate) fn empty_name(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_NAME, "there is no name between these backticks")
        .primary(span, "empty")
        .help("put the name of a column between them")
}

/// `'abc`
pub(crate) fn lone_quote(span: Span, quote: char) -> Diagnostic {
    Diagnostic::error(codes::QUOTES, format!("this `{quote}` begins nothing"))
        .primary(span, "no other belongs to it on this line")
        .help("a text stands in straight double quotes: `\"…\"`")
}

/// `€5`
pub(crate) fn currency(span: Span, sign: char) -> Diagnostic {
    Diagnostic::error(codes::ODD_CHARACTER, format!("`{sign}` cannot stand here"))
        .primary(span, "a number is written without its currency")
        .help(format!("say the unit of a metric with `unit \"{sign}\"`"))
}

/// `$orders.amount`
pub(crate) fn dollar_name(span: Span) -> Diagnostic {
    Diagnostic::error(codes::ODD_CHARACTER, "a name starts with its first letter, without `$`")
        .primary(span, "not part of a name")
        .fix(span, "", "remove it")
}

/// A zero-width space
pub(crate) fn invisible(span: Span, character: char) -> Diagnostic {
    let number = u32::from(character);
    Diagnostic::error(codes::ODD_CHARACTER, format!("an invisible character (U+{number:04X}) stands here"))
        .primary(span, "it may have come with copied text")
        .fix(span, "", "remove it")
}

/// `☃`
pub(crate) fn odd(span: Span, character: char) -> Diagnostic {
    let number = u32::from(character);
    Diagnostic::error(codes::ODD_CHARACTER, format!("`{character}` (U+{number:04X}) means nothing here"))
        .primary(span, "not part of the language")
        .help("if it is part of a column's name, put the whole name in backticks")
}
