//! Single values that cannot be: K0410 to K0429, K0440 to K0442.

use kpi_diagnostics::{Code, Diagnostic, Span, did_you_mean};

use super::{nearest_or_all, quoted_list};

const TIME_ZONE: Code = Code::new(410);
const ENCODING: Code = Code::new(411);
const DELIMITER: Code = Code::new(412);
const DATE_PATTERN: Code = Code::new(413);
const CONNECTOR: Code = Code::new(414);
const CONNECTOR_NOT_GUESSED: Code = Code::new(415);
const UNKNOWN_PLUGIN: Code = Code::new(416);
const REFERENCE_FORM: Code = Code::new(417);
const DUPLICATES_FORM: Code = Code::new(418);
const DISTINCT_FORM: Code = Code::new(419);
const ALIVE_FORM: Code = Code::new(420);
const NAME_TAKEN: Code = Code::new(421);
const SCHEDULE_FORM: Code = Code::new(422);
const DATE_FORM: Code = Code::new(423);
const TWICE: Code = Code::new(424);
const EMPTY: Code = Code::new(425);
const HOURS_FORM: Code = Code::new(426);
const HOURS_OVERNIGHT: Code = Code::new(427);
const SPANS_OVERLAP: Code = Code::new(428);
const HOLIDAY_FORM: Code = Code::new(429);
const COLUMN_FORM: Code = Code::new(440);
const LANGUAGE: Code = Code::new(441);
const UNIT_OF_DURATION: Code = Code::new(442);

/// A time zone that the IANA database does not have.
pub(crate) fn time_zone(written: &str, span: Span, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error(TIME_ZONE, format!("unknown time zone `{written}`"));
    match near {
        Some(near) => problem.primary(span, format!("did you mean `{near}`?")).suggestion(
            span,
            format!("\"{near}\""),
            format!("write `{near}`"),
        ),
        None => {
            problem.primary(span, "").help("write an IANA name such as `Europe/Berlin`, `America/New_York` or `UTC`")
        }
    }
}

/// An encoding that nobody knows.
pub(crate) fn encoding(written: &str, span: Span) -> Diagnostic {
    let common = ["utf-8", "windows-1252", "iso-8859-1", "iso-8859-15", "utf-16le", "utf-16be", "shift_jis", "gb18030"];
    Diagnostic::error(ENCODING, format!("unknown encoding `{written}`"))
        .primary(span, "")
        .help(nearest_or_all(written, &common))
}

/// A delimiter of no or of several bytes.
pub(crate) fn delimiter(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(DELIMITER, format!("`delimiter` cannot be `{written}`"))
        .primary(span, "")
        .note("a delimiter is one plain character, and neither a quotation mark nor a line break")
        .help("write `\",\"`, `\";\"`, `\"|\"`, `\"tab\"`, or `\"whitespace\"` for any number of blanks")
}

/// A date pattern that is not one of strftime's; `guess` is what was probably meant.
pub(crate) fn date_pattern(name: &str, written: &str, span: Span, guess: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error(DATE_PATTERN, format!("`{written}` is no pattern for `{name}`"))
        .primary(span, "")
        .note("a pattern is written with `%d` (day), `%m` (month), `%Y` (year), `%b` (Jan), `%H:%M:%S` (time)");
    match guess {
        Some(guess) => problem.suggestion(span, format!("\"{guess}\""), format!("write `{guess}`")),
        None => problem.help("write for example `%d.%m.%Y` for 31.12.2026 or `%m/%d/%Y %H:%M` for 12/31/2026 23:59"),
    }
}

/// A connector that is neither built in nor a plugin's.
pub(crate) fn connector(written: &str, span: Span, builtin: &[&str]) -> Diagnostic {
    let near = did_you_mean(written, builtin.iter().copied());
    let problem = Diagnostic::error(CONNECTOR, format!("unknown connector `{written}`"));
    let problem = match near {
        Some(near) => problem.primary(span, format!("did you mean `{near}`?")).suggestion(
            span,
            format!("\"{near}\""),
            format!("write `{near}`"),
        ),
        None => problem.primary(span, ""),
    };
    problem.help(format!("built in are {}; a plugin's is written `PLUGIN.TABLE`", quoted_list(builtin)))
}

/// No connector is given and the path does not tell.
pub(crate) fn connector_not_guessed(written: &str, span: Span) -> Diagnostic {
    let problem =
        Diagnostic::error(CONNECTOR_NOT_GUESSED, format!("the ending of `{written}` does not tell its format"))
            .primary(span, "");
    let lower = written.to_lowercase();
    if [".xlsx", ".xls", ".ods"].iter().any(|ending| lower.ends_with(ending)) {
        return problem.help("workbooks are not read: save the sheet as CSV, and name that file");
    }
    problem.help("add `connector = \"csv\"`, `\"parquet\"` or `\"ndjson\"` (one JSON object a line)")
}

/// `connector = "x.table"` without `[plugin.x]`.
pub(crate) fn unknown_plugin(name: &str, span: Span, plugins: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_PLUGIN, format!("there is no `[plugin.{name}]`")).primary(span, "");
    match did_you_mean(name, plugins.iter().copied()) {
        Some(near) => problem.help(format!("did you mean the plugin `{near}`?")),
        None => problem.help(format!("declare it: `[plugin.{name}]` with `path = \"plugins/lib{name}.so\"`")),
    }
}

/// A reference that cannot be read.
pub(crate) fn reference_form(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(REFERENCE_FORM, format!("`{written}` is no reference"))
        .primary(span, "")
        .help("write `\"customer_id -> customers\"`, or with a moment `\"listing_id -> listings at booked_on\"`")
        .help("a key of two columns is written `\"shop, number -> orders\"`")
}

/// A `duplicates` that cannot be read.
pub(crate) fn duplicates_form(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(DUPLICATES_FORM, format!("`duplicates` cannot be `{written}`"))
        .primary(span, "")
        .help("write `\"error\"`, `\"drop_identical\"` or `\"last by updated_at\"` (the row with the greatest value of that column)")
}

/// A `distinct` that cannot be read.
pub(crate) fn distinct_form(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(DISTINCT_FORM, format!("`{written}` is no column of a source"))
        .primary(span, "")
        .help("write source and column, as in `distinct = \"orders.customer_id\"`")
}

/// An `alive` that is not two columns.
pub(crate) fn alive_form(found: usize, span: Span) -> Diagnostic {
    Diagnostic::error(ALIVE_FORM, format!("`alive` is two columns, not {found}")).primary(span, "").help(
        "write the column of the first moment and that of the last, as in `alive = [\"started_on\", \"ended_on\"]`",
    )
}

/// A name that means something else already.
pub(crate) fn name_taken(name: &str, span: Span, reason: &str) -> Diagnostic {
    Diagnostic::error(NAME_TAKEN, format!("`{name}` cannot be a name here: {reason}"))
        .primary(span, "")
        .help("choose another name")
}

/// A schedule that is no cron line.
pub(crate) fn schedule_form(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(SCHEDULE_FORM, format!("`{written}` is no schedule"))
        .primary(span, "")
        .help("write minute, hour, day of the month, month and day of the week, as in `\"0 6 1 * *\"` for the first of each month at six")
}

/// A text that is no date.
pub(crate) fn date_form(name: &str, written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(DATE_FORM, format!("`{name}` cannot be `{written}`"))
        .primary(span, "")
        .help(format!("write `{name} = 2026-07-31`"))
}

/// The same word twice in a list that needs different ones.
pub(crate) fn twice(name: &str, written: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(TWICE, format!("`{written}` stands twice in `{name}`"))
        .primary(second, "again here")
        .secondary(first, "first here")
        .help("remove one of them")
}

/// A key of `[catalogue.columns]` that does not say whose column it is.
pub(crate) fn column_form(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(COLUMN_FORM, format!("`{written}` does not say of which source it is a column"))
        .primary(span, "")
        .help("write source and column as the catalogue calls them, as in `\"orders.amount\" = \"net_total\"`")
}

/// A language that is not two letters.
pub(crate) fn language(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(LANGUAGE, format!("`{written}` is no language"))
        .primary(span, "")
        .help("write the two letters of `label ja \"…\"`, as in `language = \"ja\"`")
}

/// A text or a list with nothing in it.
pub(crate) fn empty(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(EMPTY, format!("`{name}` is empty")).primary(span, "").help("fill it in, or remove the line")
}

/// A text that is no span of working hours.
pub(crate) fn hours_form(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(HOURS_FORM, format!("`{written}` is no span of hours"))
        .primary(span, "")
        .help("write `\"09:00-17:00\"`, or with a break `[\"09:00-12:00\", \"13:00-17:00\"]`; a day ends at `24:00`")
}

/// Business hours without an hour.
pub(crate) fn no_hours(section: &str, span: Span) -> Diagnostic {
    Diagnostic::error(HOURS_FORM, format!("{section} has no working hours"))
        .primary(span, "")
        .help("name the days: `monday = \"09:00-17:00\"`, …; a day that is not named is free")
}

/// A span that ends before it begins.
pub(crate) fn hours_overnight(day: &str, written: &str, span: Span) -> Diagnostic {
    let (from, to) = written.split_once(['-', '–']).unwrap_or((written, ""));
    Diagnostic::error(HOURS_OVERNIGHT, format!("`{written}` ends before it begins"))
        .primary(span, "")
        .note("a span stays within its day")
        .help(format!(
            "for a night split it: `{day} = \"{}-24:00\"`, and `\"00:00-{}\"` on the day after",
            from.trim(),
            to.trim()
        ))
}

/// Two spans of one day that share time.
pub(crate) fn spans_overlap(written: &str, other: &str, span: Span) -> Diagnostic {
    Diagnostic::error(SPANS_OVERLAP, format!("`{written}` and `{other}` overlap"))
        .primary(span, "on the same day")
        .help("write one span for both, or move one of them")
}

/// A holiday that is neither a day nor a column.
pub(crate) fn holiday_form(written: &str, span: Span) -> Diagnostic {
    Diagnostic::error(HOLIDAY_FORM, format!("`{written}` is no holiday"))
        .primary(span, "")
        .help("write days, `[\"2026-01-01\", \"2026-12-25\"]`, or a column that holds them, `\"bank_holidays.day\"`")
}

/// A length of time in another unit than seconds.
pub(crate) fn unit_of_duration(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error(UNIT_OF_DURATION, format!("a column of the type `duration` holds seconds, not `{word}`"))
        .primary(span, "")
        .help("leave `unit` away if the column holds seconds")
        .help("else take its `type` away, and make it a length in a field: `calls.talked = minutes_talked * 1 minute`")
}
