//! Comparisons and conditions as other languages write them.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `x between (1, 2)`, `x between 1 to 2`: what is written between the limits, or around them, and what it becomes.
pub(crate) fn between_limits(span: Span, ours: Option<&str>) -> Diagnostic {
    let message = Diagnostic::error(codes::FOREIGN_CONSTRUCT, "the limits of `between` are joined by `and`")
        .primary(span, "expected `and` between two limits");
    match ours {
        Some(ours) => message.fix(span, ours, format!("write `{}`", ours.trim())),
        None => message.help("for example `amount between 1 and 2`; both limits belong to it"),
    }
}

/// `where between 1 and 2`
pub(crate) fn between_first(span: Span) -> Diagnostic {
    Diagnostic::error(codes::EXPECTED, "before `between` stands the value that it asks about")
        .primary(span, "which value?")
        .help("for example `amount between 1 and 2`")
}

/// `x > 1 and < 5`
pub(crate) fn same_subject(span: Span, word: &str, sign: &str, subject: Option<&str>) -> Diagnostic {
    let message = Diagnostic::error(
        codes::FOREIGN_CONSTRUCT,
        format!("behind `{word}` stands a whole condition, also if it asks about the same value"),
    )
    .primary(span, format!("what is `{sign}`?"));
    match subject {
        Some(subject) => message.fix(
            Span { end: span.start, ..span },
            format!("{subject} "),
            format!("write `{word} {subject} {sign} …`"),
        ),
        None => message.help(format!("repeat the value: `amount > 1 {word} amount {sign} …`")),
    }
}

/// `where a = 1, b`
pub(crate) fn comma_for_and(span: Span) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_SIGN, "conditions are joined by `and`, not by `,`")
        .primary(span, "write `and`")
        .suggestion(span, " and", "replace it by `and`")
}

/// `channel ilike "w%"`, `channel =~ "w.*"`: a pattern with another word.
pub(crate) fn pattern(span: Span, written: &str, ours: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{written}` is written `{ours}` here"))
        .primary(span, format!("write `{ours}`"));
    if ours == "like" {
        return message
            .suggestion(span, ours, "write `like`, if the case of letters matters")
            .help("to take upper and lower case for the same, write `lower(channel) like \"w%\"`");
    }
    message.suggestion(span, ours, format!("replace it by `{ours}`"))
}

/// `amount % 2`, `amount mod 2`
pub(crate) fn remainder(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_SIGN, format!("there is no operator `{sign}`"))
        .primary(span, "not an operator here")
        .help("the remainder of `x` divided by 2 is `x - 2 * floor(x / 2)`")
        .help("for a percentage multiply: `a / b * 100`")
}

/// `paid is empty`
pub(crate) fn is_empty(span: Span, ours: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("whether there is a value is asked with `{ours}`"))
        .primary(span, format!("write `{ours}`"))
        .fix(span, ours, format!("replace it by `{ours}`"))
}
