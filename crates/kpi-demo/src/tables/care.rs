//! Support, and what customers answer when asked.

use super::record;
use crate::calendar::{Day, Moment};

record! {
    /// A case of support, open until solved.
    Ticket in "tickets" {
        ticket_id: i64,
        customer_id: i64,
        opened_at: Moment,
        solved_at: Option<Moment>,
        first_touch_solved: bool,
        severity: &'static str,
        channel: &'static str,
    }
}

record! {
    /// A customer got in touch.
    Contact in "contacts" {
        contact_id: i64,
        customer_id: i64,
        contacted_at: Moment,
        channel: &'static str,
        /// The case it was about.
        ticket_id: Option<i64>,
    }
}

/// A survey with a score, a touchpoint and a customer.
macro_rules! survey {
    ($($(#[$doc:meta])* $name:ident in $table:literal;)*) => {$(
        record! {
            $(#[$doc])*
            $name in $table {
                answer_id: i64,
                customer_id: i64,
                answered_on: Day,
                score: i32,
                touchpoint: &'static str,
            }
        }

        impl From<Answer> for $name {
            fn from(answer: Answer) -> Self {
                let Answer { answer_id, customer_id, answered_on, score, touchpoint } = answer;
                Self { answer_id, customer_id, answered_on, score, touchpoint }
            }
        }
    )*};
}

/// What the answers of all surveys of customers have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Answer {
    /// Counted within its survey.
    pub(crate) answer_id: i64,
    /// Who answered.
    pub(crate) customer_id: i64,
    /// When.
    pub(crate) answered_on: Day,
    /// On the survey's own scale.
    pub(crate) score: i32,
    /// What it was about.
    pub(crate) touchpoint: &'static str,
}

survey! {
    /// Would you recommend us, 0 to 10.
    NpsAnswer in "nps_survey";
    /// How satisfied are you, 1 to 5.
    CsatAnswer in "csat_survey";
    /// How satisfied are you, 1 to 10.
    CssAnswer in "css_survey";
    /// It was easy: 1 (not at all) to 7 (entirely).
    CesAnswer in "ces_survey";
}
