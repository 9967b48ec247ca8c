//! `intent.guess(landing_page, search_terms)`.

use kpi_plugin::{Arguments, Column, Empty, Error, Function, Signature, TextColumn, Type};

use crate::rules::Rules;

/// The probable intent of a visit.
#[derive(Default)]
pub(crate) struct Guess {
    rules: Rules,
}

impl Function for Guess {
    fn signature(&self) -> Signature {
        let doc = "What a visit was probably for: `support`, `buy`, `compare`, `learn` or `unknown`. Search terms say more \
                   than pages: the first of these intents, in this order, that has one of its words among the search \
                   terms; else the one that has a word in the path of the landing page; else `unknown`. Words are those \
                   of the rule table, in English, German, Indonesian and Japanese";
        Signature::new("guess", Type::Text, doc)
            .argument("landing_page", Type::Text, "the first page of the visit: a name, a path or a whole address")
            .argument("search_terms", Type::Text, "what was searched before the visit; may be empty")
            .empty(Empty::Never)
            .example("intent.guess(\"blog\", \"acme pricing\")", "buy")
            .example("intent.guess(\"https://acme.example/support/login\", null)", "support")
            .example("intent.guess(\"home\", null)", "unknown")
    }

    fn call(&self, arguments: &Arguments) -> Result<Column, Error> {
        let (pages, searches) = (arguments.text(0)?, arguments.text(1)?);
        let intents = pages
            .iter()
            .zip(searches.iter())
            .map(|(page, terms)| Some(self.rules.intent_of(page.unwrap_or_default(), terms.unwrap_or_default())));
        Ok(intents.collect::<TextColumn>().into())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

    use super::*;

    #[test]
    fn empty_rows_are_unknown() {
        let pages: TextColumn = [Some("pricing"), None, None].into_iter().collect();
        let searches: TextColumn = [None, Some("acme login problem"), None].into_iter().collect();
        let arguments = Arguments::new(&Guess::default().signature(), vec![pages.into(), searches.into()], 3).unwrap();
        let expected: TextColumn = [Some("buy"), Some("support"), Some("unknown")].into_iter().collect();
        assert_eq!(Guess::default().call(&arguments), Ok(expected.into()));
    }
}
