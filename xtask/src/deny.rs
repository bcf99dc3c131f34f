//! `cargo deny check`, with cargo-deny built when it is missing, and advisories checked only where
//! their database can be had.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::tools::Tool;
use crate::{Error, cargo, status};

/// The version whose verdict counts.
const TOOL: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    takes: "about a minute",
};

/// Longer than a fetch of the advisories takes on a slow line; a firewall that swallows packets
/// would otherwise hold the check for ever.
const FETCH_LIMIT: Duration = Duration::from_secs(120);

/// Runs every check. False when one fails.
pub(crate) fn check(root: &Path, err: &mut dyn Write) -> Result<bool, Error> {
    let Some(program) = TOOL.program(root, err)? else {
        return Ok(false);
    };
    let mut offline = deny(&program, root, &["check", "bans", "licenses", "sources"]);
    if !succeeds(&mut offline)? {
        return Ok(false);
    }
    if fetch_advisories(&program, root)? {
        return succeeds(&mut deny(
            &program,
            root,
            &["--offline", "check", "advisories"],
        ));
    }
    let message = "advisories were NOT checked: their database could not be fetched (see above)";
    status::line(err, status::ATTENTION, "Skipped", message).map_err(Error::Print)?;
    Ok(true)
}

fn deny(program: &Path, root: &Path, arguments: &[&str]) -> Command {
    let mut command = cargo::clean_command(program, root);
    command
        .args(["--workspace", "--all-features"])
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// Brings the database of advisories up to date. False when it cannot be had; cargo-deny says why.
fn fetch_advisories(program: &Path, root: &Path) -> Result<bool, Error> {
    let mut command = deny(program, root, &["fetch", "db"]);
    // Git would wait for someone to type a password.
    command.env("GIT_TERMINAL_PROMPT", "0");
    let start = Instant::now();
    let mut child = command.spawn().map_err(start_error(&command))?;
    loop {
        let exited = child.try_wait().map_err(start_error(&command))?;
        if let Some(status) = exited {
            return Ok(status.success());
        }
        if start.elapsed() > FETCH_LIMIT {
            // It may have ended by itself in between.
            let _ = child.kill();
            let _ = child.wait();
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn succeeds(command: &mut Command) -> Result<bool, Error> {
    let status = command.status().map_err(start_error(command))?;
    Ok(status.success())
}

fn start_error(command: &Command) -> impl FnOnce(io::Error) -> Error {
    let program = command.get_program().to_string_lossy().into_owned();
    move |source| Error::Start { program, source }
}
