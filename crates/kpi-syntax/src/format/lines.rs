//! The lines that come out, and what stands below each other in them.
//!
//! Two things depend on the neighbouring lines: `=` of definitions that follow each other, and comments behind code.

use super::document::width;

/// No code goes beyond this column, as far as it can be broken.
pub(super) const WIDTH: usize = 100;
/// Names that differ by more columns than this are not brought to one length: the hole would tear the line apart.
const WIDEST_HOLE: usize = 20;
/// What stands between code and its comment.
const BEFORE_COMMENT: usize = 2;

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OutLine {
    /// Up to the `=` of a definition without a label that stands on one line, else empty.
    pub(super) head: String,
    /// The code, indented; of a definition on one line what begins with its `=`. A comment on a line of its own is
    /// code here.
    pub(super) code: String,
    /// The comment behind the code.
    pub(super) comment: Option<String>,
}

impl OutLine {
    /// A line of code.
    pub(super) fn of(code: impl Into<String>) -> Self {
        Self { code: code.into(), ..Self::default() }
    }

    fn width(&self, head: usize) -> usize {
        if self.head.is_empty() { width(&self.code) } else { head + 1 + width(&self.code) }
    }
}

/// The text of the lines, each ended by a line feed.
pub(super) fn written(mut lines: Vec<OutLine>) -> String {
    for block in lines.chunk_by_mut(|above, below| !above.head.is_empty() && !below.head.is_empty()) {
        align_heads(block);
    }
    for block in lines.chunk_by_mut(|above, below| above.comment.is_some() && below.comment.is_some()) {
        align_comments(block);
    }
    let mut text = String::new();
    for line in &lines {
        text.push_str(line.code.trim_end());
        if let Some(comment) = &line.comment {
            text.push_str(line.code.get(line.code.trim_end().len()..).unwrap_or(""));
            text.push_str(comment);
        }
        text.push('\n');
    }
    text
}

/// Brings the `=` of definitions below each other, as long as no hole gets too wide.
fn align_heads(block: &mut [OutLine]) {
    let mut rest = block;
    while !rest.is_empty() {
        let mut count = 1;
        while count < rest.len() && rest.get(..=count).is_some_and(are_alike) {
            count += 1;
        }
        let (together, others) = std::mem::take(&mut rest).split_at_mut(count);
        let columns = common_width(together);
        for line in together {
            join_head(line, columns);
        }
        rest = others;
    }
}

fn are_alike(lines: &[OutLine]) -> bool {
    let heads = || lines.iter().map(|line| width(&line.head));
    heads().max().unwrap_or(0) - heads().min().unwrap_or(0) <= WIDEST_HOLE
}

/// How wide the names are made; a line that would get too long by it does not take part.
fn common_width(lines: &[OutLine]) -> usize {
    let widest = lines.iter().map(|line| width(&line.head)).max().unwrap_or(0);
    lines.iter().filter(|line| line.width(widest) <= WIDTH).map(|line| width(&line.head)).max().unwrap_or(0)
}

fn join_head(line: &mut OutLine, columns: usize) {
    if line.head.is_empty() {
        return;
    }
    let fits = line.width(columns) <= WIDTH;
    let mut code = std::mem::take(&mut line.head);
    let hole = if fits { columns.saturating_sub(width(&code)) } else { 0 } + 1;
    code.extend(std::iter::repeat_n(' ', hole));
    code.push_str(&line.code);
    line.code = code;
}

/// Brings the comments of lines that follow each other below each other, unless that takes too much room.
fn align_comments(block: &mut [OutLine]) {
    let widest = block.iter().map(|line| width(&line.code)).max().unwrap_or(0);
    let fits = block
        .iter()
        .filter_map(|line| line.comment.as_deref())
        .all(|comment| widest + BEFORE_COMMENT + width(comment) <= WIDTH);
    for line in block.iter_mut().filter(|line| line.comment.is_some()) {
        let hole = if fits { widest - width(&line.code) } else { 0 } + BEFORE_COMMENT;
        line.code.extend(std::iter::repeat_n(' ', hole));
    }
}
