//! The language of labels: what is asked for, else the project's; for people also what their system speaks.

use kpi_config::Config;
use kpi_engine::Report;
use kpi_model::model::Model;

use crate::arguments::{Common, ReportFormat};

/// For a page that people read.
pub(crate) fn of_page(common: &Common, config: Option<&Config>) -> Option<String> {
    said(common, config).or_else(of_system)
}

/// The labels of a report in the language of its readers; programs get the same on every system.
pub(crate) fn relabel(report: &mut Report, common: &Common, config: &Config, model: &Model, format: ReportFormat) {
    let language = match format {
        ReportFormat::Table => of_page(common, Some(config)),
        ReportFormat::Json | ReportFormat::Csv => said(common, Some(config)),
    };
    let Some(language) = language else { return };
    for result in &mut report.results {
        let metric = model.metric_named(&result.name).map(|id| model.metric(id));
        if let Some(label) = metric.and_then(|metric| metric.labels.get(&language)) {
            result.label = Some(label.clone());
        }
    }
}

fn said(common: &Common, config: Option<&Config>) -> Option<String> {
    common.language.clone().or_else(|| config?.project.language.clone())
}

/// `ja` of `ja_JP.UTF-8`.
fn of_system() -> Option<String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"))?;
    two_letters(locale.split('.').next().unwrap_or_default()).ok()
}

/// `ja` of `ja`, `ja-JP` and `ja_JP`.
pub(crate) fn two_letters(text: &str) -> Result<String, String> {
    let word = text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(word);
    }
    Err("not a language; write its two letters, such as `ja` or `de`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::two_letters;

    #[test]
    fn a_language_is_two_letters() {
        assert_eq!(two_letters("ja_JP").as_deref(), Ok("ja"));
        assert_eq!(two_letters("DE").as_deref(), Ok("de"));
        assert!(two_letters("C").is_err());
        assert!(two_letters("POSIX").is_err());
    }
}
