//! `kpi catalogue`: the ready definitions, what they need, and which of them the project can compute. [`list`] and [`one`] are for
//! people, [`machine`] for programs.

mod list;
mod machine;
mod one;

use std::collections::BTreeMap;

use kpi_catalogue::{Entry, Library};
use kpi_diagnostics::{Diagnostic, Texts, did_you_mean};
use kpi_engine::Standing;

use super::{language, project};
use crate::arguments::{Catalogue, CatalogueFormat, Common};
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_KPI};

/// The catalogue as seen from here.
pub(super) struct View {
    library: Library,
    entries: Vec<Entry>,
    /// How the project stands to each KPI; none without a project.
    standing: Option<BTreeMap<String, Standing>>,
    language: Option<String>,
}

impl View {
    fn standing(&self, id: &str) -> Option<&Standing> {
        self.standing.as_ref()?.get(id)
    }

    fn label<'e>(&self, entry: &'e Entry) -> &'e str {
        let label = self.language.as_ref().and_then(|language| entry.labels.get(language));
        label.or(entry.label.as_ref()).unwrap_or(&entry.id)
    }
}

pub(crate) fn execute(catalogue: &Catalogue, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let project = project::open_if_any(common)?;
    let mut texts = Texts::default();
    let library = Library::with_tests(&mut texts);
    let entries = match &catalogue.name {
        None => library.entries(&texts),
        Some(name) => chosen(name, &library, &texts)?,
    };
    let standing = project.as_ref().map(|project| project.standing(&library));
    let language = language::of_page(common, project.as_ref().map(kpi_engine::Project::config));
    let view = View { library, entries, standing, language };
    let page = match (catalogue.format, &catalogue.name) {
        (CatalogueFormat::Table, None) => list::page(&view, console.width, console.colour),
        (CatalogueFormat::Table, Some(_)) => {
            let pages = view.entries.iter().map(|entry| one::page(entry, &view, console.width, console.colour));
            pages.collect::<Vec<_>>().join("\n")
        }
        (CatalogueFormat::Json, _) => machine::json(&view),
        (CatalogueFormat::Csv, _) => {
            machine::csv(&view).map_err(|error| Failure::not_written("the catalogue", &std::io::Error::other(error)))?
        }
    };
    console.print(&page)?;
    Ok(Exit::Fine)
}

/// The definition of that id, or the KPIs of that group.
fn chosen(name: &str, library: &Library, texts: &Texts) -> Result<Vec<Entry>, Failure> {
    if let Some(metric) = library.metric(name) {
        return Ok(vec![library.entry(metric, texts)]);
    }
    let is_of_group = |entry: &Entry| entry.group.to_lowercase() == name.to_lowercase();
    let of_group: Vec<Entry> = library.entries(texts).into_iter().filter(is_of_group).collect();
    if !of_group.is_empty() {
        return Ok(of_group);
    }
    let ids = library.model().metrics.iter().map(|metric| metric.name.as_str());
    let diagnostic = Diagnostic::error(NO_KPI, format!("the catalogue has no KPI and no group `{name}`"));
    Err(Failure::usage(match did_you_mean(name, ids.chain(library.groups())) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("`kpi catalogue` lists all of them"),
    }))
}
