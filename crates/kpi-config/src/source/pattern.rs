//! Date patterns: strftime's, and what people write instead.

use crate::document::{Reader, Section};
use crate::problems;

/// Letters that may follow a `%`.
const DIRECTIVES: &str = "YyCmdejbBhaAHIklMSfsTRDFpPzZ%";

pub(super) fn read(reader: &mut Reader<'_>, section: &mut Section<'_>, name: &'static str) -> Option<String> {
    let word = section.text(reader, name)?;
    if is_pattern(&word.value) {
        return Some(word.value);
    }
    let written = reader.written(word.span);
    reader.report(problems::date_pattern(name, written, word.span, translate(written).as_deref()));
    None
}

fn is_pattern(text: &str) -> bool {
    let mut letters = text.chars();
    let mut directives = 0;
    while let Some(letter) = letters.next() {
        if letter != '%' {
            continue;
        }
        directives += 1;
        let mut next = letters.next();
        while next.is_some_and(|sign| "-_0.3:69#".contains(sign)) {
            next = letters.next();
        }
        if !next.is_some_and(|sign| DIRECTIVES.contains(sign)) {
            return false;
        }
    }
    directives > 0
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
    }

    #[test]
    fn other_habits_are_translated() {
        assert_eq!(translate("DD-MM-YYYY").as_deref(), Some("%d-%m-%Y"));
        assert_eq!(translate("dd/mm/yyyy hh:mm:ss").as_deref(), Some("%d/%m/%Y %H:%M:%S"));
        assert_eq!(translate("d.m.yy").as_deref(), Some("%d.%m.%y"));
        assert_eq!(translate("whatever"), None);
    }
}
