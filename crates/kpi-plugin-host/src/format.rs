//! The Arrow formats that may cross: a closed list, so that no importer ever meets one it cannot take.

use crate::manifest::ValueType;

/// How the values of a format lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A bit per value.
    Bits,
    /// So many bytes per value.
    Fixed(usize),
    /// Text with offsets of so many bytes.
    Text(usize),
}

impl ValueType {
    /// The Arrow formats in which arguments of this type are passed to a plugin; those that end in `:` may be followed by
    /// a time zone.
    pub fn argument_formats(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["l", "g"],
            Self::Text => &["U"],
            Self::Bool => &["b"],
            Self::Date => &["tdD"],
            Self::Datetime => &["tsu:"],
            Self::Duration => &["tDu"],
        }
    }

    /// The Arrow formats in which values of this type may come from a plugin; those that end in `:` may be followed by a
    /// time zone.
    pub fn result_formats(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["g", "l", "f", "i", "s", "c", "L", "I", "S", "C"],
            Self::Text => &["U", "u"],
            Self::Bool => &["b"],
            Self::Date => &["tdD"],
            Self::Datetime => &["tsu:", "tsn:", "tsm:", "tss:"],
            Self::Duration => &["tDu", "tDn", "tDm", "tDs"],
        }
    }

    /// The type of a format that may come from a plugin.
    pub fn of_format(format: &str) -> Option<Self> {
        [Self::Number, Self::Text, Self::Bool, Self::Date, Self::Datetime, Self::Duration]
            .into_iter()
            .find(|value_type| is_among(format, value_type.result_formats()))
    }
}

/// Whether a format is in a list.
pub(crate) fn is_among(format: &str, list: &[&str]) -> bool {
    list.iter().any(|known| if known.ends_with(':') { format.starts_with(known) } else { format == *known })
}

/// The layout of a format that may cross.
pub(crate) fn layout(format: &str) -> Option<Layout> {
    Some(match format {
        "b" => Layout::Bits,
        "U" => Layout::Text(8),
        "u" => Layout::Text(4),
        "c" | "C" => Layout::Fixed(1),
        "s" | "S" => Layout::Fixed(2),
        "i" | "I" | "f" | "tdD" => Layout::Fixed(4),
        _ => {
            ValueType::of_format(format)?;
            Layout::Fixed(8)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_types_and_layouts() {
        assert_eq!(ValueType::of_format("tsu:Europe/Berlin"), Some(ValueType::Datetime));
        assert_eq!(ValueType::of_format("S"), Some(ValueType::Number));
        assert_eq!(ValueType::of_format("vu"), None);
        assert_eq!(ValueType::of_format("+s"), None);
        assert_eq!(layout("l"), Some(Layout::Fixed(8)));
        assert_eq!(layout("tDs"), Some(Layout::Fixed(8)));
        assert_eq!(layout("d:10,2"), None);
        for value_type in [ValueType::Number, ValueType::Text, ValueType::Datetime, ValueType::Duration] {
            assert!(value_type.argument_formats().iter().all(|format| layout(format).is_some()));
            assert!(value_type.result_formats().iter().all(|format| layout(format).is_some()));
        }
    }
}
