//! Two versions of a text as a unified diff, as `diff -u` and `git` show it.

use std::time::Duration;

use similar::TextDiff;

/// Beyond this a coarser diff is good enough.
const LONGEST: Duration = Duration::from_secs(2);
/// Lines shown around a change.
const CONTEXT: usize = 3;

/// The differing lines with those around them; empty when there are none.
pub(crate) fn unified(name: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::configure().timeout(LONGEST).diff_lines(old, new);
    diff.unified_diff().context_radius(CONTEXT).header(name, name).to_string()
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn lines_that_differ() {
        assert_eq!(unified("a", "1\n2\n3\n", "1\n2\n3\n"), "");
        let expected = "--- a\n+++ a\n@@ -1,3 +1,3 @@\n-1\n+x\n 2\n-3\n+y\n";
        assert_eq!(unified("a", "1\n2\n3\n", "x\n2\ny\n"), expected);
        assert_eq!(unified("a", "1\n2\n3\n", "1\n3\n"), "--- a\n+++ a\n@@ -1,3 +1,2 @@\n 1\n-2\n 3\n");
    }
}
