//! `kpi plugin list`

use kpi_diagnostics::render::{self, Colour};
use kpi_diagnostics::{Diagnostic, Texts};
use kpi_engine::{Manifest, PluginEntry};
use serde_json::{Value, json};

use super::project;
use crate::arguments::{Common, ListFormat, PluginList};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::ink::{Tone, paint};
use crate::width::wrap;

pub(crate) fn execute(list: &PluginList, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let project = project::open(common)?;
    let entries = project.plugins();
    let problems: Vec<Diagnostic> = entries.iter().filter_map(|entry| entry.manifest.as_ref().err().cloned()).collect();
    match list.format {
        ListFormat::Table => console.print(&page(&entries, project.texts(), console.width, console.colour))?,
        ListFormat::Json => {
            console.print(&format!("{:#}\n", json!({ "plugins": entries.iter().map(object).collect::<Vec<_>>() })))?;
            console.messages(&problems, project.texts());
        }
    }
    Ok(Exit::of(&problems))
}

fn object(entry: &PluginEntry) -> Value {
    let (manifest, error) = match &entry.manifest {
        Ok(manifest) => (Some(manifest), None),
        Err(error) => (None, Some(&error.message)),
    };
    json!({ "name": entry.name, "path": entry.path, "manifest": manifest, "error": error })
}

fn page(entries: &[PluginEntry], texts: &Texts, width: usize, colour: Colour) -> String {
    if entries.is_empty() {
        return "no plugins; `[plugin.NAME]` with `path = \"…\"` in `kpi.toml` connects one\n".to_owned();
    }
    let one = |entry: &PluginEntry| match &entry.manifest {
        Ok(manifest) => plugin(entry, manifest, width, colour),
        Err(error) => format!(
            "{}  {}\n{}",
            paint(&format!("! {}", entry.name), Tone::Bad, colour),
            paint(&entry.path, Tone::Quiet, colour),
            render::terminal(std::slice::from_ref(error), texts, colour)
        ),
    };
    entries.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn plugin(entry: &PluginEntry, manifest: &Manifest, width: usize, colour: Colour) -> String {
    let quiet = |text: &str| paint(text, Tone::Quiet, colour);
    let name = paint(&entry.name, Tone::Strong, colour);
    let mut text = format!("{name} {}  {}\n", manifest.version, quiet(&entry.path));
    if !manifest.doc.is_empty() {
        text.extend(["  ", &manifest.doc, "\n"]);
    }
    let functions = manifest.functions.iter().map(|function| (function, ""));
    let aggregates = manifest.aggregates.iter().map(|aggregate| (aggregate, "  (aggregate)"));
    for (function, kind) in functions.chain(aggregates) {
        text.extend(["  ", &entry.name, ".", &function.to_string(), &quiet(kind), "\n"]);
        for line in wrap(&function.doc, width.saturating_sub(6)) {
            text.extend(["      ", &quiet(&line), "\n"]);
        }
        for example in &function.examples {
            text.extend(["      ", &quiet(&format!("{} gives {}", example.call, example.gives)), "\n"]);
        }
    }
    for source in &manifest.sources {
        text.extend(["  connector = \"", &entry.name, ".", &source.name, "\"\n      ", &quiet(&source.doc), "\n"]);
        for option in &source.options {
            let must = if option.required { ", must be given" } else { "" };
            let words = format!("{} = {}{must}: {}", option.name, option.value_type, option.doc);
            text.extend(["      ", &quiet(&words), "\n"]);
        }
    }
    text
}
