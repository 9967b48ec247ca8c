//! Rows that `duplicates` drops, found row by row over the texts of the cells.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use kpi_config::{Duplicates, Source};

/// The numbers of the rows that stay, of a table given column by column.
pub(super) fn kept(source: &Source, names: &[&str], columns: &[&[String]]) -> Result<Vec<usize>, String> {
    let count = columns.first().map_or(0, |cells| cells.len());
    let row = |index: usize| -> Vec<&str> { columns.iter().map(|cells| cells[index].as_str()).collect() };
    match &source.duplicates {
        Duplicates::Error => Ok((0..count).collect()),
        Duplicates::DropIdentical => {
            let mut seen = HashSet::new();
            Ok((0..count).filter(|index| seen.insert(row(*index))).collect())
        }
        Duplicates::LastBy(by) => {
            let place = |name: &str| names.iter().position(|known| *known == name).ok_or(format!("no column {name}"));
            let by = place(&by.value)?;
            let key = source.key.iter().map(|name| place(&name.value)).collect::<Result<Vec<_>, _>>()?;
            let mut newest: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
            for index in 0..count {
                let own = row(index);
                let name: Vec<&str> = key.iter().map(|place| own[*place]).collect();
                let other = *newest.entry(name.clone()).or_insert(index);
                match later(own[by], row(other)[by]) {
                    Ordering::Greater => drop(newest.insert(name, index)),
                    Ordering::Equal if own != row(other) => return Err(format!("which row of {name:?} is the last?")),
                    Ordering::Equal | Ordering::Less => {}
                }
            }
            let mut kept: Vec<usize> = newest.into_values().collect();
            kept.sort_unstable();
            Ok(kept)
        }
    }
}

/// An empty cell is before every other; numbers compare as such.
fn later(left: &str, right: &str) -> Ordering {
    match (left.parse::<f64>(), right.parse::<f64>()) {
        (Ok(left), Ok(right)) => left.total_cmp(&right),
        (Ok(_) | Err(_), _) => left.cmp(right),
    }
}
