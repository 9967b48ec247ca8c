//! `sentiment.score(text)`.

use kpi_plugin::{Arguments, Column, Empty, Error, Float64Column, Function, Signature, Type};

use crate::lexicon::Lexicon;
use crate::score::score;

/// How a text sounds.
#[derive(Default)]
pub(crate) struct Score {
    lexicon: Lexicon,
}

impl Function for Score {
    fn signature(&self) -> Signature {
        let doc = "How a text sounds: from -1 (bad) over 0 (neither, or no word of the lexicon) to 1 (good). Words of the \
                   lexicon weigh from -3 to 3; a negation near them turns and weakens them, an intensifier makes them \
                   stronger; s, the sum of the weights, becomes s / sqrt(s² + 15)";
        Signature::new("score", Type::Number, doc)
            .argument("text", Type::Text, "what somebody wrote")
            .empty(Empty::Propagates)
            .example("sentiment.score(\"great work\")", "0.61")
            .example("sentiment.score(\"not good\")", "-0.36")
            .example("sentiment.score(\"we moved last week\")", "0")
    }

    fn call(&self, arguments: &Arguments) -> Result<Column, Error> {
        let texts = arguments.text(0)?;
        Ok(texts.iter().map(|text| Some(score(text?, &self.lexicon))).collect::<Float64Column>().into())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

    use kpi_plugin::TextColumn;

    use super::*;

    #[test]
    fn an_empty_text_has_no_mood_and_a_plain_one_is_zero() {
        let function = Score::default();
        let texts: TextColumn = [Some("we moved last week"), None, Some("")].into_iter().collect();
        let arguments = Arguments::new(&function.signature(), vec![texts.into()], 3).unwrap();
        let expected: Float64Column = [Some(0.0), None, Some(0.0)].into_iter().collect();
        assert_eq!(function.call(&arguments), Ok(expected.into()));
    }
}
