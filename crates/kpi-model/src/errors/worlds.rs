//! Names and words in the wrong world: K0230 to K0249.

use kpi_diagnostics::{Code, Diagnostic, Span};
use kpi_syntax::ast::{Expr, ExprKind, Modifier, ModifierKind, Name};

use super::brief;
use crate::builtin::{Aggregator, Scalar};
use crate::model::Type;

const COLUMN_IN_METRIC: Code = Code::new(230);
const METRIC_IN_ROW: Code = Code::new(231);
const SOURCE_IN_METRIC: Code = Code::new(232);
const AGGREGATE_IN_ROW: Code = Code::new(233);
const CONTEXT_IN_ROW: Code = Code::new(234);
const ONLY_IN_ROW: Code = Code::new(235);
const DATE_IN_METRIC: Code = Code::new(236);
const PLUGIN_IN_METRIC: Code = Code::new(237);
const ROW_FUNCTION_IN_METRIC: Code = Code::new(238);
const ONLY_ABOUT_ROWS: Code = Code::new(239);
const OF_IN_METRIC: Code = Code::new(240);
const ANCHOR_IN_METRIC: Code = Code::new(241);
const THIS_ALONE: Code = Code::new(242);
const BARE_THIS: Code = Code::new(243);
const ANCHOR_WITHOUT_THIS: Code = Code::new(244);
const ASKING_BY_SOURCE: Code = Code::new(245);
const PER_IN_ROW: Code = Code::new(246);
const NO_CONTEXT_CHANGE: Code = Code::new(247);
const CONTEXT_OF_SEVERAL: Code = Code::new(248);
const METRIC_IS_CONDITION: Code = Code::new(249);

/// A column of the file's source, alone in a metric.
pub(crate) fn bare_column_in_metric_world(name: &str, whole: &str, span: Span, source: &str, kind: Type) -> Diagnostic {
    in_metric_world(name, whole, span, source, kind)
}

/// A column of a source in a metric.
pub(crate) fn column_in_metric_world(words: &str, span: Span, source: &str, kind: Type) -> Diagnostic {
    in_metric_world(words, words, span, source, kind)
}

fn in_metric_world(words: &str, whole: &str, span: Span, source: &str, kind: Type) -> Diagnostic {
    let aggregate = aggregate_for(whole, source, kind);
    let verb = match kind {
        Type::Number | Type::Duration | Type::Unknown => "added up",
        Type::Text | Type::Bool | Type::Date | Type::Datetime | Type::Row(_) => "counted",
    };
    Diagnostic::error(
        COLUMN_IN_METRIC,
        format!("`{words}` is a column of `{source}`; in a metric it must be {verb}: `{aggregate}`"),
    )
    .primary(span, "one value for each row")
    .suggestion(span, aggregate.clone(), format!("write `{aggregate}`"))
}

/// What to do with values of a type.
fn aggregate_for(whole: &str, source: &str, kind: Type) -> String {
    match kind {
        Type::Number | Type::Duration | Type::Unknown => format!("sum({whole})"),
        Type::Bool => {
            let condition = whole.strip_prefix(&format!("{source}.")).unwrap_or(whole);
            format!("count({source} where {condition})")
        }
        Type::Text | Type::Date | Type::Datetime | Type::Row(_) => format!("count(distinct {whole})"),
    }
}

/// A metric on a row.
pub(crate) fn metric_in_row_world(name: &Name, source: &str) -> Diagnostic {
    let word = &name.text;
    Diagnostic::error(
        METRIC_IN_ROW,
        format!("`{word}` is a metric; here each row of `{source}` needs a value of its own"),
    )
    .primary(name.span, "a metric has one value for all rows together")
    .help(format!("name a column, or define a field: `{source}.{word} = …`"))
}

/// A source where a number is needed.
pub(crate) fn source_in_metric_world(name: &Name) -> Diagnostic {
    let word = &name.text;
    Diagnostic::error(SOURCE_IN_METRIC, format!("`{word}` is a source, not a number"))
        .primary(name.span, "")
        .help(format!("count its rows with `count({word})`, or add up a column with `sum({word}.…)`"))
        .suggestion(name.span, format!("count({word})"), format!("write `count({word})`"))
}

/// An aggregate inside an aggregate, a filter or a breakdown.
pub(crate) fn aggregate_in_row_world(function: Aggregator, words: &str, span: Span, source: &str) -> Diagnostic {
    let inner = brief(words);
    Diagnostic::error(AGGREGATE_IN_ROW, format!("`{inner}` stands where each row of `{source}` has one value"))
        .primary(span, format!("`{}` is of many rows", function.name()))
        .help(format!("give each row the value with a field, `{source}.NAME = {inner}`, and write `NAME` here"))
        .help("or put rows together first: `avg(count(orders) per customer_id)`")
}

/// `(x where …)` on a row.
pub(crate) fn context_in_row_world(span: Span) -> Diagnostic {
    Diagnostic::error(CONTEXT_IN_ROW, "`where` and `over` in parentheses are for metrics, not for a value of a row")
        .primary(span, "")
        .help("write `if condition then … else null`, or put `where` into the aggregate")
}

/// A word of the row world in a metric.
pub(crate) fn only_in_row_world(words: &str, expr: &Expr) -> Diagnostic {
    let words = brief(words);
    let message = match expr.kind {
        ExprKind::IsNull { .. } => {
            "`is null` asks for a value of a row; a metric without a value is `no data`".to_owned()
        }
        ExprKind::Null => "a metric cannot be `null`".to_owned(),
        ExprKind::Pattern { .. } => "`like` and `matches` are for texts of rows, not for metrics".to_owned(),
        _ => format!("`{words}` cannot be part of a metric: a metric is a number"),
    };
    let help = match expr.kind {
        ExprKind::IsNull { .. } | ExprKind::Null => "for an empty window say what it counts as: `fill 0`",
        _ => "use it on rows: behind `where`, inside an aggregate, or in a field",
    };
    Diagnostic::error(ONLY_IN_ROW, message).primary(expr.span, "").help(help)
}

/// A date in a metric.
pub(crate) fn date_in_metric_world(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(DATE_IN_METRIC, format!("`{}` is about dates, and a metric is a number", brief(words)))
        .primary(span, "")
        .help("use it on rows: `count(orders where ordered_at in period)`")
}

/// A plugin's function in a metric.
pub(crate) fn plugin_in_metric_world(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(PLUGIN_IN_METRIC, format!("`{words}` works on rows, not on metrics"))
        .primary(span, "")
        .help(format!("define a field, `orders.NAME = {words}(…)`, and aggregate it"))
}

/// A function of texts or dates in a metric.
pub(crate) fn row_function_in_metric_world(function: Scalar, span: Span) -> Diagnostic {
    let name = function.name();
    Diagnostic::error(ROW_FUNCTION_IN_METRIC, format!("`{name}` takes values of rows, and a metric is a number"))
        .primary(span, "")
        .help(format!("use it inside an aggregate: `count(distinct {name}(…))`, `avg({name}(…))`"))
}

/// `any` or `all` in a metric.
pub(crate) fn only_about_rows(function: Aggregator, words: &str, span: Span) -> Diagnostic {
    let name = function.name();
    Diagnostic::error(ONLY_ABOUT_ROWS, format!("`{name}` gives yes or no, and a metric is a number"))
        .primary(span, brief(words))
        .help("count the rows: `count(orders where …)`; or take the share: `avg(orders.…)` of a condition")
        .help(format!("`{name}` belongs in a field: `customers.NAME = {name}(…)`"))
}

/// `of` in a metric.
pub(crate) fn of_in_metric_world(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(OF_IN_METRIC, format!("`of {words}` needs a row that asks, and a metric is about all rows"))
        .primary(span, "")
        .help(format!("to put rows together write `per {words}`; `of` belongs in a field"))
}

/// A window that hangs on a row, where there is none.
pub(crate) fn anchor_in_metric_world(words: &str, span: Span) -> Diagnostic {
    let words = brief(words);
    Diagnostic::error(ANCHOR_IN_METRIC, format!("`{words}` hangs on a row, and here there is none"))
        .primary(span, "")
        .help(format!("ask each row for it: `where COLUMN in {words}`; or put the aggregate into a field"))
}

/// `this` where no row asks.
pub(crate) fn this_without_asking_row(words: &str, span: Span) -> Diagnostic {
    let bare = words.strip_prefix("this.").unwrap_or(words);
    let problem = Diagnostic::error(THIS_ALONE, format!("`{words}`: no row asks here"))
        .primary(span, "")
        .note("`this` is the row whose field is computed, inside an aggregate of that field");
    if bare == words {
        return problem.help("remove it");
    }
    problem.help(format!("write `{bare}`"))
}

/// `this` without a dot.
pub(crate) fn bare_this(span: Span, asking: &str) -> Diagnostic {
    Diagnostic::error(BARE_THIS, format!("`this` is a whole row of `{asking}`"))
        .primary(span, "")
        .help("name one of its columns or fields, as in `this.started_at`")
}

/// An anchor that is not the asking row's.
pub(crate) fn anchor_without_this(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(ANCHOR_WITHOUT_THIS, format!("a window hangs on the asking row: `this.{words}`"))
        .primary(span, "")
        .help("to compare with a date of the gathered rows write it behind `where`")
        .suggestion(span, format!("this.{words}"), format!("write `this.{words}`"))
}

/// The asking row by the name of its source.
pub(crate) fn asking_row_by_its_source(words: &str, span: Span, member: &str) -> Diagnostic {
    Diagnostic::error(ASKING_BY_SOURCE, format!("`{words}` is of the asking row: write `this.{member}`"))
        .primary(span, "")
        .suggestion(span, format!("this.{member}"), format!("write `this.{member}`"))
}

/// `per` in a field.
pub(crate) fn per_in_row_world(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(PER_IN_ROW, format!("`{words}` belongs in a metric, not in a field"))
        .primary(span, "")
        .help("a field is about one row: give the rows between a field of their own, and aggregate that")
}

/// A modifier that changes no context.
pub(crate) fn no_context_change(words: &str, modifier: &Modifier) -> Diagnostic {
    let word = match modifier.kind {
        ModifierKind::At(_) | ModifierKind::On(_) => "which date of its rows counts",
        ModifierKind::PerKey(_) | ModifierKind::PerUnit(_) | ModifierKind::Of(_) => "how its rows are put together",
        ModifierKind::Over(_) | ModifierKind::Where(_) => "its context",
    };
    Diagnostic::error(NO_CONTEXT_CHANGE, format!("`{}` cannot be said of a metric", brief(words)))
        .primary(modifier.span, "")
        .note(format!("{word} is part of what a metric means; from outside only `where` and `over` change it"))
        .help("write it inside the aggregate")
}

/// A modifier in a function of several arguments.
pub(crate) fn context_of_several(words: &str, span: Span, first: &str) -> Diagnostic {
    let words = brief(words);
    let first = brief(first);
    Diagnostic::error(CONTEXT_OF_SEVERAL, format!("`{words}`: of which of the arguments?"))
        .primary(span, "")
        .help(format!("put it into parentheses of its own: `({first} {words})`"))
}

/// A condition where a number is needed.
pub(crate) fn metric_is_condition(words: &str, span: Span) -> Diagnostic {
    let whole = words.strip_prefix("NOT").map_or(words.to_owned(), |inside| format!("not {}", inside.trim_start()));
    let words = brief(&whole);
    Diagnostic::error(METRIC_IS_CONDITION, format!("`{words}` is a condition, and a metric is a number"))
        .primary(span, "")
        .suggestion(span, format!("if {whole} then 1 else 0"), format!("write `if {words} then 1 else 0`"))
}
