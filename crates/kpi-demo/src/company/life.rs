//! The life of each customer: coming, asking for support, leaving.
//!
//! The company is lived through month by month. What makes customers leave is here: trouble that the first contact did not
//! solve makes it several times as likely, a recommendation less likely. Everything else of the company hangs on these lives.

use std::collections::BTreeMap;

use super::offer::{COUNTRIES, SEGMENTS, Segment};
use super::rhythm::{LEAVING, Rhythm, WINNING, WORKING, season};
use super::words;
use crate::calendar::{Calendar, Day, Moment, Month};
use crate::random::Random;

/// A customer with the traits that no table shows.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    /// Counted from 1 in the order of coming.
    pub(crate) customer_id: i64,
    /// Of a person or a business.
    pub(crate) name: String,
    /// Who the customer is.
    pub(crate) segment: Segment,
    /// Where.
    pub(crate) country: &'static str,
    /// The first day.
    pub(crate) started_on: Day,
    /// The first day gone; may lie after the data end.
    pub(crate) ended_on: Option<Day>,
    /// What brought the customer in.
    pub(crate) campaign: Option<&'static str>,
    /// The customer whose link brought this one.
    pub(crate) referred_by: Option<i64>,
    /// How many people use the product.
    pub(crate) users: u32,
    /// How much they use it, 0 to 1.
    pub(crate) engagement: f64,
    /// How likely a payment is late.
    pub(crate) lateness: f64,
    /// Whether there is a subscription; others only shop.
    pub(crate) relation: Relation,
    /// Whether the customer recommends the company now and then.
    pub(crate) voice: Voice,
    /// Support cases in order of opening.
    pub(crate) cases: Vec<Case>,
}

/// What a customer pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// A subscription, and purchases.
    Subscriber,
    /// Purchases only.
    Shopper,
}

/// Whether a customer recommends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// Now and then.
    Advocate,
    /// Hardly ever.
    Silent,
}

/// A support case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// When it was opened.
    pub(crate) opened_at: Moment,
    /// When it was or will be solved.
    pub(crate) solved_at: Moment,
    /// Whether the first contact solved it.
    pub(crate) first_touch_solved: bool,
    /// How bad.
    pub(crate) severity: &'static str,
}

impl Life {
    /// Whether the customer is here on that day.
    pub(crate) fn alive_on(&self, day: Day) -> bool {
        self.started_on <= day && self.ended_on.is_none_or(|end| day < end)
    }

    /// The last day of which something can be said.
    pub(crate) fn end_or(&self, end: Day) -> Day {
        self.ended_on.unwrap_or(end).min(end)
    }

    /// How many cases of the days before `day` the first contact did not solve.
    pub(crate) fn unsolved(&self, day: Day, days: i32) -> usize {
        let since = day.plus(-days);
        let counts = |case: &&Case| !case.first_touch_solved && (since..day).contains(&case.opened_at.day());
        self.cases.iter().filter(counts).count()
    }

    fn trouble(&self, day: Day) -> f64 {
        match (self.unsolved(day, 90), self.unsolved(day, 365)) {
            (0, 0) => 1.0,
            (0, _) => 4.4,
            (1, _) => 7.0,
            _ => 9.0,
        }
    }

    fn leaving(&self, month: &Month) -> f64 {
        let loyal = if self.referred_by.is_some() { 0.6 } else { 1.0 };
        let idle = 1.3 - 0.6 * self.engagement;
        self.segment.leaving() * self.trouble(month.end) * loyal * idle * season(&LEAVING, month.number)
    }
}

/// How many months the company lives before the data begin, so that nothing starts from nothing.
const EARLIER_MONTHS: i32 = 14;

/// How many months it lives on, so that those who ask at the end of the data may still become customers.
const LATER_MONTHS: i32 = 4;

/// Lives through all months of the calendar, some before it and some after it. Customers who left before the data begin are
/// not in them; those who come after the data end are.
pub(crate) fn simulate(calendar: &Calendar, size: f64, seed: u64) -> Vec<Life> {
    let mut random = Random::stream(seed, "life");
    let mut lives = Vec::new();
    let founded = calendar.first.plus_months(-EARLIER_MONTHS).plus(-900);
    let mut starts: Vec<Day> = (0..random.whole(345.0 * size).max(12))
        .map(|_| founded.plus(random.between(0, 899).max(random.between(0, 899))))
        .collect();
    starts.sort_unstable();
    for started_on in starts {
        come(started_on, None, &mut lives, &mut random);
    }
    let months = calendar.earlier(EARLIER_MONTHS).chain(calendar.months.iter().copied());
    for month in months.chain(calendar.later(LATER_MONTHS)) {
        live_month(&month, &mut lives, &mut random);
    }
    forget(&mut lives, calendar.first);
    lives
}

/// Drops those who left before that day and numbers the others anew.
fn forget(lives: &mut Vec<Life>, first: Day) {
    lives.retain(|life| life.ended_on.is_none_or(|end| end >= first));
    let numbers: BTreeMap<i64, i64> = lives.iter().map(|life| life.customer_id).zip(1..).collect();
    for life in lives {
        life.customer_id = numbers.get(&life.customer_id).copied().unwrap_or_default();
        life.referred_by = life.referred_by.and_then(|referrer| numbers.get(&referrer).copied());
    }
}

fn live_month(month: &Month, lives: &mut Vec<Life>, random: &mut Random) {
    let mut here: u32 = 0;
    for life in lives.iter_mut().filter(|life| life.ended_on.is_none()) {
        here += 1;
        seek_support(life, month, random);
        consider_leaving(life, month, random);
    }
    let luck = random.scale(0.92, 1.08);
    let won = random.whole(f64::from(here) * 0.060 * season(&WINNING, month.number) * luck);
    let mut starts: Vec<Day> = (0..won.max(1)).map(|_| Rhythm::Leisure.day(month.first, month, random)).collect();
    starts.sort_unstable();
    let known = lives.len();
    for started_on in starts {
        let referrer = if random.chance(0.17) { advocate(lives, known, started_on, random) } else { None };
        let newcomer = come(started_on, referrer, lives, random);
        if let Some(life) = lives.get_mut(newcomer) {
            seek_support(life, month, random);
            consider_leaving(life, month, random);
        }
    }
}

/// An advocate who is here on that day.
pub(crate) fn advocate(lives: &[Life], known: usize, day: Day, random: &mut Random) -> Option<i64> {
    let known = u32::try_from(known).unwrap_or(u32::MAX);
    for _ in 0..60 {
        let candidate = lives.get(random.below(known) as usize)?;
        let willing = if candidate.voice == Voice::Advocate { 1.0 } else { 0.015 };
        if candidate.alive_on(day) && random.chance(willing) {
            return Some(candidate.customer_id);
        }
    }
    None
}

/// A new customer; gives the place in the list.
fn come(started_on: Day, referred_by: Option<i64>, lives: &mut Vec<Life>, random: &mut Random) -> usize {
    let segment = random.weighted(&SEGMENTS);
    let referred = referred_by.is_some();
    let users = match segment {
        Segment::Consumer => 1,
        Segment::Smb => 1 + random.below(6),
        Segment::Enterprise => 4 + random.below(14),
    };
    let shops_only = segment == Segment::Consumer && random.chance(0.16);
    let campaign = if referred { None } else { random.weighted(&super::offer::CAMPAIGNS) };
    let place = lives.len();
    lives.push(Life {
        customer_id: i64::try_from(place).unwrap_or(i64::MAX) + 1,
        name: words::customer(segment, random),
        segment,
        country: random.weighted(&COUNTRIES),
        started_on,
        ended_on: None,
        campaign,
        referred_by,
        users,
        engagement: (0.52 + random.bump() * 0.26 + if referred { 0.12 } else { 0.0 }).clamp(0.02, 1.0),
        lateness: if random.chance(0.12) { 0.55 } else { 0.07 },
        relation: if shops_only { Relation::Shopper } else { Relation::Subscriber },
        voice: if random.chance(0.13) { Voice::Advocate } else { Voice::Silent },
        cases: Vec::new(),
    });
    place
}

fn seek_support(life: &mut Life, month: &Month, random: &mut Random) {
    let from = life.started_on.max(month.first);
    let share = f64::from(month.end.0 - from.0) / f64::from(month.days());
    let expected = life.segment.tickets() * share * (2.0 - season(&WORKING, month.number)).max(0.8);
    let opened = random.whole(expected);
    life.cases.extend((0..opened).map(|_| case(from, month, random)));
    life.cases.sort_by_key(|case| case.opened_at);
}

fn case(from: Day, month: &Month, random: &mut Random) -> Case {
    let severity = random.weighted(&[("low", 0.30), ("normal", 0.40), ("high", 0.17), ("incident", 0.13)]);
    let rush = if month.number == 12 || month.number == 1 { -0.06 } else { 0.0 };
    let learned = 0.001 * f64::from(month.index);
    let solved = match severity {
        "incident" => 0.52,
        "high" => 0.66,
        "normal" => 0.76,
        _ => 0.84,
    };
    let first_touch_solved = random.chance(solved + rush + learned);
    let opened_at = Rhythm::Office.moment(Rhythm::Office.day(from, month, random), random);
    let minutes = match (first_touch_solved, severity) {
        (true, _) => random.between(6, 260),
        (false, "incident") => random.between(300, 2_700),
        (false, _) if random.chance(0.04) => random.between(12_000, 36_000),
        (false, _) => random.between(900, 6_800),
    };
    let solved_at = opened_at.plus(minutes * 60).outside_the_changing_hour();
    Case { opened_at, solved_at, first_touch_solved, severity }
}

fn consider_leaving(life: &mut Life, month: &Month, random: &mut Random) {
    let from = life.started_on.max(month.first).plus(1);
    let share = f64::from(month.end.0 - from.0) / f64::from(month.days());
    if from >= month.end || !random.chance(life.leaving(month) * share) {
        return;
    }
    let day = Day(random.between(from.0, month.end.0 - 1));
    let due = next_due(life, day);
    let ended_on = if due < month.end && random.chance(0.7) { due } else { day };
    life.ended_on = Some(ended_on);
    life.cases.retain(|case| case.opened_at.day() < ended_on);
}

/// The first end of a term on that day or later.
fn next_due(life: &Life, day: Day) -> Day {
    let term = life.segment.term_months();
    (1..1_200).map(|terms| life.started_on.plus_months(terms * term)).find(|due| *due >= day).unwrap_or(day)
}
