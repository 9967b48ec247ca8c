//! Text that is not TOML: what the reader of TOML refuses, explained by what stands on the line.
//!
//! The reader goes on after a mistake and then says much that only follows from it. One line has one message, and what stands
//! behind a bracket that is never closed has none. The words are in `problems/text.rs`.

use std::ops::Range;

use kpi_diagnostics::Diagnostic;

use crate::document::Reader;
use crate::problems;

/// A text with more unreadable lines is none of settings, and what is said of these is enough.
const MOST_EXPLAINED: usize = 100;

/// A message for every mistake that is one of its own, and the stretches of the text that they explain.
pub(crate) fn explain(
    reader: &Reader<'_>,
    text: &str,
    errors: &[toml::de::Error],
) -> (Vec<Diagnostic>, Vec<Range<usize>>) {
    let mut places: Vec<(usize, &toml::de::Error)> =
        errors.iter().map(|error| (error.span().map_or(text.len(), |span| span.start), error)).collect();
    places.sort_by_key(|(at, _)| *at);
    let mut messages = Vec::new();
    let mut explained: Vec<Range<usize>> = Vec::new();
    for (at, error) in places {
        if messages.len() >= MOST_EXPLAINED {
            break;
        }
        if explained.iter().any(|line| line.contains(&at)) {
            continue;
        }
        let line = Line::around(text, at);
        if let Some((open, message)) = open_bracket(reader, text, &line) {
            explained.push(open..text.len() + 1);
            messages.push(message);
            continue;
        }
        explained.push(line.start..line.start + line.text.len() + 1);
        messages.push(line.explain(reader, text, at, error));
    }
    (messages, explained)
}

/// One line without its end.
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn around(text: &'t str, at: usize) -> Self {
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let rest = text.get(start..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("").trim_end();
        Self { start, text: line }
    }

    /// The line as a key and what stands behind its sign, with where both start.
    fn parts(&self) -> Option<(&'t str, &'t str, usize)> {
        let (key, value) = self.text.split_once('=')?;
        let behind = self.start + key.len() + 1;
        Some((key.trim(), value.trim(), behind + (value.len() - value.trim_start().len())))
    }

    fn explain(&self, reader: &Reader<'_>, text: &str, at: usize, error: &toml::de::Error) -> Diagnostic {
        if error.message().starts_with("duplicate key") {
            return self.twice(reader, text, at);
        }
        self.heading(reader)
            .or_else(|| self.without_sign(reader))
            .or_else(|| self.key_problem(reader))
            .or_else(|| self.value(reader))
            .unwrap_or_else(|| {
                let range = error.span().unwrap_or(at..at);
                problems::not_toml(error.message(), reader.span(range))
            })
    }

    fn content(&self) -> (&'t str, usize) {
        let content = self.text.trim_start();
        (content, self.start + (self.text.len() - content.len()))
    }

    /// A key or a heading that was there before.
    fn twice(&self, reader: &Reader<'_>, text: &str, at: usize) -> Diagnostic {
        let (content, start) = self.content();
        let before = text.get(..self.start).unwrap_or("");
        let whole = reader.span(start..start + content.len());
        if content.starts_with('[') {
            let first = lines(before).find(|line| line.text.trim() == content);
            let first = first.map(|line| reader.span(line.start..line.start + line.text.len()));
            return problems::heading_twice(content, whole, first);
        }
        let section_start = lines(before).filter(|line| line.text.trim_start().starts_with('[')).last();
        let section = section_start.as_ref().map_or("`kpi.toml`", |line| line.text.trim());
        let from = section_start.as_ref().map_or(0, |line| line.start);
        let name = key_at(text, at);
        let first = lines(before).find(|line| line.start >= from && line.key() == Some(name));
        let first = first.map(|line| {
            let (content, start) = line.content();
            reader.span(start..start + content.len())
        });
        let second = if self.key() == Some(name) { whole } else { reader.span(at..at + name.len()) };
        problems::key_twice(name, section, second, first)
    }

    fn key(&self) -> Option<&'t str> {
        self.parts().map(|(key, ..)| key.trim_matches(['"', '\'']))
    }

    /// `[source.orders`
    fn heading(&self, reader: &Reader<'_>) -> Option<Diagnostic> {
        let (content, start) = self.content();
        let heading = content.split('#').next().unwrap_or("").trim_end();
        let open = heading.starts_with('[') && !heading.contains(']') && !heading.contains('=');
        let end = start + heading.len();
        open.then(|| problems::open_heading(heading, reader.span(end..end)))
    }

    /// `key: "id"`, `key`
    fn without_sign(&self, reader: &Reader<'_>) -> Option<Diagnostic> {
        let (content, start) = self.content();
        let name = content.split(|c: char| !is_bare(c)).next().filter(|name| !name.is_empty())?;
        let behind = content.get(name.len()..)?.trim_start();
        let sign = start + (content.len() - behind.len());
        if behind.starts_with(':') {
            return Some(problems::colon(name, reader.span(start + name.len()..sign + 1)));
        }
        let empty = behind.strip_prefix('=').unwrap_or(behind).trim_start();
        let nothing = empty.is_empty() || empty.starts_with('#');
        nothing.then(|| problems::no_value(name, reader.span(start..start + name.len())))
    }

    /// `unit price = 5`
    fn key_of_words(&self) -> Option<&'t str> {
        let (key, ..) = self.parts()?;
        let odd = !key.is_empty() && !key.contains(['"', '\'', '.']) && !key.chars().all(is_bare);
        odd.then_some(key)
    }

    fn value(&self, reader: &Reader<'_>) -> Option<Diagnostic> {
        let (_, value, start) = self.parts()?;
        let first = value.chars().next()?;
        let end = start + value.len();
        match first {
            '“' | '”' | '„' | '‘' | '’' | '«' | '»' => {
                let close = value.rfind(['“', '”', '‘', '’', '«', '»', '"']).filter(|close| *close > 0)?;
                let inside = value.get(first.len_utf8()..close)?;
                let length = close + value.get(close..)?.chars().next()?.len_utf8();
                Some(problems::other_quotes(first, inside, reader.span(start..start + length)))
            }
            '"' | '\'' => quoted(reader, value, start, first),
            '(' => {
                let list = value.strip_prefix('(')?.split_once(')')?.0;
                Some(problems::round_list(list, reader.span(start..start + list.len() + 2)))
            }
            '[' | '{' => behind(reader, value, start, first),
            _ => {
                let words = value.split('#').next().unwrap_or("").trim_end();
                let words = words.split(" //").next().unwrap_or(words).trim_end();
                match words.to_lowercase().as_str() {
                    "true" | "yes" | "on" => {
                        Some(problems::boolean(words, "true", reader.span(start..start + words.len())))
                    }
                    "false" | "no" | "off" => {
                        Some(problems::boolean(words, "false", reader.span(start..start + words.len())))
                    }
                    _ if words.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '.' | '~')) => {
                        Some(problems::bare_text(words, reader.span(start..start + words.len().min(end - start))))
                    }
                    _ => None,
                }
            }
        }
    }
}

impl Line<'_> {
    fn key_problem(&self, reader: &Reader<'_>) -> Option<Diagnostic> {
        let key = self.key_of_words()?;
        let start = self.content().1;
        Some(problems::key_of_words(key, reader.span(start..start + key.len())))
    }
}

/// A text in quotation marks: what is wrong inside, at its end or behind it.
fn quoted(reader: &Reader<'_>, value: &str, start: usize, sign: char) -> Option<Diagnostic> {
    let inside = value.get(1..)?;
    let Some(close) = inside.find(sign) else {
        let end = start + value.len();
        return Some(problems::open_text(reader.span(start..start + 1), reader.span(end..end), sign));
    };
    let words = inside.get(..close)?;
    if sign == '"' && words.contains('\\') {
        return Some(problems::backslash(words, reader.span(start..start + close + 2)));
    }
    let rest = inside.get(close + 1..)?;
    after(reader, rest, start + close + 2)
}

/// What stands behind a list or a table on its line.
fn behind(reader: &Reader<'_>, value: &str, start: usize, open: char) -> Option<Diagnostic> {
    let close = value.rfind(if open == '[' { ']' } else { '}' })?;
    after(reader, value.get(close + 1..)?, start + close + 1)
}

fn after(reader: &Reader<'_>, rest: &str, start: usize) -> Option<Diagnostic> {
    let words = rest.trim_start();
    let place = start + (rest.len() - words.len());
    if words.is_empty() || words.starts_with('#') {
        return None;
    }
    if let Some(sign) = ["//", "--", ";"].iter().find(|sign| words.starts_with(**sign)) {
        return Some(problems::comment(sign, reader.span(place..place + sign.len())));
    }
    Some(problems::more_behind(reader.span(place..place + words.len())))
}

/// A list or table that starts on this line or above and is closed nowhere before the next heading or setting.
fn open_bracket(reader: &Reader<'_>, text: &str, line: &Line<'_>) -> Option<(usize, Diagnostic)> {
    let before = text.get(..line.start + line.text.len())?;
    let opening = lines(before).filter(|line| line.key().is_some()).filter_map(|line| Some((line.open()?, line)));
    let (found, opening) = opening.last()?;
    let behind = text.get(opening.start + opening.text.len()..)?;
    let goes_on = lines(behind).take_while(|line| !line.starts_something());
    let closing = if found.1 == '[' { ']' } else { '}' };
    let closed = goes_on.into_iter().any(|line| line.text.contains(closing));
    let at = opening.start + found.0;
    let follows = line.start > opening.start || line.text == opening.text;
    (!closed && follows).then(|| {
        let name = opening.key().unwrap_or("");
        (opening.start, problems::open_list(name, reader.span(at..at + 1), found.1))
    })
}

impl Line<'_> {
    /// The bracket of the value that is open at the end of the line.
    fn open(&self) -> Option<(usize, char)> {
        let (_, _, start) = self.parts()?;
        let offset = start - self.start;
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut quote: Option<char> = None;
        for (at, character) in self.text.get(offset..)?.char_indices() {
            match (quote, character) {
                (Some(sign), _) if sign == character => quote = None,
                (None, '"' | '\'') => quote = Some(character),
                (None, '#') => break,
                (None, '[' | '{') => open.push((offset + at, character)),
                (None, ']' | '}') => drop(open.pop()),
                (Some(_) | None, _) => {}
            }
        }
        open.first().copied()
    }

    /// Whether it is a heading or a setting of its own.
    fn starts_something(&self) -> bool {
        let content = self.text.trim_start();
        let heading = content.starts_with('[') && content.contains(']') && !content.contains([',', '"']);
        heading || (self.text.len() == content.len() && self.key().is_some_and(|key| key.chars().all(is_bare)))
    }
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let here = start;
        start += line.len() + 1;
        Line { start: here, text: line.trim_end() }
    })
}

/// The bare or quoted key that stands at a place.
fn key_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let bare = rest.trim_start_matches(['"', '\'']);
    bare.split(|c: char| !is_bare(c)).next().unwrap_or("")
}

fn is_bare(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}
