//! A library that is no plugin.
#![allow(unsafe_code, reason = "an exported symbol, but not the one that the host looks up")]

#[unsafe(no_mangle)]
extern "C" fn something_else() -> u32 {
    1
}
