//! The clauses of a definition.

use super::writer::Writer;
use crate::ast::{Better, Bound, Clause, ClauseKind, Limit, Line, Path, Text};

impl Writer<'_> {
    /// One clause.
    pub(super) fn clause(&mut self, clause: &Clause) {
        match &clause.kind {
            ClauseKind::Target(line) => self.target("target", line),
            ClauseKind::Warn(line) => self.target("warn", line),
            ClauseKind::Unit(unit) => self.quoted("unit", unit),
            ClauseKind::By { dimensions, only } => {
                self.paths("by", dimensions);
                if *only {
                    self.space();
                    self.word("only");
                }
            }
            ClauseKind::Where(condition) => {
                self.word("where");
                self.space();
                self.expression(condition);
            }
            ClauseKind::Over(window) => self.over(window),
            ClauseKind::Show(paths) => self.paths("show", paths),
            ClauseKind::Confidence { percent: _, per } => self.confidence(per.as_ref()),
            ClauseKind::Label { language, text } => self.label(language.as_deref(), text),
            ClauseKind::Owner(text) => self.quoted("owner", text),
            ClauseKind::Group(text) => self.quoted("group", text),
            ClauseKind::Source(text) => self.quoted("source", text),
            ClauseKind::Tags(tags) => {
                self.word("tags");
                self.space();
                self.indent(|writer| writer.names(tags.iter().map(|tag| tag.span)));
            }
            ClauseKind::MinN(_) | ClauseKind::Better(_) | ClauseKind::Fill(_) | ClauseKind::Weight(_) => {
                self.short(&clause.kind);
            }
            ClauseKind::Hidden => self.word("hidden"),
        }
    }

    /// A word or two and a number or a word.
    fn short(&mut self, kind: &ClauseKind) {
        if let ClauseKind::Better(better) = kind {
            self.word("better");
            self.space();
            self.word(if *better == Better::Higher { "higher" } else { "lower" });
            return;
        }
        if let ClauseKind::MinN(_) = kind {
            self.word("min");
            self.space();
            self.word("n");
        } else {
            self.word(if let ClauseKind::Fill(_) = kind { "fill" } else { "weight" });
        }
        self.space();
        self.notes();
        if self.source.rest().starts_with('-') {
            self.word("-");
        }
        self.number();
    }

    fn quoted(&mut self, word: &str, text: &Text) {
        self.word(word);
        self.space();
        self.written(text.span);
    }

    fn paths(&mut self, word: &str, paths: &[Path]) {
        self.word(word);
        self.space();
        self.indent(|writer| writer.names(paths.iter().map(|path| path.span)));
    }

    fn confidence(&mut self, per: Option<&Path>) {
        self.word("confidence");
        self.space();
        self.number();
        self.word("%");
        if let Some(path) = per {
            self.space();
            self.word("per");
            self.space();
            self.written(path.span);
        }
    }

    fn label(&mut self, language: Option<&str>, text: &Text) {
        self.word("label");
        self.space();
        if let Some(language) = language {
            self.word(language);
            self.space();
        }
        self.written(text.span);
    }

    /// `target < 5 for segment = "smb" since 2026-07-01`
    fn target(&mut self, word: &str, line: &Line) {
        self.group(|writer| {
            writer.word(word);
            writer.space();
            writer.indent(|writer| {
                match &line.bound {
                    Bound::Compare(op, limit) => {
                        writer.word(op.symbol());
                        writer.space();
                        writer.limit(limit);
                    }
                    Bound::Between(low, high) => {
                        writer.between(|writer| writer.limit(low), |writer| writer.limit(high));
                    }
                }
                if let Some(scope) = &line.scope {
                    writer.fill(|writer| writer.scope(scope));
                }
                if let Some(since) = line.since {
                    writer.fill(|writer| {
                        writer.word("since");
                        writer.space();
                        writer.word(&since.to_string());
                    });
                }
            });
        });
    }

    fn limit(&mut self, limit: &Limit) {
        match limit {
            Limit::Percent(..) => {
                self.number();
                self.word("%");
            }
            Limit::Expr(value) => self.expression(value),
        }
    }
}
