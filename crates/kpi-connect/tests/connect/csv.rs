//! The form of CSV files.

use crate::{Project, words};

#[test]
fn headers_are_trimmed_and_the_mark_is_dropped() {
    let project = Project::csv("\u{feff} id , name \n1,x\n");
    let names: Vec<_> = project.table().schema().iter().map(|column| column.name.clone()).collect();
    assert_eq!(names, ["id", "name"]);
}

#[test]
fn headers_that_stand_twice() {
    assert_eq!(Project::csv("a,b, a\n1,2,3\n").refused(), ["K0507 `data.csv` has two columns `a`"]);
}

#[test]
fn every_line_end() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["a,b", "1,\"x y\"", "2,z", ""].join(end);
        let project = Project::csv(&text);
        assert_eq!(project.values("a"), ["1", "2"], "{end:?}");
        assert_eq!(project.values("b"), ["'x y'", "'z'"], "{end:?}");
    }
    assert_eq!(Project::csv("a\n1\n2").values("a"), ["1", "2"]);
}

#[test]
fn quoted_line_breaks_delimiters_and_quotation_marks() {
    let project = Project::csv("a,b\n1,\"x\ny\"\n2,\"p,\"\"q\"\"\"\n3,5\" pipe\n");
    assert_eq!(project.values("b"), ["'x\ny'", "'p,\"q\"'", "'5\" pipe'"]);
}

#[test]
fn short_and_long_rows_are_errors_with_a_line() {
    let short = Project::csv("a,b\n1,2\n3\n");
    assert_eq!(short.refused(), ["K0514 line 3 of `data.csv` has 1 value, and the header has 2 columns"]);
    let long = Project::csv("a,b\n1,2\n\n3,\"x\ny\",5\n");
    assert_eq!(long.refused(), ["K0514 line 4 of `data.csv` has 3 values, and the header has 2 columns"]);
    for end in ["\n", "\r\n", "\r"] {
        let project = Project::csv(&["a,b", "1,2", "", "\"x", "y\",3", "4,5", "6"].join(end));
        assert_eq!(
            project.refused(),
            ["K0514 line 7 of `data.csv` has 1 value, and the header has 2 columns"],
            "{end:?}"
        );
        let project = Project::csv(&["a,b", "1,2", "", "\"x", "y\"", "4,5", ""].join(end));
        assert_eq!(
            project.refused(),
            ["K0514 line 4 of `data.csv` has 1 value, and the header has 2 columns"],
            "{end:?}"
        );
    }
    let late = format!("a,b\n{}x\n", "1,2\n".repeat(1500));
    let project = Project::csv(&late);
    let Err(problems) = project.table().scan(&["a"]) else { panic!("was read") };
    assert_eq!(words(&problems), ["K0514 line 1502 of `data.csv` has 1 value, and the header has 2 columns"]);
}

#[test]
fn bad_rows_can_be_set_aside_and_are_counted() {
    let project = Project::csv("a,b\n1,2\n3\nx,4\n5,y\n6,7\n")
        .saying("bad_rows = 'quarantine'\ncolumns.a.type='number'\ncolumns.b.type='number'");
    let table = project.table();
    assert_eq!(crate::values(&table, "a"), ["1.0", "6.0"]);
    assert_eq!(crate::values(&table, "b"), ["2.0", "7.0"]);
    let quarantine = table.quarantine();
    assert_eq!(quarantine.rows, 3);
    let first: Vec<_> =
        quarantine.first.iter().map(|row| format!("{} {}: {}", row.file, row.line, row.reason)).collect();
    assert_eq!(
        first,
        [
            "data.csv 3: 1 value, and the header has 2 columns",
            "data.csv 4: `x` in `a` is not a number",
            "data.csv 5: `y` in `b` is not a number",
        ]
    );
}

#[test]
fn encodings() {
    let latin = Project::new("path='d.csv'\nencoding='windows-1252'").with("d.csv", b"name\nM\xfcller\n\x80 5\n");
    assert_eq!(latin.values("name"), ["'Müller'", "'€ 5'"]);
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("a,b\n1,ü\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let wide = Project::new("path='d.csv'\nencoding='utf-16le'").with("d.csv", &utf16);
    assert_eq!(wide.values("b"), ["'ü'"]);
    let undeclared = Project::new("path='d.csv'").with("d.csv", &utf16);
    assert_eq!(undeclared.refused(), ["K0504 `d.csv` cannot be read: it is UTF-16"]);
    let japanese = Project::new("path='d.csv'\nencoding='shift_jis'").with("d.csv", b"a\n\x93\xfa\x96{\n");
    assert_eq!(japanese.values("a"), ["'日本'"]);
}

#[test]
fn bytes_of_another_encoding() {
    let project = Project::new("path='d.csv'").with("d.csv", b"name\nx\nM\xfcller\n");
    let Err(problems) = project.open() else { panic!("was read") };
    assert_eq!(words(&problems), ["K0515 line 3 of `d.csv` is not utf-8"]);
    assert!(problems[0].help[0].contains("encoding = \"windows-1252\""), "{problems:#?}");
}

#[test]
fn delimiters() {
    assert_eq!(Project::csv("a;b\n1;2\n").refused(), ["K0519 the header of `data.csv` is a single column, `a;b`"]);
    assert_eq!(Project::csv("a;b\n1;2\n").saying("delimiter=';'").values("b"), ["2"]);
    assert_eq!(Project::csv("a\tb\n1\t2\n").saying("delimiter='tab'").values("b"), ["2"]);
}

#[test]
fn lines_before_the_header() {
    let project =
        Project::csv("Report of \"July\n\na,b\n1,2\nx,3\n").saying("header_row = 3\ncolumns.a.type = 'number'");
    assert_eq!(project.values("b"), ["2", "3"]);
    assert!(project.refused_column("a").message.contains("line 5"));
}

#[test]
fn only_asked_columns_are_converted() {
    let project = Project::csv("a,b,c\n1,x,3\n").saying("columns.b.type = 'number'");
    let frame = project.frame(&["c", "a"]);
    assert_eq!(frame.get_column_names(), ["c", "a"]);
    assert_eq!(project.refused_column("b").code.to_string(), "K0520");
}

#[test]
fn rows_can_be_counted_without_a_column() {
    assert_eq!(Project::csv("a\n1\n2\n").frame(&[]).height(), 2);
    // A value that does not fit its column does not stand in the way, if there is another.
    let late = format!("a,b\n{}x,y\n", "1,y\n".repeat(1500));
    assert_eq!(Project::csv(&late).frame(&[]).height(), 1501);
}

#[test]
fn columns_can_be_renamed() {
    let project =
        Project::csv("Customer ID,b\n7,x\n").saying("columns.customer = { from = 'Customer ID', type = 'text' }");
    assert_eq!(project.values("customer"), ["'7'"]);
    let wrong = Project::csv("Customer ID,b\n7,x\n").saying("columns.customer = { from = 'Customer Id' }");
    assert_eq!(wrong.refused(), ["K0512 `columns.customer` of the source `s`: there is no column `Customer Id`"]);
    let twice = Project::csv("a,b\n7,x\n").saying("columns.a = { from = 'b' }");
    assert_eq!(twice.refused(), ["K0507 `a` would be the name of two columns"]);
}

#[test]
fn unknown_columns() {
    let table = Project::csv("customer,b\n7,x\n").table();
    let Err(problems) = table.scan(&["custmer", "zzzzzz"]) else { panic!("was read") };
    assert_eq!(
        words(&problems),
        ["K0510 the source `s` has no column `custmer`", "K0510 the source `s` has no column `zzzzzz`"]
    );
    assert_eq!(problems[0].help, ["did you mean `customer`?"]);
}

#[test]
fn columns_without_a_header_are_left_out() {
    let project = Project::csv(",a,\n0,1,\n1,2,\n");
    assert_eq!(project.table().schema().len(), 1);
    assert_eq!(project.values("a"), ["1", "2"]);
}

#[test]
fn a_quotation_mark_that_is_never_closed() {
    let words = |line: u32| [format!("K0524 line {line} of `data.csv` has a quotation mark that is never closed")];
    assert_eq!(Project::csv("a,b\n1,x\n2,\"y\n3,z\n4,z\n").refused(), words(3));
    assert_eq!(Project::csv("a,b\n1,\"x\"\"\n").refused(), words(2));
    assert_eq!(Project::csv("a,\"b\n1,x\n").refused(), words(1));
    assert_eq!(Project::csv("a,b\n1,\"x\n\"\n").table().schema().len(), 2);
}

#[test]
fn any_number_of_blanks_between_values() {
    let text = " id  name\tamount \r\n 1   \"Ann  B\"  2.50\r\n\r\n  2 Cy 3 \r\n";
    let project = Project::csv(text).saying("delimiter = 'whitespace'");
    assert_eq!(project.values("name"), ["'Ann  B'", "'Cy'"]);
    assert_eq!(project.values("amount"), ["2.5", "3.0"]);
    let short = Project::csv("id name\n1 a\n2\n").saying("delimiter = 'whitespace'");
    assert_eq!(short.refused(), ["K0514 line 3 of `data.csv` has 1 value, and the header has 2 columns"]);
}

#[test]
fn without_a_header_columns_have_numbers() {
    let project = Project::csv("1,a\n2,b\n").saying("header_row = 0\ncolumns.name = { from = '2' }");
    assert_eq!(
        (project.values("1"), project.values("name")),
        (vec!["1".into(), "2".into()], vec!["'a'".into(), "'b'".into()])
    );
    let wrong = Project::csv("1,a\n2\n").saying("header_row = 0");
    assert_eq!(wrong.refused(), ["K0514 line 2 of `data.csv` has 1 value, and the header has 2 columns"]);
    assert_eq!(
        Project::csv("").saying("header_row = 0").refused(),
        ["K0506 `data.csv` is empty, so its columns are not known"]
    );
    let other = Project::csv("1,a\n2,b\n").saying("header_row = 0\ncolumns.name = { from = '3' }");
    assert_eq!(other.refused(), ["K0512 `columns.name` of the source `s`: there is no column `3`"]);
}

#[test]
fn rows_have_a_place() {
    let project = Project::new("path = 'd-*.csv'\nbad_rows = 'quarantine'")
        .with("d-1.csv", "a,b\n1,\"x\ny\"\n2\n\n3,z\n")
        .with("d-2.csv", "a,b\n4,u\n");
    let table = project.table();
    assert_eq!(table.scan(&["a"]).unwrap().collect().unwrap().height(), 3);
    let places: Vec<_> = (0..4).map(|row| table.place(row)).collect();
    let expected = ["line 2 of `d-1.csv`", "line 6 of `d-1.csv`", "line 2 of `d-2.csv`"];
    assert_eq!(places[..3], expected.map(|place| Some(place.to_owned())));
    assert_eq!(places[3], None);
}

#[test]
fn files_that_are_no_tables() {
    for (content, what) in [
        ("\0\0\0\0".repeat(100), "no text"),
        ("<!DOCTYPE html><html><body>404, not found</body></html>\n".to_owned(), "a web page or XML"),
        ("{\"a\":1,\"b\":2}\n".to_owned(), "JSON"),
        ("[{\"a\":1,\"b\":2}]\n".to_owned(), "JSON"),
    ] {
        assert_eq!(Project::csv(&content).refused(), [format!("K0519 `data.csv` is {what}, so it has no header")]);
    }
}
