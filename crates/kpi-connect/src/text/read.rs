//! Reading the files of a source: who does what.
//!
//! A file is cut into blocks by one thread, blocks are converted by as many threads as there are processors, and one thread, that
//! of the caller, puts together what they gave, in the order of files and blocks. So the order in which threads are done
//! does not show. Several files are cut at once. No file may be further ahead of the gathering than some blocks, which
//! bounds the memory that waiting takes; the file that is gathered is never held up by another, so that nothing waits for
//! ever. Little text is read by the caller alone, block by block, in the same order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use kpi_diagnostics::Diagnostic;

use super::blocks::{Block, Blocks, Records, Unread};
use super::convert::{Piece, Strictness, Wanted, convert};
use super::csv_block::{CsvBlock, CsvShape};
use super::gather::Gathering;
use super::json_block::JsonBlock;
use super::ndjson::KeyPath;
use super::store::Limits;
use super::{Flaw, Opened, Outcome, Task, TextColumn, bytes, csv, head};
use crate::files::DataFile;
use crate::problems;

/// How far, in blocks for each converting thread, a file may be ahead of the gathering.
const AHEAD: usize = 4;

/// What is read.
pub(crate) struct Reading<'t> {
    pub(crate) task: &'t Task,
    pub(crate) files: &'t [DataFile],
    pub(crate) columns: &'t [TextColumn],
    /// Of NDJSON.
    pub(crate) paths: &'t [KeyPath],
    /// The columns that are wanted.
    pub(crate) wanted: &'t [usize],
    pub(crate) limits: Limits,
}

/// How the blocks of a file are taken apart.
enum Shape {
    Csv(CsvShape),
    Ndjson,
}

/// A block on its way.
struct Work {
    place: Place,
    shape: Arc<Shape>,
    block: Block,
}

/// Which file, and which of its blocks; the end of a file is behind its last.
type Place = (usize, usize);

/// What is gathered.
enum Told {
    Piece(Piece),
    End,
    /// The file cannot be opened.
    Closed(Box<Diagnostic>),
    Unread(Unread),
}

impl Reading<'_> {
    /// Hands all rows to the gathering.
    pub(crate) fn run(&self, gathering: &mut Gathering<'_>) {
        let bytes: u64 = self.files.iter().map(DataFile::bytes).sum();
        if self.limits.threads > 1 && bytes > self.limits.block as u64 {
            self.run_together(gathering);
        } else {
            self.files.iter().enumerate().for_each(|file| self.run_alone(file, gathering));
        }
    }

    fn run_alone(&self, (file, data): (usize, &DataFile), gathering: &mut Gathering<'_>) {
        let (shape, mut blocks) = match self.open(data) {
            Ok(opened) => opened,
            Err(problem) => return gathering.problem(*problem),
        };
        loop {
            let told = match blocks.next() {
                Ok(Some(block)) => Told::Piece(self.convert(file, &shape, block)),
                Ok(None) => Told::End,
                Err(unread) => Told::Unread(unread),
            };
            if self.gather(file, told, gathering) == Next::File {
                return;
            }
        }
    }

    fn run_together(&self, gathering: &mut Gathering<'_>) {
        let flow = Flow::new(self.files.len(), self.limits.threads * AHEAD);
        let next = AtomicUsize::new(0);
        let (work, waiting) = channel();
        let (tell, told) = channel();
        let waiting = Mutex::new(waiting);
        let (flow, waiting, next) = (&flow, &waiting, &next);
        thread::scope(|scope| {
            for _ in 0..self.limits.threads.min(self.files.len()) {
                let (work, tell) = (work.clone(), tell.clone());
                scope.spawn(move || self.cut(next, flow, &work, &tell));
            }
            for _ in 0..self.limits.threads {
                let tell = tell.clone();
                scope.spawn(move || self.work(flow, waiting, &tell));
            }
            drop((work, tell));
            self.gather_all(flow, &told, gathering);
        });
    }

    /// Cuts one file after another.
    fn cut(&self, next: &AtomicUsize, flow: &Flow, work: &Sender<Work>, tell: &Sender<(Place, Told)>) {
        let _open = flow.guard();
        loop {
            let file = next.fetch_add(1, Ordering::Relaxed);
            let Some(data) = self.files.get(file) else { return };
            let (number, told) = match self.open(data) {
                Ok((shape, blocks)) => cut_file(file, &Arc::new(shape), blocks, flow, work),
                Err(problem) => (0, Told::Closed(problem)),
            };
            let _ = tell.send(((file, number), told));
        }
    }

    /// Converts blocks until there are no more.
    fn work(&self, flow: &Flow, waiting: &Mutex<Receiver<Work>>, tell: &Sender<(Place, Told)>) {
        let _open = flow.guard();
        loop {
            let next = locked(waiting).recv();
            let Ok(Work { place, shape, block }) = next else { return };
            // Of a file that is over nothing is used.
            let piece = if flow.is_over(place.0) { Piece::default() } else { self.convert(place.0, &shape, block) };
            let _ = tell.send((place, Told::Piece(piece)));
        }
    }

    fn gather_all(&self, flow: &Flow, told: &Receiver<(Place, Told)>, gathering: &mut Gathering<'_>) {
        let _open = flow.guard();
        let mut early = BTreeMap::new();
        let mut next = (0, 0);
        for (place, told) in told {
            // Of a file that is over some blocks may still come.
            if place >= next {
                early.insert(place, told);
            }
            while let Some(told) = early.remove(&next) {
                let (file, number) = next;
                next = match self.gather(file, told, gathering) {
                    Next::Block => (file, number + 1),
                    Next::File => (file + 1, 0),
                };
                flow.gathered(file, next);
                if next.0 > file {
                    early.retain(|place, _| *place >= next);
                }
            }
        }
    }

    fn gather(&self, file: usize, told: Told, gathering: &mut Gathering<'_>) -> Next {
        match told {
            Told::Piece(Piece { flaw: Some((line, flaw)), .. }) => gathering.fail(file, line, &flaw),
            Told::Piece(piece) => {
                gathering.take(piece);
                return Next::Block;
            }
            Told::End => gathering.end(file),
            Told::Closed(problem) => gathering.problem(*problem),
            Told::Unread(unread) => {
                let line = unread.lines + self.lines_before();
                gathering.fail(file, line, &Flaw::Unreadable(unread.reason));
            }
        }
        Next::File
    }

    /// What is to be added to the lines before a place that cannot be read.
    fn lines_before(&self) -> u64 {
        if self.is_ndjson() { 1 } else { self.task.reading.lines_before_header as u64 }
    }

    fn is_ndjson(&self) -> bool {
        self.task.format == kpi_config::Format::Ndjson
    }

    fn open(&self, file: &DataFile) -> Outcome<(Shape, Blocks)> {
        if self.is_ndjson() {
            let text = bytes::open(&file.path, &self.task.reading)
                .map_err(|error| problems::unreadable(self.task, file, &error))?;
            return Ok((Shape::Ndjson, Blocks::new(text, Records::Lines, self.limits.block)));
        }
        let (own, _) = csv::open(&Opened { task: self.task, file })?;
        let headers: Vec<_> = self.columns.iter().map(|column| column.header.clone()).collect();
        let (delimiter, text) = csv::text(self.task, file)?;
        let shape = CsvShape { places: head::places(&headers, &own), width: own.len(), delimiter };
        Ok((Shape::Csv(shape), Blocks::new(text, Records::Values(delimiter), self.limits.block)))
    }

    fn convert(&self, file: usize, shape: &Shape, block: Block) -> Piece {
        let strictness = if self.task.sets_aside() { Strictness::SetAside } else { Strictness::Refuse };
        let file = self.files.get(file).map_or("", |file| file.shown.as_str());
        let wanted = Wanted { columns: self.columns, numbers: self.wanted, strictness, file };
        match shape {
            Shape::Csv(shape) => convert(&wanted, CsvBlock::new(self.task, shape, block)),
            Shape::Ndjson => convert(&wanted, JsonBlock::new(self.task, self.paths, &block)),
        }
    }
}

/// What is gathered next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Block,
    File,
}

/// Sends the blocks of a file to work; gives what stands behind the last.
fn cut_file(file: usize, shape: &Arc<Shape>, mut blocks: Blocks, flow: &Flow, work: &Sender<Work>) -> (usize, Told) {
    let mut number = 0;
    while flow.wait_for_room(file, number) {
        let block = match blocks.next() {
            Ok(Some(block)) => block,
            Ok(None) => return (number, Told::End),
            Err(unread) => return (number, Told::Unread(unread)),
        };
        let _ = work.send(Work { place: (file, number), shape: Arc::clone(shape), block });
        number += 1;
    }
    (number, Told::End)
}

/// Keeps files from being too far ahead of the gathering.
struct Flow {
    state: Mutex<State>,
    changed: Condvar,
    ahead: usize,
}

struct State {
    /// Of each file how many blocks were gathered; nothing when it is over.
    gathered: Vec<Option<usize>>,
    /// Whether a thread has ended by a panic, which ends all of it.
    is_broken: bool,
}

impl Flow {
    fn new(files: usize, ahead: usize) -> Self {
        let state = State { gathered: vec![Some(0); files], is_broken: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), ahead }
    }

    /// Waits until this block may be sent; it need not be sent when the file is over.
    fn wait_for_room(&self, file: usize, number: usize) -> bool {
        let mut state = locked(&self.state);
        loop {
            match state.gathered_of(file) {
                Some(gathered) if number - gathered >= self.ahead => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                gathered => return gathered.is_some(),
            }
        }
    }

    fn is_over(&self, file: usize) -> bool {
        locked(&self.state).gathered_of(file).is_none()
    }

    /// The next place to be gathered, behind one of this file.
    fn gathered(&self, file: usize, next: Place) {
        if let Some(gathered) = locked(&self.state).gathered.get_mut(file) {
            *gathered = (next.0 == file).then_some(next.1);
        }
        self.changed.notify_all();
    }

    /// Lets all others come to an end if this thread ends by a panic.
    fn guard(&self) -> Guard<'_> {
        Guard(self)
    }
}

impl State {
    fn gathered_of(&self, file: usize) -> Option<usize> {
        self.gathered.get(file).copied().flatten().filter(|_| !self.is_broken)
    }
}

struct Guard<'f>(&'f Flow);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            locked(&self.0.state).is_broken = true;
            self.0.changed.notify_all();
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
