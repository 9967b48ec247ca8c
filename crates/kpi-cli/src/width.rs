//! Text in columns of a terminal: Japanese characters take two, combining ones none.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text in at most that many columns; what does not fit becomes `…`.
pub(crate) fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > columns {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// Lines of at most that many columns, broken at blanks; a longer word stays whole.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && width(&line) + 1 + width(word) > columns {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{shorten, width, wrap};

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("解約率"), 6);
        assert_eq!(shorten("解約率の推移", 7), "解約率…");
        assert_eq!(shorten("解約率の推移", 6), "解約…");
        assert_eq!(shorten("churn", 5), "churn");
    }

    #[test]
    fn breaks_at_blanks() {
        assert_eq!(wrap("no row of `orders` in the period", 12), ["no row of", "`orders` in", "the period"]);
        assert_eq!(wrap("unbreakable\nnext", 4), ["unbreakable", "next"]);
    }
}
