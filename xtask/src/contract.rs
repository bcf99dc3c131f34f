//! `cargo xtask contract`: schemathesis, which is nobody of ours, holds the sandbox against the
//! document.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::flags::Contract;
use crate::{Error, cargo, sandbox, status, tools};

/// The version whose verdict counts.
const VERSION: &str = "4.32.5";

const SCRIPT: &str = "tests/sandbox/contract/run.py";

/// Runs schemathesis. False when it found something.
pub(crate) fn run(root: &Path, flags: &Contract, err: &mut dyn Write) -> Result<bool, Error> {
    let Some(python) = python(root, err)? else {
        return Ok(false);
    };
    let Some(program) = sandbox::build(root)? else {
        return Ok(false);
    };
    let running = sandbox::Running::start(&program)?;
    let document = root.join(crate::regen::SPEC);
    let mut command = cargo::clean_command(&python, root);
    command
        .arg(root.join(SCRIPT))
        .arg(&running.url)
        .arg(document)
        .arg(cargo::target_folder(root).join("contract"))
        .args(["--max-examples", &flags.examples.to_string()]);
    if let Some(seed) = flags.seed {
        command.args(["--seed", &seed.to_string()]);
    }
    tools::succeeds(&mut command)
}

/// The Python of an environment that has schemathesis, made if it is not there yet. `None` if
/// making it failed.
fn python(root: &Path, err: &mut dyn Write) -> Result<Option<PathBuf>, Error> {
    let home = cargo::target_folder(root)
        .join("tools")
        .join(format!("schemathesis-{VERSION}"));
    let python = home.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    // Written last: an environment that was left half-made is made again.
    let complete = home.join("complete");
    if complete.is_file() {
        return Ok(Some(python));
    }
    let about = format!("schemathesis {VERSION} (once, into {})", home.display());
    status::line(err, status::DONE, "Installing", about).map_err(Error::Print)?;
    let mut make = Command::new("python3");
    make.args(["-m", "venv", "--clear"]).arg(&home);
    let mut install = Command::new(&python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    install.arg(format!("schemathesis=={VERSION}"));
    if !tools::succeeds(&mut make)? || !tools::succeeds(&mut install)? {
        return Ok(None);
    }
    std::fs::write(&complete, "").map_err(Error::files("write", &complete))?;
    Ok(Some(python))
}
