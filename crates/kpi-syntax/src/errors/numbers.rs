//! Numbers and percentages.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// `5%` outside a target
pub(crate) fn stray_percent(span: Span, written: &str) -> Diagnostic {
    let number = written.trim_end_matches(['%', '％']).trim_end();
    Diagnostic::error(codes::PERCENT, format!("`{written}` can stand only alone in a target, or behind `confidence`"))
        .primary(span, "in an expression this could be read two ways")
        .suggestion(span, number, format!("write `{number}` if the values are percentages, from 0 to 100"))
        .suggestion(span, format!("{number} / 100"), format!("write `{number} / 100` if they are shares, from 0 to 1"))
}

/// `confidence 95`
pub(crate) fn percent_missing(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(codes::PERCENT, "a level of confidence is a percentage").primary(span, "`%` is missing").fix(
        span.after(),
        "%",
        format!("write `{written}%`"),
    )
}

/// `confidence 0.95`
pub(crate) fn share_for_percent(span: Span, percent: f64) -> Diagnostic {
    Diagnostic::error(codes::PERCENT, "a level of confidence is a percentage").primary(span, "a share").fix(
        span,
        format!("{percent}%"),
        format!("write `{percent}%`"),
    )
}

/// `１００`
pub(crate) fn full_width(span: Span, written: &str, plain: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("`{written}` is written in full-width digits"))
        .primary(span, "numbers are written in plain digits")
        .fix(span, plain, format!("write `{plain}`"))
}

/// `1e6`, `5k`, `0x1F`
pub(crate) fn malformed(span: Span, written: &str, plain: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::BAD_NUMBER, format!("`{written}` is neither a number nor a name"));
    let split = plain.find(|c: char| c.is_alphabetic()).unwrap_or(plain.len());
    let (digits, letters) = plain.split_at_checked(split).unwrap_or((plain, ""));
    let unit = match letters {
        "d" => "days",
        "h" => "hours",
        "w" => "weeks",
        "y" => "years",
        "min" | "mins" => "minutes",
        "s" | "sec" => "seconds",
        "mo" | "mon" => "months",
        _ => "",
    };
    if !unit.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return message.primary(span, "a duration is a number, a space and a unit").suggestion(
            span,
            format!("{digits} {unit}"),
            format!("write `{digits} {unit}`"),
        );
    }
    let zeros = match letters {
        "k" | "K" => 3,
        "m" | "M" => 6,
        "bn" | "b" | "B" => 9,
        _ => exponent(letters).unwrap_or(0),
    };
    if zeros == 0 || digits.is_empty() {
        return message
            .primary(span, "a name cannot start with a digit, and a number holds no letters")
            .help("if it is the name of a column, put it in backticks; if it is a unit, say so with `unit`");
    }
    let number = scaled(digits, zeros);
    message.primary(span, "a number holds no letters").suggestion(span, number.clone(), format!("write `{number}`"))
}

fn exponent(letters: &str) -> Option<usize> {
    let digits = letters.strip_prefix(['e', 'E'])?;
    digits.parse().ok().filter(|zeros| (1..=18).contains(zeros))
}

/// `2.5` and 6 zeros are `2_500_000`.
fn scaled(digits: &str, zeros: usize) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<zeros$}");
    let (moved, rest) = padded.split_at_checked(zeros).unwrap_or((&padded, ""));
    let number = grouped(format!("{whole}{moved}").trim_start_matches('0'));
    if rest.is_empty() { number } else { format!("{number}.{rest}") }
}

/// `1000000` as `1_000_000`
pub(crate) fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    grouped
}

/// `007`, and `1,000` where a comma separates arguments
pub(crate) fn leading_zero(span: Span, written: &str, thousands: Option<&str>) -> Diagnostic {
    if let Some(thousands) = thousands.filter(|_| written.len() == 3) {
        let start = span.start.saturating_sub(u32::try_from(thousands.len()).unwrap_or(0) + 1);
        return separated(Span { start, ..span }, &format!("{thousands},{written}"));
    }
    let plain = written.trim_start_matches('0');
    let plain = if plain.is_empty() || plain.starts_with('.') { format!("0{plain}") } else { plain.to_owned() };
    Diagnostic::error(codes::BAD_NUMBER, format!("the number `{written}` starts with a zero too many"))
        .primary(span, "as a number the zeros say nothing")
        .suggestion(span, plain.clone(), format!("write `{plain}` if it is a number"))
        .suggestion(span, format!("\"{written}\""), format!("write `\"{written}\"` if it is a code"))
}

/// `1,000` or `2,5`
pub(crate) fn separated(span: Span, written: &str) -> Diagnostic {
    let message = Diagnostic::error(codes::BAD_NUMBER, format!("a number is written without `,`: `{written}`"));
    let groups: Vec<&str> = written.split(',').collect();
    let in_thousands = groups.iter().skip(1).all(|group| group.len() == 3);
    let decimal = written.replacen(',', ".", 1);
    let thousands = written.replace(',', "_");
    match groups.as_slice() {
        [_, _] if !in_thousands => message.primary(span, "the decimal sign is a point").fix(
            span,
            decimal.clone(),
            format!("write `{decimal}`"),
        ),
        [_, _] => message
            .primary(span, "this could be read two ways")
            .suggestion(span, thousands.clone(), format!("write `{thousands}` if the comma groups thousands"))
            .suggestion(span, decimal.clone(), format!("write `{decimal}` if it is a decimal comma")),
        _ if in_thousands => message.primary(span, "thousands are grouped by `_`").fix(
            span,
            thousands.clone(),
            format!("write `{thousands}`"),
        ),
        _ => message.primary(span, "the decimal sign is a point, and thousands are grouped by `_`"),
    }
}

/// `1` with four hundred zeros
pub(crate) fn too_large(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, "this number is too large to be computed with")
        .primary(span, "numbers go up to about 10 to the power of 308")
        .help("take a larger unit")
}

/// `min n 2.5`
pub(crate) fn not_whole(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("`{written}` is not a whole number"))
        .primary(span, "rows are counted in whole numbers")
        .help("write a whole number, as in `min n 30`")
}

/// `.5`
pub(crate) fn missing_zero(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("`{written}` lacks the digit before its point"))
        .primary(span, "a number starts with a digit")
        .fix(span, format!("0{written}"), format!("write `0{written}`"))
}
