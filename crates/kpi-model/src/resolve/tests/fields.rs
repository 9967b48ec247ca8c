use super::*;
use crate::model::row::{Belongs, Gather, Link, RowKind};
use crate::model::{Field, When, Window};

fn field(text: &str, name: &str) -> Field {
    model(text).fields.into_iter().find(|field| field.name == name).unwrap()
}

fn gather(body: &str) -> Gather {
    let found = field(&format!("{body}\n"), body.split_once('.').unwrap().1.split_once(' ').unwrap().0);
    match found.body.kind {
        RowKind::Gather(gather) => *gather,
        other => panic!("{other:?}"),
    }
}

#[test]
fn children_and_their_like() {
    assert!(matches!(gather("customers.x = count(orders over period)").belongs, Belongs::Child(_)));
    assert!(
        matches!(gather("customers.x = count(tickets of buyer over period)").belongs, Belongs::Child(reference) if reference.0 == 0)
    );
    assert!(matches!(
        gather("visits.x = any(orders of visitor_id over 3 days from this.started_at)").belongs,
        Belongs::SameValue(..)
    ));
    assert!(matches!(gather("orders.x = any(accounts of customer at end)").belongs, Belongs::SameValue(..)));
    let own = gather("orders.x = sum(orders.amount of customer over 7 days up to this.ordered_at)");
    assert!(matches!(own.belongs, Belongs::SameValue(..)));
    let When::During(_, Window::UpTo(Some(_), anchor)) = own.when else { panic!() };
    assert!(matches!(anchor.kind, RowKind::Asking(_)));
}

#[test]
fn a_gathered_row_is_a_reference() {
    let text = "orders.visit = last(visits of visitor_id over 7 days up to this.ordered_at)\n\
                orders.clicks = visit.clicks\nvisits.n = count(orders over all time)\nx = avg(orders.clicks)\n\
                y = count(orders where visit is not null); by visit.converted";
    let model = model(text);
    let named = |name: &str| model.fields.iter().find(|field| field.name == name).unwrap();
    assert!(matches!(named("visit").body.kind_of_value, Type::Row(_)));
    assert!(matches!(named("clicks").body.kind, RowKind::Through(Link::Field(_), _)));
    let RowKind::Gather(n) = &named("n").body.kind else { panic!() };
    assert!(matches!(n.belongs, Belongs::ChildField(_)));
}

#[test]
fn what_depends_on_the_window() {
    let text = "customers.a = mrr * 2\ncustomers.b = count(orders over last 3 months)\ncustomers.c = b > a\n\
                customers.d = count(orders over 7 days from this.started_on)\ncustomers.e = started_on < period.end\n\
                customers.f = sum(accounts.balance at end)\ncustomers.g = ended_on in period\n\
                customers.h = count(orders over 2026-Q1)\ncustomers.i = sum(orders.amount over 7 days from this.started_on where this.c)";
    let model = model(text);
    let depends: Vec<(&str, bool)> =
        model.fields.iter().map(|field| (field.name.as_str(), field.depends_on_window)).collect();
    assert_eq!(
        depends,
        [
            ("a", false),
            ("b", true),
            ("c", true),
            ("d", false),
            ("e", true),
            ("f", true),
            ("g", true),
            ("h", false),
            ("i", true)
        ]
    );
}

#[test]
fn a_field_hides_a_column() {
    let found = field("orders.amount = quantity * 2\norders.x = amount + 1", "x");
    let RowKind::Binary(_, left, _) = found.body.kind else { panic!() };
    assert!(matches!(left.kind, RowKind::Field(_)));
}

#[test]
fn a_missing_way() {
    assert_eq!(
        told_with_help("customers.x = count(visits over period)"),
        "K0219 which rows of `visits` belong to a row of `customers`?\n\
         declare one in `[source.visits]`: `refs = { … = \"COLUMN -> customers\" }`\n\
         or say by which value they belong together: `count(visits over period of NAME)`"
    );
    assert_eq!(
        told_with_help("visits.x = count(orders over period)").lines().last(),
        Some("or say by which value they belong together: `count(orders over period of visitor_id)`")
    );
    assert_eq!(
        told_with_help("customers.x = count(tickets over period)"),
        "K0220 `tickets` refers to `customers` in two ways: `buyer` and `agent`\n\
         say it with `of`: `count(tickets over period of buyer)`"
    );
    assert_eq!(
        told("orders.name = status\ncustomers.x = count(orders of started_on over period)"),
        ["K0202 `orders` has no column or field `started_on`"]
    );
    assert_eq!(
        told("visits.segment = clicks\ncustomers.x = count(visits of segment over period)"),
        ["K0325 `segment` is a number in `visits` and a text in `customers`: they are never the same"]
    );
}

#[test]
fn this_is_the_asking_row() {
    model(
        "orders.again = any(orders of customer over 7 days from this.ordered_at where amount > this.amount and status = this.status)\n\
         visits.cart = first(orders.ordered_at of visitor_id over 1 day from this.started_at)\n\
         visits.paid = first(orders.ordered_at of visitor_id over 3 days from this.cart)\nx = avg(visits.paid is not null)",
    );
}
