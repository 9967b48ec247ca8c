//! Where links lead: ids that any name has, and no two names share.

use std::fmt::Write;

use kpi_model::model::{FieldId, MetricId, Model, SourceId};

/// `metric-churn`
pub(crate) fn of_metric(model: &Model, id: MetricId) -> String {
    slug("metric", &model.metric(id).name)
}

/// `field-customers.health`
pub(crate) fn of_field(model: &Model, id: FieldId) -> String {
    slug("field", &name_of_field(model, id))
}

/// `source-customers`
pub(crate) fn of_source(model: &Model, id: SourceId) -> String {
    slug("source", &model.source(id).name)
}

/// `group-2-Service`; the number keeps apart groups whose names are the same in other letters.
pub(crate) fn of_group(position: usize, name: &str) -> String {
    slug(&format!("group-{}", position + 1), name)
}

/// `customers.health`
pub(crate) fn name_of_field(model: &Model, id: FieldId) -> String {
    let field = model.field(id);
    format!("{}.{}", model.source(field.source).name, field.name)
}

/// Letters and digits of every script stay; what means something in addresses or Markdown is written as its number.
fn slug(kind: &str, name: &str) -> String {
    let mut slug = format!("{kind}-");
    for character in name.chars() {
        if character.is_alphanumeric() || matches!(character, '_' | '-' | '.') {
            slug.push(character);
        } else {
            let _ = write!(slug, "~{:x}~", u32::from(character));
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_of_all_kinds_have_ids() {
        assert_eq!(slug("metric", "churn_2"), "metric-churn_2");
        assert_eq!(slug("metric", "解約率"), "metric-解約率");
        assert_eq!(slug("metric", "a \"b\""), "metric-a~20~~22~b~22~");
    }
}
