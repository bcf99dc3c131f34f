//! `cargo xtask fuzz`: the targets of the fuzz workspace, in short or for as long as one likes.
//!
//! In short they run by bolero's own engine, which needs nothing. In long libFuzzer drives them:
//! its coverage comes from a pass of LLVM that the stable compiler takes as an option, so that
//! neither a nightly toolchain nor another program is needed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::flags::Fuzz;
use crate::{Error, cargo, status};

/// Cargo's arguments for a short run of all targets.
pub(crate) const SHORT: &[&str] = &["test", "--quiet", "--manifest-path", MANIFEST];

/// The variable that says how many random inputs each target gets in a short run.
pub(crate) const SHORT_RUNS: (&str, &str) = ("BOLERO_RANDOM_ITERATIONS", "20000");

const MANIFEST: &str = "fuzz/Cargo.toml";
const TARGETS: &str = "fuzz/tests";

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
    let mut targets = targets(root)?;
    if let Some(wanted) = &flags.target {
        let there = targets.join("`, `");
        targets.retain(|target| target == wanted);
        if targets.is_empty() {
            let message = format!("there is no fuzz target `{wanted}`; there are `{there}`");
            return Err(Error::Usage(message));
        }
    }
    let mut found_nothing = true;
    for target in &targets {
        status::line(err, status::DONE, "Fuzzing", target).map_err(Error::Print)?;
        let mut command = match flags.seconds {
            None => short(root, target),
            Some(seconds) => long(root, target, seconds)?,
        };
        let status = command.status().map_err(|source| Error::Start {
            program: format!("cargo test --manifest-path {MANIFEST} --test {target}"),
            source,
        })?;
        found_nothing &= status.success();
    }
    Ok(found_nothing)
}

fn short(root: &Path, target: &str) -> Command {
    let (variable, runs) = SHORT_RUNS;
    let mut command = cargo::command(root);
    command
        .args(SHORT)
        .args(["--test", target])
        .env(variable, runs);
    command
}

fn long(root: &Path, target: &str, seconds: u32) -> Result<Command, Error> {
    let folder = cargo::target_folder(root).join("fuzz");
    let corpus = folder.join("corpus").join(target);
    let findings = folder.join("findings");
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder).map_err(Error::files("create", folder))?;
    }
    let seeds = root.join(TARGETS).join(target).join("corpus");
    let arguments = format!(
        "{} {} -artifact_prefix={}/{target}- -max_total_time={seconds} -print_final_stats=1",
        corpus.display(),
        seeds.display(),
        findings.display(),
    );
    let mut command = cargo::command(root);
    command
        .args([
            "test",
            "--release",
            "--manifest-path",
            MANIFEST,
            "--test",
            target,
        ])
        // Named, so that the flags are not those of build scripts too.
        .args(["--target", &host(root)?])
        .env("CARGO_TARGET_DIR", &folder)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        .env("BOLERO_LIBFUZZER_ARGS", arguments);
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

/// The names of the targets, sorted.
fn targets(root: &Path) -> Result<Vec<String>, Error> {
    let path = root.join(TARGETS);
    let read = || Error::files("read", &path);
    let mut targets = Vec::new();
    for entry in fs::read_dir(&path).map_err(read())? {
        let entry = entry.map_err(read())?;
        if entry.path().join("main.rs").is_file() {
            targets.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    targets.sort_unstable();
    Ok(targets)
}
