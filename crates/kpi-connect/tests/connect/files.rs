//! Finding files.

use std::fs;

use crate::Project;

#[test]
fn files_of_a_pattern_come_in_order() {
    let project = Project::new("path = 'data/t-*.csv'")
        .with("data/t-2.csv", "a\n3\n")
        .with("data/t-1.csv", "a\n1\n2\n")
        .with("data/other.csv", "b\n9\n")
        .with("data/t-3.csv", "a\n");
    assert_eq!(project.values("a"), ["1", "2", "3"]);
}

#[test]
fn columns_of_other_order_are_found_by_name() {
    let project = Project::new("path = '*.csv'").with("1.csv", "a,b\n1,x\n").with("2.csv", "b,a\ny,2\n");
    assert_eq!(project.values("a"), ["1", "2"]);
    assert_eq!(project.values("b"), ["'x'", "'y'"]);
}

#[test]
fn a_pattern_that_nothing_fits() {
    let project = Project::new("path = 'data/t-*.csv'");
    assert_eq!(project.refused(), ["K0501 no file fits `data/t-*.csv`, so the source `s` has no rows"]);
    let problem = &project.open().err().unwrap()[0];
    assert!(problem.notes[0].contains(&*project.folder.path().to_string_lossy()), "{problem:#?}");
}

#[test]
fn an_absent_file() {
    let project = Project::new("path = 'data/tikets.csv'").with("data/tickets.csv", "a\n1\n");
    assert_eq!(project.refused(), ["K0502 there is no file `data/tikets.csv`"]);
    let problem = &project.open().err().unwrap()[0];
    assert_eq!(problem.help[1], "did you mean `data/tickets.csv`?");
}

#[test]
fn a_folder_instead_of_a_file() {
    let project = Project::new("path = 'data'\nconnector = 'csv'").with("data/t.csv", "a\n1\n");
    assert_eq!(project.refused(), ["K0503 `data` is a folder, not a file"]);
    let problem = &project.open().err().unwrap()[0];
    assert_eq!(problem.help[0], "to read all files in it, write `path = \"data/*.csv\"`");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::csv("a\n1\n");
    let path = project.folder.path().join("data.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    assert!(project.refused()[0].starts_with("K0504 `data.csv` cannot be opened: permission denied"));
}

#[test]
fn an_empty_file() {
    assert_eq!(Project::csv("").refused(), ["K0506 `data.csv` is empty, so its columns are not known"]);
    assert_eq!(Project::csv("\n\n").refused(), ["K0506 `data.csv` is empty, so its columns are not known"]);
}

#[test]
fn a_header_alone_is_fine() {
    let project = Project::csv("a,b\n");
    assert_eq!(project.values("a"), [""; 0]);
    assert_eq!(project.frame(&["a", "b"]).height(), 0);
}

#[test]
fn columns_must_be_in_every_file() {
    let project = Project::new("path = '*.csv'").with("1.csv", "a,customer\n1,x\n").with("2.csv", "a,custmer\n2,y\n");
    assert_eq!(project.refused(), ["K0508 `2.csv` has no column `customer`", "K0508 `1.csv` has no column `custmer`"]);
    let problem = &project.open().err().unwrap()[0];
    assert!(problem.help.contains(&"is it the one that is called `custmer` there?".to_owned()), "{problem:#?}");
}

#[test]
fn a_file_that_changes_is_noticed() {
    let project = Project::csv("a\n1\n");
    let table = project.table();
    fs::write(project.folder.path().join("data.csv"), "a\n1\n22\n").unwrap();
    let Err(problems) = table.scan(&["a"]) else { panic!("was read") };
    assert_eq!(crate::words(&problems), ["K0522 `data.csv` was changed while it was read"]);
}

#[test]
fn absolute_paths_and_odd_folders() {
    let project = Project::new("path = 'odd [1] folder/*.csv'");
    assert!(project.refused()[0].starts_with("K0501"));
    let project = Project::new("path = 'odd/t[12].csv'").with("odd/t1.csv", "a\n1\n").with("odd/t3.csv", "a\n3\n");
    assert_eq!(project.values("a"), ["1"]);
    let absolute = project.folder.path().join("odd/*.csv");
    let project = Project { options: format!("path = '{}'", absolute.display()), ..project };
    assert_eq!(project.values("a"), ["1", "3"]);
}

#[test]
fn packed_files() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, b"a\n1\n2\n").unwrap();
    let packed = packed.finish().unwrap();
    let project = Project::new("path = 'data.csv.gz'").with("data.csv.gz", &packed);
    assert_eq!(project.values("a"), ["1", "2"]);
    let broken = Project::new("path = 'data.csv.gz'").with("data.csv.gz", &packed[..packed.len() - 10]);
    assert!(broken.open().is_err());
}

#[test]
fn tables_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<kpi_connect::Table>();
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_not_passed_over() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::new("path = 'data/*.csv'").with("data/1.csv", "a\n1\n");
    let name = std::ffi::OsStr::from_bytes(b"\xff.csv");
    fs::write(project.folder.path().join("data").join(name), "a\n2\n").unwrap();
    assert!(project.refused()[0].starts_with("K0504 `") && project.refused()[0].ends_with("its name is not UTF-8"));
    let other = Project { options: "path = 'data/1*.csv'".to_owned(), ..project };
    assert_eq!(other.values("a"), ["1"]);
}

#[test]
fn addresses_of_networks_are_no_files() {
    let problem = &Project::new("path = 'https://a.example/t.csv'").open().err().unwrap()[0];
    assert!(problem.help.iter().any(|help| help.contains("fetch the file first")), "{problem:#?}");
}
