//! What is to be printed, before it is known where lines break.
//!
//! The idea is Wadler's: a [`Doc::Group`] stands on one line if it fits, else each [`Doc::Line`] directly in it is a new
//! line. A comment ends its line, so that no group around it can be flat.

use unicode_width::UnicodeWidthStr;

/// A piece of what is printed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Doc {
    /// Words without a line break.
    Text(String),
    /// A space, which vanishes at the ends of lines.
    Space,
    /// A space, or a new line when the group around it is broken.
    Line,
    /// A new line in any case.
    NewLine(Gap),
    /// On one line if it fits.
    Group(Vec<Doc>, Breaking),
    /// New lines within start further to the right.
    Indent(Vec<Doc>),
    /// A comment.
    Note(Note),
}

/// Whether a group may stand on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaking {
    /// If it fits.
    IfNeeded,
    /// There is a comment or a new line within.
    Always,
}

/// What stands between two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// A blank line.
    Blank,
}

/// A comment of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Note {
    /// With its `#`.
    pub(super) text: String,
    /// Where it stands.
    pub(super) place: NotePlace,
    /// What stands between it and the line above.
    pub(super) gap: Gap,
}

/// Where a comment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotePlace {
    /// Behind words of the definition.
    Trailing,
    /// On a line of its own, from the first column.
    FirstColumn,
    /// On a line of its own, further right.
    Indented,
}

impl Doc {
    /// These pieces as one group.
    pub(super) fn group(pieces: Vec<Self>) -> Self {
        let breaking = if pieces.iter().any(Self::must_break) { Breaking::Always } else { Breaking::IfNeeded };
        Self::Group(pieces, breaking)
    }

    /// Whether this cannot stand on one line.
    pub(super) fn must_break(&self) -> bool {
        match self {
            Self::Text(_) | Self::Space | Self::Line => false,
            Self::NewLine(_) | Self::Note(_) => true,
            Self::Group(_, breaking) => *breaking == Breaking::Always,
            Self::Indent(pieces) => pieces.iter().any(Self::must_break),
        }
    }
}

/// The pieces on one line, if that is possible.
pub(super) fn flat(pieces: &[Doc]) -> Option<String> {
    let mut line = String::new();
    let mut todo: Vec<&Doc> = pieces.iter().rev().collect();
    while let Some(doc) = todo.pop() {
        match doc {
            Doc::Text(text) => line.push_str(text),
            Doc::Space | Doc::Line => line.push(' '),
            Doc::NewLine(_) | Doc::Note(_) => return None,
            Doc::Group(pieces, _) | Doc::Indent(pieces) => todo.extend(pieces.iter().rev()),
        }
    }
    Some(line)
}

/// How many columns a text takes on a terminal: Japanese characters take two.
pub(super) fn width(text: &str) -> usize {
    text.width()
}
