//! `kpi manual`: the reference of the language and how its numbers are made, as they are in `manual/`.

use kpi_diagnostics::Diagnostic;
use serde_json::{Value, json};

use crate::arguments::{ListFormat, Manual};
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_CHAPTER};

/// The shape of the JSON.
const SCHEMA: &str = "kpi-manual/1";

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
        console.print(&contents(manual.format))?;
        return Ok(Exit::Fine);
    };
    let Some((_, _, text)) = CHAPTERS.iter().find(|(chapter, _, _)| chapter == name) else {
        let known = CHAPTERS.map(|(chapter, _, _)| format!("`{chapter}`")).join(", ");
        let unknown = Diagnostic::error(NO_CHAPTER, format!("the manual has no chapter `{name}`"));
        return Err(Failure::usage(unknown.help(format!("the chapters: {known}"))));
    };
    let sections = match &manual.about {
        None => sections(text),
        Some(word) => sections_about(text, word),
    };
    if let (Some(word), true) = (&manual.about, sections.is_empty()) {
        let nothing = Diagnostic::error(NO_CHAPTER, format!("no section of `{name}` is about `{word}`"));
        return Err(Failure::usage(nothing.help(format!("`kpi manual {name}` prints all of it"))));
    }
    let printed = match manual.format {
        ListFormat::Table => sections.concat(),
        ListFormat::Json => {
            let sections: Vec<Value> = sections.iter().map(|section| object(section)).collect();
            format!("{:#}\n", json!({ "schema": SCHEMA, "chapter": name, "sections": sections }))
        }
    };
    console.print(&printed)?;
    Ok(Exit::Fine)
}

fn contents(format: ListFormat) -> String {
    match format {
        ListFormat::Table => {
            let line = |(name, about, _)| format!("  kpi manual {name:<10} {about}\n");
            CHAPTERS.map(line).concat()
        }
        ListFormat::Json => {
            let chapters = CHAPTERS.map(|(name, about, _)| json!({ "chapter": name, "about": about }));
            format!("{:#}\n", json!({ "schema": SCHEMA, "chapters": chapters }))
        }
    }
}

fn object(section: &str) -> Value {
    let (heading, text) = section.split_once('\n').unwrap_or((section, ""));
    json!({ "heading": heading.trim_start_matches('#').trim(), "text": text.trim() })
}

/// The sections of a chapter in their order; together they are all of it.
fn sections(text: &str) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    // A `#` in an example is a comment.
    let mut is_example = false;
    for line in text.split_inclusive('\n') {
        is_example ^= line.starts_with("```");
        let begins = !is_example && (line.starts_with("# ") || line.starts_with("## "));
        match sections.last_mut().filter(|_| !begins) {
            Some(section) => section.push_str(line),
            None => sections.push(line.to_owned()),
        }
    }
    sections
}

/// The sections whose heading or text holds a word.
fn sections_about(text: &str, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let about = |section: &String| {
        let heading = section.lines().next().is_some_and(|heading| heading.to_lowercase().contains(&word));
        heading || section.to_lowercase().contains(&format!("`{word}"))
    };
    sections(text).into_iter().filter(about).collect()
}

#[cfg(test)]
mod tests {
    use super::{CHAPTERS, sections, sections_about};

    #[test]
    fn sections_by_a_word() {
        let text = "# A\nabout\n## Windows\n`over` them\n## Edges\n`at start`\n";
        assert_eq!(sections_about(text, "edges"), ["## Edges\n`at start`\n"]);
        assert_eq!(sections_about(text, "over"), ["## Windows\n`over` them\n"]);
        assert_eq!(sections_about(text, "nothing"), [""; 0]);
    }

    #[test]
    fn sections_are_the_whole_chapter() {
        for (_, _, text) in CHAPTERS {
            assert_eq!(sections(text).concat(), text);
        }
    }
}
