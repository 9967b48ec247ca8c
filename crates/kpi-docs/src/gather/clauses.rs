//! The clauses of a metric as facts for readers.

use kpi_model::model::Metric;
use kpi_model::model::metric::{Breakdown, Confidence, Line, Role};
use kpi_syntax::ast::Better;

use super::Gathering;
use crate::dictionary::Fact;
use crate::words::bound::{unit_words, with_unit};
use crate::words::number;

impl Gathering<'_> {
    pub(super) fn facts(&self, metric: &Metric) -> Vec<Fact> {
        let mut facts = vec![Fact { name: "unit", text: unit_words(&metric.unit) }];
        let mut add = |name, text: Option<String>| facts.extend(text.map(|text| Fact { name, text }));
        add("direction", metric.better.map(|better| direction(better).to_owned()));
        for line in &metric.lines {
            let name = if line.role == Role::Target { "target" } else { "warn line" };
            add(name, Some(self.line(line, metric)));
        }
        add("slices", slices(&metric.breakdowns));
        add("min n", metric.min_n.map(|least| format!("no value from fewer than {least}")));
        add("confidence", metric.confidence.as_ref().map(|confidence| self.confidence(confidence)));
        add("empty period", metric.fill.map(|value| format!("counts as {}", with_unit(&number(value), &metric.unit))));
        let shown: Vec<String> = metric.show.iter().map(|shown| format!("`{}`", shown.name)).collect();
        add("list", (!shown.is_empty()).then(|| format!("the rows behind it, with {}", shown.join(", "))));
        add("weight", metric.weight.map(number));
        add("owner", metric.owner.clone());
        facts
    }

    fn line(&self, line: &Line, metric: &Metric) -> String {
        self.words.of_line(line, &metric.unit)
    }

    fn confidence(&self, confidence: &Confidence) -> String {
        let level = number((confidence.level * 1e6).round() / 1e4);
        let per = confidence.per.as_ref().map(|per| self.ground.texts.slice(per.span).trim());
        let per = per.filter(|per| !per.is_empty()).map(|per| format!(", each `{per}` taken as one"));
        format!("{level} % interval{}", per.unwrap_or_default())
    }
}

fn direction(better: Better) -> &'static str {
    match better {
        Better::Higher => "more is better",
        Better::Lower => "less is better",
    }
}

fn slices(breakdowns: &[Breakdown]) -> Option<String> {
    let one = |breakdown: &Breakdown| {
        let names: Vec<String> = breakdown.dimensions.iter().map(|dimension| format!("`{}`", dimension.name)).collect();
        let only = if breakdown.only { " (the total is never shown)" } else { "" };
        format!("by {}{only}", names.join(" and "))
    };
    let all: Vec<String> = breakdowns.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join("; "))
}
