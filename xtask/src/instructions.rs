//! The instructions of the generator's stages, counted by valgrind: printed, and judged by a person.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::tools::Tool;
use crate::{Error, cargo, status, tools};

/// What reads the counts; the version is that of the crate in `Cargo.toml`.
const RUNNER: Tool = Tool {
    name: "gungraun-runner",
    version: "0.20.0",
    takes: "two minutes",
};

/// As it is typed by a person who has valgrind and the runner. The profile is that of the tests:
/// these counts are for one another, and those of `cargo bench` alone take a build of their own.
pub(crate) const COUNT: &[&str] = &[
    "bench",
    "--profile",
    "dev",
    "--package",
    "codegen",
    "--bench",
    "instructions",
];

/// Prints the counts. False when they cannot be had although valgrind is there.
pub(crate) fn count(root: &Path, err: &mut dyn Write) -> Result<bool, Error> {
    let there = has_valgrind(root) || (installs_valgrind(err)? && has_valgrind(root));
    if !there {
        let message = "instructions were NOT counted: valgrind is not installed here";
        status::line(err, status::ATTENTION, "Skipped", message).map_err(Error::Print)?;
        return Ok(true);
    }
    let Some(runner) = RUNNER.program(root, err)? else {
        return Ok(false);
    };
    let mut count = cargo::command(root);
    // Found by the PATH: a variable that names it would be compiled in.
    let paths = env::var_os("PATH").unwrap_or_default();
    let own = runner.parent().map(Path::to_path_buf).into_iter();
    let all: Vec<PathBuf> = own.chain(env::split_paths(&paths)).collect();
    if let Ok(paths) = env::join_paths(all) {
        count.env("PATH", paths);
    }
    tools::succeeds(count.args(COUNT))
}

fn has_valgrind(root: &Path) -> bool {
    let mut command = cargo::clean_command(Path::new("valgrind"), root);
    command.arg("--version").stdin(Stdio::null());
    command.output().is_ok_and(|output| output.status.success())
}

/// Where it can be done without asking anyone: as root, on a system with Debian's packages.
fn installs_valgrind(err: &mut dyn Write) -> Result<bool, Error> {
    let user = Command::new("id").arg("-u").output();
    let is_root = user.is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let install = ["install", "--yes", "--quiet", "valgrind"];
    let mut apt = Command::new("apt-get");
    let known = apt.arg("--version").stdin(Stdio::null()).output().is_ok();
    if !is_root || !known {
        return Ok(false);
    }
    status::line(err, status::DONE, "Installing", "valgrind (once)").map_err(Error::Print)?;
    let mut apt = Command::new("apt-get");
    apt.args(install)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        // What the check finds is what goes there.
        .stdout(Stdio::null());
    tools::succeeds(&mut apt)
}
