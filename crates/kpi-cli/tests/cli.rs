//! The program as its users run it: commands, exit codes, bad input.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing test may panic")]

#[path = "cli/bad_data.rs"]
mod bad_data;
#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/bad_place.rs"]
mod bad_place;
#[path = "cli/calendars.rs"]
mod calendars;
#[path = "cli/catalogue.rs"]
mod catalogue;
#[path = "cli/commands.rs"]
mod commands;
#[path = "cli/company.rs"]
mod company;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/docs.rs"]
mod docs;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/fixes.rs"]
mod fixes;
#[path = "cli/fmt.rs"]
mod fmt;
#[path = "cli/folder.rs"]
mod folder;
#[path = "cli/machine.rs"]
mod machine;
#[path = "cli/pages.rs"]
mod pages;
#[path = "cli/rows.rs"]
mod rows;
#[path = "cli/testing.rs"]
mod testing;
#[path = "cli/usage.rs"]
mod usage;
