//! "Did you mean": the nearest of the names that exist.

/// The candidate that is nearest to `name`, if near enough to be a slip of the hand: at most one edit for each three
/// characters, at least one. Ties go to the first candidate.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    let folded = name.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == name {
            continue;
        }
        let distance = edits(&folded, &candidate.to_lowercase());
        if distance <= allowed && best.is_none_or(|(cheapest, _)| distance < cheapest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edits between two words: insertions, deletions, replacements and swaps of neighbours
/// (the optimal string alignment distance).
fn edits(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, r) in right.iter().enumerate() {
            let replaced = at(&last, j) + usize::from(l != r);
            let mut cheapest = replaced.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && left.get(i - 1) == Some(r) && right.get(j - 1) == Some(l);
            if swapped {
                cheapest = cheapest.min(at(&before_last, j - 1) + 1);
            }
            row.push(cheapest);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    at(&last, right.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_refuses_strangers() {
        assert_eq!(did_you_mean("cusotmers", ["orders", "customers"]), Some("customers"));
        assert_eq!(did_you_mean("Churn", ["churn"]), Some("churn"));
        assert_eq!(did_you_mean("revenue", ["orders", "customers"]), None);
    }

    #[test]
    fn swaps_count_once() {
        assert_eq!(edits("form", "from"), 1);
        assert_eq!(edits("", "abc"), 3);
    }
}
