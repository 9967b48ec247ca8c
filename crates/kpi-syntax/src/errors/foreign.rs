//! Habits of SQL, Excel, DAX and YAML, and what to write instead.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `// …`, `-- …`, `/* … */`
pub(crate) fn comment(span: Span, words: &str) -> Diagnostic {
    let sign = words.get(..2).unwrap_or("//");
    let inside = words.trim_start_matches(['/', '-', '*']).trim_end_matches(['/', '*']).trim();
    let replacement = format!("# {inside}");
    Diagnostic::error(codes::FOREIGN_COMMENT, format!("a comment starts with `#`, not `{sign}`"))
        .primary(Span { end: span.start + 2, ..span }, "write `#`")
        .fix(span, replacement.trim_end(), "make it a comment with `#`")
}

/// `AND`
pub(crate) fn upper_case(span: Span, word: &str) -> Diagnostic {
    let lower = word.to_lowercase();
    Diagnostic::error(codes::UPPER_CASE, format!("`{word}` is written `{lower}` here"))
        .primary(span, format!("write `{lower}`"))
        .fix(span, lower.clone(), format!("replace it by `{lower}`"))
}

/// `Sales[Amount]`
pub(crate) fn column_brackets(span: Span, table: &str, column: &str) -> Diagnostic {
    let plain = column.chars().all(|c| c.is_alphanumeric() || c == '_');
    let column = if plain { column.to_owned() } else { format!("`{column}`") };
    let written = format!("{table}.{column}");
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "a column is written with a dot, not with brackets")
        .primary(span, "as in DAX")
        .suggestion(span, written.clone(), format!("write {written}"))
}

/// `in ["a", "b"]`
pub(crate) fn list_brackets(span: Span, list: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "a list stands in round parentheses")
        .primary(span, "other brackets")
        .fix(span, format!("({list})"), format!("write `({list})`"))
}

/// `[`, `{`
pub(crate) fn brackets(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{sign}` is not part of the language"))
        .primary(span, "only round parentheses are")
        .help("a list is `(\"a\", \"b\")`, a column is `orders.amount`, a name with blanks stands in backticks")
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

/// `CASE WHEN a THEN b ELSE c END`
pub(crate) fn case_when(span: Span) -> Diagnostic {
    Diagnostic::error(codes::FOREIGN_CONSTRUCT, "`case when` is written `if … then … else …` here")
        .primary(span, "as in SQL")
        .help("for example `if score >= 9 then 1 else 0`; chain them with `else if`")
}

/// `IF(a, b, c)`; the parts when there are three
pub(crate) fn excel_if(span: Span, word: &str, parts: Option<[&str; 3]>) -> Diagnostic {
    let message =
        Diagnostic::error(codes::FOREIGN_CONSTRUCT, format!("`{word}(…, …, …)` is written `if … then … else …` here"));
    match parts {
        Some([condition, then, otherwise]) => {
            let written = format!("(if {condition} then {then} else {otherwise})");
            message.primary(span, "as in Excel").fix(span, written.clone(), format!("write `{written}`"))
        }
        None => message.primary(span, "as in Excel").help("for example `if score >= 9 then 1 else 0`"),
    }
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
