//! `cargo xtask ci` with a stand-in for cargo and cargo-deny that notes what it is asked for and
//! fails where told to.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::support::{Checkout, Ended};

/// Cargo: notes its arguments; `install` puts a tool in place.
const CARGO: &str = r#"#!/bin/sh
echo "cargo $* [$RUSTDOCFLAGS]" >> "$STAND_IN_LOG"
case "cargo $*" in *"$STAND_IN_FAILS"*) exit 7;; esac
if [ "$1" = install ]; then
  name=$3
  while [ "$1" != --root ]; do shift; done
  mkdir -p "$2/bin" && cp "$STAND_IN_FOLDER/$name" "$2/bin/$name"
fi
"#;

/// Cargo-deny: notes its arguments.
const DENY: &str = r#"#!/bin/sh
if [ "$1" = --version ]; then echo "cargo-deny 0.20.2"; exit; fi
echo "deny $*" >> "$STAND_IN_LOG"
case "deny $*" in *"$STAND_IN_FAILS"*) exit 1;; esac
"#;

/// Gungraun's runner, which cargo's benchmark would call.
const RUNNER: &str = r#"#!/bin/sh
echo "gungraun-runner 0.20.0"
"#;

/// Valgrind: it is there.
const VALGRIND: &str = "#!/bin/sh\n";

/// A user who may not install anything.
const ID: &str = "#!/bin/sh\necho 1000\n";

struct Stage {
    checkout: Checkout,
}

impl Stage {
    fn new() -> Self {
        let checkout = Checkout::new();
        assert_eq!(checkout.run(&["regen"]).code, Some(0));
        for (name, script) in [
            ("cargo", CARGO),
            ("cargo-deny", DENY),
            ("gungraun-runner", RUNNER),
            ("path/valgrind", VALGRIND),
            ("path/id", ID),
        ] {
            let path = checkout.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, script).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        // The shell's tools are all that is needed: none of the machine's own is found.
        for tool in ["sh", "cp", "mkdir"] {
            let found = ["/bin", "/usr/bin"].map(|folder| Path::new(folder).join(tool));
            let found = found.iter().find(|path| path.exists()).unwrap();
            symlink(found, checkout.path("path").join(tool)).unwrap();
        }
        Self { checkout }
    }

    /// Runs the check; what contains `fails` fails.
    fn ci(&self, fails: &str) -> Ended {
        let mut command = self.checkout.xtask(&["ci"]);
        command
            .env("CARGO", self.checkout.path("cargo"))
            .env("STAND_IN_LOG", self.checkout.path("log"))
            .env("STAND_IN_FOLDER", self.checkout.path(""))
            .env("STAND_IN_FAILS", fails)
            .env("PATH", self.checkout.path("path"));
        Ended::from(command.output().unwrap())
    }

    /// What was asked for, a line each.
    fn log(&self) -> Vec<String> {
        let text = fs::read_to_string(self.checkout.path("log")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

const NOTHING: &str = "nothing is called so";

#[test]
fn every_step_runs_in_order_and_is_timed() {
    let stage = Stage::new();
    let ended = stage.ci(NOTHING);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let log = stage.log();
    let starts = [
        "cargo fmt --all --check",
        "cargo clippy --workspace --all-targets --all-features -- -D warnings",
        "cargo clippy --workspace --all-targets --no-default-features -- -D warnings",
        "cargo test --workspace --all-features",
        "cargo test --workspace --no-default-features --exclude codegen --exclude mistakes --exclude xtask",
        "cargo test --quiet --manifest-path fuzz/Cargo.toml",
        "cargo test --quiet --manifest-path fuzz/generator/Cargo.toml",
        "cargo run --quiet --package soak -- --calls 20000",
        "cargo doc --workspace --no-deps --all-features [-D warnings]",
        "cargo install --quiet cargo-deny --locked --version 0.20.2",
        "deny --workspace --all-features check bans licenses sources",
        "deny --workspace --all-features fetch db",
        "deny --workspace --all-features --offline check advisories",
        "cargo install --quiet gungraun-runner --locked --version 0.20.0",
        "cargo bench --profile dev --package codegen --bench instructions",
    ];
    assert_eq!(log.len(), starts.len(), "{log:#?}");
    for (line, start) in log.iter().zip(starts) {
        assert!(line.starts_with(start), "{line} / {start}");
    }
    assert_eq!(ended.err.matches("Passed ").count(), 12, "{}", ended.err);
    assert!(ended.err.contains("12 of 12 steps"), "{}", ended.err);
    for left_out in ["NOT checked", "NOT counted"] {
        assert!(!ended.err.contains(left_out), "{}", ended.err);
    }
}

#[test]
fn the_first_failure_stops_and_is_named() {
    let stage = Stage::new();
    let ended = stage.ci("clippy --workspace --all-targets --no-default-features");
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert_eq!(stage.log().len(), 3);
    assert!(
        ended.err.contains("`clippy, no features` failed"),
        "{}",
        ended.err
    );
    assert_eq!(ended.err.matches("Passed ").count(), 2, "{}", ended.err);
    assert_eq!(ended.err.matches("Failed ").count(), 1, "{}", ended.err);
}

#[test]
fn drift_fails_before_the_tests_run() {
    let stage = Stage::new();
    fs::write(stage.checkout.path("generated-client/src/by_hand.rs"), "").unwrap();
    let ended = stage.ci(NOTHING);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.out.contains("--- a/generated-client/src/by_hand.rs"),
        "{}",
        ended.out
    );
    assert!(ended.err.contains("`drift` failed"), "{}", ended.err);
    assert_eq!(stage.log().len(), 3);
}

#[test]
fn without_valgrind_instructions_are_not_counted_and_that_is_said() {
    let stage = Stage::new();
    fs::remove_file(stage.checkout.path("path/valgrind")).unwrap();
    let ended = stage.ci(NOTHING);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.err.contains("instructions were NOT counted"),
        "{}",
        ended.err
    );
    assert!(!stage.log().iter().any(|line| line.contains("bench")));
}

#[test]
fn instructions_that_cannot_be_counted_fail() {
    for found in ["install --quiet gungraun-runner", "--bench instructions"] {
        let stage = Stage::new();
        let ended = stage.ci(found);
        assert_eq!(ended.code, Some(1), "{found}: {ended:?}");
        let named = "`instructions of the stages` failed";
        assert!(ended.err.contains(named), "{}", ended.err);
    }
}

#[test]
fn tools_are_built_once() {
    let stage = Stage::new();
    assert_eq!(stage.ci(NOTHING).code, Some(0));
    assert_eq!(stage.ci(NOTHING).code, Some(0));
    let builds = stage
        .log()
        .iter()
        .filter(|line| line.contains("install"))
        .count();
    assert_eq!(builds, 2);
}

#[test]
fn advisories_that_cannot_be_had_are_skipped_aloud() {
    let stage = Stage::new();
    let ended = stage.ci("fetch db");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.err.contains("advisories were NOT checked"),
        "{}",
        ended.err
    );
    assert!(
        !stage
            .log()
            .iter()
            .any(|line| line.contains("check advisories"))
    );
}

#[test]
fn what_cargo_deny_finds_fails() {
    for found in [
        "check bans licenses sources",
        "check advisories",
        "install --quiet cargo-deny",
    ] {
        let stage = Stage::new();
        let ended = stage.ci(found);
        assert_eq!(ended.code, Some(1), "{found}: {ended:?}");
        assert!(ended.err.contains("`dependencies` failed"), "{}", ended.err);
    }
}

#[test]
fn two_when_cargo_cannot_be_started() {
    let stage = Stage::new();
    fs::remove_file(stage.checkout.path("cargo")).unwrap();
    let ended = stage.ci(NOTHING);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended.err.contains("cannot start `cargo fmt"),
        "{}",
        ended.err
    );
}
