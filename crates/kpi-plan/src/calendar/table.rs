//! A calendar that is a table: 4-4-5 weeks, school terms, any periods with a name, a first and a last day.
//!
//! The periods of one grain follow each other without gap and overlap ([`PeriodTable::new`] refuses others), so an edge
//! lies in one of them, and moving it by so many of them keeps its distance from their beginning. What is not in the table
//! has no answer here: no period is made up before its first row or behind its last.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use kpi_config::Grain;

use super::{Shape, TimeWindow, before};

/// A period of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPeriod {
    /// What it is one of.
    pub grain: Grain,
    /// What it is called, as in `2026-P05`.
    pub name: String,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

/// The periods of a calendar that is a table.
#[derive(Clone, Debug)]
pub struct PeriodTable {
    name: String,
    periods: BTreeMap<Grain, Vec<NamedPeriod>>,
}

impl NamedPeriod {
    /// The period as a window.
    pub fn window(&self) -> TimeWindow {
        let end = self.last.tomorrow().unwrap_or(Date::MAX);
        TimeWindow { start: midnight(self.first), end: midnight(end), shape: Shape::Grain(self.grain) }
    }
}

impl PeriodTable {
    /// The calendar of this name; or, in words, what is wrong with its rows.
    pub fn new(name: &str, rows: Vec<NamedPeriod>) -> Result<Self, Vec<String>> {
        let mut wrong = repeated_names(&rows);
        let mut periods: BTreeMap<Grain, Vec<NamedPeriod>> = BTreeMap::new();
        for row in rows {
            if row.last < row.first {
                wrong.push(format!("`{}` ends on {}, before it begins on {}", row.name, row.last, row.first));
            }
            periods.entry(row.grain).or_default().push(row);
        }
        for list in periods.values_mut() {
            list.sort_by_key(|period| period.first);
            wrong.extend(list.windows(2).filter_map(|pair| if let [a, b] = pair { apart(a, b) } else { None }));
        }
        if wrong.is_empty() { Ok(Self { name: name.to_owned(), periods }) } else { Err(wrong) }
    }

    /// What it is called in `kpi.toml`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it says what the periods of a grain are.
    pub fn has(&self, grain: Grain) -> bool {
        self.periods.contains_key(&grain)
    }

    /// The names of its periods, those of the longest first, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.periods.values().rev().flatten().map(|period| period.name.as_str())
    }

    /// The period with a name.
    pub fn called(&self, name: &str) -> Option<&NamedPeriod> {
        self.periods.values().flatten().find(|period| period.name == name)
    }

    /// The name of the period of a grain that begins on a day.
    pub fn name_of(&self, grain: Grain, first: Date) -> Option<&str> {
        let period = self.list(grain).get(self.position(grain, midnight(first))?)?;
        (period.first == first).then_some(period.name.as_str())
    }

    /// The window of the period that holds a moment.
    pub(super) fn holding(&self, grain: Grain, moment: DateTime) -> Option<TimeWindow> {
        Some(self.list(grain).get(self.position(grain, moment)?)?.window())
    }

    /// An edge moved by so many periods: an edge between two of them, or at an end of the table, becomes another such edge;
    /// one inside of a period keeps its distance from the beginning, as far as the other reaches.
    pub(super) fn moved(&self, edge: DateTime, count: i64, grain: Grain) -> Option<DateTime> {
        let count = isize::try_from(count).ok()?;
        if let Some(between) = self.between(grain, edge) {
            return self.edge(grain, between.checked_add_signed(count)?);
        }
        let position = self.position(grain, before(edge))?;
        let own = self.list(grain).get(position)?.window();
        let other = self.list(grain).get(position.checked_add_signed(count)?)?.window();
        other.start.checked_add(edge.duration_since(own.start)).ok().map(|moved| moved.min(other.end))
    }

    /// How many periods lie before an edge that is inside of none.
    fn between(&self, grain: Grain, edge: DateTime) -> Option<usize> {
        let list = self.list(grain);
        let behind = list.partition_point(|period| period.window().end <= edge);
        (self.edge(grain, behind)? == edge).then_some(behind)
    }

    /// The edge that has so many periods before it.
    fn edge(&self, grain: Grain, behind: usize) -> Option<DateTime> {
        match self.list(grain).get(behind) {
            Some(period) => Some(period.window().start),
            None => self.list(grain).last().filter(|_| behind == self.list(grain).len()).map(|last| last.window().end),
        }
    }

    /// The period of the same grain so many periods back.
    pub(super) fn back(&self, window: TimeWindow, grain: Grain, count: u32) -> Option<TimeWindow> {
        let position = self.position(grain, window.start)?.checked_sub(usize::try_from(count).ok()?)?;
        Some(self.list(grain).get(position)?.window())
    }

    /// The period at the same place so many longer periods back: the second month of the year before.
    pub(super) fn back_within(&self, window: TimeWindow, grain: Grain, outer: Grain, count: u32) -> Option<TimeWindow> {
        let around = self.position(outer, window.start)?;
        let own = self.list(outer).get(around)?.window();
        let other = self.list(outer).get(around.checked_sub(usize::try_from(count).ok()?)?)?.window();
        let place = self.inside(grain, own).position(|period| midnight(period.first) == window.start)?;
        self.inside(grain, other).nth(place).map(NamedPeriod::window)
    }

    /// The periods that a window consists of; none when it does not.
    pub(super) fn units(&self, window: TimeWindow, grain: Grain) -> Option<Vec<TimeWindow>> {
        let units: Vec<TimeWindow> = self.inside(grain, window).map(NamedPeriod::window).collect();
        let whole = units.first()?.start == window.start && units.last()?.end == window.end;
        whole.then_some(units)
    }

    fn inside(&self, grain: Grain, window: TimeWindow) -> impl Iterator<Item = &NamedPeriod> {
        let starts_inside = move |period: &&NamedPeriod| (window.start..window.end).contains(&midnight(period.first));
        self.list(grain).iter().filter(starts_inside)
    }

    fn list(&self, grain: Grain) -> &[NamedPeriod] {
        self.periods.get(&grain).map_or(&[], Vec::as_slice)
    }

    fn position(&self, grain: Grain, moment: DateTime) -> Option<usize> {
        let list = self.list(grain);
        let position = list.partition_point(|period| period.first <= moment.date()).checked_sub(1)?;
        list.get(position).filter(|period| moment.date() <= period.last).map(|_| position)
    }
}

fn midnight(day: Date) -> DateTime {
    day.at(0, 0, 0, 0)
}

fn repeated_names(rows: &[NamedPeriod]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<&NamedPeriod>> = BTreeMap::new();
    for row in rows {
        places.entry(&row.name).or_default().push(row);
    }
    let twice = places.into_iter().filter(|(_, rows)| rows.len() > 1);
    twice
        .map(|(name, rows)| {
            let days: Vec<String> = rows.iter().map(|row| format!("{} {}", row.grain.word(), row.first)).collect();
            format!("`{name}` is the name of several periods: {}", days.join(", "))
        })
        .collect()
}

/// What lies wrongly between two neighbours.
fn apart(one: &NamedPeriod, next: &NamedPeriod) -> Option<String> {
    let (a, b, grain) = (&one.name, &next.name, one.grain.word());
    if next.first <= one.last {
        return Some(format!("`{a}` ends on {}, and `{b}` begins on {}: these {grain}s overlap", one.last, next.first));
    }
    let expected = one.last.tomorrow().ok()?;
    (expected < next.first).then(|| {
        let last = next.first.yesterday().unwrap_or(next.first);
        format!("between `{a}` and `{b}` the days from {expected} to {last} are in no {grain}")
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn month(name: &str, first: Date, last: Date) -> NamedPeriod {
        NamedPeriod { grain: Grain::Month, name: name.to_owned(), first, last }
    }

    #[test]
    fn gaps_overlaps_and_repeated_names_are_said() {
        let wrong = |rows| PeriodTable::new("retail", rows).err().unwrap_or_default();
        let first = || month("P1", date(2026, 2, 1), date(2026, 2, 28));
        assert_eq!(
            wrong(vec![month("P2", date(2026, 3, 2), date(2026, 3, 29)), first()]),
            ["between `P1` and `P2` the days from 2026-03-01 to 2026-03-01 are in no month"]
        );
        assert_eq!(
            wrong(vec![first(), month("P2", date(2026, 2, 28), date(2026, 3, 29))]),
            ["`P1` ends on 2026-02-28, and `P2` begins on 2026-02-28: these months overlap"]
        );
        assert_eq!(
            wrong(vec![first(), month("P1", date(2026, 3, 1), date(2026, 3, 29))]),
            ["`P1` is the name of several periods: month 2026-02-01, month 2026-03-01"]
        );
        assert_eq!(
            wrong(vec![month("P1", date(2026, 3, 1), date(2026, 2, 1))]),
            ["`P1` ends on 2026-02-01, before it begins on 2026-03-01"]
        );
    }

    #[test]
    fn edges_keep_their_distance_from_the_beginning() {
        let rows = vec![
            month("P1", date(2026, 2, 1), date(2026, 2, 28)),
            month("P2", date(2026, 3, 1), date(2026, 4, 4)),
            month("P3", date(2026, 4, 5), date(2026, 5, 2)),
        ];
        let table = PeriodTable::new("retail", rows).map_err(|wrong| wrong.join(", "));
        let moved = |day: Date, count| {
            let moved = table.as_ref().ok()?.moved(midnight(day), count, Grain::Month)?;
            Some(moved.date())
        };
        assert_eq!(moved(date(2026, 5, 3), -1), Some(date(2026, 4, 5)), "an end becomes an end");
        assert_eq!(moved(date(2026, 3, 11), -1), Some(date(2026, 2, 11)));
        assert_eq!(moved(date(2026, 4, 4), -1), Some(date(2026, 3, 1)), "as far as the other reaches");
        assert_eq!(moved(date(2026, 2, 11), -1), None, "nothing before the first row");
        assert_eq!(moved(date(2026, 5, 3), -3), Some(date(2026, 2, 1)), "the beginning of the first row is an edge");
        assert_eq!(moved(date(2026, 2, 1), 3), Some(date(2026, 5, 3)));
        assert_eq!(moved(date(2026, 5, 3), -4), None);
        assert_eq!(moved(date(2026, 2, 1), 4), None);
    }
}
