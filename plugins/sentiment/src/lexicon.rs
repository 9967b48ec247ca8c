//! The words and what they weigh.
//!
//! Weights: 3 for what nobody says lightly (`hate`), 2 for a clear judgement (`good`), 1 for a hint (`easy`). A `*` at the
//! end of a word stands for any ending. Words of scripts without spaces are found inside a text, the longest first.
//! Negations and intensifiers are lists of their own, because they work on other words.

use std::cmp::Reverse;
use std::collections::HashMap;

/// Words in a row, with one weight.
type Weighted = (f64, &'static [&'static str]);

const WORDS: &[Weighted] = &[
    // English
    (
        3.0,
        &[
            "excellent",
            "amazing",
            "awesome",
            "fantastic",
            "outstanding",
            "perfect",
            "love",
            "loved",
            "loves",
            "wonderful",
            "brilliant",
            "great",
        ],
    ),
    (
        2.0,
        &[
            "good",
            "happy",
            "best",
            "nice",
            "delight*",
            "impressive",
            "recommend*",
            "thank",
            "thanks",
            "pleased",
            "beautiful",
            "glad",
            "enjoy*",
            "helpful",
            "reliable",
        ],
    ),
    (
        1.0,
        &[
            "friendly",
            "fast",
            "quick",
            "quickly",
            "easy",
            "easily",
            "better",
            "smooth",
            "smoothly",
            "useful",
            "works",
            "fine",
            "solid",
            "intuitive",
            "fair",
            "save",
            "saves",
            "saved",
            "satisfied",
            "clean",
            "simple",
        ],
    ),
    (
        -1.0,
        &[
            "slow",
            "slowly",
            "hard",
            "expensive",
            "complicated",
            "confusing",
            "waiting",
            "late",
            "missing",
            "bug",
            "bugs",
            "buggy",
            "issue",
            "issues",
            "unclear",
            "lacks",
            "pricey",
            "tired",
            "difficult",
        ],
    ),
    (
        -2.0,
        &[
            "bad",
            "poor",
            "broken",
            "fail",
            "fails",
            "failed",
            "failing",
            "disappoint*",
            "problem",
            "problems",
            "annoy*",
            "unhappy",
            "frustrat*",
            "wrong",
            "outage",
            "outages",
            "crash*",
            "unusable",
            "error",
            "errors",
            "worse",
            "rude",
            "sad",
            "angry",
            "unreliable",
            "ugly",
        ],
    ),
    (
        -3.0,
        &[
            "terrible",
            "awful",
            "horrible",
            "hate",
            "hated",
            "hates",
            "worst",
            "useless",
            "scam",
            "disaster",
            "garbage",
            "pathetic",
            "unacceptable",
        ],
    ),
    // German
    (
        3.0,
        &[
            "ausgezeichnet*",
            "hervorragend*",
            "großartig*",
            "fantastisch*",
            "perfekt*",
            "liebe",
            "begeistert",
            "genial*",
            "wunderbar*",
        ],
    ),
    (
        2.0,
        &[
            "gut",
            "gute",
            "guter",
            "gutes",
            "guten",
            "super",
            "toll",
            "tolle",
            "toller",
            "tolles",
            "zufrieden*",
            "danke",
            "freundlich*",
            "empfehle*",
            "empfehlenswert",
            "schön*",
            "beste",
            "besten",
            "bester",
            "bestes",
            "froh",
            "zuverlässig*",
            "hilfreich*",
        ],
    ),
    (1.0, &["schnell*", "einfach*", "besser*", "praktisch*", "nützlich*", "funktioniert", "klappt", "günstig*"]),
    (
        -1.0,
        &[
            "langsam*",
            "teuer",
            "teure*",
            "kompliziert*",
            "umständlich*",
            "warten",
            "warte",
            "verspätet*",
            "fehlt",
            "schwierig*",
            "unklar*",
        ],
    ),
    (
        -2.0,
        &[
            "schlecht*",
            "kaputt*",
            "fehler",
            "fehlerhaft*",
            "enttäusch*",
            "ärger*",
            "nervig*",
            "nervt",
            "unzufrieden*",
            "unfreundlich*",
            "falsch*",
            "ausfall",
            "ausfälle",
            "abgestürzt",
            "mangelhaft*",
            "problem*",
        ],
    ),
    (
        -3.0,
        &[
            "schrecklich*",
            "furchtbar*",
            "grauenhaft*",
            "hasse",
            "katastrophe*",
            "katastrophal*",
            "unbrauchbar*",
            "frechheit",
            "unverschämt*",
            "schlimmste*",
            "miserabel*",
        ],
    ),
    // Indonesian
    (3.0, &["luar biasa", "sempurna", "hebat", "mantap", "cinta", "memuaskan"]),
    (
        2.0,
        &[
            "bagus",
            "baik",
            "senang",
            "suka",
            "puas",
            "ramah",
            "terbaik",
            "keren",
            "terima kasih",
            "makasih",
            "rekomendasi",
            "membantu",
            "andal",
        ],
    ),
    (1.0, &["cepat", "mudah", "murah", "berguna", "nyaman", "lancar", "rapi"]),
    (-1.0, &["lambat", "lama", "mahal", "sulit", "susah", "rumit", "menunggu", "bingung", "ribet", "lemot"]),
    (
        -2.0,
        &[
            "buruk",
            "jelek",
            "rusak",
            "kecewa",
            "mengecewakan",
            "gagal",
            "masalah",
            "salah",
            "error",
            "marah",
            "kesal",
            "bermasalah",
        ],
    ),
    (-3.0, &["parah", "benci", "penipuan", "terburuk", "sampah", "payah"]),
    // Japanese
    (3.0, &["最高", "素晴らしい", "素晴らしく", "すばらしい", "大好き", "感動", "完璧"]),
    (
        2.0,
        &[
            "良い",
            "よい",
            "良かった",
            "よかった",
            "好き",
            "嬉しい",
            "うれしい",
            "満足",
            "ありがとう",
            "おすすめ",
            "親切",
            "楽しい",
            "便利",
            "美味しい",
            "おいしい",
            "丁寧",
        ],
    ),
    (
        1.0,
        &[
            "早い",
            "速い",
            "簡単",
            "使いやすい",
            "わかりやすい",
            "分かりやすい",
            "安心",
            "快適",
            "安い",
            "助かる",
            "助かり",
        ],
    ),
    (
        -1.0,
        &["遅い", "高い", "難しい", "わかりにくい", "分かりにくい", "使いにくい", "待たされ", "面倒", "不便", "不安"],
    ),
    (
        -2.0,
        &[
            "悪い",
            "悪かった",
            "残念",
            "がっかり",
            "不満",
            "壊れ",
            "故障",
            "失敗",
            "困る",
            "困り",
            "不親切",
            "不具合",
            "エラー",
            "ひどい",
            "酷い",
            "嫌い",
            "つまらない",
        ],
    ),
    (-3.0, &["最悪", "最低", "詐欺", "大嫌い", "許せない"]),
    // Signs
    (2.0, &["😀", "😃", "😄", "😊", "😍", "❤", "👍", "🎉", "🙏"]),
    (-2.0, &["😞", "😡", "😠", "👎", "😢", "😭", "💔", "🤬"]),
];

/// Words that turn the ones after them; in Japanese endings that turn the one before.
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "without", "hardly", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "wasnt", "wont",
    "arent", "nothing", "neither", "nor", "nicht", "kein", "keine", "keinen", "keiner", "keines", "keinem", "nie",
    "niemals", "ohne", "weder", "tidak", "tak", "bukan", "belum", "jangan", "kurang", "nggak", "gak", "ga", "tanpa",
];

/// What turns the Japanese word before it.
const NEGATIVE_ENDINGS: &[&str] =
    &["じゃない", "ではない", "ではありません", "くない", "くありません", "ない", "ません", "なかった"];

/// Words that strengthen the one they stand beside.
const INTENSIFIERS: &[&str] = &[
    "very",
    "really",
    "so",
    "extremely",
    "absolutely",
    "totally",
    "too",
    "super",
    "incredibly",
    "sehr",
    "wirklich",
    "so",
    "total",
    "absolut",
    "extrem",
    "äußerst",
    "zu",
    "sangat",
    "sekali",
    "banget",
    "amat",
    "terlalu",
    "とても",
    "すごく",
    "非常に",
    "かなり",
    "本当に",
];

/// The words by how they are looked up.
pub(crate) struct Lexicon {
    whole: HashMap<&'static str, Meaning>,
    /// Two words that mean something together.
    pairs: Vec<(&'static str, &'static str, f64)>,
    beginnings: Vec<(&'static str, f64)>,
    /// Of scripts without spaces, longest first.
    inside: Vec<(&'static str, Meaning)>,
}

/// What a word does in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Meaning {
    /// It says something good or bad.
    Weight(f64),
    /// It turns what comes after it.
    Negation,
    /// It turns what stands before it.
    NegativeEnding,
    /// It strengthens what it stands beside.
    Intensifier,
    /// Nothing that the lexicon knows.
    Plain,
}

impl Default for Lexicon {
    fn default() -> Self {
        let (whole, pairs, beginnings, inside) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
        let mut lexicon = Self { whole, pairs, beginnings, inside };
        for (weight, words) in WORDS {
            words.iter().for_each(|word| lexicon.add_weight(word, *weight));
        }
        NEGATIONS.iter().for_each(|word| lexicon.add(word, Meaning::Negation));
        NEGATIVE_ENDINGS.iter().for_each(|word| lexicon.add(word, Meaning::NegativeEnding));
        INTENSIFIERS.iter().for_each(|word| lexicon.add(word, Meaning::Intensifier));
        lexicon.inside.sort_by_key(|(word, _)| Reverse(word.len()));
        lexicon.beginnings.sort_by_key(|(word, _)| Reverse(word.len()));
        lexicon
    }
}

impl Lexicon {
    fn add_weight(&mut self, word: &'static str, weight: f64) {
        if let Some(beginning) = word.strip_suffix('*') {
            self.beginnings.push((beginning, weight));
        } else if let Some((first, second)) = word.split_once(' ') {
            self.pairs.push((first, second, weight));
        } else {
            self.add(word, Meaning::Weight(weight));
        }
    }

    /// A word that has a weight keeps it: `super` is more than an intensifier.
    fn add(&mut self, word: &'static str, meaning: Meaning) {
        if is_without_spaces(word) {
            self.inside.push((word, meaning));
        } else {
            self.whole.entry(word).or_insert(meaning);
        }
    }

    /// What a word between spaces means, and how many words that took: the `next` one may belong to it.
    pub(crate) fn meaning(&self, word: &str, next: Option<&str>) -> (Meaning, usize) {
        let pair = self.pairs.iter().find(|(first, second, _)| *first == word && Some(*second) == next);
        if let Some((_, _, weight)) = pair {
            return (Meaning::Weight(*weight), 2);
        }
        if let Some(meaning) = self.whole.get(word) {
            return (*meaning, 1);
        }
        let beginning = self.beginnings.iter().find(|(beginning, _)| word.starts_with(beginning));
        (beginning.map_or(Meaning::Plain, |(_, weight)| Meaning::Weight(*weight)), 1)
    }

    /// The longest word without spaces that a text begins with: its length in bytes, and what it means.
    pub(crate) fn beginning_of(&self, text: &str) -> Option<(usize, Meaning)> {
        self.inside.iter().find(|(word, _)| text.starts_with(word)).map(|(word, meaning)| (word.len(), *meaning))
    }
}

/// Whether a word is found inside a text: it is of a script without spaces, or a sign.
pub(crate) fn is_without_spaces(word: &str) -> bool {
    word.chars().all(is_letter_without_spaces)
}

pub(crate) fn is_letter_without_spaces(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_has_two_weights() {
        let mut seen: HashMap<&str, f64> = HashMap::new();
        for (weight, words) in WORDS {
            for word in *words {
                let earlier = seen.insert(word, *weight);
                assert!(earlier.is_none_or(|earlier| (earlier - weight).abs() < 0.1), "{word}");
                assert!(!NEGATIONS.contains(word), "{word}");
                assert_eq!(word.to_lowercase(), **word);
            }
        }
    }
}
