//! Which table goes to which file.
//!
//! Big tables are Parquet, ordered by time, so that a month can be read alone. Small ones are CSV or NDJSON. The order is:
//! what is held in memory, the web site day by day, and at last as many product events as make the number of rows exact.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::calendar::{Calendar, Day};
use crate::company::Company;
use crate::company::visit::Traffic;
use crate::output::{Format, Part, Table, make_folder, write_text};
use crate::tables::Record;
use crate::tables::care::{CesAnswer, CsatAnswer, CssAnswer, NpsAnswer, Ticket};
use crate::tables::money::{Cart, Order};
use crate::tables::site::{Event, Goal, PageView, Visit, VisitAnswer};
use crate::{
    DEFINITION_FILES, Error, Existing, LEAST_ROWS, MOST_ROWS, Options, PROJECT_FILE, Progress, Summary, TEST_FILES,
    TableSummary,
};

/// Writes the example company.
pub fn write(options: &Options<'_>) -> Result<Summary, Error> {
    if !(LEAST_ROWS..=MOST_ROWS).contains(&options.rows) {
        return Err(Error::Rows { asked: options.rows });
    }
    let project = write_project(options)?;
    let calendar = Calendar::up_to(Day::from(options.last_day));
    let mut company = Company::simulate(calendar, options.rows, options.seed);
    let mut folder = Folder::of(options)?;
    write_held(&company, &mut folder)?;
    write_site(&mut company, &mut folder)?;
    write_usage(&company, &mut folder)?;
    let rows = folder.rows;
    project.finish()?;
    Ok(Summary {
        folder: options.folder.to_owned(),
        tables: folder.tables,
        rows,
        first_day: date(company.calendar.first),
        last_day: date(company.calendar.end.plus(-1)),
    })
}

fn date(day: Day) -> Date {
    let (year, month, date) = day.civil();
    let narrow = |number: i32| i8::try_from(number).unwrap_or(1);
    Date::new(i16::try_from(year).unwrap_or(i16::MAX), narrow(month), narrow(date)).unwrap_or_default()
}

/// The definitions; and `kpi.toml`, which is not there before the data are: half a company is no project.
fn write_project(options: &Options<'_>) -> Result<Part, Error> {
    let file = options.folder.join("kpi.toml");
    if options.existing == Existing::Refuse && file.exists() {
        return Err(Error::Occupied { folder: options.folder.to_owned() });
    }
    make_folder(&options.folder.join("kpi-defs"))?;
    for (name, text) in DEFINITION_FILES.into_iter().chain(TEST_FILES) {
        write_text(&options.folder.join("kpi-defs").join(name), text)?;
    }
    let project = Part::of(&file);
    write_text(
        project.path(),
        &PROJECT_FILE.replace("2026-07-01", &date(Day::from(options.last_day).plus(1)).to_string()),
    )?;
    if file.exists() {
        fs::remove_file(&file).map_err(|error| Error::write(&file, error))?;
    }
    Ok(project)
}

/// The folder of the data while it is written.
struct Folder<'a> {
    data: PathBuf,
    tables: Vec<TableSummary>,
    rows: u64,
    told: u64,
    of: u64,
    progress: Option<&'a dyn Fn(Progress)>,
}

impl<'a> Folder<'a> {
    fn of(options: &Options<'a>) -> Result<Self, Error> {
        let data = options.folder.join("data");
        make_folder(&data)?;
        remove_tickets(&data)?;
        Ok(Self { data, tables: Vec::new(), rows: 0, told: 0, of: options.rows, progress: options.progress })
    }

    fn open<R: Record>(&self, format: Format) -> Result<Table, Error> {
        Table::create::<R>(self.data.join(format!("{}.{}", R::TABLE, format.extension())), format)
    }

    fn close<R: Record>(&mut self, format: Format, table: Table) -> Result<(), Error> {
        let path = format!("data/{}.{}", R::TABLE, format.extension());
        let rows = table.finish()?;
        self.done(R::TABLE, path, rows);
        Ok(())
    }

    fn done(&mut self, name: &'static str, path: String, rows: u64) {
        self.rows += rows;
        self.tables.push(TableSummary { name, path, rows });
        self.tell(0);
    }

    /// Says how far things are, tables that are still open included; never less than before.
    fn tell(&mut self, open: u64) {
        self.told = self.told.max(self.rows + open);
        if let Some(progress) = self.progress {
            progress(Progress { rows: self.told, of: self.of.max(self.told) });
        }
    }

    fn all<R: Record>(&mut self, format: Format, rows: impl IntoIterator<Item = R>) -> Result<(), Error> {
        let mut table = self.open::<R>(format)?;
        rows.into_iter().try_for_each(|row| table.push(&row))?;
        self.close::<R>(format, table)
    }

    fn each<'r, R: Record + 'r>(&mut self, format: Format, rows: &'r [R]) -> Result<(), Error> {
        let mut table = self.open::<R>(format)?;
        table.extend(rows)?;
        self.close::<R>(format, table)
    }
}

/// Files of months that a company of other years left behind would be read as this one's.
fn remove_tickets(data: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(data).map_err(|error| Error::write(data, error))?.flatten() {
        let path = entry.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let is_ticket_file = stem.is_some_and(|stem| stem.starts_with("tickets-"))
            && path.extension().is_some_and(|ending| ending == "csv");
        if is_ticket_file {
            fs::remove_file(&path).map_err(|error| Error::write(&path, error))?;
        }
    }
    Ok(())
}

fn write_held(company: &Company, folder: &mut Folder<'_>) -> Result<(), Error> {
    folder.all(Format::Csv, company.customers())?;
    folder.each(Format::Parquet, &company.billing.subscriptions)?;
    folder.each(Format::Parquet, &company.billing.payments)?;
    write_tickets(&company.service.tickets, folder)?;
    folder.each(Format::Parquet, &company.service.contacts)?;
    folder.all(Format::Ndjson, company.service.nps.iter().copied().map(NpsAnswer::from))?;
    folder.all(Format::Csv, company.service.csat.iter().copied().map(CsatAnswer::from))?;
    folder.all(Format::Csv, company.service.css.iter().copied().map(CssAnswer::from))?;
    folder.all(Format::Csv, company.service.ces.iter().copied().map(CesAnswer::from))?;
    folder.each(Format::Csv, &company.service.shares)?;
    folder.each(Format::Csv, &company.prospects.leads)?;
    folder.each(Format::Csv, &company.prospects.trials)?;
    folder.each(Format::Csv, &company.prospects.referrals)?;
    folder.each(Format::Csv, &company.prospects.requests)?;
    folder.each(Format::Ndjson, &company.mentions)?;
    folder.each(Format::GermanCsv, &company.spend)?;
    folder.each(Format::Csv, &company.stock)?;
    folder.each(Format::Csv, &company.employees)?;
    folder.each(Format::Csv, &company.employee_answers)
}

/// A file for each month, as help desks export them.
fn write_tickets(tickets: &[Ticket], folder: &mut Folder<'_>) -> Result<(), Error> {
    let month = |ticket: &Ticket| {
        let (year, month, _) = ticket.opened_at.day().civil();
        (year, month)
    };
    let mut rows = 0;
    for tickets in tickets.chunk_by(|one, other| month(one) == month(other)) {
        let Some((year, month)) = tickets.first().map(month) else { continue };
        let path = folder.data.join(format!("tickets-{year:04}-{month:02}.csv"));
        let mut table = Table::create::<Ticket>(path, Format::Csv)?;
        table.extend(tickets)?;
        rows += table.finish()?;
    }
    folder.done(Ticket::TABLE, "data/tickets-*.csv".to_owned(), rows);
    Ok(())
}

/// The tables that grow while the web site lives through its days.
struct SiteTables {
    visits: Table,
    page_views: Table,
    goals: Table,
    answers: Table,
    carts: Table,
    orders: Table,
}

impl SiteTables {
    fn open(folder: &Folder<'_>) -> Result<Self, Error> {
        Ok(Self {
            visits: folder.open::<Visit>(Format::Parquet)?,
            page_views: folder.open::<PageView>(Format::Parquet)?,
            goals: folder.open::<Goal>(Format::Parquet)?,
            answers: folder.open::<VisitAnswer>(Format::Csv)?,
            carts: folder.open::<Cart>(Format::Parquet)?,
            orders: folder.open::<Order>(Format::Parquet)?,
        })
    }

    fn extend(&mut self, traffic: &Traffic) -> Result<(), Error> {
        self.visits.extend(&traffic.visits)?;
        self.page_views.extend(&traffic.page_views)?;
        self.goals.extend(&traffic.goals)?;
        self.answers.extend(&traffic.answers)?;
        self.carts.extend(&traffic.carts)?;
        self.orders.extend(&traffic.orders)
    }

    const fn rows(&self) -> u64 {
        let seen = self.visits.rows() + self.page_views.rows() + self.goals.rows();
        seen + self.answers.rows() + self.carts.rows() + self.orders.rows()
    }

    fn close(self, folder: &mut Folder<'_>) -> Result<(), Error> {
        folder.close::<Visit>(Format::Parquet, self.visits)?;
        folder.close::<PageView>(Format::Parquet, self.page_views)?;
        folder.close::<Goal>(Format::Parquet, self.goals)?;
        folder.close::<VisitAnswer>(Format::Csv, self.answers)?;
        folder.close::<Cart>(Format::Parquet, self.carts)?;
        folder.close::<Order>(Format::Parquet, self.orders)
    }
}

fn write_site(company: &mut Company, folder: &mut Folder<'_>) -> Result<(), Error> {
    let mut tables = SiteTables::open(folder)?;
    for traffic in company.site(folder.of) {
        tables.extend(&traffic)?;
        folder.tell(tables.rows());
    }
    tables.close(folder)
}

fn write_usage(company: &Company, folder: &mut Folder<'_>) -> Result<(), Error> {
    let mut table = folder.open::<Event>(Format::Parquet)?;
    for events in company.usage(folder.of.saturating_sub(folder.rows)) {
        table.extend(&events)?;
        folder.tell(table.rows());
    }
    folder.close::<Event>(Format::Parquet, table)
}
