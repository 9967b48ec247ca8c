//! `kpi explain K0203` and `kpi explain --codes`

use kpi_codes::{ALL, Page};
use kpi_diagnostics::{Code, Diagnostic};
use serde_json::{Value, json};

use crate::arguments::ExplanationFormat;
use crate::code_page;
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_CODE};

/// The version of the shape of both.
const SCHEMA: &str = "kpi-codes/1";

/// Prints the page of a code.
pub(super) fn page(number: u16, format: ExplanationFormat, console: &Console) -> Result<Exit, Failure> {
    let page = kpi_codes::find(number).ok_or_else(|| unknown(number))?;
    console.print(&match format {
        ExplanationFormat::Text => code_page::page(page, console.width, console.colour),
        ExplanationFormat::Json => format!("{:#}\n", whole(page)),
    })?;
    Ok(Exit::Fine)
}

/// Prints every code with its title.
pub(super) fn list(format: ExplanationFormat, console: &Console) -> Result<Exit, Failure> {
    console.print(&match format {
        ExplanationFormat::Text => code_page::list(ALL, console.colour),
        ExplanationFormat::Json => {
            let line = |page: &Page| json!({ "code": code(*page), "title": page.title() });
            format!("{:#}\n", json!({ "schema": SCHEMA, "codes": ALL.iter().map(line).collect::<Vec<_>>() }))
        }
    })?;
    Ok(Exit::Fine)
}

fn whole(page: Page) -> Value {
    json!({
        "schema": SCHEMA,
        "code": code(page),
        "title": page.title(),
        "meaning": page.section("Meaning"),
        "why": page.section("Why"),
        "example": page.section("Example"),
        "fix": page.section("Fix"),
    })
}

fn code(page: Page) -> String {
    Code::new(page.number).to_string()
}

/// A number without a page: the codes nearest to it.
fn unknown(number: u16) -> Failure {
    let numbers = || ALL.iter().map(|page| page.number);
    let near = |found: Option<u16>| found.map(|number| format!("`{}`", Code::new(number)));
    let around = [near(numbers().rfind(|one| *one < number)), near(numbers().find(|one| *one > number))];
    let around: Vec<String> = around.into_iter().flatten().collect();
    Failure::usage(
        Diagnostic::error(NO_CODE, format!("there is no code `{}`", Code::new(number)))
            .help(format!("the nearest are {}; `kpi explain --codes` lists all", around.join(" and "))),
    )
}
