//! One line a message, as compilers and editors understand it: `kpi-defs/a.kpi:3:8: error[K0203]: message`.

use super::place::Places;
use crate::{Diagnostic, Severity, Texts};

/// One line for each message, in their order. A message without a place starts with its severity.
pub fn concise(diagnostics: &[Diagnostic], texts: &Texts) -> String {
    let places = Places::new(texts);
    diagnostics.iter().map(|diagnostic| line(diagnostic, &places)).collect()
}

fn line(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let place = diagnostic.span().and_then(|span| places.of(span)).map_or_else(String::new, |place| {
        let (line, column) = place.start;
        format!("{}:{line}:{column}: ", place.text.name)
    });
    let message = diagnostic.message.replace(['\n', '\r'], " ");
    format!("{place}{}[{}]: {message}\n", severity_word(diagnostic.severity), diagnostic.code)
}

/// The word that stands before the code.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

#[cfg(test)]
mod tests {
    use super::concise;
    use crate::{Code, Diagnostic, Span, Texts};

    #[test]
    fn one_line_each() {
        let mut texts = Texts::default();
        let file = texts.add("kpi-defs/a.kpi", "churn =\n  解約 / strat\n");
        let unknown = Diagnostic::error(Code::new(203), "no metric is called `strat`")
            .secondary(Span::new(file, 0, 5), "in this one")
            .primary(Span::new(file, 19, 24), "");
        let bare = Diagnostic::warning(Code::new(401), "no definitions\nat all");
        assert_eq!(
            concise(&[unknown, bare], &texts),
            "kpi-defs/a.kpi:2:8: error[K0203]: no metric is called `strat`\nwarning[K0401]: no definitions at all\n"
        );
    }
}
