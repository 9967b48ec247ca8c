//! The built-in functions in words.

use kpi_model::builtin::Scalar;

use super::{Phrase, Rank, list};

/// A function of its arguments.
pub(super) fn function(scalar: Scalar, arguments: Vec<Phrase>) -> Phrase {
    let arguments: Vec<String> = arguments.into_iter().map(|argument| argument.within(Rank::Atom)).collect();
    let text = match arguments.as_slice() {
        [only] => of_one(scalar, only),
        [first, second] => of_two(scalar, first, second, &arguments),
        _ => of_many(scalar, &arguments),
    };
    Phrase::atom(text)
}

fn of_one(scalar: Scalar, x: &str) -> String {
    match scalar {
        Scalar::Abs => format!("the absolute value of {x}"),
        Scalar::Round => format!("{x} rounded to a whole number"),
        Scalar::Floor => format!("{x} rounded down"),
        Scalar::Ceil => format!("{x} rounded up"),
        Scalar::Sqrt => format!("the square root of {x}"),
        Scalar::Ln => format!("the natural logarithm of {x}"),
        Scalar::Exp => format!("e to the power of {x}"),
        Scalar::Lower => format!("{x} in lower case"),
        Scalar::Upper => format!("{x} in upper case"),
        Scalar::Trim => format!("{x} without blanks around it"),
        Scalar::Length => format!("the number of characters of {x}"),
        Scalar::Seconds
        | Scalar::Minutes
        | Scalar::Hours
        | Scalar::Days
        | Scalar::Weeks
        | Scalar::Months
        | Scalar::Years => format!("{x} in {}", scalar.name()),
        Scalar::Date => format!("the day of {x}"),
        Scalar::Weekday => format!("the weekday of {x}, 1 for Monday"),
        Scalar::DayOfMonth => format!("the day of the month of {x}"),
        Scalar::Month | Scalar::Quarter | Scalar::Year | Scalar::Hour => format!("the {} of {x}", scalar.name()),
        Scalar::StartOfWeek => format!("the first day of the week of {x}"),
        Scalar::StartOfMonth => format!("the first day of the month of {x}"),
        Scalar::StartOfQuarter => format!("the first day of the quarter of {x}"),
        Scalar::StartOfYear => format!("the first day of the year of {x}"),
        Scalar::Least | Scalar::Greatest | Scalar::Coalesce => x.to_owned(),
        Scalar::CountPresent => format!("1 if {x} is given, otherwise 0"),
        Scalar::Power
        | Scalar::Clamp
        | Scalar::WeightedAvg
        | Scalar::Contains
        | Scalar::StartsWith
        | Scalar::EndsWith
        | Scalar::BusinessHours => format!("`{}` of {x}", scalar.name()),
    }
}

fn of_two(scalar: Scalar, x: &str, y: &str, arguments: &[String]) -> String {
    match scalar {
        Scalar::Round => format!("{x} rounded to {y} {}", if y == "1" { "digit" } else { "digits" }),
        Scalar::Power => format!("{x} to the power of {y}"),
        Scalar::Contains => format!("whether {x} contains {y}"),
        Scalar::StartsWith => format!("whether {x} starts with {y}"),
        Scalar::EndsWith => format!("whether {x} ends with {y}"),
        Scalar::Seconds | Scalar::Minutes | Scalar::Hours | Scalar::Days | Scalar::Weeks => {
            format!("the {} from {x} to {y}", scalar.name())
        }
        Scalar::Months | Scalar::Years => format!("the whole {} from {x} to {y}", scalar.name()),
        Scalar::BusinessHours => format!("the working time from {x} to {y}"),
        Scalar::Abs
        | Scalar::Floor
        | Scalar::Ceil
        | Scalar::Sqrt
        | Scalar::Ln
        | Scalar::Exp
        | Scalar::Clamp
        | Scalar::Least
        | Scalar::Greatest
        | Scalar::Coalesce
        | Scalar::WeightedAvg
        | Scalar::CountPresent
        | Scalar::Lower
        | Scalar::Upper
        | Scalar::Trim
        | Scalar::Length
        | Scalar::Date
        | Scalar::Weekday
        | Scalar::DayOfMonth
        | Scalar::Month
        | Scalar::Quarter
        | Scalar::Year
        | Scalar::Hour
        | Scalar::StartOfWeek
        | Scalar::StartOfMonth
        | Scalar::StartOfQuarter
        | Scalar::StartOfYear => of_many(scalar, arguments),
    }
}

fn of_many(scalar: Scalar, arguments: &[String]) -> String {
    let all = || list(arguments, "and");
    match (scalar, arguments) {
        (Scalar::Clamp, [x, low, high]) => format!("{x}, but no less than {low} and no more than {high}"),
        (Scalar::Least, _) => format!("the smallest of {}", all()),
        (Scalar::Greatest, _) => format!("the largest of {}", all()),
        (Scalar::Coalesce, _) => format!("the first of {} that is given", all()),
        (Scalar::WeightedAvg, _) => weighted(arguments),
        (Scalar::CountPresent, _) => format!("how many of {} are given", all()),
        (Scalar::BusinessHours, [from, to, name]) => {
            format!("the working time from {from} to {to} by the hours of {name}")
        }
        _ => format!("`{}` of {}", scalar.name(), all()),
    }
}

fn weighted(arguments: &[String]) -> String {
    let pairs: Vec<String> = arguments
        .chunks(2)
        .map(|pair| match pair {
            [value, weight] => format!("{value} (weight {weight})"),
            rest => rest.join(" "),
        })
        .collect();
    format!("the weighted average of {}, of those that are given", list(&pairs, "and"))
}
