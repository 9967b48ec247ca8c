//! The numbers of the messages about the text. A number is never used for another thing.

use kpi_diagnostics::Code;

/// Something else was expected here.
pub(crate) const EXPECTED: Code = Code::new(101);
/// A parenthesis without its partner.
pub(crate) const UNPAIRED: Code = Code::new(102);
/// A text or a quoted name that does not end on its line.
pub(crate) const UNTERMINATED: Code = Code::new(103);
/// Too deep or too long to be read.
pub(crate) const TOO_COMPLEX: Code = Code::new(104);
/// An operator or sign of another language.
pub(crate) const FOREIGN_SIGN: Code = Code::new(105);
/// Comparisons in a row.
pub(crate) const CHAINED: Code = Code::new(106);
/// A date, a period or a duration that does not exist or is written another way.
pub(crate) const BAD_DATE: Code = Code::new(107);
/// A number that is written another way.
pub(crate) const BAD_NUMBER: Code = Code::new(108);
/// `%` where it says nothing, or missing where it is needed.
pub(crate) const PERCENT: Code = Code::new(109);
/// A reserved word as a name, or a name that cannot be one.
pub(crate) const BAD_NAME: Code = Code::new(110);
/// A text in other quotes.
pub(crate) const QUOTES: Code = Code::new(111);
/// A comment of another language.
pub(crate) const FOREIGN_COMMENT: Code = Code::new(112);
/// A construct of SQL, Excel, DAX or YAML.
pub(crate) const FOREIGN_CONSTRUCT: Code = Code::new(113);
/// A reserved word in upper case.
pub(crate) const UPPER_CASE: Code = Code::new(114);
/// A definition without a sign or without an expression.
pub(crate) const INCOMPLETE_DEFINITION: Code = Code::new(115);
/// `:` or `:=` instead of `=`.
pub(crate) const DEFINITION_SIGN: Code = Code::new(116);
/// A clause on the line of what stands before it, without `;`.
pub(crate) const CLAUSE_PLACE: Code = Code::new(117);
/// A clause that does not exist.
pub(crate) const UNKNOWN_CLAUSE: Code = Code::new(118);
/// A definition that does not start in column 0.
pub(crate) const INDENTED: Code = Code::new(119);
/// A character that means nothing here.
pub(crate) const ODD_CHARACTER: Code = Code::new(120);
/// A table of a test that is not one.
pub(crate) const BAD_TABLE: Code = Code::new(121);
/// A test that lacks a part or has it twice.
pub(crate) const BAD_TEST: Code = Code::new(122);
/// `not` where it would bind otherwise than it looks.
pub(crate) const LOOSE_NOT: Code = Code::new(123);
/// The formatter would have changed what a file says.
pub(crate) const UNFAITHFUL: Code = Code::new(199);
