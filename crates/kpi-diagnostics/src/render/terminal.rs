//! Messages for people: the lines they are about, carets below, reasons and changes.
//!
//! Only the lines between a message's first and last place are handed to `annotate-snippets`, not whole files.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::place::{Place, Places};
use crate::{Diagnostic, FileId, Fix, Severity, Texts};

/// Whether the text may be coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Colours and drawn lines: a terminal reads it.
    Always,
    /// Plain ASCII around the user's text: a file or a program reads it.
    Never,
}

/// All messages, a blank line between them; the text ends with a line break unless there are none.
pub fn terminal(diagnostics: &[Diagnostic], texts: &Texts, colour: Colour) -> String {
    let places = Places::new(texts);
    let renderer = match colour {
        Colour::Always => Renderer::styled().decor_style(DecorStyle::Unicode),
        Colour::Never => Renderer::plain().decor_style(DecorStyle::Ascii),
    };
    let one = |diagnostic| format!("{}\n", renderer.render(&groups(diagnostic, &places)));
    diagnostics.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn groups<'a>(diagnostic: &'a Diagnostic, places: &Places<'a>) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.to_string());
    let main = Group::with_title(title)
        .elements(files(diagnostic).into_iter().filter_map(|file| snippet(diagnostic, file, places)))
        .elements(diagnostic.notes.iter().map(|note| Level::NOTE.message(note)))
        .elements(diagnostic.help.iter().map(|help| Level::HELP.message(help)));
    let (parts, choices): (Vec<&Fix>, Vec<&Fix>) = diagnostic.fixes.iter().partition(|fix| fix.safe);
    // Safe fixes are the parts of one change; of the others one is chosen.
    let changes = std::iter::once(parts).chain(choices.into_iter().map(|fix| vec![fix]));
    std::iter::once(main).chain(changes.filter_map(|fixes| change(fixes, places))).collect()
}

/// The texts of a message, that of its place first.
fn files(diagnostic: &Diagnostic) -> Vec<FileId> {
    let mut files: Vec<FileId> = diagnostic.span().map(|span| span.file).into_iter().collect();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

fn snippet<'a>(diagnostic: &'a Diagnostic, file: FileId, places: &Places<'a>) -> Option<Snippet<'a, Annotation<'a>>> {
    let labels = diagnostic.labels.iter().filter(|label| label.span.file == file);
    let marked: Vec<_> = labels.filter_map(|label| places.of(label.span).map(|place| (label, tight(place)))).collect();
    let (_, first) = marked.first()?;
    let start = marked.iter().map(|(_, place)| place.range.start).min()?;
    let end = marked.iter().map(|(_, place)| place.range.end).max()?;
    let (window, line) = places.lines(file, &(start..end));
    let annotations = marked.iter().map(|(label, place)| {
        let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let span = place.range.start - window.start..place.range.end - window.start;
        kind.span(span).label((!label.text.is_empty()).then_some(label.text.as_str()))
    });
    let source = first.text.content.get(window.clone())?;
    Some(Snippet::source(source).path(first.text.name.as_str()).line_start(line).annotations(annotations))
}

/// Without the blanks at its end, which would make a marked line two.
fn tight(mut place: Place<'_>) -> Place<'_> {
    let inside = place.text.content.get(place.range.clone()).unwrap_or("");
    let kept = inside.trim_end().len();
    if kept > 0 {
        place.range.end = place.range.start + kept;
    }
    place
}

/// So many lines below its first part a change is shown.
const MOST_LINES: usize = 5;

/// The parts of a change that stand near each other, as one.
fn change<'a>(mut fixes: Vec<&'a Fix>, places: &Places<'a>) -> Option<Group<'a>> {
    fixes.sort_by_key(|fix| fix.span);
    let first = *fixes.first()?;
    let place = places.of(first.span)?;
    let content = &place.text.content;
    let mut done = place.range.start;
    let mut shown = Vec::new();
    for fix in fixes.into_iter().filter(|fix| fix.span.file == first.span.file) {
        let Some(part) = places.of(fix.span) else { continue };
        let lines =
            content.get(place.range.start..part.range.start).map_or(usize::MAX, |gap| gap.matches('\n').count());
        if part.range.start >= done && lines <= MOST_LINES {
            done = part.range.end.max(part.range.start + 1);
            shown.push((fix, part.range));
        }
    }
    let end = shown.last().map_or(place.range.end, |(_, range)| range.end);
    let (window, line) = places.lines(first.span.file, &(place.range.start..end));
    let source = content.get(window.clone())?;
    let patches = shown
        .iter()
        .map(|(fix, range)| Patch::new(range.start - window.start..range.end - window.start, &fix.replacement));
    let snippet = Snippet::source(source).path(place.text.name.as_str()).line_start(line).patches(patches);
    let mut texts: Vec<&str> = Vec::new();
    for (fix, _) in &shown {
        if !texts.contains(&fix.text.as_str()) {
            texts.push(&fix.text);
        }
    }
    Some(Level::HELP.secondary_title(texts.join(", ")).element(snippet))
}

#[cfg(test)]
mod tests {
    use super::{Colour, terminal};
    use crate::{Code, Diagnostic, Span, Texts};

    fn shown(diagnostic: Diagnostic, texts: &Texts) -> String {
        terminal(&[diagnostic], texts, Colour::Never)
    }

    #[test]
    fn places_reasons_and_changes() {
        let mut texts = Texts::default();
        let file =
            texts.add("kpi-defs/a.kpi", "from customers\n\nchurn = lost / strat * 100\nstart = count(at start)\n");
        let diagnostic = Diagnostic::error(Code::new(203), "no metric is called `strat`")
            .primary(Span::new(file, 31, 36), "not known")
            .secondary(Span::new(file, 43, 48), "this one is near")
            .note("metrics of all files may be used")
            .suggestion(Span::new(file, 31, 36), "start", "did you mean `start`?");
        let expected = "\
error[K0203]: no metric is called `strat`
 --> kpi-defs/a.kpi:3:16
  |
3 | churn = lost / strat * 100
  |                ^^^^^ not known
4 | start = count(at start)
  | ----- this one is near
  |
  = note: metrics of all files may be used
help: did you mean `start`?
  |
3 - churn = lost / strat * 100
3 + churn = lost / start * 100
  |
";
        assert_eq!(shown(diagnostic, &texts), expected);
    }

    #[test]
    fn the_parts_of_a_change_are_one() {
        let mut texts = Texts::default();
        let file = texts.add("a.kpi", "a = b && c && d\n");
        let sign = |start| Span::new(file, start, start + 2);
        let diagnostic = Diagnostic::error(Code::new(105), "`&&` is written `and` here")
            .primary(sign(6), "write `and`")
            .fix(sign(6), "and", "replace it by `and`")
            .fix(sign(11), "and", "replace it by `and`");
        let expected = "\
help: replace it by `and`
  |
1 - a = b && c && d
1 + a = b and c and d
  |
";
        assert!(shown(diagnostic.clone(), &texts).ends_with(expected), "{}", shown(diagnostic, &texts));
    }

    #[test]
    fn several_files_and_wide_characters() {
        let mut texts = Texts::default();
        let first = texts.add("a.kpi", "解約率 = 1\n");
        let second = texts.add("b.kpi", "# again\n解約率 = 失客数 / 2\n");
        let diagnostic = Diagnostic::error(Code::new(205), "`解約率` is defined twice")
            .primary(Span::new(second, 8, 17), "again here")
            .secondary(Span::new(first, 0, 9), "first here")
            .help("rename one of them");
        let expected = "\
error[K0205]: `解約率` is defined twice
 --> b.kpi:2:1
  |
2 | 解約率 = 失客数 / 2
  | ^^^^^^ again here
  |
 ::: a.kpi:1:1
  |
1 | 解約率 = 1
  | ------ first here
  |
  = help: rename one of them
";
        assert_eq!(shown(diagnostic, &texts), expected);
    }

    #[test]
    fn without_a_place() {
        let bare = Diagnostic::warning(Code::new(401), "no definitions").help("write one in `kpi-defs/`");
        let texts = Texts::default();
        let expected = "warning[K0401]: no definitions\n |\n = help: write one in `kpi-defs/`\n";
        assert_eq!(shown(bare.clone(), &texts), expected);
        assert_eq!(terminal(&[bare.clone(), bare], &texts, Colour::Never), format!("{expected}\n{expected}"));
        assert_eq!(terminal(&[], &texts, Colour::Always), "");
    }

    #[test]
    fn colours_only_when_asked() {
        let bare = [Diagnostic::error(Code::new(401), "no definitions")];
        assert!(terminal(&bare, &Texts::default(), Colour::Always).contains('\u{1b}'));
        assert!(!terminal(&bare, &Texts::default(), Colour::Never).contains('\u{1b}'));
    }

    #[test]
    fn no_span_makes_it_fail() {
        for content in
            ["", "\n", "a\r\nb\r\n", "\tü \u{301}\u{200b}x\n\n解", "a\rb\rc", "one\ntwo\nthree\nfour\nfive\nsix\n"]
        {
            let mut texts = Texts::default();
            let file = texts.add("a.kpi", content);
            for start in 0..=content.len() + 2 {
                for end in 0..=content.len() + 2 {
                    let span = Span::new(file, start, end);
                    for replacement in ["", "x", "y\nz"] {
                        let diagnostic = Diagnostic::error(Code::new(1), "m")
                            .primary(span, "p")
                            .secondary(Span::new(file, end, start + 3), "s")
                            .fix(span, replacement, "t");
                        assert!(shown(diagnostic, &texts).starts_with("error[K0001]: m\n"));
                    }
                }
            }
        }
    }
}
