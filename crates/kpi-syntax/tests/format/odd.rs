//! Texts that no one writes: other line ends, byte order marks, huge and deep ones.

use kpi_diagnostics::FileId;

fn format(text: &str) -> String {
    kpi_syntax::format(FileId(0), text).unwrap_or_else(|diagnostics| panic!("{text:?}: {}", diagnostics[0].message))
}

#[test]
fn line_ends_and_marks() {
    assert_eq!(format("\u{FEFF}a = 1\r\n\r\n\r\nb = 2\r# c\r\n"), "a = 1\n\nb = 2\n# c\n");
    assert_eq!(format("a\u{a0}=\t1\u{3000}+ 2"), "a = 1 + 2\n");
    assert_eq!(format(""), "");
    assert_eq!(format("\n \n\t\n"), "");
    assert_eq!(format("# only a comment"), "# only a comment\n");
    assert_eq!(format("a = 1;;;"), "a = 1\n");
}

#[test]
fn comments_in_any_place() {
    let text = "a # 1\n \"L\" # 2\n = # 3\n ( # 4\n x # 5\n where # 6\n t in # 7\n 7 # 8\n days # 9\n from # 10\n u # 11\n ) # 12\n \
                target # 13\n between # 14\n 1 # 15\n and # 16\n 2 # 17\n for # 18\n s # 19\n = # 20\n \"x\" # 21\n since # 22\n 2026-01-01 # 23\n ; \
                confidence # 24\n 95 # 25\n % # 26\n per # 27\n c # 28\n";
    let formatted = format(text);
    let numbers: Vec<&str> = formatted.lines().filter_map(|line| line.split("# ").nth(1)).collect();
    assert_eq!(numbers, (1..=28).map(|number| number.to_string()).collect::<Vec<_>>());
    super::fuzz::keeps_what_it_says(text, &formatted).unwrap();
}

#[test]
fn the_deepest_expression_fits_a_small_stack() {
    let deep = |open: &str, close: &str, count: usize| format!("a = {}1{}\n", open.repeat(count), close.repeat(count));
    let texts = [
        deep("(", ")", 150),
        deep("f(a, b where ", ")", 150),
        deep("a in (", ")", 150),
        deep("if a then b else ", "", 150),
        deep("if ", " then 1 else 2", 150),
        deep("(1 + 2 * ", " or b)", 140),
        deep("- ", "", 990),
        deep("not ", "", 990),
        deep("1 + ", "", 990),
        deep("1 + 2 * 3 = 4 and 5 or ", "", 190),
    ];
    let small = std::thread::Builder::new().stack_size(2 << 20);
    let work = small.spawn(move || {
        for text in texts {
            let formatted = format(&text);
            assert_eq!(format(&formatted), formatted);
        }
    });
    work.unwrap().join().unwrap();
}

#[test]
fn what_is_too_deep_or_too_long_is_refused() {
    for text in [
        format!("a = {}1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("a = {}1", "1 + ".repeat(10_000)),
        "(".repeat(10 << 20),
        "a = b c\n".repeat(1 << 20),
    ] {
        let diagnostics = kpi_syntax::format(FileId(0), &text).unwrap_err();
        assert!(!diagnostics.is_empty());
    }
}

#[test]
fn many_arguments() {
    let text = format!("a = coalesce({}1)\n", "some_name, ".repeat(20_000));
    let formatted = format(&text);
    assert!(formatted.lines().all(|line| line.len() <= 100));
    super::fuzz::keeps_what_it_says(&text, &formatted).unwrap();
}
