//! Units that do not fit: K0355 to K0362.

use kpi_diagnostics::{Code, Diagnostic, Span};
use kpi_syntax::ast::BinaryOp;

use super::brief;
use crate::model::{Type, Unit};
use crate::resolve::Operand;

const UNITS_DIFFER: Code = Code::new(355);
const DURATION_WITH_NUMBER: Code = Code::new(356);
const PERCENT_WITH_UNIT: Code = Code::new(357);
const LINE_UNIT: Code = Code::new(358);
const PERCENT_TARGET: Code = Code::new(359);
const UNIT_CONTRADICTS: Code = Code::new(360);
const UNIT_OF_DURATION: Code = Code::new(361);

/// The words for a unit.
fn words_of(unit: &Unit) -> String {
    match unit.to_string() {
        words if words.is_empty() => "a plain number".to_owned(),
        words => format!("`{words}`"),
    }
}

fn words_of_operand(operand: &Operand) -> String {
    if operand.kind == Type::Duration { "a duration".to_owned() } else { words_of(&operand.unit) }
}

/// A sum or comparison of different units.
pub(crate) fn units_differ(word: &str, left: &Operand, right: &Operand) -> Diagnostic {
    let (a, b) = (words_of_operand(left), words_of_operand(right));
    let problem = Diagnostic::error(UNITS_DIFFER, format!("`{word}` of different units: {a} and {b}"))
        .primary(right.span, b)
        .secondary(left.span, a);
    if left.unit.percent != right.unit.percent {
        return problem.help("multiply the share by 100, or divide the percentage by 100, so that both are the same");
    }
    problem
        .help("convert one of them, or say the unit of its column in `kpi.toml`: `columns.NAME = { unit = \"EUR\" }`")
}

/// A duration beside a number.
pub(crate) fn duration_with_number(word: &str, left: &Operand, right: &Operand) -> Diagnostic {
    let number = if left.kind == Type::Duration { right } else { left };
    let problem = Diagnostic::error(DURATION_WITH_NUMBER, format!("`{word}` of a duration and a plain number"))
        .primary(number.span, "a number of what?")
        .secondary(if left.kind == Type::Duration { left.span } else { right.span }, "a duration");
    match number.literal {
        Some(value) => problem.help(format!("say of what: `{value} days`, `{value} hours`")),
        None => problem.help("make the duration a number: `hours(…)`, `days(…)`"),
    }
}

/// A percentage times or by something with a unit.
pub(crate) fn percent_with_unit(op: BinaryOp, percent: &Operand, other: &Operand) -> Diagnostic {
    let other_words = words_of_operand(other);
    let verb = if op == BinaryOp::Divide { "divided" } else { "multiplied" };
    Diagnostic::error(
        PERCENT_WITH_UNIT,
        format!("a percentage and {other_words} cannot be {verb}: the 100 would stay in the result"),
    )
    .primary(percent.span, "a percentage")
    .secondary(other.span, other_words)
    .help("divide the percentage by 100 first: `… / 100`")
}

/// A target in another unit.
pub(crate) fn line_unit(name: &str, value: &Operand, limit: &Operand, words: &str) -> Diagnostic {
    let (a, b) = (words_of_operand(value), words_of_operand(limit));
    Diagnostic::error(LINE_UNIT, format!("`{name}` is {a}, and `{}` is {b}", brief(words)))
        .primary(limit.span, b)
        .secondary(value.span, a)
        .help("compare with something of the same unit")
}

/// A target for a duration that is none, or the other way round.
pub(crate) fn line_of_duration(name: &str, value: &Operand, limit: &Operand, words: &str) -> Diagnostic {
    let words = brief(words);
    if value.kind == Type::Duration {
        return Diagnostic::error(LINE_UNIT, format!("`{name}` is a duration: `{words}` of what?"))
            .primary(limit.span, "a plain number")
            .secondary(value.span, "a duration")
            .help(format!("say of what: `{words} hours`, `{words} days`"));
    }
    Diagnostic::error(LINE_UNIT, format!("`{words}` is a duration, and `{name}` is {}", words_of(&value.unit)))
        .primary(limit.span, "a duration")
        .secondary(value.span, words_of(&value.unit))
        .help("write the number alone")
}

/// `target < 5%` of something that is no percentage.
pub(crate) fn percent_target(name: &str, words: &str, span: Span, unit: &Unit) -> Diagnostic {
    let number = words.trim_end_matches('%').trim();
    Diagnostic::error(PERCENT_TARGET, format!("`{words}` needs a percentage, and `{name}` is {}", words_of(unit)))
        .primary(span, "")
        .help(format!("write `{number}`; or make `{name}` a percentage: a share times 100, or `unit %` if it is one"))
}

/// A unit that contradicts the columns.
pub(crate) fn unit_contradicts(name: &str, said: &str, span: Span, computed: &Unit) -> Diagnostic {
    Diagnostic::error(
        UNIT_CONTRADICTS,
        format!("`unit {said}` contradicts what `{name}` is made of: {}", words_of(computed)),
    )
    .primary(span, "")
    .help("remove the clause, or convert the value")
}

/// A unit for a duration.
pub(crate) fn unit_of_duration(name: &str, said: &str, span: Span) -> Diagnostic {
    let function = match said.trim_end_matches('s') {
        "minute" | "min" => "minutes",
        "day" => "days",
        "week" => "weeks",
        _ => "hours",
    };
    Diagnostic::error(
        UNIT_OF_DURATION,
        format!("`{name}` is a duration, and is shown as one: `unit {said}` would be wrong"),
    )
    .primary(span, "")
    .help(format!("remove the clause, or make it a number first: `{function}(…)`"))
}
