//! Functions and aggregates of plugins, value by value, written down from what their documentation says.
//!
//! Nothing is shared with the libraries: no lexicon, no rule table, no memory layout. The tables here are small, and a word
//! that is in none of them stops the test rather than being passed over. [`signatures`] says what there is, [`function`]
//! computes a row's value, [`aggregate`] one of many; [`intent`], [`referral`] and [`sentiment`] are the shipped
//! plugins. `fixture` is the plugin that the tests of the host have.

mod intent;
mod referral;
mod sentiment;

use std::collections::BTreeMap;

use kpi_config::Config;
use kpi_model::model::Type;
use kpi_model::model::row::PluginFunction;
use kpi_model::{FunctionKind, FunctionSignature};

use super::calendar::Calendar;
use super::value::Value;

/// What definitions are told of a function.
struct Known {
    plugin: &'static str,
    name: &'static str,
    kind: FunctionKind,
    arguments: &'static [(&'static str, Type)],
    returns: Type,
}

const fn rows(
    plugin: &'static str,
    name: &'static str,
    arguments: &'static [(&'static str, Type)],
    returns: Type,
) -> Known {
    Known { plugin, name, kind: FunctionKind::Rows, arguments, returns }
}

const fn group(plugin: &'static str, name: &'static str, arguments: &'static [(&'static str, Type)]) -> Known {
    Known { plugin, name, kind: FunctionKind::Aggregate, arguments, returns: Type::Number }
}

const KNOWN: [Known; 16] = [
    rows("sentiment", "score", &[("text", Type::Text)], Type::Number),
    group("sentiment", "net", &[("score", Type::Number)]),
    rows("intent", "guess", &[("landing_page", Type::Text), ("search_terms", Type::Text)], Type::Text),
    rows("referral", "code", &[("link", Type::Text)], Type::Text),
    rows("referral", "is_referral", &[("url", Type::Text)], Type::Bool),
    rows("fixture", "number", &[("value", Type::Number)], Type::Number),
    rows("fixture", "text", &[("value", Type::Text)], Type::Text),
    rows("fixture", "bool", &[("value", Type::Bool)], Type::Bool),
    rows("fixture", "date", &[("value", Type::Date)], Type::Date),
    rows("fixture", "datetime", &[("value", Type::Datetime)], Type::Datetime),
    rows("fixture", "duration", &[("value", Type::Duration)], Type::Duration),
    rows("fixture", "add", &[("left", Type::Number), ("right", Type::Number)], Type::Number),
    rows("fixture", "one", &[], Type::Number),
    group("fixture", "spread", &[("value", Type::Number)]),
    group("fixture", "third", &[("value", Type::Number)]),
    group("fixture", "undefined", &[("value", Type::Number)]),
];

/// The functions of the plugins that a project declares, for checking its definitions.
pub fn signatures(config: &Config) -> BTreeMap<String, BTreeMap<String, FunctionSignature>> {
    let of = |plugin: &str| {
        let known = KNOWN.iter().filter(|known| known.plugin == plugin);
        let signature = |known: &Known| FunctionSignature {
            kind: known.kind,
            arguments: known.arguments.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
            returns: known.returns,
        };
        known.map(|known| (known.name.to_owned(), signature(known))).collect::<BTreeMap<_, _>>()
    };
    config.plugins.keys().map(|plugin| (plugin.clone(), of(plugin))).filter(|(_, known)| !known.is_empty()).collect()
}

/// The value of a function on a row.
pub(super) fn function(function: &PluginFunction, arguments: &[Value], calendar: &Calendar) -> Value {
    let name = (function.plugin.as_str(), function.function.as_str());
    let text = |place: usize| arguments[place].text();
    let of_text = |compute: &dyn Fn(&str) -> Value| text(0).map_or(Value::Empty, compute);
    match name {
        ("sentiment", "score") => of_text(&|text| Value::Number(sentiment::score(text))),
        ("intent", "guess") => Value::Text(intent::guess(text(0), text(1)).to_owned()),
        ("referral", "code") => of_text(&|link| referral::code(link).map_or(Value::Empty, Value::Text)),
        ("referral", "is_referral") => of_text(&|link| Value::Bool(referral::code(link).is_some())),
        ("fixture", "one") => Value::Number(1.0),
        ("fixture", "add") => match (arguments[0].number(), arguments[1].number()) {
            (Some(left), Some(right)) => Value::Number(left + right),
            _ => Value::Empty,
        },
        ("fixture", "date") => calendar.day(&arguments[0]).map_or(Value::Empty, Value::Date),
        ("fixture", "number" | "text" | "bool" | "datetime" | "duration") => arguments[0].clone(),
        (plugin, function) => panic!("the reference has no function `{plugin}.{function}`"),
    }
}

/// One value of all values of a group, none of them empty; none of no values.
pub(super) fn aggregate(function: &PluginFunction, values: &[&Value]) -> Value {
    if values.is_empty() {
        return Value::Empty;
    }
    let mut numbers: Vec<f64> = values.iter().filter_map(|value| value.number()).collect();
    numbers.sort_by(f64::total_cmp);
    Value::of_number(match (function.plugin.as_str(), function.function.as_str()) {
        ("sentiment", "net") => Some(sentiment::net(&numbers)),
        ("fixture", "spread") => (numbers.len() > 1).then(|| numbers[numbers.len() - 1] - numbers[0]),
        ("fixture", "third") => numbers.get(2).copied(),
        ("fixture", "undefined") => None,
        (plugin, function) => panic!("the reference has no aggregate `{plugin}.{function}`"),
    })
}
