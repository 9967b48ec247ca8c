//! Why the text is not TOML: the mistakes that people make, one function each, all K0401. The place is what
//! has to be changed.

use kpi_diagnostics::{Diagnostic, Span};

use super::shape::SYNTAX;

fn unreadable(message: String, span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(SYNTAX, message).primary(span, label)
}

/// `key = "id"` and `key = "id"` again.
pub(crate) fn key_twice(name: &str, section: &str, second: Span, first: Option<Span>) -> Diagnostic {
    let problem = unreadable(format!("`{name}` stands twice in {section}"), second, "again here");
    let problem = match first {
        Some(first) => problem.secondary(first, "first here"),
        None => problem,
    };
    problem.help("remove one of the two lines: a key has one value")
}

/// `[source.orders]` a second time.
pub(crate) fn heading_twice(heading: &str, second: Span, first: Option<Span>) -> Diagnostic {
    let problem = unreadable(format!("the heading `{heading}` stands twice"), second, "again here");
    let problem = match first {
        Some(first) => problem.secondary(first, "first here"),
        None => problem,
    };
    problem.help("put the lines of both below the first, or give one of them another name")
}

/// `path = data/orders.csv`
pub(crate) fn bare_text(words: &str, span: Span) -> Diagnostic {
    let written = format!("\"{words}\"");
    let problem = unreadable(format!("`{words}` is a text and stands in quotation marks"), span, "no quotation marks");
    problem.suggestion(span, written.clone(), format!("write `{written}`"))
}

/// `trim = True`
pub(crate) fn boolean(word: &str, ours: &str, span: Span) -> Diagnostic {
    unreadable(format!("`{word}` is written `{ours}` here"), span, "").fix(span, ours, format!("write `{ours}`"))
}

/// `path = “data/orders.csv”`
pub(crate) fn other_quotes(sign: char, inside: &str, span: Span) -> Diagnostic {
    let written = format!("\"{inside}\"");
    unreadable(format!("a text stands in straight quotation marks, not in `{sign}`"), span, "other quotation marks")
        .fix(span, written.clone(), format!("write `{written}`"))
}

/// `path = "data/orders.csv`
pub(crate) fn open_text(open: Span, end: Span, sign: char) -> Diagnostic {
    unreadable("a text does not end on its line".to_owned(), open, "it starts here")
        .secondary(end, "it is not closed up to here")
        .suggestion(end, sign.to_string(), format!("close it with `{sign}`"))
}

/// `path = "data\orders.csv"`
pub(crate) fn backslash(inside: &str, span: Span) -> Diagnostic {
    let written = format!("'{inside}'");
    unreadable("in double quotation marks `\\` begins a special sign".to_owned(), span, "no special sign")
        .help(format!("or write the folders with `/`: `\"{}\"`", inside.replace('\\', "/")))
        .suggestion(span, written.clone(), format!("write `{written}`, where `\\` is itself"))
}

/// `key: "id"`
pub(crate) fn colon(name: &str, span: Span) -> Diagnostic {
    unreadable(format!("behind `{name}` stands `=`, not `:`"), span, "write `=`").fix(span, " =", "replace it by `=`")
}

/// `key`, `key =`
pub(crate) fn no_value(name: &str, span: Span) -> Diagnostic {
    unreadable(format!("`{name}` has no value"), span, "expected `=` and a value")
        .help(format!("for example `{name} = \"…\"`, or take the line out"))
}

/// `unit price = 5`
pub(crate) fn key_of_words(name: &str, span: Span) -> Diagnostic {
    let written = format!("\"{name}\"");
    unreadable(
        format!("the key `{name}` has other signs than letters, digits, `_` and `-`"),
        span,
        "such a key is quoted",
    )
    .suggestion(span, written.clone(), format!("write `{written}`"))
}

/// `key = "id" // the key`
pub(crate) fn comment(sign: &str, span: Span) -> Diagnostic {
    unreadable(format!("a comment starts with `#`, not `{sign}`"), span, "write `#`").fix(
        span,
        "#",
        "replace it by `#`",
    )
}

/// `[source.orders`
pub(crate) fn open_heading(heading: &str, end: Span) -> Diagnostic {
    unreadable(format!("the heading `{heading}` does not end with `]`"), end, "`]` is missing").fix(
        end,
        "]",
        "insert `]`",
    )
}

/// `alive = ["a", "b"`, `refs = { … `
pub(crate) fn open_list(name: &str, open: Span, sign: char) -> Diagnostic {
    let (what, close) = if sign == '[' { ("list", ']') } else { ("table", '}') };
    unreadable(format!("the {what} of `{name}` is never closed"), open, "it starts here")
        .help(format!("put `{close}` behind its last value"))
}

/// `alive = ("a", "b")`
pub(crate) fn round_list(list: &str, span: Span) -> Diagnostic {
    let written = format!("[{list}]");
    unreadable("a list stands in square brackets".to_owned(), span, "other brackets").fix(
        span,
        written.clone(),
        format!("write `{written}`"),
    )
}

/// `key = "id", time = "day"`
pub(crate) fn more_behind(span: Span) -> Diagnostic {
    unreadable("a line has one key and one value".to_owned(), span, "something stands behind the value")
        .help("put what stands here on a line of its own, or take it out; a list is `[\"a\", \"b\"]`")
}

/// Anything else; `reason` is the parser's.
pub(crate) fn not_toml(reason: &str, span: Span) -> Diagnostic {
    let mut first = reason.chars();
    let reason: String = first.next().map(|letter| letter.to_lowercase().chain(first).collect()).unwrap_or_default();
    unreadable("this line of `kpi.toml` is not a setting".to_owned(), span, "")
        .note(format!("the reader says: {reason}"))
        .help("a line is `key = value`, a heading `[source.orders]`, and a text stands in quotation marks")
}
