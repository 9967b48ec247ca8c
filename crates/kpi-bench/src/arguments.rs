//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::forms::{Form, Grain};

/// How fast the engine is, beside the best that is known for the same numbers
#[derive(Debug, Parser)]
#[command(name = "kpi-bench", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Generate(Generate),
    Run(Run),
    Grow(Grow),
    Check(Check),
    Start(Start),
    Text(Text),
    #[command(hide = true)]
    One(One),
}

/// Write the made-up company: eight tables and a project of thirty KPIs
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// Rows of the largest table; all tables have about twice as many
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub(crate) rows: u64,
    /// How many months they fill
    #[arg(long, value_name = "M", default_value_t = 13)]
    pub(crate) months: u32,
    /// Where to
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

/// Thirty KPIs, thirteen months, three segments and all: the engine, a bare scan, hand-written Polars, DuckDB
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) data: Data,
    /// How often each is run, in turns
    #[arg(long, value_name = "K", default_value_t = 5)]
    pub(crate) times: usize,
}

/// How the time grows: with KPIs, periods, rows, groups; and what one more KPI costs
#[derive(Debug, Args)]
pub(crate) struct Grow {
    #[command(flatten)]
    pub(crate) data: Data,
    /// How often each is run
    #[arg(long, value_name = "K", default_value_t = 3)]
    pub(crate) times: usize,
    /// Rows of the largest table where rows grow
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = [1_000_000, 10_000_000, 50_000_000])]
    pub(crate) sizes: Vec<u64>,
    /// Rows of the one table on which KPIs and groups grow
    #[arg(long, value_name = "N", default_value_t = 25_000_000)]
    pub(crate) one_table: u64,
}

/// How long `kpi check` takes for many definitions, start included
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// How many definitions
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = [1_000, 10_000])]
    pub(crate) definitions: Vec<usize>,
    /// How often each is run
    #[arg(long, value_name = "K", default_value_t = 11)]
    pub(crate) times: usize,
    /// Folder for data; what is there already is used again
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
}

/// How long `kpi run` takes on the small example, start included
#[derive(Debug, Args)]
pub(crate) struct Start {
    /// How often each is run
    #[arg(long, value_name = "K", default_value_t = 11)]
    pub(crate) times: usize,
    /// Folder for data; what is there already is used again
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
}

/// How long `kpi run` takes on CSV files, and how much memory, start included
#[derive(Debug, Args)]
pub(crate) struct Text {
    /// Rows of the files
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = [5_000_000, 20_000_000])]
    pub(crate) rows: Vec<u64>,
    /// How often each is run
    #[arg(long, value_name = "K", default_value_t = 3)]
    pub(crate) times: usize,
    /// The command to measure [default: the one that was built beside this one]
    #[arg(long, value_name = "FILE")]
    pub(crate) kpi: Option<PathBuf>,
    /// Folder for data
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
    /// Keep the data for another measurement
    #[arg(long)]
    pub(crate) keep: bool,
}

/// Where generated data are kept between measurements.
#[derive(Debug, Args)]
pub(crate) struct Data {
    /// Rows of the largest table
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub(crate) rows: u64,
    /// Folder for data; what is there already is used again [default: kpi-bench in the system's temporary folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
}

/// Compute once, in this process, and say as JSON what it took
#[derive(Debug, Args)]
pub(crate) struct One {
    #[arg(value_enum)]
    pub(crate) form: Form,
    #[arg(long)]
    pub(crate) folder: PathBuf,
    #[arg(long, default_value_t = 13)]
    pub(crate) months: u32,
    #[arg(long, default_value_t = 30)]
    pub(crate) kpis: usize,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) grain: Grain,
}
