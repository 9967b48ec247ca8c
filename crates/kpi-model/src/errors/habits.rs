//! What other languages call it, and what it is called here. Functions that are known to be of one other language are
//! answered when the text is read; here are the names that only happen to be different.

/// What to write instead.
pub(super) struct Habit {
    /// Our function, when the rest of the call may stay.
    pub(super) name: Option<&'static str>,
    /// The way out in words.
    pub(super) advice: &'static str,
}

const RENAMED: [(&str, &str); 34] = [
    ("average", "avg"),
    ("mean", "avg"),
    ("minimum", "min"),
    ("maximum", "max"),
    ("stdev", "stddev"),
    ("stddev_samp", "stddev"),
    ("std", "stddev"),
    ("var", "variance"),
    ("var_samp", "variance"),
    ("zn", "coalesce"),
    ("len", "length"),
    ("char_length", "length"),
    ("lcase", "lower"),
    ("ucase", "upper"),
    ("tolower", "lower"),
    ("toupper", "upper"),
    ("pow", "power"),
    ("ceiling", "ceil"),
    ("log", "ln"),
    ("startswith", "starts_with"),
    ("endswith", "ends_with"),
    ("instr", "contains"),
    ("dayofweek", "weekday"),
    ("dow", "weekday"),
    ("dayofmonth", "day_of_month"),
    ("day", "day_of_month"),
    ("to_date", "date"),
    ("lag", "prev"),
    ("previous", "prev"),
    ("pct_change", "growth"),
    ("percent_change", "growth"),
    ("percentile_cont", "percentile"),
    ("quantile", "percentile"),
    ("approx_percentile", "percentile"),
];

const RETHOUGHT: [(&[&str], &str); 19] = [
    (&["count_if", "countx"], "write the condition behind `where`: `count(orders where amount > 100)`"),
    (&["sum_if"], "write the condition behind `where`: `sum(orders.amount where status = \"paid\")`"),
    (&["avgif", "avg_if"], "write the condition behind `where`: `avg(orders.amount where status = \"paid\")`"),
    (&["mod", "remainder", "modulo"], "the remainder of `x` divided by 2 is `x - 2 * floor(x / 2)`"),
    (&["exists"], "whether there is a row or a value is asked with `customer is not null`"),
    (
        &["rate", "irate", "increase", "delta", "deriv"],
        "a change against the period before is `change(revenue)` or `growth(revenue)`; a rate is a count divided by another",
    ),
    (
        &["sum_over_time", "avg_over_time", "count_over_time", "min_over_time", "max_over_time"],
        "give the aggregate a window: `sum(orders.amount over last 28 days)`",
    ),
    (&["histogram_quantile"], "write `percentile(orders.amount, 95)`"),
    (
        &["last_day", "eomonth", "endofmonth"],
        "the day behind a month's last is `start_of_month(ordered_on) + 1 month`; the period's own is `period.end`",
    ),
    (
        &["row_number", "rank", "dense_rank", "ntile", "lead"],
        "rows beside a row are aggregates with a condition: `count(other where other.customer = this.customer)`",
    ),
    (&["counta", "count_rows"], "rows are counted with `count(orders)`"),
    (
        &["countd", "count_distinct", "countunique", "nunique", "approx_count_distinct"],
        "different values are counted with `count(distinct orders.customer_id)`",
    ),
    (&["ifelse", "if_else", "switch", "decode", "case"], "write `if condition then a else b`"),
    (
        &["date_diff", "timestampdiff", "timestamp_diff", "age"],
        "subtract the dates, `ended_on - started_on`, or count whole months with `months(started_on, ended_on)`",
    ),
    (
        &["date_add", "date_sub", "adddate", "edate", "timestampadd"],
        "add a length to the date: `started_on + 3 months`",
    ),
    (&["trunc", "datetrunc"], "write `start_of_month(ordered_at)`, `start_of_week(…)`, `start_of_year(…)`"),
    (
        &["now", "today", "getdate", "current_date", "sysdate", "current_timestamp"],
        "definitions do not know the clock: write `period.end`, the day behind the period's last",
    ),
    (&["safe_divide", "nullif", "div0"], "write `a / b`: division by zero is `no data`, never an error or a 0"),
    (
        &["concat", "substring", "substr", "left", "right", "mid", "replace", "split"],
        "texts are not taken apart here: do it where the data are made, and use the column",
    ),
];

/// The habit behind the name of a function.
pub(super) fn of_function(name: &str) -> Option<Habit> {
    let folded = name.to_lowercase();
    if let Some((_, advice)) = RETHOUGHT.iter().find(|(names, _)| names.contains(&folded.as_str())) {
        return Some(Habit { name: None, advice });
    }
    if let Some((_, ours)) = RENAMED.iter().find(|(theirs, _)| *theirs == folded) {
        return Some(Habit { name: Some(ours), advice: "it has another name here" });
    }
    ours(&folded)
        .filter(|ours| *ours != name)
        .map(|ours| Habit { name: Some(ours), advice: "functions are written in lower case" })
}

/// Our name for a function that stands behind its value, as in `orders.count()`.
pub(super) fn function_behind(name: &str) -> Option<&'static str> {
    let folded = name.to_lowercase();
    let renamed = RENAMED.iter().find(|(theirs, _)| *theirs == folded).map(|(_, ours)| *ours);
    if matches!(folded.as_str(), "size" | "len") { Some("count") } else { renamed.or_else(|| ours(&folded)) }
}

/// A test that stands behind its value in other languages, as in `paid_on.isnull()`.
pub(super) enum TestBehind {
    /// Written as these words.
    Null(&'static str),
    /// Written with `in` and a list.
    List,
}

/// The test with this name.
pub(super) fn test_behind(name: &str) -> Option<TestBehind> {
    match name.to_lowercase().as_str() {
        "isnull" | "isna" | "is_null" => Some(TestBehind::Null("is null")),
        "notnull" | "notna" | "is_not_null" => Some(TestBehind::Null("is not null")),
        "isin" | "is_in" => Some(TestBehind::List),
        _ => None,
    }
}

fn ours(folded: &str) -> Option<&'static str> {
    use crate::builtin::{Aggregator, Scalar};
    let metric = super::names::METRIC_FUNCTIONS.iter();
    let scalars = Scalar::ALL.iter().map(|(name, _)| name);
    Aggregator::NAMES.iter().chain(metric).chain(scalars).copied().find(|name| *name == folded)
}

/// The habit behind a name without parentheses.
pub(super) fn of_name(name: &str) -> Option<&'static str> {
    match name.to_lowercase().as_str() {
        "now" | "today" | "current_date" | "current_timestamp" | "sysdate" => {
            Some("definitions do not know the clock: write `period.end`, the day behind the period's last")
        }
        "nan" | "none" | "nil" | "na" => Some("an empty value is `null`, asked for with `is null`"),
        _ => None,
    }
}
