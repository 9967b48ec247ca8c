//! What happens on the web site and in the product.

use super::record;
use crate::calendar::Moment;

record! {
    /// A visit of the web site.
    Visit in "visits" {
        visit_id: i64,
        visitor_id: i64,
        started_at: Moment,
        left_at: Moment,
        clicks: u32,
        chats: u32,
        landing_page: &'static str,
        /// The whole address, with the campaign or the referral code.
        landing_url: String,
        search_terms: Option<&'static str>,
        campaign: Option<&'static str>,
        /// Whether it led to a purchase or to a form with an address.
        converted: bool,
    }
}

record! {
    /// A page seen in a visit.
    PageView in "page_views" {
        viewed_at: Moment,
        visitor_id: i64,
        page: &'static str,
        /// The piece of content, on pages that have one.
        content: Option<&'static str>,
    }
}

record! {
    /// A goal that a visit reached.
    Goal in "goals" {
        goal_id: i64,
        visit_id: i64,
        reached_at: Moment,
        goal: &'static str,
    }
}

record! {
    /// What a visitor answered when leaving.
    VisitAnswer in "visit_survey" {
        answer_id: i64,
        visit_id: i64,
        visitor_id: i64,
        answered_at: Moment,
        intent: &'static str,
        /// Whether the visitor could do what the visit was for.
        completed: bool,
    }
}

record! {
    /// A user did something in the product.
    Event in "events" {
        happened_at: Moment,
        customer_id: i64,
        user_id: i64,
        /// Empty: signed in and looked around.
        feature: Option<&'static str>,
    }
}
