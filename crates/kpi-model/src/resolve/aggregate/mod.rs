//! What aggregates of both worlds share: their modifiers, their source, their time, and what they may take.

mod modifiers;
mod source;
mod value;
mod when;

pub(super) use modifiers::Modifiers;
pub(super) use modifiers::Per;
pub(super) use value::Argued;
