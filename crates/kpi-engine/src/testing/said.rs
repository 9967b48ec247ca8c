//! Messages that a test expects: of a run on its tables, or of a definition that is added to the project.

use kpi_diagnostics::Diagnostic;
use kpi_model::model::ExpectedMessage;

use super::messages;
use crate::project::{Meaning, Project};

/// A message when what was expected is not said; `by_run` is what a run on the tables of the test says.
pub(super) fn unsaid(
    project: &Project,
    meaning: &Meaning,
    expected: &ExpectedMessage,
    by_run: &[Diagnostic],
) -> Option<Diagnostic> {
    let of_definition = expected.definition.as_ref().map(|text| of_definition(project, meaning, text));
    let said = of_definition.as_deref().unwrap_or(by_run);
    let is_it = |message: &Diagnostic| message.code == expected.code && message.severity == expected.severity;
    (!said.iter().any(is_it)).then(|| messages::unsaid(expected, said))
}

/// What is said of a definition that is added, and not without it.
fn of_definition(project: &Project, meaning: &Meaning, text: &str) -> Vec<Diagnostic> {
    let mut texts = project.texts().clone();
    let file = texts.add("the definition of a test", text);
    let (tree, mut said) = kpi_syntax::parse(file, text);
    let (_, all) = project.resolved_with(&mut meaning.catalog.clone(), &[tree], &texts);
    let same = |one: &Diagnostic, other: &Diagnostic| one.code == other.code && one.labels == other.labels;
    said.extend(all.into_iter().filter(|message| !meaning.diagnostics.iter().any(|known| same(known, message))));
    said
}
