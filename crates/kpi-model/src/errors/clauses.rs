//! What stands behind a definition: K0363 to K0376.

use kpi_diagnostics::{Code, Diagnostic, Span};
use kpi_syntax::ast::Better;

use super::brief;
use crate::model::metric::{Line, Role};

const CLAUSE_TWICE: Code = Code::new(363);
const CLAUSE_OF_FIELD: Code = Code::new(364);
const MIN_OF_NOTHING: Code = Code::new(365);
const BREAKDOWN_TWICE: Code = Code::new(366);
const DIMENSION_TWICE: Code = Code::new(367);
const SHOW_WITHOUT_COUNT: Code = Code::new(368);
const CONFIDENCE_LEVEL: Code = Code::new(369);
const CONFIDENCE_OF_SEVERAL: Code = Code::new(370);
const CONTRADICTS_BETTER: Code = Code::new(371);
const WARN_STRICTER: Code = Code::new(372);
const WARN_WITHOUT_TARGET: Code = Code::new(373);
const OVERLAPPING: Code = Code::new(374);
const SCOPE_FORM: Code = Code::new(375);
const EMPTY_RANGE: Code = Code::new(376);

/// A clause that stands once, twice.
pub(crate) fn clause_twice(word: &str, first: Span, second: Span) -> Diagnostic {
    let problem = Diagnostic::error(CLAUSE_TWICE, format!("`{word}` stands twice"))
        .primary(second, "again here")
        .secondary(first, "first here");
    match word {
        "where" => problem.help("join the two conditions with `and`"),
        _ => problem.help("remove one of them"),
    }
}

/// A clause behind a field.
pub(crate) fn clause_of_field(field: &str, words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(CLAUSE_OF_FIELD, format!("`{}` has no meaning for the field `{field}`", brief(words)))
        .primary(span, "")
        .note("a field is a value of each row; targets, units and the like belong to metrics")
        .help(format!("remove it, or define a metric over the field: `NAME = avg({field})`"))
}

/// `min n 0`
pub(crate) fn min_of_nothing(span: Span) -> Diagnostic {
    Diagnostic::error(MIN_OF_NOTHING, "`min n 0` asks for nothing")
        .primary(span, "")
        .help("remove it, or write 1 or more")
}

/// The same breakdown twice.
pub(crate) fn breakdown_twice(first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(BREAKDOWN_TWICE, "the same breakdown stands twice")
        .primary(second, "again here")
        .secondary(first, "first here")
        .help("remove one of them")
}

/// The same dimension twice in one breakdown.
pub(crate) fn dimension_twice(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(DIMENSION_TWICE, format!("`{name}` stands twice in one breakdown"))
        .primary(span, "")
        .help("remove one of the two")
}

/// `show` on something that counts no rows.
pub(crate) fn show_without_count(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(SHOW_WITHOUT_COUNT, format!("`show` lists counted rows, and `{name}` is no count"))
        .primary(span, "")
        .help("put it behind a definition that is only `count(…)`")
}

/// A level that is no confidence.
pub(crate) fn confidence_level(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(CONFIDENCE_LEVEL, format!("`{}`: a level lies between 50% and 99.9%", brief(words)))
        .primary(span, "")
        .help("write `confidence 95%`")
}

/// Clusters over several sources.
pub(crate) fn confidence_of_several(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        CONFIDENCE_OF_SEVERAL,
        format!("`per {}` needs a metric over the rows of one source", brief(words)),
    )
    .primary(span, "")
    .help("write `confidence` without `per`, or behind a metric of one source")
}

fn word_of(role: Role) -> &'static str {
    match role {
        Role::Target => "target",
        Role::Warn => "warn",
    }
}

/// A target in the wrong direction.
pub(crate) fn target_contradicts_better(better: Better, said: Span, text: &str, line: Span, role: Role) -> Diagnostic {
    let direction = match better {
        Better::Higher => "higher",
        Better::Lower => "lower",
    };
    let word = word_of(role);
    Diagnostic::error(CONTRADICTS_BETTER, format!("`{word} {}` contradicts `better {direction}`", brief(text)))
        .primary(line, "")
        .secondary(said, "")
        .help(format!("turn the comparison round, or remove `better {direction}`: the target says it already"))
}

/// A warning line that asks for more than the target.
pub(crate) fn warn_stricter(warn: &Line, target: &Line) -> Diagnostic {
    let (warn_text, target_text) = (brief(&warn.text), brief(&target.text));
    Diagnostic::error(WARN_STRICTER, format!("`warn {warn_text}` is stricter than `target {target_text}`"))
        .primary(warn.span, "")
        .secondary(target.span, "the target")
        .note("`warn` is the looser line: beyond the target but within it a value is `at risk`, beyond both `missed`")
        .help("exchange the two numbers")
}

/// A warning line without a target.
pub(crate) fn warn_without_target(warn: &Line, other: bool) -> Diagnostic {
    let text = brief(&warn.text);
    let message = if other {
        format!("`warn {text}` has no target for the same slices")
    } else {
        format!("`warn {text}` has no target")
    };
    Diagnostic::error(WARN_WITHOUT_TARGET, message)
        .primary(warn.span, "")
        .note("`warn` is the looser line of a target")
        .help(format!("write `target {text}`, or add the target that it is for"))
}

/// Two lines for one slice.
pub(crate) fn overlapping_lines(first: &Line, second: &Line, same_scope: bool) -> Diagnostic {
    let word = word_of(second.role);
    let message = if same_scope {
        format!("two `{word}` lines for the same slices: `{}` and `{}`", brief(&first.text), brief(&second.text))
    } else {
        format!("two `{word}` lines whose slices overlap: `{}` and `{}`", brief(&first.text), brief(&second.text))
    };
    let problem = Diagnostic::error(OVERLAPPING, message).primary(second.span, "").secondary(first.span, "");
    if same_scope {
        return problem.help("keep one, or say from when on the other holds: `since 2026-07-01`; or for which slices: `for segment = \"…\"`");
    }
    problem.help("let every slice belong to one of them: name values of the same dimension that differ")
}

/// A scope that cannot be one.
pub(crate) fn scope_form(words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(SCOPE_FORM, format!("`for {}` does not name slices", brief(words))).primary(span, "").help(
        "write `for segment = \"smb\"`, `for country in (\"de\", \"at\")`, `for segment is null`, joined by `and`",
    )
}

/// `between 5 and 2`
pub(crate) fn empty_range(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(EMPTY_RANGE, format!("nothing lies `{}`", brief(text)))
        .primary(span, "")
        .help("write the lesser number first")
}
