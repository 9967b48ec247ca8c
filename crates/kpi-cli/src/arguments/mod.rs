//! The command line: its commands, options and help texts. What they do is in `commands`. The arguments of commands about
//! definitions are in [`definitions`].

mod definitions;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::period_argument::PeriodArgument;
pub(crate) use definitions::*;

/// KPI definitions as code: one folder of text files, a scorecard people can trust
#[derive(Debug, Parser)]
#[command(
    name = "kpi",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "\
Examples:
  kpi demo --run                    write the example company and show its scorecard
  kpi check                         every mistake of every file, with its place and the way out
  kpi fmt                           one canonical form of the definitions
  kpi run monthly                   compute a scorecard of kpi.toml
  kpi query 'nps by segment'        one metric, now
  kpi explain churn                 what it means, and its value with every intermediate number
  kpi docs --output docs.html       the data dictionary as one page

Exit codes:
  0  fine
  1  a KPI missed its target, and --fail-on missed was given; or a test failed;
     or `kpi fmt --check` found a file to format
  2  the command line cannot be understood
  3  definitions or configuration are invalid
  4  data or a plugin failed; what could be computed was written
  5  nothing could be written"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// The folder with kpi.toml [default: the nearest one, from here upwards]
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) project: Option<PathBuf>,
    /// Whether to colour what is printed; `auto` looks for a terminal and at NO_COLOR
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    pub(crate) color: When,
    /// Whether to show progress; `json` writes lines for programs
    #[arg(long, value_name = "FORM", value_enum, default_value_t, global = true)]
    pub(crate) progress: ProgressForm,
    /// The language of labels: en, ja, id, de … [default: that of kpi.toml, else the system's]
    #[arg(long, value_name = "CODE", global = true, value_parser = crate::commands::language::two_letters)]
    pub(crate) language: Option<String>,
    /// Print nothing but results and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressForm {
    /// A bar, on a terminal only
    #[default]
    Auto,
    /// One JSON object a line, on standard error
    Json,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(Demo),
    Check(Check),
    Fmt(Fmt),
    Run(Run),
    Query(Query),
    Explain(Explain),
    Docs(Docs),
    Catalogue(Catalogue),
    Manual(Manual),
    Test(Test),
    /// See which plugins are connected and what they offer
    #[command(subcommand)]
    Plugin(Plugin),
}

/// Write the example company: two years of data and its full scorecard project
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi demo --run                    into ./kpi-demo, and show the scorecard
  kpi demo /tmp/big --rows 5000000  a bigger company
  kpi demo other --seed 2           another company
  kpi demo --format json            what was written; with --run the scorecard")]
pub(crate) struct Demo {
    /// Where to
    #[arg(value_name = "DIR", default_value = "kpi-demo")]
    pub(crate) folder: PathBuf,
    /// How many rows all tables have together
    #[arg(long, value_name = "N", default_value_t = kpi_demo::DEFAULT_ROWS,
          value_parser = clap::value_parser!(u64).range(kpi_demo::LEAST_ROWS..=kpi_demo::MOST_ROWS))]
    pub(crate) rows: u64,
    /// The same seed gives the same data
    #[arg(long, value_name = "S", default_value_t = kpi_demo::DEFAULT_SEED)]
    pub(crate) seed: u64,
    /// Show the scorecard of the company that was written
    #[arg(long)]
    pub(crate) run: bool,
    /// Write into a folder that holds something else, or an example that was changed
    #[arg(long)]
    pub(crate) force: bool,
    /// How to print what was written, or the scorecard
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// Show every mistake in kpi.toml, the definitions and against the data
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi check                         all of it
  kpi check --offline               the texts alone, without opening any data
  kpi check --fix --diff            what the safe fixes would change
  kpi check --fix                   apply them
  kpi check --format concise        one line a message, for editors and grep
  kpi check --format sarif > kpi.sarif")]
pub(crate) struct Check {
    /// Look at the texts only, not at the data
    #[arg(long)]
    pub(crate) offline: bool,
    /// Apply the fixes that cannot change what was meant, then say what is left
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix: show the changes and write nothing
    #[arg(long, visible_alias = "dry-run", requires = "fix")]
    pub(crate) diff: bool,
    /// How messages are written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: MessageFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// For people, with the lines they are about
    #[default]
    Terminal,
    /// One line each
    Concise,
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
}

/// Compute a scorecard
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi run                                       the scorecard of kpi.toml, its last full period
  kpi run monthly --period 2026-06 --trend 13   June with the twelve months before it
  kpi run --period 2026-07-01..2026-07-17       any span; both days belong to it
  kpi run --only churn,nps --by segment         two KPIs, cut by segment
  kpi run --output scorecard.json               machine rows, for other programs
  kpi run --fail-on missed                      exit code 1 when a target is missed")]
pub(crate) struct Run {
    /// A [scorecard.NAME] of kpi.toml [default: the only one, or all KPIs by month]
    #[arg(value_name = "SCORECARD")]
    pub(crate) scorecard: Option<String>,
    #[command(flatten)]
    pub(crate) time: Time,
    /// Only these KPIs, in the order of the scorecard
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Cut every KPI by this; repeat it for more cuts, join two by a comma for one cut by both
    #[arg(long, value_name = "DIMENSION")]
    pub(crate) by: Vec<String>,
    /// How the scorecard is written [default: by the ending of FILE, else a table]
    #[arg(long, value_enum)]
    pub(crate) format: Option<ReportFormat>,
    /// Write it to this file, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// When to end with exit code 1
    #[arg(long, value_name = "STATUS", value_enum)]
    pub(crate) fail_on: Option<FailOn>,
}

/// Compute one metric, without a definition file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi query nps                                       its last full month
  kpi query 'nps by segment' --period 2026-Q2
  kpi query 'churn where segment = \"smb\"' --trend 6
  kpi query 'sum(orders.amount) / count(orders)' --format json
  kpi query customers_at_risk --rows --format csv     the rows behind a count with `show`")]
pub(crate) struct Query {
    /// A metric expression, with `by …`, `where …` or `over …`
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) time: Time,
    /// How the result is written [default: by the ending of FILE, else a table]
    #[arg(long, value_enum)]
    pub(crate) format: Option<ReportFormat>,
    /// Write it to this file, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// All rows behind the count, and not the number: of a metric with `show`
    #[arg(long)]
    pub(crate) rows: bool,
}

/// Tell what a metric means, and its value with every intermediate number; or what the code of a message means
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi explain churn
  kpi explain churn --period 2026-06 --format json
  kpi explain churn --rows=10       with ten rows of each kind: counted, left out, unknown
  kpi explain K0203                 what a message means, with an example and the way out
  kpi explain --codes               all of them")]
pub(crate) struct Explain {
    /// A metric, or the code of a message
    #[arg(value_name = "NAME", required_unless_present = "codes")]
    pub(crate) name: Option<String>,
    /// List the codes of all messages
    #[arg(long, conflicts_with = "name")]
    pub(crate) codes: bool,
    #[command(flatten)]
    pub(crate) time: SinglePeriod,
    /// Show so many rows of each kind: counted, left out by a condition, unknown, without a value [5 when no number is given]
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "5")]
    pub(crate) rows: Option<usize>,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ExplanationFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    List(PluginList),
}

/// List the plugins of the project with their functions and sources
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kpi plugin list
  kpi plugin list --format json")]
pub(crate) struct PluginList {
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// Which periods, and seen from when.
#[derive(Debug, Args)]
pub(crate) struct Time {
    #[command(flatten)]
    pub(crate) last: SinglePeriod,
    /// How many periods, the one asked for included
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) trend: Option<u32>,
}

/// Which period, and seen from when.
#[derive(Debug, Args)]
pub(crate) struct SinglePeriod {
    /// 2026, 2026-Q3, 2026-07, 2026-W31, 2026-07-15 or 2026-07-01..2026-07-17 [default: the last full one]
    #[arg(long, value_name = "PERIOD", value_parser = PeriodArgument::parse)]
    pub(crate) period: Option<PeriodArgument>,
    /// The day that is taken for today [default: the scorecard's, else today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "not a day of the calendar; write it as 2026-07-15".to_owned())
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    #[default]
    Table,
    /// One object, results in full precision
    Json,
    /// The same results, one a line
    Csv,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplanationFormat {
    /// For people
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    #[default]
    Table,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// A target is missed
    Missed,
    /// A target is missed, or at risk
    AtRisk,
}
