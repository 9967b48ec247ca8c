//! Statements know nothing of each other, so a long file is read by several threads, each a run of its statements.

use std::thread;

use kpi_diagnostics::{FileId, Span};

use super::layout::{Layout, Statement};
use super::statement::{self, MOST_MESSAGES, Output};
use crate::ast::Item;

/// Below this a thread costs more than it saves.
const STATEMENTS_PER_WORKER: usize = 1_000;
/// Beyond this there is little to gain.
const MOST_WORKERS: usize = 8;

/// Reads every statement of a file, in order.
pub(super) fn read(file: FileId, layout: &Layout) -> Output {
    let statements = layout.statements.as_slice();
    let processors = thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
    let workers = (statements.len() / STATEMENTS_PER_WORKER).clamp(1, processors);
    let mut runs = statements.chunks(statements.len().div_ceil(workers).max(1));
    let first = runs.next().unwrap_or_default();
    thread::scope(|scope| {
        let others: Vec<_> = runs.map(|run| scope.spawn(move || read_run(file, &layout.blanked, run))).collect();
        let mut output = read_run(file, &layout.blanked, first);
        for other in others {
            match other.join() {
                Ok(more) => output.append(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        output
    })
}

/// Reads statements until there are too many mistakes; the rest is then one error.
fn read_run(file: FileId, blanked: &str, statements: &[Statement]) -> Output {
    let mut output = Output::default();
    output.tree.items.reserve(statements.len());
    for place in statements {
        if output.diagnostics.len() >= MOST_MESSAGES {
            let end = statements.last().map_or(place.end, |last| last.end);
            output.tree.items.push(Item::Error(Span::new(file, place.start, end)));
            break;
        }
        statement::read(file, blanked, place, &mut output);
    }
    output
}
