//! Plugins that end the program: it is said which call did, and with a code that tells that nothing was written. Else a run
//! without a result would look like one that went well.

use std::cell::Cell;
use std::io::Write;
use std::sync::Once;

/// The exit code of a program that could write nothing.
const NOTHING_WRITTEN: i32 = 5;

thread_local! {
    /// The call of a plugin that this thread is in. It has nothing to drop, so it is there to the end.
    static INSIDE: Cell<Option<*const str>> = const { Cell::new(None) };
}

unsafe extern "C" {
    fn atexit(callback: extern "C" fn()) -> i32;
    fn _exit(code: i32) -> !;
}

/// Does the work of a plugin; `name` is what it is called in the message.
pub(super) fn watched<T>(name: &str, work: impl FnOnce() -> T) -> T {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        // SAFETY: the function is there as long as the program.
        let _ = unsafe { atexit(ending) };
    });
    let before = INSIDE.replace(Some(std::ptr::from_ref(name)));
    let done = work();
    INSIDE.set(before);
    done
}

extern "C" fn ending() {
    let Ok(Some(name)) = INSIDE.try_with(Cell::get) else { return };
    // SAFETY: the call has not returned, so what it borrowed is still there.
    let name = unsafe { &*name };
    let _ = writeln!(
        std::io::stderr(),
        "error: the plugin ended the program while it was in `{name}`\n = help: a plugin says what is wrong by its result; \
         take it out of `kpi.toml`, or correct it"
    );
    // SAFETY: nothing else of the program is run.
    unsafe { _exit(NOTHING_WRITTEN) }
}
