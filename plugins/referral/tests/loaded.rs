//! The library itself, loaded as the engine loads it.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]
#![allow(unsafe_code, reason = "columns cross as Arrow C data")]

use std::sync::Arc;

use kpi_plugin::entry::{export, import_column};
use kpi_plugin::{BooleanColumn, Column, TextColumn};
use kpi_plugin_host::{ArrowColumn, Plugin, SilentServices, ValueType, load, locate};

fn call(plugin: &dyn Plugin, function: &str, links: &TextColumn) -> Column {
    let (schema, array) = export(links.clone().into());
    // SAFETY: they were just exported together.
    let argument = unsafe { ArrowColumn::from_raw(schema, array) };
    let (schema, array) = plugin.call(function, vec![argument], links.rows()).unwrap().into_raw();
    // SAFETY: the host checked them.
    unsafe { import_column(schema, array) }.unwrap()
}

#[test]
fn the_engine_finds_the_functions_and_their_results() {
    // Cargo puts the library beside the binary of this test.
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let library = locate("referral", &[&folder, folder.parent().unwrap()]).unwrap();
    let plugin = load(&library, Arc::new(SilentServices)).unwrap();
    assert_eq!(plugin.manifest().name, "referral");
    let code = plugin.manifest().function("code").unwrap();
    assert_eq!((code.to_string().as_str(), code.returns), ("code(link text) text", ValueType::Text));

    let links: TextColumn =
        [Some("https://www.acme.example/?ref=AC-XKPQR"), None, Some("https://www.acme.example/")].into_iter().collect();
    let codes: TextColumn = [Some("AC-XKPQR"), None, None].into_iter().collect();
    assert_eq!(call(&plugin, "code", &links), codes.into());
    let referrals: BooleanColumn = [Some(true), None, Some(false)].into_iter().collect();
    assert_eq!(call(&plugin, "is_referral", &links), referrals.into());
}
