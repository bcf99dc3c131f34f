//! `cargo xtask fuzz`: the targets of the fuzz workspaces, in short or for as long as one likes.
//!
//! There are two workspaces, since bolero, which the client's targets use, and progenitor, which
//! is under the generator's, pin different versions of one crate. In short they run by bolero's
//! own engine and by a driver of our own, which need nothing. In long libFuzzer drives them:
//! its coverage comes from a pass of LLVM that the stable compiler takes as an option, so that
//! neither a nightly toolchain nor another program is needed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::flags::Fuzz;
use crate::{Error, cargo, status};

/// A workspace of targets.
pub(crate) struct Workspace {
    /// Cargo's arguments for a short run of all targets.
    pub(crate) short: &'static [&'static str],
    /// The variable that says how many inputs each target gets in a short run.
    pub(crate) short_runs: (&'static str, &'static str),
    manifest: &'static str,
    targets: &'static str,
}

/// The targets of the client.
pub(crate) const CLIENT: Workspace = Workspace {
    short: &["test", "--quiet", "--manifest-path", "fuzz/Cargo.toml"],
    short_runs: ("BOLERO_RANDOM_ITERATIONS", "20000"),
    manifest: "fuzz/Cargo.toml",
    targets: "fuzz/tests",
};

/// The targets of the generator. Each input is a run of it, so they are few.
pub(crate) const GENERATOR: Workspace = Workspace {
    short: &[
        "test",
        "--quiet",
        "--manifest-path",
        "fuzz/generator/Cargo.toml",
    ],
    short_runs: ("FUZZ_RUNS", "300"),
    manifest: "fuzz/generator/Cargo.toml",
    targets: "fuzz/generator/tests",
};

/// What libFuzzer wants of the compiler: counters and comparisons to be guided by, and the checks
/// of a debug build in an optimised one.
const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "--cfg=fuzzing_libfuzzer",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=3",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Clink-dead-code",
    "-Ccodegen-units=1",
    "-Cdebug-assertions",
    "-Coverflow-checks",
];

/// Runs the targets. False when one found something.
pub(crate) fn run(root: &Path, flags: &Fuzz, err: &mut dyn Write) -> Result<bool, Error> {
    let mut all = Vec::new();
    for workspace in [&CLIENT, &GENERATOR] {
        let targets = targets(&root.join(workspace.targets))?;
        all.extend(targets.into_iter().map(|target| (workspace, target)));
    }
    if let Some(wanted) = &flags.target {
        let names: Vec<&str> = all.iter().map(|(_, target)| target.as_str()).collect();
        let there = names.join("`, `");
        all.retain(|(_, target)| target == wanted);
        if all.is_empty() {
            let message = format!("there is no fuzz target `{wanted}`; there are `{there}`");
            return Err(Error::Usage(message));
        }
    }
    let mut found_nothing = true;
    for (workspace, target) in &all {
        status::line(err, status::DONE, "Fuzzing", target).map_err(Error::Print)?;
        let mut command = match flags.seconds {
            None => short(root, workspace, target),
            Some(seconds) => long(root, workspace, target, seconds)?,
        };
        let status = command.status().map_err(|source| Error::Start {
            program: format!(
                "cargo test --manifest-path {} --test {target}",
                workspace.manifest
            ),
            source,
        })?;
        found_nothing &= status.success();
    }
    Ok(found_nothing)
}

fn short(root: &Path, workspace: &Workspace, target: &str) -> Command {
    let (variable, runs) = workspace.short_runs;
    let mut command = cargo::command(root);
    command
        .args(workspace.short)
        .args(["--test", target])
        .env(variable, runs);
    command
}

fn long(root: &Path, workspace: &Workspace, target: &str, seconds: u32) -> Result<Command, Error> {
    let folder = cargo::target_folder(root).join("fuzz");
    let corpus = folder.join("corpus").join(target);
    let findings = folder.join("findings");
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder).map_err(Error::files("create", folder))?;
    }
    let seeds = root.join(workspace.targets).join(target).join("corpus");
    let arguments = [
        corpus.display().to_string(),
        seeds.display().to_string(),
        format!("-artifact_prefix={}/{target}-", findings.display()),
        format!("-max_total_time={seconds}"),
        String::from("-print_final_stats=1"),
    ];
    let mut command = cargo::command(root);
    command
        .args([
            "test",
            "--release",
            "--manifest-path",
            workspace.manifest,
            "--test",
            target,
        ])
        // Named, so that the flags are not those of build scripts too.
        .args(["--target", &host(root)?])
        .env("CARGO_TARGET_DIR", &folder)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        // bolero takes them from the variable, libFuzzer itself from its command line.
        .env("BOLERO_LIBFUZZER_ARGS", arguments.join(" "));
    if workspace.manifest == GENERATOR.manifest {
        command.arg("--").args(&arguments);
    }
    Ok(command)
}

/// The triple of this machine.
fn host(root: &Path) -> Result<String, Error> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let start = |source| Error::Start {
        program: String::from("rustc -vV"),
        source,
    };
    let output = Command::new(rustc)
        .arg("-vV")
        .current_dir(root)
        .output()
        .map_err(start)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    let silent = || start(std::io::Error::other("it does not name its host"));
    host.map(str::to_owned).ok_or_else(silent)
}

/// The names of the targets in a folder, sorted.
fn targets(folder: &Path) -> Result<Vec<String>, Error> {
    let mut targets = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::files("read", folder))? {
        let entry = entry.map_err(Error::files("read", folder))?;
        if entry.path().join("main.rs").is_file() {
            targets.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    targets.sort_unstable();
    Ok(targets)
}
