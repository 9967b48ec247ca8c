//! Functions of Excel, DAX and SQL, recognised by name.

use kpi_diagnostics::Span;

use super::reader::Reader;
use crate::ast::{Call, Expr, ExprKind};
use crate::errors::{choices, foreign};

/// Name, where it comes from, what to write. None of these is a function of the language or can become one.
const FUNCTIONS: &[(&str, &str, &str)] = &[
    ("sumif", EXCEL, "`sum(orders.amount where status = \"paid\")`"),
    ("sumifs", EXCEL, "`sum(orders.amount where status = \"paid\" and region = \"eu\")`"),
    ("countif", EXCEL, "`count(orders where status = \"paid\")`"),
    ("countifs", EXCEL, "`count(orders where status = \"paid\" and region = \"eu\")`"),
    ("averageif", EXCEL, "`avg(orders.amount where status = \"paid\")`"),
    ("averageifs", EXCEL, "`avg(orders.amount where status = \"paid\" and region = \"eu\")`"),
    ("sumproduct", EXCEL, "`sum(orders.price * quantity)`"),
    (
        "iferror",
        EXCEL,
        "the value alone: dividing by 0 is `no data`, never an error; what an empty window counts as says `fill 0`",
    ),
    ("isblank", EXCEL, "`x is null`"),
    ("maxifs", EXCEL, "`max(orders.amount where status = \"paid\")`"),
    ("minifs", EXCEL, "`min(orders.amount where status = \"paid\")`"),
    ("networkdays", EXCEL, "`business_hours(opened_on, solved_on)`, with `[business_hours]` in `kpi.toml`"),
    ("roundup", EXCEL, "`ceil(x)`"),
    ("rounddown", EXCEL, "`floor(x)`"),
    ("subtotal", EXCEL, "`sum(orders.amount)`; totals of slices are those of the whole metric"),
    ("text", EXCEL, "the number alone: how it is shown follows from the clause `unit \"%\"` or `unit \"EUR\"`"),
    ("blank", DAX, "`null`"),
    ("allexcept", DAX, "`total(revenue)` for the value of all slices together"),
    ("removefilters", DAX, "`total(revenue)` for the value of all slices together"),
    ("datesinperiod", DAX, "`(revenue over last 3 months)`"),
    ("datesbetween", DAX, "`sum(orders.amount over 2026-Q1)`"),
    ("unique", EXCEL, "`count(distinct orders.customer_id)`"),
    ("and", EXCEL, "`a and b`"),
    ("or", EXCEL, "`a or b`"),
    ("xor", EXCEL, "`a != b`"),
    ("filter", DAX, "the condition behind `where`: `count(orders where amount > 100)`"),
    ("related", DAX, "`customer.segment`, with the reference declared as `refs` in `kpi.toml`"),
    ("vlookup", EXCEL, "`customer.segment`, with the reference declared as `refs` in `kpi.toml`"),
    ("xlookup", EXCEL, "`customer.segment`, with the reference declared as `refs` in `kpi.toml`"),
    ("calculate", DAX, "`(revenue where region = \"eu\")` or `sum(orders.amount where region = \"eu\")`"),
    ("divide", DAX, "`a / b`; dividing by 0 is empty, never an error"),
    ("distinctcount", DAX, "`count(distinct orders.customer)`"),
    ("countdistinct", SQL, "`count(distinct orders.customer_id)`"),
    ("topk", PROMQL, "the metric with a breakdown, `by channel`: every slice is shown"),
    ("bottomk", PROMQL, "the metric with a breakdown, `by channel`: every slice is shown"),
    ("countrows", DAX, "`count(orders)`"),
    ("sumx", DAX, "`sum(orders.price * quantity)`"),
    ("averagex", DAX, "`avg(orders.price * quantity)`"),
    ("sameperiodlastyear", DAX, "`prev(revenue, 1 year)`"),
    ("dateadd", DAX, "`prev(revenue, 1 month)`, or `started_on + 1 month` for a date"),
    ("datesytd", DAX, "`(revenue over year to date)`"),
    ("totalytd", DAX, "`(revenue over year to date)`"),
    ("ifnull", SQL, "`coalesce(x, 0)`"),
    ("nvl", SQL, "`coalesce(x, 0)`"),
    ("isnull", SQL, "`x is null`"),
    ("datediff", SQL, "`days(ended_on - started_on)`"),
    ("date_part", SQL, "`month(started_on)`, `year(started_on)`, `weekday(started_on)`"),
    ("datepart", SQL, "`month(started_on)`, `year(started_on)`, `weekday(started_on)`"),
    ("date_trunc", SQL, "`start_of_month(started_on)`; the period of a run is chosen outside of the definition"),
];

const EXCEL: &str = "a function of Excel";
const DAX: &str = "a function of DAX";
const SQL: &str = "a function of SQL";
const PROMQL: &str = "a function of PromQL";

impl Reader<'_> {
    /// The call, or `None` after a message if its function is of another language.
    pub(super) fn known_here(&self, call: Call, span: Span) -> Option<ExprKind> {
        let [name] = call.callee.names.as_slice() else { return Some(ExprKind::Call(call)) };
        let word = name.text.as_str();
        if word.eq_ignore_ascii_case("if") || word.eq_ignore_ascii_case("iif") {
            return self.if_with_arguments(&call, span);
        }
        if let Some((_, origin, instead)) = FUNCTIONS.iter().find(|(foreign, ..)| word.eq_ignore_ascii_case(foreign)) {
            self.report(foreign::foreign_function(name.span, word, origin, instead));
            return None;
        }
        Some(ExprKind::Call(call))
    }

    /// `IF(a, b, c)`
    fn if_with_arguments(&self, call: &Call, span: Span) -> Option<ExprKind> {
        let word = self.words(call.callee.span).unwrap_or("if");
        let [condition, then, otherwise] = call.arguments.as_slice() else {
            self.report(choices::excel_if(call.callee.span, word, None));
            return None;
        };
        let text = |part: &Expr| self.words(part.span).unwrap_or("…");
        self.report(choices::excel_if(span, word, Some([text(condition), text(then), text(otherwise)])));
        Some(ExprKind::If {
            condition: Box::new(condition.clone()),
            then: Box::new(then.clone()),
            otherwise: Box::new(otherwise.clone()),
        })
    }
}
