//! `[catalogue]`, and the language of labels.

use super::{fine, said};

#[test]
fn what_is_taken_in_and_what_it_is_called() {
    let config = fine(
        "[catalogue]\nuse = [\"service\", \"nps\"]\nexcept = \"fcr\"\n[catalogue.sources]\norders = \"web_orders\"\n\
         [catalogue.columns]\n\"orders.amount\" = \"net total\"\n",
    );
    let catalogue = config.catalogue.unwrap();
    let words: Vec<&str> = catalogue.take.iter().map(|word| word.value.as_str()).collect();
    assert_eq!(words, ["service", "nps"]);
    assert_eq!(catalogue.except[0].value, "fcr");
    assert_eq!(catalogue.sources["orders"].own.value, "web_orders");
    assert_eq!(catalogue.columns[&("orders".to_owned(), "amount".to_owned())].own.value, "net total");
    assert!(fine("").catalogue.is_none());
}

#[test]
fn mistakes_of_a_catalogue() {
    assert_eq!(said("[catalogue]\n"), ["K0404 [catalogue] has no `use` @ catalogue"]);
    assert_eq!(said("[catalogue]\nuse = []\nuser = 1\n"), ["K0402 unknown key `user` in [catalogue] @ user"]);
    assert_eq!(said("[catalogue]\nuse = [\"nps\", \"nps\"]\n"), ["K0424 `nps` stands twice in `use` @ \"nps\""]);
    assert_eq!(
        said("[catalogue]\nuse = [\"nps\"]\ncolumns = { amount = \"x\" }\n"),
        ["K0440 `amount` does not say of which source it is a column @ amount"]
    );
}

#[test]
fn a_language_is_two_letters() {
    assert_eq!(fine("[project]\nlanguage = \"ja-JP\"\n").project.language.as_deref(), Some("ja"));
    assert_eq!(said("[project]\nlanguage = \"german\"\n"), ["K0441 `german` is no language @ \"german\""]);
}
