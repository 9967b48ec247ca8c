//! Reports for programs. Numbers are written in full: nothing is rounded here.

use kpi_engine::{KpiResult, Report, RowCell};

/// The columns of the CSV. `slice` is a JSON object, `marks` are joined by `; `, `period_end` is the day behind the last.
const COLUMNS: [&str; 24] = [
    "name",
    "label",
    "group",
    "period_grain",
    "period_start",
    "period_end",
    "slice",
    "value",
    "unit",
    "n",
    "numerator",
    "denominator",
    "interval_low",
    "interval_high",
    "interval_level",
    "interval_method",
    "previous",
    "target",
    "target_value",
    "target_high",
    "status",
    "reason",
    "marks",
    "as_of",
];

/// The whole report as one JSON object.
pub(crate) fn json(report: &Report) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}

/// One line for each result, after a line of column names.
pub(crate) fn csv(report: &Report) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for result in &report.results {
        writer.write_record(record(result, report))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The rows behind counts, a line each: the slice, then the columns of the list. Results that list the same columns stand in
/// one table, one after the other.
pub(crate) fn csv_of_rows(report: &Report) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let mut before: Option<Vec<String>> = None;
    for result in &report.results {
        let Some(rows) = &result.rows else { continue };
        let dimensions = result.slice.iter().map(|part| part.dimension.clone());
        let header: Vec<String> = dimensions.chain(rows.columns.iter().map(|column| column.name.clone())).collect();
        if before.as_ref() != Some(&header) {
            writer.write_record(&header)?;
            before = Some(header);
        }
        let slice = || result.slice.iter().map(|part| part.value.clone().unwrap_or_default());
        for values in &rows.values {
            writer.write_record(slice().chain(values.iter().map(RowCell::text)))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn record(result: &KpiResult, report: &Report) -> [String; 24] {
    let interval = result.interval.as_ref();
    let target = result.target.as_ref();
    [
        result.name.clone(),
        result.label.clone().unwrap_or_default(),
        result.group.clone().unwrap_or_default(),
        result.period.grain.map_or("", kpi_config::Grain::word).to_owned(),
        result.period.start.to_string(),
        result.period.end.to_string(),
        slice(result),
        number(result.value),
        result.unit.clone(),
        result.n.map_or_else(String::new, |n| n.to_string()),
        number(result.numerator),
        number(result.denominator),
        number(interval.map(|interval| interval.low)),
        number(interval.map(|interval| interval.high)),
        number(interval.map(|interval| interval.level)),
        interval.map_or("", |interval| interval.method).to_owned(),
        number(result.previous),
        target.map_or_else(String::new, |target| target.text.clone()),
        number(target.and_then(|target| target.value)),
        number(target.and_then(|target| target.high)),
        result.status.words().to_owned(),
        result.reason.clone().unwrap_or_default(),
        result.marks.join("; "),
        report.as_of.to_string(),
    ]
}

/// The shortest text that reads back as the same number.
fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(String::new, |value| value.to_string())
}

fn slice(result: &KpiResult) -> String {
    let parts = result.slice.iter().map(|part| (part.dimension.clone(), serde_json::json!(part.value)));
    serde_json::Value::Object(parts.collect()).to_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test may panic")]

    use jiff::civil::date;
    use kpi_config::Grain;
    use kpi_engine::{Interval, KpiResult, Period, Report, SliceValue, Status, TargetLine};

    use super::{csv, json};

    fn report() -> Report {
        let result = KpiResult {
            metric: None,
            name: "churn".to_owned(),
            label: Some("Churn, \"net\"".to_owned()),
            group: None,
            period: Period { grain: Some(Grain::Month), start: date(2026, 6, 1), end: date(2026, 7, 1), name: None },
            slice: vec![
                SliceValue { dimension: "segment".to_owned(), value: Some("smb".to_owned()) },
                SliceValue { dimension: "country".to_owned(), value: None },
            ],
            value: Some(0.1 + 0.2),
            unit: "%".to_owned(),
            n: Some(1204),
            numerator: Some(3.0),
            denominator: Some(10.0),
            interval: Some(Interval { low: 0.1, high: 0.5, level: 0.95, method: "wilson" }),
            previous: None,
            target: Some(TargetLine { text: "< 5".to_owned(), value: Some(5.0), high: None }),
            warn: None,
            status: Status::Met,
            reason: None,
            marks: vec!["incomplete".to_owned(), "quarantined rows".to_owned()],
            rows: None,
            sentence: None,
        };
        Report {
            schema: "kpi-results/1",
            generated_at: "2026-07-01T06:00:00Z".to_owned(),
            as_of: date(2026, 7, 1),
            results: vec![result],
            problems: Vec::new(),
        }
    }

    #[test]
    fn flat_and_never_rounded() {
        let expected = "name,label,group,period_grain,period_start,period_end,slice,value,unit,n,numerator,denominator,\
interval_low,interval_high,interval_level,interval_method,previous,target,target_value,target_high,status,reason,marks,as_of\n\
churn,\"Churn, \"\"net\"\"\",,month,2026-06-01,2026-07-01,\"{\"\"segment\"\":\"\"smb\"\",\"\"country\"\":null}\",\
0.30000000000000004,%,1204,3,10,0.1,0.5,0.95,wilson,,< 5,5,,met,,incomplete; quarantined rows,2026-07-01\n";
        assert_eq!(csv(&report()).unwrap(), expected);
    }

    #[test]
    fn the_documented_shape() {
        let value: serde_json::Value = serde_json::from_str(&json(&report()).unwrap()).unwrap();
        let expected = serde_json::json!({
            "schema": "kpi-results/1", "generated_at": "2026-07-01T06:00:00Z", "as_of": "2026-07-01",
            "results": [{
                "name": "churn", "label": "Churn, \"net\"", "group": null,
                "period": {"grain": "month", "start": "2026-06-01", "end": "2026-07-01"},
                "slice": {"segment": "smb", "country": null},
                "value": 0.1 + 0.2, "unit": "%", "n": 1204, "numerator": 3.0, "denominator": 10.0,
                "interval": {"low": 0.1, "high": 0.5, "level": 0.95, "method": "wilson"},
                "previous": null, "target": {"text": "< 5", "value": 5.0},
                "status": "met", "reason": null, "marks": ["incomplete", "quarantined rows"],
            }],
        });
        assert_eq!(value, expected);
    }
}
