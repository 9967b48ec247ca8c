//! A library that is a plugin for version 9.4 of the interface.
#![allow(unsafe_code, reason = "the symbol that the host looks up")]

#[unsafe(no_mangle)]
extern "C" fn kpi_plugin_abi() -> u32 {
    (9 << 16) | 4
}
