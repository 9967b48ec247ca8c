//! Subscriptions with their terms and changes of plan, the invoices they give, and how those are paid.
//!
//! A customer has one core subscription at a time, row after row: a term ends where the next one begins, and a change of
//! plan cuts it in two. Prices are whole, so that movements of recurring revenue add up exactly.

use super::life::{Life, Relation};
use super::offer::{ADD_ONS, Plan};
use crate::calendar::{Calendar, Day};
use crate::random::Random;
use crate::tables::money::{Order, Payment, Subscription};

/// What is billed to customers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Billing {
    /// Ordered by start.
    pub(crate) subscriptions: Vec<Subscription>,
    /// Invoices, ordered by time, numbered from 1.
    pub(crate) invoices: Vec<Order>,
    /// Ordered by day of payment.
    pub(crate) payments: Vec<Payment>,
}

/// Bills every subscriber.
pub(crate) fn bill(lives: &[Life], calendar: &Calendar, seed: u64) -> Billing {
    let mut random = Random::stream(seed, "billing");
    let mut billing = Billing::default();
    for life in lives.iter().filter(|life| life.relation == Relation::Subscriber) {
        let mut rows = terms(life, calendar, &mut random);
        rows.extend(add_on(life, calendar, &mut random));
        invoice(life, &rows, calendar, &mut billing, &mut random);
        billing
            .subscriptions
            .extend(rows.into_iter().filter(|row| row.ended_on.is_none_or(|end| end >= calendar.first)));
    }
    number(&mut billing);
    billing
}

fn number(billing: &mut Billing) {
    billing.subscriptions.sort_by_key(|row| (row.started_on, row.customer_id));
    billing.invoices.sort_by_key(|row| (row.ordered_at, row.customer_id));
    billing.payments.sort_by_key(|row| (row.paid_on, row.customer_id, row.due_on));
    (1..).zip(&mut billing.subscriptions).for_each(|(id, row)| row.subscription_id = id);
    (1..).zip(&mut billing.invoices).for_each(|(id, row)| row.order_id = id);
    (1..).zip(&mut billing.payments).for_each(|(id, row)| row.payment_id = id);
}

fn price(plan: &Plan, users: u32) -> f64 {
    f64::from(plan.price) + f64::from(plan.per_user) * f64::from(users.saturating_sub(1))
}

/// The core subscription of one customer, term by term.
fn terms(life: &Life, calendar: &Calendar, random: &mut Random) -> Vec<Subscription> {
    let mut rows = Vec::new();
    let end = life.end_or(calendar.end);
    let (mut greater, mut users) = (random.chance(0.38), life.users);
    let mut from = life.started_on;
    while from < end {
        let due = from.plus_months(life.segment.term_months());
        for (start, stop) in parts(from, due.min(end), random) {
            if start > from {
                (greater, users) = change(life, greater, users, random);
            }
            let [small, large] = life.segment.plans();
            let plan = if greater { large } else { small };
            rows.push(Subscription {
                subscription_id: 0,
                customer_id: life.customer_id,
                product: "core",
                plan: plan.name,
                plan_rank: Some(plan.rank),
                mrr: price(&plan, users),
                started_on: start,
                ended_on: Some(stop).filter(|stop| *stop < calendar.end),
                due_on: (stop == due.min(end)).then_some(due),
                renewed_on: None,
            });
        }
        from = renew(life, &mut rows, due, calendar, random);
    }
    rows
}

/// The parts of a term: two when the plan changes within it.
fn parts(from: Day, stop: Day, random: &mut Random) -> Vec<(Day, Day)> {
    let days = stop.0 - from.0;
    if days < 20 || !random.chance(f64::from(days) * 0.0016) {
        return vec![(from, stop)];
    }
    let change = from.plus(random.between(10, days - 5));
    vec![(from, change), (change, stop)]
}

/// Another plan, or more or fewer users; engaged customers take more.
fn change(life: &Life, greater: bool, users: u32, random: &mut Random) -> (bool, u32) {
    let grows = random.chance(0.32 + 0.55 * life.engagement);
    match (grows, greater) {
        (true, false) => (true, users),
        (false, true) => (false, users),
        (true, true) => (true, users.saturating_add(1 + users / 4)),
        (false, false) => (false, users.saturating_sub(1 + users / 4).max(1)),
    }
}

/// Renews the last term if the customer stays, and says when the next one begins.
fn renew(life: &Life, rows: &mut [Subscription], due: Day, calendar: &Calendar, random: &mut Random) -> Day {
    let decided = due.plus(-random.between(0, 20));
    let pauses = random.chance(0.02);
    let Some(last) = rows.last_mut() else { return calendar.end };
    if life.ended_on.is_some_and(|end| end <= due) {
        return calendar.end;
    }
    if pauses {
        return due.plus(random.between(25, 110));
    }
    last.renewed_on = calendar.known_day(decided.max(last.started_on));
    due
}

/// An add-on beside the core of some businesses.
fn add_on(life: &Life, calendar: &Calendar, random: &mut Random) -> Option<Subscription> {
    let end = life.end_or(calendar.end);
    let from = life.started_on.plus(random.between(15, 300));
    if !random.chance(0.22 * life.engagement) || from >= end {
        return None;
    }
    let (plan, price) = random.pick(&ADD_ONS);
    let dropped = from.plus(random.between(60, 900)).min(end);
    Some(Subscription {
        subscription_id: 0,
        customer_id: life.customer_id,
        product: "add-on",
        plan,
        plan_rank: None,
        mrr: f64::from(price),
        started_on: from,
        ended_on: calendar.known_day(dropped),
        due_on: None,
        renewed_on: None,
    })
}

/// Invoices on every billing day on which the core is alive, and their payments.
fn invoice(life: &Life, rows: &[Subscription], calendar: &Calendar, billing: &mut Billing, random: &mut Random) {
    let end = life.end_or(calendar.end);
    let months = life.segment.billed_months();
    for step in 0.. {
        let day = life.started_on.plus_months(step * months);
        if day >= end {
            break;
        }
        let alive = |row: &&Subscription| row.started_on <= day && row.ended_on.is_none_or(|end| day < end);
        let monthly: f64 = rows.iter().filter(alive).map(|row| row.mrr).sum();
        let core = rows.iter().filter(alive).any(|row| row.product == "core");
        if day < calendar.first || !core {
            continue;
        }
        let amount = monthly * f64::from(months);
        let campaign = if step == 0 { life.campaign } else { None };
        billing.invoices.push(order(life, day, amount, campaign, random));
        billing.payments.extend(payment(life, day.plus(14), amount, calendar, random));
    }
}

fn order(life: &Life, day: Day, amount: f64, campaign: Option<&'static str>, random: &mut Random) -> Order {
    Order {
        order_id: 0,
        ordered_at: day.at(random.between(8 * 3_600, 9 * 3_600)),
        customer_id: life.customer_id,
        visitor_id: life.customer_id,
        amount,
        cost: cents(amount * random.scale(0.20, 0.26)),
        campaign,
        recurring: true,
    }
}

fn payment(life: &Life, due_on: Day, amount: f64, calendar: &Calendar, random: &mut Random) -> Option<Payment> {
    let late = random.chance(life.lateness);
    let paid_on = due_on.plus(if late { random.between(1, 35) } else { -random.between(0, 13) });
    let payment = Payment { payment_id: 0, customer_id: life.customer_id, due_on, paid_on, amount, late };
    calendar.has_day(paid_on).then_some(payment)
}

/// Rounded to whole cents.
pub(crate) fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}
