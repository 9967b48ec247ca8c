//! A plugin that does well and badly on demand: the tests of the host load it.
#![expect(clippy::panic, reason = "that is what is tested")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration as Pause;

use kpi_plugin::{
    About, Aggregate, Arguments, Batch, Batches, Column, Empty, Error, Field, Float64Column, Function, Int64Column,
    Level, Options, Plugin, ScanRequest, Signature, Source, SourceDescription, TextColumn, Type,
};

struct Fixture;

impl Plugin for Fixture {
    fn about(&self) -> About {
        About::new("fixture", "1.2.3", "Does well and badly on demand")
    }

    fn functions(&self) -> Vec<Box<dyn Function>> {
        let echo = |name, value_type| -> Box<dyn Function> {
            let signature = Signature::new(name, value_type, "Gives its argument back")
                .argument("value", value_type, "anything")
                .empty(Empty::Propagates);
            Box::new(Call(signature, |arguments| Ok(first(arguments))))
        };
        let bad = |name, body| -> Box<dyn Function> {
            Box::new(Call(Signature::new(name, Type::Number, "Does badly").empty(Empty::Never), body))
        };
        vec![
            echo("number", Type::Number),
            echo("text", Type::Text),
            echo("bool", Type::Bool),
            echo("date", Type::Date),
            echo("datetime", Type::Datetime),
            echo("duration", Type::Duration),
            Box::new(Call(add(), |arguments| {
                let (left, right) = (arguments.number(0)?, arguments.number(1)?);
                let sums = left.iter().zip(right.iter()).map(|(left, right)| Some(left? + right?));
                Ok(sums.collect::<Float64Column>().into())
            })),
            bad("one", |arguments| Ok(Int64Column::from(vec![1; arguments.rows()]).into())),
            bad("panics", |arguments| panic!("{} rows are too many", arguments.rows())),
            bad("fails", |_| Err(Error::new("the rates are out of date").help("run `rates update`"))),
            bad("too_long", |arguments| Ok(Int64Column::from(vec![1; arguments.rows() + 1]).into())),
            bad("wrong_type", |_| Ok(TextColumn::default().into())),
            bad("leaves", |_| std::process::exit(0)),
            bad("empty", |arguments| Ok(vec![None; arguments.rows()].into_iter().collect::<Int64Column>().into())),
            bad("overlap", |arguments| Ok(Float64Column::from(vec![overlap(); arguments.rows()]).into())),
        ]
    }

    fn aggregates(&self) -> Vec<Box<dyn Aggregate>> {
        vec![
            of_numbers("spread", "The greatest minus the least, of two or more", |values| match values {
                [least, .., greatest] => Ok(Some(greatest - least)),
                _ => Ok(None),
            }),
            of_numbers("third", "The third of the values as they come", |values| Ok(values.get(2).copied())),
            of_numbers("undefined", "No number", |_| Ok(Some(f64::NAN))),
            of_numbers("refuses", "Does badly with three values", |values| match values {
                [_, _, _] => Err(Error::new("three values are too many").help("leave one out")),
                _ => Ok(Some(1.0)),
            }),
        ]
    }

    fn sources(&self) -> Vec<Box<dyn Source>> {
        vec![Box::new(Counter)]
    }
}

fn of_numbers(name: &str, doc: &str, body: fn(&[f64]) -> Result<Option<f64>, Error>) -> Box<dyn Aggregate> {
    Box::new(Gather(Signature::new(name, Type::Number, doc).argument("value", Type::Number, "a number"), body))
}

struct Gather(Signature, fn(&[f64]) -> Result<Option<f64>, Error>);

impl Aggregate for Gather {
    fn signature(&self) -> Signature {
        self.0.clone()
    }

    fn call(&self, values: &[f64]) -> Result<Option<f64>, Error> {
        (self.1)(values)
    }
}

struct Call(Signature, fn(&Arguments) -> Result<Column, Error>);

impl Function for Call {
    fn signature(&self) -> Signature {
        self.0.clone()
    }

    fn call(&self, arguments: &Arguments) -> Result<Column, Error> {
        (self.1)(arguments)
    }
}

fn first(arguments: &Arguments) -> Column {
    arguments.columns().first().cloned().unwrap_or_else(|| TextColumn::default().into())
}

fn add() -> Signature {
    Signature::new("add", Type::Number, "The sum")
        .argument("left", Type::Number, "a number")
        .argument("right", Type::Number, "another one")
        .empty(Empty::Propagates)
        .example("fixture.add(1, 2)", "3")
}

/// The largest number of calls that ran at once.
fn overlap() -> f64 {
    static RUNNING: AtomicUsize = AtomicUsize::new(0);
    let running = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
    std::thread::sleep(Pause::from_millis(200));
    RUNNING.fetch_sub(1, Ordering::SeqCst);
    u32::try_from(running).map_or(f64::INFINITY, f64::from)
}

/// Counts to `rows`, two rows a batch; does badly at row `bad_at` in the way of `manner`.
struct Counter;

impl Source for Counter {
    fn description(&self) -> SourceDescription {
        SourceDescription::new("counter", "Counts")
            .required("rows", Type::Number, "how far")
            .option("bad_at", Type::Number, "where to do badly")
            .option(
                "manner",
                Type::Text,
                "`fail`, `panic` or `lengthen`; `panic early` and `repeat` before the first row",
            )
    }

    fn schema(&self, options: &Options) -> Result<Vec<Field>, Error> {
        rows(options)?;
        match options.text("manner")? {
            Some("panic early") => panic!("out of fingers"),
            Some("repeat") => return Ok(vec![Field::integer("id"), Field::integer("id")]),
            _ => {}
        }
        Ok(vec![Field::integer("id"), Field::new("name", Type::Text), Field::new("half", Type::Number)])
    }

    fn scan(&self, request: ScanRequest) -> Result<Box<dyn Batches>, Error> {
        let end = rows(&request.options)?;
        let bad_at = request.options.integer("bad_at")?.unwrap_or(i64::MAX);
        let manner = request.options.text("manner")?.unwrap_or("fail").to_owned();
        request.host.log(Level::Info, &format!("counting to {end}"));
        let host = request.host;
        Ok(Box::new((0..end).step_by(2).map(move |start| {
            if host.is_cancelled() {
                return Err(Error::cancelled());
            }
            if start >= bad_at {
                do_badly(&manner)?;
            }
            counted(start, end.min(start + 2))
        })))
    }
}

fn rows(options: &Options) -> Result<i64, Error> {
    options.integer("rows")?.ok_or_else(|| Error::new("the option `rows` is missing").help("add `rows = 10`"))
}

fn do_badly(manner: &str) -> Result<(), Error> {
    match manner {
        "panic" => panic!("out of fingers"),
        manner => Err(Error::new(format!("cannot {manner} on"))),
    }
}

fn counted(start: i64, end: i64) -> Result<Batch, Error> {
    let ids: Int64Column = (start..end).map(Some).collect();
    let names: TextColumn = (start..end).map(|id| (id % 3 != 0).then(|| format!("nr {id}"))).collect();
    let halves: Float64Column = (start..end).map(|id| i32::try_from(id).ok().map(|id| f64::from(id) / 2.0)).collect();
    Batch::new(vec![ids.into(), names.into(), halves.into()])
}

kpi_plugin::export_plugin!(Fixture);
