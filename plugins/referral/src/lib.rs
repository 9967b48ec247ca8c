//! Referral rate.
