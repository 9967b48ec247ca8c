//! What others need to know of a field: whether it depends on the window, and whether rows share its number.

use crate::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use crate::model::{FieldId, Type, When, Window};
use crate::resolve::resolver::{FieldFacts, Resolver};

/// Where the number of a row comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::resolve) struct Origin {
    /// A value of the row itself takes part.
    pub(in crate::resolve) own: bool,
    /// A value of a row that it refers to takes part.
    pub(in crate::resolve) parent: bool,
    /// A number that several rows share takes part.
    pub(in crate::resolve) sideways: bool,
}

impl Origin {
    fn and(self, other: Self) -> Self {
        Self {
            own: self.own || other.own,
            parent: self.parent || other.parent,
            sideways: self.sideways || other.sideways,
        }
    }
}

impl Resolver<'_> {
    pub(in crate::resolve) fn facts_of_field(&self, body: &RowExpr) -> FieldFacts {
        FieldFacts {
            kind: body.kind_of_value,
            unit: body.unit.clone(),
            share: self.is_row_share(body),
            depends_on_window: self.depends_on_window(body),
            sideways: self.origin(body).sideways,
        }
    }

    fn field_depends(&self, id: FieldId) -> bool {
        self.settled_field(id).is_some_and(|facts| facts.depends_on_window)
    }

    /// Whether a row's value depends on the window of the context.
    pub(in crate::resolve) fn depends_on_window(&self, expr: &RowExpr) -> bool {
        let here = match &expr.kind {
            RowKind::PeriodStart | RowKind::PeriodEnd => true,
            RowKind::Field(field) | RowKind::Row(Link::Field(field)) | RowKind::Through(Link::Field(field), _) => {
                self.field_depends(*field)
            }
            RowKind::Within(_, window) => is_of_context(window),
            RowKind::Gather(gather) => self.gather_depends(gather),
            RowKind::Literal(_)
            | RowKind::Column(_)
            | RowKind::Through(Link::Reference(_), _)
            | RowKind::Row(Link::Reference(_))
            | RowKind::Asking(_)
            | RowKind::Negate(_)
            | RowKind::Not(_)
            | RowKind::Binary(..)
            | RowKind::Compare(..)
            | RowKind::OneOf(..)
            | RowKind::IsNull(_)
            | RowKind::Pattern(..)
            | RowKind::If(..)
            | RowKind::Call(..)
            | RowKind::Plugin(..) => false,
        };
        here || expr.parts().into_iter().any(|part| self.depends_on_window(part))
    }

    fn gather_depends(&self, gather: &Gather) -> bool {
        let when = match &gather.when {
            When::At(_) => true,
            When::Always => false,
            When::During(_, window) => is_of_context(window),
        };
        when || matches!(gather.belongs, Belongs::ChildField(field) if self.field_depends(field))
    }

    /// Where a number comes from. Comparisons cut the thread: a condition is each row's own.
    pub(in crate::resolve) fn origin(&self, expr: &RowExpr) -> Origin {
        match &expr.kind {
            RowKind::Column(_) | RowKind::Plugin(..) => Origin { own: true, ..Origin::default() },
            RowKind::Field(field) => {
                let sideways = self.settled_field(*field).is_some_and(|facts| facts.sideways);
                Origin { own: !sideways, parent: false, sideways }
            }
            RowKind::Through(..) => Origin { parent: true, ..Origin::default() },
            RowKind::Gather(gather) => {
                let counts = matches!(expr.kind_of_value, Type::Number | Type::Duration | Type::Unknown);
                let sideways = counts && matches!(gather.belongs, Belongs::SameValue(..));
                Origin { own: !sideways, parent: false, sideways }
            }
            RowKind::Binary(_, left, right) if expr.kind_of_value != Type::Bool => {
                // A length between two moments is the row's own, whoever noted the moments.
                if left.kind_of_value.is_moment() && right.kind_of_value.is_moment() {
                    return Origin { own: true, ..Origin::default() };
                }
                self.origin(left).and(self.origin(right))
            }
            RowKind::If(_, then, otherwise) => self.origin(then).and(self.origin(otherwise)),
            RowKind::Negate(inner) | RowKind::Asking(inner) => self.origin(inner),
            RowKind::Call(_, arguments) => {
                arguments.iter().fold(Origin::default(), |sum, argument| sum.and(self.origin(argument)))
            }
            RowKind::Binary(..)
            | RowKind::Literal(_)
            | RowKind::Row(_)
            | RowKind::PeriodStart
            | RowKind::PeriodEnd
            | RowKind::Not(_)
            | RowKind::Compare(..)
            | RowKind::OneOf(..)
            | RowKind::Within(..)
            | RowKind::IsNull(_)
            | RowKind::Pattern(..) => Origin::default(),
        }
    }
}

/// Whether a window moves with the context; one that hangs on a row or is fixed does not.
fn is_of_context(window: &Window) -> bool {
    match window {
        Window::Period | Window::Last(_) | Window::ToDate(_) | Window::AllTime => true,
        Window::Named(_) | Window::From(..) | Window::UpTo(..) => false,
    }
}
