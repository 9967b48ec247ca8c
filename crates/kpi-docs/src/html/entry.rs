//! The entries of definitions.

use super::Page;
use super::write::escape;
use crate::dictionary::{Block, Fact, FieldEntry, Input, KpiEntry, Link, TestEntry};
use crate::paint::{Ink, Piece};

impl Page<'_> {
    pub(super) fn metric(&mut self, kpi: &KpiEntry) {
        self.heading(&kpi.block);
        self.labels(kpi);
        self.meaning(&kpi.block);
        self.facts_of(kpi);
        self.roots(&kpi.block);
        self.tests(&kpi.tests, &kpi.block.anchor);
        self.ending(&kpi.block);
    }

    pub(super) fn field(&mut self, field: &FieldEntry) {
        self.heading(&field.block);
        self.meaning(&field.block);
        self.out.raw("<dl class=\"facts\">\n<div><dt>column of</dt><dd>").link(&field.source).raw("</dd></div>\n");
        if let Some(kind) = field.kind {
            self.out.raw("<div><dt>holds</dt><dd>").words(kind).raw("</dd></div>\n");
        }
        self.out.raw("</dl>\n");
        self.roots(&field.block);
        self.ending(&field.block);
    }

    fn heading(&mut self, block: &Block) {
        let anchor = escape(&block.anchor);
        let id = escape(&block.id);
        self.out.raw(&format!("<article id=\"{anchor}\" aria-labelledby=\"h-{anchor}\">\n<h3 id=\"h-{anchor}\">"));
        match &block.label {
            Some(label) => self.out.words(label).raw(&format!(" <code>{id}</code>")),
            None => self.out.raw(&format!("<code class=\"name\">{id}</code>")),
        };
        self.out.raw(&format!("</h3>\n<a class=\"self\" href=\"#{anchor}\" aria-label=\"Link to {id}\">#</a>\n"));
    }

    fn labels(&mut self, kpi: &KpiEntry) {
        if kpi.labels.is_empty() {
            return;
        }
        self.out.raw("<ul class=\"labels\" aria-label=\"In other languages\">\n");
        for label in &kpi.labels {
            let language = escape(&label.language);
            match label.language.as_str() {
                "" => self.out.raw("<li>").words(&label.text),
                _ => self
                    .out
                    .raw(&format!("<li><span>{language}</span> <span lang=\"{language}\">"))
                    .words(&label.text)
                    .raw("</span>"),
            };
            self.out.raw("</li>\n");
        }
        self.out.raw("</ul>\n");
    }

    /// What it means: the comment, the formula in words and as written.
    fn meaning(&mut self, block: &Block) {
        for paragraph in &block.description {
            self.out.raw("<p>");
            if let Some(heading) = &paragraph.heading {
                self.out.raw("<strong>").words(heading).raw(":</strong> ");
            }
            self.out.prose(&paragraph.text, &self.names, &block.anchor).raw("</p>\n");
        }
        self.out.raw("<h4>In words</h4>\n<p class=\"words\">");
        self.out.prose(&block.words, &self.names, &block.anchor).raw("</p>\n");
        self.out.raw("<h4>As written</h4>\n<pre tabindex=\"0\"><code>");
        for piece in &block.pieces {
            self.piece(piece);
        }
        self.out.raw("</code></pre>\n");
    }

    fn piece(&mut self, piece: &Piece) {
        let class = match piece.ink {
            Ink::Plain => "",
            Ink::Word => "w",
            Ink::Function => "f",
            Ink::Text => "t",
            Ink::Number => "n",
            Ink::Comment => "c",
            Ink::Operator => "o",
        };
        if let Some(anchor) = &piece.anchor {
            self.out.raw(&format!("<a href=\"#{}\">{}</a>", escape(anchor), escape(&piece.text)));
        } else if class.is_empty() {
            self.out.words(&piece.text);
        } else {
            self.out.raw(&format!("<span class=\"{class}\">{}</span>", escape(&piece.text)));
        }
    }

    fn facts_of(&mut self, kpi: &KpiEntry) {
        self.out.raw("<dl class=\"facts\">\n");
        for fact in &kpi.facts {
            self.fact(fact, &kpi.block.anchor);
        }
        if let Some(reference) = &kpi.reference {
            self.out.raw("<div><dt>from</dt><dd>");
            let is_address = reference.starts_with("https://") || reference.starts_with("http://");
            if is_address {
                let address = escape(reference);
                self.out.raw(&format!("<a href=\"{address}\" rel=\"noreferrer noopener\">{address}</a>"));
            } else {
                self.out.words(reference);
            }
            self.out.raw("</dd></div>\n");
        }
        if !kpi.tags.is_empty() {
            self.out.raw("<div><dt>tags</dt><dd>").words(&kpi.tags.join(", ")).raw("</dd></div>\n");
        }
        if kpi.hidden {
            self.out.raw("<div><dt>scorecard</dt><dd>hidden</dd></div>\n");
        }
        self.out.raw("</dl>\n");
    }

    pub(super) fn fact(&mut self, fact: &Fact, own: &str) {
        self.out.raw(&format!("<div><dt>{}</dt><dd>", escape(fact.name)));
        self.out.prose(&fact.text, &self.names, own).raw("</dd></div>\n");
    }

    /// What it comes from and where it goes.
    fn roots(&mut self, block: &Block) {
        if block.uses.is_empty() && block.used_by.is_empty() && block.inputs.is_empty() {
            return;
        }
        self.out.raw("<dl class=\"roots\">\n");
        self.related("built from", &block.uses);
        self.related("used by", &block.used_by);
        if !block.inputs.is_empty() {
            self.out.raw("<div><dt>reads</dt><dd><ul>\n");
            for input in &block.inputs {
                self.input(input);
            }
            self.out.raw("</ul></dd></div>\n");
        }
        self.out.raw("</dl>\n");
    }

    fn related(&mut self, name: &str, links: &[Link]) {
        if !links.is_empty() {
            self.out.raw(&format!("<div><dt>{name}</dt><dd>")).links(links).raw("</dd></div>\n");
        }
    }

    fn input(&mut self, input: &Input) {
        self.out.raw("<li>").link(&input.source);
        for (position, column) in input.columns.iter().enumerate() {
            let before = if position == 0 { ": " } else { ", " };
            self.out.raw(&format!("{before}<code>{}</code>", escape(column)));
        }
        self.out.raw("</li>\n");
    }

    fn tests(&mut self, tests: &[TestEntry], own: &str) {
        if tests.is_empty() {
            return;
        }
        self.out.raw("<h4>Tests</h4>\n<ul class=\"tests\">\n");
        for test in tests {
            let place = format!("{}:{}", test.place.file, test.place.line);
            self.out.raw("<li>").words(&test.title).raw(" <span class=\"place\">").words(&place).raw("</span>\n<ul>\n");
            for expected in &test.expects {
                self.out.raw("<li>").prose(expected, &self.names, own).raw("</li>\n");
            }
            self.out.raw("</ul></li>\n");
        }
        self.out.raw("</ul>\n");
    }

    fn ending(&mut self, block: &Block) {
        let place = format!("{}:{}", block.place.file, block.place.line);
        self.out.raw("<p class=\"place\">").words(&place).raw("</p>\n</article>\n");
    }
}
