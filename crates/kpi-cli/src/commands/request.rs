//! From the command line to what is asked of the engine: which periods, as of when.

use jiff::Zoned;
use jiff::civil::Date;
use kpi_config::{Config, Grain};
use kpi_diagnostics::{Code, Diagnostic, Severity, did_you_mean};
use kpi_engine::Project;
use kpi_plan::{Calendar, TimeWindow};

use crate::arguments::SinglePeriod;
use crate::exit::Failure;
use crate::period_argument::PeriodArgument;

/// A period that the calendar does not have.
const NO_PERIOD: Code = Code::new(716);
/// So many names are listed.
const MOST_NAMES: usize = 6;

/// When nothing else is said.
pub(crate) const GRAIN: Grain = Grain::Month;

/// Periods and clock.
#[derive(Clone, Debug)]
pub(crate) struct When {
    /// The oldest first.
    pub(crate) periods: Vec<TimeWindow>,
    /// The day that is taken for today.
    pub(crate) as_of: Date,
}

/// `count` periods up to the one that is asked for, or up to the last full one of this grain.
pub(crate) fn when(
    time: &SinglePeriod,
    count: u32,
    grain: Grain,
    clock: Option<Date>,
    project: &Project,
) -> Result<When, Failure> {
    usable(project)?;
    let calendar = project.calendar();
    let as_of = time.as_of.or(clock).unwrap_or_else(|| Zoned::now().with_time_zone(calendar.timezone.clone()).date());
    let last = match &time.period {
        Some(PeriodArgument::Named(name)) => called(&calendar, &name.to_string())?,
        Some(PeriodArgument::Called(name)) => called(&calendar, name)?,
        Some(PeriodArgument::Days(first, last)) => Calendar::days(*first, *last),
        None => calendar.last_full_period(grain, as_of).ok_or_else(|| no_full_period(&calendar, grain, as_of))?,
    };
    Ok(When { periods: calendar.trend(last, count), as_of })
}

/// A calendar table that cannot be read has no periods, and that is what has to be said.
fn usable(project: &Project) -> Result<(), Failure> {
    let problems = project.calendar_problems();
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(Failure::of(problems.to_vec(), project.texts()));
    }
    Ok(())
}

fn called(calendar: &Calendar, name: &str) -> Result<TimeWindow, Failure> {
    calendar.called(name).ok_or_else(|| {
        let problem = Diagnostic::error(NO_PERIOD, format!("there is no period `{name}`"));
        Failure::usage(match &calendar.table {
            None => problem.help("write 2026, 2026-Q3, 2026-07, 2026-W31, 2026-07-15 or 2026-07-01..2026-07-17"),
            Some(table) => {
                if let Some(near) = did_you_mean(name, table.names()) {
                    return Failure::usage(problem.help(format!("the calendar `{}` has `{near}`", table.name())));
                }
                let some: Vec<&str> = table.names().take(MOST_NAMES).collect();
                problem.help(format!("the calendar `{}` has {}, …", table.name(), some.join(", ")))
            }
        })
    })
}

fn no_full_period(calendar: &Calendar, grain: Grain, as_of: Date) -> Failure {
    let name = calendar.table.as_ref().map_or("", |table| table.name());
    let words = format!("the calendar `{name}` has no {} that was just over on {as_of}", grain.word());
    Failure::usage(Diagnostic::error(NO_PERIOD, words).help("add its rows, or name a period with `--period`"))
}

/// The clock of a project whose scorecards agree on one: an example whose data end in the past says so there.
pub(crate) fn clock(config: &Config) -> Option<Date> {
    let mut clocks = config.scorecards.values().map(|scorecard| scorecard.as_of);
    let first = clocks.next().flatten()?;
    clocks.all(|clock| clock == Some(first)).then_some(first)
}
