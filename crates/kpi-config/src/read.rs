//! The whole file: its sections, then what only several of them together can get wrong.

use std::ops::Range;

use kpi_diagnostics::{Diagnostic, FileId, Severity, Span};
use toml::de::DeTable;

use crate::document::{Reader, Section};
use crate::{
    Config, Flaws, announced, business_hours, catalogue, crossing, problems, project, scorecard, source, unread,
};

/// The longest text in bytes. Thousands of sources fit; a table of data in the wrong place does not.
const LONGEST: usize = 1 << 20;
/// Messages about one file.
const MOST_MESSAGES: usize = 1_000;

/// What an absent or empty `kpi.toml` says.
#[must_use]
pub fn default_config() -> Config {
    Config::default()
}

/// Reads a `kpi.toml`. What could not be understood is reported and missing from the result; with no error among the
/// messages the result is whole. `environment` gives the variables for `${NAME}`; their values are in no message.
pub fn read(file: FileId, text: &str, environment: &dyn Fn(&str) -> Option<String>) -> (Config, Vec<Diagnostic>) {
    if text.len() > LONGEST {
        let mut config = default_config();
        config.flaws.unreadable = true;
        return (config, vec![problems::too_long(Span::new(file, 0, 0), text.len())]);
    }
    let mut reader = Reader::new(text, file, environment);
    let (document, errors) = DeTable::parse_recoverable(text);
    let considered = errors.get(..MOST_MESSAGES.min(errors.len())).unwrap_or_default();
    let (syntax, explained) = unread::explain(&reader, text, considered);
    let mut config = sections(&mut reader, document.get_ref());
    config.flaws.unreadable = !syntax.is_empty();
    let mut problems = merge(text, syntax, &explained, reader.into_problems());
    if errors.len().max(problems.len()) > MOST_MESSAGES {
        problems.truncate(MOST_MESSAGES);
        problems.push(problems::too_many(Span::new(file, text.len(), text.len()), MOST_MESSAGES));
    }
    (config, problems)
}

fn sections(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Config {
    let mut root = Section::new(reader, "`kpi.toml`".to_owned(), reader.span(0..0), document);
    let project = project::read(reader, &mut root);
    let plugins = project::read_plugins(reader, &mut root);
    let sources = source::read_all(reader, &mut root, &plugins);
    let scorecards = scorecard::read_all(reader, &mut root);
    let catalogue = catalogue::read(reader, &mut root);
    let calendars = project::read_calendars(reader, &mut root);
    let business_hours = business_hours::read_all(reader, &mut root);
    let announced = announced::read(reader, &mut root);
    for name in root.names_of_tables() {
        // What stands below a misspelt heading is there, and its uses are no mistakes of their own.
        reader.flaw(name);
    }
    root.finish(reader);
    let flaws = Flaws { sources: reader.flawed(), unreadable: false };
    let config =
        Config { project, sources, plugins, scorecards, calendars, business_hours, catalogue, announced, flaws };
    crossing::check(reader, &config);
    config
}

/// Mistakes that only follow from unreadable text are left out: those in the same stretch, keys that are missing
/// because their line could not be read, and everything when a heading is broken.
fn merge(text: &str, syntax: Vec<Diagnostic>, lines: &[Range<usize>], others: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let heading_broken =
        lines.iter().any(|line| text.get(line.clone()).is_some_and(|line| line.trim_start().starts_with('[')));
    let mut problems = syntax;
    if problems.is_empty() {
        problems = others;
    } else if !heading_broken {
        let follows = |problem: &Diagnostic| {
            problem.code == problems::MISSING_KEY
                || problem.span().is_some_and(|span| lines.iter().any(|line| line.contains(&span.range().start)))
        };
        problems.extend(others.into_iter().filter(|problem| !follows(problem)));
    }
    problems.sort_by_key(|problem| (problem.severity == Severity::Warning, problem.span().map(|span| span.start)));
    problems
}
