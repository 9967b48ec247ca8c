//! The web site, day by day.
//!
//! Days are made one after the other and forgotten, so that any number of visits takes the same memory. About half of the
//! visits are those of customers; the others are of strangers, some of whom return, and of the prospects whose appointments
//! were made before.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use super::life::Life;
use super::offer::CAMPAIGNS;
use super::presence::Presence;
use super::prospects::Appointment;
use super::rhythm::{Rhythm, SHOPPING, per_day};
use super::visit::{Plan, Traffic, happen};
use crate::calendar::{Calendar, Day};
use crate::random::Random;
use crate::tables::money::Order;

/// Strangers without an appointment have numbers from here on.
const FIRST_PASSER_BY: i64 = 2_000_000_000;

/// How many of the last strangers may return.
const REMEMBERED: u32 = 4_000;

/// How many rows a visit gives on average: itself, pages, goals, answers, carts, orders.
pub(crate) const ROWS_PER_VISIT: u64 = 5;

/// What happens on each day.
#[derive(Clone, Debug)]
pub(crate) struct Site<'a> {
    presence: Presence<'a>,
    appointments: BTreeMap<Day, Vec<Appointment>>,
    invoices: Peekable<IntoIter<Order>>,
    recovered: BTreeMap<Day, Vec<Order>>,
    strangers: Vec<i64>,
    met: u32,
    end: Day,
    days: IntoIter<(Day, u64)>,
    given: Given,
    random: Random,
}

/// The numbers given so far.
#[derive(Clone, Copy, Debug, Default)]
struct Given {
    visits: i64,
    goals: i64,
    answers: i64,
    carts: i64,
    orders: i64,
}

impl<'a> Site<'a> {
    /// So many visits besides the appointments.
    pub(crate) fn of(
        lives: &'a [Life],
        appointments: BTreeMap<Day, Vec<Appointment>>,
        invoices: Vec<Order>,
        visits: u64,
        calendar: &Calendar,
        seed: u64,
    ) -> Self {
        let mut random = Random::stream(seed, "site");
        let shares = per_day(visits, 0.6, &SHOPPING, Rhythm::Leisure, calendar, &mut random);
        Self {
            presence: Presence::of(lives),
            appointments,
            given: Given { orders: i64::try_from(invoices.len()).unwrap_or_default(), ..Given::default() },
            invoices: invoices.into_iter().peekable(),
            recovered: BTreeMap::new(),
            strangers: Vec::new(),
            met: 0,
            end: calendar.end,
            days: calendar.days().zip(shares).collect::<Vec<_>>().into_iter(),
            random,
        }
    }

    fn plans(&mut self, day: Day, visits: u64) -> Vec<Plan<'a>> {
        let appointments = self.appointments.remove(&day).unwrap_or_default();
        let mut plans: Vec<_> = appointments.into_iter().map(keep).collect();
        plans.extend((0..visits).map(|_| self.passer_by(day)));
        plans.sort_by_key(|plan| (plan.started_at, plan.visitor_id));
        plans
    }

    fn passer_by(&mut self, day: Day) -> Plan<'a> {
        let started_at = Rhythm::Leisure.moment(day, &mut self.random);
        let weight = |life: &Life| 0.08 + 0.92 * life.engagement * life.engagement;
        let customer = if self.random.chance(0.5) { self.presence.draw(day, weight, &mut self.random) } else { None };
        let visitor_id = customer.map_or_else(|| self.stranger(), |life| life.customer_id);
        let campaign = self.random.weighted(&CAMPAIGNS);
        Plan { started_at, visitor_id, customer, pieces: 0, purpose: None, campaign }
    }

    fn stranger(&mut self) -> i64 {
        if self.random.chance(0.3) && !self.strangers.is_empty() {
            return self.random.pick(&self.strangers);
        }
        let stranger = FIRST_PASSER_BY + i64::from(self.met);
        if let Some(forgotten) = self.strangers.get_mut((self.met % REMEMBERED) as usize) {
            *forgotten = stranger;
        } else {
            self.strangers.push(stranger);
        }
        self.met += 1;
        stranger
    }

    /// Invoices and recovered carts of the day.
    fn due(&mut self, day: Day, traffic: &mut Traffic) {
        while let Some(invoice) = self.invoices.next_if(|invoice| invoice.ordered_at.day() <= day) {
            traffic.orders.push(invoice);
        }
        traffic.orders.extend(self.recovered.remove(&day).unwrap_or_default());
    }

    /// Puts the lists in order and numbers what has no number yet.
    fn number(&mut self, traffic: &mut Traffic) {
        let given = &mut self.given;
        traffic.page_views.sort_by_key(|row| row.viewed_at);
        traffic.goals.sort_by_key(|row| (row.reached_at, row.visit_id));
        traffic.answers.sort_by_key(|row| (row.answered_at, row.visit_id));
        traffic.carts.sort_by_key(|row| (row.filled_at, row.visitor_id));
        traffic.orders.sort_by_key(|row| (row.ordered_at, row.customer_id));
        let unknown = self.end.at(0);
        traffic.carts.iter_mut().for_each(|row| row.bought_at = row.bought_at.filter(|bought| *bought < unknown));
        traffic.goals.iter_mut().for_each(|row| row.goal_id = next(&mut given.goals));
        traffic.answers.iter_mut().for_each(|row| row.answer_id = next(&mut given.answers));
        traffic.carts.iter_mut().for_each(|row| row.cart_id = next(&mut given.carts));
        let purchases = traffic.orders.iter_mut().filter(|row| row.order_id == 0);
        purchases.for_each(|row| row.order_id = next(&mut given.orders));
    }
}

fn keep<'a>(appointment: Appointment) -> Plan<'a> {
    let Appointment { started_at, visitor_id, pieces, purpose, campaign } = appointment;
    Plan { started_at, visitor_id, customer: None, pieces, purpose: Some(purpose), campaign }
}

fn next(number: &mut i64) -> i64 {
    *number += 1;
    *number
}

impl Iterator for Site<'_> {
    type Item = Traffic;

    fn next(&mut self) -> Option<Self::Item> {
        let (day, visits) = self.days.next()?;
        self.presence.advance(day);
        let mut traffic = Traffic::default();
        for plan in self.plans(day, visits) {
            let visit_id = next(&mut self.given.visits);
            let later = happen(&plan, visit_id, &mut traffic, &mut self.random);
            if let Some(order) = later.filter(|order| order.ordered_at.day() < self.end) {
                self.recovered.entry(order.ordered_at.day()).or_default().push(order);
            }
        }
        self.due(day, &mut traffic);
        self.number(&mut traffic);
        Some(traffic)
    }
}
