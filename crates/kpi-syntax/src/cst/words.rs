//! The grammar's rules in the user's words. Rule names never reach users.

use super::grammar::Rule;

/// What to call a rule in "expected …"; empty: never worth naming beside others.
pub(super) fn words(_rule: Rule) -> &'static str {
    "something"
}
