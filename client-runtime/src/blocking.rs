//! Calls for code that is not async.
//!
//! With the feature `blocking`, each call has `send_blocking` and `send_raw_blocking` beside `send`
//! and `send_raw`. They wait on the calling thread, while one thread of this crate, which lives as
//! long as the program, drives the connections of all of them.

use std::future::Future;
use std::panic;
use std::sync::OnceLock;
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::{Error, ErrorKind};

/// Waits for a call on this thread.
///
/// It works within an async runtime too, though it holds up that runtime's thread.
///
/// # Errors
///
/// Those of the call, and one of the kind [`Configuration`](ErrorKind::Configuration) where the
/// system gives no thread to wait with.
#[doc(hidden)]
pub fn wait<T: Send>(call: impl Future<Output = Result<T, Error>> + Send) -> Result<T, Error> {
    let runtime = runtime()?;
    if Handle::try_current().is_err() {
        return runtime.block_on(call);
    }
    // A thread that drives a runtime must not wait for another one; a thread of its own may.
    let waiting = thread::scope(|scope| {
        let waiter = thread::Builder::new().spawn_scoped(scope, || runtime.block_on(call));
        waiter.map(|waiter| waiter.join())
    });
    match waiting {
        Ok(Ok(answer)) => answer,
        Ok(Err(panicked)) => panic::resume_unwind(panicked),
        Err(error) => Err(no_thread(&error)),
    }
}

/// The runtime of all blocking calls.
fn runtime() -> Result<&'static Runtime, Error> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("client-blocking")
        .enable_all()
        .build()
        .map_err(|error| no_thread(&error))?;
    // Of two threads that come here at once, one gives its runtime up; dropping it would wait, which
    // a thread that drives another one must not.
    if let Err(unused) = RUNTIME.set(runtime) {
        unused.shutdown_background();
    }
    RUNTIME
        .get()
        .ok_or_else(|| no_thread(&std::io::ErrorKind::Other.into()))
}

fn no_thread(error: &std::io::Error) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("no thread to make the call with: {error}; free some, or use the async methods"),
    )
}

/// The methods of an emitted operation for code that is not async, to be written inside its `impl`
/// block with the type of its answer; nothing without the feature `blocking`.
#[macro_export]
macro_rules! blocking_methods {
    ($answer:ty) => {
        /// Like [`send`](Self::send), for code that is not async: waits on this thread.
        ///
        /// # Errors
        ///
        /// Those of [`send`](Self::send).
        pub fn send_blocking(
            self,
        ) -> ::core::result::Result<$crate::Response<$answer>, $crate::Error> {
            $crate::blocking::wait(self.send())
        }

        /// Like [`send_raw`](Self::send_raw), for code that is not async: waits on this thread.
        ///
        /// # Errors
        ///
        /// Those of [`send_raw`](Self::send_raw).
        pub fn send_raw_blocking(
            self,
        ) -> ::core::result::Result<$crate::RawResponse, $crate::Error> {
            $crate::blocking::wait(self.send_raw())
        }
    };
}
