//! One message, independent of how it is shown.

use crate::{Code, Span};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The project cannot be run as it is.
    Error,
    /// It runs, but the reader should look.
    Warning,
}

/// A place with a word about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to say there; may be empty.
    pub text: String,
    /// Whether this is the place of the problem itself, not a related one.
    pub primary: bool,
}

/// A change of the text that would resolve the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub replacement: String,
    /// What the change does, as an imperative: "write `=`".
    pub text: String,
    /// Whether the meaning is certain to be what the author wanted, so that `--fix` may apply it.
    pub safe: bool,
}

/// A message with its places, reasons and ways out. Build it with [`Diagnostic::error`] and the chained methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable number.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The first line; makes sense alone.
    pub message: String,
    /// Places; the first primary one is *the* place.
    pub labels: Vec<Label>,
    /// Reasons.
    pub notes: Vec<String>,
    /// Ways out in words.
    pub help: Vec<String>,
    /// Ways out as changes of the text.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// An error without a place yet.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, &message.into())
    }

    /// A warning without a place yet.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, &message.into())
    }

    fn new(code: Code, severity: Severity, message: &str) -> Self {
        let message = one_line(message);
        Self { code, severity, message, labels: Vec::new(), notes: Vec::new(), help: Vec::new(), fixes: Vec::new() }
    }

    /// The place of the problem.
    #[must_use]
    pub fn primary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: printable(&text.into()), primary: true });
        self
    }

    /// A place that has to do with it.
    #[must_use]
    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: printable(&text.into()), primary: false });
        self
    }

    /// Why it is a problem.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(printable(&text.into()));
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(printable(&text.into()));
        self
    }

    /// A change that resolves it and may be applied unseen. Several belong together: each is a part of the change.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>, text: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, replacement: replacement.into(), text: text.into(), safe: true });
        self
    }

    /// A change that probably resolves it; a person decides.
    #[must_use]
    pub fn suggestion(mut self, span: Span, replacement: impl Into<String>, text: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, replacement: replacement.into(), text: text.into(), safe: false });
        self
    }

    /// Where the problem is: the first primary label.
    pub fn span(&self) -> Option<Span> {
        self.labels.iter().find(|label| label.primary).or(self.labels.first()).map(|label| label.span)
    }
}

/// More characters than this are not read; what is quoted too long is cut in the middle.
const LONGEST_MESSAGE: usize = 400;
/// What is left of the start and of the end then.
const KEPT: (usize, usize) = (250, 120);

/// One line of readable length, whatever the words of the user are that it quotes.
fn one_line(message: &str) -> String {
    let plain = printable(message).replace('\n', " ");
    let count = plain.chars().count();
    if count <= LONGEST_MESSAGE {
        return plain;
    }
    let (start, end) = KEPT;
    plain.chars().take(start).chain(" … ".chars()).chain(plain.chars().skip(count - end)).collect()
}

/// Without characters that would do something to a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() && character != '\n' { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::Diagnostic;
    use crate::Code;

    #[test]
    fn quoted_words_cannot_spoil_a_message() {
        let message = format!("`{}` is no span", "a\u{1b}[31m\nb".repeat(100));
        let diagnostic = Diagnostic::error(Code::new(1), message).help("a\tb\nc");
        assert!(!diagnostic.message.contains(char::is_control));
        assert!(diagnostic.message.ends_with("b` is no span") && diagnostic.message.chars().count() < 400);
        assert_eq!(diagnostic.help, ["a b\nc"]);
    }
}
