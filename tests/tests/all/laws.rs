//! What must hold whatever the data and the definitions are.

use kpi_tests::engine::RealEngine;
use kpi_tests::outcome::Line;
use kpi_tests::random::{Author, Choices, Trial};
use kpi_tests::suite::check::Engine;
use kpi_tests::suite::expected::same;
use kpi_tests::suite::project::Project;
use kpi_tests::suite::request::Request;
use proptest::test_runner::TestCaseError;

use crate::properties::{decisions, fail, keep_valid, runner};

/// Trials of each law.
const TRIALS: u32 = 30;

/// Checks a law on random projects with these metrics.
fn check(metrics: impl Fn(&mut Choices) -> Vec<(String, String)>, law: impl Fn(&Trial) -> Result<(), String>) {
    let outcome = runner(TRIALS).run(&decisions(), |numbers| {
        let mut choices = Choices::new(numbers);
        let mut trial = Trial::draw(&mut choices, 0);
        trial.metrics = metrics(&mut choices);
        trial.write_definitions();
        if keep_valid(&mut trial) == 0 {
            return Ok(());
        }
        law(&trial).map_err(|difference| TestCaseError::fail(difference + "\n\n" + &trial.as_case()))
    });
    if let Err(error) = outcome {
        fail(error);
    }
}

fn evaluate(project: &Project, request: &Request, names: &[String]) -> Result<Vec<Line>, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    project.write(folder.path()).expect("a writable folder");
    RealEngine.evaluate(folder.path(), request, names)
}

fn results(trial: &Trial) -> Result<Vec<Line>, String> {
    evaluate(&trial.project, &trial.request, &trial.names())
}

/// The totals of a metric, oldest first.
fn totals<'l>(lines: &'l [Line], name: &str) -> Vec<&'l Line> {
    let mut totals: Vec<&Line> = lines.iter().filter(|line| line.name == name && line.slice.is_empty()).collect();
    totals.sort_by_key(|line| line.period.0);
    totals
}

fn equal(left: &Line, right: &Line) -> Result<(), String> {
    if same(left.value, right.value) { Ok(()) } else { Err(format!("{left}\nis not the same as\n{right}")) }
}

/// Metrics with fixed texts.
fn fixed(metrics: &[(&str, &str)]) -> Vec<(String, String)> {
    metrics.iter().map(|(name, body)| ((*name).to_owned(), (*body).to_owned())).collect()
}

/// Pairs of a random metric and one that follows from its name.
fn pairs(choices: &mut Choices, other: &str) -> Vec<(String, String)> {
    let mut author = Author::new(choices);
    let pair = |index: usize| {
        let (one, two) = (format!("a{index}"), format!("b{index}"));
        [(one.clone(), author.metric()), (two, other.replace('M', &one))]
    };
    (0..6).flat_map(pair).collect()
}

/// The numbers behind the names of pairs that are both still there.
fn whole_pairs(trial: &Trial) -> impl Iterator<Item = usize> {
    let names = trial.names();
    (0..6).filter(move |index| names.contains(&format!("a{index}")) && names.contains(&format!("b{index}")))
}

#[test]
fn the_end_of_a_period_is_the_start_of_the_next() {
    let metrics = [
        ("end_n", "count(customers at end)"),
        ("start_n", "count(customers at start)"),
        ("end_size", "sum(customers.size at end)"),
        ("start_size", "sum(customers.size at start)"),
        ("end_tickets", "avg(tickets.score at end)"),
        ("start_tickets", "avg(tickets.score at start)"),
        ("end_balance", "sum(balances.balance at end)"),
        ("start_balance", "sum(balances.balance at start)"),
    ];
    check(
        |_| fixed(&metrics),
        |trial| {
            let lines = results(trial)?;
            for what in ["n", "size", "tickets", "balance"] {
                let (ends, starts) = (totals(&lines, &format!("end_{what}")), totals(&lines, &format!("start_{what}")));
                for (end, start) in ends.iter().zip(starts.iter().skip(1)) {
                    equal(end, start)?;
                }
            }
            Ok(())
        },
    );
}

#[test]
fn start_plus_won_minus_left_is_the_end() {
    let metrics = [
        (
            "difference",
            "count(customers at start) + count(customers on started_on) - count(customers on ended_on) \
                        - count(customers at end)",
        ),
        ("zero", "count(customers at end) * 0"),
    ];
    check(
        |_| fixed(&metrics),
        |trial| {
            let lines = results(trial)?;
            totals(&lines, "difference")
                .iter()
                .zip(totals(&lines, "zero"))
                .try_for_each(|(left, right)| equal(left, right))
        },
    );
}

#[test]
fn slices_of_sums_and_counts_add_up() {
    let metrics = [
        ("orders_n", "count(orders); by channel"),
        ("amount", "sum(orders.amount on shipped_on); by customer.segment"),
        ("customers_n", "count(customers at end); by segment"),
        ("sizes", "sum(customers.size over period); by orders_n"),
        ("tickets_n", "count(tickets at start); by customer_id"),
        ("balance", "sum(balances.balance); by account, plan"),
    ];
    check(
        |_| fixed(&metrics),
        |trial| {
            let lines = results(trial)?;
            for total in lines.iter().filter(|line| line.slice.is_empty()) {
                let of_total =
                    |line: &&Line| line.name == total.name && line.period == total.period && !line.slice.is_empty();
                let sum: f64 = lines.iter().filter(of_total).filter_map(|line| line.value).sum();
                if !same(total.value.or(Some(0.0)), Some(sum)) {
                    return Err(format!("{total}\nbut its slices add up to {sum}"));
                }
            }
            Ok(())
        },
    );
}

#[test]
fn a_slice_is_the_same_as_a_filter() {
    let metrics = |choices: &mut Choices| {
        let mut author = Author::within_slices(choices);
        let one = |index: usize| {
            let body = author.of_orders();
            let filtered = |value: &str| (format!("{value}{index}"), format!("({body} where channel = \"{value}\")"));
            [(format!("a{index}"), format!("{body}; by channel")), filtered("web"), filtered("shop")]
        };
        (0..5).flat_map(one).collect()
    };
    check(metrics, |trial| {
        let lines = results(trial)?;
        let sliced = lines.iter().filter(|line| line.name.starts_with('a') && !line.slice.is_empty());
        for line in sliced {
            let value = line.slice[0].1.clone().unwrap_or_default();
            let name = format!("{value}{}", &line.name[1..]);
            let is_twin = |twin: &&Line| twin.name == name && twin.period == line.period;
            if let Some(twin) = lines.iter().find(is_twin) {
                equal(line, twin)?;
            }
        }
        Ok(())
    });
}

#[test]
fn prev_of_a_period_is_the_value_of_the_period_before() {
    check(
        |choices| pairs(choices, "prev(M)"),
        |trial| {
            let lines = results(trial)?;
            for index in whole_pairs(trial) {
                let (values, before) = (totals(&lines, &format!("a{index}")), totals(&lines, &format!("b{index}")));
                for (value, before) in values.iter().zip(before.iter().skip(1)) {
                    equal(value, before)?;
                }
            }
            Ok(())
        },
    );
}

#[test]
fn over_period_changes_nothing() {
    check(
        |choices| pairs(choices, "(M over period)"),
        |trial| {
            let lines = results(trial)?;
            for index in whole_pairs(trial) {
                let (plain, over) = (totals(&lines, &format!("a{index}")), totals(&lines, &format!("b{index}")));
                plain.iter().zip(over).try_for_each(|(plain, over)| equal(plain, over))?;
            }
            Ok(())
        },
    );
}

#[test]
fn from_and_up_to_mirror_each_other() {
    let metrics = [
        ("forwards", "sum(customers.soon over all time)"),
        ("backwards", "count(orders on shipped_on over all time where customer.started_on in 7 days up to shipped_on)"),
    ];
    check(
        |_| fixed(&metrics),
        |trial| {
            let mut trial = trial.clone();
            trial.fields =
                vec!["customers.soon = count(orders on shipped_on over 7 days from this.started_on)".to_owned()];
            trial.write_definitions();
            trial.request = Request { period: "2090".to_owned(), trend: 1, as_of: None };
            let lines = results(&trial)?;
            if trial.project.data["orders"].lines().count() == 1 {
                return Ok(());
            }
            equal(totals(&lines, "forwards")[0], totals(&lines, "backwards")[0])
        },
    );
}

/// Random metrics whose value does not depend on how the rows stand in the data.
fn any_order(choices: &mut Choices) -> Vec<(String, String)> {
    let mut author = Author::new(choices);
    let metrics = (0..10).map(|index| (format!("m{index}"), author.metric()));
    // Snapshots have no key here, so that the first and last of them are those in the data.
    metrics.filter(|(_, body)| !body.contains("first(") && !body.contains("last(")).collect()
}

fn unchanged(trial: &Trial, change: impl Fn(&mut Project)) -> Result<(), String> {
    let mut project = trial.project.clone();
    change(&mut project);
    let (before, after) = (results(trial)?, evaluate(&project, &trial.request, &trial.names())?);
    for line in &before {
        let Some(twin) = after.iter().find(|twin| twin.is_about(line)) else {
            return Err(format!("{line}\nis gone"));
        };
        equal(line, twin)?;
    }
    if before.len() == after.len() { Ok(()) } else { Err("there are more slices than before".to_owned()) }
}

#[test]
fn the_order_of_rows_means_nothing() {
    check(any_order, |trial| {
        unchanged(trial, |project| {
            for text in project.data.values_mut() {
                let mut lines: Vec<&str> = text.lines().collect();
                lines[1..].reverse();
                *text = lines.join("\n") + "\n";
            }
        })
    });
}

#[test]
fn a_source_may_be_split_into_files() {
    check(any_order, |trial| {
        unchanged(trial, |project| {
            let orders = project.data["orders"].clone();
            let (heading, rows) = orders.split_once('\n').expect("a heading");
            let rows: Vec<&str> = rows.lines().collect();
            let (one, two) = rows.split_at(rows.len() / 2);
            for (name, rows) in [("orders-1", one), ("orders-2", two)] {
                project.data.insert(name.to_owned(), format!("{heading}\n{}\n", rows.join("\n")));
            }
            project.configuration = project.configuration.replace("data/orders.csv", "data/orders-*.csv");
        })
    });
}

#[test]
fn rows_that_no_window_reaches_mean_nothing() {
    check(any_order, |trial| {
        unchanged(trial, |project| {
            let late = [
                ("customers", "77,2099-01-01,,smb,5\n"),
                ("orders", "77,2099-01-01 00:00:00,2099-01-01,1,1000,web,true\n"),
                ("tickets", "77,2099-01-01 00:00:00,,1,1000\n"),
                ("balances", "2099-01-01,a,1000,pro\n"),
            ];
            for (name, row) in late {
                project.data.get_mut(name).expect("a source").push_str(row);
            }
        })
    });
}

#[test]
fn a_column_that_is_not_used_means_nothing() {
    check(any_order, |trial| {
        unchanged(trial, |project| {
            for text in project.data.values_mut() {
                let mut lines: Vec<String> = text.lines().map(|line| format!("{line},x")).collect();
                lines[0] = lines[0].replace(",x", ",nobody");
                *text = lines.join("\n") + "\n";
            }
        })
    });
}
