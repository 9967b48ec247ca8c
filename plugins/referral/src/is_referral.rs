//! `referral.is_referral(url)`.

use kpi_plugin::{Arguments, BooleanColumn, Column, Empty, Error, Function, Signature, Type};

use crate::link::referral_code;

/// Whether a link carries a referral code.
pub(crate) struct IsReferral;

impl Function for IsReferral {
    fn signature(&self) -> Signature {
        Signature::new("is_referral", Type::Bool, "Whether a link carries a referral code (see `code`)")
            .argument("url", Type::Text, "a link, with or without its scheme and host")
            .empty(Empty::Propagates)
            .example("referral.is_referral(\"https://acme.example/r/C00123\")", "true")
            .example("referral.is_referral(\"https://acme.example/pricing\")", "false")
    }

    fn call(&self, arguments: &Arguments) -> Result<Column, Error> {
        let urls = arguments.text(0)?;
        Ok(urls.iter().map(|url| Some(referral_code(url?).is_some())).collect::<BooleanColumn>().into())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

    use kpi_plugin::TextColumn;

    use super::*;

    #[test]
    fn an_empty_link_is_neither() {
        let urls: TextColumn =
            [Some("https://acme.example/r/C00123"), None, Some(""), Some("/pricing")].into_iter().collect();
        let arguments = Arguments::new(&IsReferral.signature(), vec![urls.into()], 4).unwrap();
        let expected: BooleanColumn = [Some(true), None, Some(false), Some(false)].into_iter().collect();
        assert_eq!(IsReferral.call(&arguments), Ok(expected.into()));
    }
}
