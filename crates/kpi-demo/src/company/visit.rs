//! One visit of the web site, from landing to leaving, and all that comes of it.
//!
//! Visits with a chat end in a purchase about twice as often. How many visits there are, and whose, is decided by
//! [`site`](super::site).

use super::billing::cents;
use super::life::Life;
use super::offer::{CONTENT, Intent, PAGES};
use super::prospects::Purpose;
use super::rhythm::{SHOPPING, season};
use crate::calendar::Moment;
use crate::random::Random;
use crate::tables::money::{Cart, Order};
use crate::tables::site::{Goal, PageView, Visit, VisitAnswer};

/// Who visits, when and why.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'a> {
    /// When.
    pub(crate) started_at: Moment,
    /// Who.
    pub(crate) visitor_id: i64,
    /// The visitor, when it is a customer.
    pub(crate) customer: Option<&'a Life>,
    /// Pieces of content that are certain to be read.
    pub(crate) pieces: u32,
    /// What an appointment is for.
    pub(crate) purpose: Option<Purpose>,
    /// What brought the visitor.
    pub(crate) campaign: Option<&'static str>,
}

/// What happened on the site on one day, each list ordered by time once the day is over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traffic {
    /// Visits.
    pub(crate) visits: Vec<Visit>,
    /// Pages seen.
    pub(crate) page_views: Vec<PageView>,
    /// Goals reached.
    pub(crate) goals: Vec<Goal>,
    /// Answers when leaving.
    pub(crate) answers: Vec<VisitAnswer>,
    /// Carts filled.
    pub(crate) carts: Vec<Cart>,
    /// Purchases and invoices.
    pub(crate) orders: Vec<Order>,
}

/// Lets a visit happen. Orders of carts that are bought on a later day are handed back.
pub(crate) fn happen(plan: &Plan<'_>, visit_id: i64, traffic: &mut Traffic, random: &mut Random) -> Option<Order> {
    let intent = intent(plan, random);
    let landing_page = if plan.pieces > 0 { "blog" } else { random.weighted(&intent.landings()) };
    let seen = read(plan, intent, landing_page, traffic, random);
    let chats = chats(intent, random);
    let asked = match plan.purpose {
        Some(Purpose::Asking(after)) => Some(plan.started_at.plus(after)),
        Some(Purpose::Reading | Purpose::Referred(_)) | None => None,
    };
    let talk = if chats > 0 { random.between(90, 420) } else { 0 };
    let decided = seen.max(asked.unwrap_or(seen)).plus(random.between(10, 150) + talk);
    let bought = shop(plan, intent, chats, decided, traffic, random);
    let visit = Facts { visit_id, intent, asked, left_at: decided.plus(20), bought: bought == Outcome::Now };
    goals(plan, &visit, traffic, random);
    answer(plan, &visit, traffic, random);
    traffic.visits.push(Visit {
        visit_id,
        visitor_id: plan.visitor_id,
        started_at: plan.started_at,
        left_at: visit.left_at,
        clicks: 1 + random.below(9) + 3 * chats,
        chats,
        landing_page,
        landing_url: address(plan, landing_page),
        search_terms: searched(plan, intent, random),
        campaign: plan.campaign,
        converted: visit.bought || asked.is_some(),
    });
    if let Outcome::Later(order) = bought { Some(order) } else { None }
}

/// What a visit has come to.
struct Facts {
    visit_id: i64,
    intent: Intent,
    asked: Option<Moment>,
    left_at: Moment,
    bought: bool,
}

/// How the shopping ended.
#[derive(PartialEq)]
enum Outcome {
    Nothing,
    Now,
    Later(Order),
}

fn intent(plan: &Plan<'_>, random: &mut Random) -> Intent {
    match (plan.customer, &plan.purpose) {
        (Some(_), _) => random.weighted(&[
            (Intent::Learn, 0.16),
            (Intent::Compare, 0.08),
            (Intent::Buy, 0.44),
            (Intent::Support, 0.32),
        ]),
        (None, Some(_)) => random.weighted(&[(Intent::Learn, 0.5), (Intent::Compare, 0.5)]),
        (None, None) => random.weighted(&[
            (Intent::Learn, 0.44),
            (Intent::Compare, 0.32),
            (Intent::Buy, 0.18),
            (Intent::Support, 0.06),
        ]),
    }
}

fn chats(intent: Intent, random: &mut Random) -> u32 {
    let often = match intent {
        Intent::Support => 0.16,
        Intent::Buy => 0.13,
        Intent::Learn | Intent::Compare => 0.08,
    };
    if random.chance(often) { 1 + random.below(2) } else { 0 }
}

/// The pages seen; gives the moment of the last.
fn read(
    plan: &Plan<'_>,
    intent: Intent,
    landing_page: &'static str,
    traffic: &mut Traffic,
    random: &mut Random,
) -> Moment {
    let browses = plan.purpose.is_none();
    let pieces = if browses { u32::from(intent == Intent::Learn && random.chance(0.4)) } else { plan.pieces };
    let others = if browses { random.below(4) } else { random.below(2) };
    let mut viewed_at = plan.started_at;
    let lands_on_content = landing_page == "blog" && pieces > 0;
    if !lands_on_content {
        traffic.page_views.push(PageView { viewed_at, visitor_id: plan.visitor_id, page: landing_page, content: None });
        viewed_at = viewed_at.plus(random.between(8, 20));
    }
    for view in 0..pieces + others {
        let (page, content) =
            if view < pieces { ("blog", Some(random.pick(&CONTENT))) } else { (random.weighted(&PAGES), None) };
        traffic.page_views.push(PageView { viewed_at, visitor_id: plan.visitor_id, page, content });
        viewed_at = viewed_at.plus(random.between(15, 65));
    }
    viewed_at
}

/// A cart, perhaps bought now or on one of the next days.
fn shop(
    plan: &Plan<'_>,
    intent: Intent,
    chats: u32,
    decided: Moment,
    traffic: &mut Traffic,
    random: &mut Random,
) -> Outcome {
    let talked = if chats > 0 { 2.0 } else { 1.0 };
    let month = plan.started_at.day().civil().1;
    let eager = if intent == Intent::Buy { 0.28 } else { 0.05 };
    let amount = cents(if let Some(life) = plan.customer { basket(life, random) } else { random.scale(15.0, 120.0) });
    let buys = plan.customer.filter(|_| random.chance((eager * talked * season(&SHOPPING, month)).min(0.9)));
    let fills = random.chance(if intent == Intent::Buy { 0.42 } else { 0.07 });
    let Some(life) = buys else {
        if fills {
            let filled_at = decided.plus(-5);
            traffic.carts.push(Cart { cart_id: 0, visitor_id: plan.visitor_id, filled_at, bought_at: None, amount });
        }
        return Outcome::Nothing;
    };
    let someday = decided.plus(86_400 * random.between(1, 5));
    let later = random.chance(0.08) && life.alive_on(someday.day());
    let ordered_at = if later { someday } else { decided };
    let cart = Cart {
        cart_id: 0,
        visitor_id: plan.visitor_id,
        filled_at: decided.plus(-5),
        bought_at: Some(ordered_at),
        amount,
    };
    traffic.carts.push(cart);
    let order = Order {
        order_id: 0,
        ordered_at,
        customer_id: life.customer_id,
        visitor_id: plan.visitor_id,
        amount,
        cost: cents(amount * random.scale(0.44, 0.60)),
        campaign: plan.campaign,
        recurring: false,
    };
    if later {
        return Outcome::Later(order);
    }
    traffic.orders.push(order);
    Outcome::Now
}

/// What a purchase is worth; referred customers buy more.
fn basket(life: &Life, random: &mut Random) -> f64 {
    let (low, high) = life.segment.purchase();
    random.scale(low, high) * if life.referred_by.is_some() { 1.3 } else { 1.0 }
}

fn goals(plan: &Plan<'_>, visit: &Facts, traffic: &mut Traffic, random: &mut Random) {
    let mut reach =
        |goal, reached_at| traffic.goals.push(Goal { goal_id: 0, visit_id: visit.visit_id, reached_at, goal });
    if visit.bought {
        reach("purchase", visit.left_at.plus(-20));
    }
    if let Some(asked) = visit.asked {
        reach(if random.chance(0.6) { "form" } else { "contact" }, asked);
    }
    if visit.intent == Intent::Learn && random.chance(0.15) {
        reach("download", plan.started_at.plus(random.between(10, 30)));
    }
    if visit.intent == Intent::Support && random.chance(0.14) {
        reach("contact", visit.left_at.plus(-15));
    }
}

fn answer(plan: &Plan<'_>, visit: &Facts, traffic: &mut Traffic, random: &mut Random) {
    if random.chance(0.13) {
        traffic.answers.push(VisitAnswer {
            answer_id: 0,
            visit_id: visit.visit_id,
            visitor_id: plan.visitor_id,
            answered_at: visit.left_at.plus(-2),
            intent: visit.intent.name(),
            completed: random.chance(visit.intent.completes()),
        });
    }
}

fn address(plan: &Plan<'_>, landing_page: &str) -> String {
    match (&plan.purpose, plan.campaign) {
        (Some(Purpose::Referred(link)), _) => link.clone(),
        (_, Some(campaign)) => format!("https://www.acme.example/{landing_page}?utm_campaign={campaign}"),
        (_, None) => format!("https://www.acme.example/{landing_page}"),
    }
}

fn searched(plan: &Plan<'_>, intent: Intent, random: &mut Random) -> Option<&'static str> {
    if plan.campaign.is_some_and(|campaign| campaign != "search") || !random.chance(0.5) {
        return None;
    }
    let guessed = random.pick(&[Intent::Learn, Intent::Compare, Intent::Buy, Intent::Support]);
    let meant = if random.chance(0.85) { intent } else { guessed };
    Some(random.pick(&meant.searches()))
}
