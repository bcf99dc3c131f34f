//! The sandbox as a program.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::prelude::{Long, Short};
use sandbox::{Rate, Sandbox, Script};

const HELP: &str = "\
An embedded Partner Center, on this machine alone.

Usage: cargo xtask sandbox [--port N] [--faults FILE] [--state DIR] [--throttle N]
                           [--put-200] [--single-use-refresh-tokens] [--quiet]

Options:
      --port N        The port of 127.0.0.1 [default: 8080; 0 takes a free one]
      --faults FILE   What goes wrong: a YAML script, described in tests/sandbox/README.md
      --state DIR     Keep carts, orders and the ledger in this folder, through any end
      --throttle N    Answer 429 beyond N requests a minute
      --put-200       Answer a PUT of a cart with 200, the other documented status
      --single-use-refresh-tokens
                      Spend a refresh token by its use
      --quiet         Write no access log
  -h, --help          Print this
";

struct Options {
    port: u16,
    faults: Option<PathBuf>,
    state: Option<PathBuf>,
    throttle: Option<u32>,
    put_200: bool,
    single_use: bool,
    quiet: bool,
}

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    match options(arguments) {
        Ok(None) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(options)) => match run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        },
        Err(error) => failed(&format!("{error}\n\n{HELP}")),
    }
}

fn failed(error: &str) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(2)
}

fn options(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Options>, String> {
    let mut options = Options {
        port: 8080,
        faults: None,
        state: None,
        throttle: None,
        put_200: false,
        single_use: false,
        quiet: false,
    };
    let mut parser = lexopt::Parser::from_args(arguments);
    let said = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(said)? {
        match argument {
            Long("help") | Short('h') => return Ok(None),
            Long("port") => options.port = number(&mut parser, "--port")?,
            Long("throttle") => options.throttle = Some(number(&mut parser, "--throttle")?),
            Long("faults") => options.faults = Some(parser.value().map_err(said)?.into()),
            Long("state") => options.state = Some(parser.value().map_err(said)?.into()),
            Long("put-200") => options.put_200 = true,
            Long("single-use-refresh-tokens") => options.single_use = true,
            Long("quiet") => options.quiet = true,
            other => return Err(said(other.unexpected())),
        }
    }
    Ok(Some(options))
}

fn number<T: std::str::FromStr>(parser: &mut lexopt::Parser, flag: &str) -> Result<T, String> {
    let value = parser.value().map_err(|error| error.to_string())?;
    let number = value.to_str().and_then(|text| text.parse().ok());
    number.ok_or_else(|| format!("{flag} takes a number, not `{}`", value.display()))
}

fn run(options: &Options) -> Result<(), String> {
    let mut builder = Sandbox::builder()
        .port(options.port)
        .put_cart_answers_200(options.put_200)
        .single_use_refresh_tokens(options.single_use)
        .accept_token("sandbox-token")
        .accept_refresh_token("sandbox-refresh-token");
    if let Some(file) = &options.faults {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let script = Script::parse(&text);
        let script = script.map_err(|error| format!("{}: {error}", file.display()))?;
        builder = builder.faults(script);
    }
    if let Some(folder) = &options.state {
        builder = builder.state(folder);
    }
    if let Some(rate) = options.throttle {
        builder = builder.throttle(Rate::per_minute(rate));
    }
    if !options.quiet {
        builder = builder.access_log(std::io::stderr());
    }

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| format!("cannot make a runtime: {error}"))?;
    runtime.block_on(async {
        // Before the ready line: whoever reads it may stop us at once.
        let end = Signals::watch().map_err(|error| format!("cannot watch for signals: {error}"))?;
        let sandbox = builder.start().map_err(|error| error.to_string())?;
        ready(&sandbox).map_err(|error| format!("cannot write the ready line: {error}"))?;
        end.come().await;
        sandbox.stop();
        Ok(())
    })
}

/// The first line is for programs: `ready` and the URL.
fn ready(sandbox: &Sandbox) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let url = sandbox.url();
    writeln!(out, "ready {url}")?;
    writeln!(out, "  look at   {url}/")?;
    writeln!(out, "  token     sandbox-token")?;
    writeln!(out, "  or get one from {url}/any-tenant/oauth2/token")?;
    writeln!(
        out,
        "  as        sandbox-client with sandbox-secret; refresh token sandbox-refresh-token"
    )?;
    out.flush()
}

/// The signals that ask for an end.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn watch() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn come(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Elsewhere there is Ctrl-C alone.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn watch() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn come(self) {
        // Without it, the program ends as the system ends it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
