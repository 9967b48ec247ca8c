//! Names that are not there, or there twice: K0201 to K0229.

use kpi_diagnostics::{Code, Diagnostic, Span, did_you_mean};
use kpi_syntax::ast::{self, Name};

use super::{brief, habits, quoted, some_of, with_nearest};
use crate::builtin::{Aggregator, Scalar};

// The number for the same in the text: what another language writes otherwise.
const FOREIGN_CONSTRUCT: Code = Code::new(113);
const UNKNOWN_METRIC: Code = Code::new(201);
const UNKNOWN_COLUMN: Code = Code::new(202);
const UNKNOWN_SOURCE: Code = Code::new(203);
const UNKNOWN_FUNCTION: Code = Code::new(204);
const UNKNOWN_PLUGIN: Code = Code::new(205);
const UNKNOWN_PLUGIN_FUNCTION: Code = Code::new(206);
const UNKNOWN_DIMENSION: Code = Code::new(207);
const DEFINED_TWICE: Code = Code::new(208);
const CYCLE: Code = Code::new(209);
const METRIC_AND_MEASURE: Code = Code::new(210);
const METRIC_OR_MEASURE: Code = Code::new(211);
const SECOND_FROM: Code = Code::new(212);
const LATE_FROM: Code = Code::new(213);
const NO_SOURCE: Code = Code::new(214);
const TWO_SOURCES: Code = Code::new(215);
const CONTEXT_UNKNOWN: Code = Code::new(216);
const CONTEXT_NAMES_SOURCE: Code = Code::new(217);
const NO_PARTS: Code = Code::new(218);
const NO_WAY: Code = Code::new(219);
const TWO_WAYS: Code = Code::new(220);
const FIELD_AND_REFERENCE: Code = Code::new(221);
const METRIC_CALLED: Code = Code::new(222);
const ROW_LIKE_SOURCE: Code = Code::new(223);
const UNKNOWN_BUSINESS_HOURS: Code = Code::new(224);
const BUSINESS_HOURS_BY_VALUE: Code = Code::new(225);

/// The functions of metrics.
pub(super) const METRIC_FUNCTIONS: [&str; 6] = ["prev", "change", "growth", "total", "lift", "risk_ratio"];

/// A name that is no metric. `owner` is a source that has such a column; `open` the file's source, if its columns are
/// not known.
pub(crate) fn unknown_metric(name: &Name, metrics: &[&str], owner: Option<&str>, open: Option<&str>) -> Diagnostic {
    let word = &name.text;
    let problem = Diagnostic::error(UNKNOWN_METRIC, format!("there is no metric `{word}`"));
    if let Some(habit) = habits::of_name(word) {
        return problem.primary(name.span, "").help(habit);
    }
    let near = did_you_mean(word, metrics.iter().copied()).is_some();
    if let (false, Some(owner)) = (near, owner) {
        return problem
            .primary(name.span, format!("a column of `{owner}`"))
            .help(format!("in a metric a column must be added up: `sum({owner}.{word})`"));
    }
    if let (false, Some(source)) = (near, open) {
        return problem
            .primary(name.span, "")
            .help(format!("if it is a column of `{source}`, add it up: `sum({source}.{word})`"));
    }
    let problem = with_nearest(problem, word, name.span, metrics, "metrics and measures here are");
    if metrics.is_empty() {
        return problem.help(format!("define it: `{word} = …`"));
    }
    problem
}

/// A measure of another source than the file's.
pub(crate) fn measure_elsewhere(name: &Name, owner: &str) -> Diagnostic {
    let words = format!("{owner}.{}", name.text);
    Diagnostic::error(UNKNOWN_METRIC, format!("there is no metric `{}`", name.text))
        .primary(name.span, format!("a measure of `{owner}`"))
        .help(format!("outside of a file `from {owner}` it is called `{words}`"))
        .suggestion(name.span, words.clone(), format!("write `{words}`"))
}

/// A name that rows of a source do not have.
pub(crate) fn unknown_column(source: &str, name: &str, span: Span, names: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_COLUMN, format!("`{source}` has no column or field `{name}`"));
    if let Some(habit) = habits::of_name(name) {
        return problem.primary(span, "").help(habit);
    }
    if let Some((value, part)) = name.rsplit_once('.')
        && let Some(function) = habits::function_behind(part)
    {
        let written = format!("{function}({value})");
        return problem.primary(span, "a dot joins names only").suggestion(
            span,
            written.clone(),
            format!("write `{written}`, if `{part}` is meant as the function"),
        );
    }
    let problem = with_nearest(problem, name, span, names, &format!("`{source}` has"));
    if names.is_empty() { problem.help(format!("define it: `{source}.{name} = …`")) } else { problem }
}

/// A source that is not there.
pub(crate) fn unknown_source(name: &Name, sources: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_SOURCE, format!("there is no source `{}`", name.text));
    if sources.is_empty() {
        return problem.primary(name.span, "").help(format!("declare it in `kpi.toml`: `[source.{}]`", name.text));
    }
    with_nearest(problem, &name.text, name.span, sources, "the sources of `kpi.toml` are")
}

/// A function that is not there.
pub(crate) fn unknown_function(name: &Name) -> Diagnostic {
    let word = &name.text;
    let problem = Diagnostic::error(UNKNOWN_FUNCTION, format!("there is no function `{word}`"));
    if let Some(habit) = habits::of_function(word) {
        let problem = problem.primary(name.span, "");
        return match habit.name {
            Some(ours) if ours == word.to_lowercase() => {
                problem.help(habit.advice).fix(name.span, ours, format!("write `{ours}`"))
            }
            Some(ours) => problem.help(habit.advice).suggestion(name.span, ours, format!("write `{ours}`")),
            None => problem.help(habit.advice),
        };
    }
    let mut names: Vec<&str> = Aggregator::NAMES.to_vec();
    names.extend(METRIC_FUNCTIONS);
    names.extend(Scalar::ALL.iter().map(|(name, _)| *name));
    with_nearest(problem, word, name.span, &names, "functions are")
}

/// A metric with parentheses behind its name.
pub(crate) fn metric_called(name: &Name) -> Diagnostic {
    let word = &name.text;
    Diagnostic::error(METRIC_CALLED, format!("`{word}` is a metric, not a function"))
        .primary(name.span, "")
        .help(format!("write `{word}` alone, or in another context: `({word} where …)`, `({word} over last 90 days)`"))
}

/// `orders.count()`, `orders.amount.sum()`: what stands in front of the dot is the value of the function behind it.
pub(crate) fn function_behind(call: &ast::Call, words: &str, span: Span) -> Option<Diagnostic> {
    let [values @ .., function] = call.callee.names.as_slice() else { return None };
    // `channel.str.lower()`, `ordered_on.dt.month()`
    let accessor = |name: &&Name| !matches!(name.text.as_str(), "str" | "dt");
    let value = values.iter().filter(accessor).map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
    let inside = words.split_once('(').and_then(|(_, inside)| inside.trim_end().strip_suffix(')')).unwrap_or("").trim();
    let written = match habits::test_behind(&function.text) {
        Some(habits::TestBehind::Null(test)) => format!("{value} {test}"),
        Some(habits::TestBehind::List) => format!("{value} in ({inside})"),
        None => {
            let ours = habits::function_behind(&function.text)?;
            match (inside.is_empty(), call.arguments.is_empty()) {
                (true, _) => format!("{ours}({value})"),
                (false, true) => format!("{ours}({value} {inside})"),
                (false, false) => format!("{ours}({value}, {inside})"),
            }
        }
    };
    let problem =
        Diagnostic::error(FOREIGN_CONSTRUCT, format!("`{}` is written `{}` here", brief(words), brief(&written)));
    Some(problem.primary(span, "a function stands in front of its value").suggestion(
        span,
        written.clone(),
        format!("write `{written}`"),
    ))
}

/// A plugin that `kpi.toml` does not name.
pub(crate) fn unknown_plugin(name: &str, span: Span, plugins: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_PLUGIN, format!("there is no plugin `{name}`"));
    if plugins.is_empty() {
        return problem
            .primary(span, "")
            .help(format!("declare it in `kpi.toml`: `[plugin.{name}]` with `path = \"…\"`"));
    }
    with_nearest(problem, name, span, plugins, "the plugins of `kpi.toml` are")
}

/// A function that a plugin does not have.
pub(crate) fn unknown_plugin_function(plugin: &str, name: &Name, functions: &[&str]) -> Diagnostic {
    let problem =
        Diagnostic::error(UNKNOWN_PLUGIN_FUNCTION, format!("the plugin `{plugin}` has no function `{}`", name.text));
    if functions.is_empty() {
        return problem.primary(name.span, "").help("`kpi plugin list` shows what plugins have");
    }
    with_nearest(problem, &name.text, name.span, functions, &format!("`{plugin}` has"))
}

/// A dimension that no source has.
pub(crate) fn unknown_dimension(name: &Name, names: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_DIMENSION, format!("no source has a dimension `{}`", name.text));
    with_nearest(problem, &name.text, name.span, names, "there are")
}

/// A name with two definitions.
pub(crate) fn defined_twice(name: &str, places: &[Span]) -> Diagnostic {
    let count = match places.len() {
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    };
    let mut problem = Diagnostic::error(DEFINED_TWICE, format!("`{name}` is defined {count}"));
    for (index, place) in places.iter().enumerate() {
        problem = match index {
            0 => problem.secondary(*place, "first here"),
            _ => problem.primary(*place, "again here"),
        };
    }
    problem.help("rename or remove all but one: a name means one thing in the whole project")
}

/// Definitions that need each other.
pub(crate) fn cycle(names: &[String], uses: &[Span]) -> Diagnostic {
    let first = names.first().map_or("", String::as_str);
    let message = match names {
        [only] => format!("`{only}` is defined by itself"),
        [one, other] => format!("`{one}` and `{other}` are defined by each other"),
        _ => format!("`{first}` is defined by itself, by way of {}", quoted(&rest(names))),
    };
    let mut problem = Diagnostic::error(CYCLE, message);
    for (index, place) in uses.iter().enumerate() {
        let needing = names.get(index).map_or(first, String::as_str);
        let needed = names.get(index + 1).map_or(first, String::as_str);
        let words = format!("`{needing}` uses `{needed}`");
        problem = if index == 0 { problem.primary(*place, words) } else { problem.secondary(*place, words) };
    }
    problem.help("take one of these uses out: what it needs must be said without it")
}

/// A field that means to change the column of its own name.
pub(crate) fn hides_its_column(cycle: Diagnostic, column: &str) -> Diagnostic {
    cycle
        .note(format!("a field hides the column of its name, so `{column}` in it is the field itself"))
        .help("give the field another name")
}

/// A field that is a row, and has the name of a source.
pub(crate) fn row_named_like_source(source: &str, name: &Name) -> Diagnostic {
    let word = &name.text;
    Diagnostic::error(ROW_LIKE_SOURCE, format!("`{source}.{word}` is a row, and `{word}` is the name of a source"))
        .primary(name.span, "")
        .note(format!("`{word}.…` could then mean two things"))
        .help("give the field another name")
}

fn rest(names: &[String]) -> Vec<&str> {
    names.iter().skip(1).map(String::as_str).collect()
}

/// A metric with the name of a measure of the file's source.
pub(crate) fn metric_and_measure(name: &str, span: Span, source: &str) -> Diagnostic {
    Diagnostic::error(METRIC_AND_MEASURE, format!("`{name}` is already a measure of `{source}`"))
        .primary(span, "defined again here")
        .note(format!("`measures` in `[source.{source}]` makes `{name}` a metric in files `from {source}`"))
        .help("give the metric another name, or take the measure out of `kpi.toml`")
}

/// A name that is a metric and a measure where it is used.
pub(crate) fn metric_or_measure(name: &Name, defined: Span, source: &str) -> Diagnostic {
    let word = &name.text;
    Diagnostic::error(METRIC_OR_MEASURE, format!("`{word}` is both a metric and a measure of `{source}`"))
        .primary(name.span, "which of the two?")
        .secondary(defined, "the metric")
        .help(format!("write `{source}.{word}` for the measure, or rename the metric"))
}

/// `from` a second time.
pub(crate) fn second_from(name: &Name, first: Span) -> Diagnostic {
    Diagnostic::error(SECOND_FROM, format!("a second `from` in one file: `{}`", name.text))
        .primary(name.span, "")
        .secondary(first, "the first")
        .help("a file has one default source: move what belongs to the other into a file of its own, or name the source, as in `count(orders)`")
}

/// `from` below definitions.
pub(crate) fn late_from(name: &Name, definition: Span) -> Diagnostic {
    Diagnostic::error(LATE_FROM, format!("`from {}` stands behind a definition", name.text))
        .primary(name.span, "")
        .secondary(definition, "the first definition")
        .help("put `from` at the top of the file: it holds for all of it")
}

/// An aggregate that could be over any source.
pub(crate) fn no_source(function: Aggregator, words: &str, span: Span, sources: &[&str]) -> Diagnostic {
    let example = sources.first().copied().unwrap_or("orders");
    let named = if function == Aggregator::Count {
        format!("`count({example})`")
    } else {
        format!("`{}({example}.…)`", function.name())
    };
    Diagnostic::error(NO_SOURCE, format!("`{}` does not say of which source", brief(words)))
        .primary(span, "")
        .help(format!("name it, as in {named}, or write `from {example}` at the top of the file"))
        .help(format!("the sources of `kpi.toml` are: {}", some_of(sources)))
}

/// An aggregate over two sources. `way` is a reference from the first to the second.
pub(crate) fn two_sources(words: &str, span: Span, source: &str, other: &str, way: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error(
        TWO_SOURCES,
        format!("`{}` is of `{other}`, but this aggregate takes rows of `{source}`", brief(words)),
    )
    .primary(span, "");
    let member = words.split_once('.').map_or("…", |(_, member)| member);
    match way {
        Some(way) => problem
            .help(format!("reach it through the reference: `{way}.{member}`"))
            .suggestion(span, format!("{way}.{member}"), format!("write `{way}.{member}`")),
        None => problem.help(format!(
            "aggregate each source by itself and combine the metrics, or declare in `kpi.toml` how `{source}` refers to `{other}`"
        )),
    }
}

/// A filter or dimension that one of the sources does not have, and a reference of it has.
pub(crate) fn context_not_in_source(source: &str, name: &str, span: Span, definition: &str) -> Diagnostic {
    Diagnostic::error(CONTEXT_UNKNOWN, format!("`{source}` has no `{name}`, and its rows are counted here too"))
        .primary(span, format!("unknown to `{source}`"))
        .help(format!("define it for these rows: `{definition}`"))
}

/// A filter or dimension that one of the sources does not have.
pub(crate) fn context_unknown(source: &str, name: &str, span: Span, what: &str, names: &[&str]) -> Diagnostic {
    let message = format!("this {what} reaches rows of `{source}`, which has no `{name}`");
    let near = did_you_mean(name, names.iter().copied());
    let problem =
        with_nearest(Diagnostic::error(CONTEXT_UNKNOWN, message), name, span, names, &format!("`{source}` has"));
    if near.is_some() {
        return problem;
    }
    match name.rsplit_once('.') {
        None => problem.help(format!("define it for these rows: `{source}.{name} = …`")),
        Some((_, member)) if names.contains(&member) => problem.help(format!(
            "`{source}` has `{member}` itself: write `{member}`, and define it for the other sources as a field, `NAME.{member} = {name}`"
        )),
        Some((_, member)) => problem.help(format!(
            "write `{member}`, and define it for the rows of every source: `{source}.{member} = …`"
        )),
    }
}

/// A filter or dimension that names a source, where several are reached.
pub(crate) fn context_names_one_source(words: &str, span: Span, source: &str) -> Diagnostic {
    let member = words.split_once('.').map_or("…", |(_, member)| member);
    Diagnostic::error(CONTEXT_NAMES_SOURCE, format!("`{}` says nothing of the rows of `{source}`", brief(words)))
        .primary(span, "")
        .note(format!("a filter or breakdown holds for every source of the metric, and `{source}` is one of them"))
        .help(format!("write `{member}` alone, and define `{source}.{member} = …` if it is not there yet"))
}

/// Dots behind something that is no row.
pub(crate) fn no_parts(name: &str, span: Span, kind: crate::model::Type) -> Diagnostic {
    Diagnostic::error(NO_PARTS, format!("`{name}` is {}, so nothing can follow its dot", kind.words()))
        .primary(span, "")
        .help("dots follow references, and fields that are `first` or `last` of a source")
}

/// Rows that do not belong to the asking row in any declared way.
pub(crate) fn no_way(inner: &str, asking: &str, words: &str, span: Span, common: Option<&str>) -> Diagnostic {
    let of = common.unwrap_or("NAME");
    let example = super::with_modifier(words, &format!("of {of}"));
    Diagnostic::error(NO_WAY, format!("which rows of `{inner}` belong to a row of `{asking}`?"))
        .primary(span, format!("`{inner}` has no reference to `{asking}`"))
        .help(format!("declare one in `[source.{inner}]`: `refs = {{ … = \"COLUMN -> {asking}\" }}`"))
        .help(format!("or say by which value they belong together: `{example}`"))
}

/// Rows that belong to the asking row in two ways.
pub(crate) fn two_ways(inner: &str, asking: &str, words: &str, span: Span, ways: &[String; 2]) -> Diagnostic {
    let [first, second] = ways;
    let example = super::with_modifier(words, &format!("of {first}"));
    Diagnostic::error(TWO_WAYS, format!("`{inner}` refers to `{asking}` in two ways: `{first}` and `{second}`"))
        .primary(span, "which of the two?")
        .help(format!("say it with `of`: `{example}`"))
}

/// A field with the name of a reference.
pub(crate) fn field_and_reference(source: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(FIELD_AND_REFERENCE, format!("`{name}` is already a reference of `{source}`"))
        .primary(span, "defined again here")
        .help("give the field another name")
}

/// `business_hours` of hours that `kpi.toml` does not have; none: those without a name.
pub(crate) fn unknown_business_hours(name: Option<&str>, known: &[&str], span: Span) -> Diagnostic {
    let section = name.map_or("[business_hours]".to_owned(), |name| format!("[business_hours.{name}]"));
    let problem = Diagnostic::error(UNKNOWN_BUSINESS_HOURS, format!("`kpi.toml` has no `{section}`")).primary(span, "");
    if let Some(near) = name.and_then(|name| did_you_mean(name, known.iter().copied())) {
        return problem.help(format!("did you mean `\"{near}\"`?"));
    }
    let problem = match known {
        [] => problem,
        names => problem.help(format!("name one of those that are there: `\"{}\"`", names.join("\"`, `\""))),
    };
    problem.help(format!(
        "declare when people work: `{section}` with `monday = \"09:00-17:00\"`, …, `holidays = [\"2026-01-01\"]`"
    ))
}

/// Business hours whose name is a value of the row.
pub(crate) fn business_hours_by_value(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(BUSINESS_HOURS_BY_VALUE, format!("`{}` is no name of business hours", brief(words)))
        .primary(span, "")
        .help("write the name of the section, as in `business_hours(opened_at, solved_at, \"support\")`")
        .help("for several teams choose with `if`: `if team = \"night\" then business_hours(a, b, \"night\") else business_hours(a, b)`")
}
