//! The messages about `[catalogue]`, one function each: K0460 to K0470.

use std::fmt;

use kpi_config::{Mapping, Spanned};
use kpi_diagnostics::{Code, Diagnostic, Span, did_you_mean};

use crate::fit::Missing;
use crate::shapes::{Shape, Shapes};

const NO_SUCH_ID: Code = Code::new(460);
const NO_SUCH_NAME: Code = Code::new(461);
const NO_SUCH_SHAPE: Code = Code::new(462);
const NO_OWN: Code = Code::new(463);
const NAME_TAKEN: Code = Code::new(464);
const CANNOT_BE_COMPUTED: Code = Code::new(465);
const LEFT_OUT: Code = Code::new(466);
const NOT_CUT: Code = Code::new(467);
const DEFINED_IN_BOTH: Code = Code::new(468);
const HIDES_A_COLUMN: Code = Code::new(469);

/// More KPIs than this are counted and not named.
const MOST_NAMED: usize = 12;

/// A word of `use` that is neither a group nor an id.
pub(crate) fn no_such_id(word: &Spanned<String>, words: &[String]) -> Diagnostic {
    let message = format!("the catalogue has no group and no KPI `{}`", word.value);
    nearest(Diagnostic::error(NO_SUCH_ID, message), word, words.iter().map(String::as_str))
}

/// A word of `except` that the catalogue does not define.
pub(crate) fn no_such_name(word: &Spanned<String>, names: &[String]) -> Diagnostic {
    let message = format!("the catalogue does not define `{}`, so nothing is left out by it", word.value);
    nearest(Diagnostic::error(NO_SUCH_NAME, message), word, names.iter().map(String::as_str))
}

fn nearest<'a>(problem: Diagnostic, word: &Spanned<String>, names: impl Iterator<Item = &'a str>) -> Diagnostic {
    match did_you_mean(&word.value, names) {
        Some(near) => problem.primary(word.span, format!("did you mean `{near}`?")).suggestion(
            word.span,
            format!("\"{near}\""),
            format!("write `{near}`"),
        ),
        None => problem.primary(word.span, "").help("`kpi catalogue` lists all groups and ids"),
    }
}

/// A key of `[catalogue.sources]` that is no source of the catalogue.
pub(crate) fn no_such_source<'a>(name: &str, span: Span, names: impl Iterator<Item = &'a String>) -> Diagnostic {
    let problem = Diagnostic::error(NO_SUCH_SHAPE, format!("the catalogue knows no source `{name}`"));
    let problem = match did_you_mean(name, names.map(String::as_str)) {
        Some(near) => problem.primary(span, format!("did you mean `{near}`?")),
        None => problem.primary(span, "").help("`kpi catalogue NAME` shows what a KPI needs"),
    };
    problem.help("the catalogue's name stands on the left: `orders = \"web_orders\"`")
}

/// A key of `[catalogue.columns]` that is no column of the catalogue.
pub(crate) fn no_such_column(source: &str, column: &str, span: Span, shape: &Shape) -> Diagnostic {
    let problem = Diagnostic::error(NO_SUCH_SHAPE, format!("the catalogue knows no column `{source}.{column}`"));
    let names: Vec<&str> = shape.columns.keys().chain(shape.refs.keys()).map(String::as_str).collect();
    let problem = match did_you_mean(column, names.iter().copied()) {
        Some(near) => problem.primary(span, format!("did you mean `{source}.{near}`?")),
        None => problem.primary(span, "").help(format!("of `{source}` it reads {}", quoted(&names))),
    };
    problem.help("the catalogue's name stands on the left: `\"orders.amount\" = \"net_total\"`")
}

/// A source that the project does not have.
pub(crate) fn no_own_source<'a>(own: &Spanned<String>, names: impl Iterator<Item = &'a String>) -> Diagnostic {
    let problem = Diagnostic::error(NO_OWN, format!("there is no source `{}`", own.value));
    let names: Vec<&str> = names.map(String::as_str).collect();
    match did_you_mean(&own.value, names.iter().copied()) {
        Some(near) => problem.primary(own.span, format!("did you mean `{near}`?")),
        None => problem.primary(own.span, "").help(format!("`kpi.toml` has the sources {}", quoted(&names))),
    }
}

/// A column that the data do not have.
pub(crate) fn no_own_column<'a>(
    own_source: &str,
    own: &Spanned<String>,
    (source, column): (&str, &str),
    names: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let message = format!("`{own_source}` has no column and no reference `{}`", own.value);
    let problem = Diagnostic::error(NO_OWN, message);
    let names: Vec<&str> = names.collect();
    let problem = match did_you_mean(&own.value, names.iter().copied()) {
        Some(near) => problem.primary(own.span, format!("did you mean `{near}`?")),
        None => problem.primary(own.span, "").help(format!("its columns are {}", quoted(&names))),
    };
    problem.help(format!("what must be computed is a field of a definition file: `{source}.{column} = …`"))
}

/// The catalogue's name of a source is that of another one.
pub(crate) fn source_has_the_name(name: &str, mapping: &Mapping, other: Span) -> Diagnostic {
    let own = &mapping.own.value;
    Diagnostic::error(NAME_TAKEN, format!("`{name}` cannot stand for `{own}`: a source is called so"))
        .primary(mapping.name, format!("would be `{own}`"))
        .secondary(other, "this is another one")
        .note("a name means the same in the whole project")
        .help(format!("rename `[source.{name}]`, or take it for the catalogue's `{name}` and remove this line"))
}

/// The catalogue's name of a column is that of another column of the data.
pub(crate) fn data_have_the_name(own_source: &str, column: &str, mapping: &Mapping) -> Diagnostic {
    let own = &mapping.own.value;
    let message = format!("`{column}` cannot stand for `{own}`: `{own_source}` has a column of that name");
    Diagnostic::error(NAME_TAKEN, message)
        .primary(mapping.name, "")
        .note("a name means the same in the whole project, so your own definitions would read the other column too")
        .help(format!(
            "rename the column of the data: `columns.other_{column} = {{ from = \"{column}\" }}` in `[source.{own_source}]`"
        ))
}

/// A column that is mapped and computed.
pub(crate) fn field_and_mapping(source: &str, column: &str, mapping: &Mapping) -> Diagnostic {
    Diagnostic::error(NAME_TAKEN, format!("`{source}.{column}` is a field of a definition file and stands here too"))
        .primary(mapping.name, "")
        .help("keep one of the two")
}

/// A KPI that was asked for by its id.
pub(crate) fn cannot_be_computed(word: &Spanned<String>, missing: &[Missing], shapes: &Shapes) -> Diagnostic {
    let id = &word.value;
    let first = missing.first().map(ToString::to_string).unwrap_or_default();
    let mut problem = Diagnostic::error(CANNOT_BE_COMPUTED, format!("`{id}` cannot be computed: {first}"))
        .primary(word.span, "taken in here");
    for missing in missing.iter().skip(1) {
        problem = problem.note(missing.to_string());
    }
    for missing in missing {
        problem = problem.help(missing.way_out(shapes));
    }
    problem
}

/// KPIs of a group that cannot be computed.
pub(crate) fn left_out(
    word: &Spanned<String>,
    kpis: &[(String, Vec<Missing>)],
    of: usize,
    shapes: &Shapes,
) -> Diagnostic {
    let (group, count) = (&word.value, kpis.len());
    let message = format!("{count} of {of} KPIs of `{group}` are left out: the project lacks what they need");
    let mut problem = Diagnostic::warning(LEFT_OUT, message).primary(word.span, "taken in here");
    for (id, missing) in kpis.iter().take(MOST_NAMED) {
        let lacks: Vec<String> = missing.iter().map(ToString::to_string).collect();
        problem = problem.note(format!("`{id}`: {}", lacks.join("; ")));
    }
    if count > MOST_NAMED {
        problem = problem.note(format!("and {} more; `kpi catalogue` lists them all", count - MOST_NAMED));
    }
    let mut ways: Vec<String> = Vec::new();
    for way in kpis.iter().flat_map(|(_, missing)| missing).map(|missing| missing.way_out(shapes)) {
        if !ways.contains(&way) && ways.len() < 3 {
            ways.push(way);
        }
    }
    for way in ways {
        problem = problem.help(way);
    }
    let first = kpis.first().map_or("", |(id, _)| id.as_str());
    problem.help(format!("what you do without goes to `except = [\"{first}\", …]`"))
}

/// A breakdown without its column.
pub(crate) fn not_cut(word: &Spanned<String>, by: &str, missing: &[Missing], shapes: &Shapes) -> Diagnostic {
    let lacks: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let message = format!("`{}` is not cut by `{by}`: {}", word.value, lacks.join("; "));
    let problem = Diagnostic::warning(NOT_CUT, message).primary(word.span, "taken in here");
    missing.iter().fold(problem, |problem, missing| problem.help(missing.way_out(shapes)))
}

/// A definition of the project and of the catalogue.
pub(crate) fn defined_in_both(name: &str, at: Span, own: Option<Span>) -> Diagnostic {
    let message = format!("`{name}` is defined in the project and taken in from the catalogue");
    let problem = Diagnostic::error(DEFINED_IN_BOTH, message).primary(at, "taken in here");
    let problem = match own {
        Some(own) => problem.secondary(own, "defined here"),
        None => problem,
    };
    problem
        .help(format!("to keep yours, also for what builds on it: `except = [\"{name}\"]` in `[catalogue]`"))
        .help("to have both, give yours another name")
}

/// A field of the catalogue with the name of a column.
pub(crate) fn hides_a_column(name: &str, source: &str, column: &str, at: Span) -> Diagnostic {
    let message = format!("`{name}` of the catalogue would hide the column `{column}` of `{source}`");
    Diagnostic::error(HIDES_A_COLUMN, message)
        .primary(at, "")
        .help(format!("to use your column instead: `except = [\"{name}\"]`"))
        .help(format!(
            "to keep both, rename the column: `columns.own_{column} = {{ from = \"{column}\" }}` in `[source.{source}]`"
        ))
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source { source } => write!(f, "it needs the source `{source}`"),
            Self::Role { own, declaration, .. } => write!(f, "it needs `{declaration}` of `{own}`"),
            Self::SurplusTime { own } => {
                write!(f, "it needs `{own}` without `time`: its rows live, they do not happen")
            }
            Self::Column { source, column, kind } => write!(f, "it needs `{source}.{column}` ({kind})"),
            Self::Type { source, column, own, kind, found } => {
                let told = if own == column { String::new() } else { format!(", and `{own}`") };
                write!(f, "it needs `{source}.{column}` as a {kind}{told}, which is {found} in the data")
            }
            Self::Unclear { source, column, candidates } => {
                write!(f, "`{source}.{column}` could be {}", or_list(candidates))
            }
            Self::Reference { source, reference, target, .. } => {
                write!(f, "it needs the reference `{source}.{reference}` to `{target}`")
            }
            Self::Plugin { plugin, function } => write!(f, "it needs the plugin function `{plugin}.{function}`"),
            Self::Own { name } => {
                write!(f, "it needs `{name}`, which `except` leaves to the project, and it is not there")
            }
        }
    }
}

impl Missing {
    /// What to do about it.
    pub fn way_out(&self, shapes: &Shapes) -> String {
        let row = |source: &str| shapes.sources.get(source).map_or("", |shape| shape.row.as_str());
        let meaning = |source: &str, column: &str| {
            let column = shapes.sources.get(source).and_then(|shape| shape.columns.get(column));
            column.map_or(String::new(), |column| format!(" ({})", column.meaning))
        };
        match self {
            Self::Source { source } => format!(
                "a row of `{source}`: {}; declare `[source.{source}]`, or say which source it is: \
                 `{source} = \"…\"` in `[catalogue.sources]`",
                row(source)
            ),
            Self::Role { own, declaration, .. } => {
                format!("add `{declaration}` to `[source.{own}]`, with the names of your columns")
            }
            Self::SurplusTime { own } => format!("remove `time` from `[source.{own}]`"),
            Self::Column { source, column, .. } => format!(
                "say which column `{source}.{column}` is{}: `\"{source}.{column}\" = \"…\"` in `[catalogue.columns]`; or \
                 compute it in a definition file: `{source}.{column} = …`",
                meaning(source, column)
            ),
            Self::Type { source, own, kind, .. } => format!(
                "correct the data or declare its type: `columns.{own} = {{ type = \"{kind}\" }}` in the table of `{source}`; or \
                 map another column to it"
            ),
            Self::Unclear { source, column, .. } => {
                format!(
                    "say which{}: `\"{source}.{column}\" = \"…\"` in `[catalogue.columns]`",
                    meaning(source, column)
                )
            }
            Self::Reference { own, reference, target, .. } => format!(
                "add `refs = {{ {reference} = \"COLUMN -> {target}\" }}` to `[source.{own}]`; if it is there under another name, \
                 map that in `[catalogue.columns]`"
            ),
            Self::Plugin { plugin, .. } => {
                format!("connect it: `[plugin.{plugin}]` with `path = \"libkpi_{plugin}\"`")
            }
            Self::Own { name } => format!("define `{name}`, or remove it from `except`"),
        }
    }
}

fn or_list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
