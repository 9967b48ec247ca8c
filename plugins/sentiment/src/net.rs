//! `sentiment.net(score)`.

use kpi_plugin::{Aggregate, Error, Signature, Type};

/// How much more often texts sound good than bad.
pub(crate) struct Net;

impl Aggregate for Net {
    fn signature(&self) -> Signature {
        let doc = "The share of scores above 0 minus the share of scores below 0, in points from -100 to 100; a score of 0 \
                   counts among all";
        Signature::new("net", Type::Number, doc)
            .argument("score", Type::Number, "how a text sounds, below 0 for bad and above 0 for good")
            .example("sentiment.net(mentions.mood), of 0.6, 0.4, 0 and -0.3", "25")
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn call(&self, values: &[f64]) -> Result<Option<f64>, Error> {
        let count = |holds: fn(f64) -> bool| values.iter().filter(|value| holds(**value)).count() as f64;
        let net = count(|score| score > 0.0) - count(|score| score < 0.0);
        Ok((!values.is_empty()).then(|| 100.0 * net / values.len() as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_minus_bad_of_all() {
        assert_eq!(Net.call(&[-0.3, 0.0, 0.4, 0.6]), Ok(Some(25.0)));
        assert_eq!(Net.call(&[-1.0, -0.2]), Ok(Some(-100.0)));
        assert_eq!(Net.call(&[0.0]), Ok(Some(0.0)));
        assert_eq!(Net.call(&[]), Ok(None));
    }
}
