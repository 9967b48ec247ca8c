//! The arithmetic: from the weights of words to a number between -1 and 1.
//!
//! - A negation turns the next words of its clause, up to three of them, and weakens them: `not good` is bad, but less so
//!   than `bad`. A negation of a negation turns back. A Japanese ending turns the word before it.
//! - An intensifier makes the word after it stronger, and so does one right after a word at the end of a clause
//!   (`bagus sekali`). Under a negation it does nothing: `not very good` is no worse than `not good`.
//! - The sum s of the weights becomes s / sqrt(s² + 15), the curve that VADER uses: one clear word is about 0.5, and more
//!   words come nearer to 1 without reaching it.

use crate::lexicon::{Lexicon, Meaning};
use crate::tokens::{Token, tokens};

/// How many words a negation reaches.
const REACH: usize = 3;
/// What is left of a weight that was turned.
const TURNED: f64 = -0.75;
/// What an intensifier makes of a weight.
const STRENGTHENED: f64 = 1.5;
/// How fast the curve rises.
const CURVE: f64 = 15.0;

/// How a text sounds, from -1 to 1.
pub(crate) fn score(text: &str, lexicon: &Lexicon) -> f64 {
    let sum: f64 = weights(&tokens(&text.to_lowercase(), lexicon)).iter().sum();
    sum / (sum * sum + CURVE).sqrt()
}

/// The weight of each word that has one, after negations and intensifiers.
fn weights(tokens: &[Token]) -> Vec<f64> {
    let mut weights: Vec<f64> = Vec::new();
    let mut clause = Clause::default();
    for token in tokens {
        match token {
            Token::Break => clause = Clause::default(),
            Token::Word(Meaning::Weight(weight)) => {
                weights.push(weight * clause.factor());
                clause.judged();
            }
            Token::Word(Meaning::Negation) => clause.negate(),
            Token::Word(Meaning::Intensifier) => match weights.last_mut().filter(|_| clause.just_judged) {
                Some(weight) => *weight *= STRENGTHENED,
                None => clause.strengthen = true,
            },
            Token::Word(Meaning::NegativeEnding) => {
                if let Some(weight) = weights.last_mut().filter(|_| clause.just_judged) {
                    *weight *= TURNED;
                }
                clause.just_judged = false;
            }
            Token::Word(Meaning::Plain) => clause.pass(),
        }
    }
    weights
}

/// What the words so far do to the next one.
#[derive(Default)]
struct Clause {
    /// For how many more words a negation holds.
    negated: usize,
    strengthen: bool,
    /// Whether the word before had a weight.
    just_judged: bool,
}

impl Clause {
    fn factor(&self) -> f64 {
        match (self.negated, self.strengthen) {
            (1.., _) => TURNED,
            (0, true) => STRENGTHENED,
            (0, false) => 1.0,
        }
    }

    fn negate(&mut self) {
        self.negated = if self.negated > 0 { 0 } else { REACH };
        self.just_judged = false;
    }

    fn judged(&mut self) {
        self.pass();
        self.just_judged = true;
    }

    fn pass(&mut self) {
        self.negated = self.negated.saturating_sub(1);
        self.strengthen = false;
        self.just_judged = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> f64 {
        score(text, &Lexicon::default())
    }

    #[test]
    fn good_and_bad_in_four_languages() {
        for text in [
            "I love the new dashboards, great work",
            "support was fast and friendly, excellent",
            "Der Support ist sehr freundlich und schnell",
            "bagus sekali, terima kasih",
            "とても使いやすいです。ありがとう",
            "👍",
        ] {
            assert!(of(text) > 0.3, "{text}: {}", of(text));
        }
        for text in [
            "support is slow, still waiting, very bad",
            "I hate the new login, awful",
            "Die App ist schon wieder abgestürzt, Katastrophe",
            "pelayanan sangat buruk dan lambat",
            "最悪です、二度と使いません",
            "😡",
        ] {
            assert!(of(text) < -0.3, "{text}: {}", of(text));
        }
        for text in ["", "we moved our reports there last week", "ist es möglich?", "解約したい", "12345 %&"] {
            assert!(of(text).abs() < f64::EPSILON, "{text}: {}", of(text));
        }
    }

    #[test]
    fn a_negation_turns_and_weakens() {
        for (negated, plain) in [
            ("not good", "good"),
            ("it isn't really good", "good"),
            ("das ist nicht gut", "gut"),
            ("keine gute Idee", "gute Idee"),
            ("tidak bagus", "bagus"),
            ("kurang puas", "puas"),
            ("簡単ではない", "簡単"),
            ("好きじゃない", "好き"),
        ] {
            assert!(of(negated) < 0.0, "{negated}: {}", of(negated));
            assert!(of(negated).abs() <= of(plain) + f64::EPSILON, "{negated}: {}", of(negated));
        }
        assert!(of("not bad") > 0.0);
        assert!(of("no problem") > 0.0);
        assert!(of("nicht schlecht") > 0.0);
    }

    #[test]
    fn a_negation_ends_with_its_clause() {
        assert!(of("not today, great work") > 0.5);
        assert!(of("not cheap but good") > 0.0);
        assert!(of("I do not know anybody who makes better tools") > 0.0);
        assert!(of("not never good") > 0.0);
    }

    #[test]
    fn an_intensifier_strengthens() {
        assert!(of("very good") > of("good"));
        assert!(of("sehr schlecht") < of("schlecht"));
        assert!(of("bagus sekali") > of("bagus"));
        assert!(of("とても良い") > of("良い"));
    }

    #[test]
    fn the_score_stays_between_minus_one_and_one() {
        assert!(of(&"great ".repeat(10_000)) <= 1.0);
        assert!(of(&"awful ".repeat(10_000)) >= -1.0);
        assert!((of("great") - 3.0 / 24.0_f64.sqrt()).abs() < 1e-12);
    }
}
