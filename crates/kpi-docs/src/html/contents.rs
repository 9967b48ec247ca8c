//! The navigation beside the definitions.

use super::Page;
use super::write::escape;

impl Page<'_> {
    pub(super) fn contents(&mut self) {
        let dictionary = self.dictionary;
        self.out.raw("<nav aria-label=\"Contents\">\n");
        for group in &dictionary.groups {
            let entries =
                group.kpis.iter().map(|kpi| (&kpi.block.anchor, kpi.block.label.as_ref().unwrap_or(&kpi.block.id)));
            self.list(&group.anchor, &group.name, "open", entries);
        }
        let blocks = dictionary
            .building_blocks
            .iter()
            .map(|block| (&block.block.anchor, block.block.label.as_ref().unwrap_or(&block.block.id)));
        self.list("building-blocks", "Building blocks", "", blocks);
        self.list(
            "computed-columns",
            "Computed columns",
            "",
            dictionary.fields.iter().map(|field| (&field.block.anchor, &field.block.id)),
        );
        self.list("sources", "Sources", "", dictionary.sources.iter().map(|source| (&source.anchor, &source.name)));
        self.out.raw("</nav>\n");
    }

    /// A part of the page with its entries; nothing when it has none.
    fn list<'e>(
        &mut self,
        anchor: &str,
        name: &str,
        open: &str,
        entries: impl Iterator<Item = (&'e String, &'e String)>,
    ) {
        let mut entries = entries.peekable();
        if entries.peek().is_none() {
            return;
        }
        let (anchor, name) = (escape(anchor), escape(name));
        self.out.raw(&format!("<details {open}>\n<summary>{name}</summary>\n<ul>\n"));
        self.out.raw(&format!("<li class=\"all\"><a href=\"#{anchor}\">All of {name}</a></li>\n"));
        for (anchor, name) in entries {
            self.out.raw(&format!("<li><a href=\"#{}\">{}</a></li>\n", escape(anchor), escape(name)));
        }
        self.out.raw("</ul>\n</details>\n");
    }
}
