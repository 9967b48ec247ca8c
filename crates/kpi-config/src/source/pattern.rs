//! Date patterns: strftime's, and what people write instead.

use jiff::civil;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use crate::document::{Reader, Section};
use crate::problems;

pub(super) fn read(reader: &mut Reader<'_>, section: &mut Section<'_>, name: &'static str) -> Option<String> {
    let word = section.text(reader, name)?;
    if is_pattern(&word.value) {
        return Some(word.value);
    }
    let written = reader.written(word.span);
    reader.report(problems::date_pattern(name, written, word.span, translate(written).as_deref()));
    None
}

/// Whether a date can be written and read back with it.
fn is_pattern(text: &str) -> bool {
    let Ok(sample) = civil::date(2026, 12, 31).at(23, 59, 58, 0).to_zoned(TimeZone::UTC) else { return false };
    let Ok(written) = strtime::format(text, &sample) else { return false };
    let Ok(read) = strtime::parse(text, written) else { return false };
    text.contains('%') && (read.to_date().is_ok() || read.to_timestamp().is_ok())
}

/// `dd.mm.yyyy hh:mm` in strftime's letters; nothing when a letter is left over.
fn translate(text: &str) -> Option<String> {
    let small = text.to_lowercase();
    let mut pattern = String::new();
    let mut rest = small.as_str();
    let mut in_time = false;
    'next: while let Some(first) = rest.chars().next() {
        for (word, directive) in
            [("yyyy", "%Y"), ("yy", "%y"), ("dd", "%d"), ("d", "%d"), ("mmm", "%b"), ("hh", "%H"), ("ss", "%S")]
        {
            if let Some(after) = rest.strip_prefix(word) {
                in_time |= word == "hh";
                pattern.push_str(directive);
                rest = after;
                continue 'next;
            }
        }
        let months = rest.strip_prefix("mm").or_else(|| rest.strip_prefix('m'));
        if let Some(after) = months {
            pattern.push_str(if in_time { "%M" } else { "%m" });
            rest = after;
        } else if first.is_alphabetic() || first == '%' {
            return None;
        } else {
            pattern.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or("");
        }
    }
    pattern.contains('%').then_some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_known() {
        assert!(is_pattern("%d.%m.%Y"));
        assert!(is_pattern("%b %-d %Y %H:%M:%S%.f%:z"));
        assert!(!is_pattern("dd.mm.yyyy"));
        assert!(!is_pattern("%d.%q"));
        assert!(!is_pattern("%"));
        assert!(!is_pattern("%H:%M") && !is_pattern("%m/%Y") && !is_pattern("%d.%m.%Y %Z"));
        assert!(is_pattern("%s") && is_pattern("%y%m%d") && is_pattern("%m/%d/%y %I:%M:%S %p"));
    }

    #[test]
    fn other_habits_are_translated() {
        assert_eq!(translate("DD-MM-YYYY").as_deref(), Some("%d-%m-%Y"));
        assert_eq!(translate("dd/mm/yyyy hh:mm:ss").as_deref(), Some("%d/%m/%Y %H:%M:%S"));
        assert_eq!(translate("d.m.yy").as_deref(), Some("%d.%m.%y"));
        assert_eq!(translate("whatever"), None);
    }
}
