//! The number of a message. Numbers go by stage and are never used twice.

use std::fmt;

/// A stable number such as `K0203`. The hundreds tell the stage:
/// 01 text, 02 names, 03 types and meaning, 04 configuration, 05 data, 06 plugins, 07 the command line, 08 tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

impl Code {
    /// The code with this number; `Code::new(203)` prints as `K0203`.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number alone.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "K{:04}", self.0)
    }
}
