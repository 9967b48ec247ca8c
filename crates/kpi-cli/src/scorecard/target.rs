//! The target as readers see it.

use kpi_engine::TargetLine;

use super::number;

/// Words that a target may hold beside numbers without hiding what the limit is.
const PLAIN: [&str; 17] = [
    "between", "and", "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks",
    "month", "months", "quarter", "year", "years",
];

/// As written, with the number behind it where the text is computed: `>= prev(nps) + 2 (38.2)`.
pub(crate) fn text(line: &TargetLine, unit: &str) -> String {
    let is_word = |word: &&str| word.chars().next().is_some_and(char::is_alphabetic);
    let mut words =
        line.text.split(|character: char| !(character.is_alphanumeric() || character == '_')).filter(is_word);
    if words.all(|word| PLAIN.contains(&word)) {
        return line.text.clone();
    }
    let limits: Vec<String> =
        [line.value, line.high].into_iter().flatten().map(|limit| number::amount(limit, unit, None)).collect();
    if limits.is_empty() { line.text.clone() } else { format!("{} ({})", line.text, limits.join(" – ")) }
}

#[cfg(test)]
mod tests {
    use kpi_engine::TargetLine;

    use super::text;

    fn shown(line: &str, value: f64, unit: &str) -> String {
        text(&TargetLine { text: line.to_owned(), value: Some(value), high: None }, unit)
    }

    #[test]
    fn computed_limits_are_shown() {
        assert_eq!(shown("< 5", 5.0, "%"), "< 5");
        assert_eq!(shown("< 24 hours", 86_400.0, "s"), "< 24 hours");
        assert_eq!(shown("between 1 and 2", 1.0, ""), "between 1 and 2");
        assert_eq!(shown(">= prev(nps) + 2", 38.21, "points"), ">= prev(nps) + 2 (38.2 points)");
        assert_eq!(text(&TargetLine { text: "> a".to_owned(), value: None, high: None }, ""), "> a");
    }
}
