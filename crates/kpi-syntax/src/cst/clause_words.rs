//! The words that start a clause, and those that are never a bare name; for guesses after a failure.

/// The first words of clauses.
pub(super) const CLAUSE_WORDS: &[&str] = &[
    "target",
    "warn",
    "unit",
    "by",
    "where",
    "over",
    "show",
    "min",
    "confidence",
    "better",
    "fill",
    "label",
    "owner",
    "group",
    "tags",
    "source",
    "weight",
    "hidden",
];

/// As in the grammar, with `this`.
pub(super) const RESERVED: &[&str] = &[
    "and", "or", "not", "in", "is", "between", "like", "matches", "if", "then", "else", "true", "false", "null",
    "where", "per", "over", "at", "on", "of", "distinct", "this",
];
