//! `refs = { customer = "customer_id -> customers" }`

use indexmap::IndexMap;

use crate::document::{Entry, Reader, Section};
use crate::{Reference, Spanned, problems};

pub(super) fn read_all(reader: &mut Reader<'_>, section: &mut Section<'_>) -> IndexMap<String, Reference> {
    let mut references = IndexMap::new();
    for entry in section.pairs(reader, "refs") {
        if entry.name == "period" {
            reader.report(problems::name_taken(
                "period",
                entry.name_span,
                "in definitions it is the period that is reported",
            ));
        }
        if let Some(reference) = read(reader, &entry) {
            references.insert(entry.name.to_owned(), reference);
        }
    }
    references
}

fn read(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Reference> {
    let text = entry.plain(reader)?;
    let reference = parse(reader, &text);
    if reference.is_none() {
        reader.report(problems::reference_form(reader.written(text.span), text.span));
    }
    reference
}

fn parse(reader: &Reader<'_>, text: &Spanned<String>) -> Option<Reference> {
    let whole = text.value.as_str();
    let (left, right) = whole.split_once("->")?;
    let columns = left.split(',').map(|column| word(reader, text, column)).collect::<Option<Vec<_>>>()?;
    let (target, at) = match right.split_once(" at ") {
        Some((target, at)) => (target, Some(word(reader, text, at)?)),
        None => (right, None),
    };
    let target = word(reader, text, target)?;
    (!target.value.contains([' ', ','])).then_some(Reference { columns, target, at, span: text.span })
}

/// A word of the text with its own place.
fn word(reader: &Reader<'_>, text: &Spanned<String>, part: &str) -> Option<Spanned<String>> {
    let trimmed = part.trim();
    let start = trimmed.as_ptr() as usize - text.value.as_ptr() as usize;
    let span = reader.within(text.span, start..start + trimmed.len());
    (!trimmed.is_empty()).then(|| Spanned { value: trimmed.to_owned(), span })
}
