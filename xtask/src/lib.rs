//! The chores of this repository: generating the client, catching drift, and the one check that
//! continuous integration runs.
//!
//! All file writing of the repository is here; what the files say is made by `codegen`.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`flags`] | what the command line can say |
//! | [`regen`] | generate, then mend the folder or report how it differs |
//! | `folder` | what stands in a folder against what should |
//! | `mend`, `atomic` | making the folder so, without ever losing a file |
//! | `pages` | single files that are made from the code |
//! | `unified` | a difference as a unified diff |
//! | `diff` | what a change of the document means for users |
//! | `inspect` | what the generator understood of a document |
//! | `explain` | what the code of a diagnostic means |
//! | `ci`, `deny`, `instructions`, `cargo` | the steps of the check |
//! | `tools` | programs that are built when they are missing |
//! | `fuzz` | the fuzz targets, in short and in long |
//! | `bench` | the benchmarks, as one table |
//! | `sandbox`, `soak`, `contract` | the embedded Partner Center, and what runs against it |

mod atomic;
mod bench;
mod cargo;
mod ci;
mod contract;
mod deny;
mod diff;
mod error;
mod explain;
pub mod flags;
mod folder;
mod fuzz;
mod inspect;
mod instructions;
mod mend;
mod pages;
pub mod regen;
mod sandbox;
mod soak;
mod status;
mod tools;
mod unified;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use flags::Command;

pub use error::Error;

/// Nothing was wrong.
pub const SUCCESS: u8 = 0;
/// What was checked is not as it should be: drift, or a failed step.
pub const DIFFERS: u8 = 1;
/// The command could not do its work.
pub const FAILURE: u8 = 2;

/// Runs what `arguments` (without the program's name) ask for in the checkout at `root`, and
/// returns the exit code: [`SUCCESS`], [`DIFFERS`] or [`FAILURE`].
///
/// What is written to `out` and `err` is coloured by ANSI escapes; a writer that is no terminal
/// must strip them, as `anstream`'s do.
pub fn run<I>(root: &Path, arguments: I, out: &mut dyn Write, err: &mut dyn Write) -> u8
where
    I: IntoIterator<Item = OsString>,
{
    let outcome = match flags::parse(arguments) {
        Ok(Command::Help(help)) => write!(out, "{help}").map_err(Error::Print).map(|()| true),
        Ok(Command::Regen(regen)) => regen::run(root, &regen, out, err),
        Ok(Command::Ci) => ci::run(root, out, err),
        Ok(Command::Fuzz(flags)) => fuzz::run(root, &flags, err),
        Ok(Command::Bench(flags)) => bench::run(root, &flags, out, err),
        Ok(Command::Sandbox(arguments)) => sandbox::run(root, &arguments),
        Ok(Command::Soak(flags)) => soak::run(root, &flags),
        Ok(Command::Contract(flags)) => contract::run(root, &flags, err),
        Ok(Command::Diff(flags)) => diff::run(root, &flags, out),
        Ok(Command::Inspect(flags)) => inspect::run(root, &flags, out),
        Ok(Command::Explain(code)) => explain::run(&code, out),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(true) => SUCCESS,
        Ok(false) => DIFFERS,
        Err(Error::Print(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => FAILURE,
        Err(error) => {
            if let Error::Document { faults } = &error {
                let _ = writeln!(err, "{faults}\n");
            }
            // Nobody is left to tell when even this cannot be written.
            let _ = status::error(err, &error);
            FAILURE
        }
    }
}
