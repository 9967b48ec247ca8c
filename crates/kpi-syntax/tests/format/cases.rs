//! The literate cases: a `kpi` block, then the form it gets; an empty `diagnostics` block says that it is refused.

use kpi_diagnostics::FileId;

use super::corpus::{Block, blocks};

#[test]
fn literate_cases() {
    let mut failures = Vec::new();
    let mut count = 0;
    for name in ["definitions", "expressions", "comments", "tests"] {
        let path = format!("{}/tests/format/{name}.md", env!("CARGO_MANIFEST_DIR"));
        let blocks = blocks(&std::fs::read_to_string(path).unwrap());
        for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind == "kpi") {
            count += 1;
            let failure = failure(block, blocks.get(index + 1).filter(|next| next.kind != "kpi"));
            failures.extend(failure.map(|failure| format!("{name}.md:{}: {failure}", block.line)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(count > 20, "{count} cases");
}

fn failure(block: &Block, expected: Option<&Block>) -> Option<String> {
    let refused = expected.is_some_and(|next| next.kind == "diagnostics");
    let formatted = match kpi_syntax::format(FileId(0), &block.text) {
        Err(_) if refused => return None,
        Err(diagnostics) => return Some(format!("refused: {}", diagnostics[0].message)),
        Ok(formatted) => formatted,
    };
    if refused {
        return Some("not refused".to_owned());
    }
    let expected = expected.map_or(&block.text, |next| &next.text);
    if formatted != *expected {
        return Some(format!("expected\n{expected}found\n{formatted}"));
    }
    let again = kpi_syntax::format(FileId(0), &formatted).unwrap();
    (again != formatted).then(|| format!("a second time it becomes\n{again}"))
}
