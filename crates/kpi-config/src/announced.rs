//! Parts of `kpi.toml` that are read and checked before the program makes use of them.
//!
//! A key that is accepted and does nothing is always reported as a warning; see [`crate::problems::no_effect`]'s callers.

use indexmap::IndexMap;
use kpi_diagnostics::Span;

use crate::{Secret, Spanned};

/// What is accepted and checked and has no effect in this version.
#[derive(Clone, Debug, Default)]
pub struct Announced {
    /// `[calendar.NAME]`
    pub calendars: IndexMap<String, Calendar>,
    /// `[history]`
    pub history: Option<Connection>,
    /// `[notices.NAME]`
    pub notices: IndexMap<String, Notice>,
    /// `[warehouse]`
    pub warehouse: Option<Connection>,
}

/// `[calendar.NAME]`: periods that are no months, one row each.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The name in the file.
    pub name: Spanned<String>,
    /// The source with the columns `grain, name, start, end`.
    pub source: Spanned<String>,
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
