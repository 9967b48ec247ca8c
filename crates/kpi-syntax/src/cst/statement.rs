//! One statement: the grammar, then the item, or the one message that says why there is none.

use kpi_diagnostics::{Diagnostic, FileId, Span};
use pest::Parser;
use pest::error::Error;
use pest::iterators::Pair;

use super::failure;
use super::grammar::{Grammar, Rule};
use super::layout::{Start, Statement};
use super::reader::{MOST_OPERATORS, Reader};
use super::yaml;
use crate::ast::{Expr, ExprKind, Field, File, Item, Metric, Path};
use crate::errors::{definitions, layout, names, operators};

/// How deep parentheses and `if` may nest.
const DEEPEST: usize = 150;
/// The longest statement in bytes.
const LONGEST: usize = 1 << 20;
/// Messages about one file; a text with more mistakes is no file of definitions, and the rest of it is not read.
pub(super) const MOST_MESSAGES: usize = 1_000;

/// A file while it is read.
#[derive(Default)]
pub(super) struct Output {
    pub(super) tree: File,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Why there is no pair.
enum Refusal {
    /// Not even tried, for this reason.
    Untried(Box<Diagnostic>),
    /// The grammar could not go on.
    Failed(Box<Error<Rule>>),
}

impl Refusal {
    fn untried(diagnostic: Diagnostic) -> Self {
        Self::Untried(Box::new(diagnostic))
    }
}

/// Reads a statement of a file. One that fails and holds what looks like the start of another is cut there.
pub(super) fn read(file: FileId, blanked: &str, place: &Statement, output: &mut Output) {
    let mut todo = vec![place.clone()];
    while let Some(place) = todo.pop() {
        let reader = Reader::new(file, place.start, blanked.get(place.start..place.end).unwrap_or(""));
        match run(&reader, &place, entry(reader.text)) {
            Ok(pair) => accept(&reader, &place, pair, output),
            Err(Refusal::Untried(diagnostic)) => refuse(&reader, output, |_| *diagnostic),
            Err(Refusal::Failed(error)) => {
                let entry = entry(reader.text);
                match pieces(blanked, &place, entry, failure::place(&error)) {
                    Some(pieces) => todo.extend(pieces.into_iter().rev()),
                    None => refuse(&reader, output, |reader| failure::explain(reader, entry, &error)),
                }
            }
        }
    }
}

/// What a failed statement is cut into, if it seems to be more than one.
fn pieces(blanked: &str, place: &Statement, entry: Rule, failed_at: usize) -> Option<Vec<Statement>> {
    let definition = Some(place).filter(|_| entry == Rule::definition);
    let indented = definition.and_then(|place| place.cut_at_indented(blanked, place.start + failed_at));
    indented.or_else(|| place.cut_at_held_lines(blanked))
}

/// Reads a text that is one expression or one query; `None` after a message.
pub(super) fn read_one<'t>(reader: &Reader<'t>, place: &Statement, entry: Rule) -> Option<Pair<'t, Rule>> {
    match run(reader, place, entry) {
        Ok(pair) => return Some(pair),
        Err(Refusal::Untried(diagnostic)) => reader.report(*diagnostic),
        Err(Refusal::Failed(error)) => reader.report(failure::explain(reader, entry, &error)),
    }
    None
}

fn run<'t>(reader: &Reader<'t>, place: &Statement, entry: Rule) -> Result<Pair<'t, Rule>, Refusal> {
    let whole = reader.place(0, reader.text.len());
    if place.depth > DEEPEST {
        return Err(Refusal::untried(layout::too_deep(whole, DEEPEST)));
    }
    if reader.text.len() > LONGEST {
        return Err(Refusal::untried(layout::too_long(whole, "a megabyte")));
    }
    match Grammar::parse(entry, reader.text) {
        Ok(mut pairs) => pairs.next().ok_or_else(|| Refusal::untried(layout::too_long(whole, "this program can read"))),
        Err(error) => Err(Refusal::Failed(Box::new(error))),
    }
}

fn accept(reader: &Reader<'_>, place: &Statement, pair: Pair<'_, Rule>, output: &mut Output) {
    let item = match pair.as_rule() {
        Rule::from_statement => reader.source(pair),
        Rule::group_statement => reader.group(pair),
        Rule::test_statement => reader.test(pair),
        _ => reader.definition(pair, place.doc.as_deref()),
    };
    report_start(reader, place);
    if let Some(item) = item {
        output.tree.items.push(item);
        output.take(reader);
    } else {
        explain_nothing(reader);
        reader.substitutes.take();
        give_up(reader, output);
    }
}

fn report_start(reader: &Reader<'_>, place: &Statement) {
    let first = reader.place(0, reader.text.find(|c: char| c.is_whitespace()).unwrap_or(reader.text.len()));
    let indent = |length: usize| Span {
        start: first.start.saturating_sub(u32::try_from(length).unwrap_or(0)),
        end: first.start,
        ..first
    };
    match place.at {
        Start::FirstColumn => {}
        Start::Indented(length) => reader.report(layout::indented_start(indent(length), first)),
        Start::AmongClauses(length) => {
            let name = reader.words(first).unwrap_or("");
            reader.report(definitions::indented(indent(length), first, name));
        }
    }
}

/// A statement without a tree, with the message that says why.
fn refuse(reader: &Reader<'_>, output: &mut Output, explain: impl FnOnce(&Reader<'_>) -> Diagnostic) {
    reader.report(explain(reader));
    give_up(reader, output);
}

fn give_up(reader: &Reader<'_>, output: &mut Output) {
    output.tree.items.push(Item::Error(reader.place(0, reader.text.len())));
    if entry(reader.text) == Rule::definition {
        output.tree.broken.extend(failure::defined_names(reader));
    }
    output.take(reader);
}

/// When building gave no tree: there is a message already, or the statement is too long.
pub(super) fn explain_nothing(reader: &Reader<'_>) {
    let silent = reader.diagnostics.borrow().is_empty();
    if reader.too_long() || silent {
        let whole = reader.place(0, reader.text.len());
        reader.report(layout::too_long(whole, &format!("{MOST_OPERATORS} operators")));
    }
}

impl Output {
    /// Takes the messages of a statement.
    pub(super) fn take(&mut self, reader: &Reader<'_>) {
        reader.report_substitutes();
        self.diagnostics.append(&mut reader.diagnostics.borrow_mut());
        self.diagnostics.truncate(MOST_MESSAGES);
    }

    /// Takes what was read of the following statements.
    pub(super) fn append(&mut self, mut following: Self) {
        self.tree.items.append(&mut following.tree.items);
        self.tree.broken.append(&mut following.tree.broken);
        self.diagnostics.append(&mut following.diagnostics);
    }
}

/// The entry of the grammar, by the first word. `from`, `group` and `test` may also be names.
fn entry(text: &str) -> Rule {
    let word_length = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (word, rest) = (text.get(..word_length).unwrap_or(""), text.get(word_length..).unwrap_or("").trim_start());
    let defines = |rest: &str| rest.starts_with(['=', '.', ':', '＝']);
    let rule = match word {
        "from" => Rule::from_statement,
        "group" => Rule::group_statement,
        "test" => Rule::test_statement,
        _ => return Rule::definition,
    };
    let behind_text = rest.strip_prefix('"').and_then(|text| text.split_once('"')).map_or("", |(_, behind)| behind);
    if defines(rest) || defines(behind_text.trim_start()) { Rule::definition } else { rule }
}

impl Reader<'_> {
    fn source(&self, pair: Pair<'_, Rule>) -> Option<Item> {
        self.parts(pair.into_inner()).nth(1).map(|name| Item::From(self.name(&name)))
    }

    fn group(&self, pair: Pair<'_, Rule>) -> Option<Item> {
        self.parts(pair.into_inner()).nth(1).map(|text| Item::Group(self.text(&text)))
    }

    fn definition(&self, pair: Pair<'_, Rule>, doc: Option<&str>) -> Option<Item> {
        let span = self.span(&pair);
        let mut parts = self.parts(pair.into_inner()).peekable();
        let path = self.defined_path(parts.next()?);
        let label = parts.next_if(|part| matches!(part.as_rule(), Rule::string | Rule::foreign_string));
        let label = label.map(|label| self.text(&label));
        let define = parts.next()?;
        let body = self.expression(parts.next()?)?;
        if define.as_str() != "=" {
            self.definition_sign(&define, &path, &body)?;
        }
        self.refuse_clause_as_body(&define, &body.kind, body.span)?;
        let clauses = match parts.next() {
            Some(clauses) => self.clauses(clauses, body.span)?,
            None => Vec::new(),
        };
        let doc = doc.map(str::to_owned);
        let mut names = path.names.into_iter();
        let (first, second) = (names.next()?, names.next());
        if names.next().is_some() {
            self.report(names::too_many_parts(path.span));
            return None;
        }
        Some(match second {
            None => Item::Metric(Metric { name: first, label, doc, body, clauses, span }),
            Some(name) => Item::Field(Field { source: first, name, label, doc, body, clauses, span }),
        })
    }

    /// Another sign than `=`. What reads as a line of YAML has no meaning that would be worth looking at.
    fn definition_sign(&self, define: &Pair<'_, Rule>, path: &Path, body: &Expr) -> Option<()> {
        let sign = self.span(define);
        let [key] = path.names.as_slice() else {
            self.report(operators::definition_sign(sign, define.as_str()));
            return Some(());
        };
        let yaml = matches!(define.as_str(), ":" | "：").then(|| yaml::line(self, key, sign, body)).flatten();
        let Some(message) = yaml else {
            self.report(operators::definition_sign(sign, define.as_str()));
            return Some(());
        };
        self.report(message);
        None
    }

    /// `churn =` with `target < 5` on the next line reads as a comparison with something called `target`.
    fn refuse_clause_as_body(&self, define: &Pair<'_, Rule>, body: &ExprKind, span: Span) -> Option<()> {
        let ExprKind::Compare(_, left, _) = body else { return Some(()) };
        let ExprKind::Path(path) = &left.kind else { return Some(()) };
        let sign = self.span(define);
        let new_line =
            self.words(Span { start: sign.end, end: span.start, ..sign }).is_some_and(|gap| gap.contains('\n'));
        let clause = path.names.len() == 1 && matches!(self.words(path.span), Some("target" | "warn"));
        if !(new_line && clause) {
            return Some(());
        }
        let name = failure::defined_names(self).and_then(|path| path.names.last().map(|name| name.text.clone()));
        self.report(definitions::missing_body(sign, &name.unwrap_or_default()));
        None
    }
}
