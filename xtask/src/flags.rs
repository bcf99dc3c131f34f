//! What the command line can say.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value};

use crate::Error;

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Print this text.
    Help(&'static str),
    /// Generate the client, or check that it is as generated.
    Regen(Regen),
    /// Run every check.
    Ci,
    /// Run the fuzz targets.
    Fuzz(Fuzz),
    /// Run the benchmarks.
    Bench(Bench),
    /// Run the sandbox, with arguments of its own.
    Sandbox(Vec<OsString>),
    /// Make many calls against a sandbox full of faults.
    Soak(Soak),
    /// Hold the sandbox against the document by a tool of others.
    Contract(Contract),
    /// Say what a change of the document means for the client's users.
    Diff(Diff),
    /// Say what the generator understood of a document.
    Inspect(Inspect),
    /// Say what this code of a diagnostic means.
    Explain(String),
}

/// The flags of `regen`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Regen {
    /// Write nothing; report what differs.
    pub check: bool,
    /// The document, if not the repository's own.
    pub spec: Option<PathBuf>,
    /// The folder to write to, if not the client crate's.
    pub out: Option<PathBuf>,
}

/// The flags of `diff`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diff {
    /// Write JSON instead of text.
    pub json: bool,
    /// The document as it was: a file, `REVISION:PATH` or `REVISION`.
    pub old: String,
    /// The document as it is, named in the same way.
    pub new: String,
}

/// The flags of `inspect`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspect {
    /// Write JSON instead of text.
    pub json: bool,
    /// The document, if not the repository's own.
    pub spec: Option<PathBuf>,
}

/// The flags of `fuzz`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fuzz {
    /// For how long libFuzzer looks for new paths in each target; without it, a fixed number of
    /// random runs.
    pub seconds: Option<u32>,
    /// The one target to run, if not all.
    pub target: Option<String>,
}

/// The flags of `bench`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bench {
    /// Keep the table in `BENCHMARKS.md`.
    pub write: bool,
}

/// The flags of `soak`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Soak {
    /// How many calls.
    pub calls: u64,
    /// How many at a time.
    pub concurrency: u32,
    /// How many of a hundred requests go wrong.
    pub faults: u32,
    /// Whether to build with optimisations.
    pub release: bool,
}

/// The flags of `contract`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contract {
    /// How many requests are made up for each operation.
    pub examples: u64,
    /// Makes the same requests again.
    pub seed: Option<u64>,
}

const HELP: &str = "\
The chores of this repository.

Usage: cargo xtask <COMMAND>

Commands:
  regen   Generate the client crate's sources from the OpenAPI document
  ci      Run every check that must pass before a change lands
  fuzz    Run the fuzz targets
  bench   Run every benchmark and print one table of ratios
  sandbox Run the embedded Partner Center
  soak    Make many calls against a sandbox full of faults, and compare ledgers
  contract  Hold the sandbox against the document by schemathesis
  diff    Say what a change of the document means for the client's users
  inspect Say what the generator understood of the document
  explain Say what a code of the generator's diagnostics means
  help    Print this

`cargo xtask <COMMAND> --help` says more.

Exit codes: 0 all is well; 1 something is not as it should be (drift, a failed
check); 2 the command could not do its work.
";

const REGEN_HELP: &str = "\
Generate the client crate's sources from the OpenAPI document.

Writes what differs, removes what the generator does not make, and leaves equal
files untouched. Every write is atomic: interrupt it at any moment, and run it again.

Usage: cargo xtask regen [--check] [--spec FILE] [--out DIR]

Options:
      --check      Write nothing: exit 0 if nothing differs, else print a unified
                   diff of every changed, missing or surplus file and exit 1
      --spec FILE  The OpenAPI document [default: spec/partner-center.yaml]
      --out DIR    The folder to write to [default: generated-client/src]. A folder
                   that holds files of other makers is refused
  -h, --help       Print this
";

const CI_HELP: &str = "\
Run every check that must pass before a change lands, and stop at the first that fails:
format, clippy, drift of the generated client, tests, a short fuzzing and a short soak, docs, dependencies.

Needs nothing but a Rust toolchain with clippy and rustfmt, and a C compiler;
cargo-deny is built into the target folder when it is missing.

Usage: cargo xtask ci

Options:
  -h, --help  Print this
";

const FUZZ_HELP: &str = "\
Run the fuzz targets: bytes as each type of the API, and round trips.

Without --seconds, each target runs its corpus and a fixed number of random inputs. With it,
libFuzzer looks for inputs that reach new code; that needs a C++ compiler, and works with the
stable toolchain. What it finds is named on the screen and kept in target/fuzz.

Usage: cargo xtask fuzz [--seconds N] [TARGET]

Options:
      --seconds N  Let libFuzzer run each target for N seconds
  -h, --help       Print this
";

const BENCH_HELP: &str = "\
Run every benchmark of the workspace and print one table of ratios to the baselines.

Takes minutes, and a machine that does nothing else.

Usage: cargo xtask bench [--write]

Options:
      --write  Put the table into BENCHMARKS.md too
  -h, --help   Print this
";

const SOAK_HELP: &str = "\
Make many calls through the client against a sandbox full of faults, and compare what the
client reported of each with the ledger of what was applied: nothing lost, nothing twice,
memory flat. The sandbox runs in a process of its own, on this machine alone.

Usage: cargo xtask soak [--calls N] [--concurrency C] [--faults F] [--release]

Options:
      --calls N        How many calls [default: 20000]
      --concurrency C  How many at a time [default: 8]
      --faults F       How many of a hundred requests go wrong [default: 20]
      --release        Build with optimisations first
  -h, --help           Print this
";

const CONTRACT_HELP: &str = "\
Hold the sandbox against the OpenAPI document by schemathesis, which makes requests up from
it. Needs Python 3 and, the first time, its package index: schemathesis is installed into the
target folder.

Usage: cargo xtask contract [--examples N] [--seed S]

Options:
      --examples N  How many requests to make up for each operation [default: 100]
      --seed S      Make the same requests again
  -h, --help        Print this
";

const DIFF_HELP: &str = "\
Say what a change of the document means for users of the client: what is added, removed and
changed, and which of it breaks their code by the rules of semantic versioning for Rust.
Counted as breaking is also what compiles as before and does something else, such as a call
that goes to another path.

Usage: cargo xtask diff [--json] OLD NEW

OLD and NEW are each a file, `REVISION:PATH` in git, or a `REVISION` alone, which stands for
the document of the repository as it was then. To see what your own edit means:
  cargo xtask diff HEAD spec/partner-center.yaml

Options:
      --json  Write JSON: {\"effect\": \"breaking\", \"compatible\" or null, \"changes\": [...]},
              each change with effect, event (removed, changed, added), item, kind, old, new, reason
  -h, --help  Print this

Exit codes: 0 nothing breaks; 1 something breaks; 2 a document cannot be read or is at fault.
";

const INSPECT_HELP: &str = "\
Say what the generator understood of a document: its operations and types, what of them progenitor
is not shown, and which pass puts that back.

Usage: cargo xtask inspect [--json] [FILE]

FILE is the OpenAPI document [default: spec/partner-center.yaml].

Options:
      --json  Write JSON: {\"version\": 1, \"title\", \"base_url\", \"error_codes\", \"operations\",
              \"types\", \"lowering\"}; the fields are those of codegen::Inspection, where they
              are described
  -h, --help  Print this
";

const EXPLAIN_HELP: &str = "\
Say what a code of the generator's diagnostics means, with an example, the generator's answer
to it and what to write instead. All of them stand in codegen/DIAGNOSTICS.md.

Usage: cargo xtask explain CODE

Options:
  -h, --help  Print this
";

/// Reads the arguments, without the program's name.
///
/// # Errors
/// [`Error::Usage`] when they make no sense; it names the argument.
pub fn parse<I>(arguments: I) -> Result<Command, Error>
where
    I: IntoIterator<Item = OsString>,
{
    let mut parser = lexopt::Parser::from_args(arguments);
    match parser.next().map_err(usage)? {
        None => Err(Error::Usage("no command given".to_owned())),
        Some(Long("help") | Short('h')) => Ok(Command::Help(HELP)),
        Some(Value(name)) => match name.to_str() {
            Some("regen") => parse_regen(&mut parser),
            Some("ci") => parse_ci(&mut parser),
            Some("fuzz") => parse_fuzz(&mut parser),
            Some("bench") => parse_bench(&mut parser),
            Some("soak") => parse_soak(&mut parser),
            Some("contract") => parse_contract(&mut parser),
            // It reads and explains its own.
            Some("sandbox") => {
                let rest = parser.raw_args().map_err(usage)?;
                Ok(Command::Sandbox(rest.collect()))
            }
            Some("diff") => parse_diff(&mut parser),
            Some("inspect") => parse_inspect(&mut parser),
            Some("explain") => parse_explain(&mut parser),
            Some("help") => Ok(Command::Help(HELP)),
            _ => Err(Error::Usage(format!(
                "there is no command `{}`; `cargo xtask help` lists them",
                name.display()
            ))),
        },
        Some(other) => Err(usage(other.unexpected())),
    }
}

fn parse_regen(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    let mut regen = Regen::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(REGEN_HELP)),
            Long("check") => regen.check = true,
            Long("spec") => set_path(&mut regen.spec, "--spec", parser)?,
            Long("out") => set_path(&mut regen.out, "--out", parser)?,
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Regen(regen))
}

fn parse_fuzz(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    let mut fuzz = Fuzz::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(FUZZ_HELP)),
            Long("seconds") => {
                let value = parser.value().map_err(usage)?;
                let seconds = value.to_str().and_then(|text| text.parse().ok());
                let message = format!("--seconds takes a number, not `{}`", value.display());
                fuzz.seconds = Some(seconds.ok_or(Error::Usage(message))?);
            }
            Value(target) if fuzz.target.is_none() => {
                fuzz.target = Some(target.to_string_lossy().into_owned());
            }
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Fuzz(fuzz))
}

fn parse_bench(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    let mut bench = Bench::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(BENCH_HELP)),
            Long("write") => bench.write = true,
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Bench(bench))
}

fn parse_soak(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    let mut soak = crate::soak::DEFAULT;
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(SOAK_HELP)),
            Long("calls") => soak.calls = number(parser, "--calls", 1, u64::MAX)?,
            Long("concurrency") => soak.concurrency = number(parser, "--concurrency", 1, 1_000)?,
            Long("faults") => soak.faults = number(parser, "--faults", 0, 100)?,
            Long("release") => soak.release = true,
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Soak(soak))
}

fn parse_contract(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    let mut contract = Contract {
        examples: 100,
        seed: None,
    };
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(CONTRACT_HELP)),
            Long("examples") => contract.examples = number(parser, "--examples", 1, 1_000_000)?,
            Long("seed") => contract.seed = Some(number(parser, "--seed", 0, u64::MAX)?),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Contract(contract))
}

fn number<T>(parser: &mut lexopt::Parser, flag: &str, least: T, most: T) -> Result<T, Error>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    let value = parser.value().map_err(usage)?;
    let number = value.to_str().and_then(|text| text.parse().ok());
    number
        .filter(|number| *number >= least && *number <= most)
        .ok_or_else(|| {
            let given = value.display();
            Error::Usage(format!(
                "{flag} takes a number from {least} to {most}, not `{given}`"
            ))
        })
}

fn parse_diff(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    let mut json = false;
    let mut documents = Vec::new();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(DIFF_HELP)),
            Long("json") => json = true,
            Value(value) if documents.len() < 2 => {
                documents.push(value.to_string_lossy().into_owned());
            }
            other => return Err(usage(other.unexpected())),
        }
    }
    let [old, new] = <[String; 2]>::try_from(documents)
        .map_err(|_| Error::Usage("diff takes two documents, the old and the new".to_owned()))?;
    Ok(Command::Diff(Diff { json, old, new }))
}

fn parse_inspect(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    let mut inspect = Inspect::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(INSPECT_HELP)),
            Long("json") => inspect.json = true,
            Value(value) if inspect.spec.is_none() => inspect.spec = Some(value.into()),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Inspect(inspect))
}

fn parse_explain(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    let mut code = None;
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(EXPLAIN_HELP)),
            Value(value) if code.is_none() => code = Some(value.to_string_lossy().into_owned()),
            other => return Err(usage(other.unexpected())),
        }
    }
    code.map(Command::Explain).ok_or_else(|| {
        Error::Usage("explain takes the code of a diagnostic, such as PC0101".to_owned())
    })
}

fn parse_ci(parser: &mut lexopt::Parser) -> Result<Command, Error> {
    match parser.next().map_err(usage)? {
        None => Ok(Command::Ci),
        Some(Long("help") | Short('h')) => Ok(Command::Help(CI_HELP)),
        Some(other) => Err(usage(other.unexpected())),
    }
}

fn set_path(
    place: &mut Option<PathBuf>,
    flag: &str,
    parser: &mut lexopt::Parser,
) -> Result<(), Error> {
    let value = parser.value().map_err(usage)?;
    if value.is_empty() {
        return Err(Error::Usage(format!("{flag} is given an empty path")));
    }
    if place.replace(PathBuf::from(value)).is_some() {
        return Err(Error::Usage(format!("{flag} is given twice")));
    }
    Ok(())
}

fn usage(error: lexopt::Error) -> Error {
    Error::Usage(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Command, Error> {
        parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn every_flag_of_regen_is_read() {
        let command = parsed(&["regen", "--out=o", "--check", "--spec", "s.yaml"]).unwrap();
        assert_eq!(
            command,
            Command::Regen(Regen {
                check: true,
                spec: Some("s.yaml".into()),
                out: Some("o".into()),
            })
        );
    }

    #[test]
    fn help_is_given_for_the_program_and_each_command() {
        for (arguments, word) in [
            (["--help"].as_slice(), "Commands:"),
            (&["-h"], "Commands:"),
            (&["help"], "Commands:"),
            (&["regen", "--help"], "--spec FILE"),
            (&["regen", "--check", "-h"], "--spec FILE"),
            (&["ci", "--help"], "cargo-deny"),
            (&["bench", "--write", "--help"], "BENCHMARKS.md"),
        ] {
            match parsed(arguments) {
                Ok(Command::Help(text)) => assert!(text.contains(word), "{arguments:?}: {text}"),
                other => panic!("{arguments:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_mistake_is_named() {
        for (arguments, named) in [
            ([].as_slice(), "no command"),
            (&["regenerate"], "`regenerate`"),
            (&["--check"], "--check"),
            (&["regen", "--chekc"], "--chekc"),
            (&["regen", "extra"], "extra"),
            (&["regen", "--spec"], "--spec"),
            (&["regen", "--out", ""], "--out"),
            (
                &["regen", "--out", "a", "--out", "b"],
                "--out is given twice",
            ),
            (&["regen", "--check=yes"], "--check"),
            (&["ci", "--fast"], "--fast"),
            (&["bench", "--wriet"], "--wriet"),
            (&["soak", "--faults", "101"], "`101`"),
            (&["soak", "--calls", "many"], "`many`"),
            (&["contract", "--examples", "0"], "`0`"),
        ] {
            match parsed(arguments) {
                Err(Error::Usage(message)) => {
                    assert!(message.contains(named), "{arguments:?}: {message}");
                }
                other => panic!("{arguments:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_follows_sandbox_is_the_sandboxs() {
        let rest = ["--port", "0", "--help"].map(OsString::from).to_vec();
        let command = parsed(&["sandbox", "--port", "0", "--help"]).unwrap();
        assert_eq!(command, Command::Sandbox(rest));
    }

    #[test]
    fn a_soak_is_that_of_the_check_unless_flags_say_more() {
        assert_eq!(
            parsed(&["soak"]).unwrap(),
            Command::Soak(crate::soak::DEFAULT)
        );
        let long = Soak {
            calls: 1_000_000,
            concurrency: 16,
            faults: 5,
            release: true,
        };
        let arguments = [
            "soak",
            "--calls=1000000",
            "--concurrency",
            "16",
            "--faults",
            "5",
            "--release",
        ];
        assert_eq!(parsed(&arguments).unwrap(), Command::Soak(long));
    }

    #[test]
    fn fuzzing_is_short_unless_seconds_are_given() {
        assert_eq!(parsed(&["fuzz"]).unwrap(), Command::Fuzz(Fuzz::default()));
        let long = Fuzz {
            seconds: Some(600),
            target: Some("decode_cart".to_owned()),
        };
        let arguments = ["fuzz", "--seconds", "600", "decode_cart"];
        assert_eq!(parsed(&arguments).unwrap(), Command::Fuzz(long));
        for wrong in [&["fuzz", "--seconds", "ten"][..], &["fuzz", "a", "b"]] {
            assert!(matches!(parsed(wrong), Err(Error::Usage(_))), "{wrong:?}");
        }
    }
}
