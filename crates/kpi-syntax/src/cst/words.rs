//! The grammar's rules in the user's words. Rule names never reach users.

use super::grammar::Rule;

const VALUE: &str = "a value";
const MODIFIER: &str = "a modifier such as `where`";
const CLAUSE: &str = "a clause such as `target`";
const COMPARISON: &str = "a comparison such as `<`";
const OPERATOR: &str = "an operator";
const WINDOW: &str = "a window such as `period`, `last 28 days` or `year to date`";
/// Literals are part of "a value" and named only when nothing else may stand there.
const LITERAL: u8 = 9;

/// Every rule with a rank, the lower the earlier, and its words; none: not worth naming.
const WORDS: &[(u8, &str, &[Rule])] = &[
    (
        1,
        VALUE,
        &[
            Rule::expr,
            Rule::arithmetic,
            Rule::operand,
            Rule::reference,
            Rule::paren,
            Rule::if_,
            Rule::K_if,
            Rule::expression,
            Rule::query,
            Rule::limit,
        ],
    ),
    (1, "`=`", &[Rule::define]),
    (1, "`start` or `end`", &[Rule::edge]),
    (1, "a code such as `K0203`", &[Rule::code]),
    (1, "`higher` or `lower`", &[Rule::direction]),
    (1, "a status such as `met`, `missed` or `no data`", &[Rule::status]),
    (1, "a definition", &[Rule::definition, Rule::from_statement, Rule::group_statement, Rule::test_statement]),
    (
        2,
        OPERATOR,
        &[
            Rule::infix,
            Rule::postfix,
            Rule::and,
            Rule::or,
            Rule::additive,
            Rule::multiplicative,
            Rule::in_,
            Rule::is_null,
            Rule::between,
            Rule::pattern,
        ],
    ),
    (2, WINDOW, &[Rule::window, Rule::last, Rule::to_date, Rule::all_time, Rule::anchored, Rule::whole_period]),
    (2, "a list in parentheses", &[Rule::list]),
    (2, "`from` or `up to` and a moment", &[Rule::anchor, Rule::from_anchor, Rule::up_to_anchor]),
    (2, "a row of a table, starting with `|`", &[Rule::row]),
    (2, "`expect`", &[Rule::expect, Rule::K_expect]),
    (3, COMPARISON, &[Rule::compare, Rule::bound]),
    (3, "a unit of time such as `days`", &[Rule::time_unit, Rule::calendar_unit]),
    (3, "`between`", &[Rule::K_between]),
    (3, "`and`", &[Rule::K_and]),
    (3, "`in`", &[Rule::K_in]),
    (3, "`is`", &[Rule::K_is]),
    (3, "`null`", &[Rule::K_null]),
    (3, "`like`", &[Rule::K_like]),
    (3, "`matches`", &[Rule::K_matches]),
    (3, "`then`", &[Rule::K_then]),
    (3, "`else`", &[Rule::K_else]),
    (3, "`where`", &[Rule::K_where]),
    (3, "`over`", &[Rule::K_over]),
    (3, "`of`", &[Rule::K_of]),
    (3, "`from`", &[Rule::K_from]),
    (3, "`group`", &[Rule::K_group]),
    (3, "`test`", &[Rule::K_test]),
    (3, "`n`", &[Rule::K_n]),
    (3, "`to`", &[Rule::K_to]),
    (3, "`date`", &[Rule::K_date]),
    (3, "`time`", &[Rule::K_time]),
    (3, "`up to`", &[Rule::K_up]),
    (4, "`)`", &[Rule::close]),
    (5, "`,`", &[Rule::comma]),
    (5, "`%`", &[Rule::percent_sign]),
    (6, "`;`", &[Rule::semicolon]),
    (7, MODIFIER, &[Rule::modifier, Rule::of, Rule::per, Rule::on, Rule::at, Rule::K_on, Rule::K_at]),
    (
        7,
        CLAUSE,
        &[
            Rule::clause,
            Rule::clauses,
            Rule::target,
            Rule::warn,
            Rule::unit,
            Rule::by,
            Rule::where_,
            Rule::over,
            Rule::min_n,
            Rule::confidence,
            Rule::better,
            Rule::fill,
            Rule::label,
            Rule::show,
            Rule::weight,
            Rule::owner,
            Rule::group,
            Rule::source,
            Rule::tags,
            Rule::hidden,
            Rule::K_target,
            Rule::K_warn,
            Rule::K_unit,
            Rule::K_by,
            Rule::K_min,
            Rule::K_confidence,
            Rule::K_better,
            Rule::K_fill,
            Rule::K_label,
            Rule::K_show,
            Rule::K_weight,
            Rule::K_owner,
            Rule::K_source,
            Rule::K_tags,
            Rule::K_hidden,
        ],
    ),
    (8, "the end of the statement", &[Rule::EOI]),
    (LITERAL, "a date such as `2026-01-31`", &[Rule::date_like]),
    (LITERAL, "a text in double quotes", &[Rule::string, Rule::foreign_string, Rule::text]),
    (LITERAL, "a name", &[Rule::path, Rule::name, Rule::quoted]),
    (LITERAL, "a period such as `2026-Q3`", &[Rule::period_name]),
    (LITERAL, "a percentage such as `95%`", &[Rule::percent]),
    (LITERAL, "a duration such as `28 days`", &[Rule::duration]),
    (LITERAL, "a number", &[Rule::number, Rule::numeric, Rule::numeral, Rule::D]),
    (0, "", PARTS),
    (0, "", FIRST_WORDS),
];

/// Rules that always stand beside a more telling one.
const PARTS: &[Rule] = &[
    Rule::boolean,
    Rule::null,
    Rule::month_like,
    Rule::prefix,
    Rule::minus,
    Rule::not,
    Rule::scope,
    Rule::since,
    Rule::test_period,
    Rule::as_of,
    Rule::fixture,
    Rule::message,
    Rule::severity,
    Rule::language,
    Rule::arguments,
    Rule::continues,
    Rule::reserved,
    Rule::NOT_ASCII,
    Rule::WHITESPACE,
    Rule::call,
    Rule::open,
];

/// The words with which something optional or already named begins.
const FIRST_WORDS: &[Rule] = &[
    Rule::K_not,
    Rule::K_per,
    Rule::K_distinct,
    Rule::K_for,
    Rule::K_since,
    Rule::K_only,
    Rule::K_last,
    Rule::K_all,
    Rule::K_as,
    Rule::K_within,
];

/// What could have stood at a place, each thing once, the most telling first.
pub(super) fn wanted(rules: &[Rule]) -> Vec<&'static str> {
    let mut ranked: Vec<(u8, &'static str)> = WORDS
        .iter()
        .filter(|(_, words, named)| !words.is_empty() && rules.iter().any(|rule| named.contains(rule)))
        .map(|(rank, words, _)| (*rank, *words))
        .collect();
    let has = |wanted: &str| ranked.iter().any(|(_, words)| *words == wanted);
    let has_operator = has(OPERATOR);
    let (value, window, clause, modifier) = (has(VALUE), has(WINDOW), has(CLAUSE), has(MODIFIER));
    ranked.retain(|(rank, words)| {
        let part_of_value = *rank == LITERAL || *words == MODIFIER;
        let operator = has_operator && *words == COMPARISON;
        let named_already = (clause || modifier) && ["`where`", "`over`", "`group`", "`of`"].contains(words);
        !(value && part_of_value || window && *rank == LITERAL || named_already || operator)
    });
    ranked.truncate(4);
    ranked.into_iter().map(|(_, words)| words).collect()
}

#[cfg(test)]
mod tests {
    use super::{Rule, WORDS};

    #[test]
    fn every_rule_has_words_or_needs_none() {
        for rule in Rule::all_rules() {
            let rows = WORDS.iter().filter(|(_, _, named)| named.contains(rule)).count();
            assert_eq!(rows, 1, "{rule:?}");
        }
    }
}
