//! The words and what they do, from `words.txt`, a file for people to read and to extend.

use std::cmp::Reverse;
use std::collections::HashMap;

/// The words, by line: what they do, then the words.
const WORDS: &str = include_str!("words.txt");

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
        for (word, meaning) in entries() {
            if let Meaning::Weight(weight) = meaning {
                lexicon.add_weight(word, weight);
            } else {
                lexicon.add(word, meaning);
            }
        }
        lexicon.inside.sort_by_key(|(word, _)| Reverse(word.len()));
        lexicon.beginnings.sort_by_key(|(word, _)| Reverse(word.len()));
        lexicon
    }
}

/// Every word of the file with what it does.
fn entries() -> impl Iterator<Item = (&'static str, Meaning)> {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| {
        let (role, words) = line.split_once(' ').unwrap_or((line, ""));
        let meaning = meaning_of(role);
        words.split_whitespace().map(move |word| (word, meaning))
    })
}

fn meaning_of(role: &str) -> Meaning {
    match role {
        "not" => Meaning::Negation,
        "ending" => Meaning::NegativeEnding,
        "very" => Meaning::Intensifier,
        weight => weight.parse().map_or(Meaning::Plain, Meaning::Weight),
    }
}

impl Lexicon {
    fn add_weight(&mut self, word: &'static str, weight: f64) {
        if let Some(beginning) = word.strip_suffix('*') {
            self.beginnings.push((beginning, weight));
        } else if let Some((first, second)) = word.split_once('_') {
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
    fn every_word_is_there_once_and_does_something() {
        let mut seen: HashMap<&str, Meaning> = HashMap::new();
        for (word, meaning) in entries() {
            assert_ne!(meaning, Meaning::Plain, "{word}");
            assert_eq!(word.to_lowercase(), word);
            let earlier = seen.insert(word, meaning);
            // A word with a weight may strengthen others, too; and one of two languages may weigh the same in both.
            assert!(earlier.is_none_or(|earlier| earlier == meaning || meaning == Meaning::Intensifier), "{word}");
        }
        assert!(seen.len() > 300, "{}", seen.len());
    }
}
