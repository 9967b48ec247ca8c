//! Random definitions, as text.

use super::Choices;

/// Writes definitions by the decisions of a trial.
pub struct Author<'c> {
    choices: &'c mut Choices,
    totals: Totals,
}

/// Whether `total(m)` may stand in definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Totals {
    /// Yes.
    Allowed,
    /// No: a slice is then the same as a filter.
    Avoided,
}

/// What a source offers to expressions.
struct Offer {
    source: &'static str,
    numbers: &'static [&'static str],
    conditions: &'static [&'static str],
    keys: &'static [&'static str],
    /// What stands for the rows' time in an aggregate; the first one is the shortest.
    times: &'static [&'static str],
}

const OFFERS: [Offer; 4] = [
    Offer {
        source: "orders",
        numbers: &[
            "amount",
            "customer.size",
            "amount * 2",
            "coalesce(amount, 1)",
            "amount / customer.size",
            "if gift then amount else 0",
            "customer.order_sum",
            "hours(ordered_at - customer.started_on)",
            "days(shipped_on - date(ordered_at))",
            "round(amount / 3, 1)",
            "customer.first_amount + amount",
            "ticket_score * 2",
            "hours(business_hours(ordered_at, ordered_at + 50 hours))",
            "hours(business_hours(ordered_at + 30 hours, ordered_at, \"night\"))",
        ],
        conditions: &[
            "amount > 2",
            "channel = \"web\"",
            "gift",
            "not gift",
            "customer.segment in (\"smb\", \"corp\")",
            "customer.segment is null",
            "shipped_on >= date(ordered_at)",
            "shipped_on in period",
            "customer.orders_n >= 2",
            "amount between 1 and 3 or channel != \"web\"",
            "customer.ended_on in 30 days from customer.started_on",
            "hour(ordered_at) = 0",
            "earlier > 0",
            "next_at is not null",
            "ticket is null",
            "ticket.score > 2",
            "customer.soon > 1",
            "odd",
            "customer.order_spread > 0",
        ],
        keys: &["channel", "customer_id", "customer.segment", "gift"],
        times: &[
            "",
            "",
            "on shipped_on",
            "over last 2 months",
            "over month to date",
            "over all time",
            "over last 40 days",
            "over last 30 hours",
        ],
    },
    Offer {
        source: "customers",
        numbers: &[
            "size",
            "order_sum",
            "orders_n",
            "size * orders_n",
            "open_tickets",
            "days(ended_on - started_on)",
            "soon",
            "first_amount",
            "before_end",
            "order_spread",
        ],
        conditions: &[
            "size > 2",
            "segment = \"smb\"",
            "segment is not null",
            "ended_on in period",
            "orders_n > 0",
            "bought",
            "order_sum >= 3",
            "open_tickets = 0",
            "started_on < period.start",
            "soon >= 1",
            "before_end > 2",
            "first_amount is null",
        ],
        keys: &["segment", "size", "orders_n"],
        times: &[
            "at end",
            "at start",
            "over period",
            "on started_on",
            "on ended_on",
            "over last 3 months",
            "over all time",
        ],
    },
    Offer {
        source: "tickets",
        numbers: &["score", "hours(solved_at - opened_at)", "customer.size", "score * score", "won"],
        conditions: &[
            "score > 2",
            "orders_after > 0",
            "third_amount > 1",
            "won > 5",
            "solved_at is null",
            "solved_at in period",
            "customer.segment = \"smb\"",
            "score != 1",
        ],
        keys: &["customer_id", "customer.segment", "score"],
        times: &["", "at end", "at start", "on solved_at", "over last 2 months"],
    },
    Offer {
        source: "balances",
        numbers: &["balance", "balance + 1", "abs(balance)"],
        conditions: &["plan = \"pro\"", "balance > 2", "account in (\"a\", \"b\")"],
        keys: &["account", "plan"],
        times: &["", "at end", "at start", "over last 2 months"],
    },
];

/// Fields that the offers mention.
const FIELDS: [&str; 16] = [
    "customers.orders_n = count(orders over period)",
    "customers.order_sum = sum(orders.amount over all time)",
    "customers.bought = any(orders over last 2 months where amount > 1)",
    "customers.open_tickets = count(tickets at end)",
    "customers.soon = count(orders over 30 days from this.started_on)",
    "customers.first_amount = first(orders.amount over all time)",
    "customers.before_end = sum(orders.amount on shipped_on over 1 month up to this.ended_on)",
    "orders.earlier = count(orders of customer_id over all time up to this.ordered_at)",
    "orders.next_at = first(orders.ordered_at of customer_id over 20 days from this.ordered_at)",
    "orders.ticket = last(tickets of customer_id over 60 days up to this.ordered_at)",
    "orders.ticket_score = ticket.score",
    "tickets.orders_after = count(orders of customer_id over 36 hours from this.opened_at where amount > this.score)",
    "tickets.won = sum(orders.amount over 60 days from this.opened_at)",
    "customers.order_spread = fixture.spread(orders.amount over last 2 months where gift or amount > 1)",
    "tickets.third_amount = fixture.third(orders.amount of customer_id over 90 days up to this.opened_at)",
    "orders.odd = fixture.bool(gift) or fixture.add(amount, 1) > 3",
];

/// Aggregates of parts, by source.
const PARTS: [(&str, &[&str]); 4] = [
    (
        "orders",
        &[
            "avg(sum(amount) per customer_id",
            "max(count(orders) per channel",
            "sum(if count(orders) >= 2 then 1 else 0 per customer_id",
            "avg(avg(amount) per customer.segment",
            "median(sum(amount where gift) per customer",
            "avg(count(orders) per day",
            "max(sum(amount) per month",
            "avg(avg(amount) per day",
            "avg(count(distinct customer_id) per week",
            "sum((sum(amount) over last 10 days) per customer_id",
            "sum(sum(amount on shipped_on) per customer_id",
            "avg(sum(amount over period) per channel",
            "sum((count(orders) over last 3 days) per day",
            "max(sum(amount over month to date) per week",
            "sum(prev(sum(amount), 1 month) per day",
            "avg(change(count(orders), 1 year) per month",
        ],
    ),
    ("customers", &["avg(count(customers) per segment", "sum(max(customers.size) per segment"]),
    ("tickets", &["avg(count(tickets) per customer_id", "max(avg(tickets.score) per day"]),
    ("balances", &["avg(sum(balances.balance) per plan", "stddev(sum(balances.balance) per account"]),
];

impl<'c> Author<'c> {
    /// An author that follows these decisions.
    pub fn new(choices: &'c mut Choices) -> Self {
        Self { choices, totals: Totals::Allowed }
    }

    /// An author that never looks outside a slice.
    pub fn within_slices(choices: &'c mut Choices) -> Self {
        Self { choices, totals: Totals::Avoided }
    }

    /// An expression over `orders`.
    pub fn of_orders(&mut self) -> String {
        self.expression(&OFFERS[0], 2)
    }

    /// The fields that metrics may mention.
    pub fn fields(&self) -> Vec<String> {
        FIELDS.iter().map(|field| (*field).to_owned()).collect()
    }

    /// A metric with a breakdown now and then.
    pub fn metric(&mut self) -> String {
        let offer = self.offer();
        let body = if self.choices.once_in(4) { self.sure(offer) } else { self.expression(offer, 2) };
        if self.choices.once_in(3) {
            let key = self.pick(offer.keys);
            return format!("{body}; by {key}");
        }
        body
    }

    /// An expression whose aggregates are all of one source, so that any filter fits it.
    fn expression(&mut self, offer: &Offer, depth: usize) -> String {
        if depth == 0 {
            return self.aggregate(offer);
        }
        match self.choices.below(12) {
            0..=3 => self.aggregate(offer),
            4 => self.operation(offer, depth),
            5 => self.in_context(offer, depth),
            6 => self.of_other_period(offer, depth),
            7 => format!("{} / {}", self.operand(offer, depth), self.operand(offer, depth)),
            8 => self.choice(offer, depth),
            9 => format!("greatest({}, {})", self.expression(offer, depth - 1), self.expression(offer, depth - 1)),
            10 if self.totals == Totals::Allowed => {
                format!("{} / total({})", self.operand(offer, depth), self.expression(offer, depth - 1))
            }
            _ => self.group(offer, depth),
        }
    }

    /// A definition with an interval. Some are refused: not every number of rows that last has one.
    fn sure(&mut self, offer: &Offer) -> String {
        let (time, condition) = (self.pick(offer.times), self.pick(offer.conditions));
        let (number, other) = (self.of(offer, offer.numbers), self.of(offer, offer.numbers));
        let share = format!("avg({} {time})", self.of(offer, offer.conditions));
        let source = offer.source;
        let body = match self.choices.below(14) {
            0 => share,
            1 => format!("100 - 100 * {share}"),
            2 => format!("count({source} {time} where {condition}) / count({source} {time})"),
            3 => {
                let more = self.pick(offer.conditions);
                format!(
                    "(count({source} {time} where {condition} and ({more})) / count({source} {time} where {condition}))"
                )
            }
            4 => format!("avg({number} {time} where {condition})"),
            5 => format!("sum({number} {time}) / sum({other} {time} where {condition})"),
            6 => format!("({share} - avg({} {time})) * 100", self.of(offer, offer.conditions)),
            7 => format!("lift(avg({number} {time}) where {condition})"),
            8 => format!("risk_ratio({share} where {condition})"),
            9 => format!("change(avg({number} {time}))"),
            10 => format!("growth(sum({number} {time}))"),
            11 => format!("sum({number} {time}) / total(sum({other} {time}))"),
            12 => format!("({share} over {}) / avg({number} {time})", self.window()),
            _ => {
                let parts = PARTS.iter().find(|(source, _)| *source == offer.source).expect("a source");
                format!("{} {time})", self.pick(parts.1))
            }
        };
        match self.choices.below(3) {
            0 => format!("{body}; confidence 90% per {}", self.pick(offer.keys)),
            _ => format!("{body}; confidence 95%"),
        }
    }

    fn operand(&mut self, offer: &Offer, depth: usize) -> String {
        format!("({})", self.expression(offer, depth - 1))
    }

    fn operation(&mut self, offer: &Offer, depth: usize) -> String {
        let operator = self.pick(&["+", "-", "*"]);
        format!("{} {operator} {}", self.operand(offer, depth), self.operand(offer, depth))
    }

    fn choice(&mut self, offer: &Offer, depth: usize) -> String {
        let (condition, then) = (self.operand(offer, depth), self.operand(offer, depth));
        format!("if {condition} > 2 then {then} else {}", self.operand(offer, depth))
    }

    fn in_context(&mut self, offer: &Offer, depth: usize) -> String {
        let inner = self.expression(offer, depth - 1);
        let window = self.window();
        let condition = self.pick(offer.conditions);
        match self.choices.below(3) {
            0 => format!("({inner} where {condition})"),
            1 => format!("({inner} over {window})"),
            _ => format!("({inner} over {window} where {condition})"),
        }
    }

    fn of_other_period(&mut self, offer: &Offer, depth: usize) -> String {
        let inner = self.expression(offer, depth - 1);
        let function = self.pick(&["prev", "change", "growth"]);
        match self.choices.below(3) {
            0 => format!("{function}({inner})"),
            1 => format!("{function}({inner}, 1 month)"),
            _ => format!("{function}({inner}, 1 year)"),
        }
    }

    fn group(&mut self, offer: &Offer, depth: usize) -> String {
        let inner = self.expression(offer, depth - 1);
        let function = self.pick(&["lift", "risk_ratio"]);
        format!("{function}({inner} where {})", self.pick(offer.conditions))
    }

    fn aggregate(&mut self, offer: &Offer) -> String {
        let time = self.pick(offer.times);
        let filter = match self.choices.below(3) {
            2 => format!(" where {}", self.pick(offer.conditions)),
            _ => String::new(),
        };
        let value = match self.choices.below(10) {
            0 => return format!("count({} {time}{filter})", offer.source),
            1 if offer.source == "orders" => return format!("count(distinct customer {time}{filter})"),
            1 | 3 => return format!("count(distinct {} {time}{filter})", self.of(offer, offer.keys)),
            2 => return format!("avg({} {time}{filter})", self.of(offer, offer.conditions)),
            4 => {
                let parts = PARTS.iter().find(|(source, _)| *source == offer.source).expect("a source");
                return format!("{} {time}{filter})", self.pick(parts.1));
            }
            _ => self.of(offer, offer.numbers),
        };
        let functions = ["sum", "avg", "min", "max", "median", "stddev", "variance", "first", "last"];
        match self.choices.below(functions.len() + 3) {
            9 => format!("percentile({value}, 80 {time}{filter})"),
            10 => format!("fixture.spread({value} {time}{filter})"),
            11 => format!("fixture.third({value} {time}{filter})"),
            other => format!("{}({value} {time}{filter})", functions[other]),
        }
    }

    /// An expression on the rows of an offer's source. Its first path says the source, unless it is that of the file.
    fn of(&mut self, offer: &Offer, list: &[&'static str]) -> String {
        let expression = self.pick(list);
        if offer.source == "orders" {
            return expression.to_owned();
        }
        qualified(offer.source, expression)
    }

    fn window(&mut self) -> &'static str {
        self.pick(&[
            "period",
            "last 2 months",
            "last 10 days",
            "quarter to date",
            "all time",
            "2026-03",
            "last 1 year",
            "last 46 hours",
            "last 3 weeks",
        ])
    }

    fn offer(&mut self) -> &'static Offer {
        &OFFERS[self.choices.below(OFFERS.len())]
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        self.choices.one_of(list)
    }
}

/// The expression with its first column named with its source.
fn qualified(source: &str, expression: &str) -> String {
    let functions = ["hours(", "days(", "abs("];
    for function in functions {
        if let Some(rest) = expression.strip_prefix(function) {
            return format!("{function}{source}.{rest}");
        }
    }
    match expression.strip_prefix("not ") {
        Some(rest) => format!("not {source}.{rest}"),
        None => format!("{source}.{expression}"),
    }
}
