//! Habits of SQL, Excel, DAX and YAML, and what to write instead.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `// …`, `-- …`, `/* … */`
pub(crate) fn comment(span: Span, words: &str) -> Diagnostic {
    let sign = words.get(..2).unwrap_or("//");
    let inside = words.trim_start_matches(['/', '-', '*']).trim_end_matches(['/', '*']).trim();
    let lines: Vec<String> =
        inside.lines().map(|line| format!("# {}", line.trim().trim_start_matches('*').trim())).collect();
    let replacement = if lines.is_empty() { "#".to_owned() } else { lines.join("\n") };
    Diagnostic::error(codes::FOREIGN_COMMENT, format!("a comment starts with `#`, not `{sign}`"))
        .primary(Span { end: span.start + 2, ..span }, "write `#`")
        .fix(span, replacement.replace("# \n", "#\n"), "make it a comment with `#`")
}

/// `/* … */` with something behind it
pub(crate) fn comment_within(span: Span) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_COMMENT, "a comment starts with `#`, not `/*`, and ends with its line")
        .primary(Span { end: span.start + 2, ..span }, "the line goes on behind it")
        .suggestion(span, "", "remove it, or put it above as a line that starts with `#`")
}

/// `AND`: where, what is written, what is written here.
pub(crate) fn upper_case(parts: &[(Span, &str, &str)]) -> Diagnostic {
    let mut message = Diagnostic::error(codes::UPPER_CASE, written_here(parts));
    for (span, _, ours) in parts {
        message =
            message.primary(*span, format!("write `{ours}`")).fix(*span, *ours, format!("replace it by `{ours}`"));
    }
    message
}

/// "`（` and `）` are written `(` and `)` here", each once.
pub(super) fn written_here(parts: &[(Span, &str, &str)]) -> String {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for (_, written, ours) in parts {
        if !pairs.contains(&(written, ours)) {
            pairs.push((written, ours));
        }
    }
    let (written, ours): (Vec<&str>, Vec<&str>) = pairs.into_iter().unzip();
    let verb = if written.len() == 1 { "is" } else { "are" };
    format!("{} {verb} written {} here", listed(&written), listed(&ours))
}

/// `a`, `b` and `c`
fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `count(*)`
pub(crate) fn count_star(span: Span, function: &str, source: Option<&str>) -> Diagnostic {
    let source = source.unwrap_or("orders");
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "rows are counted by naming their source, not with `*`")
        .primary(span, format!("write `{function}(SOURCE)`"))
        .help(format!("for example `{function}({source})`, or `{function}(distinct {source}.id)` for different values"))
}

/// `SELECT …`
pub(crate) fn sql_statement(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        codes::FOREIGN_CONSTRUCT,
        format!("`{word}` is SQL; a definition is a name, `=` and an expression"),
    )
    .primary(span, "no query can stand here")
    .help("for example `revenue = sum(orders.amount where status = \"paid\"); by region`")
}

/// `SUMIF(…)`, `CALCULATE(…)`
pub(crate) fn foreign_function(span: Span, word: &str, from: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{word}` is {from}"))
        .primary(span, "not a function here")
        .help(format!("write {instead}"))
}

/// `f(a; b)`
pub(crate) fn semicolon_argument(span: Span) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_SIGN, "arguments are separated by `,`, not by `;`").primary(span, "write `,`").fix(
        span,
        ",",
        "replace it by `,`",
    )
}

/// `a ^ b`, `a % b`
pub(crate) fn missing_operator(span: Span, sign: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_SIGN, format!("there is no operator `{sign}`"))
        .primary(span, "not an operator here")
        .help(instead)
}

/// `VAR x = 1`, `sum(o.amount for o in orders)`
pub(crate) fn other_word(span: Span, word: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{word}` cannot stand here as in another language"))
        .primary(span, "not part of an expression")
        .help(instead)
}

/// `sum(amount) from orders`, `group by region`
pub(crate) fn sql_clause(span: Span, word: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{word}` cannot stand here as in SQL"))
        .primary(span, "not part of an expression")
        .help(instead)
}

/// `- name: churn`, `[section]`
pub(crate) fn settings(span: Span, language: &str) -> Diagnostic {
    Diagnostic::error(
        codes::FOREIGN_CONSTRUCT,
        format!("this looks like {language}; a definition is a name, `=` and an expression"),
    )
    .primary(span, "not a statement")
    .help("for example `churn = lost / start * 100; target < 5`; settings of the project stand in `kpi.toml`")
}

/// `kpis:`
pub(crate) fn yaml_heading(span: Span, key: &str) -> Diagnostic {
    settings_of(span, format!("`{key}:` looks like YAML; definitions stand below no heading"))
        .help(
            "write each on a line of its own that starts in the first column: `churn = lost / start * 100; target < 5`",
        )
        .help("what the scorecard shows as a heading is `group \"Retention\"`")
}

/// `name: churn`
pub(crate) fn yaml_name(span: Span, key: &str, value: &str) -> Diagnostic {
    let name = value.trim_matches(['"', '\'']).split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
    let label = if value.starts_with('"') { format!("{name} {value}") } else { name };
    settings_of(span, format!("`{key}: …` looks like YAML; a definition starts with its name and `=`: `{label} = …`"))
        .help(format!("for example `{label} = lost / start * 100; target < 5`"))
}

/// `target: 5`
pub(crate) fn yaml_clause(span: Span, clause: &str, value: &str) -> Diagnostic {
    let example = match clause {
        "target" | "warn" if value.starts_with(|c: char| c.is_ascii_digit()) => format!("{clause} >= {value}"),
        _ => format!("{clause} {value}"),
    };
    settings_of(span, format!("`{clause}: …` looks like YAML; `{clause}` is a clause behind a definition"))
        .help(format!("write it without `:`, after `;` or indented below: `churn = lost / start; {example}`"))
}

fn settings_of(span: Span, message: String) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, message).primary(span, "as in YAML")
}
