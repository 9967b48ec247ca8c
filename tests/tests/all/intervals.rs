//! Intervals against published ones, and how often they hold what they promise.
//!
//! The literate cases of `tests/suite/confidence.md` hold each form against the reference; here are examples of textbooks, and
//! samples drawn from known distributions: of ten thousand 95 % intervals, 93 to 97 in a hundred must hold the truth.

use std::fmt::Write as _;

use kpi_tests::engine::RealEngine;
use kpi_tests::outcome::Line;
use kpi_tests::suite::check::Engine;
use kpi_tests::suite::request::Request;

/// The results of definitions over one table.
fn results(table: &str, definitions: &str, names: &[&str]) -> Vec<Line> {
    let project = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(project.path().join("kpi-defs")).expect("a folder");
    std::fs::write(project.path().join("rows.csv"), table).expect("a file");
    let configuration = "[source.rows]\nconnector = \"csv\"\npath = \"rows.csv\"\n";
    std::fs::write(project.path().join("kpi.toml"), configuration).expect("a file");
    std::fs::write(project.path().join("kpi-defs/all.kpi"), format!("from rows\n{definitions}")).expect("a file");
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let request = Request::read("period 2026-06").expect("a request");
    RealEngine.evaluate(project.path(), &request, &names).unwrap_or_else(|messages| panic!("{messages}"))
}

fn interval(lines: &[Line], name: &str) -> (f64, f64) {
    let line = lines.iter().find(|line| line.name == name).expect("a result");
    (line.low.expect("an interval"), line.high.expect("an interval"))
}

fn assert_ends(found: (f64, f64), low: f64, high: f64, tolerance: f64) {
    let near = (found.0 - low).abs() < tolerance && (found.1 - high).abs() < tolerance;
    assert!(near, "expected {low} to {high}, found {found:?}");
}

/// Agresti, An Introduction to Categorical Data Analysis, 2.2: heart attacks among physicians who took aspirin (104 of
/// 11,037) or a placebo (189 of 11,034).
#[test]
fn heart_attacks_and_aspirin() {
    let mut table = String::from("placebo,attack\n");
    for (placebo, attacks, all) in [(true, 189, 11_034), (false, 104, 11_037)] {
        for person in 0..all {
            writeln!(table, "{placebo},{}", person < attacks).expect("a string takes any text");
        }
    }
    let definitions = "attacks = avg(attack)
risk = risk_ratio(attacks where placebo); confidence 95%
difference = (attacks where placebo) - (attacks where not placebo); confidence 95%
more = lift(attacks where placebo); confidence 95%
";
    let lines = results(&table, definitions, &["risk", "difference", "more"]);
    assert_ends(interval(&lines, "risk"), 1.43, 2.31, 0.005);
    assert_ends(interval(&lines, "difference"), 0.005, 0.011, 0.0005);
    assert_ends(interval(&lines, "more"), 43.3, 130.6, 0.05);
}

/// Student's own data on sleep (Biometrika 6, 1908), as in the manual of R: `t.test` of the differences gives 0.7001142 to
/// 2.4598858.
#[test]
fn students_sleep() {
    let table = "difference\n1.2\n2.4\n1.3\n1.3\n0\n1\n1.8\n0.8\n4.6\n1.4\n";
    let lines = results(table, "mean = avg(difference); confidence 95%\n", &["mean"]);
    assert_ends(interval(&lines, "mean"), 0.700_114_2, 2.459_885_8, 5e-8);
}

/// Half promoters, a fifth detractors, of a hundred: the usual margin of error is 1.96 · √(0.61 / 100), or 15.3 points.
#[test]
fn margin_of_a_net_promoter_score() {
    let mut table = String::from("score\n");
    for (score, count) in [(10, 50), (8, 30), (3, 20)] {
        table.push_str(&format!("{score}\n").repeat(count));
    }
    let nps = "nps = (avg(score >= 9) - avg(score <= 6)) * 100; confidence 95%\n";
    let (low, high) = interval(&results(&table, nps, &["nps"]), "nps");
    // With n / (n − 1) and the quantile of 99 degrees of freedom (1.984217) instead of the normal one.
    let margin = 1.984_217 * (0.61_f64 / 99.0).sqrt() * 100.0;
    assert_ends((low, high), 30.0 - margin, 30.0 + margin, 1e-4);
    assert!(((high - low) / 2.0 - 15.3).abs() < 0.4);
}

/// A supply of numbers in [0, 1): splitmix64.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0)) / 4_294_967_296.0
    }
}

const RUNS: usize = 10_000;
const PEOPLE: usize = 24;
const ANSWERS_EACH: usize = 3;

/// In every run 24 people answer three times; how they answer depends on the person.
fn samples() -> String {
    let mut draw = Draw(2026);
    let mut table = String::from("run,person,score,spent,items,treated,bought,mood\n");
    for run in 0..RUNS {
        for person in 0..PEOPLE {
            let nature = draw.next();
            for _ in 0..ANSWERS_EACH {
                let luck = draw.next();
                let score = if luck < 0.45 {
                    10
                } else if luck < 0.8 {
                    8
                } else {
                    4
                };
                let items = 1.0 + (draw.next() * 4.0).floor();
                let spent = items * (5.0 + 10.0 * draw.next());
                let treated = draw.next() < 0.5;
                let bought = draw.next() < if treated { 0.6 } else { 0.4 };
                let mood = 3.0 * nature + draw.next();
                writeln!(table, "{run},{person},{score},{spent:.6},{items},{treated},{bought},{mood:.6}")
                    .expect("a string takes any text");
            }
        }
    }
    table
}

#[test]
fn intervals_hold_what_they_promise() {
    let definitions = "share = avg(score >= 9); confidence 95%; by run only
nps = avg(score >= 9) - avg(score <= 6); confidence 95%; by run only
mean = avg(spent); confidence 95%; by run only
each = sum(spent) / sum(items); confidence 95%; by run only
purchase = avg(bought)
risk = risk_ratio(purchase where treated); confidence 95%; by run only
revenue = avg(spent)
up = lift(revenue where treated); confidence 95%; by run only
mood_of_people = avg(mood); confidence 95% per person; by run only
";
    // Means of the distributions that the samples are drawn from.
    let truths = [
        ("share", 0.45),
        ("nps", 0.25),
        ("mean", 25.0),
        ("each", 10.0),
        ("risk", 1.5),
        ("up", 0.0),
        ("mood_of_people", 2.0),
    ];
    let names: Vec<&str> = truths.iter().map(|(name, _)| *name).collect();
    let lines = results(&samples(), definitions, &names);
    for (name, truth) in truths {
        let of_it = lines.iter().filter(|line| line.name == name);
        let (mut held, mut all) = (0_u32, 0_u32);
        for line in of_it {
            all += 1;
            let (low, high) = (line.low.expect("an interval"), line.high.expect("an interval"));
            held += u32::from(low <= truth && truth <= high);
        }
        assert_eq!(all as usize, RUNS, "{name}");
        let share = f64::from(held) / f64::from(all);
        println!("{name}: {:.2} % of the intervals hold the truth", share * 100.0);
        assert!((0.93..=0.97).contains(&share), "{name}: {share}");
    }
}

/// Rows that depend on each other, taken as independent, promise too much: this is what `per person` is for.
#[test]
fn without_the_person_the_interval_is_too_narrow() {
    let definitions = "alone = avg(mood); confidence 95%; by run only
together = avg(mood); confidence 95% per person; by run only
";
    let table: String =
        samples().lines().take(1 + 100 * PEOPLE * ANSWERS_EACH).fold(String::new(), |mut text, line| {
            text.push_str(line);
            text.push('\n');
            text
        });
    let lines = results(&table, definitions, &["alone", "together"]);
    let width = |name: &str| -> f64 {
        let widths = lines.iter().filter(|line| line.name == name);
        widths.map(|line| line.high.expect("an interval") - line.low.expect("an interval")).sum()
    };
    assert!(width("together") > 1.4 * width("alone"));
}
