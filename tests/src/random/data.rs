//! Rows with everything that goes wrong: empty cells, orphans, ties, edges, ends before starts.

use std::collections::BTreeMap;

use super::{Choices, Scene};

/// Where the project is, and how it divides the year and reads the ends of lives.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    name: &'static str,
    calendar: &'static str,
    ends: &'static str,
}

impl Zone {
    /// Draws one.
    pub fn draw(choices: &mut Choices) -> Self {
        Self {
            name: choices.one_of(&["UTC", "Europe/Berlin"]),
            calendar: choices.one_of(&["", "", "week_starts = \"sunday\"\nfiscal_year_starts = \"february\"\n"]),
            ends: choices.one_of(&["", "", "alive_end = \"inclusive\"\n"]),
        }
    }
}

/// `kpi.toml`
pub fn configuration(zone: Zone) -> String {
    format!(
        r#"[project]
timezone = "{}"
{}
[business_hours]
monday = ["09:00-12:00", "13:00-17:30"]
wednesday = "00:00-24:00"
sunday = "01:00-02:45"
holidays = ["2026-06-03", "2024-02-28"]

[business_hours.night]
saturday = "22:00-24:00"
sunday = "00:00-06:00"

[source.customers]
key = "id"
alive = ["started_on", "ended_on"]
{}columns.started_on.type = "date"
columns.ended_on.type = "date"
columns.segment.type = "text"
columns.size.type = "number"

[source.orders]
key = "id"
time = "ordered_at"
refs = {{ customer = "customer_id -> customers" }}
columns.ordered_at.type = "datetime"
columns.shipped_on.type = "date"
columns.customer_id.type = "number"
columns.amount.type = "number"
columns.channel.type = "text"
columns.gift.type = "bool"

[source.tickets]
key = "id"
time = "opened_at"
alive = ["opened_at", "solved_at"]
{}refs = {{ customer = "customer_id -> customers" }}
columns.opened_at.type = "datetime"
columns.solved_at.type = "datetime"
columns.customer_id.type = "number"
columns.score.type = "number"

[source.balances]
snapshot = "as_of"
columns.as_of.type = "date"
columns.account.type = "text"
columns.balance.type = "number"
columns.plan.type = "text"

[plugin.fixture]
path = "plugins/fixture"
"#,
        zone.name, zone.calendar, zone.ends, zone.ends
    )
}

/// The data of all sources as CSV.
pub fn tables(choices: &mut Choices, scene: &Scene) -> BTreeMap<String, String> {
    let mut tables = BTreeMap::new();
    let mut table = |name: &str, heading: &str, rows: Vec<String>| {
        let text = std::iter::once(heading.to_owned()).chain(rows).map(|row| row + "\n").collect::<String>();
        tables.insert(name.to_owned(), text);
    };
    let count = 1 + choices.below(8);
    table("customers", "id,started_on,ended_on,segment,size", rows(count, |id| customer(choices, scene, id)));
    let count = choices.below(20);
    let heading = "id,ordered_at,shipped_on,customer_id,amount,channel,gift";
    table("orders", heading, rows(count, |id| order(choices, scene, id)));
    let count = choices.below(12);
    let heading = "id,opened_at,solved_at,customer_id,score";
    table("tickets", heading, rows(count, |id| ticket(choices, scene, id)));
    let count = choices.below(10);
    table("balances", "as_of,account,balance,plan", rows(count, |_| balance(choices, scene)));
    tables
}

fn rows(count: usize, mut row: impl FnMut(usize) -> String) -> Vec<String> {
    (1..=count).map(&mut row).collect()
}

fn customer(choices: &mut Choices, scene: &Scene, id: usize) -> String {
    let mut days = [scene.day(choices), scene.day(choices)];
    days.sort();
    let ended = optional(choices, 2, days[1].to_string());
    let (segment, size) = (word(choices, &["smb", "corp", "ent"]), number(choices));
    format!("{id},{},{ended},{segment},{size}", days[0])
}

fn order(choices: &mut Choices, scene: &Scene, id: usize) -> String {
    let ordered = scene.moment(choices);
    let shipped = scene.day(choices).to_string();
    let shipped = optional(choices, 4, shipped);
    let (customer, amount) = (customer_id(choices), number(choices));
    let (channel, gift) = (word(choices, &["web", "shop"]), word(choices, &["true", "false"]));
    format!("{id},{ordered},{shipped},{customer},{amount},{channel},{gift}").replace('T', " ")
}

fn ticket(choices: &mut Choices, scene: &Scene, id: usize) -> String {
    let mut moments = [scene.moment(choices), scene.moment(choices)];
    moments.sort();
    let solved = optional(choices, 3, moments[1].to_string());
    let (customer, score) = (customer_id(choices), number(choices));
    format!("{id},{},{solved},{customer},{score}", moments[0]).replace('T', " ")
}

fn balance(choices: &mut Choices, scene: &Scene) -> String {
    let day = scene.day(choices);
    let (account, balance) = (word(choices, &["a", "b", "c"]), number(choices));
    format!("{day},{account},{balance},{}", word(choices, &["basic", "pro"]))
}

/// An existing customer mostly, sometimes none, sometimes one that is not there.
fn customer_id(choices: &mut Choices) -> String {
    match choices.below(10) {
        8 => String::new(),
        9 => "99".to_owned(),
        other => (1 + other % 4).to_string(),
    }
}

fn optional(choices: &mut Choices, once_in: usize, text: String) -> String {
    if choices.once_in(once_in) { String::new() } else { text }
}

fn word(choices: &mut Choices, words: &[&str]) -> String {
    let word = choices.one_of(words).to_owned();
    optional(choices, 5, word)
}

/// Numbers that floats hold exactly, so that the order of additions does not matter.
fn number(choices: &mut Choices) -> String {
    let numbers = ["1", "2", "3", "10", "0", "-4", "0.5", "2.25", "100", "7"];
    let number = choices.one_of(&numbers).to_owned();
    optional(choices, 6, number)
}
