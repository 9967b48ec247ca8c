//! Colours. A tone says what a piece of text means; whether that becomes a colour is decided once.

use kpi_diagnostics::render::Colour;

/// What a piece of text means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// A heading.
    Strong,
    /// Beside the matter: units of the page, reasons, legends.
    Quiet,
    /// Good news.
    Good,
    /// Not yet bad.
    Warning,
    /// Bad news.
    Bad,
    /// Not known well enough.
    Unsure,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Quiet => "2",
            Self::Good => "32",
            Self::Warning => "33",
            Self::Bad => "31",
            Self::Unsure => "35",
        }
    }
}

/// Paints text in its tone, or leaves it as it is.
pub(crate) fn paint(text: &str, tone: Tone, colour: Colour) -> String {
    match (tone, colour) {
        (Tone::Plain, _) | (_, Colour::Never) => text.to_owned(),
        _ if text.trim().is_empty() => text.to_owned(),
        (_, Colour::Always) => format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code()),
    }
}
