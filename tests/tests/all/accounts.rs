//! Explanations and lists of rows on random projects: their numbers add up and agree with those of a run.

use std::cell::Cell;
use std::path::Path;

use jiff::civil::Date;
use kpi_engine::{Node, Project, Selection, Silent};
use kpi_plan::TimeWindow;
use kpi_tests::random::{Choices, Trial};
use proptest::test_runner::TestCaseError;

use crate::properties::{decisions, fail, keep_valid, runner};

/// Definitions in one trial.
const METRICS: usize = 10;

fn period(project: &Project, trial: &Trial) -> (TimeWindow, Date) {
    let window = project.calendar().called(&trial.request.period).expect("a period of the calendar");
    (window, trial.request.as_of.unwrap_or(window.end.date()))
}

/// What does not add up in the accounts of a tree; how many accounts there are.
fn wrong(node: &Node, accounts: &Cell<u64>) -> Vec<String> {
    let mut found: Vec<String> = node.children.iter().flat_map(|child| wrong(child, accounts)).collect();
    let Some(rows) = &node.rows else { return found };
    accounts.set(accounts.get() + 1);
    if rows.classes.iter().map(|class| class.rows).sum::<u64>() != rows.rows {
        found.push(format!("the classes of `{}` do not add up: {rows:?}", node.text));
    }
    let of_parts = node.children.iter().map(|child| child.n).collect::<Option<Vec<u64>>>();
    let n = match (node.n, of_parts) {
        // A source without rows in the window has no number, whatever its rows; and the rows of `per KEY` are in parts, of
        // which n is the number.
        (None, _) | (_, None) => return found,
        (n, Some(units)) if !units.is_empty() => n.map(|_| units.iter().sum()),
        (n, Some(_)) => n,
    };
    if n != Some(rows.counted()) {
        found.push(format!("`{}` has n = {n:?}, and its account counts {}: {rows:?}", node.text, rows.counted()));
    }
    found
}

fn unexplained(trial: &Trial, folder: &Path, accounts: &Cell<u64>) -> Result<Vec<String>, String> {
    let project = Project::open(folder, &|_| None);
    let (window, as_of) = period(&project, trial);
    let mut found = Vec::new();
    for name in trial.names() {
        let explained =
            project.explain(&name, window, as_of, 2, &Silent).map_err(|problems| format!("{problems:?}"))?;
        found.extend(wrong(&explained.tree, accounts));
        let lost = explained.fields.iter().filter(|field| field.values.is_none());
        found.extend(lost.map(|field| format!("the values of `{}` are lost", field.name)));
        if explained.result.value.is_some() && explained.result.value != explained.tree.value {
            found.push(format!("`{name}` is {:?}, its tree says {:?}", explained.result.value, explained.tree.value));
        }
    }
    Ok(found)
}

#[test]
fn what_became_of_every_row_adds_up() {
    let accounts = Cell::new(0);
    let outcome = runner(60).run(&decisions(), |numbers| {
        let mut trial = Trial::draw(&mut Choices::new(numbers), METRICS);
        keep_valid(&mut trial);
        let folder = tempfile::tempdir().expect("a temporary folder");
        trial.project.write(folder.path()).expect("a writable folder");
        match unexplained(&trial, folder.path(), &accounts) {
            Ok(found) if found.is_empty() => Ok(()),
            Ok(found) => Err(TestCaseError::fail(found.join("\n") + "\n\n" + &trial.as_case())),
            Err(messages) => Err(TestCaseError::fail(messages + "\n\n" + &trial.as_case())),
        }
    });
    println!("{} accounts added up", accounts.get());
    if let Err(error) = outcome {
        fail(error);
    }
    assert!(accounts.get() > 300, "most trials have aggregates");
}

/// The first count of rows in a definition, with what it can show.
fn listed(body: &str) -> Option<String> {
    let start = body.find("count(")?;
    let mut depth = 0;
    let length = body[start..].find(|character| {
        depth += i32::from(character == '(') - i32::from(character == ')');
        depth == 0 && character == ')'
    })?;
    let count = &body[start..=start + length];
    let column = match count.strip_prefix("count(")?.split([' ', ')']).next()? {
        "customers" => "segment, size, started_on; by segment",
        "orders" => "customer.segment, amount, gift; by channel",
        "tickets" => "customer.segment, opened_at; by score",
        "balances" => "account, balance; by plan",
        _ => return None,
    };
    Some(format!("{count}; show {column}"))
}

fn wrong_lists(trial: &Trial, folder: &Path, lists: &Cell<u64>) -> Result<Vec<String>, String> {
    let project = Project::open(folder, &|_| None);
    let (window, as_of) = period(&project, trial);
    let request = kpi_engine::Request {
        selection: Selection::Named(trial.names()),
        periods: vec![window],
        by: Vec::new(),
        as_of,
    };
    let report = project.evaluate_with_rows(&request, &Silent).map_err(|problems| format!("{problems:?}"))?;
    let mut found: Vec<String> =
        report.problems.iter().filter(|one| one.code.number() == 559).map(|one| format!("{one:?}")).collect();
    for result in &report.results {
        let rows = result.rows.as_ref().map(|rows| rows.values.len() as u64);
        lists.set(lists.get() + u64::from(rows.is_some()));
        if rows != result.n.filter(|_| result.value.is_some()) {
            found.push(format!("`{}` {:?} counts {:?} and lists {rows:?}", result.name, result.slice, result.n));
        }
    }
    Ok(found)
}

#[test]
fn lists_have_as_many_rows_as_are_counted() {
    let lists = Cell::new(0);
    let outcome = runner(60).run(&decisions(), |numbers| {
        let mut trial = Trial::draw(&mut Choices::new(numbers), 4 * METRICS);
        trial.metrics = trial.metrics.iter().filter_map(|(name, body)| Some((name.clone(), listed(body)?))).collect();
        if trial.metrics.is_empty() {
            return Ok(());
        }
        trial.write_definitions();
        keep_valid(&mut trial);
        let folder = tempfile::tempdir().expect("a temporary folder");
        trial.project.write(folder.path()).expect("a writable folder");
        match wrong_lists(&trial, folder.path(), &lists) {
            Ok(found) if found.is_empty() => Ok(()),
            Ok(found) => Err(TestCaseError::fail(found.join("\n") + "\n\n" + &trial.as_case())),
            Err(messages) => Err(TestCaseError::fail(messages + "\n\n" + &trial.as_case())),
        }
    });
    println!("{} lists were as long as their counts", lists.get());
    if let Err(error) = outcome {
        fail(error);
    }
    assert!(lists.get() > 200, "most trials have counts");
}
