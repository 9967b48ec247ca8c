//! Reading files.
#[test]
fn nothing() {}
