//! Keys and values whatever they mean: K0401 to K0409, and warnings from K0490.

use std::ops::RangeInclusive;

use kpi_diagnostics::{Code, Diagnostic, Span, did_you_mean};
use toml::de::DeValue;

use super::quoted_list;

pub(crate) const SYNTAX: Code = Code::new(401);
const TOO_LONG: Code = Code::new(409);
const UNKNOWN_KEY: Code = Code::new(402);
const WRONG_TYPE: Code = Code::new(403);
pub(crate) const MISSING_KEY: Code = Code::new(404);
const MISSING_VARIABLE: Code = Code::new(405);
const OUT_OF_RANGE: Code = Code::new(406);
const UNKNOWN_WORD: Code = Code::new(407);
const NEEDS: Code = Code::new(408);
const NO_EFFECT: Code = Code::new(490);
const NO_EFFECT_ON_FORMAT: Code = Code::new(491);
const UNUSED_CALENDAR: Code = Code::new(492);

/// More than a file of settings can be.
pub(crate) fn too_long(span: Span, bytes: usize) -> Diagnostic {
    Diagnostic::error(TOO_LONG, format!("`kpi.toml` has {} kB and was not read", bytes >> 10))
        .primary(span, "a file of settings has at most 1024 kB")
        .help("is this the right file? data belong into files of their own, definitions into `kpi-defs/`")
}

/// The rest is not shown.
pub(crate) fn too_many(end: Span, shown: usize) -> Diagnostic {
    Diagnostic::error(TOO_LONG, format!("only the first {shown} mistakes of `kpi.toml` are shown"))
        .primary(end, "up to here")
        .help("is this a file of settings?")
}

/// A key that nobody knows.
pub(crate) fn unknown_key(section: &str, name: &str, span: Span, known: &[&'static str]) -> Diagnostic {
    let near = did_you_mean(name, known.iter().copied());
    let problem = Diagnostic::error(UNKNOWN_KEY, format!("unknown key `{name}` in {section}"));
    match near {
        Some(near) => {
            problem.primary(span, format!("did you mean `{near}`?")).suggestion(span, near, format!("write `{near}`"))
        }
        None => problem.primary(span, "").help(format!("what can stand here: {}", quoted_list(known))),
    }
}

/// `[orders]` with what belongs to a source.
pub(crate) fn source_without_its_word(name: &str, span: Span) -> Diagnostic {
    let written = format!("source.{name}");
    Diagnostic::error(
        UNKNOWN_KEY,
        format!("unknown key `{name}` in `kpi.toml`: a source has the heading `[{written}]`"),
    )
    .primary(span, "")
    .suggestion(span, written.clone(), format!("write `{written}`"))
}

/// A value of another type than the key needs.
pub(crate) fn wrong_type(name: &str, wanted: &str, found: &DeValue<'_>, span: Span) -> Diagnostic {
    let found = match found {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let example = match wanted {
        "text" => format!("write `{name} = \"…\"`"),
        "true or false" => format!("write `{name} = true` or `{name} = false`, without quotation marks"),
        "a whole number" => format!("write `{name} = 3`, without quotation marks"),
        "a date" => format!("write `{name} = 2026-07-31`"),
        _ => format!("write `{name} = {{ … }}`, or a heading of its own in brackets"),
    };
    Diagnostic::error(WRONG_TYPE, format!("`{name}` is {wanted}, not {found}"))
        .primary(span, format!("this is {found}"))
        .help(example)
}

/// A key that must be there.
pub(crate) fn missing_key(section: &str, name: &str, span: Span, example: &str) -> Diagnostic {
    Diagnostic::error(MISSING_KEY, format!("{section} has no `{name}`"))
        .primary(span, "")
        .help(format!("add a line: {example}"))
}

/// `${NAME}` of a variable that is not set.
pub(crate) fn missing_variable(variable: &str, span: Span) -> Diagnostic {
    Diagnostic::error(MISSING_VARIABLE, format!("the environment variable `{variable}` is not set"))
        .primary(span, "used here")
        .help(format!("set it before the start, as in `{variable}=… kpi run`, or correct its name"))
}

/// A number outside its bounds.
pub(crate) fn out_of_range(name: &str, allowed: &RangeInclusive<u32>, span: Span, written: &str) -> Diagnostic {
    let (least, greatest) = (allowed.start(), allowed.end());
    Diagnostic::error(OUT_OF_RANGE, format!("`{name}` cannot be {written}"))
        .primary(span, "")
        .help(format!("write a whole number from {least} to {greatest}"))
}

/// A word that is none of a short list.
pub(crate) fn unknown_word(name: &str, written: &str, span: Span, choices: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_WORD, format!("`{name}` cannot be `{written}`"))
        .primary(span, "")
        .help(format!("write one of {}", quoted_list(choices)));
    match did_you_mean(written, choices.iter().copied()) {
        Some(near) => problem.suggestion(span, format!("\"{near}\""), format!("write `{near}`")),
        None => problem,
    }
}

/// A key that has no meaning without another.
pub(crate) fn needs(name: &str, span: Span, reason: &str, way_out: &str) -> Diagnostic {
    Diagnostic::error(NEEDS, format!("`{name}` {reason}")).primary(span, "").help(way_out)
}

/// A key that is accepted before it does anything.
pub(crate) fn no_effect(name: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(NO_EFFECT, format!("`{name}` has no effect in this version"))
        .primary(span, "read and checked, then not used")
        .help("leave it for a later version, or remove it")
}

/// A calendar table that the project does not use.
pub(crate) fn unused_calendar(name: &crate::Spanned<String>) -> Diagnostic {
    Diagnostic::warning(UNUSED_CALENDAR, format!("the calendar `{}` is not used", name.value))
        .primary(name.span, "weeks, months and years stay the common ones")
        .help(format!("write `calendar = \"{}\"` in `[project]`, or remove the table", name.value))
}

/// A reading option that the source's format does not know.
pub(crate) fn no_effect_on_format(name: &str, span: Span, format: &str) -> Diagnostic {
    Diagnostic::warning(NO_EFFECT_ON_FORMAT, format!("`{name}` has no effect on {format} files"))
        .primary(span, "not used")
        .help("remove it")
}
