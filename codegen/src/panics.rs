//! Panics as values: of progenitor above all, which has `todo!` where it does not know on.
//!
//! The read stage refuses whatever is known to panic; this is for what is not known. The message
//! must not go to the error stream, where it would look like a crash.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

thread_local! {
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work` and gives the message and place of its panic, if it panics. Panics of other threads
/// are reported as before.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    install_hook();
    let was_caught = IS_CAUGHT.replace(true);
    // What the work had in its hands is dropped with the panic; nobody sees it half done.
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    IS_CAUGHT.set(was_caught);
    outcome.map_err(|payload| {
        let message = if let Some(message) = payload.downcast_ref::<&str>() {
            message
        } else if let Some(message) = payload.downcast_ref::<String>() {
            message.as_str()
        } else {
            "without a message"
        };
        match PLACE.take() {
            Some(place) => format!("{message} (at {place})"),
            None => message.to_owned(),
        }
    })
}

fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if IS_CAUGHT.get() {
                PLACE.set(info.location().map(short_place));
            } else {
                before(info);
            }
        }));
    });
}

/// The file without the folders of the machine that it was built on.
fn short_place(location: &panic::Location<'_>) -> String {
    let file = location.file().replace('\\', "/");
    let parts: Vec<&str> = file.split('/').collect();
    let kept = parts.len().saturating_sub(3);
    format!("{}:{}", parts[kept..].join("/"), location.line())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_given_with_its_place() {
        let fails = |text: &str| -> u8 {
            assert!(text.is_empty(), "not {text}");
            1
        };
        assert_eq!(catch(|| fails("")), Ok(1));
        let message = catch(|| fails("this")).unwrap_err();
        assert!(message.starts_with("not this (at "), "{message}");
        assert!(message.contains("src/panics.rs:"), "{message}");
    }

    #[test]
    fn one_inside_another_is_given_to_the_inner_one() {
        let outer = catch(|| {
            let inner = catch(|| panic!("inner"));
            assert!(inner.unwrap_err().starts_with("inner"));
            panic!("outer")
        });
        let outer: Result<(), String> = outer;
        assert!(outer.unwrap_err().starts_with("outer"));
    }
}
