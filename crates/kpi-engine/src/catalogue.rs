//! The catalogue in a project: what it takes in, and what it could.

use std::collections::BTreeMap;

use kpi_catalogue::{Ground, Library, Missing};
use kpi_diagnostics::{Diagnostic, Texts};
use kpi_model::model::Model;
use kpi_model::{Catalog, Input, resolve};
use kpi_syntax::ast::{self, Item};

use crate::project::Project;

/// How a project stands to a KPI of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has a definition of its own with this name.
    Own,
    /// It takes it in.
    Taken,
    /// It could take it in.
    Possible,
    /// It lacks something for it.
    Lacking(Vec<Missing>),
}

impl Project {
    /// The meaning of the project's own definitions and of those that it takes in from the catalogue.
    pub(crate) fn resolved(&self, catalog: &mut Catalog) -> (Model, Vec<Diagnostic>) {
        self.resolved_with(catalog, &[], self.texts())
    }

    /// The same with some more definitions; the texts hold theirs too.
    pub(crate) fn resolved_with(
        &self,
        catalog: &mut Catalog,
        more: &[ast::File],
        texts: &Texts,
    ) -> (Model, Vec<Diagnostic>) {
        let config = self.config();
        let own = self.files().iter().chain(more).cloned();
        let Some(library) = self.library() else {
            return resolve(Input { files: &own.collect::<Vec<_>>(), config, catalog, texts });
        };
        let taken = library.take(self.ground(catalog));
        catalog.aliases = taken.aliases;
        let files: Vec<_> = own.chain(taken.files).collect();
        let (model, mut diagnostics) = resolve(Input { files: &files, config, catalog, texts });
        diagnostics.extend(taken.diagnostics);
        (model, diagnostics)
    }

    /// How the project stands to each KPI of the catalogue, by its id.
    pub fn standing(&self, library: &Library) -> BTreeMap<String, Standing> {
        let meaning = self.meaning();
        let lacks = library.lacks(self.ground(&meaning.catalog));
        let standing = |id: &str, missing: Vec<Missing>| match meaning.model.metric_named(id) {
            _ if self.defines(id) => Standing::Own,
            Some(known) if meaning.model.metric(known).is_kpi() => Standing::Taken,
            Some(_) | None if missing.is_empty() => Standing::Possible,
            Some(_) | None => Standing::Lacking(missing),
        };
        lacks.into_iter().map(|(id, missing)| (id.clone(), standing(&id, missing))).collect()
    }

    /// Whether a definition file of the project defines this metric.
    fn defines(&self, name: &str) -> bool {
        let items = self.files().iter().flat_map(|file| &file.items);
        items.into_iter().any(|item| matches!(item, Item::Metric(metric) if metric.name.text == name))
    }

    fn ground<'a>(&'a self, catalog: &'a Catalog) -> Ground<'a> {
        Ground { config: self.config(), catalog, own: self.files() }
    }
}
