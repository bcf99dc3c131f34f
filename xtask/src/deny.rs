//! `cargo deny check`, with cargo-deny built when it is missing, and advisories checked only where
//! their database can be had.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Error, cargo, status};

/// The version whose verdict counts. The folder it is built into carries it, so raising it here is
/// all it takes.
const VERSION: &str = "0.20.2";

/// Longer than a fetch of the advisories takes on a slow line; a firewall that swallows packets
/// would otherwise hold the check for ever.
const FETCH_LIMIT: Duration = Duration::from_secs(120);

/// Runs every check. False when one fails.
pub(crate) fn check(root: &Path, err: &mut dyn Write) -> Result<bool, Error> {
    let Some(program) = program(root, err)? else {
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

/// The program, built if it is not there yet; none if building it failed.
fn program(root: &Path, err: &mut dyn Write) -> Result<Option<PathBuf>, Error> {
    let tools = cargo::target_folder(root).join("tools");
    let home = tools.join(format!("cargo-deny-{VERSION}"));
    let built = home
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    // Asked for its version: it may be half-written or from another machine.
    for candidate in [built.clone(), PathBuf::from("cargo-deny")] {
        if is_our_version(&candidate, root) {
            return Ok(Some(candidate));
        }
    }

    let about = format!(
        "cargo-deny {VERSION} (once, about a minute, into {})",
        home.display()
    );
    status::line(err, status::DONE, "Building", about).map_err(Error::Print)?;
    let scratch = tools.join("build");
    let mut install = cargo::command(root);
    install
        // Quiet: it would ask for its folder to be put on the PATH.
        .args([
            "install",
            "--quiet",
            "cargo-deny",
            "--locked",
            "--version",
            VERSION,
        ])
        // A minute instead of ten: its release profile optimises across all crates.
        .args(["--debug", "--force", "--no-track", "--root"])
        .arg(&home)
        .env("CARGO_TARGET_DIR", &scratch)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0");
    if !succeeds(&mut install)? {
        return Ok(None);
    }
    // Hundreds of megabytes that nobody needs again; not worth a failure.
    let _ = std::fs::remove_dir_all(&scratch);
    Ok(Some(built))
}

fn is_our_version(program: &Path, root: &Path) -> bool {
    let output = cargo::clean_command(program, root)
        .arg("--version")
        .stdin(Stdio::null())
        .output();
    output.is_ok_and(|output| {
        let text = String::from_utf8_lossy(&output.stdout);
        output.status.success() && text.trim() == format!("cargo-deny {VERSION}")
    })
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
