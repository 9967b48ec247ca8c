//! Messages as JSON, for editors and pipelines.
//!
//! Lines and columns count from 1, columns in characters; `start` and `end` are byte offsets, the end exclusive.

use serde_json::{Map, Value, json};

use super::concise::severity_word;
use super::place::Places;
use crate::{Diagnostic, Fix, Label, Severity, Span, Texts};

/// The version of the shape.
const SCHEMA: &str = "kpi-diagnostics/1";

/// An object with `schema`, the counts `errors` and `warnings`, and `diagnostics` in their order.
pub fn json(diagnostics: &[Diagnostic], texts: &Texts) -> Value {
    let places = Places::new(texts);
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    json!({
        "schema": SCHEMA,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "diagnostics": diagnostics.iter().map(|diagnostic| message(diagnostic, &places)).collect::<Vec<_>>(),
    })
}

fn message(diagnostic: &Diagnostic, places: &Places<'_>) -> Value {
    json!({
        "code": diagnostic.code.to_string(),
        "severity": severity_word(diagnostic.severity),
        "message": diagnostic.message,
        "place": diagnostic.span().and_then(|span| place(span, places)),
        "labels": diagnostic.labels.iter().filter_map(|part| label(part, places)).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "help": diagnostic.help,
        "fixes": diagnostic.fixes.iter().filter_map(|part| fix(part, places)).collect::<Vec<_>>(),
    })
}

fn label(label: &Label, places: &Places<'_>) -> Option<Map<String, Value>> {
    let mut object = place(label.span, places)?;
    object.insert("text".to_owned(), json!(label.text));
    object.insert("primary".to_owned(), json!(label.primary));
    Some(object)
}

fn fix(fix: &Fix, places: &Places<'_>) -> Option<Map<String, Value>> {
    let mut object = place(fix.span, places)?;
    object.insert("replacement".to_owned(), json!(fix.replacement));
    object.insert("text".to_owned(), json!(fix.text));
    object.insert("safe".to_owned(), json!(fix.safe));
    Some(object)
}

fn place(span: Span, places: &Places<'_>) -> Option<Map<String, Value>> {
    let place = places.of(span)?;
    let fields = [
        ("file", json!(place.text.name)),
        ("line", json!(place.start.0)),
        ("column", json!(place.start.1)),
        ("end_line", json!(place.end.0)),
        ("end_column", json!(place.end.1)),
        ("start", json!(place.range.start)),
        ("end", json!(place.range.end)),
    ];
    Some(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json as literal;

    use super::json;
    use crate::{Code, Diagnostic, Span, Texts};

    #[test]
    fn the_whole_shape() {
        let mut texts = Texts::default();
        let file = texts.add("a.kpi", "a = 1\nb == 2\n");
        let diagnostic = Diagnostic::error(Code::new(101), "`==` is not an operator")
            .primary(Span::new(file, 8, 10), "here")
            .note("one sign compares")
            .help("see the reference")
            .fix(Span::new(file, 8, 10), "=", "write `=`");
        let place = literal!({
            "file": "a.kpi", "line": 2, "column": 3, "end_line": 2, "end_column": 5, "start": 8, "end": 10,
        });
        let with = |extra: serde_json::Value| {
            let mut object = place.as_object().cloned().unwrap_or_default();
            object.extend(extra.as_object().cloned().unwrap_or_default());
            object
        };
        assert_eq!(
            json(&[diagnostic], &texts),
            literal!({
                "schema": "kpi-diagnostics/1", "errors": 1, "warnings": 0,
                "diagnostics": [{
                    "code": "K0101", "severity": "error", "message": "`==` is not an operator",
                    "place": place.clone(),
                    "labels": [with(literal!({"text": "here", "primary": true}))],
                    "notes": ["one sign compares"],
                    "help": ["see the reference"],
                    "fixes": [with(literal!({"replacement": "=", "text": "write `=`", "safe": true}))],
                }],
            })
        );
    }
}
