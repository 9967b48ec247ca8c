//! A project: its configuration, its definitions, and what they mean.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use kpi_catalogue::Library;
use kpi_config::Config;
use kpi_connect::Hint;
use kpi_diagnostics::{Code, Diagnostic, Texts};
use kpi_model::model::Model;
use kpi_model::{Catalog, SourceSchema};
use kpi_plan::Calendar;
use kpi_syntax::ast;

use crate::calendar::Loaded;
use crate::plugins::{PluginEntry, Plugins};
use crate::redaction::Redaction;
use crate::scorecards::lost_files;
use crate::sources::Sources;
use crate::told_once::told_once;

/// `kpi.toml` cannot be read.
const NO_CONFIGURATION: Code = Code::new(471);
/// A definition file cannot be read.
const NO_DEFINITIONS: Code = Code::new(472);
/// Definition files are larger than this only by mistake.
const MOST_BYTES: u64 = 64 << 20;

/// Whether the data may be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// Any column is taken to exist.
    Yes,
    /// Columns are those of the data.
    No,
}

/// An open project. Opening never fails: what is wrong with it is said by [`Project::check`].
pub struct Project {
    folder: PathBuf,
    texts: Texts,
    config: Config,
    files: Vec<ast::File>,
    library: Option<Library>,
    early: Vec<Diagnostic>,
    redaction: Redaction,
    plugins: OnceLock<Arc<Plugins>>,
    sources: OnceLock<Sources>,
    calendar: OnceLock<Loaded>,
    meaning: OnceLock<Meaning>,
}

/// What the definitions mean, held against the data.
pub(crate) struct Meaning {
    pub(crate) model: Model,
    pub(crate) catalog: Catalog,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// Reads `kpi.toml` and the definitions of a folder. Secrets come from `environment`.
    pub fn open(folder: &Path, environment: &dyn Fn(&str) -> Option<String>) -> Self {
        Self::open_changed(folder, environment, &BTreeMap::new())
    }

    /// The same, with other texts than those on disk for the files with these names.
    pub fn open_changed(
        folder: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
        changed: &BTreeMap<String, String>,
    ) -> Self {
        let mut texts = Texts::default();
        let mut early = Vec::new();
        let read = |name: &str, path: &Path| changed.get(name).map_or_else(|| read_text(path), |text| Ok(text.clone()));
        let content = read("kpi.toml", &folder.join("kpi.toml")).unwrap_or_else(|reason| {
            early.push(Diagnostic::error(NO_CONFIGURATION, format!("`kpi.toml` cannot be read: {reason}")).help(
                "make it a text file that the user who runs `kpi` may read; `kpi demo` writes an example of one",
            ));
            String::new()
        });
        let is_there = early.is_empty();
        let file = texts.add("kpi.toml", content.clone());
        let asked = RefCell::new(Vec::new());
        let noted = |name: &str| {
            let value = environment(name)?;
            asked.borrow_mut().push((name.to_owned(), value.clone()));
            Some(value)
        };
        let (config, mut problems) = kpi_config::read(file, &content, &noted);
        early.append(&mut problems);
        let mut files = Vec::new();
        // Without a configuration every definition would be told to be wrong.
        let paths = if is_there { definition_files(folder, &config, &mut early) } else { Vec::new() };
        early.extend(lost_files(folder, &config));
        for path in paths {
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            match read(&name, &path) {
                Ok(content) => {
                    let file = texts.add(name, content.clone());
                    let (tree, mut problems) = kpi_syntax::parse(file, &content);
                    files.push(tree);
                    early.append(&mut problems);
                }
                Err(reason) => {
                    early.push(
                        Diagnostic::error(NO_DEFINITIONS, format!("`{name}` cannot be read: {reason}"))
                            .help("make it a text file that the user who runs `kpi` may read, or remove it"),
                    );
                }
            }
        }
        let library = config.catalogue.is_some().then(|| Library::read(&mut texts));
        Self {
            folder: folder.to_owned(),
            texts,
            config,
            files,
            library,
            early,
            redaction: Redaction::new(asked.into_inner()),
            plugins: OnceLock::new(),
            sources: OnceLock::new(),
            calendar: OnceLock::new(),
            meaning: OnceLock::new(),
        }
    }

    /// Every error and warning of every file, in the order of the files. Nothing of the data is read but their headers.
    pub fn check(&self, offline: Offline) -> Vec<Diagnostic> {
        let mut all = self.early.clone();
        if self.config.flaws.unreadable {
            // What a text means that cannot be read is not known, so nothing that uses it is a mistake.
            return told_once(all);
        }
        match offline {
            Offline::Yes => {
                let (model, found) = self.resolved(&mut Catalog::default());
                all.extend(found);
                all.extend(self.lost_names(&model, offline, &all));
            }
            Offline::No => {
                all.extend(self.meaning().diagnostics.clone());
                all.extend(self.lost_names(self.model(), offline, &all));
                all.extend(self.sources().problems());
                all.extend(self.sources().warnings(&self.config));
                all.extend(self.loaded_calendar().mistakes.clone());
                all.extend(self.loaded_calendar().failures.clone());
                all.extend(self.loaded_plugins().diagnostics());
            }
        }
        told_once(all)
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The texts that messages point into.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// What the definitions mean; those that are wrong are absent.
    pub fn model(&self) -> &Model {
        &self.meaning().model
    }

    /// The plugins of the configuration, loaded or not.
    pub fn plugins(&self) -> Vec<PluginEntry> {
        self.loaded_plugins().entries().to_vec()
    }

    /// What stops a run: mistakes in the text, as far as they are known without the rows of the data.
    pub(crate) fn mistakes(&self) -> Vec<Diagnostic> {
        if self.config.flaws.unreadable {
            return told_once(self.early.clone());
        }
        let mut all = self.mistakes_with(&self.meaning().diagnostics);
        all.extend(self.lost_names(self.model(), Offline::No, &all));
        all
    }

    /// What was found when the files were read, and these messages, without a look at the data.
    pub(crate) fn early_and(&self, meaning: &[Diagnostic]) -> Vec<Diagnostic> {
        let all: Vec<Diagnostic> = self.early.iter().chain(meaning).cloned().collect();
        told_once(all)
    }

    /// What was found when the files were read, and these messages, in the order of the files.
    pub(crate) fn mistakes_with(&self, meaning: &[Diagnostic]) -> Vec<Diagnostic> {
        let calendar = &self.loaded_calendar().mistakes;
        let all: Vec<Diagnostic> = self.early.iter().chain(meaning).chain(calendar).cloned().collect();
        told_once(all)
    }

    /// Where days begin, which periods there are, when people work.
    pub fn calendar(&self) -> Calendar {
        self.loaded_calendar().calendar.clone()
    }

    /// What is wrong with the table of the project's calendar; then there are no periods.
    pub fn calendar_problems(&self) -> &[Diagnostic] {
        &self.loaded_calendar().mistakes
    }

    pub(crate) fn loaded_calendar(&self) -> &Loaded {
        self.calendar.get_or_init(|| self.load_calendar())
    }

    pub(crate) fn loaded_plugins(&self) -> &Arc<Plugins> {
        self.plugins.get_or_init(|| Arc::new(Plugins::load(&self.config, &self.folder).redacted(&self.redaction)))
    }

    pub(crate) fn sources(&self) -> &Sources {
        self.sources.get_or_init(|| Sources::open(&self.config, &self.folder, self.loaded_plugins(), &self.redaction))
    }

    pub(crate) fn meaning(&self) -> &Meaning {
        self.meaning.get_or_init(|| self.meaning_in(self.catalog(self.sources().schemas(&self.config))))
    }

    /// What is known when these are the sources.
    pub(crate) fn catalog(&self, sources: BTreeMap<String, SourceSchema>) -> Catalog {
        Catalog { sources, plugins: self.loaded_plugins().catalog(), ..Catalog::default() }
    }

    /// The meaning when this is what is known of the world.
    pub(crate) fn meaning_in(&self, mut catalog: Catalog) -> Meaning {
        let (model, mut diagnostics) = self.resolved(&mut catalog);
        for diagnostic in &mut diagnostics {
            self.add_hints(diagnostic);
        }
        Meaning { model, catalog, diagnostics }
    }

    /// What the data say about a column that a message is about: which value makes it text, which option would make it a date.
    fn add_hints(&self, diagnostic: &mut Diagnostic) {
        let places = diagnostic.labels.iter().map(|label| self.texts.slice(label.span));
        let words: Vec<&str> = places.chain(diagnostic.message.split('`').skip(1).step_by(2)).collect();
        let mentions = |source: &str, column: &str| {
            words.iter().any(|word| {
                *word == column || word.strip_suffix(column).is_some_and(|before| before == format!("{source}."))
            })
        };
        let is_about_text = diagnostic.message.contains("a text") && !diagnostic.message.contains("date");
        let helps = |hint: &Hint| is_about_text || !matches!(hint, Hint::Written { .. });
        let mut hints = Vec::new();
        // What was not looked at gives no hints.
        for (source, column, hint) in self.sources.get().into_iter().flat_map(Sources::hints) {
            if mentions(source, column) && helps(hint) {
                hints.extend(hint.ways_out(column));
            }
        }
        hints.retain(|hint| !diagnostic.help.contains(hint));
        diagnostic.help.extend(hints);
    }

    /// The trees of the project's own definition files.
    pub(crate) fn files(&self) -> &[ast::File] {
        &self.files
    }

    /// The catalogue, when `kpi.toml` takes something in from it.
    pub(crate) fn library(&self) -> Option<&Library> {
        self.library.as_ref()
    }
}

/// The definition files of a project: pattern by pattern, sorted within each, every file once. Their order is that of the
/// scorecard.
pub fn definition_files(folder: &Path, config: &Config, problems: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for pattern in &config.project.definitions {
        let whole = Path::new(&glob::Pattern::escape(&folder.to_string_lossy())).join(pattern);
        match glob::glob(&whole.to_string_lossy()) {
            Ok(paths) => {
                let mut found = Vec::new();
                for path in paths {
                    match path {
                        Ok(path) if !path.is_dir() => found.push(path),
                        Ok(_) => {}
                        Err(error) => problems.push(unreadable_folder(folder, &error)),
                    }
                }
                found.sort();
                files.extend(found);
            }
            Err(error) => {
                problems
                    .push(Diagnostic::error(NO_DEFINITIONS, format!("`{pattern}` is no pattern of files: {error}")));
            }
        }
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    files
}

fn unreadable_folder(folder: &Path, error: &glob::GlobError) -> Diagnostic {
    let shown = error.path().strip_prefix(folder).unwrap_or(error.path()).display();
    Diagnostic::error(NO_DEFINITIONS, format!("`{shown}` cannot be looked into: {}", plain(error.error())))
        .help("let the user who runs `kpi` read the folder and enter it")
}

/// The words of the system about a file.
fn plain(error: &std::io::Error) -> String {
    if error.kind() == ErrorKind::NotFound {
        return "there is no such file".to_owned();
    }
    if error.kind() == ErrorKind::PermissionDenied {
        return "the user who runs `kpi` may not read it".to_owned();
    }
    error.to_string()
}

/// A text as a project takes it, or why it does not.
pub fn read_text(path: &Path) -> Result<String, String> {
    let found = fs::metadata(path).map_err(|error| plain(&error))?;
    if found.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    if !found.is_file() {
        // Opening a pipe would wait for somebody to write into it.
        return Err("it is a pipe or a device, not a file".to_owned());
    }
    let length = found.len();
    if length > MOST_BYTES {
        return Err(format!("it has {} MB, more than the {} MB that are allowed", length >> 20, MOST_BYTES >> 20));
    }
    let bytes = fs::read(path).map_err(|error| plain(&error))?;
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = line.split(|byte| *byte == b'\n').count();
        format!("line {line} is not UTF-8; save the file as UTF-8")
    })
}
