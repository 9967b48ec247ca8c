//! The rules, from the table in `rules.txt`, and how a text is compared with them.
//!
//! The order of the rules is the order of precedence. A visitor with a problem says so even while naming a price
//! (`refund price`), so support comes first; then buying, because its words are specific; comparing; and learning, whose
//! words (`what`, `how`) stand in many a question of another kind.
//!
//! Words are compared whole, in small letters; a word of the table with a `*` at its end also matches longer ones. Words
//! of scripts without spaces match wherever they stand.

/// The table, by line: an intent, `words` or `pages`, and which ones.
const TABLE: &str = include_str!("rules.txt");

/// What no rule says anything about.
const UNKNOWN: &str = "unknown";

/// The rules in order of precedence.
pub(crate) struct Rules(Vec<Rule>);

/// An intent and what hints at it.
struct Rule {
    intent: &'static str,
    /// Words among search terms.
    words: Vec<&'static str>,
    /// Words among the segments of a landing page's path.
    pages: Vec<&'static str>,
}

impl Default for Rules {
    fn default() -> Self {
        let mut rules: Vec<Rule> = Vec::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split_whitespace();
            let (Some(intent), Some(kind)) = (parts.next(), parts.next()) else { continue };
            if rules.last().is_none_or(|rule| rule.intent != intent) {
                rules.push(Rule { intent, words: Vec::new(), pages: Vec::new() });
            }
            if let Some(rule) = rules.last_mut() {
                if kind == "words" { &mut rule.words } else { &mut rule.pages }.extend(parts);
            }
        }
        Self(rules)
    }
}

impl Rules {
    /// The probable intent of a visit that began on `page` after a search for `terms`.
    pub(crate) fn intent_of(&self, page: &str, terms: &str) -> &'static str {
        let terms = terms.to_lowercase();
        let words: Vec<&str> = words_of(&terms).collect();
        let by_words = self.0.iter().find(|rule| rule.words.iter().any(|word| is_said(word, &words, &terms)));
        let by_page = || {
            let path = path_of(page).to_lowercase();
            let segments: Vec<&str> = words_of(&path).collect();
            // The first segment that means something is the section of the site; what follows is its detail.
            segments.iter().find_map(|segment| self.0.iter().find(|rule| rule.pages.contains(segment)))
        };
        by_words.or_else(by_page).map_or(UNKNOWN, |rule| rule.intent)
    }
}

/// Whether a word of the table is among the words of a text.
fn is_said(word: &str, words: &[&str], text: &str) -> bool {
    if let Some(start) = word.strip_suffix('*') {
        return words.iter().any(|said| said.starts_with(start));
    }
    if is_without_spaces(word) { text.contains(word) } else { words.contains(&word) }
}

/// Whether a word is of a script that puts no spaces between words.
fn is_without_spaces(word: &str) -> bool {
    word.chars().all(|letter| matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The path of an address, without host, parameters and fragment.
fn path_of(page: &str) -> &str {
    let page = page.split(['?', '#']).next().unwrap_or_default();
    page.split_once("://").map_or(page, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent_of(page: &str, terms: &str) -> &'static str {
        Rules::default().intent_of(page, terms)
    }

    #[test]
    fn the_table_has_each_intent_once_with_words_and_pages() {
        let Rules(rules) = Rules::default();
        let intents: Vec<_> = rules.iter().map(|rule| rule.intent).collect();
        assert_eq!(intents, ["support", "buy", "compare", "learn"]);
        assert!(rules.iter().all(|rule| rule.words.len() > 20 && rule.pages.len() > 5));
    }

    #[test]
    fn search_terms_decide_in_the_order_of_the_rules() {
        for (terms, expected) in [
            ("acme login problem", "support"),
            ("acme refund price", "support"),
            ("acme PRICING", "buy"),
            ("best price", "buy"),
            ("acme vs other tools", "compare"),
            ("how to compare", "compare"),
            ("what is workflow automation", "learn"),
            ("acme", "unknown"),
            ("", "unknown"),
            ("Passwort vergessen", "support"),
            ("Preise Acme", "buy"),
            ("acme oder andere", "compare"),
            ("cara pakai acme", "learn"),
            ("harga acme", "buy"),
            ("acme 料金", "buy"),
            ("ログインできない", "support"),
            ("ワークフローとは", "learn"),
            ("他社との比較", "compare"),
        ] {
            assert_eq!(intent_of("", terms), expected, "{terms}");
        }
    }

    #[test]
    fn words_are_whole_words() {
        assert_eq!(intent_of("", "helpless"), "unknown");
        assert_eq!(intent_of("", "wasser"), "unknown");
        assert_eq!(intent_of("", "errors"), "support");
        assert_eq!(intent_of("", "forum"), "unknown");
    }

    #[test]
    fn pages_decide_where_nothing_was_searched() {
        for (page, expected) in [
            ("pricing", "buy"),
            ("/blog/how-to-buy", "learn"),
            ("https://shop.example/support/login?from=blog", "support"),
            ("https://www.acme.example/", "unknown"),
            ("https://www.acme.example/en/features#pricing", "compare"),
            ("home", "unknown"),
            ("", "unknown"),
        ] {
            assert_eq!(intent_of(page, ""), expected, "{page}");
        }
        assert_eq!(intent_of("support", "acme pricing"), "buy");
        assert_eq!(intent_of("support", "acme"), "support");
    }
}
