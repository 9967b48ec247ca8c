//! The table of rules, and how a text is compared with it.
//!
//! The order of the rules is the order of precedence. A visitor with a problem says so even while naming a price
//! (`refund price`), so support comes first; then buying, because its words are specific; comparing; and learning, whose
//! words (`what`, `how`) stand in many a question of another kind.
//!
//! Words are compared whole, in small letters; a word of the table with a `*` at its end also matches longer ones. Words
//! of scripts without spaces match wherever they stand.

/// An intent and what hints at it.
struct Rule {
    intent: &'static str,
    /// Words among search terms.
    words: &'static [&'static str],
    /// Words among the segments of a landing page's path.
    pages: &'static [&'static str],
}

/// What no rule says anything about.
const UNKNOWN: &str = "unknown";

const RULES: [Rule; 4] = [
    Rule {
        intent: "support",
        words: &[
            "help",
            "support",
            "problem*",
            "error*",
            "issue*",
            "broken",
            "fix*",
            "login",
            "password",
            "cancel*",
            "refund*",
            "return*",
            "contact",
            "crash*",
            "down",
            "outage",
            "complaint*",
            // German
            "hilfe",
            "fehler*",
            "problem*",
            "kaputt",
            "passwort",
            "kündigen",
            "kündigung",
            "rückgabe",
            "erstattung",
            "störung",
            "kontakt",
            "beschwerde*",
            "anmelden",
            // Indonesian
            "bantuan",
            "masalah",
            "gagal",
            "rusak",
            "sandi",
            "batal*",
            "pengembalian",
            "kendala",
            "keluhan",
            // Japanese
            "ヘルプ",
            "サポート",
            "エラー",
            "問題",
            "不具合",
            "故障",
            "ログイン",
            "パスワード",
            "解約",
            "返金",
            "返品",
            "問い合わせ",
        ],
        pages: &[
            "support", "help", "faq", "contact", "status", "login", "account", "returns", "hilfe", "kontakt", "bantuan",
        ],
    },
    Rule {
        intent: "buy",
        words: &[
            "buy",
            "buying",
            "price*",
            "pricing",
            "cost*",
            "order*",
            "discount*",
            "coupon*",
            "cheap*",
            "deal*",
            "offer*",
            "license*",
            "licence*",
            "purchase*",
            "checkout",
            "shop",
            "sale",
            "subscribe",
            "quote",
            // German
            "kaufen",
            "preis*",
            "kosten",
            "bestellen",
            "rabatt*",
            "gutschein*",
            "günstig*",
            "angebot*",
            "lizenz*",
            // Indonesian
            "beli",
            "harga",
            "diskon",
            "promo",
            "murah",
            "pesan",
            "biaya",
            "langganan",
            // Japanese
            "購入",
            "価格",
            "値段",
            "料金",
            "割引",
            "クーポン",
            "注文",
            "安い",
            "見積",
        ],
        pages: &[
            "pricing",
            "price",
            "prices",
            "shop",
            "store",
            "cart",
            "checkout",
            "order",
            "buy",
            "plans",
            "product",
            "products",
            "preise",
            "kaufen",
            "warenkorb",
            "harga",
            "beli",
        ],
    },
    Rule {
        intent: "compare",
        words: &[
            "vs",
            "versus",
            "compare*",
            "comparison*",
            "alternative*",
            "best",
            "better",
            "top",
            "review*",
            "rating*",
            "difference*",
            "competitor*",
            "or",
            // German
            "vergleich*",
            "alternative*",
            "beste*",
            "besser*",
            "test",
            "testbericht*",
            "bewertung*",
            "erfahrung*",
            "oder",
            "unterschied*",
            // Indonesian
            "banding*",
            "perbandingan",
            "terbaik",
            "alternatif",
            "ulasan",
            "lebih",
            "atau",
            // Japanese
            "比較",
            "おすすめ",
            "ランキング",
            "口コミ",
            "評判",
            "違い",
            "代わり",
            "レビュー",
        ],
        pages: &[
            "compare",
            "comparison",
            "alternatives",
            "vs",
            "reviews",
            "features",
            "vergleich",
            "funktionen",
            "fitur",
        ],
    },
    Rule {
        intent: "learn",
        words: &[
            "what",
            "how",
            "why",
            "when",
            "who",
            "guide*",
            "tutorial*",
            "learn*",
            "example*",
            "definition",
            "meaning",
            "template*",
            "course*",
            "explained",
            "introduction",
            // German
            "was",
            "wie",
            "warum",
            "wann",
            "anleitung*",
            "lernen",
            "beispiel*",
            "bedeutung",
            "vorlage*",
            "kurs*",
            // Indonesian
            "apa",
            "bagaimana",
            "kenapa",
            "mengapa",
            "cara",
            "panduan",
            "belajar",
            "contoh",
            "arti",
            // Japanese
            "とは",
            "方法",
            "使い方",
            "やり方",
            "なぜ",
            "意味",
            "例",
            "入門",
            "ガイド",
            "学ぶ",
        ],
        pages: &[
            "blog",
            "docs",
            "guide",
            "guides",
            "learn",
            "academy",
            "tutorial",
            "tutorials",
            "webinar",
            "resources",
            "news",
            "article",
            "articles",
            "magazin",
            "wissen",
            "artikel",
        ],
    },
];

/// The probable intent of a visit that began on `page` after a search for `terms`.
pub(crate) fn intent_of(page: &str, terms: &str) -> &'static str {
    let terms = terms.to_lowercase();
    let words: Vec<&str> = words_of(&terms).collect();
    let by_words = RULES.iter().find(|rule| rule.words.iter().any(|word| is_said(word, &words, &terms)));
    let by_page = || {
        let path = path_of(page).to_lowercase();
        let segments: Vec<&str> = words_of(&path).collect();
        // The first segment that means something is the section of the site; what follows is its detail.
        segments.iter().find_map(|segment| RULES.iter().find(|rule| rule.pages.contains(segment)))
    };
    by_words.or_else(by_page).map_or(UNKNOWN, |rule| rule.intent)
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
