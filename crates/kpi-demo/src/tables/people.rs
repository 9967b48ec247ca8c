//! Who the company knows: customers, prospects, referred contacts, employees.

use super::record;
use crate::calendar::{Day, Moment};

record! {
    /// A customer from the first day to the day of leaving.
    Customer in "customers" {
        customer_id: i64,
        name: String,
        segment: &'static str,
        country: &'static str,
        started_on: Day,
        /// The first day gone; empty: still a customer.
        ended_on: Option<Day>,
        /// The campaign that brought the customer in.
        campaign: Option<&'static str>,
        /// What the customer's own referral links carry.
        referral_code: String,
        /// The customer whose link brought this one.
        referred_by: Option<i64>,
    }
}

record! {
    /// A free trial of fourteen days; without a customer when none came of it.
    Trial in "trials" {
        trial_id: i64,
        customer_id: Option<i64>,
        plan: &'static str,
        started_on: Day,
        ends_on: Day,
    }
}

record! {
    /// A prospect who left an address.
    Lead in "leads" {
        lead_id: i64,
        created_at: Moment,
        visitor_id: i64,
        campaign: Option<&'static str>,
        /// When marketing found the lead ready for sales.
        mql_at: Option<Moment>,
        /// When the lead became a customer.
        converted_at: Option<Moment>,
        customer_id: Option<i64>,
    }
}

record! {
    /// A contact who came by the link of a customer.
    Referral in "referrals" {
        referral_id: i64,
        referred_at: Moment,
        /// Who sent the link.
        customer_id: i64,
        visitor_id: i64,
        link: String,
        /// The customer that the contact became.
        new_customer_id: Option<i64>,
    }
}

record! {
    /// A customer was asked for a referral.
    ReferralRequest in "referral_requests" {
        request_id: i64,
        customer_id: i64,
        asked_on: Day,
    }
}

record! {
    /// Someone who works here.
    Employee in "employees" {
        employee_id: i64,
        name: String,
        team: &'static str,
        started_on: Day,
        ended_on: Option<Day>,
    }
}

record! {
    /// An answer to the monthly question to employees, 1 to 10.
    EmployeeAnswer in "employee_survey" {
        answer_id: i64,
        employee_id: i64,
        answered_on: Day,
        score: i32,
    }
}
