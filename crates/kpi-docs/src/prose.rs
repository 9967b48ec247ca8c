//! Prose in pieces: plain words, names in backticks, labels in curly quotes.

use std::collections::BTreeMap;

/// A piece of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Run<'p> {
    /// Words.
    Plain(&'p str),
    /// What stands between backticks, and where it leads.
    Code(&'p str, Option<&'p str>),
    /// A label between curly quotes that leads somewhere.
    Label(&'p str, &'p str),
}

/// Where names and labels lead: the anchor by the name or label.
pub(crate) type Targets = BTreeMap<String, String>;

/// The pieces of a text. A backtick or quote without its partner is an ordinary character.
pub(crate) fn runs<'p>(text: &'p str, targets: &'p Targets) -> Vec<Run<'p>> {
    let target = |name: &str| targets.get(name).map(String::as_str);
    let mut runs = Vec::new();
    let (mut rest, mut plain) = (text, 0);
    while let Some((at, open)) = rest.get(plain..).and_then(next_mark).map(|(at, open)| (at + plain, open)) {
        let close = if open == '`' { '`' } else { '”' };
        let inside = rest.get(at + open.len_utf8()..).unwrap_or_default();
        let found = inside.find(close).and_then(|end| inside.get(..end)).filter(|inside| !inside.is_empty());
        let run = found.and_then(|inside| match open {
            '`' => Some(Run::Code(inside, target(inside))),
            _ => target(inside).map(|anchor| Run::Label(inside, anchor)),
        });
        let (Some(run), Some(inside)) = (run, found) else {
            plain = at + open.len_utf8();
            continue;
        };
        push_plain(&mut runs, rest.get(..at));
        runs.push(run);
        rest = rest.get(at + open.len_utf8() + inside.len() + close.len_utf8()..).unwrap_or_default();
        plain = 0;
    }
    push_plain(&mut runs, Some(rest));
    runs
}

fn next_mark(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, character)| matches!(character, '`' | '“'))
}

fn push_plain<'p>(runs: &mut Vec<Run<'p>>, text: Option<&'p str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        runs.push(Run::Plain(text));
    }
}

#[cfg(test)]
mod tests {
    use super::{Run, Targets, runs};

    #[test]
    fn names_and_labels_are_found() {
        let targets: Targets = [("churn", "metric-churn"), ("Churn rate", "metric-churn")]
            .map(|(name, anchor)| (name.to_owned(), anchor.to_owned()))
            .into();
        let found = runs("100 minus “Churn rate” or `churn`, `x` and “other”", &targets);
        assert_eq!(
            found,
            [
                Run::Plain("100 minus "),
                Run::Label("Churn rate", "metric-churn"),
                Run::Plain(" or "),
                Run::Code("churn", Some("metric-churn")),
                Run::Plain(", "),
                Run::Code("x", None),
                Run::Plain(" and “other”"),
            ]
        );
        assert_eq!(runs("one ` alone", &targets), [Run::Plain("one ` alone")]);
        assert_eq!(runs("", &targets), []);
    }
}
