//! The grammar's rules in the user's words. Rule names never reach users.

use super::grammar::Rule;

const VALUE: &str = "a value";
const OPERATOR: &str = "an operator";
const CLAUSE: &str = "a clause";
const MODIFIER: &str = "a modifier such as `where`";
const OPENING: &str = "`(`";
const WINDOW: &str = "a window such as `period`, `last 28 days` or `year to date`";

/// What could have stood at a place, each thing once, the most telling first.
pub(super) fn wanted(rules: &[Rule]) -> Vec<&'static str> {
    let mut ranked: Vec<(u8, &'static str)> = rules.iter().map(|rule| words(*rule)).collect();
    ranked.retain(|(_, words)| !words.is_empty());
    ranked.sort_unstable();
    ranked.dedup();
    let has = |wanted: &str| ranked.iter().any(|(_, words)| *words == wanted);
    let (value, window) = (has(VALUE), has(WINDOW));
    ranked.retain(|(rank, words)| {
        let part_of_value = *rank == LITERAL || *words == MODIFIER || *words == OPENING;
        !(value && part_of_value || window && *rank == LITERAL)
    });
    ranked.truncate(4);
    ranked.into_iter().map(|(_, words)| words).collect()
}

/// Literals are part of "a value" and named only when nothing else may stand there.
const LITERAL: u8 = 9;

/// What to call a rule, with a rank: the lower the earlier. No words: never worth naming.
fn words(rule: Rule) -> (u8, &'static str) {
    match rule {
        Rule::expr | Rule::arithmetic | Rule::operand | Rule::reference | Rule::paren | Rule::if_ | Rule::expression
        | Rule::query | Rule::limit | Rule::K_if => (1, VALUE),
        Rule::numeric | Rule::percent | Rule::duration | Rule::number | Rule::numeral | Rule::D => value(rule),
        Rule::date_like => (LITERAL, "a date such as `2026-01-31`"),
        Rule::string | Rule::foreign_string | Rule::text => (LITERAL, "a text in double quotes"),
        Rule::path | Rule::name | Rule::quoted => (LITERAL, "a name"),
        Rule::period_name => (LITERAL, "a period such as `2026-Q3`"),
        Rule::boolean | Rule::null | Rule::month_like | Rule::prefix | Rule::minus | Rule::not => (1, ""),
        Rule::infix | Rule::postfix | Rule::and | Rule::or | Rule::additive | Rule::multiplicative | Rule::in_
        | Rule::is_null | Rule::between | Rule::pattern => (2, OPERATOR),
        Rule::compare | Rule::bound => (3, "a comparison such as `<`"),
        Rule::define => (1, "`=`"),
        Rule::window | Rule::last | Rule::to_date | Rule::all_time | Rule::anchored | Rule::whole_period => (2, WINDOW),
        Rule::list => (2, "a list in parentheses"),
        Rule::anchor | Rule::from_anchor | Rule::up_to_anchor => (2, "`from` or `up to` and a moment"),
        Rule::time_unit | Rule::calendar_unit => (3, "a unit of time such as `days`"),
        Rule::call | Rule::open => (8, OPENING),
        Rule::close => (4, "`)`"),
        Rule::comma => (5, "`,`"),
        Rule::semicolon => (6, "`;`"),
        Rule::modifier | Rule::of | Rule::per | Rule::on | Rule::at => (7, MODIFIER),
        Rule::edge => (1, "`start` or `end`"),
        Rule::direction => (1, "`higher` or `lower`"),
        Rule::status => (1, "a status such as `met`, `missed` or `no data`"),
        Rule::percent_sign => (5, "`%`"),
        Rule::row => (2, "a row of a table, starting with `|`"),
        Rule::expect => (2, "`expect`"),
        Rule::EOI => (8, "the end of the statement"),
        Rule::from_statement | Rule::group_statement | Rule::test_statement | Rule::definition => (1, "a definition"),
        Rule::clause | Rule::clauses | Rule::target | Rule::warn | Rule::unit | Rule::by | Rule::where_ | Rule::over
        | Rule::min_n | Rule::confidence | Rule::better | Rule::fill | Rule::label | Rule::show | Rule::weight
        | Rule::owner | Rule::group | Rule::source | Rule::tags | Rule::hidden => (7, CLAUSE),
        Rule::scope | Rule::since | Rule::test_period | Rule::as_of | Rule::fixture | Rule::language
        | Rule::arguments | Rule::continues | Rule::reserved | Rule::NOT_ASCII | Rule::WHITESPACE => (0, ""),
        _ => keyword(rule),
    }
}

fn value(rule: Rule) -> (u8, &'static str) {
    match rule {
        Rule::percent => (LITERAL, "a percentage such as `95%`"),
        Rule::duration => (LITERAL, "a duration such as `28 days`"),
        _ => (LITERAL, "a number"),
    }
}

fn keyword(rule: Rule) -> (u8, &'static str) {
    let word = match rule {
        Rule::K_between => "`between`",
        Rule::K_and => "`and`",
        Rule::K_in => "`in`",
        Rule::K_is => "`is`",
        Rule::K_null => "`null`",
        Rule::K_like => "`like`",
        Rule::K_matches => "`matches`",
        Rule::K_then => "`then`",
        Rule::K_else => "`else`",
        Rule::K_where => "`where`",
        Rule::K_over => "`over`",
        Rule::K_of => "`of`",
        Rule::K_from => "`from`",
        Rule::K_group => "`group`",
        Rule::K_test => "`test`",
        Rule::K_n => "`n`",
        Rule::K_to => "`to`",
        Rule::K_date => "`date`",
        Rule::K_time => "`time`",
        Rule::K_up => "`up to`",
        Rule::K_expect => "`expect`",
        _ => "",
    };
    (3, word)
}
