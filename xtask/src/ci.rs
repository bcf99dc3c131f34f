//! `cargo xtask ci`: every check that must pass before a change lands, in order, up to the first
//! that fails.
//!
//! The order puts what is quick and often wrong first. All steps build in the profile and the
//! folder that plain `cargo test` uses, so that dependencies are built once: clippy and the docs
//! share theirs, and so do the two test steps wherever a feature changes nothing for them.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anstyle::Style;

use crate::flags::Regen;
use crate::{Error, cargo, deny, fuzz, instructions, regen, soak, status};

/// One step: what it is called, and what it does.
struct Step {
    name: &'static str,
    task: Task,
}

enum Task {
    /// Cargo with these arguments and, for some, a variable.
    Cargo {
        arguments: &'static [&'static str],
        variable: Option<(&'static str, &'static str)>,
    },
    /// `regen --check`, in this process.
    Drift,
    /// The checks of cargo-deny.
    Deny,
    /// The instructions of the generator's stages, where valgrind is.
    Instructions,
}

const STEPS: &[Step] = &[
    cargo("format", &["fmt", "--all", "--check"]),
    cargo(
        "clippy, all features",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ],
    ),
    cargo(
        "clippy, no features",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--no-default-features",
            "--",
            "-D",
            "warnings",
        ],
    ),
    Step {
        name: "drift",
        task: Task::Drift,
    },
    cargo(
        "tests, all features",
        &["test", "--workspace", "--all-features"],
    ),
    cargo(
        "tests, no features",
        // But for the crates that no feature changes.
        &[
            "test",
            "--workspace",
            "--no-default-features",
            "--exclude",
            "codegen",
            "--exclude",
            "mistakes",
            "--exclude",
            "xtask",
        ],
    ),
    Step {
        name: "fuzz, in short",
        task: Task::Cargo {
            arguments: fuzz::CLIENT.short,
            variable: Some(fuzz::CLIENT.short_runs),
        },
    },
    Step {
        name: "fuzz the generator, in short",
        task: Task::Cargo {
            arguments: fuzz::GENERATOR.short,
            variable: Some(fuzz::GENERATOR.short_runs),
        },
    },
    cargo("soak, in short", soak::SHORT),
    Step {
        name: "docs",
        task: Task::Cargo {
            arguments: &["doc", "--workspace", "--no-deps", "--all-features"],
            variable: Some(("RUSTDOCFLAGS", "-D warnings")),
        },
    },
    Step {
        name: "dependencies",
        task: Task::Deny,
    },
    Step {
        name: "instructions of the stages",
        task: Task::Instructions,
    },
];

const fn cargo(name: &'static str, arguments: &'static [&'static str]) -> Step {
    Step {
        name,
        task: Task::Cargo {
            arguments,
            variable: None,
        },
    }
}

const TITLE: Style = Style::new().bold();

/// Runs the steps; what is found goes to `out`, the report to `err`, as cargo's own does. False when one failed.
pub(crate) fn run(root: &Path, out: &mut dyn Write, err: &mut dyn Write) -> Result<bool, Error> {
    let mut times = Vec::new();
    for (index, step) in STEPS.iter().enumerate() {
        announce(err, index, step).map_err(Error::Print)?;
        let start = Instant::now();
        let outcome = step.task.run(root, out, err);
        times.push((step.name, start.elapsed()));
        if !matches!(outcome, Ok(true)) {
            report(err, &times, Some(step)).map_err(Error::Print)?;
            return outcome;
        }
    }
    report(err, &times, None).map_err(Error::Print)?;
    Ok(true)
}

impl Task {
    fn run(&self, root: &Path, out: &mut dyn Write, err: &mut dyn Write) -> Result<bool, Error> {
        match self {
            Task::Cargo {
                arguments,
                variable,
            } => {
                let mut command = cargo::command(root);
                let status = command.args(*arguments).envs(*variable).status();
                let status = status.map_err(|source| Error::Start {
                    program: self.shown(),
                    source,
                })?;
                Ok(status.success())
            }
            Task::Drift => {
                let flags = Regen {
                    check: true,
                    ..Regen::default()
                };
                regen::run(root, &flags, out, err)
            }
            Task::Deny => deny::check(root, err),
            Task::Instructions => instructions::count(root, err),
        }
    }

    /// The command, as a person would type it.
    fn shown(&self) -> String {
        match self {
            Task::Cargo {
                arguments,
                variable,
            } => {
                let variable = variable
                    .map(|(name, value)| format!("{name}=\"{value}\" "))
                    .unwrap_or_default();
                format!("{variable}cargo {}", arguments.join(" "))
            }
            Task::Drift => "cargo xtask regen --check".to_owned(),
            Task::Deny => "cargo deny --workspace --all-features check".to_owned(),
            Task::Instructions => format!("cargo {}", instructions::COUNT.join(" ")),
        }
    }
}

fn announce(err: &mut dyn Write, index: usize, step: &Step) -> io::Result<()> {
    writeln!(
        err,
        "\n{TITLE}[{}/{}] {}{TITLE:#}: {}",
        index + 1,
        STEPS.len(),
        step.name,
        step.task.shown()
    )
}

fn report(
    err: &mut dyn Write,
    times: &[(&str, Duration)],
    failed: Option<&Step>,
) -> io::Result<()> {
    writeln!(err)?;
    let failed_name = failed.map(|step| step.name);
    for &(name, time) in times {
        let (style, verb) = if failed_name == Some(name) {
            (status::WRONG, "Failed")
        } else {
            (status::DONE, "Passed")
        };
        let about = format!("{:>6.1}s  {name}", time.as_secs_f64());
        status::line(err, style, verb, about)?;
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    status::line(
        err,
        if failed.is_some() {
            status::WRONG
        } else {
            status::DONE
        },
        "Total",
        format_args!(
            "{:>6.1}s  {} of {} steps",
            total.as_secs_f64(),
            times.len(),
            STEPS.len()
        ),
    )?;
    if let Some(step) = failed {
        let message = format!(
            "the step `{}` failed; run it alone: {}",
            step.name,
            step.task.shown()
        );
        status::error(err, message)?;
    }
    Ok(())
}
