//! Visitor intent: what a visit was probably for, from where it began and what was searched.
//!
//! One function, `intent.guess(landing_page, search_terms)`. The rules are a table for people to read and to argue about,
//! in `rules.txt`; there is no model to trust. It is worth comparing with what visitors say themselves:
//!
//! ```text
//! [plugin.intent]
//! path = "plugins/libkpi_intent.so"
//!
//! visits.inferred_intent = intent.guess(landing_page, search_terms)
//! ```

mod guess;
mod rules;

use kpi_plugin::{About, Function, Plugin};

struct Intents;

impl Plugin for Intents {
    fn about(&self) -> About {
        let doc = "What a visit was probably for, by a table of rules over landing page and search terms";
        About::new("intent", env!("CARGO_PKG_VERSION"), doc)
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        vec![Box::new(guess::Guess::default())]
    }
}

kpi_plugin::export_plugin!(Intents);
