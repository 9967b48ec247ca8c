//! Expressions: from the flat list of the grammar to a tree, by precedence.

use kpi_diagnostics::Span;
use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, ConstPrattParser, Op};

use super::grammar::Rule;
use super::reader::{MOST_OPERATORS, Reader};
use crate::ast::{BinaryOp, Call, CompareOp, Edge, Expr, ExprKind, Modifier, ModifierKind, PatternKind, Set, UnaryOp};
use crate::errors::{foreign, operators};

/// Loosest first, as in the language's reference.
static PRECEDENCE: ConstPrattParser<Rule, 11> = ConstPrattParser::new_const([
    (Op::infix(Rule::or, Assoc::Left), true),
    (Op::infix(Rule::and, Assoc::Left), true),
    (Op::prefix(Rule::not), true),
    (Op::infix(Rule::compare, Assoc::Left), true),
    (Op::postfix(Rule::in_), false),
    (Op::postfix(Rule::is_null), false),
    (Op::postfix(Rule::between), false),
    (Op::postfix(Rule::pattern), false),
    (Op::infix(Rule::additive, Assoc::Left), true),
    (Op::infix(Rule::multiplicative, Assoc::Left), true),
    (Op::prefix(Rule::minus), true),
]);

impl Reader<'_> {
    /// An `expr` or an `arithmetic`.
    pub(super) fn expression(&self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let parts = pair.into_inner();
        if parts.len() > 2 * MOST_OPERATORS {
            self.give_up();
            return None;
        }
        PRECEDENCE
            .map_primary(|operand| self.operand(operand))
            .map_prefix(|sign, value: Option<Expr>| self.prefix(&sign, value?))
            .map_postfix(|value: Option<Expr>, tail| self.postfix(value?, tail))
            .map_infix(|left: Option<Expr>, sign, right: Option<Expr>| self.infix(left?, &sign, right?))
            .parse(parts)
    }

    fn operand(&self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::reference => return self.reference(pair),
            Rule::paren => self.paren(pair)?,
            Rule::if_ => self.condition(pair)?,
            Rule::string | Rule::foreign_string => ExprKind::Text(self.text(&pair).value),
            Rule::boolean => ExprKind::Bool(pair.as_str() == "true"),
            Rule::null => ExprKind::Null,
            _ => self.numeric(pair)?,
        };
        Some(Expr { kind, span })
    }

    fn reference(&self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let path = self.path(parts.next()?);
        let kind = match parts.next() {
            None => self.bare(path),
            Some(call) => {
                self.count_operator()?;
                let mut call_parts =
                    Call { callee: path, distinct: None, arguments: Vec::new(), modifiers: Vec::new() };
                for part in self.parts(call.into_inner()) {
                    match part.as_rule() {
                        Rule::K_distinct => {
                            self.keyword(&part);
                            call_parts.distinct = Some(self.span(&part));
                        }
                        Rule::expr => call_parts.arguments.push(self.expression(part)?),
                        _ => call_parts.modifiers.push(self.modifier(part)?),
                    }
                }
                self.lower_callee(&mut call_parts.callee);
                self.known_here(call_parts, span)?
            }
        };
        Some(Expr { kind, span })
    }

    /// A name alone; a literal of another language is taken for what it means.
    fn bare(&self, path: crate::ast::Path) -> ExprKind {
        let word = match path.names.as_slice() {
            [name] if name.span.range().len() == name.text.len() => name.text.as_str(),
            _ => "",
        };
        let kind = match word {
            "TRUE" | "True" => ExprKind::Bool(true),
            "FALSE" | "False" => ExprKind::Bool(false),
            "NULL" | "None" => ExprKind::Null,
            _ => return ExprKind::Path(path),
        };
        self.note_word(path.span, word);
        kind
    }

    fn paren(&self, pair: Pair<'_, Rule>) -> Option<ExprKind> {
        self.count_operator()?;
        let mut inner = None;
        let mut modifiers = Vec::new();
        for part in self.parts(pair.into_inner()) {
            match part.as_rule() {
                Rule::expr => inner = Some(self.expression(part)?),
                _ => modifiers.push(self.modifier(part)?),
            }
        }
        Some(ExprKind::Paren(Box::new(inner?), modifiers))
    }

    fn condition(&self, pair: Pair<'_, Rule>) -> Option<ExprKind> {
        self.count_operator()?;
        let mut parts = self.parts(pair.into_inner()).filter(|part| part.as_rule() == Rule::expr);
        let mut next = || parts.next().and_then(|part| self.expression(part)).map(Box::new);
        Some(ExprKind::If { condition: next()?, then: next()?, otherwise: next()? })
    }

    /// `at start`, `where …`: what may stand behind the arguments of an aggregate or in a context.
    pub(super) fn modifier(&self, pair: Pair<'_, Rule>) -> Option<Modifier> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let part = self.parts(pair.into_inner()).next()?;
        let kind = match (rule, part.as_rule()) {
            (Rule::of, _) => ModifierKind::Of(self.path(part)),
            (Rule::on, _) => ModifierKind::On(self.path(part)),
            (Rule::per, Rule::calendar_unit) => ModifierKind::PerUnit(super::window::unit(part.as_str())?),
            (Rule::per, _) => ModifierKind::PerKey(self.path(part)),
            (Rule::at, _) if part.as_str() == "start" => ModifierKind::At(Edge::Start),
            (Rule::at, _) => ModifierKind::At(Edge::End),
            (Rule::over, _) => ModifierKind::Over(self.window(part)?),
            _ => ModifierKind::Where(self.expression(part)?),
        };
        Some(Modifier { kind, span })
    }

    fn prefix(&self, sign: &Pair<'_, Rule>, value: Expr) -> Option<Expr> {
        self.count_operator()?;
        let span = self.span(sign).to(value.span);
        let op = if sign.as_rule() == Rule::not {
            if sign.as_str() == "NOT" {
                self.keyword(sign);
            } else {
                self.expect_sign(sign, "not");
            }
            UnaryOp::Not
        } else {
            self.expect_sign(sign, "-");
            self.refuse_loose_not(&value);
            UnaryOp::Negate
        };
        Some(Expr { kind: ExprKind::Unary(op, Box::new(value)), span })
    }

    fn infix(&self, left: Expr, sign: &Pair<'_, Rule>, right: Expr) -> Option<Expr> {
        self.count_operator()?;
        let span = left.span.to(right.span);
        let kind = match sign.as_rule() {
            Rule::compare => {
                if self.refuse_chain(&left, self.span(sign)) {
                    self.compare(sign);
                    return Some(left);
                }
                self.refuse_loose_not(&right);
                ExprKind::Compare(self.compare(sign), Box::new(left), Box::new(right))
            }
            Rule::and | Rule::or => {
                let op = if sign.as_rule() == Rule::and { BinaryOp::And } else { BinaryOp::Or };
                self.logical(sign, op.symbol());
                ExprKind::Binary(op, Box::new(left), Box::new(right))
            }
            _ => {
                if self.refuse_dashes(sign, &right) {
                    return Some(left);
                }
                let op = arithmetic(sign.as_str());
                self.expect_sign(sign, op.symbol());
                self.refuse_loose_not(&right);
                ExprKind::Binary(op, Box::new(left), Box::new(right))
            }
        };
        Some(Expr { kind, span })
    }

    fn logical(&self, sign: &Pair<'_, Rule>, word: &str) {
        if sign.as_str().eq_ignore_ascii_case(word) {
            self.keyword(sign);
        } else {
            self.expect_sign(sign, word);
        }
    }

    /// The comparison that a sign stands for, with a message if it is not ours.
    pub(super) fn compare(&self, sign: &Pair<'_, Rule>) -> CompareOp {
        let op = match sign.as_str() {
            "<" | "＜" => CompareOp::Less,
            "<=" | "=<" | "≤" | "＜＝" => CompareOp::LessOrEqual,
            ">" | "＞" => CompareOp::Greater,
            ">=" | "=>" | "≥" | "＞＝" => CompareOp::GreaterOrEqual,
            "!=" | "!==" | "<>" | "≠" | "！＝" | "＜＞" => CompareOp::NotEqual,
            _ => CompareOp::Equal,
        };
        self.expect_sign(sign, op.symbol());
        op
    }

    fn postfix(&self, value: Expr, tail: Pair<'_, Rule>) -> Option<Expr> {
        self.count_operator()?;
        let tail_span = self.span(&tail);
        if self.refuse_chain(&value, tail_span) {
            return Some(value);
        }
        let span = value.span.to(tail_span);
        let rule = tail.as_rule();
        let value = Box::new(value);
        let mut negated = false;
        let mut kind = PatternKind::Like;
        let mut rest = Vec::new();
        for part in tail.into_inner() {
            match part.as_rule() {
                Rule::K_not => {
                    self.keyword(&part);
                    negated = true;
                }
                Rule::K_matches => {
                    self.keyword(&part);
                    kind = PatternKind::Matches;
                }
                Rule::K_in | Rule::K_is | Rule::K_null | Rule::K_between | Rule::K_and | Rule::K_like => {
                    self.keyword(&part);
                }
                _ => rest.push(part),
            }
        }
        let mut rest = rest.into_iter();
        let kind = match rule {
            Rule::is_null => ExprKind::IsNull { value, negated },
            Rule::in_ => ExprKind::In { value, negated, set: self.set(rest.next()?)? },
            Rule::between => {
                let mut limit = || rest.next().and_then(|part| self.expression(part)).map(Box::new);
                ExprKind::Between { value, negated, low: limit()?, high: limit()? }
            }
            _ => ExprKind::Pattern { value, negated, kind, pattern: self.text(&rest.next()?) },
        };
        Some(Expr { kind, span })
    }

    fn set(&self, pair: Pair<'_, Rule>) -> Option<Set> {
        if pair.as_rule() == Rule::window {
            return self.window(pair).map(Set::Window);
        }
        self.parts(pair.into_inner()).map(|part| self.expression(part)).collect::<Option<_>>().map(Set::List)
    }

    /// `a < b < c`: whether it is one. What is left of it is the first comparison, so that its types say nothing more.
    fn refuse_chain(&self, left: &Expr, second: Span) -> bool {
        let between = match &left.kind {
            ExprKind::Compare(_, _, middle) => self.words(middle.span),
            ExprKind::In { .. } | ExprKind::Between { .. } | ExprKind::IsNull { .. } | ExprKind::Pattern { .. } => None,
            _ => return false,
        };
        self.report(operators::chained(left.span, second, between));
        true
    }

    /// `a -- words`: whether it is a comment as in SQL.
    fn refuse_dashes(&self, sign: &Pair<'_, Rule>, right: &Expr) -> bool {
        let start = self.span(sign);
        let doubled = matches!(right.kind, ExprKind::Unary(UnaryOp::Negate, _)) && right.span.start == start.end;
        let Some(words) = self.words(start.to(right.span)).filter(|words| doubled && words.starts_with("-- ")) else {
            return false;
        };
        let mut problem = foreign::comment(start.to(right.span), words);
        // It could be a subtraction of something negative.
        problem.fixes.iter_mut().for_each(|fix| fix.safe = false);
        self.report(problem);
        true
    }

    /// `a + not b`
    fn refuse_loose_not(&self, operand: &Expr) {
        if let ExprKind::Unary(UnaryOp::Not, _) = operand.kind {
            self.report(operators::loose_not(operand.span, self.words(operand.span).unwrap_or("…")));
        }
    }

    /// The text of a place in this statement.
    pub(super) fn words(&self, span: Span) -> Option<&str> {
        let range = span.range();
        self.text.get(range.start.checked_sub(self.base)?..range.end.checked_sub(self.base)?)
    }
}

fn arithmetic(sign: &str) -> BinaryOp {
    match sign {
        "+" | "＋" => BinaryOp::Add,
        "-" | "－" | "−" | "–" => BinaryOp::Subtract,
        "/" | "／" | "÷" => BinaryOp::Divide,
        _ => BinaryOp::Multiply,
    }
}
