//! The example company, simulated.
//!
//! Lives of customers come first ([`life`]); what hangs on them is made from them and held in memory: bills ([`billing`]),
//! cases and answers ([`service`]), prospects ([`prospects`]). The big tables are made day by day and never held: the web
//! site ([`site`]) and the use of the product ([`usage`]). Nothing here knows files: see `output`.

pub(crate) mod billing;
pub(crate) mod life;
mod offer;
mod presence;
pub(crate) mod prospects;
mod public;
mod rhythm;
pub(crate) mod service;
pub(crate) mod site;
#[cfg(test)]
mod tests;
pub(crate) mod usage;
pub(crate) mod visit;
mod words;

use std::collections::BTreeMap;

use crate::calendar::{Calendar, Day};
use crate::tables::market::Mention;
use crate::tables::money::{Spend, Stock};
use crate::tables::people::{Customer, Employee, EmployeeAnswer};

use billing::Billing;
use life::Life;
use prospects::{Appointment, Prospects};
use service::Service;

/// Everything but the big tables.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    /// The time that the data cover.
    pub(crate) calendar: Calendar,
    /// Customers in the order of coming.
    pub(crate) lives: Vec<Life>,
    /// Subscriptions, invoices, payments.
    pub(crate) billing: Billing,
    /// Cases, contacts, answers, shares.
    pub(crate) service: Service,
    /// Leads, trials, referrals.
    pub(crate) prospects: Prospects,
    /// Posts.
    pub(crate) mentions: Vec<Mention>,
    /// Costs.
    pub(crate) spend: Vec<Spend>,
    /// Closes.
    pub(crate) stock: Vec<Stock>,
    /// Those who work here.
    pub(crate) employees: Vec<Employee>,
    /// Their answers.
    pub(crate) employee_answers: Vec<EmployeeAnswer>,
    seed: u64,
}

impl Company {
    /// Simulates a company whose tables will have about so many rows.
    pub(crate) fn simulate(calendar: Calendar, rows: u64, seed: u64) -> Self {
        let size = size(rows);
        let all = life::simulate(&calendar, size, seed);
        let prospects = prospects::prospects(&all, &calendar, seed);
        let mut lives = all;
        lives.retain(|life| life.started_on < calendar.end);
        let employees = public::employees(&calendar, seed);
        Self {
            billing: billing::bill(&lives, &calendar, seed),
            service: service::serve(&lives, &calendar, seed),
            prospects,
            mentions: public::mentions(&calendar, size, seed),
            spend: public::spend(&calendar, size, seed),
            stock: public::stock(&calendar, seed),
            employee_answers: public::employee_answers(&employees, &calendar, seed),
            employees,
            lives,
            calendar,
            seed,
        }
    }

    /// The table of customers.
    pub(crate) fn customers(&self) -> impl Iterator<Item = Customer> {
        self.lives.iter().map(|life| Customer {
            customer_id: life.customer_id,
            name: life.name.clone(),
            segment: life.segment.name(),
            country: life.country,
            started_on: life.started_on,
            ended_on: life.ended_on.and_then(|end| self.calendar.known_day(end)),
            campaign: life.campaign,
            referral_code: prospects::referral_code(life.customer_id),
            referred_by: life.referred_by,
        })
    }

    /// How many rows are held in memory.
    pub(crate) fn rows(&self) -> u64 {
        let Service { tickets, contacts, nps, csat, css, ces, shares } = &self.service;
        let Prospects { leads, trials, referrals, requests, appointments: _ } = &self.prospects;
        let Billing { subscriptions, invoices, payments } = &self.billing;
        let customers = [self.lives.len(), subscriptions.len(), invoices.len(), payments.len()];
        let service = [tickets.len(), contacts.len(), nps.len(), csat.len(), css.len(), ces.len(), shares.len()];
        let prospects = [leads.len(), trials.len(), referrals.len(), requests.len()];
        let public = [self.mentions.len(), self.spend.len(), self.stock.len()];
        let people = [self.employees.len(), self.employee_answers.len()];
        let groups: [&[usize]; 5] = [&customers, &service, &prospects, &public, &people];
        groups.into_iter().flatten().map(|rows| u64::try_from(*rows).unwrap_or(u64::MAX)).sum()
    }

    /// The web site, so that about 45 of 100 rows that are still to be made are its rows.
    pub(crate) fn site(&mut self, rows: u64) -> site::Site<'_> {
        let held = self.rows();
        let appointments = std::mem::take(&mut self.prospects.appointments);
        let invoices = std::mem::take(&mut self.billing.invoices);
        let left = rows.saturating_sub(held).saturating_sub(site::ROWS_PER_VISIT * count(&appointments));
        let visits = left * 45 / 100 / site::ROWS_PER_VISIT;
        site::Site::of(&self.lives, appointments, invoices, visits, &self.calendar, self.seed)
    }

    /// The use of the product: so many rows.
    pub(crate) fn usage(&self, rows: u64) -> usage::Usage<'_> {
        usage::Usage::of(&self.lives, rows, &self.calendar, self.seed)
    }
}

fn count(appointments: &BTreeMap<Day, Vec<Appointment>>) -> u64 {
    appointments.values().map(|day| u64::try_from(day.len()).unwrap_or(u64::MAX)).sum()
}

/// How many rows a company of size 1 has.
pub(crate) const ROWS_OF_SIZE_ONE: u64 = 150_000;

/// The size of the company by its rows: 16 times the rows are 8 times the customers, each of whom does twice as much.
#[expect(clippy::cast_precision_loss, reason = "counts of rows lie far below 2^53")]
fn size(rows: u64) -> f64 {
    let times = rows as f64 / ROWS_OF_SIZE_ONE as f64;
    (times * times.sqrt()).sqrt()
}
