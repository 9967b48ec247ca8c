//! Writing HTML: what is ours as it is, what is the project's escaped.

use crate::dictionary::Link;
use crate::prose::{Run, Targets, runs};

/// A page in the making.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
}

impl Writer {
    /// Our own markup.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Words of the project, or ours without markup.
    pub(super) fn words(&mut self, words: &str) -> &mut Self {
        self.text.push_str(&escape(words));
        self
    }

    /// Prose: names become code, and those that are defined here lead to their entries, but not to the entry that they are in.
    pub(super) fn prose(&mut self, prose: &str, targets: &Targets, own: &str) -> &mut Self {
        for run in runs(prose, targets) {
            match run {
                Run::Plain(words) => self.words(words),
                Run::Code(name, Some(anchor)) if anchor != own => {
                    self.raw(&format!("<a href=\"#{}\"><code>{}</code></a>", escape(anchor), escape(name)))
                }
                Run::Code(name, _) => self.raw(&format!("<code>{}</code>", escape(name))),
                Run::Label(label, anchor) if anchor != own => {
                    self.raw(&format!("<a href=\"#{}\">{}</a>", escape(anchor), escape(label)))
                }
                Run::Label(label, _) => self.words(&format!("“{label}”")),
            };
        }
        self
    }

    /// A link to an entry, by its label, else by its name.
    pub(super) fn link(&mut self, link: &Link) -> &mut Self {
        let anchor = escape(&link.anchor);
        match &link.label {
            Some(label) => self.raw(&format!("<a href=\"#{anchor}\">{}</a>", escape(label))),
            None => self.raw(&format!("<a href=\"#{anchor}\"><code>{}</code></a>", escape(&link.name))),
        }
    }

    /// Several links, with commas.
    pub(super) fn links(&mut self, links: &[Link]) -> &mut Self {
        for (position, link) in links.iter().enumerate() {
            if position > 0 {
                self.raw(", ");
            }
            self.link(link);
        }
        self
    }

    /// What was written.
    pub(super) fn text(self) -> String {
        self.text
    }
}

/// Safe as the content of an element and between the double quotes of an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // No such characters may stand in a page.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}
