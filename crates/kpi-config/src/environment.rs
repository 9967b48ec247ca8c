//! `${NAME}` in texts.

/// The text with every `${NAME}` replaced; `$${` stands for `${` itself. The error is the name of the absent variable.
pub(crate) fn fill(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, from) = rest.split_at(start);
        let Some(end) = from.find('}') else { break };
        if let Some(before) = before.strip_suffix('$') {
            filled.push_str(before);
            filled.push_str("${");
            rest = from.get(2..).unwrap_or("");
            continue;
        }
        let name = from.get(2..end).unwrap_or("").trim();
        filled.push_str(before);
        filled.push_str(&environment(name).ok_or_else(|| name.to_owned())?);
        rest = from.get(end + 1..).unwrap_or("");
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Option<String> {
        (name == "TOKEN").then(|| "s3cret".to_owned())
    }

    #[test]
    fn variables_are_replaced() {
        assert_eq!(fill("a ${TOKEN} b ${TOKEN}", &known), Ok("a s3cret b s3cret".to_owned()));
        assert_eq!(fill("$5 ${TOKEN", &known), Ok("$5 ${TOKEN".to_owned()));
        assert_eq!(fill("$${TOKEN}", &known), Ok("${TOKEN}".to_owned()));
    }

    #[test]
    fn absent_variables_are_named() {
        assert_eq!(fill("${TOKEN}${NOBODY}", &known), Err("NOBODY".to_owned()));
    }
}
