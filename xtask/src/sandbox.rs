//! `cargo xtask sandbox`: the embedded Partner Center as a program.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{Error, cargo};

/// Runs the sandbox until it is stopped. False when it could not do its work.
pub(crate) fn run(root: &Path, arguments: &[OsString]) -> Result<bool, Error> {
    let mut command = cargo::command(root);
    command
        .args(["run", "--quiet", "--package", "sandbox", "--"])
        .args(arguments);
    // In this process's place, so that a signal to this process reaches the sandbox.
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        let source = command.exec();
        Err(start_failed(source))
    }
    #[cfg(not(unix))]
    {
        let status = command.status().map_err(start_failed)?;
        Ok(status.success())
    }
}

fn start_failed(source: std::io::Error) -> Error {
    Error::Start {
        program: "cargo run --package sandbox".to_owned(),
        source,
    }
}

/// Builds the sandbox, and gives its program. `None` when that failed.
pub(crate) fn build(root: &Path) -> Result<Option<PathBuf>, Error> {
    let mut command = cargo::command(root);
    command.args(["build", "--quiet", "--package", "sandbox"]);
    let status = command.status().map_err(|source| Error::Start {
        program: "cargo build --package sandbox".to_owned(),
        source,
    })?;
    let name = format!("sandbox{}", std::env::consts::EXE_SUFFIX);
    let program = cargo::target_folder(root).join("debug").join(name);
    Ok(status.success().then_some(program))
}

/// A sandbox of one's own, ended when this is dropped.
pub(crate) struct Running {
    child: Child,
    pub(crate) url: String,
}

impl Running {
    /// Starts the sandbox's program on a free port.
    pub(crate) fn start(program: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Start {
            program: program.display().to_string(),
            source,
        };
        let mut child = Command::new(program)
            .args(["--port", "0", "--quiet"])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut line = String::new();
        if let Some(out) = child.stdout.as_mut() {
            BufReader::new(out).read_line(&mut line).map_err(failed)?;
        }
        let url = line
            .trim()
            .strip_prefix("ready ")
            .unwrap_or_default()
            .to_owned();
        let running = Self { child, url };
        if running.url.is_empty() {
            return Err(failed(std::io::Error::other("it did not become ready")));
        }
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
