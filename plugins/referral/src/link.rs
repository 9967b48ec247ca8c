//! Finding the referral code in a link.
//!
//! Links come from logs, mails and forms: without a scheme, percent-encoded once or twice, inside a redirect, with HTML's
//! `&amp;`, with the closing bracket of the sentence they stood in. All of that is tolerated. What is not tolerated is
//! taking something for a code that is none, because it would count a stranger as a customer's referral: see
//! [`code_in`].
//!
//! The first of these that holds a code wins: the path, a parameter, a link inside a parameter, the fragment (read as
//! path and parameters again).

/// Path segments that a code follows.
const SEGMENTS: [&str; 7] = ["r", "ref", "refer", "referral", "referrals", "invite", "i"];

/// Parameters that hold a code, without `-` and `_`.
const PARAMETERS: [&str; 12] = [
    "ref",
    "referral",
    "referralcode",
    "referralid",
    "refcode",
    "refid",
    "referrer",
    "referrerid",
    "referredby",
    "invite",
    "invitecode",
    "invitedby",
];

/// Parameters that hold another link.
const REDIRECTS: [&str; 12] =
    ["url", "u", "link", "to", "target", "dest", "destination", "redirect", "redirecturl", "redirecturi", "next", "q"];

/// Links inside links are followed so far.
const DEPTH: usize = 3;

/// A value may be percent-encoded so often.
const ENCODINGS: usize = 3;

/// The code in a referral link, in upper case.
pub(crate) fn referral_code(link: &str) -> Option<String> {
    code_of_link(link, DEPTH)
}

fn code_of_link(link: &str, depth: usize) -> Option<String> {
    let link = link.trim().trim_start_matches(['<', '(', '[', '"', '\'']).replace("&amp;", "&");
    let link = if link.contains("://") { link } else { with_scheme_decoded(link) };
    let (address, fragment) = link.split_once('#').unwrap_or((&link, ""));
    let (place, query) = address.split_once('?').unwrap_or((address, ""));
    code_in_path(path_of(place))
        .or_else(|| code_in_query(query))
        .or_else(|| code_behind_redirect(query, depth))
        .or_else(|| code_in_query(fragment))
        .or_else(|| if fragment.is_empty() { None } else { code_of_link(fragment, depth.checked_sub(1)?) })
}

/// A link that was percent-encoded as a whole, decoded; any other as it is.
fn with_scheme_decoded(link: String) -> String {
    let decoded = decoded(&link);
    if decoded.starts_with("http://") || decoded.starts_with("https://") { decoded } else { link }
}

/// What is behind scheme and host. Without a scheme the host stays: it is no segment that a code follows.
fn path_of(place: &str) -> &str {
    match place.split_once("://") {
        Some((_, behind)) => behind.split_once('/').map_or("", |(_, path)| path),
        None => place,
    }
}

fn code_in_path(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split('/').collect();
    segments.iter().zip(segments.iter().skip(1)).find_map(|(marker, next)| {
        let marker = decoded(marker).to_lowercase();
        if SEGMENTS.contains(&marker.as_str()) { code_in(&decoded(next)) } else { None }
    })
}

fn code_in_query(query: &str) -> Option<String> {
    parameters(query).find_map(|(name, value)| if PARAMETERS.contains(&name.as_str()) { code_in(&value) } else { None })
}

fn code_behind_redirect(query: &str, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    parameters(query).find_map(
        |(name, value)| {
            if REDIRECTS.contains(&name.as_str()) { code_of_link(&value, depth) } else { None }
        },
    )
}

/// The parameters of a query, decoded; names without `-` and `_`, in small letters.
fn parameters(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split(['&', ';']).filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        Some((decoded(name).to_lowercase().replace(['-', '_'], ""), decoded(&value.replace('+', " "))))
    })
}

/// The code at the start of a text, in upper case, whatever follows it.
///
/// A code has 3 to 32 letters, digits, `-` or `_`. As words have that shape too, it needs a digit, or must be written
/// without small letters: `ref=newsletter` is where a visitor came from and not who sent them.
fn code_in(text: &str) -> Option<String> {
    let text = text.trim_start_matches([' ', '"', '\'', '(', '<', '{', '[']);
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_');
    let code = text.get(..end.unwrap_or(text.len()))?.trim_matches(['-', '_']);
    // A letter of another script: the text goes on as a word.
    if end.and_then(|end| text.get(end..)?.chars().next()).is_some_and(char::is_alphanumeric) {
        return None;
    }
    let digits = code.bytes().any(|byte| byte.is_ascii_digit());
    let small = code.bytes().any(|byte| byte.is_ascii_lowercase());
    ((3..=32).contains(&code.len()) && (digits || !small)).then(|| code.to_ascii_uppercase())
}

/// Decodes `%41`, as often as it was encoded; what is no code of a byte stays.
fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..ENCODINGS {
        if !text.contains('%') {
            break;
        }
        text = decoded_once(&text);
    }
    text
}

fn decoded_once(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        match behind {
            [high, low, behind @ ..] if *first == b'%' && high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(hex_digit(*high) << 4 | hex_digit(*low));
                rest = behind;
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_digit(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => digit.to_ascii_lowercase() - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks pairs of a link and the code in it; no code is `""`.
    fn check(cases: &[(&str, &str)]) {
        for (link, expected) in cases {
            assert_eq!(referral_code(link).unwrap_or_default(), *expected, "{link}");
        }
    }

    #[test]
    fn a_code_stands_in_the_path() {
        check(&[
            ("https://acme.example/r/C00123", "C00123"),
            ("https://acme.example/r/C00123/", "C00123"),
            ("https://acme.example/r/C00123?utm_source=mail&utm_medium=share", "C00123"),
            ("https://acme.example/r/C00123#top", "C00123"),
            ("https://acme.example/en/invite/C00123/start", "C00123"),
            ("HTTPS://ACME.EXAMPLE/R/C00123", "C00123"),
            ("acme.example/r/C00123", "C00123"),
            ("/r/C00123", "C00123"),
            ("r/C00123", "C00123"),
            ("https://r/C00123", ""),
            ("https://acme.example/r/", ""),
            ("https://acme.example/r", ""),
            ("https://acme.example/C00123", ""),
            ("https://acme.example/user/C00123", ""),
        ]);
    }

    #[test]
    fn a_code_stands_in_a_parameter() {
        check(&[
            ("https://acme.example/?ref=C00123", "C00123"),
            ("https://acme.example?ref=C00123", "C00123"),
            ("https://acme.example/pricing?utm_source=friend&ref=AC-XKPQR", "AC-XKPQR"),
            ("https://acme.example/?referral_code=C00123&lang=de", "C00123"),
            ("https://acme.example/?Referral-Code=C00123", "C00123"),
            ("https://acme.example/?a=1&amp;ref=C00123", "C00123"),
            ("https://acme.example/?a=1;ref=C00123", "C00123"),
            ("?ref=C00123", "C00123"),
            ("https://acme.example/?ref=", ""),
            ("https://acme.example/?ref", ""),
            ("https://acme.example/?xref=C00123", ""),
            ("https://acme.example/?page=ref=C00123", ""),
            ("https://acme.example/#ref=C00123", "C00123"),
            ("https://acme.example/#?ref=C00123", "C00123"),
            ("https://acme.example/#/r/C00123", "C00123"),
            ("https://acme.example/#/start?ref=C00123", "C00123"),
        ]);
    }

    #[test]
    fn case_and_encoding_do_not_matter() {
        check(&[
            ("https://acme.example/r/c00123", "C00123"),
            ("https://acme.example/r/%43%3000123", "C000123"),
            ("https://acme.example/?ref=%43%30%30%31%32%33", "C00123"),
            ("https://acme.example/?ref=%2543%2530%2530123", "C00123"),
            ("https://acme.example/%72/C00123", "C00123"),
            ("https%3A%2F%2Facme.example%2F%3Fref%3DC00123", "C00123"),
            ("https://acme.example/?ref=C00123%20thanks", "C00123"),
            ("https://acme.example/?ref=C00123+thanks", "C00123"),
            ("https://acme.example/?ref=+C00123", "C00123"),
            ("https://acme.example/?ref=%", ""),
            ("https://acme.example/?ref=C00123%", "C00123"),
            ("https://acme.example/?ref=C00123%zz", "C00123"),
        ]);
    }

    #[test]
    fn what_a_sentence_leaves_behind_is_dropped() {
        check(&[
            ("  https://acme.example/r/C00123  ", "C00123"),
            ("(https://acme.example/r/C00123)", "C00123"),
            ("<https://acme.example/?ref=C00123>", "C00123"),
            ("https://acme.example/r/C00123.", "C00123"),
            ("https://acme.example/?ref=C00123),", "C00123"),
            ("https://acme.example/?ref=\"C00123\"", "C00123"),
            ("https://acme.example/r/C00123…", "C00123"),
            ("https://acme.example/r/C00123-", "C00123"),
            ("https://acme.example/r/C00123解", ""),
        ]);
    }

    #[test]
    fn links_inside_links_are_followed() {
        check(&[
            ("https://mail.example/click?id=7&url=https%3A%2F%2Facme.example%2Fr%2FC00123", "C00123"),
            ("https://mail.example/click?u=https%3A%2F%2Facme.example%2F%3Fref%3DC00123%26a%3D1", "C00123"),
            (
                "https://a.example/?url=https%3A%2F%2Fb.example%2F%3Furl%3Dhttps%253A%252F%252Facme.example%252Fr%252FC00123",
                "C00123",
            ),
            ("https://search.example/?q=acme+C00123", ""),
            ("https://mail.example/click?url=", ""),
        ]);
        let endless = "?url=".repeat(10_000) + "/r/C00123";
        assert_eq!(referral_code(&endless), None);
    }

    #[test]
    fn a_word_is_no_code() {
        check(&[
            ("https://acme.example/?ref=newsletter", ""),
            ("https://acme.example/?ref=Product-Hunt", ""),
            ("https://acme.example/?ref=top_nav", ""),
            ("https://acme.example/r/rust", ""),
            ("https://acme.example/?referrer=https://news.example/2026", ""),
            ("https://acme.example/?ref=C1", ""),
            ("https://acme.example/?ref=C0000000000000000000000000000000000001", ""),
            ("https://acme.example/?ref=XKPQR", "XKPQR"),
            ("https://acme.example/?ref=newsletter&invite=C00123", "C00123"),
            ("", ""),
            ("   ", ""),
            ("C00123", ""),
            ("解約", ""),
        ]);
    }

    #[test]
    fn the_path_wins_over_parameters() {
        check(&[
            ("https://acme.example/r/C00123?ref=C00999", "C00123"),
            ("https://acme.example/r/rust?ref=C00999", "C00999"),
        ]);
    }
}
