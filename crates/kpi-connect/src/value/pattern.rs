//! Dates in a declared form, and the forms that are offered when none is declared.

use jiff::fmt::strtime;

use super::date;

/// A strftime pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// As written.
    pub(crate) text: String,
    /// Whether it has a time of day.
    pub(crate) has_time: bool,
    /// Whether it has an offset from UTC.
    pub(crate) has_offset: bool,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        let has = |letters: &str| {
            text.split('%').skip(1).any(|part| {
                let letter = part.trim_start_matches(['-', '_', '0', '^', '#', '.', ':', '3', '6', '9']).chars().next();
                letter.is_some_and(|letter| letters.contains(letter))
            })
        };
        Self { text: text.to_owned(), has_time: has("HIkMSTRXcsfN"), has_offset: has("zs") }
    }

    /// Whether nothing but digits could fit, so that whole numbers would be taken for dates.
    pub(crate) fn is_digits(&self) -> bool {
        !self.text.split('%').any(|part| part.chars().skip(1).any(|sign| !sign.is_ascii_digit()))
            && !self.text.contains(['b', 'B', 'h', 'F', 'D', 'T'])
    }

    /// Days since 1970-01-01.
    pub(super) fn date(&self, text: &str) -> Option<i32> {
        Some(date::days(strtime::parse(&self.text, text).ok()?.to_date().ok()?))
    }

    /// Microseconds on the wall, or in UTC when the pattern has an offset.
    pub(super) fn moment(&self, text: &str) -> Option<i64> {
        let broken = strtime::parse(&self.text, text).ok()?;
        if self.has_offset {
            return Some(broken.to_timestamp().ok()?.as_microsecond());
        }
        if !self.has_time {
            return Some(date::wall(broken.to_date().ok()?.at(0, 0, 0, 0)));
        }
        Some(date::wall(broken.to_datetime().ok()?))
    }
}

/// The forms of dates that people write and that must be declared.
pub(crate) fn guesses() -> Vec<Pattern> {
    let dates = [
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%m-%d-%Y",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%d/%m/%y",
        "%m/%d/%y",
        "%d.%m.%y",
        "%b %d %Y",
        "%b %d, %Y",
        "%d %b %Y",
        "%d-%b-%Y",
        "%d-%b-%y",
    ];
    let times = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"];
    let all = times.iter().flat_map(|time| dates.iter().map(move |date| Pattern::new(&format!("{date}{time}"))));
    all.chain([Pattern::new("%Y%m%d")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_know_what_they_hold() {
        assert!(!Pattern::new("%d.%m.%Y").has_time);
        assert!(Pattern::new("%d.%m.%Y %H:%M").has_time);
        assert!(Pattern::new("%Y-%m-%dT%H:%M:%S%.f%:z").has_offset);
        assert!(Pattern::new("%Y%m%d").is_digits());
        assert!(!Pattern::new("%b %d %Y").is_digits());
        assert!(!Pattern::new("%d.%m.%Y").is_digits());
    }

    #[test]
    fn dates_are_read_strictly() {
        assert_eq!(Pattern::new("%b %d %Y").date("Jan 1 2000"), Some(10_957));
        assert_eq!(Pattern::new("%d-%m-%Y %H:%M").moment("29-02-2016 01:16"), Some(1_456_708_560_000_000));
        assert_eq!(Pattern::new("%m/%d/%Y").date("1/13/2019"), Some(17_909));
        assert_eq!(Pattern::new("%d/%m/%Y").date("1/13/2019"), None);
        assert_eq!(Pattern::new("%d/%m/%Y").date("1/3/2019 10:00"), None);
    }
}
