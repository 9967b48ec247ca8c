//! Cells of text as values.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kpi_model::model::Type;

use super::calendar::Calendar;
use super::value::Value;

/// A cell as a value of a type; an empty text is an empty value. Times without a zone are wall-clock times.
pub fn read_cell(text: &str, kind: Type, calendar: &Calendar) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::Empty);
    }
    let wrong = || format!("`{text}` is not {}", kind.words());
    Ok(match kind {
        Type::Number => Value::Number(text.parse().map_err(|_| wrong())?),
        Type::Duration => Value::Duration(text.parse().map_err(|_| wrong())?),
        Type::Text | Type::Unknown | Type::Row(_) => Value::Text(text.to_owned()),
        Type::Bool => match text.to_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return Err(wrong()),
        },
        Type::Date if text.len() == 10 => Value::Date(text.parse::<Date>().map_err(|_| wrong())?),
        Type::Date => return Err(wrong()),
        Type::Datetime => Value::Datetime(read_moment(text, calendar).ok_or_else(wrong)?),
    })
}

fn read_moment(text: &str, calendar: &Calendar) -> Option<Timestamp> {
    let zoned = text.ends_with('Z') || text.get(10..).is_some_and(|time| time.contains(['+', '-']));
    if zoned {
        return text.parse().ok();
    }
    Some(calendar.moment(text.parse::<DateTime>().ok()?))
}
