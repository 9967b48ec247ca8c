//! The tree: it mirrors the text and promises nothing about meaning.
//!
//! Names are kept as written (normalised to NFC); every node knows its place. Comments are kept beside the items,
//! in the order of the text, so that a formatter can put them back.

use jiff::civil::Date;
use kpi_diagnostics::Span;

pub use crate::PeriodName;

/// One definition file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The statements in the order of the text.
    pub items: Vec<Item>,
    /// Every comment in the order of the text, doc comments too.
    pub comments: Vec<Comment>,
    /// What the statements that could not be read would have defined, so that no other message calls it unknown.
    pub broken: Vec<Path>,
}

/// A comment of one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// The words behind `#` or `##`, trimmed.
    pub text: String,
    /// Whether it began with `##`.
    pub doc: bool,
    /// Where.
    pub span: Span,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `from customers`
    From(Name),
    /// `group "Engage"`
    Group(Text),
    /// `churn = …`
    Metric(Metric),
    /// `customers.mrr_end = …`
    Field(Field),
    /// `test "…"`
    Test(Test),
    /// A statement that could not be read; its message is among the diagnostics.
    Error(Span),
}

/// One word of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// In NFC, without backticks.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Names joined by dots.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// At least one.
    pub names: Vec<Name>,
    /// The whole.
    pub span: Span,
}

/// A text in quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The words between the quotes.
    pub value: String,
    /// Where, with the quotes.
    pub span: Span,
}

/// `name "Label" = expression` and its clauses.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// What it is called.
    pub name: Name,
    /// What the scorecard calls it.
    pub label: Option<Text>,
    /// The lines of its `##` comment, joined by newlines.
    pub doc: Option<String>,
    /// What it is.
    pub body: Expr,
    /// In the order of the text.
    pub clauses: Vec<Clause>,
    /// The whole statement.
    pub span: Span,
}

/// `source.name = row expression`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The source.
    pub source: Name,
    /// The field.
    pub name: Name,
    /// A label in quotes.
    pub label: Option<Text>,
    /// The lines of its `##` comment.
    pub doc: Option<String>,
    /// What it is for one row.
    pub body: Expr,
    /// In the order of the text; most clauses mean nothing on a field, which is an error later.
    pub clauses: Vec<Clause>,
    /// The whole statement.
    pub span: Span,
}

/// A clause with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Which.
    pub kind: ClauseKind,
    /// From its first word to its last.
    pub span: Span,
}

/// The clauses of a metric.
#[derive(Clone, Debug, PartialEq)]
pub enum ClauseKind {
    /// `target < 5 for segment = "smb" since 2026-07-01`
    Target(Line),
    /// `warn < 8`: the looser line.
    Warn(Line),
    /// `unit points`, `unit "EUR"`, `unit %`
    Unit(Text),
    /// `by segment, country only`
    By {
        /// The dimensions of this one breakdown.
        dimensions: Vec<Path>,
        /// Whether the total is never shown.
        only: bool,
    },
    /// `where …`
    Where(Expr),
    /// `over last 28 days`
    Over(Window),
    /// `show name, segment`
    Show(Vec<Path>),
    /// `min n 30`
    MinN(u64),
    /// `confidence 95% per customer`
    Confidence {
        /// 95 for 95%.
        percent: f64,
        /// What is independent, if not the row.
        per: Option<Path>,
    },
    /// `better higher` or `better lower`
    Better(Better),
    /// `fill 0`
    Fill(f64),
    /// `label ja "…"`
    Label {
        /// Two letters; none: the default label.
        language: Option<String>,
        /// The label.
        text: Text,
    },
    /// `owner "…"`
    Owner(Text),
    /// `group "…"`
    Group(Text),
    /// `source "url"`
    Source(Text),
    /// `tags a, b`
    Tags(Vec<Name>),
    /// `weight 2`
    Weight(f64),
    /// `hidden`
    Hidden,
}

/// Which direction is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// A target or a warning line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What must hold.
    pub bound: Bound,
    /// `for segment = "smb" and …`: the slices it is for.
    pub scope: Option<Expr>,
    /// `since 2026-07-01`
    pub since: Option<Date>,
}

/// What a target asks of the value.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// `< 5`
    Compare(CompareOp, Limit),
    /// `between 2 and 5`
    Between(Limit, Limit),
}

/// The right side of a target.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// `5%`
    Percent(f64, Span),
    /// A metric expression.
    Expr(Expr),
}

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// The expressions of both worlds.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `1_000`, `2.5`
    Number(f64),
    /// `"text"`
    Text(String),
    /// `2026-01-31`
    Date(Date),
    /// `14 days`
    Duration(Duration),
    /// `true`
    Bool(bool),
    /// `null`
    Null,
    /// `customer.segment`
    Path(Path),
    /// `avg(distinct x, y where …)`
    Call(Call),
    /// `(m where … over …)`; without modifiers plain parentheses.
    Paren(Box<Expr>, Vec<Modifier>),
    /// `-x`, `not x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`, `a and b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b`
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `x in (1, 2)`, `t not in 7 days from u`
    In {
        /// The left side.
        value: Box<Expr>,
        /// Whether `not` stands before `in`.
        negated: bool,
        /// The right side.
        set: Set,
    },
    /// `x between a and b`
    Between {
        /// The left side.
        value: Box<Expr>,
        /// Whether `not` stands before `between`.
        negated: bool,
        /// Inclusive.
        low: Box<Expr>,
        /// Inclusive.
        high: Box<Expr>,
    },
    /// `x is null`, `x is not null`
    IsNull {
        /// The left side.
        value: Box<Expr>,
        /// Whether `not` stands behind `is`.
        negated: bool,
    },
    /// `x like "a%"`, `x matches "^a"`
    Pattern {
        /// The left side.
        value: Box<Expr>,
        /// Whether `not` stands before it.
        negated: bool,
        /// `like` or `matches`.
        kind: PatternKind,
        /// The pattern.
        pattern: Text,
    },
    /// `if c then a else b`
    If {
        /// The condition.
        condition: Box<Expr>,
        /// When it is true.
        then: Box<Expr>,
        /// When it is false.
        otherwise: Box<Expr>,
    },
}

/// `like` or `matches`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternKind {
    /// `%` any characters, `_` one; the case counts.
    Like,
    /// A regular expression found anywhere in the text.
    Matches,
}

/// A function with its arguments and modifiers.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// `avg`, `sentiment.score`
    pub callee: Path,
    /// The word `distinct`, if there.
    pub distinct: Option<Span>,
    /// In order.
    pub arguments: Vec<Expr>,
    /// In the order of the text; that each stands once is checked later.
    pub modifiers: Vec<Modifier>,
}

/// A modifier with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Modifier {
    /// Which.
    pub kind: ModifierKind,
    /// From its first word to its last.
    pub span: Span,
}

/// What may stand inside an aggregate or a context.
#[derive(Clone, Debug, PartialEq)]
pub enum ModifierKind {
    /// `of customer`
    Of(Path),
    /// `per customer`
    PerKey(Path),
    /// `per day`
    PerUnit(TimeUnit),
    /// `on started_on`
    On(Path),
    /// `at start`, `at end`
    At(Edge),
    /// `over last 28 days`
    Over(Window),
    /// `where …`
    Where(Expr),
}

/// One of the two ends of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edge {
    /// Just before the window opens.
    Start,
    /// Just before it closes.
    End,
}

/// The right side of `in`.
#[derive(Clone, Debug, PartialEq)]
pub enum Set {
    /// `("a", "b")`
    List(Vec<Expr>),
    /// `period`, `90 days from opened_at`
    Window(Window),
}

/// A window with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Which.
    pub kind: WindowKind,
    /// Where.
    pub span: Span,
}

/// The windows of the language.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowKind {
    /// `period`
    Period,
    /// `last 28 days`
    Last(Duration),
    /// `year to date`
    ToDate(TimeUnit),
    /// `all time`
    AllTime,
    /// `all time up to T`
    AllTimeUpTo(Box<Expr>),
    /// `all time from T`
    AllTimeFrom(Box<Expr>),
    /// `7 days from T`
    From(Duration, Box<Expr>),
    /// `7 days up to T`
    UpTo(Duration, Box<Expr>),
    /// `2026-Q2`, `2026-07`
    Named(PeriodName),
}

/// `14 days`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: TimeUnit,
}

/// Seconds to years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeUnit {
    /// Exactly 1 s.
    Second,
    /// Exactly 60 s.
    Minute,
    /// Exactly 3,600 s.
    Hour,
    /// A calendar day when added to a date; else 24 hours.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// A calendar year.
    Year,
}

impl TimeUnit {
    /// The word of the language, singular.
    pub fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `not`
    Not,
}

/// Arithmetic and logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, always real division
    Divide,
    /// `and`
    And,
    /// `or`
    Or,
}

impl BinaryOp {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl CompareOp {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// `test "…"` with its tables and expectations.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What it shows.
    pub title: Text,
    /// The period that is computed.
    pub period: (PeriodName, Span),
    /// `as of DATE`; none: the period's end.
    pub as_of: Option<Date>,
    /// The tables.
    pub fixtures: Vec<Fixture>,
    /// What must come out.
    pub expectations: Vec<Expectation>,
    /// The whole statement.
    pub span: Span,
}

/// One table of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixture {
    /// The source that it stands for.
    pub source: Name,
    /// The cells of the header row.
    pub columns: Vec<Name>,
    /// The cells of each row as written, trimmed; an empty cell is an empty value.
    pub rows: Vec<Vec<Text>>,
}

/// One line of `expect`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// What is computed.
    pub subject: Expr,
    /// What it must be.
    pub outcome: Outcome,
    /// `for segment = "smb"`
    pub scope: Option<Expr>,
    /// The whole line.
    pub span: Span,
}

/// What an expectation expects.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// `= 33.3 within 0.1`
    Value {
        /// The expected value.
        expected: Expr,
        /// The allowed distance.
        within: Option<f64>,
    },
    /// `is no data`
    Status(String),
}

/// What `kpi query` is asked: an expression and what it is broken down by, filtered by, computed over.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// What is computed.
    pub expr: Expr,
    /// `by`, `where` and `over`, in the order of the text.
    pub clauses: Vec<Clause>,
}
