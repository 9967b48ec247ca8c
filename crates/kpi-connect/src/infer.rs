//! The form of a column: the declared one, or the one that every cell of the first rows fits.
//!
//! After this the form is fixed, and rows are read strictly. Dates in a form that only a declaration can tell are never
//! taken for dates here; they leave a [`Hint`].

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
        let mut forms = vec![Form::Whole, Form::Decimal { decimal_sign: self.decimal_sign }, Form::Bool];
        let date = self.date.iter().filter(|pattern| !pattern.is_digits()).cloned();
        forms.extend(date.map(Form::DatePattern));
        let moment = self.moment.iter().filter(|pattern| !pattern.is_digits()).cloned();
        forms.extend(moment.map(|pattern| Form::MomentPattern(pattern, self.zone.clone())));
        forms.extend([Form::IsoDate, Form::IsoWall(self.zone.clone()), Form::IsoInstant]);
        forms
    }
}

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
                if let (None, Cell::Raw(text) | Cell::Text(text)) = (&self.first_miss, cell) {
                    self.first_miss = Some((text.to_owned(), place()));
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
}

/// What was seen of a column.
pub(crate) struct Sample {
    declared: Option<ColumnKind>,
    guesses: Vec<Guess>,
    undeclared_dates: Vec<Guess>,
    example: Option<String>,
    texts: usize,
    others: usize,
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
        Self { declared: kind, guesses, undeclared_dates, example: None, texts: 0, others: 0, nested: false }
    }

    /// Whether every cell so far was empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts + self.others == 0 && !self.nested
    }

    /// Takes a cell into account. Blanks alone are no evidence of text: they are found when rows are read strictly.
    pub(crate) fn see(&mut self, cell: Cell<'_>, place: &dyn Fn() -> String) {
        match cell {
            Cell::Empty => return,
            Cell::Raw(text) | Cell::Text(text) if text.trim().is_empty() => return,
            Cell::Raw(text) | Cell::Text(text) => {
                self.texts += 1;
                self.see_undeclared_date(cell, text, place);
            }
            Cell::Whole(_) | Cell::Decimal(_) | Cell::Flag(_) | Cell::Huge => self.others += 1,
            Cell::Nested => self.nested = true,
        }
        for guess in &mut self.guesses {
            guess.see(cell, place);
        }
        if self.declared.is_none() {
            self.guesses.retain(Guess::is_alive);
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
        if self.nested {
            return Self::other("a list or an object");
        }
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
        if self.texts > 0 && self.others > 0 {
            return Self::other("text in some rows and no text in others");
        }
        if self.others > 0 {
            return Self::other("values of several types");
        }
        let hint = if self.is_empty() { Some(Hint::EmptyHead) } else { self.date_hint().or_else(|| self.almost()) };
        Settled { form: Form::Text, kind: ColumnType::Text, hint }
    }

    fn other(what: &str) -> Settled {
        Settled { form: Form::Text, kind: ColumnType::Other(what.to_owned()), hint: None }
    }

    /// The patterns that fit best, if any fits nearly all.
    fn date_hint(&self) -> Option<Hint> {
        let nearly = |guess: &&Guess| guess.hits > 0 && guess.misses * 9 <= guess.hits;
        let fitting: Vec<_> = self.undeclared_dates.iter().filter(nearly).collect();
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

    fn almost(&self) -> Option<Hint> {
        let best = self.guesses.iter().filter(|guess| guess.hits > 0 && guess.misses * 9 <= guess.hits);
        let best = best.min_by_key(|guess| guess.misses)?;
        let (text, place) = best.first_miss.clone()?;
        Some(Hint::Almost { kind: best.form.kind(), text, place })
    }
}

fn pattern(form: &Form) -> Option<&Pattern> {
    if let Form::MomentPattern(pattern, _) | Form::DatePattern(pattern) = form { Some(pattern) } else { None }
}

fn is_compact(form: &Form) -> bool {
    pattern(form).is_some_and(Pattern::is_digits)
}
