//! The catalogue holds together: its definitions, its shapes, and the list of KPIs that it promises.

use std::collections::BTreeSet;

use kpi_diagnostics::{Texts, render};
use kpi_model::model::{FieldId, Metric, Role, Type};

use crate::entry::Meaning;
use crate::library::Library;
use crate::needs::Needs;
use crate::{FILES, TESTS};

/// Every KPI that the catalogue promises.
const PROMISED: &str = "
    page_views social_mentions social_sentiment positive_share shares roas cpa mql_rate
    visitor_intent task_completion engagement_time clicks_per_visit contact_frequency
    conversion_rate rpv aov cart_abandonment trial_non_signup non_renewal sales sales_growth
    nps csat csat_mean css ces loyalty retention second_purchase churn dau wau mau stickiness feature_usage feature_adoption
    health_score healthy_share customers_at_risk referral_rate referral_asks
    ncg ncvg clv cac clv_cac profit_per_customer mrr expansion_mrr segment_revenue segment_profit upscaled downscaled
    lost_after_incident fcr resolution_time contact_volume
    employee_satisfaction stock_price
    content_lift chat_lift unresolved_churn_risk
";

fn library() -> (Library, Texts) {
    let mut texts = Texts::default();
    let library = Library::read(&mut texts);
    (library, texts)
}

#[test]
fn it_has_no_mistake() {
    let mut texts = Texts::default();
    let library = Library::with_tests(&mut texts);
    let no_effect = |code: u16| code == 390;
    let problems: Vec<_> =
        library.problems().iter().filter(|problem| !no_effect(problem.code.number())).cloned().collect();
    assert_eq!(render::concise(&problems, &texts), "");
    assert!(!library.shapes.sources.is_empty(), "shapes.toml cannot be read");
}

#[test]
fn everything_promised_is_there() {
    let (library, _) = library();
    let missing: Vec<_> = PROMISED.split_whitespace().filter(|id| library.metric(id).is_none()).collect();
    assert_eq!(missing, [""; 0]);
}

/// Whatever any definition uses: by the slices and lists alone, or also by its value.
fn uses(library: &Library) -> (Needs, Needs) {
    let none = BTreeSet::new();
    let (mut needed, mut all) = (Needs::default(), Needs::default());
    for metric in &library.model().metrics {
        needed.join(&library.needs(metric, &none));
        for needs in library.needs_of_breakdowns(metric, &none).into_iter().flatten() {
            all.join(&needs);
        }
        for needs in library.needs_of_list(metric, &none) {
            all.join(&needs);
        }
    }
    all.join(&needed);
    (needed, all)
}

#[test]
fn the_shapes_are_what_the_definitions_use() {
    let (library, _) = library();
    let (needed, all) = uses(&library);
    let mut declared = BTreeSet::new();
    let mut used = BTreeSet::new();
    for (name, shape) in &library.shapes.sources {
        let clocks = shape.clocks();
        declared.insert(name.clone());
        declared.extend(clocks.iter().map(|(role, _)| format!("{name}: {role:?}")));
        declared.extend(shape.refs.keys().map(|reference| format!("{name} -> {reference}")));
        for (column, options) in &shape.columns {
            assert_ne!(options.type_of(), Type::Unknown, "{name}.{column}");
            if !clocks.iter().any(|(_, clock)| clock == column) {
                declared.insert(format!("{name}.{column}{}", if options.optional { " (optional)" } else { "" }));
            }
        }
    }
    for (name, needs) in &all.sources {
        let shape = &library.shapes.sources[name];
        let value = needed.sources.get(name).cloned().unwrap_or_default();
        used.insert(name.clone());
        used.extend(needs.references.iter().map(|reference| format!("{name} -> {reference}")));
        for column in &needs.columns {
            if let Some((role, _)) = shape.clocks().into_iter().find(|(_, clock)| clock == column) {
                used.insert(format!("{name}: {role:?}"));
            } else {
                let optional = if value.columns.contains(column) { "" } else { " (optional)" };
                used.insert(format!("{name}.{column}{optional}"));
            }
        }
        used.extend(needs.roles.iter().map(|role: &Role| format!("{name}: {role:?}")));
    }
    let only_declared: Vec<_> = declared.difference(&used).collect();
    let only_used: Vec<_> = used.difference(&declared).collect();
    assert_eq!(
        (only_declared, only_used),
        (vec![], vec![]),
        "left: declared and not used; right: used and not declared"
    );
    let functions: BTreeSet<_> = library
        .shapes
        .plugins
        .iter()
        .flat_map(|(plugin, shape)| shape.functions.keys().map(|function| (plugin.clone(), function.clone())))
        .collect();
    assert_eq!(functions, all.functions);
}

#[test]
fn every_column_of_a_clock_says_what_it_is() {
    let (library, _) = library();
    for (name, shape) in &library.shapes.sources {
        for (_, column) in shape.clocks() {
            assert!(shape.columns.contains_key(column), "{name}.{column}");
        }
    }
}

#[test]
fn no_definition_is_used_by_nobody() {
    let (library, _) = library();
    let none = BTreeSet::new();
    let mut kept = Needs::default();
    // A list is there to be asked for, whether or not it is on the scorecard.
    let read = |metric: &&Metric| metric.is_kpi() || !metric.show.is_empty();
    for metric in library.model().metrics.iter().filter(read) {
        kept.metrics.insert(metric.id);
        kept.join(&library.needs(metric, &none));
        library.needs_of_breakdowns(metric, &none).iter().flatten().for_each(|needs| kept.join(needs));
        library.needs_of_list(metric, &none).iter().for_each(|needs| kept.join(needs));
    }
    let metrics = library.model().metrics.iter().filter(|metric| !kept.metrics.contains(&metric.id));
    let unused: Vec<_> = metrics.map(|metric| metric.name.as_str()).collect();
    assert_eq!(unused, [""; 0]);
    let fields = (0..library.model().fields.len()).map(FieldId).filter(|field| !kept.fields.contains(field));
    let unused: Vec<_> = fields.map(|field| library.name_of_field(field)).collect();
    // `orders.visit` is how an order counts for one visit, so that revenue can be added up.
    assert_eq!(unused, [""; 0]);
}

#[test]
fn a_group_is_no_id() {
    let (library, _) = library();
    for group in library.groups() {
        assert!(library.metric(&group.to_lowercase()).is_none(), "{group}");
    }
}

#[test]
fn every_kpi_explains_itself() {
    let (library, texts) = library();
    for entry in library.entries(&texts) {
        let id = &entry.id;
        let metric = library.metric(id).unwrap();
        assert!(!entry.meaning.description.is_empty(), "{id} has no description");
        assert!(entry.meaning.formula.is_some(), "{id} does not say its formula");
        assert!(metric.owner.is_some(), "{id} has no owner");
        let has_direction = metric.better.is_some() || entry.targets.iter().all(|target| target.starts_with("between"));
        assert!(has_direction, "{id} has a target and no direction");
        assert_eq!(entry.targets.is_empty(), entry.meaning.target.is_none(), "{id}: the origin of its target");
        for language in ["de", "id", "ja"] {
            assert!(entry.labels.contains_key(language), "{id} has no label in {language}");
        }
    }
}

#[test]
fn a_comment_has_parts() {
    let doc = "What it is. More\nof it.\nFormula: a / b,\nexactly.\nTarget: < 5, by custom.";
    let meaning = Meaning::of(doc);
    assert_eq!(meaning.description, "What it is. More of it.");
    assert_eq!(meaning.first_sentence(), "What it is");
    assert_eq!(meaning.formula.as_deref(), Some("a / b, exactly."));
    assert_eq!(meaning.alternatives, None);
    assert_eq!(meaning.target.as_deref(), Some("< 5, by custom."));
}

#[test]
fn all_files_of_the_folder_are_carried() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../kpi-defs")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let there: BTreeSet<String> = names.filter(|name| name.rsplit('.').next() == Some("kpi")).collect();
    let carried = FILES.into_iter().chain(TESTS).map(|(name, _)| name.to_owned());
    assert_eq!(carried.collect::<BTreeSet<_>>(), there);
}

#[test]
fn tests_are_those_of_the_definitions_and_are_not_taken_in() {
    let (bare, _) = library();
    let mut texts = Texts::default();
    let library = Library::with_tests(&mut texts);
    assert!(bare.model().tests.is_empty() && library.model().tests.len() > 100);
    assert_eq!(library.model().metrics.len(), bare.model().metrics.len());
    for entry in library.entries(&texts) {
        assert!(entry.tests.len() >= 2, "{}: {:?}", entry.id, entry.tests);
    }
}
