//! `referral.code(link)`.

use kpi_plugin::{Arguments, Column, Empty, Error, Function, Signature, TextColumn, Type};

use crate::link::referral_code;

/// The code in a referral link; empty where there is none.
pub(crate) struct CodeOfLink;

impl Function for CodeOfLink {
    fn signature(&self) -> Signature {
        let doc = "The referral code in a link, in upper case: after `/r/`, `/ref/`, `/refer/`, `/referral/` or \
                   `/invite/` in the path, or in a parameter such as `ref` or `referral_code`. Links inside a redirect are \
                   followed. A code has 3 to 32 letters, digits, `-` or `_`, and at least one digit, or no small letter; \
                   so a tag such as `ref=newsletter` is none. Empty where there is no code";
        Signature::new("code", Type::Text, doc)
            .argument("link", Type::Text, "a link, with or without its scheme and host")
            .empty(Empty::Sometimes)
            .example("referral.code(\"https://acme.example/r/C00123?utm_source=mail\")", "C00123")
            .example("referral.code(\"https://acme.example/?ref=c00123\")", "C00123")
            .example("referral.code(\"https://acme.example/pricing?ref=newsletter\")", "empty")
    }

    fn call(&self, arguments: &Arguments) -> Result<Column, Error> {
        let links = arguments.text(0)?;
        Ok(links.iter().map(|link| referral_code(link?)).collect::<TextColumn>().into())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

    use super::*;

    #[test]
    fn a_column_of_links_gives_a_column_of_codes() {
        let links: TextColumn =
            [Some("https://acme.example/r/C00123"), None, Some(""), Some("acme.example/?ref=AC-XKPQR")]
                .into_iter()
                .collect();
        let arguments = Arguments::new(&CodeOfLink.signature(), vec![links.into()], 4).unwrap();
        let expected: TextColumn = [Some("C00123"), None, None, Some("AC-XKPQR")].into_iter().collect();
        assert_eq!(CodeOfLink.call(&arguments), Ok(expected.into()));
    }
}
