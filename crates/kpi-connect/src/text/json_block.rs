//! The records of a block of NDJSON.

use serde_json::{Map, Value};

use super::blocks::Block;
use super::grid::{Flawed, Grid};
use super::ndjson::{self, KeyPath};
use super::{Flaw, Task};
use crate::value::Cell;

/// A block taken apart.
pub(crate) struct JsonBlock<'t> {
    task: &'t Task,
    paths: &'t [KeyPath],
    objects: Vec<Map<String, Value>>,
    lines: Vec<u64>,
    flaws: Vec<Flawed>,
}

impl<'t> JsonBlock<'t> {
    /// Takes a block apart.
    pub(crate) fn new(task: &'t Task, paths: &'t [KeyPath], block: &Block) -> Self {
        let mut taken = Self { task, paths, objects: Vec::new(), lines: Vec::new(), flaws: Vec::new() };
        for (bytes, line) in block.bytes.split(|byte| *byte == b'\n').zip(block.lines_before + 1..) {
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            match ndjson::parse(bytes) {
                Ok(object) => {
                    taken.objects.push(object);
                    taken.lines.push(line);
                }
                Err(flaw) => taken.flaw(line, flaw),
            }
        }
        taken
    }

    fn flaw(&mut self, line: u64, flaw: Flaw) {
        self.flaws.push(Flawed { rows_before: self.lines.len(), line, flaw });
    }
}

impl Grid for JsonBlock<'_> {
    fn lines(&self) -> &[u64] {
        &self.lines
    }

    fn flaws(&mut self) -> Vec<Flawed> {
        std::mem::take(&mut self.flaws)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let found = self.paths.get(column).zip(self.objects.get(row));
        found.map_or(Cell::Empty, |(path, object)| ndjson::cell_at(self.task, object, path))
    }
}
