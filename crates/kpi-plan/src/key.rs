//! The value of a dimension.

use std::sync::Arc;

use jiff::civil::Date;

/// One value of a dimension or of a `per` key. Empty equals empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// No value.
    Empty,
    /// True or false.
    Bool(bool),
    /// A number, ordered by value; −0 is 0.
    Number(OrderedNumber),
    /// A day.
    Date(Date),
    /// A moment, in microseconds of the column's own clock.
    Moment(i64),
    /// A text.
    Text(Arc<str>),
}

/// The values of all dimensions of a slice, in the order of the breakdown.
pub type SliceKey = Vec<Key>;

/// A finite number that can be compared and hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderedNumber(i64);

impl OrderedNumber {
    /// The number as a key.
    pub fn new(number: f64) -> Self {
        let bits = (number + 0.0).to_bits().cast_signed();
        Self(if bits < 0 { !bits ^ i64::MIN } else { bits })
    }

    /// The number again.
    pub fn get(self) -> f64 {
        let bits = if self.0 < 0 { !(self.0 ^ i64::MIN) } else { self.0 };
        f64::from_bits(bits.cast_unsigned())
    }
}

impl Key {
    /// A number as a key.
    pub fn number(number: f64) -> Self {
        Self::Number(OrderedNumber::new(number))
    }

    /// As a reader sees it; none for the empty value.
    pub fn text(&self) -> Option<String> {
        Some(match self {
            Self::Empty => return None,
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.get().to_string(),
            Self::Date(date) => date.to_string(),
            Self::Moment(microseconds) => jiff::Timestamp::from_microsecond(*microseconds)
                .map_or_else(|_| microseconds.to_string(), |moment| moment.to_string()),
            Self::Text(text) => text.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    #[test]
    fn numbers_keep_their_order_and_value() {
        let numbers = [-1e300, -2.5, -1.0, 0.0, 1e-300, 1.0, 7.0];
        assert!(numbers.map(OrderedNumber::new).is_sorted_by(|left, right| left < right));
        for number in numbers {
            assert_eq!(OrderedNumber::new(number).get().total_cmp(&number), Ordering::Equal);
        }
        assert_eq!(OrderedNumber::new(-0.0), OrderedNumber::new(0.0));
    }
}
