//! The configuration as checked values: what the rest of the program sees.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::civil::{Date, Weekday};
use kpi_diagnostics::Span;

use crate::{Announced, Catalogue, Files};

/// A whole `kpi.toml`.
#[derive(Clone, Debug)]
pub struct Config {
    /// `[project]`
    pub project: Project,
    /// `[source.NAME]` in the order of the file.
    pub sources: IndexMap<String, Source>,
    /// `[plugin.NAME]`
    pub plugins: IndexMap<String, Plugin>,
    /// `[scorecard.NAME]`
    pub scorecards: IndexMap<String, Scorecard>,
    /// `[calendar.NAME]`
    pub calendars: IndexMap<String, CalendarTable>,
    /// `[business_hours]` (without a name) and `[business_hours.NAME]`
    pub business_hours: IndexMap<Option<String>, BusinessHours>,
    /// `[catalogue]`
    pub catalogue: Option<Catalogue>,
    /// What is accepted and checked and has no effect in this version.
    pub announced: Announced,
    /// What mistakes in the text leave unknown.
    pub flaws: Flaws,
}

/// What is not known for certain because of mistakes that are already reported; nothing that follows from them alone is
/// worth another message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flaws {
    /// Sources with a mistake in their section; those that could not be read at all are not among the sources.
    pub sources: BTreeSet<String>,
    /// Whether the text is not TOML everywhere, so that there may be more sources than were read.
    pub unreadable: bool,
}

impl Flaws {
    /// Whether there may be a source of this name, or more in one that is there.
    #[must_use]
    pub fn touch(&self, source: &str) -> bool {
        self.unreadable || self.sources.contains(source)
    }
}

impl Default for Config {
    /// What an empty file says.
    fn default() -> Self {
        Self {
            project: Project::default(),
            sources: IndexMap::new(),
            plugins: IndexMap::new(),
            scorecards: IndexMap::new(),
            calendars: IndexMap::new(),
            business_hours: IndexMap::new(),
            catalogue: None,
            announced: Announced::default(),
            flaws: Flaws::default(),
        }
    }
}

/// `[project]`
#[derive(Clone, Debug)]
pub struct Project {
    /// What reports are headed with.
    pub name: String,
    /// The IANA name of the time zone in which days begin; `UTC` when nothing is said.
    pub timezone: String,
    /// The first day of a week.
    pub week_starts: Weekday,
    /// The first month of the fiscal year, 1 to 12.
    pub fiscal_year_starts: i8,
    /// `calendar = "retail"`: the table whose periods stand for weeks, months, quarters or years; none: the common ones.
    pub calendar: Option<Spanned<String>>,
    /// Where definitions are, as globs relative to the project; `kpi-defs/**/*.kpi` when nothing is said.
    pub definitions: Vec<String>,
    /// The same as they are written, with their places; nothing when nothing is said.
    pub written_definitions: Vec<Spanned<String>>,
    /// The language of labels, two letters; what readers of the terminal speak when nothing is said.
    pub language: Option<String>,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            name: "KPI".to_owned(),
            timezone: "UTC".to_owned(),
            week_starts: Weekday::Monday,
            fiscal_year_starts: 1,
            calendar: None,
            definitions: vec!["kpi-defs/**/*.kpi".to_owned()],
            written_definitions: Vec::new(),
            language: None,
        }
    }
}

/// A word of the file with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// `[source.NAME]`
#[derive(Clone, Debug)]
pub struct Source {
    /// The name of the table in the file.
    pub name: Spanned<String>,
    /// How rows are read.
    pub origin: Origin,
    /// The columns that name a row; empty when none is declared.
    pub key: Vec<Spanned<String>>,
    /// `time`: when rows happen.
    pub time: Option<Spanned<String>>,
    /// `alive`: from when to when rows live.
    pub alive: Option<Alive>,
    /// `snapshot`: the date that a row pictures.
    pub snapshot: Option<Snapshot>,
    /// `refs`, by the name of the reference.
    pub references: IndexMap<String, Reference>,
    /// `measures`: how pre-aggregated columns add up over time, by column.
    pub measures: IndexMap<String, Spanned<Measure>>,
    /// `versions = true`: several rows per key, one at any moment.
    pub versions: bool,
    /// What happens to rows with the same key.
    pub duplicates: Duplicates,
    /// `columns.NAME = { … }`
    pub columns: IndexMap<String, ColumnOptions>,
    /// The whole table's heading.
    pub span: Span,
}

/// Where the rows of a source come from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Files of one of the built-in formats.
    Files(Files),
    /// `distinct = "orders.customer_id"`: one row per value of another source's column.
    Distinct {
        /// The other source.
        source: Spanned<String>,
        /// Its column.
        column: Spanned<String>,
    },
    /// `connector = "plugin.table"`: rows of a plugin.
    Plugin {
        /// The name in `[plugin.NAME]`.
        plugin: Spanned<String>,
        /// Which of the plugin's sources.
        table: Spanned<String>,
        /// `options = { … }`, as JSON text.
        options: String,
    },
}

/// `alive = ["started_on", "ended_on"]`
#[derive(Clone, Debug)]
pub struct Alive {
    /// The column of the first moment.
    pub from: Spanned<String>,
    /// The column of the last; empty: still alive.
    pub to: Spanned<String>,
    /// `alive_end = "inclusive"`: the end column holds the last day alive, not the first day gone.
    pub inclusive_end: bool,
}

/// `snapshot = "as_of"`
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The column of the pictured date.
    pub column: Spanned<String>,
    /// `snapshot_per`: whose own last picture counts; none: the whole source's.
    pub per: Option<Spanned<String>>,
}

/// `customer = "customer_id -> customers"`, or with `at booked_on` to a source with versions
#[derive(Clone, Debug)]
pub struct Reference {
    /// The columns of this source, as many as the target's key has.
    pub columns: Vec<Spanned<String>>,
    /// The source that it points to.
    pub target: Spanned<String>,
    /// The column that names the moment, for a target with versions.
    pub at: Option<Spanned<String>>,
    /// The whole text.
    pub span: Span,
}

/// How a pre-aggregated column adds up over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Added up.
    Sum,
    /// The first date's sum.
    First,
    /// The last date's sum.
    Last,
    /// The mean of the sums per date.
    Avg,
}

/// What happens to rows with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// The source cannot be read.
    Error,
    /// Rows that are the same in every column count once.
    DropIdentical,
    /// `last by updated_at`: the row with the greatest value stays.
    LastBy(Spanned<String>),
}

/// `columns.NAME = { type, unit, label, from }`
#[derive(Clone, Debug, Default)]
pub struct ColumnOptions {
    /// The declared type.
    pub kind: Option<ColumnKind>,
    /// The unit of its numbers.
    pub unit: Option<String>,
    /// What readers see.
    pub label: Option<String>,
    /// The header in the file when it differs.
    pub from: Option<String>,
}

/// A column type as written in `columns.NAME.type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// `number`
    Number,
    /// `text`
    Text,
    /// `bool`
    Bool,
    /// `date`
    Date,
    /// `datetime`
    Datetime,
    /// `duration`: a number of seconds
    Duration,
}

/// `[plugin.NAME]`
#[derive(Clone, Debug)]
pub struct Plugin {
    /// The name in the file.
    pub name: Spanned<String>,
    /// Where the library is, relative to the project.
    pub path: Spanned<String>,
}

/// `[calendar.NAME]`: periods that are no months, one row each.
#[derive(Clone, Debug)]
pub struct CalendarTable {
    /// The name in the file.
    pub name: Spanned<String>,
    /// The source with the columns `grain` (`week`, `month`, …), `name`, `start` and `end` (the last day).
    pub source: Spanned<String>,
}

/// `[business_hours]` or `[business_hours.NAME]`: when people work.
#[derive(Clone, Debug)]
pub struct BusinessHours {
    /// The spans of each weekday, Monday first; each day's in order and apart.
    pub week: [Vec<WorkingSpan>; 7],
    /// The days on which nobody works.
    pub holidays: Vec<Holidays>,
    /// The heading.
    pub span: Span,
}

/// `09:00-17:00`, by the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingSpan {
    /// Minutes since midnight.
    pub from: u16,
    /// Minutes since midnight, up to 1,440 for `24:00`; later than `from`.
    pub to: u16,
}

impl std::fmt::Display for WorkingSpan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, self.to / 60, self.to % 60)
    }
}

/// Where holidays come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holidays {
    /// One day.
    Day(Date),
    /// The days in a column of a source.
    Column {
        /// Which source.
        source: Spanned<String>,
        /// Its column.
        column: Spanned<String>,
    },
}

/// `[scorecard.NAME]`
#[derive(Clone, Debug)]
pub struct Scorecard {
    /// The heading.
    pub title: Option<String>,
    /// The grain of its periods.
    pub period: Grain,
    /// How many periods, the last one included.
    pub trend: u32,
    /// Breakdowns added to every KPI whose sources have the dimension.
    pub by: Vec<Spanned<String>>,
    /// The KPIs to show, in order; empty: all.
    pub only: Vec<Spanned<String>>,
    /// The clock when nothing else is said.
    pub as_of: Option<Date>,
    /// `output`: the forms it is written in; no effect in this version.
    pub output: Vec<Spanned<Output>>,
    /// `schedule`: a cron line of five fields; no effect in this version.
    pub schedule: Option<Spanned<String>>,
}

/// A form of a scorecard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A self-contained page.
    Html,
    /// A workbook.
    Xlsx,
    /// Machine rows.
    Json,
    /// The same, flat.
    Csv,
    /// Paper.
    Pdf,
}

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grain {
    /// A day.
    Day,
    /// Seven days from the project's first day of the week.
    Week,
    /// A calendar month.
    Month,
    /// A quarter of the fiscal year.
    Quarter,
    /// A fiscal year.
    Year,
}

impl Grain {
    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}
