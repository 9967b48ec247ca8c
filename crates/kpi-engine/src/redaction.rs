//! Values of the environment, which are kept out of every message.
//!
//! `kpi.toml` names secrets as `${NAME}`; what stands behind a name may end up in a path, an address or an option, and with
//! these in a message about them. Whatever is said shows the name again.

use kpi_diagnostics::Diagnostic;

/// Shorter values are no secrets, and would be found in other words.
const SHORTEST: usize = 4;

/// The values that `kpi.toml` takes from the environment, with their names.
#[derive(Clone, Default)]
pub(crate) struct Redaction(Vec<(String, String)>);

impl Redaction {
    /// Of names and values; longer values are looked for first, since one may hold another.
    pub(crate) fn new(mut asked: Vec<(String, String)>) -> Self {
        asked.retain(|(_, value)| value.len() >= SHORTEST);
        asked.sort_by(|left, right| (right.1.len(), &left.0).cmp(&(left.1.len(), &right.0)));
        asked.dedup();
        Self(asked)
    }

    /// Words without the values.
    pub(crate) fn text(&self, words: &str) -> String {
        self.0.iter().fold(words.to_owned(), |words, (name, value)| words.replace(value, &format!("${{{name}}}")))
    }

    /// A message without the values.
    pub(crate) fn diagnostic(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if self.0.is_empty() {
            return diagnostic;
        }
        diagnostic.message = self.text(&diagnostic.message);
        for words in diagnostic.notes.iter_mut().chain(&mut diagnostic.help) {
            *words = self.text(words);
        }
        for label in &mut diagnostic.labels {
            label.text = self.text(&label.text);
        }
        diagnostic
    }
}

impl std::fmt::Debug for Redaction {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Redaction;

    #[test]
    fn the_name_stands_for_the_value() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let redaction = Redaction::new(vec![pair("SHORT", "ab"), pair("PART", "cret"), pair("TOKEN", "s3cret")]);
        assert_eq!(redaction.text("data/s3cret/cret.csv ab"), "data/${TOKEN}/${PART}.csv ab");
        assert_eq!(format!("{redaction:?}"), "[\"TOKEN\", \"PART\"]");
    }
}
