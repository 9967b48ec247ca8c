//! How people come: leads who read before they ask, trials, referred contacts.
//!
//! Prospects who have read three pieces of content or more become customers about 1.4 times as often. Leads that were won
//! are tied to customers who came; how many were not follows from the rates, so that leads and customers agree.

use std::collections::BTreeMap;

use super::life::{self, Life, Relation};
use super::offer::{CAMPAIGNS, Segment};
use super::rhythm::Rhythm;
use crate::calendar::{Calendar, Day, Moment};
use crate::random::Random;
use crate::tables::people::{Lead, Referral, ReferralRequest, Trial};

/// Visitors who are not customers have numbers from here on.
pub(crate) const FIRST_STRANGER: i64 = 1_000_000_000;

/// Of leads with three pieces or more, so many become customers; of the others, 1 / 1.45 of it.
const WON_READERS: f64 = 0.295;
const WON_OTHERS: f64 = 0.205;
const READERS: f64 = 0.40;

/// A visit that is certain to happen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Appointment {
    /// When.
    pub(crate) started_at: Moment,
    /// Who.
    pub(crate) visitor_id: i64,
    /// How many pieces of content are read.
    pub(crate) pieces: u32,
    /// Why.
    pub(crate) purpose: Purpose,
    /// What brought the visitor.
    pub(crate) campaign: Option<&'static str>,
}

/// Why a prospect visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To read.
    Reading,
    /// To leave an address, that many seconds after coming.
    Asking(i32),
    /// By that link.
    Referred(String),
}

/// Who may become a customer, each list ordered by time and numbered from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prospects {
    /// Those who left an address.
    pub(crate) leads: Vec<Lead>,
    /// Those who tried.
    pub(crate) trials: Vec<Trial>,
    /// Those who came by a customer's link.
    pub(crate) referrals: Vec<Referral>,
    /// Customers who were asked for referrals.
    pub(crate) requests: Vec<ReferralRequest>,
    /// Their visits, by day.
    pub(crate) appointments: BTreeMap<Day, Vec<Appointment>>,
}

/// Makes the prospects that fit the customers who came, and those who will come after the data end.
pub(crate) fn prospects(lives: &[Life], calendar: &Calendar, seed: u64) -> Prospects {
    let mut random = Random::stream(seed, "prospects");
    let mut made = Prospects::default();
    let mut strangers = FIRST_STRANGER..;
    for life in lives.iter().filter(|life| life.started_on >= calendar.first) {
        if life.referred_by.is_none() && random.chance(0.55) {
            won_lead(life, &mut strangers, calendar, &mut made, &mut random);
        }
        if life.relation == Relation::Subscriber && life.segment != Segment::Enterprise {
            trials(life, calendar, &mut made, &mut random);
        }
        refer(life, lives, &mut strangers, calendar, &mut made, &mut random);
    }
    ask(lives, calendar, &mut made, &mut random);
    number(&mut made);
    made
}

fn pieces(reader: bool, random: &mut Random) -> u32 {
    if reader { 3 + random.below(4) } else { random.below(3) }
}

/// The lead that became this customer, and those of the same weeks that became none.
fn won_lead(
    life: &Life,
    strangers: &mut impl Iterator<Item = i64>,
    calendar: &Calendar,
    made: &mut Prospects,
    random: &mut Random,
) {
    let (won_readers, lost_readers) = (READERS * WON_READERS, READERS * (1.0 - WON_READERS));
    let won = won_readers + (1.0 - READERS) * WON_OTHERS;
    let wait = if random.chance(0.93) { random.between(4, 60) } else { random.between(91, 130) };
    let reader = random.chance(won_readers / won);
    let day = life.started_on.plus(-wait);
    let (pieces, customer) = (pieces(reader, random), Some((life.customer_id, life.started_on)));
    lead(day, pieces, life.campaign, customer, strangers, calendar, made, random);
    for _ in 0..random.whole((1.0 - won) / won) {
        let reader = random.chance(lost_readers / (1.0 - won));
        let day = life.started_on.plus(random.between(-45, 20));
        let (pieces, campaign) = (self::pieces(reader, random), random.weighted(&CAMPAIGNS));
        lead(day, pieces, campaign, None, strangers, calendar, made, random);
    }
}

#[expect(clippy::too_many_arguments, reason = "a lead has so many sides, and each caller has them at hand")]
fn lead(
    day: Day,
    pieces: u32,
    campaign: Option<&'static str>,
    customer: Option<(i64, Day)>,
    strangers: &mut impl Iterator<Item = i64>,
    calendar: &Calendar,
    made: &mut Prospects,
    random: &mut Random,
) {
    let (Some(visitor_id), true) = (strangers.next(), calendar.has_day(day)) else { return };
    let before = pieces.min(random.below(4));
    let mut left = pieces;
    for visit in 0..before {
        let read = if left > before - visit { 1 + random.below(left - (before - visit)).min(1) } else { 1 };
        left -= read;
        let earlier = day.plus(-random.between(1, 75));
        if calendar.has_day(earlier) {
            let started_at = Rhythm::Leisure.moment(earlier, random);
            appoint(
                made,
                Appointment { started_at, visitor_id, pieces: read, purpose: Purpose::Reading, campaign: None },
            );
        }
    }
    let started_at = Rhythm::Leisure.moment(day, random);
    let after = 60 + 70 * i32::try_from(left).unwrap_or_default() + random.between(0, 240);
    let purpose = Purpose::Asking(after);
    appoint(made, Appointment { started_at, visitor_id, pieces: left, purpose, campaign });
    let created_at = started_at.plus(after);
    let qualified = random.chance(if customer.is_some() { 0.92 } else { 0.30 });
    let sooner = customer.map_or(20, |(_, won)| (won.0 - day.0).min(20));
    let mql_at = Rhythm::Office.moment(day.plus(random.between(1, sooner.max(1))), random);
    made.leads.push(Lead {
        lead_id: 0,
        created_at,
        visitor_id,
        campaign,
        mql_at: if qualified { calendar.known(mql_at) } else { None },
        converted_at: customer.and_then(|(_, won)| calendar.known(won.at(9 * 3_600))),
        customer_id: customer.filter(|(_, won)| calendar.has_day(*won)).map(|(customer_id, _)| customer_id),
    });
}

fn appoint(made: &mut Prospects, appointment: Appointment) {
    made.appointments.entry(appointment.started_at.day()).or_default().push(appointment);
}

/// The trial of a customer, and those of others that led to nothing.
fn trials(life: &Life, calendar: &Calendar, made: &mut Prospects, random: &mut Random) {
    if !random.chance(0.42) {
        return;
    }
    let wait = if random.chance(0.86) { random.between(1, 13) } else { random.between(17, 45) };
    let known = calendar.has_day(life.started_on).then_some(life.customer_id);
    let own = (known, life.started_on.plus(-wait));
    let others =
        (0..random.whole(1.75)).map(|_| (None, life.started_on.plus(random.between(-40, 10)))).collect::<Vec<_>>();
    for (customer_id, started_on) in std::iter::once(own).chain(others) {
        let [small, large] = life.segment.plans();
        let plan = if random.chance(0.7) { small.name } else { large.name };
        let ends_on = started_on.plus(14);
        if started_on < calendar.end && ends_on >= calendar.first {
            made.trials.push(Trial { trial_id: 0, customer_id, plan, started_on, ends_on });
        }
    }
}

/// The contact that became this customer, and contacts that did not.
fn refer(
    life: &Life,
    lives: &[Life],
    strangers: &mut impl Iterator<Item = i64>,
    calendar: &Calendar,
    made: &mut Prospects,
    random: &mut Random,
) {
    let joined = life.referred_by.map(|referrer| (referrer, life.started_on, Some(life.customer_id)));
    let other = random.chance(0.3).then(|| life.started_on.plus(random.between(-20, 20))).and_then(|day| {
        let known = lives.len();
        life::advocate(lives, known, day, random).map(|referrer| (referrer, day, None))
    });
    for (referrer, day, new_customer_id) in joined.into_iter().chain(other) {
        let (Some(visitor_id), true) = (strangers.next(), calendar.has_day(day)) else { continue };
        let code = referral_code(referrer);
        let link = match random.below(14) {
            0 => "https://www.acme.example/".to_owned(),
            1 => format!("https://www.acme.example/pricing?utm_source=friend&ref={code}"),
            _ => format!("https://www.acme.example/?ref={code}"),
        };
        let started_at = Rhythm::Leisure.moment(day, random);
        let purpose = Purpose::Referred(link.clone());
        appoint(made, Appointment { started_at, visitor_id, pieces: random.below(2), purpose, campaign: None });
        let (referral_id, customer_id, referred_at) = (0, referrer, started_at);
        made.referrals.push(Referral { referral_id, referred_at, customer_id, visitor_id, link, new_customer_id });
    }
}

/// Customers who are asked to recommend, about twice a year.
fn ask(lives: &[Life], calendar: &Calendar, made: &mut Prospects, random: &mut Random) {
    for life in lives.iter().filter(|life| life.started_on < calendar.end) {
        let mut day = life.started_on.max(calendar.first).plus(random.between(20, 200));
        while day < life.end_or(calendar.end) {
            made.requests.push(ReferralRequest { request_id: 0, customer_id: life.customer_id, asked_on: day });
            day = day.plus(random.between(90, 400));
        }
    }
}

/// What the links of a customer carry: `AC-` and five letters or digits, different for each of 33 million customers.
pub(crate) fn referral_code(customer_id: i64) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mixed = customer_id.wrapping_mul(11_400_711).rem_euclid(1 << 25);
    let letter = |place: u32| {
        let index = usize::try_from((mixed >> (5 * place)) & 31).unwrap_or_default();
        LETTERS.get(index).map_or('A', |letter| char::from(*letter))
    };
    std::iter::once("AC-".to_owned()).chain((0..5).rev().map(|place| letter(place).to_string())).collect()
}

fn number(made: &mut Prospects) {
    made.leads.sort_by_key(|row| (row.created_at, row.visitor_id));
    made.trials.sort_by_key(|row| (row.started_on, row.customer_id, row.plan));
    made.referrals.sort_by_key(|row| (row.referred_at, row.visitor_id));
    made.requests.sort_by_key(|row| (row.asked_on, row.customer_id));
    (1..).zip(&mut made.leads).for_each(|(id, row)| row.lead_id = id);
    (1..).zip(&mut made.trials).for_each(|(id, row)| row.trial_id = id);
    (1..).zip(&mut made.referrals).for_each(|(id, row)| row.referral_id = id);
    (1..).zip(&mut made.requests).for_each(|(id, row)| row.request_id = id);
}
