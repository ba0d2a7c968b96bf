//! A reader that stops reading (`| head`) is no fault of ours: the command ends, and says nothing.

use std::{
    any::Any,
    panic::{self, AssertUnwindSafe, catch_unwind, resume_unwind},
    process::ExitCode,
};

/// As a shell tells of a program that SIGPIPE ended; Rust ignores that signal, and printing panics instead.
const READER_GONE: u8 = 128 + 13;

/// What `program` ends with, or [`READER_GONE`] when nobody reads what it prints any more.
pub(super) fn ends_quietly(program: impl FnOnce() -> ExitCode) -> ExitCode {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !is_of_closed_pipe(panic.payload()) {
            tell(panic);
        }
    }));
    match catch_unwind(AssertUnwindSafe(program)) {
        Ok(code) => code,
        Err(payload) if is_of_closed_pipe(&*payload) => ExitCode::from(READER_GONE),
        Err(payload) => resume_unwind(payload),
    }
}

/// Known by its words only: `println!` leaves nothing else of the error.
fn is_of_closed_pipe(payload: &(dyn Any + Send)) -> bool {
    let said = payload.downcast_ref::<String>();
    said.is_some_and(|said| said.starts_with("failed printing to stdout") && said.contains("(os error 32)"))
}
