//! Cutting a text into what the lexicon knows: words between spaces, and words inside scripts without spaces.

use crate::lexicon::{Lexicon, Meaning, is_letter_without_spaces};

/// What a text says, word by word; the end of a clause is a mark of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token {
    /// A word.
    Word(Meaning),
    /// A comma, a full stop, a `but`: no negation reaches beyond it.
    Break,
}

/// Words that end a clause.
const BREAKS: &[&str] = &["but", "however", "although", "aber", "jedoch", "sondern", "tapi", "tetapi", "namun"];

/// The words of a text in small letters.
pub(crate) fn tokens(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let mut tokens = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => push_words(words, lexicon, &mut tokens),
            Piece::Unspaced(text) => push_unspaced(text, lexicon, &mut tokens),
            Piece::Break => tokens.push(Token::Break),
        }
    }
    tokens
}

/// A part of a text that is cut in one way.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Words(&'a str),
    Unspaced(&'a str),
    Break,
}

/// Where a letter belongs.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Spaced,
    Unspaced,
    Break,
}

fn kind_of(letter: char) -> Kind {
    match letter {
        letter if is_letter_without_spaces(letter) => Kind::Unspaced,
        '.' | ',' | ';' | '!' | '?' | ':' | '\n' | '。' | '、' | '！' | '？' => Kind::Break,
        _ => Kind::Spaced,
    }
}

fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while let Some(first) = text.chars().next() {
        let kind = kind_of(first);
        let end = text.find(|letter| kind_of(letter) != kind).unwrap_or(text.len());
        let (piece, rest) = text.split_at(end);
        pieces.push(match kind {
            Kind::Spaced => Piece::Words(piece),
            Kind::Unspaced => Piece::Unspaced(piece),
            Kind::Break => Piece::Break,
        });
        text = rest;
    }
    pieces
}

fn push_words(text: &str, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    // `don't` and `don’t` are looked up as `dont`.
    let text = text.replace(['\'', '’'], "");
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut place = 0;
    while let Some(word) = words.get(place) {
        if BREAKS.contains(word) {
            tokens.push(Token::Break);
            place += 1;
            continue;
        }
        let (meaning, used) = lexicon.meaning(word, words.get(place + 1).copied());
        tokens.push(Token::Word(meaning));
        place += used;
    }
}

fn push_unspaced(mut text: &str, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    while let Some(first) = text.chars().next() {
        let (used, meaning) = lexicon.beginning_of(text).unwrap_or((first.len_utf8(), Meaning::Plain));
        tokens.push(Token::Word(meaning));
        text = text.get(used..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_by_its_scripts() {
        let lexicon = Lexicon::default();
        let cut = |text| tokens(text, &lexicon);
        assert_eq!(
            cut("don't like it, terima kasih"),
            [
                Token::Word(Meaning::Negation),
                Token::Word(Meaning::Plain),
                Token::Word(Meaning::Plain),
                Token::Break,
                Token::Word(Meaning::Weight(2.0)),
            ]
        );
        assert_eq!(
            cut("Acmeは使いやすい。"),
            [Token::Word(Meaning::Plain), Token::Word(Meaning::Plain), Token::Word(Meaning::Weight(1.0)), Token::Break]
        );
        assert_eq!(cut("👍👍"), [Token::Word(Meaning::Weight(2.0)); 2]);
    }
}
