//! Where lines break: the first group that does not fit is broken, its parts are tried again.

use super::document::{Breaking, Doc, Gap, NotePlace, width};
use super::lines::{OutLine, WIDTH};

/// One step to the right.
pub(super) const STEP: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

/// A piece with where it stands.
#[derive(Clone, Copy)]
struct Place<'d> {
    doc: &'d Doc,
    indent: usize,
    mode: Mode,
}

/// Lays pieces out in lines that start at `indent`.
pub(super) fn lines(pieces: &[Doc], indent: usize) -> Vec<OutLine> {
    let mut page = Page { indent, column: indent, ..Page::default() };
    let place = |doc| Place { doc, indent, mode: Mode::Broken };
    let mut todo: Vec<Place<'_>> = pieces.iter().rev().map(place).collect();
    while let Some(place) = todo.pop() {
        let below = |doc| Place { doc, ..place };
        match place.doc {
            Doc::Text(text) => page.text(text, place.indent),
            Doc::Space => page.space(),
            Doc::Line if place.mode == Mode::Flat => page.space(),
            Doc::Line => page.new_line(place.indent),
            Doc::NewLine(gap) => page.new_line_after(*gap, place.indent),
            Doc::Indent(inside) => {
                todo.extend(inside.iter().rev().map(|doc| Place { indent: place.indent + STEP, ..below(doc) }));
            }
            Doc::Group(inside, breaking) => {
                let flat = place.mode == Mode::Flat
                    || *breaking == Breaking::IfNeeded && fits(place.doc, page.room(place.indent), &todo);
                let mode = if flat { Mode::Flat } else { Mode::Broken };
                todo.extend(inside.iter().rev().map(|doc| Place { mode, ..below(doc) }));
            }
            Doc::Note(note) if note.place == NotePlace::Trailing && page.has_code() => page.comment(&note.text),
            Doc::Note(note) => {
                page.new_line_after(note.gap, place.indent);
                page.text(&note.text, place.indent);
                page.ended = true;
            }
        }
    }
    page.finish()
}

/// Whether a group fits flat into what is left of the line, with what stands behind it up to the next break.
fn fits(group: &Doc, room: usize, behind: &[Place<'_>]) -> bool {
    let mut room = room;
    let mut behind = behind.iter().rev();
    let mut todo = vec![(group, Mode::Flat)];
    loop {
        let Some((doc, mode)) = todo.pop().or_else(|| behind.next().map(|place| (place.doc, place.mode))) else {
            return true;
        };
        let columns = match doc {
            Doc::Text(text) => width(text),
            Doc::Space => 1,
            Doc::Line if mode == Mode::Flat => 1,
            Doc::Line | Doc::NewLine(_) | Doc::Note(_) => return true,
            Doc::Group(inside, _) | Doc::Indent(inside) => {
                todo.extend(inside.iter().rev().map(|doc| (doc, mode)));
                0
            }
        };
        match room.checked_sub(columns) {
            Some(left) => room = left,
            None => return false,
        }
    }
}

/// The lines so far.
#[derive(Default)]
struct Page {
    done: Vec<OutLine>,
    line: OutLine,
    /// Where the line starts.
    indent: usize,
    /// Where it ends.
    column: usize,
    /// Whether a comment ended the line.
    ended: bool,
}

impl Page {
    fn has_code(&self) -> bool {
        !self.ended && !self.line.code.trim().is_empty()
    }

    fn room(&self, indent: usize) -> usize {
        let column = if self.ended { indent } else { self.column };
        WIDTH.saturating_sub(column)
    }

    fn text(&mut self, text: &str, indent: usize) {
        if self.ended {
            self.new_line(indent);
        }
        if self.line.code.is_empty() {
            self.line.code.extend(std::iter::repeat_n(' ', self.indent));
        }
        self.line.code.push_str(text);
        self.column += width(text);
    }

    fn space(&mut self) {
        if self.has_code() {
            self.line.code.push(' ');
            self.column += 1;
        }
    }

    fn comment(&mut self, text: &str) {
        self.line.comment = Some(text.to_owned());
        self.ended = true;
    }

    fn new_line_after(&mut self, gap: Gap, indent: usize) {
        self.new_line(indent);
        if gap == Gap::Blank && self.done.last().is_some_and(|line| !line.code.is_empty()) {
            self.done.push(OutLine::default());
        }
    }

    /// Ends the line, if there is anything on it.
    fn new_line(&mut self, indent: usize) {
        let mut line = std::mem::take(&mut self.line);
        self.ended = false;
        self.indent = indent;
        self.column = indent;
        line.code.truncate(line.code.trim_end().len());
        if !line.code.is_empty() || line.comment.is_some() {
            self.done.push(line);
        }
    }

    fn finish(mut self) -> Vec<OutLine> {
        self.new_line(0);
        self.done
    }
}
