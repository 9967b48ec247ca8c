//! What must hold in every company, whatever its seed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Company, visit::Traffic};
use crate::calendar::{Calendar, Day};
use crate::tables::money::Subscription;
use crate::tables::people::Customer;

const ROWS: u64 = 60_000;
const SEEDS: [u64; 3] = [crate::DEFAULT_SEED, 1, 2];

fn company(seed: u64) -> Company {
    Company::simulate(Calendar::up_to(Day::from_civil(2026, 6, 30)), ROWS, seed)
}

fn customers(company: &Company) -> BTreeMap<i64, Customer> {
    let all: Vec<_> = company.customers().collect();
    let by_id: BTreeMap<_, _> = all.iter().cloned().map(|customer| (customer.customer_id, customer)).collect();
    assert_eq!(by_id.len(), all.len(), "each customer has a number of its own");
    by_id
}

fn here(customer: &Customer, day: Day) -> bool {
    customer.started_on <= day && customer.ended_on.is_none_or(|end| day < end)
}

/// Numbers run from 1 without a gap, and times never go back.
fn numbered<T: PartialOrd>(rows: impl Iterator<Item = (i64, T)>) {
    let rows: Vec<_> = rows.collect();
    assert!((1..).zip(&rows).all(|(id, row)| id == row.0));
    assert!(rows.windows(2).all(|pair| pair[0].1 <= pair[1].1));
}

#[test]
fn customers_live_from_a_day_to_a_later_one() {
    for seed in SEEDS {
        let company = company(seed);
        let customers = customers(&company);
        let codes: BTreeSet<_> = customers.values().map(|customer| &customer.referral_code).collect();
        assert_eq!(codes.len(), customers.len());
        for customer in customers.values() {
            assert!(customer.ended_on.is_none_or(|end| customer.started_on < end && end < company.calendar.end));
            assert!(customer.ended_on.is_none_or(|end| end >= company.calendar.first));
            assert!(customer.started_on < company.calendar.end && !customer.name.is_empty());
            let referrer = customer.referred_by.map(|referrer| &customers[&referrer]);
            assert!(referrer.is_none_or(|referrer| referrer.customer_id != customer.customer_id));
            assert!(referrer.is_none_or(|referrer| here(referrer, customer.started_on)));
        }
    }
}

#[test]
fn tickets_are_opened_by_those_who_are_here() {
    for seed in SEEDS {
        let company = company(seed);
        let customers = customers(&company);
        let tickets = &company.service.tickets;
        numbered(tickets.iter().map(|ticket| (ticket.ticket_id, ticket.opened_at)));
        for ticket in tickets {
            assert!(here(&customers[&ticket.customer_id], ticket.opened_at.day()));
            assert!(company.calendar.has(ticket.opened_at));
            assert!(ticket.solved_at.is_none_or(|solved| ticket.opened_at < solved && company.calendar.has(solved)));
        }
        for contact in &company.service.contacts {
            assert!(here(&customers[&contact.customer_id], contact.contacted_at.day()));
            let id = contact.ticket_id.map(|id| usize::try_from(id).unwrap() - 1);
            assert!(id.is_none_or(|id| tickets[id].customer_id == contact.customer_id));
        }
        numbered(company.service.contacts.iter().map(|contact| (contact.contact_id, contact.contacted_at)));
    }
}

#[test]
fn answers_stay_on_their_scale() {
    for seed in SEEDS {
        let company = company(seed);
        let customers = customers(&company);
        let service = &company.service;
        let surveys = [(&service.nps, 0..=10), (&service.csat, 1..=5), (&service.css, 1..=10), (&service.ces, 1..=7)];
        for (answers, scale) in surveys {
            numbered(answers.iter().map(|answer| (answer.answer_id, answer.answered_on)));
            for answer in answers {
                assert!(scale.contains(&answer.score) && company.calendar.has_day(answer.answered_on));
                assert!(here(&customers[&answer.customer_id], answer.answered_on));
            }
            let given: BTreeSet<_> = answers.iter().map(|answer| answer.score).collect();
            assert!(given.len() >= 4, "answers differ");
        }
    }
}

#[test]
fn a_customer_has_one_core_subscription_at_a_time() {
    for seed in SEEDS {
        let company = company(seed);
        let customers = customers(&company);
        let mut cores: BTreeMap<i64, Vec<&Subscription>> = BTreeMap::new();
        numbered(company.billing.subscriptions.iter().map(|row| (row.subscription_id, row.started_on)));
        for row in &company.billing.subscriptions {
            let customer = &customers[&row.customer_id];
            assert!(here(customer, row.started_on) && row.mrr > 0.0 && row.mrr.fract() == 0.0);
            assert!(row.ended_on.is_none_or(|end| row.started_on < end && end < company.calendar.end));
            assert!(customer.ended_on.is_none_or(|gone| row.ended_on.is_some_and(|end| end <= gone)));
            assert!(row.renewed_on.is_none_or(|day| Some(day) <= row.due_on && row.started_on <= day));
            if row.product == "core" {
                cores.entry(row.customer_id).or_default().push(row);
            }
        }
        for rows in cores.values() {
            assert!(rows.windows(2).all(|pair| pair[0].ended_on.is_some_and(|end| end <= pair[1].started_on)));
        }
    }
}

#[test]
fn invoices_and_payments_belong_to_customers() {
    for seed in SEEDS {
        let company = company(seed);
        let customers = customers(&company);
        numbered(company.billing.invoices.iter().map(|row| (row.order_id, row.ordered_at)));
        numbered(company.billing.payments.iter().map(|row| (row.payment_id, row.paid_on)));
        for order in &company.billing.invoices {
            assert!(here(&customers[&order.customer_id], order.ordered_at.day()));
            assert!(order.amount > order.cost && order.cost > 0.0 && order.recurring);
        }
        for payment in &company.billing.payments {
            assert_eq!(payment.late, payment.paid_on > payment.due_on);
            assert!(company.calendar.has_day(payment.paid_on) && customers.contains_key(&payment.customer_id));
        }
    }
}

#[test]
fn prospects_come_before_they_are_customers() {
    for seed in SEEDS {
        let company = company(seed);
        let customers = customers(&company);
        let made = &company.prospects;
        numbered(made.leads.iter().map(|row| (row.lead_id, row.created_at)));
        numbered(made.trials.iter().map(|row| (row.trial_id, row.started_on)));
        numbered(made.referrals.iter().map(|row| (row.referral_id, row.referred_at)));
        for lead in &made.leads {
            assert!(lead.converted_at.is_none_or(|won| lead.created_at < won && company.calendar.has(won)));
            assert_eq!(lead.converted_at.is_some(), lead.customer_id.is_some());
            assert!(lead.customer_id.is_none_or(|id| customers[&id].started_on == lead.converted_at.unwrap().day()));
        }
        for trial in &made.trials {
            assert!(trial.customer_id.is_none_or(|id| trial.started_on < customers[&id].started_on));
        }
        for referral in &made.referrals {
            assert!(here(&customers[&referral.customer_id], referral.referred_at.day()));
            assert!(referral.new_customer_id.is_none_or(|id| customers.contains_key(&id)));
        }
        for request in &made.requests {
            assert!(here(&customers[&request.customer_id], request.asked_on));
        }
    }
}

fn traffic(company: &mut Company) -> Traffic {
    let mut all = Traffic::default();
    for day in company.site(ROWS) {
        all.visits.extend(day.visits);
        all.page_views.extend(day.page_views);
        all.goals.extend(day.goals);
        all.answers.extend(day.answers);
        all.carts.extend(day.carts);
        all.orders.extend(day.orders);
    }
    all
}

#[test]
fn the_site_keeps_its_books() {
    for seed in SEEDS {
        let mut company = company(seed);
        let customers = customers(&company);
        let leads = company.prospects.leads.clone();
        let traffic = traffic(&mut company);
        let calendar = &company.calendar;
        numbered(traffic.visits.iter().map(|row| (row.visit_id, row.started_at)));
        numbered(traffic.goals.iter().map(|row| (row.goal_id, row.reached_at)));
        numbered(traffic.carts.iter().map(|row| (row.cart_id, row.filled_at)));
        numbered(traffic.answers.iter().map(|row| (row.answer_id, row.answered_at)));
        assert!(traffic.page_views.windows(2).all(|pair| pair[0].viewed_at <= pair[1].viewed_at));
        assert!(traffic.orders.windows(2).all(|pair| pair[0].ordered_at <= pair[1].ordered_at));
        let orders: BTreeSet<_> = traffic.orders.iter().map(|order| order.order_id).collect();
        assert_eq!(orders.len(), traffic.orders.len());
        for visit in &traffic.visits {
            assert!(visit.started_at < visit.left_at && calendar.has(visit.left_at) && visit.clicks > 0);
            assert_eq!(visit.started_at.day(), visit.left_at.day());
        }
        let visited: BTreeMap<_, _> = traffic.visits.iter().map(|visit| (visit.visit_id, visit)).collect();
        for goal in &traffic.goals {
            let visit = visited[&goal.visit_id];
            assert!(visit.started_at <= goal.reached_at && goal.reached_at <= visit.left_at);
        }
        for order in &traffic.orders {
            assert!(here(&customers[&order.customer_id], order.ordered_at.day()) && order.amount > order.cost);
            assert!(calendar.has(order.ordered_at));
        }
        let bought = traffic.carts.iter().filter(|cart| cart.bought_at.is_some()).count();
        assert_eq!(bought, traffic.orders.iter().filter(|order| !order.recurring).count());
        assert!(traffic.carts.iter().all(|cart| cart.bought_at.is_none_or(|bought| cart.filled_at < bought)));
        let seen: BTreeSet<_> = traffic.visits.iter().map(|visit| visit.visitor_id).collect();
        assert!(leads.iter().all(|lead| seen.contains(&lead.visitor_id)));
    }
}

#[test]
fn users_are_those_of_customers() {
    let company = company(3);
    let customers = customers(&company);
    let events: Vec<_> = company.usage(30_000).flatten().collect();
    assert_eq!(events.len(), 30_000);
    assert!(events.windows(2).all(|pair| pair[0].happened_at <= pair[1].happened_at));
    for event in &events {
        assert!(here(&customers[&event.customer_id], event.happened_at.day()));
        assert_eq!(event.user_id / 100, event.customer_id);
    }
}

/// The share of those for whom something holds.
fn share<T>(rows: impl IntoIterator<Item = T>, holds: impl Fn(&T) -> bool) -> f64 {
    let (mut all, mut held) = (0.0, 0.0);
    for row in rows {
        all += 1.0;
        held += f64::from(u8::from(holds(&row)));
    }
    held / all
}

#[test]
fn trouble_makes_customers_leave_and_answer_badly() {
    let company = Company::simulate(Calendar::up_to(Day::from_civil(2026, 6, 30)), 2_000_000, 5);
    let months = &company.calendar.months;
    let mut outcomes = [Vec::new(), Vec::new()];
    for life in &company.lives {
        for month in months.iter().filter(|month| life.alive_on(month.first.plus(-1))) {
            let troubled = usize::from(life.unsolved(month.end, 365) > 0);
            outcomes[troubled].push(life.ended_on.is_some_and(|end| end < month.end));
        }
    }
    let [calm, troubled] = outcomes.map(|left| share(left, |left| *left));
    assert!(troubled > 3.0 * calm && calm > 0.01, "{troubled} against {calm}");
    let promoters = |touchpoint| {
        share(company.service.nps.iter().filter(|answer| answer.touchpoint == touchpoint), |answer| answer.score >= 9)
    };
    assert!(promoters("support") < 0.5 * promoters("product"));
}

#[test]
fn content_and_chats_convince() {
    let rows = 2_000_000;
    let mut company = Company::simulate(Calendar::up_to(Day::from_civil(2026, 6, 30)), rows, 5);
    let leads = company.prospects.leads.clone();
    let recent = company.calendar.end.plus(-90).at(0);
    let mut pieces: BTreeMap<i64, u32> = BTreeMap::new();
    let (mut with, mut without) = ((0.0, 0.0), (0.0, 0.0));
    for day in company.site(rows) {
        for view in day.page_views.iter().filter(|view| view.content.is_some()) {
            *pieces.entry(view.visitor_id).or_default() += 1;
        }
        for visit in day.visits {
            let side = if visit.chats > 0 { &mut with } else { &mut without };
            side.0 += 1.0;
            side.1 += f64::from(u8::from(visit.converted && visit.visitor_id < super::prospects::FIRST_STRANGER));
        }
    }
    let lift = (with.1 / with.0) / (without.1 / without.0);
    assert!((1.8..3.0).contains(&lift), "chats: {lift}");
    let known = leads.iter().filter(|lead| lead.created_at < recent);
    let (readers, others): (Vec<_>, Vec<_>) =
        known.partition(|lead| pieces.get(&lead.visitor_id).is_some_and(|pieces| *pieces >= 3));
    let won = |leads: Vec<_>| share(leads, |lead: &&crate::tables::people::Lead| lead.converted_at.is_some());
    let lift = won(readers) / won(others);
    assert!((1.25..1.65).contains(&lift), "content: {lift}");
}
