//! Whatever is wrong with the input, there is a message with a place and a way out: never a panic, never a number.

use std::io::Read;

use crate::folder::{Folder, Outcome};

/// The run ends with 4: what could be computed is there, the rest is an error with its reason.
#[track_caller]
fn tickets_fail(folder: &Folder) -> Outcome {
    let outcome = folder.today(&["run"]).ends_with(4).says(&[]);
    let outcome = outcome.shows(&["25 %", "!  First-contact resolution", "error[K05", "help"]);
    let json = folder.today(&["run", "--format", "json"]).ends_with(4).json();
    let results = json["results"].as_array().unwrap().clone();
    let fcr = results.iter().find(|result| result["name"] == "fcr").unwrap();
    assert_eq!((&fcr["status"], &fcr["value"]), (&"error".into(), &serde_json::Value::Null));
    assert!(fcr["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    outcome
}

/// Nothing is computed: the definitions or the configuration are wrong.
#[track_caller]
fn invalid(folder: &Folder, words: &[&str]) {
    let outcome = folder.today(&["run"]).ends_with(3).says(words).says(&["error[K", "-->"]);
    assert_eq!(outcome.out, "");
    folder.kpi(&["check"]).ends_with(3).shows(words);
}

#[test]
fn wrong_syntax() {
    let folder = Folder::project();
    folder.edit("kpi-defs/engage.kpi", "count(at start)", "count(at start");
    invalid(&folder, &["kpi-defs/engage.kpi:7"]);
}

#[test]
fn wrong_column() {
    let folder = Folder::project();
    folder.edit("kpi-defs/engage.kpi", "where ended_on", "where endet_on");
    invalid(&folder, &["`endet_on`", "did you mean `ended_on`?"]);
}

#[test]
fn wrong_configuration() {
    let folder = Folder::project();
    folder.edit("kpi.toml", "connector = \"csv\"", "connector = \"cvs\"");
    invalid(&folder, &["`cvs`", "`csv`", "kpi.toml:5"]);
}

#[test]
fn configuration_that_is_no_toml() {
    let folder = Folder::project();
    folder.write("kpi.toml", "[project\nname = 1");
    folder.kpi(&["check"]).ends_with(3).shows(&["kpi.toml:1"]);
}

#[test]
fn text_that_is_no_utf_8() {
    let folder = Folder::project();
    folder.write("kpi-defs/latin.kpi", b"x \"\xe4\" = 1\n");
    folder.kpi(&["check"]).ends_with(3).shows(&["kpi-defs/latin.kpi", "UTF-8"]);
}

#[test]
fn text_in_a_number_column() {
    let folder = Folder::project();
    folder.edit("kpi.toml", "time = \"opened_on\"", "time = \"opened_on\"\ncolumns.hours = { type = \"number\" }");
    folder.write(
        "data/tickets.csv",
        "ticket_id,customer_id,opened_on,solved_at_once,hours\n1,1,2026-06-03,true,4\n2,1,2026-06-04,false,four\n",
    );
    folder.edit("kpi-defs/engage.kpi", "avg(tickets.solved_at_once) * 100; target > 60", "avg(tickets.hours)");
    tickets_fail(&folder).shows(&["four", "tickets.csv"]);
}

#[test]
fn ambiguous_date() {
    let folder = Folder::project();
    folder.edit("data/tickets.csv", "2026-06-03", "11/1/2026");
    invalid(&folder, &["`opened_on`", "kpi.toml:14", "date_format"]);
}

#[test]
fn words_in_a_column_of_conditions() {
    let folder = Folder::project();
    folder.edit("data/tickets.csv", "2026-06-04,false", "2026-06-04,maybe");
    invalid(&folder, &["fcr", "kpi-defs/engage.kpi:11"]);
    folder.today(&["run", "--only", "fcr"]).ends_with(3).says(&["kpi-defs/engage.kpi:11"]);
    folder.today(&["explain", "fcr"]).ends_with(3).says(&["kpi-defs/engage.kpi:11"]);
}

#[test]
fn empty_file() {
    let folder = Folder::project();
    folder.write("data/tickets.csv", "");
    tickets_fail(&folder).shows(&["tickets.csv", "empty"]);
}

#[test]
fn absent_file() {
    let folder = Folder::project();
    std::fs::remove_file(folder.path("data/tickets.csv")).unwrap();
    tickets_fail(&folder).shows(&["data/tickets.csv"]);
    folder.kpi(&["check"]).ends_with(4).shows(&["data/tickets.csv"]);
    folder.kpi(&["check", "--offline"]).ends_with(0);
}

#[test]
#[cfg(unix)]
fn unreadable_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::project();
    let path = folder.path("data/tickets.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        return; // the superuser reads everything
    }
    tickets_fail(&folder).shows(&["data/tickets.csv"]);
}

#[test]
fn folder_instead_of_a_file() {
    let folder = Folder::project();
    std::fs::remove_file(folder.path("data/tickets.csv")).unwrap();
    std::fs::create_dir(folder.path("data/tickets.csv")).unwrap();
    tickets_fail(&folder).shows(&["data/tickets.csv"]);
}

#[test]
fn truncated_parquet() {
    let folder = Folder::project();
    folder.edit(
        "kpi.toml",
        "connector = \"csv\"\npath = \"data/tickets.csv\"",
        "connector = \"parquet\"\npath = \"data/tickets.parquet\"",
    );
    folder.write("data/tickets.parquet", b"PAR1\x15\x04\x15\x10");
    tickets_fail(&folder).shows(&["data/tickets.parquet"]);
    folder.write("data/tickets.parquet", b"");
    tickets_fail(&folder).shows(&["data/tickets.parquet"]);
}

#[test]
fn cut_off_in_the_middle_of_a_row() {
    let folder = Folder::project();
    let text = folder.read("data/tickets.csv");
    folder.write("data/tickets.csv", &text[..text.len() - 16]);
    let outcome = folder.today(&["run"]);
    assert!([0, 4].contains(&outcome.code) && !outcome.err.contains("panicked"), "{outcome:?}");
}

#[test]
fn binary_instead_of_text() {
    let folder = Folder::project();
    let mut noise = vec![0; 4096];
    std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut noise)).unwrap();
    folder.write("data/tickets.csv", &noise);
    tickets_fail(&folder).shows(&["tickets.csv"]);
}

#[test]
fn missing_plugin() {
    let folder = Folder::project();
    let config = folder.read("kpi.toml");
    folder.write("kpi.toml", format!("{config}\n[plugin.mood]\npath = \"plugins/mood\"\n"));
    folder.edit("kpi-defs/engage.kpi", "avg(tickets.solved_at_once)", "avg(mood.score(tickets.solved_at_once) > 0)");
    let outcome = folder.today(&["run"]).ends_with(4).shows(&["25 %", "!  First-contact resolution", "plugins/mood"]);
    assert!(outcome.out.contains("error[K06"), "{}", outcome.out);
    folder.kpi(&["plugin", "list"]).ends_with(4).shows(&["mood"]);
}

#[test]
fn library_that_is_no_plugin() {
    let folder = Folder::project();
    let config = folder.read("kpi.toml");
    folder.write("kpi.toml", format!("{config}\n[plugin.mood]\npath = \"plugins/libmood.so\"\n"));
    folder.write("plugins/libmood.so", "no library at all");
    folder.edit("kpi-defs/engage.kpi", "avg(tickets.solved_at_once)", "avg(mood.score(tickets.solved_at_once) > 0)");
    folder.today(&["run"]).ends_with(4).shows(&["25 %", "error[K06", "libmood.so"]);
}

#[test]
fn a_scorecard_that_names_what_is_not_there() {
    let folder = Folder::project();
    let config = folder.read("kpi.toml");
    folder.write("kpi.toml", format!("{config}\n[scorecard.monthly]\nonly = [\"churn\", \"fcrr\"]\n"));
    invalid(&folder, &["K0473", "no metric is called `fcrr`", "did you mean `fcr`?", "kpi.toml:"]);
    folder.kpi(&["check", "--offline"]).ends_with(3).shows(&["`fcrr`"]);
    folder.write("kpi.toml", format!("{config}\n[scorecard.monthly]\nby = [\"nowhere\"]\n"));
    invalid(&folder, &["K0473", "no dimension is called `nowhere`"]);
    // While a definition is wrong, what it lacks is no mistake of the scorecard.
    folder.write("kpi.toml", format!("{config}\n[scorecard.monthly]\nonly = [\"fcr\"]\n"));
    folder.edit("kpi-defs/engage.kpi", "avg(tickets.solved_at_once)", "avg(tickets.solved)");
    let outcome = folder.kpi(&["check"]).ends_with(3).shows(&["K0202"]);
    assert!(!outcome.out.contains("K0473"), "{}", outcome.out);
}

#[test]
fn a_source_that_cannot_be_read_is_told_once() {
    let folder = Folder::project();
    folder.edit("kpi.toml", "connector = \"csv\"\npath = \"data/tickets.csv\"", "path = \"data/tickets.xlsx\"");
    let outcome = folder.kpi(&["check", "--format", "concise"]).ends_with(3);
    assert_eq!(outcome.out.lines().filter(|line| line.contains("error[")).count(), 1, "{}", outcome.out);
}

#[test]
fn a_column_of_kpi_toml_is_mended_in_its_quotation_marks() {
    let folder = Folder::project();
    folder.edit("kpi.toml", "time = \"opened_on\"", "time = \"opend_on\"");
    invalid(&folder, &["14 | time = \"opened_on\""]);
}

#[test]
fn a_length_beyond_the_calendar() {
    let folder = Folder::project();
    for question in
        ["count(tickets) over last 100000 years", "count(tickets where opened_on + 99999999 days > opened_on)"]
    {
        folder.today(&["query", question]).ends_with(0);
    }
    folder.today(&["query", "prev(churn, 100000 years)"]).ends_with(0).shows(&["no data"]);
}

#[test]
fn a_reference_to_a_key_of_another_type() {
    let folder = Folder::project();
    let words = ["K0453", "`customer_id` of `tickets`", "`customer_id` of `customers`"];
    folder.edit("data/tickets.csv", ",1,", ",C1,");
    let text = folder.read("kpi-defs/engage.kpi");
    folder.write(
        "kpi-defs/engage.kpi",
        format!("{text}\nsmb \"Small\" = count(tickets where customer.segment = \"smb\")\n"),
    );
    folder.kpi(&["check"]).ends_with(0).shows(&words);
    let outcome = folder.today(&["run", "--format", "json"]).ends_with(4);
    let results = outcome.json()["results"].as_array().unwrap().clone();
    let of = |name: &str| results.iter().find(|result| result["name"] == name).unwrap().clone();
    assert_eq!(
        of("smb")["reason"],
        "a reference leads from texts to numbers; let `columns.NAME.type` make them one type"
    );
    assert_eq!(of("churn")["value"], 25.0);
}

#[test]
fn a_plugin_that_ends_the_program() {
    let target = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
    let name = format!("{}fixture_plugin{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = target.join("examples").join(name);
    if !library.exists() {
        return; // `cargo test --workspace` builds it
    }
    let folder = Folder::project();
    let config = folder.read("kpi.toml");
    folder.write("kpi.toml", format!("{config}\n[plugin.fixture]\npath = '{}'\n", library.display()));
    folder.edit("kpi-defs/engage.kpi", "avg(tickets.solved_at_once)", "sum(tickets.ticket_id + fixture.leaves())");
    let outcome = folder.today(&["run"]).ends_with(5).says(&["ended the program while it was in `leaves`", "help"]);
    assert_eq!(outcome.out, "");
}
