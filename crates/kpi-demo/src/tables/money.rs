//! What is sold, billed, paid and spent.

use super::record;
use crate::calendar::{Day, Moment};

record! {
    /// One term of a subscription: a change of plan or a renewal begins a new row.
    Subscription in "subscriptions" {
        subscription_id: i64,
        customer_id: i64,
        /// `core`, of which a customer has one at a time, or an add-on beside it.
        product: &'static str,
        plan: &'static str,
        /// 1 to 4; empty for add-ons.
        plan_rank: Option<i32>,
        mrr: f64,
        started_on: Day,
        ended_on: Option<Day>,
        /// When the term runs out; empty for add-ons and for terms that a change of plan cut short.
        due_on: Option<Day>,
        renewed_on: Option<Day>,
    }
}

record! {
    /// A purchase in the shop, or the invoice of a subscription.
    Order in "orders" {
        order_id: i64,
        ordered_at: Moment,
        customer_id: i64,
        visitor_id: i64,
        amount: f64,
        cost: f64,
        campaign: Option<&'static str>,
        /// Whether it bills a subscription.
        recurring: bool,
    }
}

record! {
    /// A payment of an invoice.
    Payment in "payments" {
        payment_id: i64,
        customer_id: i64,
        due_on: Day,
        paid_on: Day,
        amount: f64,
        late: bool,
    }
}

record! {
    /// A filled cart.
    Cart in "carts" {
        cart_id: i64,
        visitor_id: i64,
        filled_at: Moment,
        bought_at: Option<Moment>,
        amount: f64,
    }
}

record! {
    /// Money spent on ads, marketing or sales.
    Spend in "spend" {
        spent_on: Day,
        kind: &'static str,
        campaign: Option<&'static str>,
        amount: f64,
    }
}

record! {
    /// The close of a trading day.
    Stock in "stock" {
        traded_on: Day,
        symbol: &'static str,
        close: f64,
    }
}
