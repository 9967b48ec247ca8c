//! The scorecard on a terminal: a report as text.
//!
//! Everything here is pure: a [`Report`] and what the reader's terminal can do go in, text comes out. A head line counts
//! the KPIs by status; each KPI is a line with its latest period, its slices below it, and a remark where something has
//! to be said. [`number`], [`change`], [`sparkline`] and [`sign`] are the cells, [`listing`] is the plainer table of a query,
//! [`rows`] the lists behind counts.

pub(crate) mod calendar;
mod change;
pub(crate) mod listing;
pub(crate) mod number;
pub(crate) mod row;
pub(crate) mod rows;
mod series;
pub(crate) mod sign;
mod sparkline;
pub(crate) mod target;

use std::collections::HashMap;

use kpi_diagnostics::render::Colour;
use kpi_engine::{Report, Status};

pub(crate) use change::Better;

use crate::ink::{Tone, paint};
use crate::table::{Cell, Line, lay_out};
use crate::width::width;
use series::Series;

/// What stands before a remark: it begins below the slices.
const INDENT: &str = "     ";
/// More slices of one KPI than this are counted and not shown.
const SLICES: usize = 20;

/// What a report does not say about itself.
#[derive(Clone, Debug)]
pub(crate) struct Page<'a> {
    /// The name of the project.
    pub(crate) project: &'a str,
    /// The title of the scorecard.
    pub(crate) title: Option<&'a str>,
    /// Which direction of a KPI is good, by its name.
    pub(crate) better: &'a HashMap<String, Better>,
    /// Messages about what went wrong, as text; empty when nothing did.
    pub(crate) problems: &'a str,
    /// The width of the terminal.
    pub(crate) width: usize,
    /// Whether it shows colours.
    pub(crate) colour: Colour,
}

/// The whole page.
pub(crate) fn scorecard(report: &Report, page: &Page<'_>) -> String {
    let series = series::of(report);
    let everywhere = marks_everywhere(report);
    let mut text = head(report, &series, &everywhere, page);
    let lines = lines(&series, &everywhere, page.better);
    if !lines.is_empty() {
        text.push('\n');
        text.push_str(&lay_out(&row::columns(), &lines, page.width, page.colour));
    }
    if series.iter().any(|one| !one.change(page.better).text.is_empty()) {
        text.extend(["\n", &paint(change::LEGEND, Tone::Quiet, page.colour), "\n"]);
    }
    if !page.problems.is_empty() {
        text.push('\n');
        text.push_str(page.problems);
    }
    text
}

fn head(report: &Report, series: &[Series<'_>], everywhere: &[&str], page: &Page<'_>) -> String {
    let name = std::iter::once(page.project).chain(page.title).collect::<Vec<_>>().join(" · ");
    let period = series.first().map(|one| calendar::name(&one.current().period));
    let clock = format!("as of {}", report.as_of);
    let when = period.into_iter().chain([clock]).chain(everywhere.iter().map(|mark| (*mark).to_owned()));
    format!(
        "{}\n{}\n{}\n",
        paint(&name, Tone::Strong, page.colour),
        paint(&when.collect::<Vec<_>>().join(" · "), Tone::Quiet, page.colour),
        counts(series, page)
    )
}

/// `● 12 met   ◐ 3 at risk`, in as many lines as the width asks for.
fn counts(series: &[Series<'_>], page: &Page<'_>) -> String {
    let statuses = statuses(series);
    let mut text = String::new();
    let mut used = 0;
    for status in sign::ALL {
        let number = statuses.iter().filter(|one| **one == status).count();
        if number == 0 {
            continue;
        }
        let words = format!("{number} {}", status.words());
        let room = width(&words) + 5;
        if used > 0 {
            let starts_a_line = used + room > page.width;
            text.push_str(if starts_a_line { "\n" } else { "   " });
            used = if starts_a_line { 0 } else { used };
        }
        used += room;
        text.extend([&paint(sign::shape(status), sign::tone(status), page.colour), " ", &words]);
    }
    if statuses.is_empty() {
        "no KPI to show: a metric with a label or a target is one, as in `nps \"Net Promoter Score\" = …`".to_owned()
    } else {
        text
    }
}

/// One status for each KPI: that of its total, or the most urgent of its slices where no total is shown.
fn statuses(series: &[Series<'_>]) -> Vec<Status> {
    let kpis = series.chunk_by(|left, right| left.current().name == right.current().name);
    let status = |kpi: &[Series<'_>]| {
        let total = kpi.iter().find(|one| one.is_total()).map(|one| one.current().status);
        total.or_else(|| kpi.iter().map(|one| one.current().status).max_by_key(|status| sign::urgency(*status)))
    };
    kpis.filter_map(status).collect()
}

/// The marks that every value has: said once, in the head.
fn marks_everywhere(report: &Report) -> Vec<&str> {
    let latest = report.results.iter().map(|result| result.period.end).max();
    let current: Vec<_> = report.results.iter().filter(|result| Some(result.period.end) == latest).collect();
    let Some(first) = current.first() else { return Vec::new() };
    let everywhere = |mark: &&String| current.iter().all(|result| result.marks.contains(mark));
    first.marks.iter().filter(everywhere).map(String::as_str).collect()
}

fn lines(series: &[Series<'_>], everywhere: &[&str], better: &HashMap<String, Better>) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in groups(series) {
        if let Some(heading) = group.heading {
            lines.push(Line::Heading(heading.to_owned()));
        }
        for kpi in group.series.chunk_by(|left, right| left.current().name == right.current().name) {
            push_kpi(&mut lines, kpi, everywhere, better);
        }
    }
    lines
}

fn push_kpi(lines: &mut Vec<Line>, kpi: &[&Series<'_>], everywhere: &[&str], better: &HashMap<String, Better>) {
    let total = kpi.iter().find(|one| one.is_total());
    if total.is_none()
        && let Some(first) = kpi.first()
    {
        lines.push(row::title(first));
    }
    let mut said = String::new();
    for one in total.into_iter().chain(kpi.iter().filter(|one| !one.is_total()).take(SLICES)) {
        lines.push(row::line(one, better));
        let remark = row::remark(one, everywhere);
        if !remark.is_empty() && remark != said {
            lines.push(Line::Remark(INDENT.to_owned(), Cell::new(remark.clone(), row::remark_tone(one))));
            said = remark;
        }
    }
    let more = kpi.iter().filter(|one| !one.is_total()).count().saturating_sub(SLICES);
    if more > 0 {
        let slices = if more == 1 { "slice" } else { "slices" };
        let words = format!("{more} more {slices}; `--format csv` gives all of them");
        lines.push(Line::Remark(INDENT.to_owned(), Cell::new(words, Tone::Quiet)));
    }
}

struct Group<'a> {
    heading: Option<&'a str>,
    series: Vec<&'a Series<'a>>,
}

/// The groups in the order in which they first appear; KPIs without one stand under their own heading when others have one.
fn groups<'a>(series: &'a [Series<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for one in series {
        let heading = one.current().group.as_deref();
        match groups.iter_mut().find(|group| group.heading == heading) {
            Some(group) => group.series.push(one),
            None => groups.push(Group { heading, series: vec![one] }),
        }
    }
    if groups.len() > 1 {
        for group in groups.iter_mut().filter(|group| group.heading.is_none()) {
            group.heading = Some("Without a group");
        }
    }
    groups
}

#[cfg(test)]
mod tests;
