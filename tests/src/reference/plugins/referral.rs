//! `referral`: the code of the customer who sent a link.

use regex::Regex;

/// The code behind `/r/` and the like in the path, else behind `ref=` in the query, in upper case.
pub(super) fn code(link: &str) -> Option<String> {
    let in_path = r"^(?:[a-z]+://[^/?]*)?[^?]*/(?:r|ref|refer|referral|invite)/([A-Za-z0-9_-]+)";
    let in_query = r"[?&](?:ref|referral_code|invite)=([A-Za-z0-9_-]+)";
    [in_path, in_query].into_iter().find_map(|pattern| {
        let found = Regex::new(pattern).expect("a pattern").captures(link)?;
        let code = found[1].to_owned();
        let long_enough = (3..=32).contains(&code.len());
        let is_code = code.contains(|letter: char| letter.is_ascii_digit()) || code == code.to_uppercase();
        (long_enough && is_code).then(|| code.to_uppercase())
    })
}
