//! `intent`: what a visit was probably for.

/// The intents in their order, with words of the search and words of the path.
const INTENTS: [(&str, &[&str], &[&str]); 4] = [
    ("support", &["login", "refund", "help"], &["support", "login", "help"]),
    ("buy", &["pricing", "price", "buy"], &["pricing", "shop"]),
    ("compare", &["vs", "best"], &["features", "compare"]),
    ("learn", &["how", "what"], &["blog", "guide"]),
];
/// Words that say nothing.
const PLAIN: [&str; 7] = ["acme", "home", "en", "example", "to", "tools", "is"];

/// The first intent with a word among the search terms, else that of the first word of the path that has one.
pub(super) fn guess(page: Option<&str>, terms: Option<&str>) -> &'static str {
    let terms = words(terms.unwrap_or_default());
    let by_search = INTENTS.iter().find(|(_, said, _)| terms.iter().any(|term| said.contains(&term.as_str())));
    let page = page.unwrap_or_default();
    let without_host =
        page.split_once("://").map_or(page, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = words(without_host.split('?').next().unwrap_or_default());
    let by_page = || path.iter().find_map(|word| INTENTS.iter().find(|(_, _, pages)| pages.contains(&word.as_str())));
    by_search.or_else(by_page).map_or("unknown", |(intent, ..)| intent)
}

fn words(text: &str) -> Vec<String> {
    let words: Vec<String> = text.to_lowercase().split(['/', ' ', '-']).map(str::to_owned).collect();
    let known = |word: &str| INTENTS.iter().any(|(_, said, pages)| said.contains(&word) || pages.contains(&word));
    for word in words.iter().filter(|word| !word.is_empty()) {
        assert!(known(word) || PLAIN.contains(&word.as_str()), "the reference does not know what `{word}` is for");
    }
    words
}
