//! Puts together what blocks gave, in the order of files and lines.
//!
//! A file with a flaw is a problem of the whole source, and no row of it is used. A column with a misfit is refused, and the
//! others are not touched by it.

use std::collections::HashMap;

use kpi_diagnostics::Diagnostic;
use polars::prelude::{Column, PolarsError, PolarsResult, polars_err};

use super::convert::Piece;
use super::misfits::{Course, Misfit, Numbers};
use super::store::{Limits, Store, Stored};
use super::{Flaw, Task, TextColumn};
use crate::files::DataFile;
use crate::problems;
use crate::quarantine::Quarantine;
use crate::value::{Builder, Form};

/// Rows in the making.
pub(crate) struct Gathering<'t> {
    task: &'t Task,
    files: &'t [DataFile],
    columns: &'t [TextColumn],
    wanted: &'t [usize],
    /// The columns of the current file.
    courses: Vec<Course>,
    /// The numbers in the columns of the files before; nothing before the first.
    joined: Vec<Option<Numbers>>,
    misfits: Vec<(usize, Misfit)>,
    refused: HashMap<usize, Diagnostic>,
    problems: Vec<Diagnostic>,
    quarantine: Quarantine,
    rows: usize,
    store: Option<Store>,
}

/// All rows of a source.
pub(crate) struct Gathered {
    /// The wanted columns, in their order.
    pub(crate) stored: Stored,
    /// Columns with values that do not fit.
    pub(crate) refused: HashMap<usize, Diagnostic>,
    pub(crate) rows: usize,
    pub(crate) quarantine: Quarantine,
}

impl<'t> Gathering<'t> {
    pub(crate) fn new(
        task: &'t Task,
        files: &'t [DataFile],
        columns: &'t [TextColumn],
        wanted: &'t [usize],
        (limits, beside): (Limits, Vec<Column>),
    ) -> Self {
        // Columns without any row have a type, too.
        let nothing = wanted.iter().filter_map(|column| columns.get(*column));
        let nothing = nothing.map(|column| Builder::new(&column.name, &column.kind).finish()).collect();
        Self {
            task,
            files,
            columns,
            wanted,
            courses: courses(columns, wanted),
            joined: vec![None; wanted.len()],
            misfits: Vec::new(),
            refused: HashMap::new(),
            problems: Vec::new(),
            quarantine: Quarantine::default(),
            rows: 0,
            store: Some(Store::new(limits, nothing, beside)),
        }
    }

    /// Takes the next block of the current file.
    pub(crate) fn take(&mut self, piece: Piece) {
        for ((course, column), seen) in self.courses.iter_mut().zip(self.wanted).zip(piece.seen) {
            course.follow(*column, seen);
        }
        self.quarantine.merge(piece.quarantine);
        self.rows += piece.rows;
        if let Some(Err(error)) = self.store.as_mut().map(|store| store.add(piece.columns)) {
            self.cannot_store(&error);
        }
    }

    /// Ends the current file.
    pub(crate) fn end(&mut self, file: usize) {
        let courses = std::mem::replace(&mut self.courses, courses(self.columns, self.wanted));
        for ((course, joined), column) in courses.into_iter().zip(&mut self.joined).zip(self.wanted) {
            let Some(misfit) = course.misfit else {
                if let Err(error) = join(joined, course.numbers) {
                    let name = self.columns.get(*column).map_or("", |column| column.name.as_str());
                    self.refused.insert(*column, problems::cannot_join(self.task, name, &error));
                }
                continue;
            };
            match self.misfits.iter_mut().find(|(_, known)| known.column == misfit.column) {
                Some((_, known)) => known.count += misfit.count,
                None => self.misfits.push((file, misfit)),
            }
        }
    }

    /// The current file cannot be used.
    pub(crate) fn fail(&mut self, file: usize, line: u64, flaw: &Flaw) {
        if let Some(file) = self.files.get(file) {
            self.problem(problems::flaw(self.task, file, line, flaw));
        }
    }

    /// Nothing that is read further is used.
    pub(crate) fn problem(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
        self.store = None;
        self.courses = courses(self.columns, self.wanted);
    }

    fn cannot_store(&mut self, error: &PolarsError) {
        self.problem(problems::cannot_store(self.task, error));
    }

    /// All rows, or why there are none.
    pub(crate) fn finish(mut self) -> Result<Gathered, Vec<Diagnostic>> {
        let changed = self.files.iter().filter(|file| !file.is_unchanged());
        self.problems.extend(changed.map(|file| problems::changed(self.task, file)));
        let Some(store) = self.store.take().filter(|_| self.problems.is_empty()) else { return Err(self.problems) };
        for (file, misfit) in &self.misfits {
            if let (Some(file), Some(column)) = (self.files.get(*file), self.columns.get(misfit.column)) {
                self.refused.insert(misfit.column, problems::misfit(self.task, file, column, misfit));
            }
        }
        let decimal = self.become_decimal();
        let stored = store.finish(&decimal).map_err(|error| vec![problems::cannot_store(self.task, &error)])?;
        Ok(Gathered { stored, refused: self.refused, rows: self.rows, quarantine: self.quarantine })
    }
}

impl Gathering<'_> {
    /// Which of the wanted columns are of whole numbers that become decimals. Those that are refused too, so that all pieces
    /// of them are of one type.
    fn become_decimal(&self) -> Vec<bool> {
        let numbers = self.wanted.iter().zip(&self.joined);
        let becomes = |(column, joined): (&usize, &Option<Numbers>)| {
            let is_whole = self.columns.get(*column).is_some_and(|column| is_whole(&column.form));
            is_whole && (*joined == Some(Numbers::Decimal) || self.refused.contains_key(column))
        };
        numbers.map(becomes).collect()
    }
}

fn courses(columns: &[TextColumn], wanted: &[usize]) -> Vec<Course> {
    let course = |column: &usize| {
        let is_whole = columns.get(*column).is_some_and(|column| is_whole(&column.form));
        Course { numbers: if is_whole { Numbers::Whole } else { Numbers::Decimal }, misfit: None }
    };
    wanted.iter().map(course).collect()
}

fn is_whole(form: &Form) -> bool {
    form.with_decimals().is_some()
}

/// Puts the numbers of a file behind those of the files before. Whole numbers beside decimals become such, if that loses no
/// digit.
fn join(joined: &mut Option<Numbers>, next: Numbers) -> PolarsResult<()> {
    let Some(before) = *joined else {
        *joined = Some(next);
        return Ok(());
    };
    *joined = Some(match (before, next) {
        (Numbers::Whole, next @ (Numbers::Whole | Numbers::Long(_))) => next,
        (Numbers::Long(_), Numbers::Whole | Numbers::Long(_)) => before,
        (Numbers::Long(number), Numbers::Decimal) | (Numbers::Decimal, Numbers::Long(number)) => {
            return Err(polars_err!(ComputeError: "{number} has too many digits for a number with decimals"));
        }
        (Numbers::Whole | Numbers::Decimal, Numbers::Decimal) | (Numbers::Decimal, Numbers::Whole) => Numbers::Decimal,
    });
    Ok(())
}
