//! `sentiment`: how a text sounds, and how much more often texts sound good than bad.

/// A word of the texts of the cases.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    Weight(f64),
    Not,
    Very,
    Plain,
}

fn word(text: &str) -> Word {
    match text {
        "great" | "excellent" => Word::Weight(3.0),
        "good" | "helpful" => Word::Weight(2.0),
        "fast" | "clean" => Word::Weight(1.0),
        "slow" | "late" => Word::Weight(-1.0),
        "bad" | "poor" => Word::Weight(-2.0),
        "awful" | "terrible" => Word::Weight(-3.0),
        "not" | "never" => Word::Not,
        "very" | "really" => Word::Very,
        "we" | "moved" | "last" | "week" | "work" | "support" | "the" | "was" | "it" | "is" | "a" | "room" => {
            Word::Plain
        }
        other => panic!("the reference does not know how `{other}` sounds"),
    }
}

/// From -1 to 1: the weights of the words, s, as s / sqrt(s² + 15).
pub(super) fn score(text: &str) -> f64 {
    let text = text.to_lowercase().replace(" but ", ",");
    let clauses = text.split(['.', ',', ';', '!', '?', ':']);
    let sum: f64 = clauses.map(|clause| clause_weight(&clause.split_whitespace().map(word).collect::<Vec<_>>())).sum();
    sum / (sum * sum + 15.0).sqrt()
}

/// A negation turns the weights of the three words after it and takes a quarter of them; a second one in their reach turns back.
/// An intensifier right before a word that is not negated adds half of its weight.
fn clause_weight(words: &[Word]) -> f64 {
    let mut sum = 0.0;
    for (place, word) in words.iter().enumerate() {
        let Word::Weight(weight) = word else { continue };
        let negated =
            words[place.saturating_sub(3)..place].iter().filter(|before| **before == Word::Not).count() % 2 == 1;
        let strengthened = place > 0 && words[place - 1] == Word::Very;
        sum += match (negated, strengthened) {
            (true, _) => -0.75 * weight,
            (false, true) => 1.5 * weight,
            (false, false) => *weight,
        };
    }
    sum
}

/// The share of scores above 0 minus the share below, in points.
pub(super) fn net(scores: &[f64]) -> f64 {
    let one = |score: &f64| {
        if *score > 0.0 {
            1.0
        } else if *score < 0.0 {
            -1.0
        } else {
            0.0
        }
    };
    let mut all = 0.0;
    let mut sum = 0.0;
    for score in scores {
        all += 1.0;
        sum += one(score);
    }
    100.0 * sum / all
}
