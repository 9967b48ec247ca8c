//! Expressions: a long one is broken at its loosest operators, which then stand at the start of lines.

use kpi_diagnostics::Span;

use super::writer::Writer;
use crate::ast::{BinaryOp, Expr, ExprKind, PatternKind, Set, UnaryOp};

/// How tightly an operator binds; those that bind alike stand below each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    Or,
    And,
    Sum,
    Product,
}

fn strength(op: BinaryOp) -> Strength {
    match op {
        BinaryOp::Or => Strength::Or,
        BinaryOp::And => Strength::And,
        BinaryOp::Add | BinaryOp::Subtract => Strength::Sum,
        BinaryOp::Multiply | BinaryOp::Divide => Strength::Product,
    }
}

impl Writer<'_> {
    /// An expression at the start of a line, or of the one line it stands on.
    pub(super) fn body(&mut self, body: &Expr) {
        if let ExprKind::If { .. } = body.kind {
            self.condition(body);
        } else {
            self.expression(body);
        }
    }

    /// An expression.
    pub(super) fn expression(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Date(_) | ExprKind::Bool(_) | ExprKind::Null => {
                self.written(expr.span);
            }
            ExprKind::Path(path) => self.written(path.span),
            ExprKind::Duration(_) => self.words_until(expr.span.range().end),
            ExprKind::Call(call) => self.call(call),
            ExprKind::Paren(inner, modifiers) => {
                self.word("(");
                self.expression(inner);
                self.indent(|writer| writer.modifiers(modifiers));
                self.word(")");
            }
            ExprKind::Unary(..) => self.prefixed(expr),
            ExprKind::Binary(op, ..) => self.chain(expr, strength(*op)),
            ExprKind::Compare(op, left, right) => self.group(|writer| {
                writer.indent(|writer| writer.expression(left));
                writer.indent(|writer| writer.operand(op.symbol(), right));
            }),
            ExprKind::If { .. } => self.indent(|writer| writer.condition(expr)),
            ExprKind::In { value, negated, set } => {
                self.tested(value, *negated);
                self.word("in");
                self.space();
                self.set(set);
            }
            ExprKind::Between { value, negated, low, high } => {
                self.group(|writer| {
                    writer.tested(value, *negated);
                    writer.between(|writer| writer.expression(low), |writer| writer.expression(high));
                });
            }
            ExprKind::IsNull { value, negated } => self.null_test(value, *negated),
            ExprKind::Pattern { value, negated, kind, pattern } => {
                self.tested(value, *negated);
                self.word(if *kind == PatternKind::Like { "like" } else { "matches" });
                self.space();
                self.written(pattern.span);
            }
        }
    }

    /// `- x`, `not x`; a run of them is no deeper than one.
    fn prefixed(&mut self, expr: &Expr) {
        let mut value = expr;
        while let ExprKind::Unary(op, inner) = &value.kind {
            match op {
                UnaryOp::Negate => self.word("-"),
                UnaryOp::Not => self.word("not"),
            }
            // `--` would be the comment of another language.
            if *op == UnaryOp::Not || matches!(inner.kind, ExprKind::Unary(..)) {
                self.space();
            }
            value = inner;
        }
        self.expression(value);
    }

    /// Operands of equally strong operators.
    fn chain(&mut self, expr: &Expr, strength_here: Strength) {
        let mut first = expr;
        let mut operands = Vec::new();
        while let ExprKind::Binary(op, left, right) = &first.kind
            && strength(*op) == strength_here
        {
            operands.push((*op, right));
            first = left;
        }
        self.group(|writer| {
            writer.indent(|writer| writer.expression(first));
            writer.indent(|writer| {
                for (op, operand) in operands.iter().rev() {
                    writer.operand(op.symbol(), operand);
                }
            });
        });
    }

    /// An operator and its right side; a plain value stays with what stands before it.
    fn operand(&mut self, symbol: &str, operand: &Expr) {
        if is_plain(operand) {
            self.space();
        } else {
            self.line();
        }
        self.word(symbol);
        self.space();
        self.expression(operand);
    }

    /// `if c then a else if d then b else c`
    fn condition(&mut self, expr: &Expr) {
        self.group(|writer| {
            let mut rest = expr;
            while let ExprKind::If { condition, then, otherwise } = &rest.kind {
                writer.group(|writer| {
                    writer.word("if");
                    writer.space();
                    writer.indent(|writer| {
                        writer.expression(condition);
                        writer.fill(|writer| {
                            writer.word("then");
                            writer.space();
                            writer.expression(then);
                        });
                    });
                });
                writer.line();
                writer.word("else");
                writer.space();
                rest = otherwise;
            }
            writer.indent(|writer| writer.expression(rest));
        });
    }

    /// `between a and b`, without the value.
    pub(super) fn between(&mut self, low: impl FnOnce(&mut Self), high: impl FnOnce(&mut Self)) {
        self.word("between");
        self.space();
        self.indent(|writer| {
            low(writer);
            writer.line();
            writer.word("and");
            writer.space();
            high(writer);
        });
    }

    fn null_test(&mut self, value: &Expr, negated: bool) {
        self.expression(value);
        self.space();
        self.word("is");
        self.space();
        self.negation(negated);
        self.word("null");
    }

    /// What stands before `in`, `between` and their like.
    fn tested(&mut self, value: &Expr, negated: bool) {
        self.expression(value);
        self.space();
        self.negation(negated);
    }

    fn negation(&mut self, negated: bool) {
        if negated {
            self.word("not");
            self.space();
        }
    }

    fn set(&mut self, set: &Set) {
        match set {
            Set::Window(window) => self.window(window),
            Set::List(list) => {
                self.word("(");
                self.indent(|writer| writer.listed(list, Self::expression));
                self.word(")");
            }
        }
    }

    /// Things joined by commas; those that do not fit on the line begin the next.
    pub(super) fn listed<T>(&mut self, things: &[T], write: impl Fn(&mut Self, &T)) {
        for (index, thing) in things.iter().enumerate() {
            if index == 0 {
                write(self, thing);
            } else {
                self.word(",");
                self.fill(|writer| write(writer, thing));
            }
        }
    }

    /// Names joined by commas.
    pub(super) fn names(&mut self, places: impl Iterator<Item = Span>) {
        let places: Vec<Span> = places.collect();
        self.listed(&places, |writer, place| writer.written(*place));
    }
}

fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Date(_)
        | ExprKind::Bool(_)
        | ExprKind::Null
        | ExprKind::Duration(_) => true,
        ExprKind::Unary(UnaryOp::Negate, value) => matches!(value.kind, ExprKind::Number(_)),
        ExprKind::Path(_)
        | ExprKind::Call(_)
        | ExprKind::Paren(..)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::Compare(..)
        | ExprKind::In { .. }
        | ExprKind::Between { .. }
        | ExprKind::IsNull { .. }
        | ExprKind::Pattern { .. }
        | ExprKind::If { .. } => false,
    }
}
