//! The form of a column: the declared one, or the one that the cells of the first rows fit: all of them, or all but a few.
//!
//! After this the form is fixed, and rows are read strictly: the few are errors that name their lines, as misfits behind the
//! first rows are. Dates in a form that only a declaration can tell are never taken for dates here; they leave a [`Hint`].

use jiff::tz::TimeZone;
use kpi_config::{ColumnKind, Reading};

use crate::value::{Cell, Form, Pattern, Value, guesses};
use crate::{ColumnType, Hint};

/// What the reading options say about forms.
pub(crate) struct Declared {
    decimal_sign: u8,
    date: Option<Pattern>,
    moment: Option<Pattern>,
    zone: Option<TimeZone>,
    guesses: Vec<Pattern>,
}

impl Declared {
    /// The forms that the options declare; a time zone of the source matters when it is not the project's.
    pub(crate) fn new(reading: &Reading, project_timezone: &str) -> Self {
        let pattern = |text: &Option<String>| text.as_deref().map(Pattern::new);
        let (date, moment) = (pattern(&reading.date_format), pattern(&reading.datetime_format));
        let (date, moment) = match date {
            Some(date) if date.has_time => (None, moment.or(Some(date))),
            date => (date, moment),
        };
        let zone = reading.timezone.as_deref().filter(|zone| *zone != project_timezone);
        Self {
            decimal_sign: if reading.decimal_comma { b',' } else { b'.' },
            date,
            moment,
            zone: zone.and_then(|zone| TimeZone::get(zone).ok()),
            guesses: guesses(),
        }
    }

    /// The forms that a column of this declared type could have, the likeliest first.
    fn forms_of(&self, kind: ColumnKind) -> Vec<Form> {
        let decimal_sign = self.decimal_sign;
        match kind {
            ColumnKind::Number => vec![Form::Decimal { decimal_sign }],
            ColumnKind::Text => vec![Form::Text],
            ColumnKind::Bool => vec![Form::BoolWords],
            ColumnKind::Duration => vec![Form::Seconds { decimal_sign }],
            ColumnKind::Date => self.date.iter().cloned().map(Form::DatePattern).chain([Form::IsoDate]).collect(),
            ColumnKind::Datetime => {
                let patterns = self.moment.iter().chain(&self.date).cloned();
                let patterns = patterns.map(|pattern| Form::MomentPattern(pattern, self.zone.clone()));
                patterns.chain([Form::IsoWallOrDate(self.zone.clone()), Form::IsoInstant]).collect()
            }
        }
    }

    /// The likeliest form of a column of this declared type.
    pub(crate) fn first_form_of(&self, kind: ColumnKind) -> Form {
        self.forms_of(kind).into_iter().next().unwrap_or(Form::Text)
    }

    /// The time zone of the source, where it is not the project's.
    pub(crate) fn zone(&self) -> Option<&TimeZone> {
        self.zone.as_ref()
    }

    /// The forms that are looked for in a column of no declared type, the strictest first.
    fn forms(&self) -> Vec<Form> {
        let mut forms = vec![
            Form::Whole { decimal_sign: self.decimal_sign },
            Form::Decimal { decimal_sign: self.decimal_sign },
            Form::Bool,
        ];
        let date = self.date.iter().filter(|pattern| !pattern.is_digits()).cloned();
        forms.extend(date.map(Form::DatePattern));
        let moment = self.moment.iter().filter(|pattern| !pattern.is_digits()).cloned();
        forms.extend(moment.map(|pattern| Form::MomentPattern(pattern, self.zone.clone())));
        forms.extend([Form::IsoDate, Form::IsoWall(self.zone.clone()), Form::IsoInstant]);
        forms
    }
}

/// So many misfits among the first rows are too many for any form.
const MOST_MISFITS: usize = 100;

/// A number in text has no more letters: those of a currency or a unit.
const MOST_LETTERS: usize = 3;

/// How well a form fits.
struct Guess {
    form: Form,
    hits: usize,
    misses: usize,
    first_miss: Option<(String, String)>,
}

impl Guess {
    fn new(form: Form) -> Self {
        Self { form, hits: 0, misses: 0, first_miss: None }
    }

    fn see(&mut self, cell: Cell<'_>, place: &dyn Fn() -> String) {
        match self.form.read(cell) {
            Some(Value::Null) => {}
            Some(_) => self.hits += 1,
            None => {
                self.misses += 1;
                if self.first_miss.is_none() {
                    self.first_miss = Some((cell.words(), place()));
                }
            }
        }
    }

    /// Whether it is still worth a look: a few misfits are, for the hint.
    fn is_alive(&self) -> bool {
        self.misses <= 5 + self.hits / 10
    }

    fn fits(&self) -> bool {
        self.misses == 0 && self.hits > 0
    }

    fn almost(&self) -> Option<Hint> {
        let (text, place) = self.first_miss.clone()?;
        Some(Hint::Almost { kind: self.form.kind(), text, place })
    }

    /// Whether at least nine of ten cells fit.
    fn nearly_fits(&self) -> bool {
        self.hits > 0 && self.misses * 9 <= self.hits
    }
}

/// What was seen of a column.
pub(crate) struct Sample {
    declared: Option<ColumnKind>,
    guesses: Vec<Guess>,
    undeclared_dates: Vec<Guess>,
    example: Option<String>,
    first_text: Option<(String, String)>,
    first_other: Option<(String, String)>,
    nested: bool,
}

/// The form of a column, and what else it might have been.
pub(crate) struct Settled {
    /// How its cells are read.
    pub(crate) form: Form,
    /// Its type; [`ColumnType::Other`] when no form can read it.
    pub(crate) kind: ColumnType,
    /// For messages.
    pub(crate) hint: Option<Hint>,
}

impl Sample {
    pub(crate) fn new(kind: Option<ColumnKind>, declared: &Declared) -> Self {
        let forms = kind.map_or_else(|| declared.forms(), |kind| declared.forms_of(kind));
        let dates = if kind.is_none() { declared.guesses.as_slice() } else { &[] };
        let undeclared_dates =
            dates.iter().map(|pattern| Guess::new(Form::MomentPattern(pattern.clone(), None))).collect();
        let guesses = forms.into_iter().map(Guess::new).collect();
        Self {
            declared: kind,
            guesses,
            undeclared_dates,
            example: None,
            first_text: None,
            first_other: None,
            nested: false,
        }
    }

    /// Whether every cell so far was empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.first_text.is_none() && self.first_other.is_none() && !self.nested
    }

    /// Takes a cell into account. Blanks alone are no evidence of text: they are found when rows are read strictly.
    pub(crate) fn see(&mut self, cell: Cell<'_>, place: &dyn Fn() -> String) {
        match cell {
            Cell::Empty => return,
            Cell::Raw(text) | Cell::Text(text) if text.trim().is_empty() => return,
            Cell::Raw(text) | Cell::Text(text) => {
                self.first_text.get_or_insert_with(|| (cell.words(), place()));
                self.see_undeclared_date(cell, text, place);
            }
            Cell::Whole(_) | Cell::Decimal(_) | Cell::Flag(_) | Cell::Huge => {
                self.first_other.get_or_insert_with(|| (cell.words(), place()));
            }
            Cell::Nested => self.nested = true,
        }
        for guess in &mut self.guesses {
            guess.see(cell, place);
        }
        if self.declared.is_none() {
            self.guesses.retain(|guess| guess.misses <= MOST_MISFITS);
        }
    }

    fn see_undeclared_date(&mut self, cell: Cell<'_>, text: &str, place: &dyn Fn() -> String) {
        if self.undeclared_dates.is_empty() {
            return;
        }
        let plausible = (6..=24).contains(&text.len()) && text.bytes().any(|byte| byte.is_ascii_digit());
        for guess in &mut self.undeclared_dates {
            let plausible = plausible && (text.len() == 8 || !is_compact(&guess.form));
            guess.see(if plausible { cell } else { Cell::Nested }, place);
        }
        self.undeclared_dates.retain(Guess::is_alive);
        if self.example.is_none() && self.undeclared_dates.iter().any(|guess| guess.hits > 0) {
            self.example = Some(text.to_owned());
        }
    }

    /// The decision.
    pub(crate) fn settle(self) -> Settled {
        if self.declared.is_some() {
            let best =
                self.guesses.into_iter().reduce(|best, next| if next.misses < best.misses { next } else { best });
            let form = best.map_or(Form::Text, |guess| guess.form);
            return Settled { kind: form.kind(), form, hint: None };
        }
        if let Some(guess) = self.guesses.iter().find(|guess| guess.fits()) {
            let form = guess.form.clone();
            return Settled { kind: form.kind(), form, hint: self.date_hint() };
        }
        if let Some(guess) = self.best().filter(|guess| guess.nearly_fits()) {
            return Settled { kind: guess.form.kind(), form: guess.form.clone(), hint: guess.almost() };
        }
        match (&self.first_text, &self.first_other) {
            _ if self.nested => Self::other("a list or an object".to_owned(), None),
            (Some((text, line)), Some((other, there))) => {
                let what = format!(
                    "text in some rows, such as `{text}` ({line}), and no text in others, such as `{other}` ({there}),"
                );
                Self::other(what, Some(Hint::Mixed))
            }
            (None, Some((other, there))) => Self::other(
                format!("of no single type because of values such as `{other}` ({there})"),
                Some(Hint::Mixed),
            ),
            (Some(_), None) => {
                let hint = self.date_hint().or_else(|| self.mostly()).or_else(|| self.written());
                Settled { form: Form::Text, kind: ColumnType::Text, hint }
            }
            (None, None) => Settled { form: Form::Text, kind: ColumnType::Text, hint: Some(Hint::EmptyHead) },
        }
    }

    fn other(what: String, hint: Option<Hint>) -> Settled {
        Settled { form: Form::Text, kind: ColumnType::Other(what), hint }
    }

    /// The form with the fewest misfits, of several the strictest.
    fn best(&self) -> Option<&Guess> {
        self.guesses.iter().filter(|guess| guess.hits > 0).min_by_key(|guess| guess.misses)
    }

    /// The patterns that fit best, if any fits nearly all.
    fn date_hint(&self) -> Option<Hint> {
        let fitting: Vec<_> = self.undeclared_dates.iter().filter(|guess| guess.nearly_fits()).collect();
        let least = fitting.iter().map(|guess| guess.misses).min()?;
        let best = fitting.iter().filter(|guess| guess.misses == least);
        let patterns: Vec<_> = best.filter_map(|guess| pattern(&guess.form)).collect();
        let has_time = patterns.iter().any(|pattern| pattern.has_time);
        Some(Hint::UndeclaredDate {
            example: self.example.clone()?,
            option: if has_time { "datetime_format" } else { "date_format" },
            patterns: patterns.into_iter().map(|pattern| pattern.text.clone()).collect(),
        })
    }

    /// Of values such as `1,000`, `5 %`, `€5`, `007`.
    fn written(&self) -> Option<Hint> {
        let (text, place) = self.first_text.clone()?;
        let letters = text.chars().filter(|sign| sign.is_alphabetic()).count();
        let digits = text.chars().filter(|sign| sign.is_numeric()).count();
        (digits > 0 && letters <= MOST_LETTERS).then_some(Hint::Written { text, place })
    }

    fn mostly(&self) -> Option<Hint> {
        let best = self.best().filter(|guess| guess.misses < guess.hits)?;
        let (text, place) = best.first_miss.clone()?;
        Some(Hint::Mostly { kind: best.form.kind(), text, place })
    }
}

fn pattern(form: &Form) -> Option<&Pattern> {
    if let Form::MomentPattern(pattern, _) | Form::DatePattern(pattern) = form { Some(pattern) } else { None }
}

fn is_compact(form: &Form) -> bool {
    pattern(form).is_some_and(Pattern::is_digits)
}
