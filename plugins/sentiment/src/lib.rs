//! Sentiment: how a text sounds, from -1 to 1.
//!
//! A function, `sentiment.score(text)`, and an aggregate of scores, `sentiment.net(score)`. The function adds up the words of a small lexicon (English, German, Indonesian, Japanese)
//! and minds negations and intensifiers; `score.rs` has the arithmetic, `words.txt` the words. It is meant for many short
//! texts whose mean is looked at, such as mentions and comments; of a single text, and of irony, it knows nothing.
//!
//! ```text
//! [plugin.sentiment]
//! path = "plugins/libkpi_sentiment.so"
//!
//! mentions.mood = sentiment.score(text)
//! social_sentiment "Mean sentiment" = avg(mentions.mood); target > 0
//! net_sentiment "Net sentiment" = sentiment.net(mentions.mood over last 28 days)
//! ```

mod function;
mod lexicon;
mod net;
mod score;
mod tokens;

use kpi_plugin::{About, Aggregate, Function, Plugin};

struct Sentiment;

impl Plugin for Sentiment {
    fn about(&self) -> About {
        let doc = "How a text sounds, by a lexicon of English, German, Indonesian and Japanese words";
        About::new("sentiment", env!("CARGO_PKG_VERSION"), doc)
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        vec![Box::new(function::Score::default())]
    }

    fn aggregates(&self) -> Vec<Box<dyn Aggregate>> {
        vec![Box::new(net::Net)]
    }
}

kpi_plugin::export_plugin!(Sentiment);
