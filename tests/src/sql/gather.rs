//! Aggregates in fields: correlated queries; and which rows are in time.

use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{Belongs, Gather};
use kpi_model::model::{self, Clock, SourceId, When};
use kpi_syntax::ast::Edge;

use super::row::{Place, Rows};
use super::window::{Window, moved};
use super::{Translated, Untranslated};

impl Rows<'_> {
    /// The aggregate over the rows that belong to the row of the place.
    pub(super) fn gather(&self, gather: &Gather, asking: &Place<'_>) -> Translated {
        if gather.source == asking.source {
            return Err(Untranslated("rows beside rows of their own kind"));
        }
        let mut place = Place::of(gather.source, self.alias(), asking.window);
        let belongs = match &gather.belongs {
            Belongs::Child(reference) => self.leads(*reference, &place, asking)?,
            Belongs::SameValue(theirs, own) => format!("{} = {}", self.row(theirs, &place)?, self.row(own, asking)?),
            Belongs::ChildField(_) => return Err(Untranslated("fields that are rows")),
        };
        place.asking = Some(Box::new(asking.clone()));
        // In its own anchor the asking row is `this`.
        let anchoring = Place { asking: Some(Box::new(asking.clone())), ..asking.clone() };
        let mut conditions = vec![belongs, self.in_time(&gather.when, &place, Some(&anchoring))?];
        if let Some(filter) = &gather.filter {
            conditions.push(self.row(filter, &place)?);
        }
        let value = gather.value.as_ref().map(|value| self.row(value, &place)).transpose()?;
        let from = format!("FROM {} {} WHERE {}", self.table(gather.source), place.alias, conditions.join(" AND "));
        if gather.function == Aggregator::Any {
            let condition = value.map_or_else(String::new, |value| format!(" AND {value}"));
            return Ok(format!("EXISTS (SELECT 1 {from}{condition})"));
        }
        let value = match (gather.function, value) {
            (Aggregator::First | Aggregator::Last, None) => return Err(Untranslated("fields that are rows")),
            (_, value) => value,
        };
        self.query(gather.function, (gather.distinct, value.as_deref()), &from, &place)
    }

    /// A query for the aggregate of a value (none: the rows themselves) over the rows of `from`.
    pub(super) fn query(
        &self,
        function: Aggregator,
        (distinct, value): (bool, Option<&str>),
        from: &str,
        place: &Place<'_>,
    ) -> Translated {
        let value = value.unwrap_or("1");
        let taken = match (function, distinct) {
            (Aggregator::Count, true) => format!("CAST(count(DISTINCT {value}) AS REAL)"),
            (Aggregator::Count, false) => format!("CAST(count({value}) AS REAL)"),
            (Aggregator::Sum, false) => format!("coalesce(sum({value}), 0.0)"),
            (Aggregator::Avg, false) => format!("avg({value})"),
            (Aggregator::Min, _) => format!("min({value})"),
            (Aggregator::Max, _) => format!("max({value})"),
            (Aggregator::First, false) => return Ok(self.outermost(value, from, place, "ASC")),
            (Aggregator::Last, false) => return Ok(self.outermost(value, from, place, "DESC")),
            (Aggregator::Median, false) => return Ok(median(value, from)),
            _ => return Err(Untranslated("an aggregate that SQLite lacks")),
        };
        Ok(format!("(SELECT {taken} {from})"))
    }

    /// The value of the first or last row that has one, by time, then by key, then as the rows stand in the data.
    fn outermost(&self, value: &str, from: &str, place: &Place<'_>, direction: &str) -> String {
        let source = self.model.source(place.source);
        let time = source.time.or(source.alive.map(|alive| alive.from));
        let time = time.or(source.snapshot.map(|snapshot| snapshot.column));
        let columns = time.iter().chain(&source.key).map(|column| self.column(place, *column));
        let columns = columns.chain([format!("{}.rowid", place.alias)]);
        let order: Vec<String> = columns.map(|column| format!("{column} {direction}")).collect();
        format!("(SELECT {value} {from} AND {value} IS NOT NULL ORDER BY {} LIMIT 1)", order.join(", "))
    }

    /// Whether the row of a place is in time. Windows are those of the place, or anchored to the asking row.
    pub(super) fn in_time(&self, when: &When, place: &Place<'_>, asking: Option<&Place<'_>>) -> Translated {
        match when {
            When::Always => Ok("1".to_owned()),
            When::At(edge) => {
                let edge = match edge {
                    Edge::Start => place.window.start.as_ref().ok_or(Untranslated("the start of all time"))?,
                    Edge::End => &place.window.end,
                };
                self.at(edge, place)
            }
            When::During(Clock::Moment(moment), window) => {
                let moment = self.row(moment, &Place { asking: None, ..place.clone() })?;
                self.inside(&moment, window, asking.unwrap_or(place))
            }
            When::During(Clock::Alive, window) => self.alive(window, place, asking),
            When::During(Clock::Snapshot, window) if window.anchor().is_none() => {
                let inner = Place::of(place.source, self.alias(), place.window);
                let date = self.snapshot_date(&inner)?;
                let inside = self.inside(&date, window, &inner)?;
                self.pictured(place, &inner, &inside)
            }
            When::During(Clock::Snapshot, _) => Err(Untranslated("snapshots around a row")),
        }
    }

    fn at(&self, edge: &str, place: &Place<'_>) -> Translated {
        let source = self.model.source(place.source);
        if source.snapshot.is_some() {
            let inner = Place::of(place.source, self.alias(), place.window);
            let before = format!("{} < {edge}", self.snapshot_date(&inner)?);
            return self.pictured(place, &inner, &before);
        }
        let (from, to) = self.life(place)?;
        Ok(format!("({from} < {edge} AND ({to} IS NULL OR {to} >= {edge}))"))
    }

    fn alive(&self, window: &model::Window, place: &Place<'_>, asking: Option<&Place<'_>>) -> Translated {
        let (from, to) = self.life(place)?;
        let Some(anchor) = window.anchor() else {
            let Window { start, end, .. } = &place.window.inside(window, self.divisions)?;
            let past = start.as_ref().map(|start| format!(" AND ({to} IS NULL OR {to} >= {start})"));
            return Ok(format!("({from} < {end}{})", past.unwrap_or_default()));
        };
        let anchor = self.row(anchor, asking.unwrap_or(place))?;
        Ok(match window {
            model::Window::From(length, _) => {
                let before = length.map(|length| format!(" AND {from} < {}", moved(&anchor, length, '+')));
                format!(
                    "({from} IS NOT NULL AND {anchor} IS NOT NULL AND ({to} IS NULL OR {to} >= {anchor}){})",
                    before.unwrap_or_default()
                )
            }
            model::Window::UpTo(length, _) => {
                let past = length.map(|length| moved(&anchor, length, '-'));
                let past = past.map(|past| format!(" AND ({to} IS NULL OR {to} > {past})"));
                format!("({from} <= {anchor}{})", past.unwrap_or_default())
            }
            _ => return Err(Untranslated("a window that is not anchored")),
        })
    }

    fn life(&self, place: &Place<'_>) -> Result<(String, String), Untranslated> {
        let alive = self.model.source(place.source).alive.ok_or(Untranslated("rows that do not live"))?;
        Ok((self.column(place, alive.from), self.column(place, alive.to)))
    }

    pub(super) fn snapshot_date(&self, place: &Place<'_>) -> Translated {
        let snapshot = self.model.source(place.source).snapshot.ok_or(Untranslated("no snapshots"))?;
        if snapshot.per.is_some() {
            Err(Untranslated("own snapshots"))
        } else {
            Ok(self.column(place, snapshot.column))
        }
    }

    /// Whether the row pictures the last date that is taken.
    fn pictured(&self, place: &Place<'_>, inner: &Place<'_>, taken: &str) -> Translated {
        let (date, dates) = (self.snapshot_date(place)?, self.snapshot_date(inner)?);
        let table = self.table(place.source);
        Ok(format!("{date} = (SELECT max({dates}) FROM {table} {} WHERE {taken})", inner.alias))
    }

    /// Whether a source that tells by itself when its rows happen has one in the time of an aggregate; none where it need not.
    pub(super) fn speaks(
        &self,
        source: SourceId,
        when: &When,
        window: &Window,
    ) -> Result<Option<String>, Untranslated> {
        let place = Place::of(source, self.alias(), window);
        let in_time = match (self.model.source(source), when) {
            (source, _) if source.snapshot.is_some() => self.in_time(when, &place, None)?,
            (source, When::During(_, stretch)) if source.time.is_some() => {
                let Some(time) = source.time else { return Ok(None) };
                self.inside(&self.column(&place, time), stretch, &place)?
            }
            _ => return Ok(None),
        };
        Ok(Some(format!("EXISTS (SELECT 1 FROM {} {} WHERE {in_time})", self.table(source), place.alias)))
    }
}

/// The middle value, or the mean of the two in the middle.
fn median(value: &str, from: &str) -> String {
    let values = format!("SELECT {value} AS v {from} AND {value} IS NOT NULL");
    let count = format!("(SELECT count(*) FROM ({values}))");
    format!("(SELECT avg(v) FROM ({values} ORDER BY v LIMIT 2 - {count} % 2 OFFSET ({count} - 1) / 2))")
}
