//! The entries of sources.

use super::Page;
use super::write::escape;
use crate::dictionary::{ColumnEntry, SourceEntry};

impl Page<'_> {
    pub(super) fn source(&mut self, source: &SourceEntry) {
        let (anchor, name) = (escape(&source.anchor), escape(&source.name));
        self.out.raw(&format!(
            "<article id=\"{anchor}\" aria-labelledby=\"h-{anchor}\">\n<h3 id=\"h-{anchor}\"><code class=\"name\">{name}</code></h3>\n"
        ));
        self.out.raw(&format!(
            "<a class=\"self\" href=\"#{anchor}\" aria-label=\"Link to {name}\">#</a>\n<dl class=\"facts\">\n"
        ));
        if !source.origin.is_empty() {
            self.out.raw("<div><dt>origin</dt><dd>").prose(&source.origin, &self.names, "").raw("</dd></div>\n");
        }
        for fact in &source.facts {
            self.fact(fact, &source.anchor);
        }
        self.out.raw("</dl>\n");
        if !source.columns.is_empty() {
            self.columns(&source.columns, &name);
        }
        if !source.fields.is_empty() {
            self.out.raw("<p>Computed columns: ").links(&source.fields).raw("</p>\n");
        }
        if source.used_by.is_empty() {
            self.out.raw("<p>No KPI is computed from it.</p>\n");
        }
        self.out.raw("</article>\n");
    }

    fn columns(&mut self, columns: &[ColumnEntry], name: &str) {
        self.out.raw(&format!(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Columns of {name}\">\n<table>\n"
        ));
        self.out.raw("<thead><tr><th scope=\"col\">Column</th><th scope=\"col\">Holds</th><th scope=\"col\">Unit</th><th scope=\"col\">KPIs</th></tr></thead>\n<tbody>\n");
        for column in columns {
            self.out.raw("<tr><th scope=\"row\"><code>").words(&column.name).raw("</code>");
            if let Some(label) = &column.label {
                self.out.raw(" ").words(label);
            }
            if let Some(header) = &column.header {
                self.out.raw(" <span class=\"place\">in the file: ").words(header).raw("</span>");
            }
            self.out.raw("</th><td>").words(column.kind.unwrap_or_default()).raw("</td><td>");
            self.out.words(column.unit.as_deref().unwrap_or_default()).raw("</td><td>").links(&column.used_by);
            self.out.raw("</td></tr>\n");
        }
        self.out.raw("</tbody>\n</table>\n</div>\n");
    }
}
