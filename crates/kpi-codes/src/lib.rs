//! The page of every code: what a message means, why there is one, an example and what to do.
//!
//! The pages are Markdown, one file for each code in `pages/`, bound into the program by [`ALL`]. Their examples are cases of
//! the literate suite: they are run, and must give the code they are about; the second text must give no message at all.
//! The sources that they use are in `project.md`. What messages say in a given place is not here but in the `errors` and
//! `problems` modules of the crates that find the mistakes. Start at [`find`]; `table.rs` is the list.

mod table;

pub use table::ALL;

/// The page of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The number: 203 of `K0203`.
    pub number: u16,
    /// The Markdown, as it stands in the file.
    pub text: &'static str,
}

impl Page {
    /// What it is about, in a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        let first = self.text.lines().next().unwrap_or("");
        first.split_once(": ").map_or(first, |(_, title)| title)
    }

    /// What stands below one of its headings, without blank lines around it.
    #[must_use]
    pub fn section(self, heading: &str) -> &'static str {
        let Some((_, rest)) = self.text.split_once(&format!("\n## {heading}\n")) else { return "" };
        rest.split_once("\n## ").map_or(rest, |(section, _)| section).trim()
    }

    /// Why its example cannot be run by a test; most can.
    #[must_use]
    pub fn not_executed(self) -> Option<&'static str> {
        let (_, rest) = self.text.split_once("<!-- not executed: ")?;
        rest.split_once(" -->").map(|(reason, _)| reason)
    }
}

/// The page of a number.
#[must_use]
pub fn find(number: u16) -> Option<Page> {
    ALL.iter().copied().find(|page| page.number == number)
}

/// The number of a code as people type it: `K0203`, `k203`.
#[must_use]
pub fn number_of(text: &str) -> Option<u16> {
    let digits = text.strip_prefix(['K', 'k'])?;
    let plausible = (3..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plausible { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::{ALL, find, number_of};

    #[test]
    fn codes_as_they_are_typed() {
        assert_eq!(["K0203", "k203", "k0203"].map(number_of), [Some(203); 3]);
        assert_eq!(["churn", "k2", "k20x3", "K02034", "203", ""].map(number_of), [None; 6]);
    }

    #[test]
    fn every_page_has_its_four_parts() {
        for page in ALL {
            let heading = format!("# K{:04}: ", page.number);
            assert!(page.text.starts_with(&heading), "{heading}");
            assert!(!page.title().is_empty() && !page.title().ends_with('.'), "{heading}");
            for part in ["Meaning", "Why", "Example", "Fix"] {
                assert!(!page.section(part).is_empty(), "{heading} has no {part}");
            }
        }
        assert!(ALL.windows(2).all(|pair| matches!(pair, [a, b] if a.number < b.number)), "in order, each once");
    }

    #[test]
    fn every_file_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pages");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let number = name.strip_suffix(".md").and_then(number_of).unwrap();
            assert_eq!(name, format!("K{number:04}.md"));
            assert!(find(number).is_some(), "{name} is not in table.rs");
        }
    }
}
