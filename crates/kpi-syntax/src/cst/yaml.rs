//! Lines of YAML, where a key and a colon stand in front of what a definition says otherwise.

use kpi_diagnostics::{Diagnostic, Span};

use super::clause_words::CLAUSE_WORDS;
use super::reader::Reader;
use crate::ast::{Expr, ExprKind, Name};
use crate::errors::{foreign, operators};

/// Keys under which files of metrics in YAML name what they define.
const NAMING: [&str; 7] = ["name", "metric", "kpi", "measure", "id", "title", "label"];

/// The message about `key: value`, if that is more than a definition with another sign.
pub(super) fn line(reader: &Reader<'_>, key: &Name, sign: Span, body: &Expr) -> Option<Diagnostic> {
    let start = reader.place(0, 0);
    let gap = Span { start: sign.end, end: body.span.start, ..sign };
    let definition_below =
        matches!(&body.kind, ExprKind::Compare(_, left, _) if matches!(left.kind, ExprKind::Path(_)));
    if definition_below && reader.words(gap).is_some_and(|gap| gap.contains('\n')) {
        return Some(foreign::yaml_heading(start.to(sign), &key.text));
    }
    let whole = start.to(body.span);
    let value = reader.words(body.span)?;
    let bare = matches!(&body.kind, ExprKind::Path(path) if path.names.len() == 1);
    let text = matches!(body.kind, ExprKind::Text(_));
    let lower = key.text.to_lowercase();
    if NAMING.contains(&lower.as_str()) && (bare || text) {
        return Some(foreign::yaml_name(whole, &key.text, value));
    }
    if CLAUSE_WORDS.contains(&lower.as_str()) {
        return Some(foreign::yaml_clause(whole, &lower, value));
    }
    // Whether there is something of this name does not matter before the sign is right.
    bare.then(|| operators::definition_sign(sign, reader.words(sign).unwrap_or(":")))
}

/// `kpis:` alone on the first line of a statement that cannot be read: its name, and where the colon ends.
pub(super) fn heading(text: &str) -> Option<(&str, usize)> {
    let line = text.lines().next()?.trim_end();
    let key = line.strip_suffix([':', '：'])?.trim_end();
    let word = key.starts_with(char::is_alphabetic) && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    word.then_some((key, line.len()))
}
