//! The dictionary as one page: style and script inside it, nothing loaded from anywhere, readable without the script.
//!
//! Every text of the project goes through [`escape`](write::escape); the page's policy forbids requests besides. `entry` writes
//! definitions, `source` tables, `contents` the navigation; `page.css` and `page.js` are put in as they are.

mod contents;
mod entry;
mod source;
mod write;

use std::collections::BTreeMap;

use crate::dictionary::{Dictionary, Section};
use crate::prose::Targets;
use write::{Writer, escape};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The whole page.
pub fn html(dictionary: &Dictionary) -> String {
    let mut page = Page { out: Writer::default(), names: names(dictionary), dictionary };
    page.head();
    page.contents();
    page.out.raw("<main id=\"main\" tabindex=\"-1\">\n");
    for group in &dictionary.groups {
        page.group(group);
    }
    page.building_blocks();
    page.fields();
    page.sources();
    page.out.raw("<p id=\"nothing\" hidden>Nothing here holds these words.</p>\n</main>\n</div>\n");
    page.out.raw("<footer><p>Made by <code>kpi docs</code> from the definitions.</p></footer>\n");
    page.out.raw("<script>\n").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    page.out.text()
}

/// A page that is being written.
struct Page<'d> {
    out: Writer,
    /// Where names lead that a comment or a formula in words mentions.
    names: Targets,
    dictionary: &'d Dictionary,
}

impl Page<'_> {
    fn head(&mut self) {
        let title = escape(&self.dictionary.title);
        self.out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        self.out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
        self.out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        self.out.raw(&format!("<title>{title} · data dictionary</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"));
        self.out.raw("<a class=\"skip\" href=\"#main\">To the definitions</a>\n<header>\n<div>\n");
        self.out.raw(&format!("<h1>{title}</h1>\n<p class=\"about\">Data dictionary · "));
        let date = escape(&self.dictionary.date);
        self.out.raw(&format!("<time datetime=\"{date}\">{date}</time> · {}</p>\n</div>\n", counts(self.dictionary)));
        self.out.raw("<form id=\"find\" role=\"search\" hidden>\n<label for=\"words\">Search</label>\n");
        self.out.raw("<input id=\"words\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" aria-describedby=\"found\">\n");
        self.out.raw("<span id=\"found\" role=\"status\"></span>\n</form>\n</header>\n<div class=\"page\">\n");
    }

    fn group(&mut self, group: &Section) {
        self.open_section(&group.anchor, &group.name, None);
        for kpi in &group.kpis {
            self.metric(kpi);
        }
        self.out.raw("</section>\n");
    }

    fn building_blocks(&mut self) {
        if self.dictionary.building_blocks.is_empty() {
            return;
        }
        let about = "Definitions that others are built from. No scorecard shows them.";
        self.open_section("building-blocks", "Building blocks", Some(about));
        for block in &self.dictionary.building_blocks {
            self.metric(block);
        }
        self.out.raw("</section>\n");
    }

    fn fields(&mut self) {
        if self.dictionary.fields.is_empty() {
            return;
        }
        let about = "What is worked out for each row of a source, and then used like a column of it.";
        self.open_section("computed-columns", "Computed columns", Some(about));
        for field in &self.dictionary.fields {
            self.field(field);
        }
        self.out.raw("</section>\n");
    }

    fn sources(&mut self) {
        if self.dictionary.sources.is_empty() {
            return;
        }
        let about = "The tables that everything is computed from. Of their columns, those are listed that definitions or kpi.toml name.";
        self.open_section("sources", "Sources", Some(about));
        for source in &self.dictionary.sources {
            self.source(source);
        }
        self.out.raw("</section>\n");
    }

    fn open_section(&mut self, anchor: &str, name: &str, about: Option<&str>) {
        let (anchor, name) = (escape(anchor), escape(name));
        self.out.raw(&format!(
            "<section id=\"{anchor}\" aria-labelledby=\"h-{anchor}\">\n<h2 id=\"h-{anchor}\">{name}</h2>\n"
        ));
        if let Some(about) = about {
            self.out.raw(&format!("<p class=\"about\">{}</p>\n", escape(about)));
        }
    }
}

/// Where names, and labels that only one definition has, lead.
fn names(dictionary: &Dictionary) -> Targets {
    let mut targets = Targets::new();
    let mut labels: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for metric in dictionary.metrics() {
        targets.insert(metric.block.id.clone(), metric.block.anchor.clone());
        if let Some(label) = &metric.block.label {
            labels.entry(label).or_default().push(&metric.block.anchor);
        }
    }
    for field in &dictionary.fields {
        targets.insert(field.block.id.clone(), field.block.anchor.clone());
    }
    for (label, anchors) in labels {
        if let [anchor] = anchors.as_slice() {
            targets.entry(label.to_owned()).or_insert_with(|| (*anchor).to_owned());
        }
    }
    targets
}

fn counts(dictionary: &Dictionary) -> String {
    let many = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    let kpis: usize = dictionary.groups.iter().map(|group| group.kpis.len()).sum();
    let parts = [
        many(kpis, "KPI", "KPIs"),
        many(dictionary.building_blocks.len() + dictionary.fields.len(), "building block", "building blocks"),
        many(dictionary.sources.len(), "source", "sources"),
    ];
    parts.join(" · ")
}
