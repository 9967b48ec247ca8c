//! Two versions of a text as a unified diff without context.

/// The differing lines; empty when there are none. Texts of as many lines are compared line by line, others are taken to
/// differ in one stretch.
pub(crate) fn unified(name: &str, old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let hunks = if old.len() == new.len() { line_by_line(&old, &new) } else { one_stretch(&old, &new) };
    if hunks.is_empty() { hunks } else { format!("--- {name}\n+++ {name}\n{hunks}") }
}

fn line_by_line(old: &[&str], new: &[&str]) -> String {
    let pairs = old.iter().zip(new).enumerate().filter(|(_, (old, new))| old != new);
    pairs.map(|(index, (old, new))| hunk(index, &[old], index, &[new])).collect()
}

fn one_stretch(old: &[&str], new: &[&str]) -> String {
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (old.get(before..).unwrap_or_default(), new.get(before..).unwrap_or_default());
    let after = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let kept = |lines: &[&str]| lines.len() - after;
    let (old, new) = (old.get(..kept(old)).unwrap_or_default(), new.get(..kept(new)).unwrap_or_default());
    hunk(before, old, before, new)
}

/// Lines count from 1; of none the line before is named, as `diff` does.
fn hunk(old_start: usize, old: &[&str], new_start: usize, new: &[&str]) -> String {
    let range = |start: usize, lines: &[&str]| match lines.len() {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        count => format!("{},{count}", start + 1),
    };
    let mut text = format!("@@ -{} +{} @@\n", range(old_start, old), range(new_start, new));
    for (sign, lines) in [("-", old), ("+", new)] {
        lines.iter().for_each(|line| text.extend([sign, line, "\n"]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn lines_that_differ() {
        assert_eq!(unified("a", "1\n2\n3\n", "1\n2\n3\n"), "");
        let expected = "--- a\n+++ a\n@@ -1 +1 @@\n-1\n+x\n@@ -3 +3 @@\n-3\n+y\n";
        assert_eq!(unified("a", "1\n2\n3\n", "x\n2\ny\n"), expected);
        assert_eq!(unified("a", "1\n2\n3\n", "1\n3\n"), "--- a\n+++ a\n@@ -2 +1,0 @@\n-2\n");
    }
}
