//! Finding and loading, and what is said when that fails.

use kpi_diagnostics::Severity;
use kpi_model::model::Type;
use kpi_polars::Functions as _;

use super::{named, plugins, referral};

#[test]
fn a_project_without_plugins_has_none() {
    let none = plugins("", std::path::Path::new("."));
    assert!(none.entries().is_empty() && none.catalog().is_empty() && none.diagnostics().is_empty());
    let reason = none.available(&named("mood", "score")).unwrap_err();
    assert_eq!(reason, "there is no plugin `mood`; add `[plugin.mood]` with its `path` to `kpi.toml`");
}

#[test]
fn a_library_beside_the_program_is_found_and_known() {
    let referral = referral();
    assert_eq!(referral.diagnostics(), []);
    assert_eq!(referral.entries().first().unwrap().manifest.as_ref().unwrap().name, "referral");
    let catalog = referral.catalog();
    let code = catalog.get("referral").unwrap().get("code").unwrap();
    assert_eq!((code.arguments.as_slice(), code.returns), ([("link".to_owned(), Type::Text)].as_slice(), Type::Text));
    assert_eq!(referral.available(&named("referral", "code")), Ok(()));
}

#[test]
fn a_wrong_name_gets_the_right_one() {
    let referral = referral();
    let reason = |plugin, function| referral.available(&named(plugin, function)).unwrap_err();
    assert_eq!(reason("referral", "cod"), "the plugin `referral` has no function `cod`; did you mean `code`?");
    let unlike = "the plugin `referral` has no function `score`; its functions are `code`, `is_referral`";
    assert_eq!(reason("referral", "score"), unlike);
    assert_eq!(reason("referal", "code"), "there is no plugin `referal`; did you mean `referral`?");
}

#[test]
fn a_missing_library_is_told_and_takes_no_other_down() {
    let folder = tempfile::tempdir().unwrap();
    let toml = "[plugin.mood]\npath = \"plugins/mood\"\n[plugin.referral]\npath = \"kpi_referral\"\n";
    let both = plugins(toml, folder.path());
    let problems = both.diagnostics();
    let problem = problems.first().unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!((problem.code.to_string().as_str(), problem.severity), ("K0601", Severity::Error));
    assert_eq!(problem.message, "the plugin library `plugins/mood` does not exist");
    assert_eq!(toml.get(problem.span().unwrap().range()), Some("\"plugins/mood\""));
    let tried = problem.notes.first().unwrap();
    assert!(tried.contains(&folder.path().join("plugins/mood").display().to_string()), "{tried}");
    let reason = both.available(&named("mood", "score")).unwrap_err();
    let way_out = "build the plugin, or correct its `path` in `kpi.toml`";
    assert_eq!(reason, format!("the plugin library `plugins/mood` does not exist; {way_out}"));
    assert_eq!(both.call(&named("mood", "score"), &[]).unwrap_err(), reason);
    assert!(both.catalog().contains_key("referral") && !both.catalog().contains_key("mood"));
}

#[test]
fn a_file_that_is_no_library_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("plugins")).unwrap();
    std::fs::write(folder.path().join("plugins/libmood.so"), "no library at all").unwrap();
    let mood = plugins("[plugin.mood]\npath = \"libmood.so\"\n", folder.path());
    let problems = mood.diagnostics();
    let problem = problems.first().unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!(problem.code.to_string(), "K0602");
    assert!(problem.message.contains("plugins/libmood.so` cannot be loaded as a library"), "{}", problem.message);
    assert!(problem.help.first().unwrap().starts_with("a plugin is a shared library"));
}
