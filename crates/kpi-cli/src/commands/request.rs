//! From the command line to what is asked of the engine: which periods, as of when.

use jiff::Zoned;
use jiff::civil::Date;
use kpi_config::{Config, Grain};
use kpi_plan::{Calendar, TimeWindow};

use crate::arguments::SinglePeriod;
use crate::period_argument::PeriodArgument;

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
pub(crate) fn when(time: &SinglePeriod, count: u32, grain: Grain, clock: Option<Date>, config: &Config) -> When {
    let calendar = Calendar::of(&config.project);
    let as_of = time.as_of.or(clock).unwrap_or_else(|| Zoned::now().with_time_zone(calendar.timezone.clone()).date());
    let last = match time.period {
        Some(PeriodArgument::Named(name)) => calendar.named(name),
        Some(PeriodArgument::Days(first, last)) => Calendar::days(first, last),
        None => calendar.last_full_period(grain, as_of),
    };
    When { periods: calendar.trend(last, count), as_of }
}

/// The clock of a project whose scorecards agree on one: an example whose data end in the past says so there.
pub(crate) fn clock(config: &Config) -> Option<Date> {
    let mut clocks = config.scorecards.values().map(|scorecard| scorecard.as_of);
    let first = clocks.next().flatten()?;
    clocks.all(|clock| clock == Some(first)).then_some(first)
}
