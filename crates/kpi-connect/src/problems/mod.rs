//! The messages about data, one function each: the code, the words, the way out.
//!
//! Their place is the `path` of the source in `kpi.toml`; the file and the line of data stand in the words. [`file`] is about
//! finding and opening, [`column`] about names and types, [`row`] about lines and values.

mod column;
mod file;
mod row;

pub(crate) use column::*;
pub(crate) use file::*;
pub(crate) use row::*;

/// `a`, `b`, `c`; a long list is cut.
fn quoted_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 20;
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MOST);
    let list = names.into_iter().take(MOST).collect::<Vec<_>>().join(", ");
    if more > 0 {
        return format!("{list} and {more} more");
    }
    list
}
