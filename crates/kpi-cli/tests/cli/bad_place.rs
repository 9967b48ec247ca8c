//! Paths that lead to no file that can be read, and places that cannot be written to: a message, never a wait or half a file.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::folder::Folder;

/// A project without the file of the tickets.
fn without_tickets() -> Folder {
    let folder = Folder::project();
    fs::remove_file(folder.path("data/tickets.csv")).unwrap();
    folder
}

#[track_caller]
fn tickets_fail(folder: &Folder, words: &[&str]) {
    folder.today(&["run"]).ends_with(4).shows(&["25 %", "error[K05", "kpi.toml:", "help"]).shows(words);
    folder.kpi(&["check"]).ends_with(4).shows(words);
}

fn pipe(folder: &Folder, name: &str) {
    assert!(Command::new("mkfifo").arg(folder.path(name)).status().unwrap().success());
}

#[test]
fn pipes_sockets_and_devices_are_no_files() {
    let folder = without_tickets();
    pipe(&folder, "data/tickets.csv");
    tickets_fail(&folder, &["`data/tickets.csv` is a named pipe, not a file"]);
    let folder = without_tickets();
    let _listener = UnixListener::bind(folder.path("data/tickets.csv")).unwrap();
    tickets_fail(&folder, &["`data/tickets.csv` is a socket, not a file"]);
    let folder = without_tickets();
    symlink("/dev/zero", folder.path("data/tickets.csv")).unwrap();
    tickets_fail(&folder, &["`data/tickets.csv` is a device, not a file"]);
}

#[test]
fn links_that_lead_nowhere_or_in_a_circle() {
    let folder = without_tickets();
    symlink("nowhere.csv", folder.path("data/tickets.csv")).unwrap();
    tickets_fail(&folder, &["there is no file `data/tickets.csv`"]);
    let folder = without_tickets();
    symlink("tickets.csv", folder.path("data/tickets.csv")).unwrap();
    tickets_fail(&folder, &["`data/tickets.csv` cannot be opened", "in a circle"]);
}

#[test]
fn patterns_that_no_file_fits() {
    let folder = Folder::project();
    folder.edit("kpi.toml", "data/tickets.csv", "data/tickets-*.csv");
    tickets_fail(&folder, &["no file fits `data/tickets-*.csv`"]);
}

#[test]
fn a_configuration_that_is_no_file() {
    let folder = Folder::project();
    fs::remove_file(folder.path("kpi.toml")).unwrap();
    fs::create_dir(folder.path("kpi.toml")).unwrap();
    folder.today(&["run"]).ends_with(3).says(&["`kpi.toml` cannot be read: it is a folder, not a file", "help"]);
    fs::remove_dir(folder.path("kpi.toml")).unwrap();
    pipe(&folder, "kpi.toml");
    folder.kpi(&["check"]).ends_with(3).shows(&["`kpi.toml` cannot be read: it is a pipe or a device"]);
}

#[test]
fn definitions_that_are_no_files() {
    let folder = Folder::project();
    pipe(&folder, "kpi-defs/pipe.kpi");
    folder.kpi(&["check"]).ends_with(3).shows(&["`kpi-defs/pipe.kpi` cannot be read: it is a pipe", "help"]);
    fs::remove_file(folder.path("kpi-defs/pipe.kpi")).unwrap();
    symlink("nowhere", folder.path("kpi-defs/link.kpi")).unwrap();
    folder.kpi(&["check"]).ends_with(3).shows(&["`kpi-defs/link.kpi` cannot be read: there is no such file"]);
}

/// Runs as a user who owns nothing, if this test may choose the user.
fn as_nobody(folder: &Folder, arguments: &[&str]) -> Option<(i32, String)> {
    fs::set_permissions(folder.path("."), fs::Permissions::from_mode(0o755)).unwrap();
    let own = folder.path("kpi-of-nobody");
    fs::copy(env!("CARGO_BIN_EXE_kpi"), &own).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--clear-groups"]).arg(own).args(arguments).current_dir(folder.path("."));
    let output = command.output().ok()?;
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if text.contains("setpriv: ") || text.contains("Permission denied (os error 13)\n") && !text.contains("K0") {
        return None;
    }
    Some((output.status.code().unwrap_or(-1), text))
}

#[test]
fn files_of_others_are_named_with_the_way_out() {
    let run = ["run", "--as-of", "2026-07-01"];
    for (name, mode, code, words) in [
        ("data/tickets.csv", 0o000, 4, "`data/tickets.csv` cannot be opened: permission denied"),
        ("data", 0o000, 4, "`data/tickets.csv` cannot be opened: permission denied"),
        ("kpi.toml", 0o000, 3, "`kpi.toml` cannot be read: the user who runs `kpi` may not read it"),
        ("kpi-defs/engage.kpi", 0o000, 3, "`kpi-defs/engage.kpi` cannot be read: the user who runs `kpi`"),
        ("kpi-defs", 0o000, 3, "`kpi-defs` cannot be looked into"),
    ] {
        let folder = Folder::project();
        let path = folder.path(name);
        let before = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let outcome = as_nobody(&folder, &run);
        fs::set_permissions(&path, before).unwrap();
        let Some((found, text)) = outcome else { return };
        assert_eq!(found, code, "{text}");
        assert!(text.contains(words) && text.contains("help"), "no {words:?} in\n{text}");
    }
}

#[test]
fn reports_that_cannot_be_written() {
    let folder = Folder::project();
    let run = |output: &str| folder.today(&["run", "--format", "json", "--output", output]);
    run("/dev/full").ends_with(5).says(&["cannot write `/dev/full`", "No space", "help"]);
    run("no/such/folder/a.json").ends_with(5).says(&["cannot write `no/such/folder/a.json`", "help"]);
    run("data").ends_with(5).says(&["cannot write `data`: it is a folder"]);
    run("kept.json").ends_with(0);
    let before = folder.read("kept.json");
    assert_eq!(fs::read_dir(folder.path(".")).unwrap().count(), 4, "something was left behind");
    assert!(before.ends_with("}\n") || before.ends_with('}'), "{before}");
}

#[test]
fn outputs_with_an_ending_that_says_nothing() {
    let folder = Folder::project();
    for command in [&["run"][..], &["query", "churn"]] {
        let outcome = folder.today(&[command, &["--output", "card.xyz"]].concat());
        outcome.ends_with(2).says(&["K0708", "`card.xyz`", "`.json`", "`.csv`", "--format"]);
    }
    assert!(!folder.path("card.xyz").exists());
    folder.today(&["run", "--output", "card.xyz", "--format", "csv"]).ends_with(0);
    folder.today(&["run", "--output", "card.txt"]).ends_with(0);
    assert!(folder.read("card.txt").contains("Churn rate"));
}

#[test]
fn secrets_stay_out_of_messages() {
    let folder = Folder::project();
    folder.edit("kpi.toml", "data/tickets.csv", "data/${TOKEN}/tickets.csv");
    let secret = [("TOKEN", "s3cr3t-t0ken")];
    for arguments in [&["run", "--as-of", "2026-07-01"][..], &["check"], &["check", "--format", "json"]] {
        let outcome = folder.kpi_with(arguments, &secret);
        assert!(!format!("{}{}", outcome.out, outcome.err).contains("s3cr3t-t0ken"), "{outcome:?}");
    }
}
