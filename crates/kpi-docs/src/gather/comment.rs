//! Comments of definitions as paragraphs.

use crate::dictionary::Paragraph;

/// The parts that the comment of a definition may have besides its description, each beginning on a line of its own.
const HEADINGS: [&str; 3] = ["Formula", "Alternatives", "Target"];

/// The paragraphs of a comment: set apart by empty lines, or begun by one of the known headings.
pub(super) fn paragraphs(comment: &str) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut is_open = false;
    for line in comment.lines().map(str::trim) {
        let headed = HEADINGS.iter().find_map(|word| Some((*word, line.strip_prefix(word)?.strip_prefix(':')?.trim())));
        match (headed, paragraphs.last_mut()) {
            (Some((heading, text)), _) => {
                paragraphs.push(Paragraph { heading: Some(heading.to_owned()), text: text.to_owned() });
                is_open = true;
            }
            (None, _) if line.is_empty() => is_open = false,
            (None, Some(open)) if is_open => {
                if !open.text.is_empty() {
                    open.text.push(' ');
                }
                open.text.push_str(line);
            }
            (None, _) => {
                paragraphs.push(Paragraph { heading: None, text: line.to_owned() });
                is_open = true;
            }
        }
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn empty_lines_and_headings_begin_paragraphs() {
        let found = paragraphs("One\ntwo.\n\nThree.\nFormula: a / b,\nof all.\nTarget: 5.");
        let found: Vec<(Option<&str>, &str)> =
            found.iter().map(|one| (one.heading.as_deref(), one.text.as_str())).collect();
        assert_eq!(
            found,
            [(None, "One two."), (None, "Three."), (Some("Formula"), "a / b, of all."), (Some("Target"), "5.")]
        );
    }
}
