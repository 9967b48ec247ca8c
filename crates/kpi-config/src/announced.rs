//! Parts of `kpi.toml` that are read and checked before the program makes use of them.
//!
//! A key that is accepted and does nothing is always reported as a warning. `output` and `schedule` of a scorecard and
//! `sheet` and `range` of a source are of this sort too; they stand with their sections.

use indexmap::IndexMap;
use kpi_diagnostics::Span;

use crate::document::{Reader, Section};
use crate::{Secret, Spanned, problems};

/// What is accepted and checked and has no effect in this version.
#[derive(Clone, Debug, Default)]
pub struct Announced {
    /// `[history]`
    pub history: Option<Connection>,
    /// `[notices.NAME]`
    pub notices: IndexMap<String, Notice>,
    /// `[warehouse]`
    pub warehouse: Option<Connection>,
}

/// A database.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Where it is; may hold a password.
    pub url: Spanned<Secret>,
    /// The heading.
    pub span: Span,
}

/// `[notices.NAME]`: who is told when a status changes.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The name in the file.
    pub name: Spanned<String>,
    /// How.
    pub kind: NoticeKind,
    /// The address of a webhook or of a mail server; may hold a password.
    pub url: Option<Spanned<Secret>>,
    /// The addresses of mail.
    pub to: Vec<Spanned<String>>,
}

/// How a notice is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// A webhook of Slack's shape.
    Slack,
    /// Mail by SMTP.
    Email,
    /// A plain webhook.
    Webhook,
}

const NOTICE_KINDS: [(&str, NoticeKind); 3] =
    [("slack", NoticeKind::Slack), ("email", NoticeKind::Email), ("webhook", NoticeKind::Webhook)];

pub(crate) fn read(reader: &mut Reader<'_>, root: &mut Section<'_>) -> Announced {
    Announced {
        history: connection(reader, root, "history", "[history]"),
        notices: notices(reader, root),
        warehouse: connection(reader, root, "warehouse", "[warehouse]"),
    }
}

fn connection(reader: &mut Reader<'_>, root: &mut Section<'_>, key: &'static str, title: &str) -> Option<Connection> {
    let mut section = root.take(key)?.section(reader, title.to_owned())?;
    let url = secret(reader, &mut section, "url");
    if url.is_none() && !section.given("url") {
        reader.report(problems::missing_key(title, "url", section.span, "`url = \"${DATABASE_URL}\"`"));
    }
    reader.report(problems::no_effect(title, section.span));
    let span = section.span;
    section.finish(reader);
    Some(Connection { url: url?, span })
}

fn notices(reader: &mut Reader<'_>, root: &mut Section<'_>) -> IndexMap<String, Notice> {
    let mut notices = IndexMap::new();
    for (name, mut section) in root.named_sections(reader, "notices") {
        let kind = section.word(reader, "kind", &NOTICE_KINDS);
        if kind.is_none() && !section.given("kind") {
            reader.report(problems::missing_key(&section.title, "kind", section.span, "`kind = \"slack\"`"));
        }
        let url = secret(reader, &mut section, "url");
        let to = section.texts(reader, "to").unwrap_or_default();
        reader.report(problems::no_effect(&section.title, section.span));
        section.finish(reader);
        if let Some(kind) = kind {
            notices.insert(name.value.clone(), Notice { name, kind: kind.value, url, to });
        }
    }
    notices
}

fn secret(reader: &mut Reader<'_>, section: &mut Section<'_>, key: &'static str) -> Option<Spanned<Secret>> {
    let text = section.text(reader, key)?;
    Some(Spanned { value: Secret::new(text.value), span: text.span })
}
