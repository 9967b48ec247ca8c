//! Trees without their places: two texts that say the same have the same tree, wherever the words stand.

use kpi_diagnostics::{FileId, Span};

use super::{
    Bound, Call, Clause, ClauseKind, Comment, Expectation, ExpectedMessage, Expr, ExprKind, Field, File, Fixture, Item,
    Limit, Line, Metric, Modifier, ModifierKind, Name, Outcome, Path, Set, Test, Text, Window, WindowKind,
};

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

impl File {
    /// The same tree with every place forgotten, to be compared with another.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        self.items.forget_places();
        self.comments.forget_places();
        self.broken.forget_places();
        self
    }
}

/// What has places.
trait Places {
    fn forget_places(&mut self);
}

impl Places for Span {
    fn forget_places(&mut self) {
        *self = NOWHERE;
    }
}

impl<T: Places> Places for Vec<T> {
    fn forget_places(&mut self) {
        self.iter_mut().for_each(T::forget_places);
    }
}

impl<T: Places> Places for Option<T> {
    fn forget_places(&mut self) {
        self.iter_mut().for_each(T::forget_places);
    }
}

/// A structure is that of these parts.
macro_rules! parts {
    ($($kind:ty: $($part:ident),+;)+) => {
        $(impl Places for $kind {
            fn forget_places(&mut self) {
                $(self.$part.forget_places();)+
            }
        })+
    };
}

parts! {
    Comment: span;
    Name: span;
    Text: span;
    Path: names, span;
    Metric: name, label, body, clauses, span;
    Field: source, name, label, body, clauses, span;
    Clause: kind, span;
    Line: bound, scope;
    Expr: kind, span;
    Call: callee, distinct, arguments, modifiers;
    Modifier: kind, span;
    Window: kind, span;
    Fixture: source, columns, rows;
    Expectation: subject, outcome, scope, span;
}

impl Places for Item {
    fn forget_places(&mut self) {
        match self {
            Self::From(name) => name.forget_places(),
            Self::Group(text) => text.forget_places(),
            Self::Metric(metric) => metric.forget_places(),
            Self::Field(field) => field.forget_places(),
            Self::Test(test) => test.forget_places(),
            Self::Error(span) => span.forget_places(),
        }
    }
}

impl Places for Test {
    fn forget_places(&mut self) {
        self.title.forget_places();
        self.period.1.forget_places();
        self.fixtures.forget_places();
        self.expectations.forget_places();
        self.messages.forget_places();
        self.span.forget_places();
    }
}

impl Places for ExpectedMessage {
    fn forget_places(&mut self) {
        self.definition.forget_places();
        self.span.forget_places();
    }
}

impl Places for Outcome {
    fn forget_places(&mut self) {
        match self {
            Self::Value { expected, within: _ } => expected.forget_places(),
            Self::Status(_) => {}
        }
    }
}

impl Places for ClauseKind {
    fn forget_places(&mut self) {
        match self {
            Self::Target(line) | Self::Warn(line) => line.forget_places(),
            Self::Unit(text)
            | Self::Owner(text)
            | Self::Group(text)
            | Self::Source(text)
            | Self::Label { language: _, text } => text.forget_places(),
            Self::By { dimensions: paths, only: _ } | Self::Show(paths) => paths.forget_places(),
            Self::Where(condition) => condition.forget_places(),
            Self::Over(window) => window.forget_places(),
            Self::Confidence { percent: _, per } => per.forget_places(),
            Self::Tags(names) => names.forget_places(),
            Self::MinN(_) | Self::Better(_) | Self::Fill(_) | Self::Weight(_) | Self::Hidden => {}
        }
    }
}

impl Places for Bound {
    fn forget_places(&mut self) {
        match self {
            Self::Compare(_, limit) => limit.forget_places(),
            Self::Between(low, high) => {
                low.forget_places();
                high.forget_places();
            }
        }
    }
}

impl Places for Limit {
    fn forget_places(&mut self) {
        match self {
            Self::Percent(_, span) => span.forget_places(),
            Self::Expr(value) => value.forget_places(),
        }
    }
}

impl Places for ExprKind {
    fn forget_places(&mut self) {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Date(_) | Self::Duration(_) | Self::Bool(_) | Self::Null => {}
            Self::Path(path) => path.forget_places(),
            Self::Call(call) => call.forget_places(),
            Self::Paren(inner, modifiers) => {
                inner.forget_places();
                modifiers.forget_places();
            }
            Self::Unary(_, value) | Self::IsNull { value, negated: _ } => value.forget_places(),
            Self::Binary(_, left, right) | Self::Compare(_, left, right) => {
                left.forget_places();
                right.forget_places();
            }
            Self::In { value, negated: _, set } => {
                value.forget_places();
                set.forget_places();
            }
            Self::Between { value, negated: _, low, high } => {
                value.forget_places();
                low.forget_places();
                high.forget_places();
            }
            Self::Pattern { value, negated: _, kind: _, pattern } => {
                value.forget_places();
                pattern.forget_places();
            }
            Self::If { condition, then, otherwise } => {
                condition.forget_places();
                then.forget_places();
                otherwise.forget_places();
            }
        }
    }
}

impl Places for ModifierKind {
    fn forget_places(&mut self) {
        match self {
            Self::Of(path) | Self::PerKey(path) | Self::On(path) => path.forget_places(),
            Self::PerUnit(_) | Self::At(_) => {}
            Self::Over(window) => window.forget_places(),
            Self::Where(condition) => condition.forget_places(),
        }
    }
}

impl Places for Set {
    fn forget_places(&mut self) {
        match self {
            Self::List(list) => list.forget_places(),
            Self::Window(window) => window.forget_places(),
        }
    }
}

impl Places for WindowKind {
    fn forget_places(&mut self) {
        match self {
            Self::Period | Self::Last(_) | Self::ToDate(_) | Self::AllTime | Self::Named(_) => {}
            Self::AllTimeUpTo(moment) | Self::AllTimeFrom(moment) | Self::From(_, moment) | Self::UpTo(_, moment) => {
                moment.forget_places();
            }
        }
    }
}
