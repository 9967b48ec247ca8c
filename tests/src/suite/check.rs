//! One case through both sides.

use std::path::Path;

use super::expected::Expected;
use super::markdown::{Block, Case};
use super::project::Project;
use super::request::Request;
use crate::agreement::{disagreements, reference_lines};
use crate::outcome::Line;
use crate::reference::Reference;

/// What a case needs of the engine.
pub trait Engine {
    /// The results of these metrics for a project in a folder, or the messages that stand in the way.
    fn evaluate(&self, folder: &Path, request: &Request, names: &[String]) -> Result<Vec<Line>, String>;

    /// All messages about a project in a folder, one a line.
    fn check(&self, folder: &Path) -> String;

    /// All messages of a run of every metric, one a line.
    fn run(&self, folder: &Path, request: &Request) -> String;
}

/// What is wrong with a case; nothing when it holds.
pub fn failures(case: &Case, engine: Option<&dyn Engine>) -> Vec<String> {
    if let Some(expected) = case.of_kind("diagnostics").last() {
        return engine.map_or_else(Vec::new, |engine| diagnostics(case, expected, engine));
    }
    let (Some(run), Some(result)) = (case.of_kind("run").last(), case.of_kind("result").last()) else {
        return vec!["a case has a `run` and a `result` block, or a `diagnostics` block".to_owned()];
    };
    match Request::read(&run.text) {
        Err(problem) => vec![problem],
        Ok(request) => values(&Project::of(case), &request, &Expected::read(&result.text), engine),
    }
}

/// The messages that the engine has for a case: about its texts, or of the run that its `diagnostics` block names.
pub fn messages(case: &Case, engine: &dyn Engine) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Project::of(case).write(folder.path()).expect("a writable folder");
    let asked = case.of_kind("diagnostics").last().map_or("", |block| block.argument.as_str());
    let said = match asked {
        "" => engine.check(folder.path()),
        request => engine.run(folder.path(), &Request::read(request).expect("a request behind `diagnostics`")),
    };
    let place = format!("{}/", folder.path().display());
    said.replace(&place, "").trim_end().to_owned()
}

fn diagnostics(case: &Case, expected: &Block, engine: &dyn Engine) -> Vec<String> {
    let found = messages(case, engine);
    if found == expected.text.trim_end() {
        return Vec::new();
    }
    vec![format!("expected the messages\n{}\nfound\n{found}", expected.text.trim_end())]
}

fn values(project: &Project, request: &Request, expected: &Expected, engine: Option<&dyn Engine>) -> Vec<String> {
    let resolved = match project.resolve() {
        Ok(resolved) => resolved,
        Err(messages) => return vec![messages],
    };
    let mut reference = Reference::new(&resolved.model, resolved.calendar.clone(), resolved.tables);
    reference.clock = Some(request.clock(&resolved.calendar));
    let names = expected.names();
    let computed = reference_lines(&reference, request, &names);
    let Some(engine) = engine else {
        return labelled("reference", expected.differences(&computed, &resolved.calendar));
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    project.write(folder.path()).expect("a writable folder");
    match engine.evaluate(folder.path(), request, &names) {
        Err(messages) => vec![format!("the engine refuses:\n{messages}")],
        Ok(lines) => {
            let mut failures = labelled("engine", expected.differences(&lines, &resolved.calendar));
            failures.extend(disagreements(&lines, &computed));
            failures
        }
    }
}

fn labelled(side: &str, differences: Vec<String>) -> Vec<String> {
    differences.into_iter().map(|difference| format!("{side}: {difference}")).collect()
}
