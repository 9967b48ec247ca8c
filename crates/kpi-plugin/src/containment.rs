//! Containment: a panic of the plugin's code becomes an error with its words and place, and the instance is poisoned.
//!
//! A plugin has its own copy of the standard library, so the panic hook set here is the plugin's alone: inside a guarded
//! call it keeps the words instead of printing them, outside (a thread of the plugin's own) it prints as always.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Once, OnceLock};

use crate::error::Error;

thread_local! {
    /// Whether this thread is inside [`catch`].
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// Where the last guarded panic of this thread happened.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What is left of an instance after a panic: the words of the panic, for every later call.
#[derive(Debug, Default)]
pub(crate) struct Poison(OnceLock<String>);

impl Poison {
    /// Runs `body` unless an earlier one panicked; remembers a panic.
    pub(crate) fn guard<T>(&self, body: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        if let Some(words) = self.0.get() {
            return Err(Error::panicked(words.clone()));
        }
        catch(body).unwrap_or_else(|words| {
            let words = self.0.get_or_init(|| words);
            Err(Error::panicked(words.clone()))
        })
    }
}

/// Runs `body`; a panic comes back as its words.
pub(crate) fn catch<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    let outer = GUARDED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(body));
    GUARDED.set(outer);
    outcome.map_err(|payload| {
        let words = words_of(payload.as_ref());
        // Dropping a payload may panic again, and nothing would catch that.
        std::mem::forget(payload);
        match PLACE.take() {
            Some(place) => format!("{words} ({place})"),
            None => words,
        }
    })
}

/// Keeps guarded panics quiet and notes their place; once per library.
pub(crate) fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
            if GUARDED.get() {
                PLACE.set(panic.location().map(ToString::to_string));
            } else {
                print(panic);
            }
        }));
    });
}

fn words_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it gave no reason").to_owned()
}

#[cfg(test)]
#[expect(clippy::panic, reason = "that is what is tested")]
mod tests {
    use super::*;

    #[test]
    fn a_panic_poisons_for_good() {
        let poison = Poison::default();
        assert_eq!(poison.guard(|| Ok(1)), Ok(1));
        assert_eq!(poison.guard(|| Err::<(), _>(Error::new("no"))), Err(Error::new("no")));
        let failure = poison.guard(|| -> Result<(), Error> { panic!("row {} is odd", 7) });
        assert!(failure.is_err_and(|error| error.message().starts_with("row 7 is odd")));
        let mut called = false;
        let later = poison.guard(|| {
            called = true;
            Ok(())
        });
        assert!(later.is_err_and(|error| error.message().starts_with("row 7 is odd")));
        assert!(!called);
    }

    #[test]
    fn a_payload_without_words_is_no_second_panic() {
        struct Angry;
        impl Drop for Angry {
            fn drop(&mut self) {
                panic!("again");
            }
        }
        assert_eq!(catch(|| panic::panic_any(Angry)), Err::<(), _>("it gave no reason".to_owned()));
    }
}
