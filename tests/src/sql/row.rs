//! Row expressions over the alias of a table.

use std::cell::Cell;

use kpi_model::builtin::Scalar;
use kpi_model::model::row::{Link, RowExpr, RowKind};
use kpi_model::model::{self, ColumnId, Literal, Model, ReferenceId, SourceId, Type};
use kpi_syntax::ast::{BinaryOp, CompareOp, Duration, TimeUnit};

use super::window::{Divisions, Window, moved};
use super::{Translated, Untranslated};

/// What a translation knows of the project.
#[derive(Debug)]
pub(super) struct Rows<'m> {
    pub(super) model: &'m Model,
    pub(super) divisions: Divisions,
    aliases: Cell<usize>,
}

/// The row that an expression is about.
#[derive(Clone, Debug)]
pub(super) struct Place<'w> {
    pub(super) source: SourceId,
    pub(super) alias: String,
    /// The row whose field gathers this one.
    pub(super) asking: Option<Box<Place<'w>>>,
    /// What `period` means.
    pub(super) window: &'w Window,
}

impl<'w> Place<'w> {
    pub(super) fn of(source: SourceId, alias: String, window: &'w Window) -> Self {
        Self { source, alias, asking: None, window }
    }
}

impl<'m> Rows<'m> {
    pub(super) fn of(model: &'m Model, divisions: Divisions) -> Self {
        Self { model, divisions, aliases: Cell::new(0) }
    }

    /// A name that no other table of the query has.
    pub(super) fn alias(&self) -> String {
        self.aliases.set(self.aliases.get() + 1);
        format!("t{}", self.aliases.get())
    }

    pub(super) fn table(&self, source: SourceId) -> String {
        format!("\"{}\"", self.model.source(source).name)
    }

    pub(super) fn column(&self, place: &Place<'_>, column: ColumnId) -> String {
        format!("{}.\"{}\"", place.alias, self.model.source(place.source).column(column).name)
    }

    /// A row expression.
    pub(super) fn row(&self, expr: &RowExpr, place: &Place<'_>) -> Translated {
        let here = |inner: &RowExpr| self.row(inner, place);
        Ok(match &expr.kind {
            RowKind::Literal(literal) => literal_of(literal)?,
            RowKind::Column(column) => self.column(place, *column),
            RowKind::Field(field) => {
                let field = self.model.field(*field);
                self.row(&field.body, &Place { asking: None, ..place.clone() })?
            }
            RowKind::Through(link, inner) => self.through(*link, place, |parent| self.row(inner, parent))?,
            RowKind::Row(link) => self.through(*link, place, |parent| Ok(format!("{}.rowid", parent.alias)))?,
            RowKind::Asking(inner) => {
                let asking = place.asking.as_ref().ok_or(Untranslated("`this` without an asking row"))?;
                self.row(inner, asking)?
            }
            RowKind::PeriodStart => {
                let start = place.window.start.as_ref().ok_or(Untranslated("the start of all time"))?;
                format!("datetime({start}, 'start of day')")
            }
            RowKind::PeriodEnd => format!("datetime({}, '-1 second', 'start of day', '+1 day')", place.window.end),
            RowKind::Negate(inner) => format!("(- {})", here(inner)?),
            RowKind::Not(inner) => format!("(NOT {})", here(inner)?),
            RowKind::Binary(op, left, right) => self.binary(*op, (left, right), expr.kind_of_value, place)?,
            RowKind::Compare(op, left, right) => self.comparison(*op, (left, right), place)?,
            RowKind::OneOf(value, options) => {
                let cases = options.iter().map(|option| self.comparison(CompareOp::Equal, (value, option), place));
                format!("({})", cases.collect::<Result<Vec<_>, _>>()?.join(" OR "))
            }
            RowKind::Within(moment, window) => self.within(&here(moment)?, window, place)?,
            RowKind::IsNull(inner) => format!("({} IS NULL)", here(inner)?),
            RowKind::If(condition, then, otherwise) => {
                let (condition, then, otherwise) = (here(condition)?, here(then)?, here(otherwise)?);
                format!("CASE WHEN {condition} THEN {then} WHEN NOT {condition} THEN {otherwise} END")
            }
            RowKind::Call(function, arguments) => self.call(*function, arguments, place)?,
            RowKind::Gather(gather) => self.gather(gather, place)?,
            RowKind::Pattern(..) => return Err(Untranslated("patterns")),
            RowKind::Plugin(..) => return Err(Untranslated("plugins")),
        })
    }

    /// What `inner` gives on the row that a reference leads to.
    fn through(&self, link: Link, place: &Place<'_>, inner: impl Fn(&Place<'_>) -> Translated) -> Translated {
        let Link::Reference(reference) = link else { return Err(Untranslated("fields that are rows")) };
        let target = self.model.source(place.source).reference(reference).target;
        let parent = Place::of(target, self.alias(), place.window);
        let leads = self.leads(reference, place, &parent)?;
        Ok(format!("(SELECT {} FROM {} {} WHERE {leads})", inner(&parent)?, self.table(target), parent.alias))
    }

    /// Whether a reference of a row leads to another row.
    pub(super) fn leads(&self, reference: ReferenceId, from: &Place<'_>, to: &Place<'_>) -> Translated {
        let reference = self.model.source(from.source).reference(reference);
        if reference.at.is_some() {
            return Err(Untranslated("versions"));
        }
        let key = &self.model.source(reference.target).key;
        let pairs = reference.columns.iter().zip(key);
        let equal = pairs.map(|(own, key)| format!("{} = {}", self.column(from, *own), self.column(to, *key)));
        Ok(equal.collect::<Vec<_>>().join(" AND "))
    }

    fn binary(&self, op: BinaryOp, (left, right): (&RowExpr, &RowExpr), kind: Type, place: &Place<'_>) -> Translated {
        let sign = if op == BinaryOp::Subtract { '-' } else { '+' };
        if matches!(op, BinaryOp::Add | BinaryOp::Subtract) && kind.is_moment() {
            let (moment, length) = if left.kind_of_value.is_moment() { (left, right) } else { (right, left) };
            let RowKind::Literal(Literal::Duration(length)) = &length.kind else {
                return Err(Untranslated("computed lengths"));
            };
            if kind == Type::Date && length.unit < TimeUnit::Day {
                return Err(Untranslated("hours added to days"));
            }
            return Ok(moved(&self.row(moment, place)?, *length, sign));
        }
        let (left_sql, right_sql) = (self.row(left, place)?, self.row(right, place)?);
        if left.kind_of_value.is_moment() && right.kind_of_value.is_moment() {
            return Ok(format!("CAST(unixepoch({left_sql}) - unixepoch({right_sql}) AS REAL)"));
        }
        Ok(format!("({left_sql} {} {right_sql})", operator(op)))
    }

    /// Between moments it is never unknown.
    fn comparison(&self, op: CompareOp, (left, right): (&RowExpr, &RowExpr), place: &Place<'_>) -> Translated {
        let compared = format!("({} {} {})", self.row(left, place)?, comparator(op), self.row(right, place)?);
        let of_moments = left.kind_of_value.is_moment() || right.kind_of_value.is_moment();
        Ok(if of_moments { format!("coalesce({compared}, 0)") } else { compared })
    }

    fn within(&self, moment: &str, window: &model::Window, place: &Place<'_>) -> Translated {
        Ok(format!("coalesce({}, 0)", self.inside(moment, window, place)?))
    }

    /// Whether a moment lies in a window, anchored to the row of the place or not.
    pub(super) fn inside(&self, moment: &str, window: &model::Window, place: &Place<'_>) -> Translated {
        let Some(anchor) = window.anchor() else {
            return Ok(place.window.inside(window, self.divisions)?.holds(moment));
        };
        let anchor = self.row(anchor, place)?;
        Ok(match window {
            model::Window::From(Some(length), _) => {
                format!("({moment} >= {anchor} AND {moment} < {})", moved(&anchor, *length, '+'))
            }
            model::Window::From(None, _) => format!("({moment} >= {anchor})"),
            model::Window::UpTo(Some(length), _) => {
                format!("({moment} > {} AND {moment} <= {anchor})", moved(&anchor, *length, '-'))
            }
            _ => format!("({moment} <= {anchor})"),
        })
    }

    fn call(&self, function: Scalar, arguments: &[RowExpr], place: &Place<'_>) -> Translated {
        let list = arguments.iter().map(|argument| self.row(argument, place)).collect::<Result<Vec<_>, _>>()?;
        let [first] = list.as_slice() else {
            let coalesced = format!("coalesce({})", list.join(", "));
            return if function == Scalar::Coalesce {
                Ok(coalesced)
            } else {
                Err(Untranslated("a function of several"))
            };
        };
        Ok(match function {
            Scalar::Abs => format!("abs({first})"),
            Scalar::Date => format!("datetime({first}, 'start of day')"),
            Scalar::Hour => format!("CAST(strftime('%H', {first}) AS REAL)"),
            Scalar::Month => format!("CAST(strftime('%m', {first}) AS REAL)"),
            Scalar::Year => format!("CAST(strftime('%Y', {first}) AS REAL)"),
            Scalar::Minutes => format!("({first} / 60.0)"),
            Scalar::Hours => format!("({first} / 3600.0)"),
            Scalar::Days => format!("({first} / 86400.0)"),
            _ => return Err(Untranslated("a function that SQLite lacks")),
        })
    }
}

fn literal_of(literal: &Literal) -> Translated {
    Ok(match literal {
        Literal::Number(number) => format!("{number:?}"),
        Literal::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Literal::Bool(condition) => i32::from(*condition).to_string(),
        Literal::Date(day) => format!("'{day} 00:00:00'"),
        Literal::Empty => "NULL".to_owned(),
        Literal::Duration(length) => seconds(*length)?,
    })
}

fn seconds(length: Duration) -> Translated {
    let unit = match length.unit {
        TimeUnit::Second => 1.0,
        TimeUnit::Minute => 60.0,
        TimeUnit::Hour => 3_600.0,
        TimeUnit::Day => 86_400.0,
        TimeUnit::Week => 604_800.0,
        TimeUnit::Month | TimeUnit::Quarter | TimeUnit::Year => return Err(Untranslated("the seconds of a month")),
    };
    Ok(format!("{:?}", f64::from(length.count) * unit))
}

pub(super) fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::And => "AND",
        BinaryOp::Or => "OR",
    }
}

pub(super) fn comparator(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}
