//! Parts that do not fit together: K0430 to K0449.

use kpi_diagnostics::{Code, Diagnostic, Span};

use super::nearest_or_all;
use crate::{Reference, Spanned};

const UNKNOWN_SOURCE: Code = Code::new(430);
const TARGET_WITHOUT_KEY: Code = Code::new(431);
const KEY_LENGTH: Code = Code::new(432);
const MOMENT_MISSING: Code = Code::new(433);
const MOMENT_WITHOUT_VERSIONS: Code = Code::new(434);
const TWO_KINDS_OF_TIME: Code = Code::new(435);
const DISTINCT_OF_DERIVED: Code = Code::new(436);
const TWO_ORIGINS: Code = Code::new(437);
const UNKNOWN_CALENDAR: Code = Code::new(438);

/// A source that is not there.
pub(crate) fn unknown_source(name: &str, span: Span, sources: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_SOURCE, format!("there is no source `{name}`")).primary(span, "");
    if sources.is_empty() {
        problem.help(format!("declare it: `[source.{name}]`"))
    } else {
        problem.help(nearest_or_all(name, sources))
    }
}

/// A calendar that is not there.
pub(crate) fn unknown_calendar(name: &str, span: Span, calendars: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_CALENDAR, format!("there is no `[calendar.{name}]`")).primary(span, "");
    if calendars.is_empty() {
        problem.help(format!("declare it: `[calendar.{name}]` with `source = \"…\"`, one row per period"))
    } else {
        problem.help(nearest_or_all(name, calendars))
    }
}

/// A reference to a source whose rows have no name.
pub(crate) fn target_without_key(reference: &Reference, target: &Spanned<String>) -> Diagnostic {
    let name = &target.value;
    let column = reference.columns.first().map_or("id", |column| column.value.as_str());
    Diagnostic::error(TARGET_WITHOUT_KEY, format!("`{name}` has no `key` that a reference could point to"))
        .primary(reference.target.span, "points here")
        .secondary(target.span, "this source needs a key")
        .help(format!("add `key = \"{column}\"` to `[source.{name}]`, with the column that names its rows"))
}

/// A reference with more or fewer columns than the key.
pub(crate) fn key_length(reference: &Reference, target: &str, key: &[&str]) -> Diagnostic {
    let (found, wanted) = (reference.columns.len(), key.len());
    let columns = |count: usize| if count == 1 { "one column".to_owned() } else { format!("{count} columns") };
    let message = format!("the key of `{target}` is {}, and this reference has {}", columns(wanted), columns(found));
    Diagnostic::error(KEY_LENGTH, message)
        .primary(reference.span, "")
        .help(format!("name a column for each of {}, in this order", super::quoted_list(key)))
}

/// A target with versions and no moment.
pub(crate) fn moment_missing(reference: &Reference, target: &str) -> Diagnostic {
    Diagnostic::error(MOMENT_MISSING, format!("`{target}` has versions, so the reference must say at which moment"))
        .primary(reference.span, "")
        .help(format!("write `-> {target} at COLUMN` with a date of this source"))
}

/// A moment and no versions.
pub(crate) fn moment_without_versions(reference: &Reference, moment: &Spanned<String>, target: &str) -> Diagnostic {
    let column = &moment.value;
    Diagnostic::error(
        MOMENT_WITHOUT_VERSIONS,
        format!("`at {column}` needs a source with versions, and `{target}` has none"),
    )
    .primary(moment.span, "")
    .secondary(reference.target.span, "one row per key")
    .help(format!("remove `at {column}`, or add `versions = true` to `[source.{target}]`"))
}

/// Rows that happen and picture, or live and picture.
pub(crate) fn two_kinds_of_time(first: (&str, Span), second: (&str, Span)) -> Diagnostic {
    let ((first, first_span), (second, second_span)) = (first, second);
    Diagnostic::error(TWO_KINDS_OF_TIME, format!("`{first}` and `{second}` contradict each other"))
        .primary(second_span, "")
        .secondary(first_span, "")
        .note("rows either happen or live (`time`, `alive`), or picture the whole on a date (`snapshot`)")
        .help("keep the one that is true of these rows")
}

/// A source derived from a source that is derived itself.
pub(crate) fn distinct_of_derived(source: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(DISTINCT_OF_DERIVED, format!("`{}` is derived itself", source.value))
        .primary(source.span, "")
        .help("name the source that has rows of its own")
}

/// Rows of two places.
pub(crate) fn two_origins(section: &str, first: (&str, Span), second: (&str, Span)) -> Diagnostic {
    let ((first, first_span), (second, second_span)) = (first, second);
    Diagnostic::error(TWO_ORIGINS, format!("{section} has both `{first}` and `{second}`"))
        .primary(second_span, "")
        .secondary(first_span, "")
        .help("its rows come from one place: keep one of the two")
}
