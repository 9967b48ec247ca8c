//! A project made of texts: on disk for the engine, in memory for the reference.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use kpi_catalogue::{Ground, Library};
use kpi_config::{BusinessHours, ColumnKind, Config, Delimiter, Grain, Holidays, Origin};
use kpi_diagnostics::{Diagnostic, Severity, Texts};
use kpi_model::model::{Model, Type};
use kpi_model::{Catalog, Input, SourceSchema};

use super::markdown::{Block, Case};
use crate::reference::{Calendar, TableRow, Tables, Value, plugins, read_cell};

/// The texts of a project.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// `kpi.toml`
    pub configuration: String,
    /// The one definition file.
    pub definitions: String,
    /// The data of each source, as CSV.
    pub data: BTreeMap<String, String>,
    /// Other files, by their paths.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A project as the reference needs it.
pub struct Resolved {
    /// What the definitions mean.
    pub model: Model,
    /// Where days begin.
    pub calendar: Calendar,
    /// The rows.
    pub tables: Tables,
    /// All messages.
    pub problems: Vec<Diagnostic>,
}

impl Project {
    /// The project of a case.
    pub fn of(case: &Case) -> Self {
        let join = |kind| case.of_kind(kind).map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n");
        let data: BTreeMap<String, String> =
            case.of_kind("csv").map(|block| (block.argument.clone(), block.text.clone())).collect();
        let bytes = |block: &Block| (block.argument.clone(), unescaped(&block.text));
        let tables = case.of_kind("parquet").map(|block| (block.argument.clone(), super::parquet::bytes(&block.text)));
        let packed = case.of_kind("gzip").map(super::gzip::file);
        let files = case.of_kind("file").map(bytes).chain(tables).chain(packed).collect();
        Self { files, ..Self::new(&join("toml"), join("kpi"), data) }
    }

    /// A project of texts; a source with data gets its path.
    pub fn new(configuration: &str, definitions: String, data: BTreeMap<String, String>) -> Self {
        Self { configuration: with_paths(configuration, data.keys()), definitions, data, files: BTreeMap::new() }
    }

    /// Writes the files of the project.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder.join("kpi-defs"))?;
        std::fs::create_dir_all(folder.join("data"))?;
        std::fs::write(folder.join("kpi.toml"), &self.configuration)?;
        std::fs::write(folder.join("kpi-defs/case.kpi"), &self.definitions)?;
        for (name, text) in &self.data {
            std::fs::write(folder.join(format!("data/{name}.csv")), text)?;
        }
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("a file has a folder"))?;
            std::fs::write(path, bytes)?;
        }
        for name in super::fixture::NAMES {
            if self.configuration.contains(&format!("\"plugins/{name}\"")) {
                super::fixture::put_into(name, &folder.join("plugins"))?;
            }
        }
        Ok(())
    }

    /// Reads and resolves the project without the engine.
    pub fn resolve(&self) -> Result<Resolved, String> {
        let mut texts = Texts::default();
        let file = texts.add("kpi.toml", self.configuration.as_str());
        let (config, mut problems) = kpi_config::read(file, &self.configuration, &|_| None);
        let definitions = texts.add("kpi-defs/case.kpi", self.definitions.as_str());
        let (tree, errors) = kpi_syntax::parse(definitions, &self.definitions);
        problems.extend(errors);
        let mut calendar = Calendar::of(&config.project);
        let typed = self.typed(&config)?;
        let plugins = plugins::signatures(&config);
        let mut catalog = Catalog { sources: schemas(&typed), plugins, ..Catalog::default() };
        let mut trees = vec![tree];
        if config.catalogue.is_some() {
            let library = Library::read(&mut texts);
            let taken = library.take(Ground { config: &config, catalog: &catalog, own: &trees });
            catalog.aliases = taken.aliases;
            trees.extend(taken.files);
            problems.extend(taken.diagnostics);
        }
        let input = Input { files: &trees, config: &config, catalog: &catalog, texts: &texts };
        let (model, errors) = kpi_model::resolve(input);
        problems.extend(errors);
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(kpi_diagnostics::render::concise(&problems, &texts));
        }
        let tables = tables(&typed, &calendar)?;
        calendar.table = table_rows(&config, &tables);
        calendar.working = working(&config, &tables);
        Ok(Resolved { model, calendar, tables, problems })
    }

    fn typed(&self, config: &Config) -> Result<Vec<Typed>, String> {
        let mut typed = Vec::new();
        for (name, source) in &config.sources {
            let (Origin::Files(files), Some(text)) = (&source.origin, self.data.get(name)) else { continue };
            let Delimiter::Byte(delimiter) = files.reading.delimiter else {
                return Err("the reference does not read text with blanks between values".to_owned());
            };
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
            let headers = reader.headers().map_err(|error| error.to_string())?.clone();
            let rows: Vec<csv::StringRecord> =
                reader.records().collect::<Result<_, _>>().map_err(|error| error.to_string())?;
            let cell = |text: &str| {
                let text = if files.reading.trim { text.trim() } else { text };
                let is_null = text.is_empty() || files.reading.null.iter().any(|null| null == text);
                if is_null { String::new() } else { text.to_owned() }
            };
            let mut columns = Vec::new();
            for (index, header) in headers.iter().enumerate() {
                let cells: Vec<String> = rows.iter().map(|row| cell(&row[index])).collect();
                let header = header.trim();
                let renamed = source.columns.iter().find(|(_, options)| options.from.as_deref() == Some(header));
                let column = renamed.map_or(header, |(column, _)| column.as_str());
                let declared = source.columns.get(column).and_then(|options| options.kind);
                let kind = declared.map_or_else(|| guess(&cells), declared_type);
                columns.push((column.to_owned(), kind, cells));
            }
            let names: Vec<&str> = columns.iter().map(|(name, ..)| name.as_str()).collect();
            let cells: Vec<&[String]> = columns.iter().map(|(.., cells)| cells.as_slice()).collect();
            let kept = super::duplicates::kept(source, &names, &cells)?;
            for (.., cells) in &mut columns {
                *cells = kept.iter().map(|row| cells[*row].clone()).collect();
            }
            typed.push(Typed { name: name.clone(), columns });
        }
        Ok(typed)
    }
}

/// The columns of a source with their types and cells.
struct Typed {
    name: String,
    columns: Vec<(String, Type, Vec<String>)>,
}

fn schemas(typed: &[Typed]) -> BTreeMap<String, SourceSchema> {
    let columns = |source: &Typed| source.columns.iter().map(|(name, kind, _)| (name.clone(), *kind)).collect();
    typed.iter().map(|source| (source.name.clone(), SourceSchema { columns: columns(source) })).collect()
}

fn tables(typed: &[Typed], calendar: &Calendar) -> Result<Tables, String> {
    let mut tables = Tables::new();
    for source in typed {
        let mut columns = Vec::new();
        for (name, kind, cells) in &source.columns {
            let values: Result<Vec<Value>, String> =
                cells.iter().map(|cell| read_cell(cell, *kind, calendar)).collect();
            columns.push((name.clone(), values?));
        }
        tables.insert(source.name.clone(), columns);
    }
    Ok(tables)
}

/// The rows of the project's calendar table, in order.
fn table_rows(config: &Config, tables: &Tables) -> Vec<TableRow> {
    let name = config.project.calendar.as_ref().map(|name| &name.value);
    let Some(declared) = name.and_then(|name| config.calendars.get(name)) else { return Vec::new() };
    let source = &declared.source.value;
    let (grains, names) = (column(tables, source, "grain"), column(tables, source, "name"));
    let (firsts, lasts) = (column(tables, source, "start"), column(tables, source, "end"));
    let grains_by_word = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year];
    let mut rows = Vec::new();
    for index in 0..grains.len() {
        let word = grains[index].shown().expect("a grain");
        let (Value::Date(first), Value::Date(last)) = (&firsts[index], &lasts[index]) else { panic!("days") };
        rows.push(TableRow {
            grain: grains_by_word.into_iter().find(|grain| grain.word() == word).expect("the word of a grain"),
            name: names[index].shown().expect("a name"),
            first: *first,
            end: last.tomorrow().expect("a day behind it"),
        });
    }
    rows.sort_by_key(|row| row.first);
    rows
}

/// Business hours with the days off that stand in tables.
fn working(config: &Config, tables: &Tables) -> BTreeMap<Option<String>, (BusinessHours, BTreeSet<Date>)> {
    let days_off = |hours: &BusinessHours| {
        let mut days = BTreeSet::new();
        for holidays in &hours.holidays {
            match holidays {
                Holidays::Day(day) => drop(days.insert(*day)),
                Holidays::Column { source, column: name } => {
                    days.extend(column(tables, &source.value, &name.value).iter().filter_map(|value| match value {
                        Value::Date(day) => Some(*day),
                        _ => None,
                    }));
                }
            }
        }
        days
    };
    let all = config.business_hours.iter();
    all.map(|(name, hours)| (name.clone(), (hours.clone(), days_off(hours)))).collect()
}

fn column(tables: &Tables, source: &str, name: &str) -> Vec<Value> {
    let found = tables.get(source).and_then(|columns| columns.iter().find(|(column, _)| column == name));
    found.map(|(_, values)| values.clone()).unwrap_or_default()
}

/// The first type that every cell fits; a column without any value is text.
fn guess(cells: &[String]) -> Type {
    let utc = Calendar {
        timezone: jiff::tz::TimeZone::UTC,
        week_starts: jiff::civil::Weekday::Monday,
        fiscal_year_starts: 1,
        table: Vec::new(),
        working: BTreeMap::new(),
    };
    let fits = |kind: &Type| {
        let mut filled = cells.iter().filter(|cell| !cell.is_empty()).peekable();
        filled.peek().is_some() && filled.all(|cell| read_cell(cell, *kind, &utc).is_ok())
    };
    let kinds = [Type::Number, Type::Bool, Type::Date, Type::Datetime];
    kinds.into_iter().find(fits).unwrap_or(Type::Text)
}

fn declared_type(kind: ColumnKind) -> Type {
    match kind {
        ColumnKind::Number => Type::Number,
        ColumnKind::Text => Type::Text,
        ColumnKind::Bool => Type::Bool,
        ColumnKind::Date => Type::Date,
        ColumnKind::Datetime => Type::Datetime,
        ColumnKind::Duration => Type::Duration,
    }
}

/// A text with its bytes that are no text written as `\xE9`.
fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or("").as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(digits, 16).expect("two digits behind `\\x`"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

/// The configuration with a path for every source that has data, and a section for those that have none.
fn with_paths<'n>(configuration: &str, names: impl Iterator<Item = &'n String>) -> String {
    let mut text = configuration.to_owned();
    let names: BTreeSet<&String> = names.collect();
    for name in names {
        let path = format!("path = \"data/{name}.csv\"\n");
        let heading = format!("[source.{name}]\n");
        match text.find(&heading) {
            Some(place) if has_path(&text[place + heading.len()..]) => {}
            Some(place) => text.insert_str(place + heading.len(), &path),
            None => text.push_str(&format!("\n{heading}{path}")),
        }
    }
    text
}

/// Whether the section that a text begins with names a path.
fn has_path(text: &str) -> bool {
    let section = text.split("\n[").next().unwrap_or("");
    section.lines().any(|line| line.starts_with("path = ") || line.starts_with("distinct = "))
}
