//! Reading sources: schema, batches, messages to the engine, and errors in the middle.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod library;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use kpi_plugin_host::{HostServices, Level, LoadedPlugin, Plugin, PluginError, ScanRequest, load};
use library::{fixture, loaded};

fn rows(plugin: &LoadedPlugin, options: &str) -> Result<i64, PluginError> {
    let mut stream = plugin.open_source("counter", options, &ScanRequest::default())?;
    stream.try_fold(0, |rows, batch| Ok(rows + batch?.rows()))
}

#[test]
fn the_columns_are_known_before_reading() {
    let columns = loaded().source_columns("counter", "{\"rows\": 5}").unwrap();
    let columns: Vec<_> = columns.iter().map(|column| format!("{} {}", column.name, column.format)).collect();
    assert_eq!(columns, ["id l", "name U", "half g"]);
}

#[test]
fn batches_come_to_the_end() {
    let plugin = loaded();
    assert_eq!(rows(&plugin, "{\"rows\": 5}").unwrap(), 5);
    assert_eq!(rows(&plugin, "{\"rows\": 0}").unwrap(), 0);
    let mut stream = plugin.open_source("counter", "{\"rows\": 5}", &ScanRequest::default()).unwrap();
    assert_eq!(stream.next().unwrap().unwrap().rows(), 2);
    drop(plugin);
    assert_eq!(stream.by_ref().count(), 2);
    assert!(stream.next().is_none());
}

#[test]
fn only_the_columns_asked_for_come() {
    let request = ScanRequest { columns: Some(vec!["half".to_owned(), "id".to_owned()]), limit: None };
    let stream = loaded().open_source("counter", "{\"rows\": 5}", &request).unwrap();
    let names: Vec<_> = stream.columns().iter().map(|column| column.name.clone()).collect();
    assert_eq!(names, ["half", "id"]);
    assert_eq!(stream.map(|batch| batch.unwrap().rows()).sum::<i64>(), 5);
}

#[test]
fn wrong_options_and_names_are_errors() {
    let plugin = loaded();
    let error = rows(&plugin, "{}").unwrap_err();
    assert_eq!(error.to_string(), "`fixture.counter` failed: the option `rows` is missing");
    assert_eq!(error.help().unwrap(), "add `rows = 10`");
    let error = plugin.source_columns("counter", "{\"rows\": \"many\"}").unwrap_err();
    assert!(error.to_string().ends_with("the option `rows` is not a whole number: `\"many\"`"), "{error}");
    assert!(plugin.source_columns("counter", "no json").is_err());
    let error = plugin.source_columns("clock", "{}").unwrap_err();
    assert_eq!(error.help().unwrap(), "its sources are `counter`");
}

#[test]
fn an_error_in_the_middle_ends_the_reading() {
    let plugin = loaded();
    let options = "{\"rows\": 9, \"bad_at\": 4, \"manner\": \"go\"}";
    let mut stream = plugin.open_source("counter", options, &ScanRequest::default()).unwrap();
    assert!(stream.next().unwrap().is_ok());
    assert!(stream.next().unwrap().is_ok());
    assert_eq!(stream.next().unwrap().unwrap_err().to_string(), "`fixture.counter` failed: cannot go on");
    assert!(stream.next().is_none());
    assert_eq!(rows(&plugin, "{\"rows\": 5}").unwrap(), 5);
}

#[test]
fn a_panic_in_the_middle_is_contained() {
    let plugin = loaded();
    let error = rows(&plugin, "{\"rows\": 9, \"bad_at\": 4, \"manner\": \"panic\"}").unwrap_err();
    let words = error.to_string();
    assert!(words.starts_with("`fixture.counter` failed: the plugin panicked: out of fingers ("), "{words}");
    assert!(matches!(rows(&plugin, "{\"rows\": 5}"), Err(PluginError::Panicked { .. })));
    assert!(matches!(rows(&plugin, "{\"rows\": 5}"), Err(PluginError::PanickedBefore { .. })));
}

#[derive(Default)]
struct Listening {
    messages: Mutex<Vec<(Level, String)>>,
    cancelled: AtomicBool,
}

impl HostServices for Listening {
    fn log(&self, level: Level, message: &str) {
        self.messages.lock().unwrap().push((level, message.to_owned()));
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

#[test]
fn a_plugin_talks_to_the_engine() {
    let services = Arc::new(Listening::default());
    let plugin = load(&fixture("fixture_plugin"), Arc::clone(&services) as Arc<dyn HostServices>).unwrap();
    let mut stream = plugin.open_source("counter", "{\"rows\": 9}", &ScanRequest::default()).unwrap();
    assert!(stream.next().unwrap().is_ok());
    services.cancelled.store(true, Ordering::Relaxed);
    assert!(stream.next().unwrap().unwrap_err().to_string().ends_with("the run was cancelled"));
    assert_eq!(*services.messages.lock().unwrap(), [(Level::Info, "counting to 9".to_owned())]);
}
