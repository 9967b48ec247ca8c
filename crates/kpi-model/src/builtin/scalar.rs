//! Functions of single values.

/// A function of single values. Unless its doc says otherwise, an empty argument makes the result empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// The distance from zero.
    Abs,
    /// Rounds half away from zero, to so many digits (0 when not said).
    Round,
    /// The greatest whole number that is not greater.
    Floor,
    /// The least whole number that is not less.
    Ceil,
    /// The square root; of a negative number empty.
    Sqrt,
    /// The natural logarithm; of zero or less empty.
    Ln,
    /// e to the power.
    Exp,
    /// `power(x, y)`; empty when the result is not a finite number.
    Power,
    /// `clamp(x, low, high)`
    Clamp,
    /// The least of its arguments; empty ones are passed over.
    Least,
    /// The greatest of its arguments; empty ones are passed over.
    Greatest,
    /// The first argument that is not empty.
    Coalesce,
    /// `weighted_avg(v1, w1, v2, w2, …)`: the mean of those values that are present, with the weights of these alone.
    WeightedAvg,
    /// How many of its arguments are not empty.
    CountPresent,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// Without blanks at both ends.
    Trim,
    /// The number of characters.
    Length,
    /// Whether a text contains another.
    Contains,
    /// Whether a text starts with another.
    StartsWith,
    /// Whether a text ends with another.
    EndsWith,
    /// A duration in seconds.
    Seconds,
    /// A duration in minutes.
    Minutes,
    /// A duration in hours.
    Hours,
    /// A duration in days of 24 hours.
    Days,
    /// A duration in weeks of 7 × 24 hours.
    Weeks,
    /// `months(a, b)`: whole calendar months from a to b, negative when b is before a; `months(duration)`: in mean
    /// months of 30.436875 days.
    Months,
    /// `years(a, b)`: whole calendar years from a to b; `years(duration)`: in mean years of 365.2425 days.
    Years,
    /// `business_hours(from, to)`, `business_hours(from, to, "support")`: the working time between two moments, by
    /// `[business_hours]` of the project, in the project's time zone; a day stands for its midnight. Time is worked while the
    /// clock on the wall shows a working span of a day that is no holiday. Negative when `to` is before `from`.
    BusinessHours,
    /// The day of a moment, in the project's time zone.
    Date,
    /// 1 for Monday to 7 for Sunday.
    Weekday,
    /// The day of the month, 1 to 31.
    DayOfMonth,
    /// 1 to 12.
    Month,
    /// 1 to 4, of the calendar year.
    Quarter,
    /// The calendar year.
    Year,
    /// The hour of a date with time, 0 to 23, in the project's time zone.
    Hour,
    /// The first day of the week that holds the moment; weeks start as the project says.
    StartOfWeek,
    /// The first day of the month.
    StartOfMonth,
    /// The first day of the calendar quarter.
    StartOfQuarter,
    /// The first day of the calendar year.
    StartOfYear,
}

/// What an argument may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A number, or a duration.
    Number,
    /// A text.
    Text,
    /// A date or a date with time.
    Moment,
    /// A duration; two moments stand for the time between them.
    Duration,
    /// Anything, of the same type as the first argument.
    Same,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// A plain number.
    Number,
    /// A text.
    Text,
    /// A condition.
    Bool,
    /// A date.
    Date,
    /// A duration.
    Duration,
    /// The type and unit of the first argument.
    First,
}

/// How a function is called.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// The arguments that must stand.
    pub required: &'static [Argument],
    /// Those that may follow.
    pub optional: &'static [Argument],
    /// Whether the last argument may be repeated any number of times.
    pub repeats: Repeats,
    /// What it gives.
    pub returns: Returns,
}

/// Whether more arguments may follow the listed ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// No.
    No,
    /// The required arguments as a group, any number of times.
    Group,
}

const fn fixed(required: &'static [Argument], returns: Returns) -> Signature {
    Signature { required, optional: &[], repeats: Repeats::No, returns }
}

const fn grouped(required: &'static [Argument], returns: Returns) -> Signature {
    Signature { required, optional: &[], repeats: Repeats::Group, returns }
}

impl Scalar {
    /// Every function with its name, in the order of the reference.
    pub const ALL: [(&'static str, Self); 40] = [
        ("abs", Self::Abs),
        ("round", Self::Round),
        ("floor", Self::Floor),
        ("ceil", Self::Ceil),
        ("sqrt", Self::Sqrt),
        ("ln", Self::Ln),
        ("exp", Self::Exp),
        ("power", Self::Power),
        ("clamp", Self::Clamp),
        ("least", Self::Least),
        ("greatest", Self::Greatest),
        ("coalesce", Self::Coalesce),
        ("weighted_avg", Self::WeightedAvg),
        ("count_present", Self::CountPresent),
        ("lower", Self::Lower),
        ("upper", Self::Upper),
        ("trim", Self::Trim),
        ("length", Self::Length),
        ("contains", Self::Contains),
        ("starts_with", Self::StartsWith),
        ("ends_with", Self::EndsWith),
        ("seconds", Self::Seconds),
        ("minutes", Self::Minutes),
        ("hours", Self::Hours),
        ("days", Self::Days),
        ("weeks", Self::Weeks),
        ("months", Self::Months),
        ("years", Self::Years),
        ("business_hours", Self::BusinessHours),
        ("date", Self::Date),
        ("weekday", Self::Weekday),
        ("day_of_month", Self::DayOfMonth),
        ("month", Self::Month),
        ("quarter", Self::Quarter),
        ("year", Self::Year),
        ("hour", Self::Hour),
        ("start_of_week", Self::StartOfWeek),
        ("start_of_month", Self::StartOfMonth),
        ("start_of_quarter", Self::StartOfQuarter),
        ("start_of_year", Self::StartOfYear),
    ];

    /// The function with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }

    /// How it is called.
    pub fn signature(self) -> Signature {
        use Argument::{Duration, Moment, Number, Same, Text};
        match self {
            Self::Abs | Self::Floor | Self::Ceil => fixed(&[Number], Returns::First),
            Self::Round => {
                Signature { required: &[Number], optional: &[Number], repeats: Repeats::No, returns: Returns::First }
            }
            Self::Sqrt | Self::Ln | Self::Exp => fixed(&[Number], Returns::Number),
            Self::Power => fixed(&[Number, Number], Returns::Number),
            Self::Clamp => fixed(&[Number, Number, Number], Returns::First),
            Self::Least | Self::Greatest | Self::Coalesce => grouped(&[Same], Returns::First),
            Self::WeightedAvg => grouped(&[Number, Number], Returns::First),
            Self::CountPresent => grouped(&[Same], Returns::Number),
            Self::Lower | Self::Upper | Self::Trim => fixed(&[Text], Returns::Text),
            Self::Length => fixed(&[Text], Returns::Number),
            Self::Contains | Self::StartsWith | Self::EndsWith => fixed(&[Text, Text], Returns::Bool),
            Self::Seconds | Self::Minutes | Self::Hours | Self::Days | Self::Weeks | Self::Months | Self::Years => {
                Signature { required: &[Duration], optional: &[Moment], repeats: Repeats::No, returns: Returns::Number }
            }
            Self::BusinessHours => Signature {
                required: &[Moment, Moment],
                optional: &[Text],
                repeats: Repeats::No,
                returns: Returns::Duration,
            },
            Self::Date | Self::StartOfWeek | Self::StartOfMonth | Self::StartOfQuarter | Self::StartOfYear => {
                fixed(&[Moment], Returns::Date)
            }
            Self::Weekday | Self::DayOfMonth | Self::Month | Self::Quarter | Self::Year | Self::Hour => {
                fixed(&[Moment], Returns::Number)
            }
        }
    }
}
