//! What customers bring to the company: cases, contacts, answers to surveys, shares.
//!
//! Trouble shows here again: whoever had a case that the first contact did not solve answers the surveys accordingly.

use super::life::{Case, Life};
use super::offer::CONTENT;
use super::rhythm::Rhythm;
use crate::calendar::{Calendar, Day};
use crate::random::Random;
use crate::tables::care::{Answer, Contact, Ticket};
use crate::tables::market::Share;

const CHANNELS: [(&str, f64); 4] = [("email", 0.44), ("phone", 0.26), ("chat", 0.22), ("social", 0.08)];

/// What customers brought, each list ordered by time and numbered from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Service {
    /// Cases.
    pub(crate) tickets: Vec<Ticket>,
    /// Contacts, those of cases among them.
    pub(crate) contacts: Vec<Contact>,
    /// 0 to 10.
    pub(crate) nps: Vec<Answer>,
    /// 1 to 5.
    pub(crate) csat: Vec<Answer>,
    /// 1 to 10.
    pub(crate) css: Vec<Answer>,
    /// 1 to 7.
    pub(crate) ces: Vec<Answer>,
    /// Shared content.
    pub(crate) shares: Vec<Share>,
}

/// Serves every customer.
pub(crate) fn serve(lives: &[Life], calendar: &Calendar, seed: u64) -> Service {
    let mut random = Random::stream(seed, "service");
    let mut service = Service::default();
    for (ticket_id, (life, case)) in (1..).zip(cases_in_order(lives, calendar)) {
        let ticket = ticket(ticket_id, life, case, calendar, &mut random);
        contact_about(&ticket, life, case, calendar, &mut service, &mut random);
        ask_about(life, case, calendar, &mut service, &mut random);
        service.tickets.push(ticket);
    }
    for life in lives {
        for month in &calendar.months {
            live_month(life, month.first, month.end, &mut service, &mut random);
        }
    }
    number(&mut service);
    service
}

fn cases_in_order<'a>(lives: &'a [Life], calendar: &Calendar) -> Vec<(&'a Life, &'a Case)> {
    let cases = lives.iter().flat_map(|life| life.cases.iter().map(move |case| (life, case)));
    let mut cases: Vec<_> = cases.filter(|(_, case)| calendar.has(case.opened_at)).collect();
    cases.sort_by_key(|(life, case)| (case.opened_at, life.customer_id));
    cases
}

fn ticket(ticket_id: i64, life: &Life, case: &Case, calendar: &Calendar, random: &mut Random) -> Ticket {
    Ticket {
        ticket_id,
        customer_id: life.customer_id,
        opened_at: case.opened_at,
        solved_at: calendar.known(case.solved_at),
        first_touch_solved: case.first_touch_solved,
        severity: case.severity,
        channel: random.weighted(&CHANNELS),
    }
}

/// The contact that opened a case, and those that followed until it was solved.
fn contact_about(
    ticket: &Ticket,
    life: &Life,
    case: &Case,
    calendar: &Calendar,
    service: &mut Service,
    random: &mut Random,
) {
    let more = if case.first_touch_solved { 0 } else { random.between(1, 3) };
    for touch in 0..=more {
        let day = case.opened_at.day().plus(touch);
        let contacted_at = if touch == 0 { case.opened_at } else { Rhythm::Office.moment(day, random) };
        if calendar.has(contacted_at) && life.alive_on(day) {
            service.contacts.push(Contact {
                contact_id: 0,
                customer_id: life.customer_id,
                contacted_at,
                channel: ticket.channel,
                ticket_id: Some(ticket.ticket_id),
            });
        }
    }
}

/// The surveys that follow a solved case.
fn ask_about(life: &Life, case: &Case, calendar: &Calendar, service: &mut Service, random: &mut Random) {
    let answered_on = case.solved_at.day().plus(random.between(0, 3));
    let answers = [random.chance(0.46), random.chance(0.40), random.chance(0.42)];
    if !calendar.has_day(answered_on) || !life.alive_on(answered_on) {
        return;
    }
    let luck = if case.first_touch_solved { 0.0 } else { 1.0 };
    let answer = |score: f64, highest| answer(life, answered_on, score, (1, highest), "support");
    let [csat, css, ces] = answers;
    if csat {
        service.csat.push(answer(4.5 - 1.5 * luck + 0.8 * random.bump(), 5));
    }
    if css {
        service.css.push(answer(7.9 - 3.0 * luck + 1.7 * random.bump(), 10));
    }
    if ces {
        service.ces.push(answer(5.8 - 1.9 * luck + 1.1 * random.bump(), 7));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "scores lie between 0 and 10")]
fn answer(life: &Life, answered_on: Day, score: f64, scale: (i32, i32), touchpoint: &'static str) -> Answer {
    let score = (score.round() as i32).clamp(scale.0, scale.1);
    Answer { answer_id: 0, customer_id: life.customer_id, answered_on, score, touchpoint }
}

/// What a customer does in a month besides having cases.
fn live_month(life: &Life, first: Day, end: Day, service: &mut Service, random: &mut Random) {
    let (from, to) = (life.started_on.max(first), life.end_or(end));
    let days = to.0 - from.0;
    if days <= 0 {
        return;
    }
    let share = f64::from(days) / f64::from(end.0 - first.0);
    let mut day = || Day(random.between(from.0, to.0 - 1));
    let days = [day(), day(), day(), day(), day()];
    let [question, nps, csat, css, shared] = days;
    if random.chance(0.22 * share) {
        let (contacted_at, channel) = (Rhythm::Office.moment(question, random), random.weighted(&CHANNELS));
        let customer_id = life.customer_id;
        service.contacts.push(Contact { contact_id: 0, customer_id, contacted_at, channel, ticket_id: None });
    }
    if random.chance(0.17 * share) {
        service.nps.push(recommendation(life, nps, random));
    }
    if random.chance(0.09 * share) {
        let touchpoint = random.weighted(&[("onboarding", 0.3), ("billing", 0.3), ("shop", 0.4)]);
        let score = 4.0 + 0.6 * life.engagement + 0.9 * random.bump();
        service.csat.push(answer(life, csat, score, (1, 5), touchpoint));
    }
    if random.chance(0.09 * share) {
        let touchpoint = random.weighted(&[("shop", 0.5), ("app", 0.5)]);
        let score = 6.6 + 1.5 * life.engagement + 2.0 * random.bump();
        service.css.push(answer(life, css, score, (1, 10), touchpoint));
    }
    if random.chance(0.11 * life.engagement * share) {
        service.shares.push(share_of(life, shared, random));
    }
}

fn recommendation(life: &Life, day: Day, random: &mut Random) -> Answer {
    let recent = life.unsolved(day, 180) > 0;
    let earlier = life.unsolved(day, 365) > 0;
    let trouble = if recent {
        3.4
    } else if earlier {
        1.6
    } else {
        0.0
    };
    let touchpoint = match day.0 - life.started_on.0 {
        ..60 => "onboarding",
        _ if recent && random.chance(0.7) => "support",
        _ => random.weighted(&[("product", 0.5), ("renewal", 0.2), ("website", 0.3)]),
    };
    let referred = if life.referred_by.is_some() { 0.5 } else { 0.0 };
    let score = 7.7 + 1.7 * life.engagement + referred - trouble + 1.75 * random.bump();
    answer(life, day, score, (0, 10), touchpoint)
}

fn share_of(life: &Life, day: Day, random: &mut Random) -> Share {
    Share {
        share_id: 0,
        shared_at: Rhythm::Leisure.moment(day, random),
        customer_id: life.customer_id,
        channel: random.weighted(&[("linkedin", 0.4), ("x", 0.3), ("facebook", 0.2), ("instagram", 0.1)]),
        content: random.pick(&CONTENT),
    }
}

fn number(service: &mut Service) {
    service.contacts.sort_by_key(|row| (row.contacted_at, row.customer_id, row.ticket_id));
    service.shares.sort_by_key(|row| (row.shared_at, row.customer_id));
    (1..).zip(&mut service.contacts).for_each(|(id, row)| row.contact_id = id);
    (1..).zip(&mut service.shares).for_each(|(id, row)| row.share_id = id);
    for answers in [&mut service.nps, &mut service.csat, &mut service.css, &mut service.ces] {
        answers.sort_by_key(|row| (row.answered_on, row.customer_id));
        (1..).zip(answers).for_each(|(id, row)| row.answer_id = id);
    }
}
