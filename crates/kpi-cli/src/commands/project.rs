//! Finding and opening the project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kpi_diagnostics::{Diagnostic, did_you_mean};
use kpi_engine::{Offline, Project};

use crate::arguments::Common;
use crate::exit::{Exit, Failure, NO_KPI, NO_PROJECT};

/// What makes a folder a project.
pub(crate) const FILE: &str = "kpi.toml";

/// Opens the project that the command line means.
pub(crate) fn open(common: &Common) -> Result<Project, Failure> {
    Ok(open_folder(&folder(common)?))
}

/// Opens the project that the command line means; none when it names none and there is none here.
pub(crate) fn open_if_any(common: &Common) -> Result<Option<Project>, Failure> {
    if common.project.is_some() {
        return open(common).map(Some);
    }
    Ok(folder(common).ok().map(|folder| open_folder(&folder)))
}

/// Opens the project in this folder.
pub(crate) fn open_folder(folder: &Path) -> Project {
    open_folder_changed(folder, &BTreeMap::new())
}

/// The same, with other texts than those on disk for the files with these names.
pub(crate) fn open_folder_changed(folder: &Path, changed: &BTreeMap<String, String>) -> Project {
    Project::open_changed(folder, &|name| std::env::var(name).ok(), changed)
}

/// The folder of the project that the command line means.
pub(crate) fn folder(common: &Common) -> Result<PathBuf, Failure> {
    if let Some(folder) = &common.project {
        return named(folder);
    }
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    here.ancestors().find(|folder| folder.join(FILE).exists()).map(Path::to_owned).ok_or_else(|| {
        let message = format!("no `{FILE}` in this folder or one above it");
        let diagnostic = Diagnostic::error(NO_PROJECT, message)
            .help("go to the folder of a project, or name it: `--project DIR`")
            .help("`kpi demo` writes an example project");
        Failure::usage(diagnostic)
    })
}

/// The folder, or the folder of the `kpi.toml` that was named.
fn named(path: &Path) -> Result<PathBuf, Failure> {
    if path.join(FILE).exists() {
        return Ok(path.to_owned());
    }
    if path.is_file() && path.file_name().is_some_and(|name| name == FILE) {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        return Ok(parent.unwrap_or(Path::new(".")).to_owned());
    }
    let shown = path.display();
    let message = if path.is_dir() {
        format!("there is no `{FILE}` in `{shown}`")
    } else {
        format!("there is no folder `{shown}`")
    };
    Err(Failure::usage(Diagnostic::error(NO_PROJECT, message).help(format!("name the folder that holds `{FILE}`"))))
}

/// Fails when a name is not that of a metric: with what is wrong with the definitions, or with the name that is near.
pub(crate) fn known(names: &[String], project: &Project) -> Result<(), Failure> {
    let Some(name) = names.iter().find(|name| project.model().metric_named(name).is_none()) else { return Ok(()) };
    let mistakes = project.check(Offline::No);
    if Exit::of(&mistakes) == Exit::Invalid {
        return Err(Failure::of(mistakes, project.texts()));
    }
    let diagnostic = Diagnostic::error(NO_KPI, format!("no metric is called `{name}`"));
    let near = did_you_mean(name, project.model().metrics.iter().map(|metric| metric.name.as_str()));
    Err(Failure::usage(match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("`kpi run --format csv` shows the names of all KPIs"),
    }))
}
