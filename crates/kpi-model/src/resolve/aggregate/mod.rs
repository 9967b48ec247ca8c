//! What aggregates of both worlds share: their modifiers, their source, their time, and what they may take.

mod modifiers;
mod source;
mod value;
mod when;

pub(super) use modifiers::{Modifiers, Per};
pub(super) use source::single_name;
pub(super) use value::{Argued, aggregate_type};
