//! Messages as SARIF 2.1.0, which code hosts show beside the changed lines.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::concise::severity_word;
use super::place::{Place, Places};
use crate::{Diagnostic, Fix, Label, Texts};

/// A whole SARIF log with one run.
pub fn sarif(diagnostics: &[Diagnostic], texts: &Texts) -> Value {
    let places = Places::new(texts);
    let codes: BTreeSet<String> = diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, &places)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "kpi", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(diagnostic: &Diagnostic, places: &Places<'_>) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.code.to_string(),
        "level": severity_word(diagnostic.severity),
        "message": { "text": words(diagnostic) },
    });
    let Some(object) = result.as_object_mut() else { return result };
    if let Some(place) = diagnostic.span().and_then(|span| places.of(span)) {
        object.insert("locations".to_owned(), json!([{ "physicalLocation": location(&place) }]));
    }
    let others = |label: &&Label| Some(label.span) != diagnostic.span();
    let related: Vec<Value> =
        diagnostic.labels.iter().filter(others).filter_map(|label| related(label, places)).collect();
    if !related.is_empty() {
        object.insert("relatedLocations".to_owned(), Value::Array(related));
    }
    let fixes: Vec<Value> = diagnostic.fixes.iter().filter_map(|part| fix(part, places)).collect();
    if !fixes.is_empty() {
        object.insert("fixes".to_owned(), Value::Array(fixes));
    }
    result
}

/// The message with its reasons and ways out: viewers show no other text.
fn words(diagnostic: &Diagnostic) -> String {
    let notes = diagnostic.notes.iter().map(|note| format!("\nnote: {note}"));
    let help = diagnostic.help.iter().map(|help| format!("\nhelp: {help}"));
    std::iter::once(diagnostic.message.clone()).chain(notes).chain(help).collect()
}

fn related(label: &Label, places: &Places<'_>) -> Option<Value> {
    let place = places.of(label.span)?;
    Some(json!({ "physicalLocation": location(&place), "message": { "text": label.text } }))
}

fn fix(fix: &Fix, places: &Places<'_>) -> Option<Value> {
    let place = places.of(fix.span)?;
    Some(json!({
        "description": { "text": fix.text },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(&place.text.name) },
            "replacements": [{
                "deletedRegion": region(&place),
                "insertedContent": { "text": fix.replacement },
            }],
        }],
    }))
}

fn location(place: &Place<'_>) -> Value {
    json!({ "artifactLocation": { "uri": uri(&place.text.name) }, "region": region(place) })
}

fn region(place: &Place<'_>) -> Value {
    json!({
        "startLine": place.start.0,
        "startColumn": place.start.1,
        "endLine": place.end.0,
        "endColumn": place.end.1,
        "byteOffset": place.range.start,
        "byteLength": place.range.len(),
    })
}

/// A path as a relative reference: slashes, and everything outside the unreserved characters percent-encoded.
fn uri(name: &str) -> String {
    let encode = |byte: u8| match byte {
        b'\\' => "/".to_owned(),
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    name.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::sarif;
    use crate::{Code, Diagnostic, Span, Texts};

    #[test]
    fn a_log_with_one_result() {
        let mut texts = Texts::default();
        let file = texts.add("kpi defs/ü.kpi", "churn = a\nchurn = b\n");
        let diagnostic = Diagnostic::error(Code::new(205), "`churn` is defined twice")
            .primary(Span::new(file, 10, 15), "again here")
            .secondary(Span::new(file, 0, 5), "first here")
            .help("rename one of them")
            .suggestion(Span::new(file, 10, 15), "churn_2", "rename it");
        let log = sarif(&[diagnostic], &texts);
        let uri = "kpi%20defs/%C3%BC.kpi";
        let region = |line: u32, offset: u32| {
            json!({
                "startLine": line, "startColumn": 1, "endLine": line, "endColumn": 6,
                "byteOffset": offset, "byteLength": 5,
            })
        };
        let place = |line, offset| json!({ "artifactLocation": { "uri": uri }, "region": region(line, offset) });
        assert_eq!(
            log.pointer("/runs/0/results/0"),
            Some(&json!({
                "ruleId": "K0205",
                "level": "error",
                "message": { "text": "`churn` is defined twice\nhelp: rename one of them" },
                "locations": [{ "physicalLocation": place(2, 10) }],
                "relatedLocations": [{ "physicalLocation": place(1, 0), "message": { "text": "first here" } }],
                "fixes": [{
                    "description": { "text": "rename it" },
                    "artifactChanges": [{
                        "artifactLocation": { "uri": uri },
                        "replacements": [{
                            "deletedRegion": region(2, 10), "insertedContent": { "text": "churn_2" },
                        }],
                    }],
                }],
            }))
        );
        assert_eq!(log.pointer("/version"), Some(&json!("2.1.0")));
        assert_eq!(log.pointer("/runs/0/tool/driver/rules"), Some(&json!([{ "id": "K0205" }])));
    }
}
