//! Names of customers and employees, and what people write about the company.

use super::offer::Segment;
use crate::random::Random;

const GIVEN: [&str; 24] = [
    "Anna", "Ben", "Chiara", "David", "Emil", "Fatima", "Greta", "Hana", "Ines", "Jonas", "Kenji", "Lea", "Mats",
    "Noémie", "Olga", "Paul", "Rosa", "Søren", "Tim", "Ulla", "Wim", "Yuki", "Zoë", "太郎",
];
const FAMILY: [&str; 20] = [
    "Bauer", "Berger", "Dubois", "Fischer", "Gruber", "Huber", "Jansen", "Keller", "Lefèvre", "Maier", "Müller",
    "Novák", "Okafor", "Schmid", "Sato", "Tanaka", "Visser", "Weber", "Yamada", "佐藤",
];
const PLACES: [&str; 16] = [
    "Nordwind", "Alpen", "Rhein", "Hanse", "Süd", "Elbe", "Donau", "Atlas", "Polar", "Linden", "Kirsch", "Birken",
    "Orion", "Delta", "Yamato", "Seine",
];
const TRADES: [&str; 10] =
    ["Logistik", "Foods", "Systems", "Bau", "Energie", "Medien", "Optik", "Textil", "Versand", "Robotics"];

/// A name for a customer: of a person, or of a business.
pub(crate) fn customer(segment: Segment, random: &mut Random) -> String {
    let form = match segment {
        Segment::Consumer => return person(random),
        Segment::Smb => random.pick(&["GmbH", "KG", "B.V.", "SARL"]),
        Segment::Enterprise => random.pick(&["AG", "SE", "株式会社"]),
    };
    format!("{} {} {form}", random.pick(&PLACES), random.pick(&TRADES))
}

/// The name of a person.
pub(crate) fn person(random: &mut Random) -> String {
    format!("{} {}", random.pick(&GIVEN), random.pick(&FAMILY))
}

const PRAISE: [&str; 6] = [
    "I love the new dashboards, great work",
    "support was fast and friendly, excellent",
    "so easy to use, happy with my plan",
    "the automations are amazing and save us hours",
    "best tool we bought this year",
    "really good update, thank you",
];
const PLAIN: [&str; 5] = [
    "we moved our reports there last week",
    "is there an api for exports?",
    "they open an office in Vienna",
    "watching the webinar about automation now",
    "anyone using it together with a warehouse?",
];
const BLAME: [&str; 5] = [
    "support is slow, still waiting, very bad",
    "the export is broken again, terrible",
    "too expensive and hard to use, disappointed",
    "I hate the new login, awful",
    "another outage, worst week ever",
];
const OPENERS: [&str; 5] = ["", "honestly: ", "today, ", "as a customer: ", "quick note, "];
const NAMES: [&str; 4] = ["Acme", "@acme", "#acme", "Acme's app"];

/// The mood of a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Praise.
    Good,
    /// Neither.
    #[default]
    Plain,
    /// Complaint.
    Bad,
}

/// A post of that mood.
pub(crate) fn post(mood: Mood, random: &mut Random) -> String {
    let (opener, name) = (random.pick(&OPENERS), random.pick(&NAMES));
    let said = match mood {
        Mood::Good => random.pick(&PRAISE),
        Mood::Plain => random.pick(&PLAIN),
        Mood::Bad => random.pick(&BLAME),
    };
    format!("{opener}{name}: {said}")
}
