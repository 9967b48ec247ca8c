//! One mistake, one message.
//!
//! - How a word is written is not told where a message about what it means covers it: `paid_on = NULL` is compared with an empty
//!   value, in upper case; the change that the first message offers takes both away. The front end cannot know that: it
//!   tells every word of another language, because a formatter must not pass over one.
//! - A name that is not there is told once, however often it is used, with the other places beside the first.

use std::collections::BTreeMap;

use kpi_diagnostics::{Diagnostic, FileId, Label, Severity, Span};

/// So many other uses of a name that is not there are shown.
const MOST_SHOWN: usize = 4;

/// Signs, quotes and words that another language writes otherwise and that were understood.
fn is_spelling(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code.number(), 105 | 111 | 114)
}

/// A metric, column, source, function or plugin that is not there.
fn is_unknown_name(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code.number(), 201..=206)
}

/// Messages in the order of the files, each mistake once.
pub(crate) fn told_once(mut all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if all.iter().any(is_spelling) {
        let covered = covered_places(&all);
        all.retain(|message| !(is_spelling(message) && is_covered(message, &covered)));
    }
    all.sort_by_key(Diagnostic::span);
    names_once(all)
}

/// Every name that is not there at its first place.
fn names_once(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut others: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(all.len());
    for message in all {
        if is_unknown_name(&message) {
            let place = *first.entry(message.message.clone()).or_insert(kept.len());
            if place < kept.len() {
                others.entry(place).or_default().push(message);
                continue;
            }
        }
        kept.push(message);
    }
    for (place, others) in others {
        if let Some(message) = kept.get_mut(place) {
            add_places(message, others);
        }
    }
    kept
}

fn add_places(message: &mut Diagnostic, others: Vec<Diagnostic>) {
    let more = others.len().saturating_sub(MOST_SHOWN);
    for (index, other) in others.into_iter().enumerate() {
        if let Some(span) = other.span().filter(|_| index < MOST_SHOWN) {
            message.labels.push(Label { span, text: "and here".to_owned(), primary: false });
        }
        message.fixes.extend(other.fixes.into_iter().filter(|fix| fix.safe));
    }
    match more {
        0 => {}
        1 => message.notes.push("it stands at one more place".to_owned()),
        more => message.notes.push(format!("it stands at {more} more places")),
    }
}

/// A place that a message about the meaning has.
enum Place {
    /// It is about this and nothing around it.
    Named(Span),
    /// It would be written anew.
    Changed(Span),
}

impl Place {
    fn covers(&self, span: Span) -> bool {
        match self {
            Self::Named(place) => *place == span,
            Self::Changed(place) => place.start <= span.start && span.end <= place.end,
        }
    }
}

/// The places of messages about the meaning, by file.
fn covered_places(all: &[Diagnostic]) -> BTreeMap<FileId, Vec<Place>> {
    let mut places: BTreeMap<FileId, Vec<Place>> = BTreeMap::new();
    for message in all.iter().filter(|message| message.severity == Severity::Error && !is_spelling(message)) {
        for fix in &message.fixes {
            places.entry(fix.span.file).or_default().push(Place::Changed(fix.span));
        }
        if let Some(span) = message.span() {
            places.entry(span.file).or_default().push(Place::Named(span));
        }
    }
    places
}

fn is_covered(message: &Diagnostic, places: &BTreeMap<FileId, Vec<Place>>) -> bool {
    let mut own = message.labels.iter().filter(|label| label.primary).map(|label| label.span).peekable();
    let Some(first) = own.peek().copied() else { return false };
    let places = places.get(&first.file).map(Vec::as_slice).unwrap_or_default();
    own.all(|span| places.iter().any(|place| place.covers(span)))
}

#[cfg(test)]
mod tests {
    use kpi_diagnostics::{Code, Diagnostic, FileId, Span};

    use super::told_once;

    #[test]
    fn spelling_within_what_another_message_is_about() {
        let at = |start, end| Span::new(FileId(0), start, end);
        let one = |code, start, end| Diagnostic::error(Code::new(code), "m").primary(at(start, end), "");
        let null = one(339, 0, 20).fix(at(0, 20), "x is null", "t");
        let codes = |all: Vec<Diagnostic>| told_once(all).iter().map(|one| one.code.number()).collect::<Vec<_>>();
        assert_eq!(codes(vec![one(114, 16, 20), null.clone(), one(114, 30, 33)]), [339, 114]);
        assert_eq!(codes(vec![one(114, 16, 20).primary(at(30, 33), ""), null.clone()]), [339, 114]);
        assert_eq!(codes(vec![one(113, 16, 20), null]), [339, 113]);
        assert_eq!(codes(vec![one(114, 5, 9), one(105, 5, 9)]), [114, 105]);
        assert_eq!(codes(vec![one(111, 5, 9), one(338, 5, 9), one(111, 6, 8)]), [338, 111]);
    }

    #[test]
    fn a_name_that_is_not_there_is_told_at_its_first_place() {
        let at = |start| Span::new(FileId(0), start, start + 3);
        let one = |start, name: &str| {
            let problem = Diagnostic::error(Code::new(201), format!("there is no metric `{name}`"));
            problem.primary(at(start), "").fix(at(start), "x", "t").suggestion(at(start), "y", "t")
        };
        let told = told_once((0..8).rev().map(|index| one(index * 10, "a")).chain([one(5, "b")]).collect());
        let shape = |one: &Diagnostic| (one.labels.len(), one.fixes.len(), one.notes.len());
        assert_eq!(told.iter().map(shape).collect::<Vec<_>>(), [(5, 9, 1), (1, 2, 0)]);
        assert_eq!(told.first().and_then(Diagnostic::span), Some(at(0)));
    }
}
