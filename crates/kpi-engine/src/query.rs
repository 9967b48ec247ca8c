//! Questions that are no definitions: `nps by segment`.

use jiff::civil::Date;
use kpi_diagnostics::{Diagnostic, Severity, Texts};
use kpi_model::model::metric::Breakdown;
use kpi_model::resolve_query;
use kpi_plan::TimeWindow;

use crate::evaluate::{Said, Wanted};
use crate::lists::Lists;
use crate::progress::Progress;
use crate::project::Project;
use crate::report::Report;

impl Project {
    /// Answers a question in the words of the language: a metric expression with `by`, `where` and `over`. The texts that
    /// come back hold the question too, for messages that point into it.
    pub fn query(
        &self,
        question: &str,
        periods: &[TimeWindow],
        as_of: Date,
        progress: &dyn Progress,
    ) -> Result<(Report, Texts), (Vec<Diagnostic>, Texts)> {
        let mut texts = self.texts().clone();
        if let Err(mistakes) = self.without_mistakes() {
            return Err((mistakes, texts));
        }
        let file = texts.add("query", question);
        let (query, problems) = kpi_syntax::parse_query(file, question);
        let wrong = |problems: &[Diagnostic]| problems.iter().any(|problem| problem.severity == Severity::Error);
        let Some(query) = query.filter(|_| !wrong(&problems)) else { return Err((problems, texts)) };
        let meaning = self.meaning();
        let (metric, problems) = resolve_query(&meaning.model, self.config(), &meaning.catalog, &query, &texts);
        let Some(metric) = metric.filter(|_| !wrong(&problems)) else { return Err((problems, texts)) };
        let whole = !metric.breakdowns.iter().any(|breakdown| breakdown.only) && metric.breakdowns.is_empty();
        let mut wanted = Vec::new();
        if whole {
            wanted.push(Wanted { metric: &metric, breakdown: None });
        }
        let cuts = metric.breakdowns.iter().map(|breakdown| Breakdown { only: true, ..breakdown.clone() });
        wanted.extend(cuts.map(|breakdown| Wanted { metric: &metric, breakdown: Some(breakdown) }));
        let said = Said { model: &meaning.model, texts: &texts };
        let mut report = self.report(said, &wanted, periods, as_of, Lists::Read, progress);
        report.problems.splice(0..0, problems);
        Ok((report, texts))
    }
}
