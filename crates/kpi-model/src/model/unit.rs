//! Units: what a number counts.
//!
//! Currencies and durations multiply and divide; `%` is a unit of its own; any other word is a label that arithmetic drops.

use std::fmt;

/// A unit that takes part in arithmetic.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    /// A currency by its code, such as `EUR`.
    Currency(String),
    /// Time; values are in seconds.
    Duration,
}

/// The unit of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Unit {
    /// Bases with their exponents, sorted, none zero.
    pub factors: Vec<(Base, i8)>,
    /// Whether it is a percentage.
    pub percent: bool,
    /// A word that only readers see, such as `points`.
    pub label: Option<String>,
    /// Whether the number is a literal, which takes the unit of the other side.
    pub flexible: bool,
}

impl Unit {
    /// A plain number.
    pub fn plain() -> Self {
        Self::default()
    }

    /// The unit of a literal.
    pub fn literal() -> Self {
        Self { flexible: true, ..Self::default() }
    }

    /// A percentage.
    pub fn percent() -> Self {
        Self { percent: true, ..Self::default() }
    }

    /// A duration.
    pub fn duration() -> Self {
        Self { factors: vec![(Base::Duration, 1)], ..Self::default() }
    }

    /// The unit that a word of the text or of `kpi.toml` means: `%`, a duration word, a currency code of three capitals,
    /// else a label.
    pub fn from_word(word: &str) -> Self {
        if word == "%" || word == "percent" {
            return Self::percent();
        }
        if matches!(word, "second" | "seconds" | "duration") {
            return Self::duration();
        }
        if word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Self { factors: vec![(Base::Currency(word.to_owned()), 1)], ..Self::default() };
        }
        Self { label: Some(word.to_owned()), ..Self::default() }
    }

    /// Whether it is exactly a duration.
    pub fn is_duration(&self) -> bool {
        matches!(self.factors.as_slice(), [(Base::Duration, 1)])
    }

    /// Whether a sum or comparison of both makes sense. Labels never stand in the way.
    pub fn fits(&self, other: &Self) -> bool {
        self.flexible || other.flexible || (self.factors == other.factors && self.percent == other.percent)
    }

    /// The unit of a product (`sign` 1) or quotient (`sign` −1).
    #[must_use]
    pub fn times(&self, other: &Self, sign: i8) -> Self {
        let mut factors = self.factors.clone();
        for (base, exponent) in &other.factors {
            match factors.iter_mut().find(|(known, _)| known == base) {
                Some((_, sum)) => *sum += exponent * sign,
                None => factors.push((base.clone(), exponent * sign)),
            }
        }
        factors.retain(|(_, exponent)| *exponent != 0);
        factors.sort();
        Self { factors, percent: self.percent != other.percent, label: None, flexible: self.flexible && other.flexible }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(label) = &self.label {
            return f.write_str(label);
        }
        if self.percent {
            return f.write_str("%");
        }
        let name = |base: &Base| match base {
            Base::Currency(code) => code.clone(),
            Base::Duration => "s".to_owned(),
        };
        let above: Vec<_> = self.factors.iter().filter(|(_, exponent)| *exponent > 0).collect();
        let below: Vec<_> = self.factors.iter().filter(|(_, exponent)| *exponent < 0).collect();
        let write = |list: &[&(Base, i8)]| {
            let words: Vec<String> = list
                .iter()
                .map(|(base, exponent)| match exponent.abs() {
                    1 => name(base),
                    power => format!("{}^{power}", name(base)),
                })
                .collect();
            words.join("·")
        };
        match (above.is_empty(), below.is_empty()) {
            (true, true) => Ok(()),
            (_, true) => f.write_str(&write(&above)),
            (true, false) => write!(f, "1/{}", write(&below)),
            (false, false) => write!(f, "{}/{}", write(&above), write(&below)),
        }
    }
}
