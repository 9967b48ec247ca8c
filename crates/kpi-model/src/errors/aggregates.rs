//! Aggregates and calls that cannot be: K0310 to K0334.

use kpi_diagnostics::{Code, Diagnostic, Span};
use kpi_syntax::ast::{Modifier, ModifierKind};

use super::brief;
use crate::builtin::{Aggregator, Repeats, Scalar};
use crate::catalog::FunctionSignature;
use crate::model::Type;

const MODIFIER_TWICE: Code = Code::new(310);
const MODIFIER_OUT_OF_PLACE: Code = Code::new(311);
const DISTINCT_OUT_OF_PLACE: Code = Code::new(312);
const ARGUMENT_COUNT: Code = Code::new(313);
const VALUE_MISSING: Code = Code::new(314);
const COUNT_OF_VALUE: Code = Code::new(315);
const AGGREGATE_TYPE: Code = Code::new(316);
const BAD_RANK: Code = Code::new(317);
const PARENT_ADDED_UP: Code = Code::new(318);
const SHARED_NUMBER: Code = Code::new(319);
const PER_INSIDE_PER: Code = Code::new(320);
const NOT_OVER_PARTS: Code = Code::new(321);
const OTHER_SOURCE_IN_PART: Code = Code::new(322);
const CONSTANT_PART: Code = Code::new(323);
const CONDITION_OF_PARTS: Code = Code::new(324);
const SAME_VALUE_DIFFERS: Code = Code::new(325);
const METRIC_MISSING: Code = Code::new(326);
const LENGTH_EXPECTED: Code = Code::new(327);
const DIMENSION_EXPECTED: Code = Code::new(328);
const GROUPS_MISSING: Code = Code::new(329);
const COALESCE_OF_METRICS: Code = Code::new(330);
const PLUGIN_ARGUMENTS: Code = Code::new(331);
const SHIFT_IN_PART: Code = Code::new(332);

/// A modifier a second time.
pub(crate) fn modifier_twice(word: &str, first: Span, second: Span) -> Diagnostic {
    let problem = Diagnostic::error(MODIFIER_TWICE, format!("`{word}` stands twice"))
        .primary(second, "again here")
        .secondary(first, "first here");
    match word {
        "where" => problem.help("join the two conditions with `and`"),
        _ => problem.help("remove one of them"),
    }
}

/// A modifier in a function of single values.
pub(crate) fn modifier_out_of_place(function: &str, modifier: &Modifier) -> Diagnostic {
    let word = match modifier.kind {
        ModifierKind::Of(_) => "of",
        ModifierKind::PerKey(_) | ModifierKind::PerUnit(_) => "per",
        ModifierKind::On(_) => "on",
        ModifierKind::At(_) => "at",
        ModifierKind::Over(_) => "over",
        ModifierKind::Where(_) => "where",
    };
    Diagnostic::error(MODIFIER_OUT_OF_PLACE, format!("`{word}` has no meaning in `{function}`"))
        .primary(modifier.span, "")
        .help(format!("write `{word}` inside the aggregate that it is about"))
}

/// `distinct` where it has no meaning.
pub(crate) fn distinct_out_of_place(function: &str, span: Span) -> Diagnostic {
    Diagnostic::error(DISTINCT_OUT_OF_PLACE, format!("`distinct` has no meaning in `{function}`"))
        .primary(span, "")
        .note("only `count(distinct …)` takes each value once")
        .help("remove `distinct`; to take each thing once, aggregate the source whose rows they are")
}

/// Too few or too many arguments.
pub(crate) fn argument_count(function: Scalar, found: usize, span: Span) -> Diagnostic {
    let (signature, name) = (function.signature(), function.name());
    let least = signature.required.len();
    let wanted = match (signature.repeats, signature.optional.len()) {
        (Repeats::Group, _) if least == 1 => "one value or more".to_owned(),
        (Repeats::Group, _) => "values in pairs".to_owned(),
        (Repeats::No, 0) => plural(least),
        (Repeats::No, more) => format!("{least} to {}", plural(least + more)),
    };
    let problem = Diagnostic::error(ARGUMENT_COUNT, format!("`{name}` takes {wanted}, not {found}")).primary(span, "");
    match function {
        Scalar::WeightedAvg => problem.help("write each value with its weight: `weighted_avg(usage, 60, support, 40)`"),
        Scalar::Clamp => problem.help("write value, least and most: `clamp(score, 0, 100)`"),
        _ => problem.help(format!("write `{name}({})`", vec!["…"; least].join(", "))),
    }
}

fn plural(count: usize) -> String {
    if count == 1 { "one argument".to_owned() } else { format!("{count} arguments") }
}

/// An aggregate with too many arguments.
pub(crate) fn too_many_arguments(function: Aggregator, span: Span) -> Diagnostic {
    let name = function.name();
    let help = match function {
        Aggregator::Min => "the least of several values is `least(a, b)`",
        Aggregator::Max => "the greatest of several values is `greatest(a, b)`",
        _ => "write a condition behind `where`, a date behind `on`",
    };
    Diagnostic::error(ARGUMENT_COUNT, format!("`{name}` takes one value")).primary(span, "one too many").help(help)
}

/// An argument behind the last one.
pub(crate) fn extra_argument(function: &str, span: Span, takes: &str) -> Diagnostic {
    Diagnostic::error(ARGUMENT_COUNT, format!("`{function}` takes {takes}"))
        .primary(span, "one too many")
        .help("remove it")
}

/// An aggregate of nothing.
pub(crate) fn value_missing(function: Aggregator, span: Span, source: &str) -> Diagnostic {
    let name = function.name();
    Diagnostic::error(VALUE_MISSING, format!("`{name}` does not say of what"))
        .primary(span, "")
        .help(format!("name a column: `{name}({source}.…)`"))
}

/// `count(x)`
pub(crate) fn count_of_value(words: &str, value: Span, call: Span, source: &str, kind: Type) -> Diagnostic {
    let words = brief(words);
    let problem = Diagnostic::error(COUNT_OF_VALUE, format!("`count({words})` could mean rows or different values"))
        .primary(value, "`count` takes a source, or `distinct` and a value");
    let condition = words.strip_prefix(&format!("{source}.")).unwrap_or(&words).to_owned();
    if kind == Type::Bool {
        let text = format!("count({source} where {condition})");
        return problem.help(format!("rows for which it is true: `{text}`")).suggestion(
            call,
            text.clone(),
            format!("write `{text}`"),
        );
    }
    problem
        .help(format!("different values: `count(distinct {words})`"))
        .help(format!("rows that have one: `count({source} where {condition} is not null)`"))
}

/// A value that an aggregate cannot take.
pub(crate) fn aggregate_type(function: Aggregator, words: &str, span: Span, kind: Type, source: &str) -> Diagnostic {
    let (name, words) = (function.name(), brief(words));
    let problem =
        Diagnostic::error(AGGREGATE_TYPE, format!("`{name}` cannot take `{words}`, which is {}", kind.words()))
            .primary(span, kind.words());
    let condition = words.strip_prefix(&format!("{source}.")).unwrap_or(&words);
    match (function, kind) {
        (Aggregator::Any | Aggregator::All, _) => problem.help(format!("write a condition: `{name}({words} > 0 …)`")),
        (Aggregator::Sum, Type::Bool) => {
            problem.help(format!("count the rows for which it is true: `count({source} where {condition})`"))
        }
        (Aggregator::Plugin(_), Type::Duration) => {
            problem.help(format!("it takes numbers: write in which unit, as in `{name}(hours({words}))`"))
        }
        (Aggregator::Plugin(_), Type::Bool) => {
            problem.help(format!("it takes numbers: write `{name}(if {words} then 1 else 0)`"))
        }
        (Aggregator::Plugin(_), _) => problem.help(
            "aggregates of plugins take numbers: give each row one with a field or a function, as in `sentiment.net(sentiment.score(text))`",
        ),
        (_, Type::Bool) => problem.help(format!("its share is `avg({words})`")),
        (_, Type::Text | Type::Row(_)) => {
            problem.help(format!("different ones are counted with `count(distinct {words})`"))
        }
        (_, Type::Date | Type::Datetime) => problem.help(
            "a metric is a number: subtract two dates, as in `avg(orders.paid_at - ordered_at)`, or use it in a field",
        ),
        (_, Type::Number | Type::Duration | Type::Unknown) => problem.help("name another column"),
    }
}

/// A rank that is none.
pub(crate) fn bad_rank(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(BAD_RANK, format!("the rank of a percentile is a number from 0 to 100, not `{}`", brief(words)))
        .primary(span, "")
        .help("write for example `percentile(orders.amount, 95)`; the middle is 50")
}

/// A share where a rank of 0 to 100 is meant.
pub(crate) fn rank_as_share(words: &str, span: Span, share: f64) -> Diagnostic {
    let rank = (share * 1e8).round() / 1e6;
    Diagnostic::error(
        BAD_RANK,
        format!("the rank of a percentile goes from 0 to 100: `{words}` would be almost the smallest"),
    )
    .primary(span, "a share, as in SQL and other languages")
    .suggestion(span, rank.to_string(), format!("write `{rank}`"))
}

/// A percentile without a rank.
pub(crate) fn rank_missing(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(BAD_RANK, format!("`{}` needs a value and a rank", brief(words)))
        .primary(span, "")
        .help("write for example `percentile(orders.amount, 95)`; the middle is 50")
}

/// A parent's value added up over its children.
pub(crate) fn parent_added_up(words: &str, span: Span, source: &str, target: Option<&str>) -> Diagnostic {
    let words = brief(words);
    // What is more than a path has no name to take over.
    let member = target.and_then(|_| words.rsplit_once('.')).map_or("value", |(_, member)| member);
    let problem = Diagnostic::error(
        PARENT_ADDED_UP,
        format!(
            "`{words}` would be added up once for each row of `{source}`, not once for each {}",
            target.map_or("row that it belongs to".to_owned(), |target| format!("row of `{target}`"))
        ),
    )
    .primary(span, "not a value of the rows that are added up");
    let path = words.strip_prefix(&format!("{source}.")).unwrap_or(&words);
    let problem = match target {
        Some(target) => problem.help(format!("each once: `sum({target}.{member} …)`")),
        None => problem,
    };
    problem.help(format!("if once for each row of `{source}` is meant, say so with a field: `{source}.{member} = {path}`, then `sum({source}.{member})`"))
}

/// A number that several rows share, added up.
pub(crate) fn shared_number(function: Aggregator, words: &str, span: Span, source: &str) -> Diagnostic {
    let words = brief(words);
    let verb = if function == Aggregator::Sum { "added up" } else { "averaged" };
    Diagnostic::error(SHARED_NUMBER, format!("`{words}` cannot be {verb}: rows of `{source}` share what it counts"))
        .primary(span, "gathered with `of`: one gathered row may belong to several of these")
        .help(format!("compare, filter or slice by it: `avg({words} >= 3)`"))
        .help("or let each gathered row belong to one: `orders.visit = last(visits of visitor_id over 7 days up to this.ordered_at)`, then aggregate the orders of a visit")
}

/// `per` inside `per`.
pub(crate) fn per_inside_per(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(PER_INSIDE_PER, format!("`{}` stands inside another `per`", brief(words)))
        .primary(span, "")
        .help("give the rows a field, and put them together by it once")
}

/// `prev` inside `per KEY`.
pub(crate) fn shift_in_part(words: &str, span: Span, source: &str) -> Diagnostic {
    Diagnostic::error(SHIFT_IN_PART, format!("`{}` looks at another period inside of `per`", brief(words)))
        .primary(span, "a part has only the rows of this period")
        .help(format!("give the key a field for each period, such as `customers.before = count({source} over last 2 months)`, and compare the fields"))
        .help("outside of `per` it compares whole periods: `prev(avg(count(orders) per customer))`")
}

/// An aggregate that takes no parts.
pub(crate) fn not_over_parts(function: Aggregator, per: &str, argument: &str, span: Span) -> Diagnostic {
    let name = function.name();
    let key = per.strip_prefix("per ").unwrap_or(per);
    let problem = Diagnostic::error(NOT_OVER_PARTS, format!("`{name}` cannot put parts together")).primary(span, "");
    if function == Aggregator::Count {
        let condition = if argument.starts_with("if ") { "…".to_owned() } else { brief(argument) };
        return problem
            .help(format!("the number of parts is `count(distinct {key})`"))
            .help(format!("of those for which something holds: `sum(if {condition} then 1 else 0 {per})`"));
    }
    problem.help(format!("write `sum`, `avg`, `min`, `max` or `median` of `{}` {per}", brief(argument)))
}

/// An aggregate of a plugin over what parts give.
pub(crate) fn plugin_over_parts(function: Aggregator, per: &str, span: Span) -> Diagnostic {
    let name = function.name();
    Diagnostic::error(NOT_OVER_PARTS, format!("`{name}` cannot put parts together"))
        .primary(span, "it takes values of rows")
        .help("give the key a field with the value of each part, and aggregate the field")
        .help(format!("inside of `per` it can stand: `avg({name}(…) {per})`"))
}

/// `per` without a value.
pub(crate) fn part_value_missing(function: Aggregator, span: Span) -> Diagnostic {
    let name = function.name();
    Diagnostic::error(VALUE_MISSING, format!("`{name}` does not say what is computed in each part"))
        .primary(span, "")
        .help(format!("write it before `per`: `{name}(count(orders) per customer_id)`"))
}

/// Another source inside of `per`.
pub(crate) fn other_source_in_part(words: &str, span: Span, source: &str) -> Diagnostic {
    Diagnostic::error(
        OTHER_SOURCE_IN_PART,
        format!("`{}` is not of `{source}`, whose rows `per` puts together", brief(words)),
    )
    .primary(span, "")
    .help("inside of `per` all is computed from the rows of one part: aggregate other sources outside")
}

/// The same in every part.
pub(crate) fn constant_part(words: &str, span: Span, source: &str) -> Diagnostic {
    Diagnostic::error(CONSTANT_PART, format!("`{}` is the same in every part", brief(words)))
        .primary(span, "")
        .help(format!("aggregate the rows of each part: `avg(count({source}) per …)`"))
}

/// Conditions of parts, added up.
pub(crate) fn condition_of_parts(function: Aggregator, words: &str, span: Span) -> Diagnostic {
    let (name, words) = (function.name(), brief(words));
    Diagnostic::error(CONDITION_OF_PARTS, format!("`{name}` cannot take the condition `{words}`"))
        .primary(span, "")
        .help(format!("the number of parts for which it is true: `sum(if {words} then 1 else 0 per …)`"))
        .help(format!("their share: `avg({words} per …)`"))
}

/// `of NAME` with different types on both sides.
pub(crate) fn same_value_differs(words: &str, span: Span, left: (&str, Type), right: (&str, Type)) -> Diagnostic {
    let message = format!(
        "`{words}` is {} in `{}` and {} in `{}`: they are never the same",
        left.1.words(),
        left.0,
        right.1.words(),
        right.0
    );
    Diagnostic::error(SAME_VALUE_DIFFERS, message)
        .primary(span, "")
        .help("name what both have in the same form, or define a field with that name for one of them")
}

/// A function of metrics without one.
pub(crate) fn metric_missing(function: &str, span: Span) -> Diagnostic {
    Diagnostic::error(METRIC_MISSING, format!("`{function}` does not say of which metric"))
        .primary(span, "")
        .help(format!("write `{function}(NAME)`"))
}

/// Something else where a length of time stands.
pub(crate) fn length_expected(function: &str, words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(LENGTH_EXPECTED, format!("`{function}` goes back by a length of time, not by `{}`", brief(words)))
        .primary(span, "")
        .help(format!("write `{function}(NAME, 1 year)`, or `{function}(NAME)` for one period"))
}

/// Something else where a dimension stands.
pub(crate) fn dimension_expected(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(DIMENSION_EXPECTED, format!("`{}` is not the name of a dimension", brief(words)))
        .primary(span, "")
        .help("write `total(NAME)`, or `total(NAME, segment)` to leave out one dimension")
}

/// `lift` without groups.
pub(crate) fn groups_missing(function: &str, words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(GROUPS_MISSING, format!("`{}` does not say which groups are compared", brief(words)))
        .primary(span, "")
        .help(format!(
            "write a condition: `{function}(NAME where …)` compares those for which it is true with the others"
        ))
}

/// `coalesce` of metrics.
pub(crate) fn coalesce_of_metrics(span: Span) -> Diagnostic {
    Diagnostic::error(COALESCE_OF_METRICS, "a metric without a value is `no data`; `coalesce` would hide it")
        .primary(span, "")
        .help("for an empty window say what it counts as: `fill 0`")
}

/// Too few or too many arguments for a plugin.
pub(crate) fn plugin_argument_count(name: &str, signature: &FunctionSignature, found: usize, span: Span) -> Diagnostic {
    let names: Vec<&str> = signature.arguments.iter().map(|(name, _)| name.as_str()).collect();
    Diagnostic::error(PLUGIN_ARGUMENTS, format!("`{name}` takes {}, not {found}", plural(names.len())))
        .primary(span, "")
        .help(format!("write `{name}({})`", names.join(", ")))
}

/// An argument of another type than the plugin says.
pub(crate) fn plugin_argument(name: &str, argument: &str, wanted: Type, found: (&str, Type, Span)) -> Diagnostic {
    let (words, kind, span) = found;
    let words = brief(words);
    let message = format!("`{name}` needs {} for `{argument}`, and `{words}` is {}", wanted.words(), kind.words());
    let problem = Diagnostic::error(PLUGIN_ARGUMENTS, message).primary(span, kind.words());
    if (wanted, kind) == (Type::Date, Type::Datetime) {
        return problem.help(format!("its day is `date({words})`"));
    }
    problem.help("name a column of that type")
}
