//! Quotes that are never closed, and characters that have no business in a definition.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use crate::errors::{brackets, characters, clauses, operators};

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    let first = failure.rest().chars().next()?;
    let span = failure.span(failure.at, failure.at + first.len_utf8());
    let line = failure.rest().lines().next().unwrap_or("").trim_end();
    let whole = failure.span(failure.at, failure.at + line.len());
    match first {
        '"' if !line.get(1..)?.contains('"') && line.contains(['”', '“']) => {
            let close = line.rfind(['”', '“'])?;
            let sign = line.get(close..)?.chars().next()?;
            let start = failure.at + close;
            Some(characters::other_end(failure.span(start, start + sign.len_utf8()), span, sign))
        }
        '"' if !line.get(1..)?.contains('"') => Some(characters::unterminated(whole, "text", '"')),
        '`' if !line.get(1..)?.contains('`') => Some(characters::unterminated(whole, "name in backticks", '`')),
        '`' if line.starts_with("``") => Some(characters::empty_name(failure.span(failure.at, failure.at + 2))),
        // A date or a duration as in SQL.
        '\'' if line.get(1..)?.contains('\'') && follows_type(failure) => None,
        '\'' | '“' | '”' | '„' | '‘' | '’' | '‚' | '「' | '«' => {
            Some(characters::lone_quote(span, first))
        }
        '$' if line.starts_with("${") && line.contains('}') => {
            let inside = line.get(2..)?.split_once('}')?.0;
            Some(brackets::placeholder(failure.span(failure.at, failure.at + inside.len() + 3), inside.trim()))
        }
        '$' if line.get(1..)?.starts_with(|c: char| c.is_alphabetic()) => Some(characters::dollar_name(span)),
        '$' | '€' | '£' | '¥' if failure.previous().1.ends_with(|c: char| c.is_ascii_digit()) => None,
        '$' | '€' | '£' | '¥' if failure.previous().1 == "unit" => {
            let unit = line.split(';').next().unwrap_or(line).trim_end();
            Some(clauses::unit_in_quotes(failure.span(failure.at, failure.at + unit.len()), unit))
        }
        '$' | '€' | '£' | '¥' => Some(characters::currency(span, first)),
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => {
            Some(characters::invisible(span, first))
        }
        control if control.is_control() && control != '\n' => Some(characters::invisible(span, control)),
        '\u{FF01}'..='\u{FF5E}' if !first.is_alphanumeric() => {
            let plain = char::from_u32(u32::from(first) - 0xFEE0).unwrap_or(first);
            Some(operators::foreign(&[(span, &first.to_string(), &plain.to_string())]))
        }
        other if !other.is_ascii() && !other.is_alphanumeric() => Some(characters::odd(span, other)),
        _ => None,
    }
}

/// `DATE '2026-01-31'`, `interval '7 days'`
fn follows_type(failure: &Failure<'_>) -> bool {
    let word = failure.previous().1.to_lowercase();
    matches!(word.as_str(), "date" | "timestamp" | "interval")
}
