//! What the world says about the company.

use super::record;
use crate::calendar::Moment;

record! {
    /// A post that names the company.
    Mention in "mentions" {
        mention_id: i64,
        mentioned_at: Moment,
        channel: &'static str,
        text: String,
    }
}

record! {
    /// A customer shared a piece of content.
    Share in "shares" {
        share_id: i64,
        shared_at: Moment,
        customer_id: i64,
        channel: &'static str,
        content: &'static str,
    }
}
