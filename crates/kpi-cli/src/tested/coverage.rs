//! What the tests reach, and above all what not.

use std::fmt::Write;

use kpi_diagnostics::render::Colour;
use kpi_diagnostics::{Span, Texts};
use kpi_engine::{Coverage, DefinitionCoverage};

use crate::ink::{Tone, paint};

/// What no test reaches, definition by definition, and the sum.
pub(super) fn page(coverage: &Coverage, texts: &Texts, colour: Colour) -> String {
    let mut page = String::new();
    let gaps =
        |definition: &&DefinitionCoverage| !definition.reached || definition.parts.iter().any(|part| !part.reached);
    let mut missing = coverage.definitions.iter().filter(gaps).peekable();
    if missing.peek().is_some() {
        let _ = writeln!(page, "{}", paint("not reached by any test", Tone::Strong, colour));
    }
    for definition in missing {
        let place = paint(&place(definition.span, texts), Tone::Quiet, colour);
        let _ = writeln!(page, "  {}  {place}", definition.name);
        if !definition.reached {
            let _ = writeln!(page, "    {}", paint("all of it", Tone::Bad, colour));
            continue;
        }
        for part in definition.parts.iter().filter(|part| !part.reached) {
            let place = part.span.map(|span| format!("  {}", place_in_file(span, texts))).unwrap_or_default();
            let words = part.words.strip_prefix(part.kind.word()).unwrap_or(&part.words).trim_start();
            let _ = writeln!(page, "    {} {words}{}", part.kind.word(), paint(&place, Tone::Quiet, colour));
        }
    }
    let (reached, of) = coverage.count();
    let _ =
        writeln!(page, "\n{} reached: {reached} of {of} definitions, lines, branches and statuses", percent(coverage));
    page
}

/// In percent, never rounded up to 100.
pub(super) fn percent(coverage: &Coverage) -> String {
    let percent = (coverage.percent() * 10.0).floor() / 10.0;
    format!("{percent} %")
}

fn place(span: Span, texts: &Texts) -> String {
    let file = texts.get(span.file).map_or("", |text| text.name.as_str());
    format!("{file}:{}", texts.line_column(span).0)
}

fn place_in_file(span: Span, texts: &Texts) -> String {
    let (line, column) = texts.line_column(span);
    format!("{line}:{column}")
}
