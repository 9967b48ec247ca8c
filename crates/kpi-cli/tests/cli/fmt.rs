//! `kpi fmt`

use crate::folder::Folder;

const UGLY: &str =
    "from customers\nchurn =lost/start*100;target<5 # the line\n\n\nlost = count(at start where ended_on in period)\n";
const FINE: &str = "from customers\nchurn = lost / start * 100; target < 5  # the line\n\nlost = count(at start where ended_on in period)\n";

#[test]
fn the_files_of_the_project_are_formatted_once() {
    let folder = Folder::project();
    folder.write("kpi-defs/deep/other.kpi", UGLY);
    folder.write("elsewhere/left.kpi", UGLY);
    folder.kpi(&["fmt"]).ends_with(0).shows(&["formatted kpi-defs/deep/other.kpi"]).says(&["1 file formatted"]);
    assert_eq!(folder.read("kpi-defs/deep/other.kpi"), FINE);
    assert_eq!(folder.read("elsewhere/left.kpi"), UGLY);
    let again = folder.kpi(&["fmt"]).ends_with(0).says(&["2 files in canonical form"]);
    assert_eq!(again.out, "");
    folder.kpi(&["fmt", "--check"]).ends_with(0);
}

#[test]
fn check_shows_what_would_change_and_writes_nothing() {
    let folder = Folder::empty();
    folder.write("a.kpi", UGLY);
    let outcome = folder.kpi(&["fmt", "--check", "a.kpi"]).ends_with(1).says(&["1 file would change"]);
    let outcome =
        outcome.shows(&["--- a.kpi", "-churn =lost/start*100", "+churn = lost / start * 100; target < 5  # the line"]);
    assert!(outcome.out.contains("\n from customers\n"), "{}", outcome.out);
    assert_eq!(folder.read("a.kpi"), UGLY);
}

#[test]
fn files_and_folders_can_be_named() {
    let folder = Folder::empty();
    for name in ["team/a.kpi", "team/deep/b.kpi", "team/.hidden/c.kpi", "team/d.txt", "e.kpi"] {
        folder.write(name, UGLY);
    }
    folder.kpi(&["fmt", "team", "team/a.kpi"]).ends_with(0).says(&["2 files formatted"]);
    assert_eq!(folder.read("team/deep/b.kpi"), FINE);
    for name in ["team/.hidden/c.kpi", "team/d.txt", "e.kpi"] {
        assert_eq!(folder.read(name), UGLY, "{name}");
    }
    folder.kpi(&["fmt"]).ends_with(0).shows(&["formatted e.kpi"]).says(&["1 file formatted"]);
    folder.kpi(&["fmt", "nowhere"]).ends_with(2).says(&["there is no file or folder `nowhere`"]);
    std::fs::create_dir(folder.path("empty")).unwrap();
    folder.kpi(&["fmt", "empty"]).ends_with(2).says(&["there is no definition file in `empty`"]);
}

#[test]
fn mistakes_in_the_configuration_matter_only_where_they_hide_files() {
    let folder = Folder::project();
    folder.edit("kpi.toml", "connector = \"csv\"", "connector = \"cvs\"");
    folder.kpi(&["fmt"]).ends_with(0).says(&["1 file in canonical form"]);
    folder.edit("kpi.toml", "name = \"Small\"", "name = \"Small\"\ndefinitions = [\"kpi-defs/[a\"]");
    folder.kpi(&["fmt"]).ends_with(3).says(&["`kpi-defs/[a` is no pattern of files"]);
}

#[test]
fn a_file_with_mistakes_is_left_untouched_and_the_others_are_formatted() {
    let folder = Folder::empty();
    folder.write("broken.kpi", "a   = 1\nb = (2\nc == 3\n");
    folder.write("latin.kpi", b"x \"\xe4\" = 1\n");
    folder.write("other.kpi", UGLY);
    let outcome = folder.kpi(&["fmt"]).ends_with(3).shows(&["formatted other.kpi"]);
    outcome.says(&[
        "broken.kpi:2",
        "broken.kpi:3",
        "latin.kpi",
        "UTF-8",
        "1 file formatted; 2 files with mistakes left untouched",
    ]);
    assert_eq!(folder.read("broken.kpi"), "a   = 1\nb = (2\nc == 3\n");
    assert_eq!(folder.read("other.kpi"), FINE);
}

#[test]
fn standard_input_to_standard_output() {
    let folder = Folder::empty();
    for option in ["-", "--stdin"] {
        assert_eq!(folder.kpi_fed(&["fmt", option], UGLY).ends_with(0).out, FINE);
        assert_eq!(folder.kpi_fed(&["fmt", option], FINE).ends_with(0).out, FINE);
        let broken = folder.kpi_fed(&["fmt", option], "a = (1\n").ends_with(3).says(&["<standard input>:1"]);
        assert_eq!(broken.out, "");
    }
    folder.kpi_fed(&["fmt", "--check", "-"], UGLY).ends_with(1).shows(&["+churn = lost"]);
    folder.kpi(&["fmt", "-", "a.kpi"]).ends_with(2).says(&["`-`"]);
    assert_eq!(folder.kpi_fed(&["fmt", "-", "--format", "json"], UGLY).ends_with(0).json()["files"][0]["text"], FINE);
}

#[test]
fn programs_get_json() {
    let folder = Folder::empty();
    folder.write("a.kpi", UGLY);
    folder.write("b.kpi", FINE);
    folder.write("c.kpi", "c = (\n");
    let would = folder.kpi(&["fmt", "--check", "--format", "json"]).ends_with(3).json();
    let states: Vec<&str> =
        would["files"].as_array().unwrap().iter().map(|file| file["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["would change", "unchanged", "refused"]);
    assert_eq!(would["diagnostics"].as_array().unwrap().len(), 1);
    let did = folder.kpi(&["fmt", "--format", "json", "a.kpi"]).ends_with(0).json();
    assert_eq!((&did["schema"], &did["files"][0]["state"]), (&"kpi-fmt/1".into(), &"formatted".into()));
    assert_eq!(folder.read("a.kpi"), FINE);
}

#[test]
#[cfg(unix)]
fn links_and_permissions_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::empty();
    folder.write("real/a.kpi", UGLY);
    std::fs::set_permissions(folder.path("real/a.kpi"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(folder.path("real/a.kpi"), folder.path("link.kpi")).unwrap();
    folder.kpi(&["fmt", "link.kpi"]).ends_with(0);
    assert_eq!(folder.read("real/a.kpi"), FINE);
    assert!(std::fs::symlink_metadata(folder.path("link.kpi")).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(folder.path("real/a.kpi")).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(folder.path("real")).unwrap().count(), 1);
}
