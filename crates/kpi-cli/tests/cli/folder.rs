//! A project in a folder of its own, and the program run in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The clock of every run.
pub(crate) const TODAY: [&str; 2] = ["--as-of", "2026-07-01"];

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Outcome {
    /// Fails unless the program ended with this code and did not panic.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }

    /// Fails unless standard error has all of these.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in\n{}", self.err);
        }
        self
    }

    /// Fails unless standard output has all of these.
    #[track_caller]
    pub(crate) fn shows(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.out.contains(word), "no {word:?} in\n{}\n{}", self.out, self.err);
        }
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in\n{}\n{}", self.out, self.err))
    }
}

/// A folder that goes away at the end.
#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    /// Without anything in it.
    pub(crate) fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A small project: customers that come and go, tickets, and four KPIs.
    pub(crate) fn project() -> Self {
        let folder = Self::empty();
        folder.write("kpi.toml", CONFIG);
        folder.write("kpi-defs/engage.kpi", DEFINITIONS);
        folder.write("data/customers.csv", CUSTOMERS);
        folder.write("data/tickets.csv", TICKETS);
        folder
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with its folders.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces words in a file.
    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "no {from:?} in {name}");
        self.write(name, text.replace(from, to));
    }

    /// Runs the program here.
    pub(crate) fn kpi(&self, arguments: &[&str]) -> Outcome {
        self.kpi_with(arguments, &[])
    }

    /// Runs the program here, with variables of the environment.
    pub(crate) fn kpi_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        run(self.0.path(), arguments, variables)
    }

    /// Runs the program here, with this on its standard input.
    pub(crate) fn kpi_fed(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut child = command(self.0.path(), arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        outcome(child.wait_with_output().unwrap())
    }

    /// Runs a command that takes a clock.
    pub(crate) fn today(&self, arguments: &[&str]) -> Outcome {
        self.kpi(&[arguments, &TODAY].concat())
    }
}

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    outcome(command(folder, arguments).envs(variables.iter().copied()).output().unwrap())
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kpi"));
    command.current_dir(folder).args(arguments).env_remove("NO_COLOR").env_remove("RUST_BACKTRACE");
    command
}

fn outcome(output: Output) -> Outcome {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

const CONFIG: &str = r#"[project]
name = "Small"

[source.customers]
connector = "csv"
path = "data/customers.csv"
key = "customer_id"
alive = ["started_on", "ended_on"]

[source.tickets]
connector = "csv"
path = "data/tickets.csv"
key = "ticket_id"
time = "opened_on"
refs = { customer = "customer_id -> customers" }
"#;

/// In June: 4 at the start, 1 leaves: 25 %. 2 of 3 tickets solved at once.
const DEFINITIONS: &str = r#"from customers
group "Engage"

## Customers who left, as a share of those we had when the period opened.
churn "Churn rate" = lost / start * 100; target < 5; warn < 30; by segment

start = count(at start)
lost  = count(at start where ended_on in period)

group "Service"
fcr "First-contact resolution" = avg(tickets.solved_at_once) * 100; target > 60
tickets_per_customer "Tickets per customer" = count(tickets) / start
"#;

const CUSTOMERS: &str = "customer_id,segment,started_on,ended_on
1,smb,2026-01-10,
2,smb,2026-02-01,2026-06-15
3,enterprise,2026-03-05,
4,,2026-05-20,
5,smb,2026-06-10,
";

const TICKETS: &str = "ticket_id,customer_id,opened_on,solved_at_once
1,1,2026-05-03,true
2,1,2026-06-03,true
3,3,2026-06-04,false
4,4,2026-06-30,true
";
