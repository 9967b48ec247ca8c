//! Aggregates in the body of a field: over the rows that belong to the asking row.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, ExprKind};

use super::{Place, RowScope, made};
use crate::builtin::Aggregator;
use crate::errors;
use crate::model::row::{Belongs, Gather, RowExpr, RowKind};
use crate::model::{FieldId, ReferenceId, SourceId, Type, Unit};
use crate::resolve::aggregate::{Argued, Modifiers, aggregate_type};
use crate::resolve::resolver::{Home, Resolver};

/// A way from a gathered row to the asking one.
#[derive(Clone, Copy)]
enum Way {
    Reference(ReferenceId),
    Field(FieldId),
}

impl Resolver<'_> {
    pub(super) fn gather(
        &mut self,
        function: Aggregator,
        call: &ast::Call,
        span: Span,
        scope: RowScope,
    ) -> Option<RowExpr> {
        let modifiers = self.modifiers(&call.modifiers)?;
        if let Some((_, per)) = modifiers.per {
            return self.report(errors::per_in_row_world(self.words(per), per));
        }
        let source = self.aggregate_source(function, call, scope.home, Some(scope.source), span)?;
        let inner = RowScope { source, asking: Some(scope.source), place: Place::Gathered, home: Home::Nowhere };
        let belongs = self.belongs(&modifiers, inner, span)?;
        let Argued { function, value } = self.aggregate_value(function, call, span, inner)?;
        let when = self.when(&modifiers, inner, span)?;
        let filter = match modifiers.filter {
            Some(filter) => Some(self.row_condition(filter, inner)?),
            None => None,
        };
        let distinct = call.distinct.is_some();
        let (kind, unit) = self.gathered_type(function, distinct, value.as_ref(), source);
        let gather = Gather { function, distinct, source, value, belongs, when, filter };
        Some(made(RowKind::Gather(Box::new(gather)), kind, unit, span))
    }

    fn gathered_type(
        &self,
        function: Aggregator,
        distinct: bool,
        value: Option<&RowExpr>,
        source: SourceId,
    ) -> (Type, Unit) {
        if let (Aggregator::First | Aggregator::Last, None) = (function, value) {
            return (Type::Row(source), Unit::plain());
        }
        let operand = value.map(|value| self.row_operand(value));
        aggregate_type(function, distinct, operand.as_ref())
    }

    fn belongs(&mut self, modifiers: &Modifiers<'_>, scope: RowScope, span: Span) -> Option<Belongs> {
        let asking = scope.asking?;
        let ways = self.ways(scope.source, asking);
        let Some(of) = modifiers.of else {
            return match ways.as_slice() {
                [way] => self.child(*way, span),
                [] => {
                    let common = self.common_names(scope.source, asking);
                    let (inner, outer) = (self.sources.name(scope.source), self.sources.name(asking));
                    let diagnostic = errors::no_way(inner, outer, self.words(span), span, common.as_deref());
                    self.report(diagnostic)
                }
                [first, second, ..] => {
                    let names = [first, second].map(|way| self.name_of_way(scope.source, *way));
                    let (inner, outer) = (self.sources.name(scope.source), self.sources.name(asking));
                    let diagnostic = errors::two_ways(inner, outer, self.words(span), span, &names);
                    self.report(diagnostic)
                }
            };
        };
        if let [name] = of.names.as_slice()
            && let Some(way) = ways.iter().find(|way| self.name_of_way(scope.source, **way) == name.text)
        {
            return self.child(*way, of.span);
        }
        let inner = self.row_path(of, RowScope { asking: None, ..scope });
        let outer = self.row_path(of, RowScope::of_field(asking, Home::Nowhere));
        let (inner, outer) = (inner?, outer?);
        if !inner.kind_of_value.matches(outer.kind_of_value) {
            let sides = (self.sources.name(scope.source), inner.kind_of_value);
            let other = (self.sources.name(asking), outer.kind_of_value);
            let diagnostic = errors::same_value_differs(self.words(of.span), of.span, sides, other);
            return self.report(diagnostic);
        }
        Some(Belongs::SameValue(Box::new(inner), Box::new(outer)))
    }

    fn child(&mut self, way: Way, span: Span) -> Option<Belongs> {
        match way {
            Way::Reference(reference) => Some(Belongs::Child(reference)),
            Way::Field(field) => self.field_facts(field, span).map(|_| Belongs::ChildField(field)),
        }
    }

    /// The references and row fields of a source that lead to another one.
    fn ways(&self, from: SourceId, to: SourceId) -> Vec<Way> {
        let references = self.sources.references_between(from, to).into_iter().map(Way::Reference);
        let fields = self.row_fields.get(&(from, to)).into_iter().flatten().copied();
        references.chain(fields.map(Way::Field)).collect()
    }

    /// The source whose row a field is, when it is `first` or `last` of a source: seen from its text, so that nothing
    /// must be resolved for it.
    pub(in crate::resolve) fn row_in_text(&self, tree: &ast::Field) -> Option<SourceId> {
        let ExprKind::Call(call) = &tree.body.kind else { return None };
        let [callee] = call.callee.names.as_slice() else { return None };
        match Aggregator::named(&callee.text) {
            Some(function @ (Aggregator::First | Aggregator::Last)) => self.bare_source(function, call),
            _ => None,
        }
    }

    fn name_of_way(&self, from: SourceId, way: Way) -> String {
        match way {
            Way::Reference(reference) => self.sources.get(from).reference(reference).name.clone(),
            Way::Field(field) => self.fields.get(field.0).map_or_else(String::new, |slot| slot.name.to_owned()),
        }
    }

    /// A name that rows of both sources have, for a suggestion.
    fn common_names(&self, left: SourceId, right: SourceId) -> Option<String> {
        let right = self.names_of_rows(right);
        self.names_of_rows(left).into_iter().find(|name| right.contains(name) && name.ends_with("_id")).or_else(|| {
            let left = self.sources.get(left);
            left.references.iter().map(|reference| reference.name.clone()).find(|name| right.contains(name))
        })
    }
}
