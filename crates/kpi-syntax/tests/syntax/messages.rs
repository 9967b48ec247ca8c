//! Every message with its places and ways out, held against `fixtures/messages.txt`.
//!
//! A case is a text, a line `----`, and what is said about it; cases stand apart by a line `====`.
//! `KPI_REWRITE=1 cargo test -p kpi-syntax` writes what is said now into the file.

use std::path::Path;

use kpi_diagnostics::{Diagnostic, Fix, Span, Texts};

use super::{FILE, fixed, listed};

#[test]
fn what_is_said() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/messages.txt");
    let stored = std::fs::read_to_string(&path).unwrap();
    let now: Vec<String> = cases(&stored).map(|text| format!("{text}\n----\n{}", said(text))).collect();
    let now = format!("{}\n", now.join("\n====\n"));
    if std::env::var_os("KPI_REWRITE").is_some() {
        std::fs::write(&path, now).unwrap();
    } else {
        for (stored, now) in stored.split("\n====\n").zip(now.split("\n====\n")) {
            assert_eq!(stored.trim_end(), now.trim_end());
        }
    }
}

fn cases(stored: &str) -> impl Iterator<Item = &str> {
    stored.split("\n====\n").map(|case| case.split_once("\n----\n").map_or(case.trim_end(), |(text, _)| text))
}

fn said(text: &str) -> String {
    let mut texts = Texts::default();
    texts.add("text", text);
    let place = |span: Span| {
        let (line, column) = texts.line_column(span);
        format!("{line}:{column} [{}]", texts.slice(span))
    };
    let mut lines = Vec::new();
    for diagnostic in kpi_syntax::parse(FILE, text).1 {
        lines.push(format!("{} {}", diagnostic.code, diagnostic.message));
        for label in &diagnostic.labels {
            let sign = if label.primary { "^" } else { "-" };
            lines.push(format!("  {sign} {} {}", place(label.span), label.text));
        }
        lines.extend(diagnostic.notes.iter().map(|note| format!("  note: {note}")));
        lines.extend(diagnostic.help.iter().map(|help| format!("  help: {help}")));
        for Fix { span, replacement, text, safe } in &diagnostic.fixes {
            let word = if *safe { "fix" } else { "maybe" };
            lines.push(format!("  {word}: {text}: {} -> [{}]", place(*span), replacement.replace('\n', "\\n")));
        }
    }
    lines.join("\n")
}

/// Where every message offers a safe fix, applying them all leaves nothing to say.
#[test]
fn safe_fixes_resolve_what_they_are_about() {
    for text in cases(include_str!("../fixtures/messages.txt")) {
        let mut current = text.to_owned();
        for _ in 0..5 {
            let diagnostics = kpi_syntax::parse(FILE, &current).1;
            let safe: Vec<Diagnostic> =
                diagnostics.iter().filter(|one| one.fixes.first().is_some_and(|fix| fix.safe)).cloned().collect();
            if safe.is_empty() {
                break;
            }
            current = fixed(&current, &safe);
        }
        let left = kpi_syntax::parse(FILE, &current).1;
        let unresolved: Vec<Diagnostic> = left.into_iter().filter(|one| one.fixes.iter().any(|fix| fix.safe)).collect();
        assert!(unresolved.is_empty(), "{text}\n{current}\n{}", listed(&current, &unresolved));
    }
}

/// The first suggestion of a message removes that message.
#[test]
fn suggestions_remove_their_message() {
    for text in cases(include_str!("../fixtures/messages.txt")) {
        let diagnostics = kpi_syntax::parse(FILE, text).1;
        let [only] = diagnostics.as_slice() else { continue };
        let Some(_) = only.fixes.first() else { continue };
        let changed = fixed(text, &diagnostics);
        let left = kpi_syntax::parse(FILE, &changed).1;
        let again = left.iter().any(|one| one.message == only.message && one.span() == only.span());
        assert!(!again, "{text}\n{changed}\n{}", listed(&changed, &left));
    }
}

/// A message stands alone in its first line: lower case, no full stop, no name of a grammar rule.
#[test]
fn messages_are_worded_alike() {
    for text in cases(include_str!("../fixtures/messages.txt")) {
        for diagnostic in kpi_syntax::parse(FILE, text).1 {
            let message = &diagnostic.message;
            assert!(!message.ends_with('.'), "{message}");
            assert!(!message.starts_with(|first: char| first.is_uppercase()), "{message}");
            assert!(
                !message.contains("K_") && !message.contains("_like") && !message.contains("arithmetic"),
                "{message}"
            );
            let way_out =
                !diagnostic.help.is_empty() || !diagnostic.fixes.is_empty() || message.starts_with("expected");
            assert!(way_out, "no way out: {message}");
            assert!(diagnostic.labels.iter().any(|label| label.primary), "{message}");
        }
    }
}
