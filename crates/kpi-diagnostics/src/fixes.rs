//! Applying fixes: texts with the changes of their messages.

use std::collections::BTreeMap;

use crate::{Code, Diagnostic, FileId, Fix, Texts};

/// A text after fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Which text.
    pub file: FileId,
    /// What it is now.
    pub content: String,
    /// What was changed, from its start to its end, as places of the text before.
    pub applied: Vec<(Code, Fix)>,
}

/// The texts that the safe fixes of these messages change. The safe fixes of one message belong together and all are taken;
/// where two would change the same place only the first is applied, and the other one is left for the next look at the text.
pub fn apply_safe(diagnostics: &[Diagnostic], texts: &Texts) -> Vec<Fixed> {
    let mut wanted: BTreeMap<FileId, Vec<(Code, Fix)>> = BTreeMap::new();
    for diagnostic in diagnostics {
        for fix in diagnostic.fixes.iter().filter(|fix| fix.safe) {
            wanted.entry(fix.span.file).or_default().push((diagnostic.code, fix.clone()));
        }
    }
    wanted.into_iter().filter_map(|(file, fixes)| fixed(file, &texts.get(file)?.content, fixes)).collect()
}

/// The text with those fixes that do not overlap.
fn fixed(file: FileId, content: &str, mut fixes: Vec<(Code, Fix)>) -> Option<Fixed> {
    // The sort is stable: of two at the same place the one that was said first stays first.
    fixes.sort_by_key(|(_, fix)| fix.span.start);
    let mut changed = String::with_capacity(content.len());
    let mut applied: Vec<(Code, Fix)> = Vec::new();
    let mut done = 0;
    for (code, fix) in fixes {
        let range = fix.span.range();
        let touches = applied.last().is_some_and(|(_, last)| last.span.start == fix.span.start) || range.start < done;
        let (Some(before), Some(replaced)) = (content.get(done..range.start), content.get(range.clone())) else {
            continue;
        };
        if touches || replaced == fix.replacement {
            continue;
        }
        changed.push_str(before);
        changed.push_str(&fix.replacement);
        done = range.end;
        applied.push((code, fix));
    }
    changed.push_str(content.get(done..)?);
    (!applied.is_empty()).then_some(Fixed { file, content: changed, applied })
}

#[cfg(test)]
mod tests {
    use super::apply_safe;
    use crate::{Code, Diagnostic, Span, Texts};

    #[test]
    fn safe_fixes_that_do_not_overlap() {
        let mut texts = Texts::default();
        let file = texts.add("a.kpi", "a == b && ünd <> c");
        let other = texts.add("b.kpi", "x = 1");
        let one =
            |start: usize, end: usize| Diagnostic::error(Code::new(105), "m").primary(Span::new(file, start, end), "");
        let messages = [
            one(15, 17).fix(Span::new(file, 15, 17), "!=", "t"),
            one(2, 4).suggestion(Span::new(file, 0, 1), "z", "t").fix(Span::new(file, 2, 4), "=", "t"),
            one(2, 6).fix(Span::new(file, 3, 6), "overlaps", "t"),
            one(7, 9).fix(Span::new(file, 7, 9), "and", "t"),
            one(7, 9).fix(Span::new(file, 7, 7), "same place", "t"),
            one(0, 1).fix(Span::new(file, 0, 1), "a", "changes nothing"),
            one(0, 1).fix(Span::new(file, 90, 99), "beyond the end", "t"),
            one(0, 1).suggestion(Span::new(other, 0, 1), "y", "not safe"),
        ];
        let changed = apply_safe(&messages, &texts);
        let seen: Vec<_> = changed.iter().map(|fixed| (fixed.content.as_str(), fixed.applied.len())).collect();
        assert_eq!(seen, [("a = b and ünd != c", 3)]);
        assert!(apply_safe(&[], &texts).is_empty());
    }
}
