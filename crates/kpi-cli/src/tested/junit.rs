//! The results of tests in the form that build servers read: a suite for each file, a case for each test.

use std::fmt::Write;

use kpi_diagnostics::Texts;
use kpi_diagnostics::render::{self, Colour};
use kpi_engine::{TestOutcome, TestRun};

/// The whole report.
pub(crate) fn junit(run: &TestRun, texts: &Texts) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let (count, failures) = (run.outcomes.len(), super::failed(&run.outcomes));
    let time = run.took.as_secs_f64();
    let _ =
        writeln!(xml, "<testsuites name=\"kpi test\" tests=\"{count}\" failures=\"{failures}\" time=\"{time:.3}\">");
    for (file, outcomes) in super::by_file(run) {
        let failures = super::failed(outcomes.iter().copied());
        let time: f64 = outcomes.iter().map(|outcome| outcome.took.as_secs_f64()).sum();
        let (name, count) = (escaped(file), outcomes.len());
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\" time=\"{time:.3}\">"
        );
        for outcome in outcomes {
            case(&mut xml, outcome, texts);
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn case(xml: &mut String, outcome: &TestOutcome, texts: &Texts) {
    let (title, file) = (escaped(&outcome.title), escaped(&outcome.file));
    let (line, time) = (texts.line_column(outcome.span).0, outcome.took.as_secs_f64());
    let _ = write!(
        xml,
        "    <testcase name=\"{title}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\" time=\"{time:.3}\""
    );
    let Some(first) = outcome.failures.first() else {
        xml.push_str("/>\n");
        return;
    };
    let message = match outcome.failures.len() {
        1 => first.message.clone(),
        several => format!("{} (and {} more)", first.message, several - 1),
    };
    let (message, code) = (escaped(&message), first.code);
    let text = escaped(&render::terminal(&outcome.failures, texts, Colour::Never));
    let _ = writeln!(xml, ">\n      <failure message=\"{message}\" type=\"{code}\">{text}</failure>\n    </testcase>");
}

/// Text for XML 1.0, which has no place for most control characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            control if control < ' ' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_hold_is_escaped() {
        assert_eq!(escaped("a < \"b\" & c > d\n\u{1b}[0m"), "a &lt; &quot;b&quot; &amp; c &gt; d\n\u{fffd}[0m");
        assert_eq!(escaped("解約率 ≤ 5"), "解約率 ≤ 5");
    }
}
