//! What surrounds the company: posts, money spent on being known, the stock market, the people who work here.

use super::billing::cents;
use super::offer::CAMPAIGNS;
use super::rhythm::{Rhythm, SHOPPING, WINNING, season};
use super::words::{self, Mood};
use crate::calendar::{Calendar, Day};
use crate::random::Random;
use crate::tables::market::Mention;
use crate::tables::money::{Spend, Stock};
use crate::tables::people::{Employee, EmployeeAnswer};

/// Posts that name the company, ordered by time.
pub(crate) fn mentions(calendar: &Calendar, size: f64, seed: u64) -> Vec<Mention> {
    let mut random = Random::stream(seed, "mentions");
    let mut posts = Vec::new();
    for month in &calendar.months {
        let luck = random.scale(0.85, 1.15);
        let posted = random.whole(58.0 * size * season(&SHOPPING, month.number) * luck);
        for _ in 0..posted.max(6) {
            let mentioned_at =
                Rhythm::Leisure.moment(Rhythm::Leisure.day(month.first, month, &mut random), &mut random);
            let channel = random.weighted(&[("x", 0.36), ("linkedin", 0.24), ("facebook", 0.22), ("reviews", 0.18)]);
            let mood = random.weighted(&[(Mood::Good, 0.46), (Mood::Plain, 0.30), (Mood::Bad, 0.24)]);
            posts.push(Mention { mention_id: 0, mentioned_at, channel, text: words::post(mood, &mut random) });
        }
    }
    posts.sort_by_key(|post| post.mentioned_at);
    (1..).zip(&mut posts).for_each(|(id, post)| post.mention_id = id);
    posts
}

/// What ads, marketing and sales cost, ordered by day.
pub(crate) fn spend(calendar: &Calendar, size: f64, seed: u64) -> Vec<Spend> {
    let mut random = Random::stream(seed, "spend");
    let mut rows = Vec::new();
    for spent_on in calendar.days() {
        let (_, month, date) = spent_on.civil();
        let growth = size * (1.0 + 0.35 * calendar.progress(spent_on));
        let mut pay = |kind, campaign, amount: f64| {
            let amount = cents(amount * growth * random.scale(0.85, 1.15));
            rows.push(Spend { spent_on, kind, campaign, amount });
        };
        for (campaign, share) in CAMPAIGNS {
            if campaign.is_some_and(|campaign| ["search", "social", "retargeting"].contains(&campaign)) {
                pay("ads", campaign, 94.0 * share * season(&WINNING, month));
            }
        }
        if spent_on.weekday() == 1 {
            pay("marketing", Some("newsletter"), 90.0);
            pay("marketing", None, 1_050.0);
        }
        match date {
            1 => pay("marketing", Some("billboard"), 700.0),
            15 => pay("marketing", Some("partner"), 420.0),
            25 => pay("sales", None, 6_400.0),
            _ => {}
        }
    }
    rows
}

/// Closes of the company and of two others on every weekday.
pub(crate) fn stock(calendar: &Calendar, seed: u64) -> Vec<Stock> {
    let mut random = Random::stream(seed, "stock");
    let mut prices = [("ACME", 42.0, 0.0009), ("GLOBEX", 118.0, 0.0001), ("INITECH", 17.5, -0.0004)];
    let mut closes = Vec::new();
    for traded_on in calendar.days().filter(|day| day.weekday() < 5) {
        for (symbol, price, drift) in &mut prices {
            *price = cents(*price * (1.0 + *drift + 0.016 * random.bump())).max(1.0);
            closes.push(Stock { traded_on, symbol, close: *price });
        }
    }
    closes
}

/// The people who work here, in the order of coming.
pub(crate) fn employees(calendar: &Calendar, seed: u64) -> Vec<Employee> {
    let mut random = Random::stream(seed, "employees");
    let mut starts: Vec<Day> = (0..46).map(|_| calendar.first.plus(-random.between(30, 1_800))).collect();
    starts.extend((0..22).map(|_| Day(random.between(calendar.first.0, calendar.end.0 - 40))));
    starts.sort_unstable();
    let employ = |(employee_id, started_on): (i64, Day)| {
        let team = random.weighted(&[("support", 0.34), ("product", 0.30), ("sales", 0.20), ("marketing", 0.16)]);
        let left = started_on.max(calendar.first).plus(random.between(25, 2_600));
        Employee { employee_id, name: words::person(&mut random), team, started_on, ended_on: calendar.known_day(left) }
    };
    (1..).zip(starts).map(employ).collect()
}

/// Their answers to the monthly question.
pub(crate) fn employee_answers(employees: &[Employee], calendar: &Calendar, seed: u64) -> Vec<EmployeeAnswer> {
    let mut random = Random::stream(seed, "employee survey");
    let mut answers = Vec::new();
    for month in &calendar.months {
        for employee in employees {
            let answered_on = Rhythm::Office.day(month.first, month, &mut random);
            let here = employee.started_on <= answered_on && employee.ended_on.is_none_or(|end| answered_on < end);
            if here && random.chance(0.66) {
                let tired = if employee.team == "support" { 0.5 } else { 0.0 };
                let score = 7.4 - tired + 0.3 * calendar.progress(answered_on) + 1.9 * random.bump();
                let employee_id = employee.employee_id;
                answers.push(EmployeeAnswer { answer_id: 0, employee_id, answered_on, score: grade(score) });
            }
        }
    }
    answers.sort_by_key(|answer| (answer.answered_on, answer.employee_id));
    (1..).zip(&mut answers).for_each(|(id, answer)| answer.answer_id = id);
    answers
}

#[expect(clippy::cast_possible_truncation, reason = "scores lie between 1 and 10")]
fn grade(score: f64) -> i32 {
    score.round().clamp(1.0, 10.0) as i32
}
