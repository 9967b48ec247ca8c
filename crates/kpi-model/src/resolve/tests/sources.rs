use super::*;
use crate::model::row::RowKind;

fn told_of_toml(toml: &str) -> Vec<String> {
    let (_, problems, _) = resolve_over(toml, &catalog(), &[]);
    first_lines(&problems)
}

#[test]
fn columns_that_the_file_names_must_exist() {
    let cases = [
        ("key = \"order_no\"", "K0450 the data of `orders` have no column `order_no`"),
        ("time = \"ordered\"", "K0450 the data of `orders` have no column `ordered`"),
        ("columns.amuont = { unit = \"EUR\" }", "K0450 the data of `orders` have no column `amuont`"),
        ("time = \"status\"", "K0451 `time` needs a date, and `status` of `orders` is a text"),
        ("alive = [\"ordered_at\", \"amount\"]", "K0451 `alive` needs a date, and `amount` of `orders` is a number"),
        (
            "time = \"ordered_at\"\nmeasures = { status = \"sum\" }",
            "K0452 a measure is a number, and `status` of `orders` is a text",
        ),
    ];
    for (line, message) in cases {
        assert_eq!(told_of_toml(&format!("[source.orders]\npath = \"o.csv\"\n{line}\n")), [message], "{line}");
    }
}

#[test]
fn options_override_types_and_units() {
    let toml = "[source.orders]\npath = \"o.csv\"\ncolumns.status = { type = \"date\" }\ncolumns.amount = { unit = \"EUR\" }\ncolumns.cost = { type = \"duration\" }\ntime = \"status\"\n";
    let (model, problems, _) = resolve_over(toml, &catalog(), &["x = avg(cost)"]);
    assert_eq!(first_lines(&problems), Vec::<String>::new());
    assert_eq!(model.metrics[0].body.kind_of_value, Type::Duration);
    let orders = &model.sources[0];
    assert_eq!(orders.column(orders.time.unwrap()).kind, Type::Date);
}

#[test]
fn derived_sources_are_referred_to() {
    let toml = "[source.orders]\npath = \"o.csv\"\ntime = \"ordered_at\"\n[source.customers]\ndistinct = \"orders.customer_id\"\n";
    let text =
        "customers.n = count(orders over all time)\nx = count(customers where n > 2)\norders.first = customer.n = 1";
    let mut catalog = catalog();
    catalog.sources.remove("customers");
    let (model, problems, _) = resolve_over(toml, &catalog, &[text]);
    assert_eq!(first_lines(&problems), Vec::<String>::new());
    let customers = model.source(model.source_named("customers").unwrap());
    assert!(customers.distinct_of.is_some() && customers.key.len() == 1 && customers.time.is_none());
    let first = model.fields.iter().find(|field| field.name == "first").unwrap();
    assert!(matches!(first.body.kind, RowKind::Compare(..)));
    let (_, problems, _) = resolve_over(
        toml,
        &catalog,
        &[
            "n = count(customers)\ntest \"t\"\n    period 2026-Q2\n    customers\n        | customer_id |\n        | 1 |\n    expect n = 1\n",
        ],
    );
    assert_eq!(first_lines(&problems), ["K0386 the rows of `customers` follow from those of `orders`"]);
}

#[test]
fn a_reference_with_the_name_of_its_column() {
    let toml = "[source.customers]\npath = \"c.csv\"\nkey = \"customer_id\"\n[source.orders]\npath = \"o.csv\"\ntime = \"ordered_at\"\n\
                refs = { customer_id = \"customer_id -> customers\" }\n";
    let (_, problems, _) =
        resolve_over(toml, &catalog(), &["x = count(orders where customer_id = 5 and customer_id.segment = \"a\")"]);
    assert_eq!(first_lines(&problems), Vec::<String>::new());
}
