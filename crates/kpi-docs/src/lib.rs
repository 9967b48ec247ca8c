//! The data dictionary: what a project defines, for people who read and do not run it.
//!
//! [`dictionary`] takes the resolved model and the configuration and gives a [`Dictionary`]: every definition with its meaning,
//! its formula as written and in words, what it is made of and who uses it. [`html`] writes it as one page that needs nothing
//! else, [`markdown`] as text; as JSON it is what `serde` makes of it. The way a formula becomes a sentence is in `words`; what
//! is collected for a definition is in `gather`.
//!
//! Not here: data and numbers. Nothing is computed and no file is opened; the same definitions give the same bytes. The words are
//! English, labels come in the language that is asked for.

mod anchor;
mod dictionary;
mod gather;
mod html;
mod markdown;
mod paint;
mod prose;
mod words;

use jiff::civil::Date;
use kpi_config::Config;
use kpi_diagnostics::Texts;
use kpi_model::model::Model;

pub use dictionary::{
    Block, ColumnEntry, Dictionary, Fact, FieldEntry, Input, KpiEntry, LabelIn, Link, Paragraph, Place, Section,
    SourceEntry, TestEntry,
};
pub use gather::dictionary;
pub use html::html;
pub use markdown::markdown;
pub use paint::{Ink, Piece};

/// What a dictionary is made from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What the definitions mean.
    pub model: &'a Model,
    /// `kpi.toml`
    pub config: &'a Config,
    /// The texts of the definitions.
    pub texts: &'a Texts,
    /// The language of labels, two letters; none: the labels that stand behind the names.
    pub language: Option<&'a str>,
    /// The date that the dictionary bears.
    pub date: Date,
}
