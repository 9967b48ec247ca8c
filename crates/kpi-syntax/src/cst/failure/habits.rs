//! Habits of SQL, Excel and programming languages that the grammar cannot read at all.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use super::surroundings::{is_word, token};
use crate::cst::clause_words::{CLAUSE_WORDS, RESERVED};
use crate::errors::{foreign, operators};

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    upper_case(failure)
        .or_else(|| call(failure))
        .or_else(|| operator(failure))
        .or_else(|| select(failure))
        .or_else(|| sql_word(failure))
        .or_else(|| comment(failure))
}

/// `Not x`, `IF x THEN`: the word before was read as a name.
fn upper_case(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, word) = failure.previous();
    let reserved = RESERVED.iter().any(|reserved| word.eq_ignore_ascii_case(reserved)) && !RESERVED.contains(&word);
    let value_follows = failure.token().starts_with(|c| is_word(c) || c == '"');
    let span = failure.span(start, start + word.len());
    (reserved && value_follows).then(|| foreign::upper_case(&[(span, word, &word.to_lowercase())]))
}

/// Mistakes inside the parentheses of a function.
fn call(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, callee) = failure.callee()?;
    let whole = failure.span(start, failure.at + failure.token().len());
    match failure.token() {
        "*" if failure.before().ends_with('(') => Some(foreign::count_star(whole, &callee.to_lowercase(), None)),
        ";" => Some(foreign::semicolon_argument(failure.token_span())),
        _ => None,
    }
}

fn operator(failure: &Failure<'_>) -> Option<Diagnostic> {
    let span = failure.token_span();
    let sign = failure.token();
    let after_value = failure.previous().1.starts_with(|c| is_word(c) || matches!(c, ')' | '"'));
    let instead = match sign {
        "^" | "**" => "a power is `power(base, exponent)`",
        "%" | "％" => "`%` can stand only behind a number, alone in a target; a share in percent is `… * 100`",
        "?" => "a choice is `if … then … else …`",
        "::" => "`date(x)` makes a date of a date-time; other conversions belong into the source",
        "++" | "&" if after_value => "`and` joins conditions; texts cannot be joined",
        "|" => "`or` joins conditions",
        "!" if is_cell(token(failure.rest().get(1..).unwrap_or(""))) => "columns have names: `sum(orders.amount)`",
        "->" | "@" | "\\" => "the operators are `+ - * /`, `= != < <= > >=`, `and`, `or` and `not`",
        ":" if is_cell(failure.previous().1) => "columns have names: `sum(orders.amount)`",
        ":" if !CLAUSE_WORDS.contains(&failure.previous().1) => "a definition is `name = expression`, one to a line",
        "*" if failure.rest().starts_with("**") => "a power is `power(base, exponent)`",
        "=" | "==" | "<" | ">" | "<=" | ">=" | "!=" | "<>" if failure.previous().1 == sign => {
            return Some(operators::doubled(span, sign));
        }
        _ => return None,
    };
    Some(foreign::missing_operator(span, sign, instead))
}

/// `a = SELECT count(*) …`, `a = VAR x = …`: the word was read as a name.
fn select(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, word) = failure.previous();
    let span = failure.span(start, start + word.len());
    if word == "VAR" && failure.token().starts_with(is_word) {
        return Some(foreign::other_word(
            span,
            word,
            "give a part a definition of its own: `x = …`, hidden from the scorecard with `hidden`",
        ));
    }
    word.eq_ignore_ascii_case("select").then(|| foreign::sql_statement(failure.span(start, start + word.len()), word))
}

fn sql_word(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.token();
    let instead = match word.to_lowercase().as_str() {
        "from" if failure.callee().is_some_and(|(_, word)| word.eq_ignore_ascii_case("extract")) => {
            "a part of a date is a function: `month(ordered_on)`; a length is counted with `days(paid_on - ordered_on)`"
        }
        "from" => "the source stands before the dot: `sum(orders.amount)`",
        "by" if failure.previous().1.eq_ignore_ascii_case("group") => "a breakdown is the clause `by region`",
        "contains" | "startswith" | "endswith" => "write a function: `contains(channel, \"web\")`, `starts_with(…)`",
        "offset" => "a value of before is `prev(revenue, 1 month)`",
        "within" => "a percentile is `percentile(orders.amount, 50)`, of rows in any order",
        "union" | "except" | "intersect" => "add or subtract metrics instead: `count(web_orders) + count(shop_orders)`",
        "for" if failure.open_parenthesis().is_some() => {
            "an aggregate goes over all rows by itself: `sum(orders.amount where paid)`"
        }
        "per" if failure.open_parenthesis().is_none() => {
            "parts are added up in parentheses, `avg(sum(orders.amount) per customer)`; a breakdown is the clause `by region`"
        }
        "split" => "a breakdown is the clause `by region`",
        "unless" => "write `and not`",
        "filter" => "the condition stands in the aggregate: `sum(orders.amount where paid)`",
        "if" => "a condition stands behind `where`: `count(orders where paid)`",
        "xor" => "one of two conditions and not both is `a != b`",
        "last" => "a window stands behind `over`, with a number: `over last 1 month`",
        "(" if failure.previous().1.eq_ignore_ascii_case("over") => {
            "`over` takes a window such as `last 3 months`; a share is `x / total(x)`, a sum so far `over year to date`"
        }
        "group" if starts_with_by(failure) => "a breakdown is the clause `by region`",
        "order" if starts_with_by(failure) => "a scorecard has its own order; leave it out",
        "having" => "filter the groups inside: `avg(count(orders) >= 2 per customer)`",
        "join" => "joins are declared as `refs` in `kpi.toml` and written with dots: `customer.segment`",
        "limit" => "leave it out; every slice is shown",
        "as" => "the name stands in front: `revenue = sum(orders.amount)`",
        "asc" | "desc" => "leave it out; a scorecard has its own order",
        _ => return None,
    };
    let span = failure.token_span();
    Some(match word {
        "for" | "per" | "split" | "unless" => foreign::other_word(span, word, instead),
        _ => foreign::sql_clause(span, word, instead),
    })
}

fn starts_with_by(failure: &Failure<'_>) -> bool {
    failure.behind().get(..2).is_some_and(|word| word.eq_ignore_ascii_case("by"))
}

/// `x = 1 -- the first`: the comment was read as two minus signs.
fn comment(failure: &Failure<'_>) -> Option<Diagnostic> {
    let line_start = failure.text.get(..failure.at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let dashes = line_start + failure.text.get(line_start..failure.at)?.find("--")?;
    let end = failure.text.get(dashes..)?.find('\n').map_or(failure.text.len(), |length| dashes + length);
    Some(foreign::comment(failure.span(dashes, end), failure.text.get(dashes..end)?))
}

/// `A1`, as cells of a spreadsheet are called.
fn is_cell(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=2).contains(&letters.len()) && letters.len() < word.len() && letters.bytes().all(|c| c.is_ascii_uppercase())
}
