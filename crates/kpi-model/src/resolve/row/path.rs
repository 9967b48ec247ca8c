//! Names on a row: fields, columns, references, `this`, `period.start`.
//!
//! A field hides a column of its name. A name with dots is a path of references first; only then a column whose own
//! name has dots: what `kpi.toml` and the definitions say is stronger than what the data hold.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, Name};

use super::{Place, RowScope, made};
use crate::errors;
use crate::model::row::{Link, RowExpr, RowKind};
use crate::model::{ColumnId, ReferenceId, SourceId, Type, Unit};
use crate::resolve::resolver::Resolver;

impl Resolver<'_> {
    /// The meaning of a path on a row.
    pub(in crate::resolve) fn row_path(&mut self, path: &ast::Path, scope: RowScope) -> Option<RowExpr> {
        let (first, rest) = path.names.split_first()?;
        if let Some(edge) = period_edge(path) {
            return Some(made(edge, Type::Date, Unit::plain(), path.span));
        }
        if first.text == "this" {
            return self.asking_path(path, rest, scope);
        }
        if scope.place == Place::Anchor {
            let of_asking = !rest.is_empty() && self.sources.named(&first.text) == scope.asking;
            let member = if of_asking { rest } else { &path.names };
            return self.report(errors::anchor_without_this(&dotted(member), path.span));
        }
        if !rest.is_empty()
            && self.sources.reference(scope.source, &first.text).is_none()
            && let Some(named) = self.sources.named(&first.text)
        {
            if named == scope.source {
                return self.walk(scope.source, rest, path.span, scope);
            }
            return self.other_source(path, named, scope);
        }
        self.walk(scope.source, &path.names, path.span, scope)
    }

    fn asking_path(&mut self, path: &ast::Path, rest: &[Name], scope: RowScope) -> Option<RowExpr> {
        let Some(asking) = scope.asking else {
            return self.report(errors::this_without_asking_row(self.words(path.span), path.span));
        };
        if rest.is_empty() {
            return self.report(errors::bare_this(path.span, self.sources.name(asking)));
        }
        let inner = self.walk(asking, rest, path.span, scope)?;
        let (kind, unit) = (inner.kind_of_value, inner.unit.clone());
        Some(made(RowKind::Asking(Box::new(inner)), kind, unit, path.span))
    }

    fn other_source<T>(&mut self, path: &ast::Path, named: SourceId, scope: RowScope) -> Option<T> {
        let words = self.words(path.span);
        let (named_name, own) = (self.sources.name(named), self.sources.name(scope.source));
        let member = words.split_once('.').map_or("", |(_, member)| member);
        let diagnostic = if scope.asking == Some(named) {
            errors::asking_row_by_its_source(words, path.span, member)
        } else if matches!(scope.place, Place::Filter | Place::Dimension) {
            errors::context_names_one_source(words, path.span, own)
        } else {
            let way = self.sources.references_between(scope.source, named).first().copied();
            let way = way.map(|way| self.sources.get(scope.source).reference(way).name.clone());
            errors::two_sources(words, path.span, own, named_name, way.as_deref())
        };
        self.report(diagnostic)
    }

    /// Follows names from a row of a source.
    fn walk(&mut self, source: SourceId, names: &[Name], span: Span, scope: RowScope) -> Option<RowExpr> {
        let (first, rest) = names.split_first()?;
        if rest.is_empty() {
            return self.last_name(source, first, span, scope);
        }
        if let Some(reference) = self.sources.reference(source, &first.text) {
            let target = self.sources.get(source).reference(reference).target;
            return self.through(Link::Reference(reference), target, rest, span, scope);
        }
        if let Some(field) = self.field_named(source, &first.text) {
            let facts = self.field_facts(field, first.span)?;
            return match facts.kind {
                Type::Row(target) => self.through(Link::Field(field), target, rest, span, scope),
                Type::Unknown => Some(made(RowKind::Field(field), Type::Unknown, Unit::literal(), span)),
                Type::Number | Type::Text | Type::Bool | Type::Date | Type::Datetime | Type::Duration => {
                    self.report(errors::no_parts(&first.text, first.span, facts.kind))
                }
            };
        }
        let joined = dotted(names);
        match self.sources.column(source, &joined) {
            Some(column) => Some(self.column_expr(source, column, span)),
            None => self.unknown_part(source, first, &joined, scope),
        }
    }

    fn through(&mut self, link: Link, target: SourceId, rest: &[Name], span: Span, scope: RowScope) -> Option<RowExpr> {
        let inner = self.walk(target, rest, span, scope)?;
        let (kind, unit) = (inner.kind_of_value, inner.unit.clone());
        Some(made(RowKind::Through(link, Box::new(inner)), kind, unit, span))
    }

    fn last_name(&mut self, source: SourceId, name: &Name, span: Span, scope: RowScope) -> Option<RowExpr> {
        if let Some(field) = self.field_named(source, &name.text) {
            let facts = self.field_facts(field, name.span)?;
            if let Type::Row(_) = facts.kind {
                return Some(made(RowKind::Row(Link::Field(field)), facts.kind, Unit::plain(), span));
            }
            return Some(made(RowKind::Field(field), facts.kind, facts.unit, span));
        }
        if let Some(reference) = self.sources.reference(source, &name.text)
            && !self.is_column_of_its_own_name(source, reference, &name.text)
        {
            let target = self.sources.get(source).reference(reference).target;
            return Some(made(RowKind::Row(Link::Reference(reference)), Type::Row(target), Unit::plain(), span));
        }
        match self.sources.column(source, &name.text) {
            Some(column) => Some(self.column_expr(source, column, span)),
            None => self.unknown_part(source, name, &name.text, scope),
        }
    }

    /// Whether a reference is over the one column that has its name; then the bare name is the column's value.
    fn is_column_of_its_own_name(&self, source: SourceId, reference: ReferenceId, name: &str) -> bool {
        let owner = self.sources.get(source);
        match owner.reference(reference).columns.as_slice() {
            [column] => owner.column(*column).name == name,
            _ => false,
        }
    }

    fn column_expr(&self, source: SourceId, column: ColumnId, span: Span) -> RowExpr {
        let known = self.sources.get(source).column(column);
        made(RowKind::Column(column), known.kind, known.unit.clone(), span)
    }

    fn unknown_part<T>(&mut self, source: SourceId, name: &Name, whole: &str, scope: RowScope) -> Option<T> {
        // A source that could not be read is none of the names here, and that is said where it stands.
        if whole.split_once('.').is_some_and(|(first, _)| self.config.flaws.touch(first)) {
            return None;
        }
        let source_name = self.sources.name(source);
        if matches!(scope.place, Place::Filter | Place::Dimension) && source == scope.source {
            let diagnostic = self.unknown_in_context(source, name, whole, scope);
            return self.report(diagnostic);
        }
        let diagnostic = if source == scope.source && self.metric_names.contains_key(name.text.as_str()) {
            errors::metric_in_row_world(name, source_name)
        } else {
            let names = self.names_of_rows(source);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            errors::unknown_column(source_name, whole, name.span, &names)
        };
        self.report(diagnostic)
    }

    fn unknown_in_context(
        &self,
        source: SourceId,
        name: &Name,
        whole: &str,
        scope: RowScope,
    ) -> kpi_diagnostics::Diagnostic {
        let source_name = self.sources.name(source);
        let owner = self.sources.get(source);
        let way = owner.references.iter().find(|reference| {
            self.field_named(reference.target, whole).is_some()
                || self.sources.known_column(reference.target, whole).is_some()
        });
        if let Some(way) = way {
            let fix = format!("{source_name}.{whole} = {}.{whole}", way.name);
            return errors::context_not_in_source(source_name, whole, name.span, &fix);
        }
        let names = self.names_of_rows(source);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let what = if scope.place == Place::Filter { "filter" } else { "breakdown" };
        errors::context_unknown(source_name, whole, name.span, what, &names)
    }

    /// Everything that may be written on a row of a source.
    pub(in crate::resolve) fn names_of_rows(&self, source: SourceId) -> Vec<String> {
        let owner = self.sources.get(source);
        let fields = self.field_names.get(source.0).into_iter().flat_map(|names| names.keys().copied());
        let mut fields: Vec<&str> = fields.collect();
        fields.sort_unstable();
        let columns = owner.columns.iter().map(|column| column.name.as_str());
        let references = owner.references.iter().map(|reference| reference.name.as_str());
        fields.into_iter().chain(columns).chain(references).map(str::to_owned).collect()
    }
}

/// Names as a path is written.
fn dotted(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}

/// `period.start` and `period.end`.
pub(in crate::resolve) fn period_edge(path: &ast::Path) -> Option<RowKind> {
    let [first, second] = path.names.as_slice() else { return None };
    match (first.text.as_str(), second.text.as_str()) {
        ("period", "start") => Some(RowKind::PeriodStart),
        ("period", "end") => Some(RowKind::PeriodEnd),
        _ => None,
    }
}
