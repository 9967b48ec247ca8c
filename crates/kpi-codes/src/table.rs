//! The list of the pages.

use crate::Page;

macro_rules! pages {
    ($($number:literal = $code:literal)*) => {
        &[$(Page { number: $number, text: include_str!(concat!("../pages/K", $code, ".md")) }),*]
    };
}

/// Every page, in the order of the numbers.
pub const ALL: &[Page] = pages![];
