//! The page of a code on a terminal: the Markdown without its signs.

use kpi_codes::Page;
use kpi_diagnostics::Code;
use kpi_diagnostics::render::Colour;

use crate::ink::{Tone, paint};
use crate::width::wrap;

/// How far examples stand in.
const INDENT: &str = "    ";
/// Longer lines of prose are hard to read.
const WIDEST: usize = 100;

/// One page.
pub(crate) fn page(page: Page, width: usize, colour: Colour) -> String {
    let mut text = String::new();
    let mut prose = String::new();
    let mut inside = false;
    for line in page.text.lines().filter(|line| !line.starts_with("<!--")) {
        if let Some(kind) = line.strip_prefix("```") {
            flush(&mut prose, &mut text, width);
            inside = !inside;
            if inside {
                text.push_str(&caption(kind, colour));
            }
        } else if inside {
            text.extend([if line.is_empty() { "" } else { INDENT }, line, "\n"]);
        } else if let Some(heading) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) {
            flush(&mut prose, &mut text, width);
            text.extend([paint(heading, Tone::Strong, colour).as_str(), "\n"]);
        } else if line.is_empty() {
            flush(&mut prose, &mut text, width);
            text.push('\n');
        } else {
            prose.extend([line, " "]);
        }
    }
    flush(&mut prose, &mut text, width);
    text
}

/// Prose is broken where this terminal ends, not where the author's editor did.
fn flush(prose: &mut String, text: &mut String, width: usize) {
    for line in wrap(prose, width.min(WIDEST)) {
        text.extend([line.as_str(), "\n"]);
    }
    prose.clear();
}

/// What a block shows, unless it is definitions or commands.
fn caption(kind: &str, colour: Colour) -> String {
    let (kind, argument) = kind.split_once(' ').unwrap_or((kind, ""));
    let words = match kind {
        "toml" => "in kpi.toml:".to_owned(),
        "csv" => format!("the data of {argument}:"),
        "file" | "gzip" => format!("in {argument}:"),
        "parquet" => format!("the rows of {argument}, with their types:"),
        "diagnostics" if !argument.is_empty() => "a run says:".to_owned(),
        "diagnostics" => "kpi check says:".to_owned(),
        _ => return String::new(),
    };
    format!("{}\n", paint(&words, Tone::Quiet, colour))
}

/// Every code with its title, the stages apart.
pub(crate) fn list(pages: &[Page], colour: Colour) -> String {
    let mut text = String::new();
    let mut stage = None;
    for page in pages {
        if stage.replace(page.number / 100) != Some(page.number / 100) {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.extend([gap, &paint(stage_words(page.number / 100), Tone::Strong, colour), "\n"]);
        }
        text.extend([&Code::new(page.number).to_string(), "  ", page.title(), "\n"]);
    }
    text
}

fn stage_words(stage: u16) -> &'static str {
    match stage {
        1 => "the text of definitions",
        2 => "names",
        3 => "types and meaning",
        4 => "configuration",
        5 => "data",
        6 => "plugins",
        8 => "tests",
        _ => "the command line and requests",
    }
}

#[cfg(test)]
mod tests {
    use kpi_codes::Page;
    use kpi_diagnostics::render::Colour;

    use super::{list, page};

    const PAGE: Page = Page {
        number: 203,
        text: "# K0203: no such source\n\n## Meaning\n\nTwo lines\nof prose.\n\n## Example\n\n```toml\n[a]\n\nb = 1\n```\n\n```kpi\nx = 1\n```\n",
    };

    #[test]
    fn markdown_without_its_signs() {
        let expected = "K0203: no such source\n\nMeaning\n\nTwo lines of prose.\n\nExample\n\nin kpi.toml:\n    [a]\n\n    b = 1\n\n    x = 1\n";
        assert_eq!(page(PAGE, 80, Colour::Never), expected);
        assert!(page(PAGE, 80, Colour::Always).starts_with("\u{1b}[1mK0203"));
        assert_eq!(list(&[PAGE], Colour::Never), "names\nK0203  no such source\n");
    }
}
