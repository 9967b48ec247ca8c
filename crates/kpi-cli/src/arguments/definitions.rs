//! The commands about definitions themselves: their form, tests, documents and the catalogue. The others are in [`super`].

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::day;

/// Bring definition files into their one canonical form
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi fmt                           the definition files of the project
  kpi fmt --check                   write nothing; show what would change, and end with 1 if anything would
  kpi fmt kpi-defs/churn.kpi        one file
  kpi fmt team/                     every .kpi file below a folder
  kpi fmt - < churn.kpi             standard input to standard output, for editors

Comments and single blank lines are kept. A file with mistakes is left as it is, and the command ends with 3.")]
pub(crate) struct Fmt {
    /// Files or folders; `-` is standard input [default: the definition files of the project]
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Write nothing, show what would change, and end with 1 if anything would
    #[arg(long)]
    pub(crate) check: bool,
    /// Read standard input and write standard output, like `-`
    #[arg(long, conflicts_with = "files")]
    pub(crate) stdin: bool,
    /// How it is told what became of each file
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: FmtFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FmtFormat {
    /// For people
    #[default]
    Text,
    Json,
}

/// Write the data dictionary: what every definition means, from the definitions alone
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi docs --output docs.html               one page with a search, that needs nothing else
  kpi docs --output docs.md                 the same as Markdown
  kpi docs --output docs.html --language ja with Japanese labels
  kpi docs --format json                    for other programs

No data are read, so it can be made where there are none.")]
pub(crate) struct Docs {
    /// How it is written [default: by the ending of FILE, else Markdown]
    #[arg(long, value_enum)]
    pub(crate) format: Option<DocsFormat>,
    /// Write it to this file, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The date that it bears [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocsFormat {
    /// One page
    Html,
    /// Markdown
    Md,
    /// One object
    Json,
}

/// Run the `test` blocks beside the definitions
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi test                          all of them
  kpi test churn                    those with `churn` in their title
  kpi test kpi-defs/churn.test.kpi  those of a file
  kpi test --offline                without looking at the data, as where there are none
  kpi test --junit tests.xml        a report for the build server besides
  kpi test --coverage               what the tests do not reach
  kpi test --coverage --require 90  and fail below 90 %

Ends with 1 when a test fails, or less is reached than --require asks for.")]
pub(crate) struct Test {
    /// Files, and parts of titles; each must name a test [default: all tests]
    #[arg(value_name = "FILE or TITLE")]
    pub(crate) words: Vec<String>,
    /// Do not look at the data: types of columns follow from kpi.toml and the tables of the tests
    #[arg(long)]
    pub(crate) offline: bool,
    /// Show which definitions, targets, branches and statuses no test reaches
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Fail when fewer of them are reached, in percent
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = percent)]
    pub(crate) require: Option<f64>,
    /// How the results are written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TestFormat,
    /// Write a JUnit report to this file besides
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// For people
    #[default]
    Text,
    /// One object
    Json,
    /// JUnit XML, for build servers
    Junit,
}

fn percent(text: &str) -> Result<f64, String> {
    let percent = text.trim_end_matches('%').parse::<f64>().ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "not a percentage; write a number from 0 to 100".to_owned())
}

/// Read the manual: the language with executed examples, and how the numbers are made
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi manual                        the chapters
  kpi manual language | less        all of a chapter
  kpi manual language lift          the sections about one thing
  kpi manual numbers intervals
  kpi manual language --format json")]
pub(crate) struct Manual {
    /// A chapter [default: list them]
    #[arg(value_name = "CHAPTER")]
    pub(crate) chapter: Option<String>,
    /// Only the sections about this word
    #[arg(value_name = "WORD")]
    pub(crate) about: Option<String>,
    /// As text, or section by section
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: super::ListFormat,
}

/// List the ready definitions with what they need, and which of them this project can compute
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi catalogue                     all of them
  kpi catalogue nps                 one in full: meaning, formula, alternatives, what it needs
  kpi catalogue service             those of a group
  kpi catalogue --format csv > catalogue.csv

In `kpi.toml`, `[catalogue] use = [\"service\", \"nps\"]` takes groups and KPIs in.")]
pub(crate) struct Catalogue {
    /// An id or a group [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CatalogueFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CatalogueFormat {
    /// For people
    #[default]
    Table,
    Json,
    Csv,
}
