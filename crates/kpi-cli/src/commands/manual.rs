//! `kpi manual`: the reference of the language and how its numbers are made, as they are in `manual/`.

use kpi_diagnostics::Diagnostic;

use crate::arguments::Manual;
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_CHAPTER};

/// The chapters, with what they are about.
const CHAPTERS: [(&str, &str, &str); 3] = [
    ("language", "every construct of the language, with an example", include_str!("../../manual/language.md")),
    ("cookbook", "patterns for everyday metrics, with their results", include_str!("../../manual/cookbook.md")),
    (
        "numbers",
        "how the numbers are made: windows, empty values, ratios, intervals",
        include_str!("../../manual/numbers.md"),
    ),
];

/// Prints a chapter, a section of it, or what chapters there are.
pub(super) fn execute(manual: &Manual, console: &Console) -> Result<Exit, Failure> {
    let Some(name) = &manual.chapter else {
        let line = |(name, about, _): &(&str, &str, &str)| format!("  kpi manual {name:<10} {about}\n");
        let list: String = CHAPTERS.iter().map(line).collect();
        console.print(&list)?;
        return Ok(Exit::Fine);
    };
    let Some((_, _, text)) = CHAPTERS.iter().find(|(chapter, _, _)| chapter == name) else {
        let known = CHAPTERS.map(|(chapter, _, _)| format!("`{chapter}`")).join(", ");
        let unknown = Diagnostic::error(NO_CHAPTER, format!("the manual has no chapter `{name}`"));
        return Err(Failure::usage(unknown.help(format!("the chapters: {known}"))));
    };
    match &manual.about {
        None => console.print(text)?,
        Some(word) => {
            let found = sections(text, word);
            if found.is_empty() {
                let nothing = Diagnostic::error(NO_CHAPTER, format!("no section of `{name}` is about `{word}`"));
                return Err(Failure::usage(nothing.help(format!("`kpi manual {name}` prints all of it"))));
            }
            console.print(&found)?;
        }
    }
    Ok(Exit::Fine)
}

/// The sections whose heading or text holds a word.
fn sections(text: &str, word: &str) -> String {
    let word = word.to_lowercase();
    let mut sections = vec![String::new()];
    for line in text.lines() {
        if line.starts_with("# ") || line.starts_with("## ") {
            sections.push(String::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push_str(line);
            section.push('\n');
        }
    }
    let about = |section: &String| {
        let mut lines = section.lines();
        let heading = lines.next().is_some_and(|heading| heading.to_lowercase().contains(&word));
        heading || section.to_lowercase().contains(&format!("`{word}"))
    };
    sections.into_iter().skip(1).filter(about).collect()
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn sections_by_a_word() {
        let text = "# A\nabout\n## Windows\n`over` them\n## Edges\n`at start`\n";
        assert_eq!(sections(text, "edges"), "## Edges\n`at start`\n");
        assert_eq!(sections(text, "over"), "## Windows\n`over` them\n");
        assert_eq!(sections(text, "nothing"), "");
    }
}
