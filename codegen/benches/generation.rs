//! What generating costs, beside progenitor in its builder style on the same lowered document.
//!
//! `cargo bench -p codegen --bench generation [-- OPERATIONS...]`. Each figure is of a process of
//! its own: its whole wall time, the median of several, and its peak of resident memory. Both sides
//! run in turns, so that a busy machine is as busy for both; compare the ratios, not the times.
//!
//! `--document OPERATIONS` prints the document, `--files FILE FOLDER` writes what is emitted for it,
//! and `--side stages FILE` runs it once and says how long each stage took.

mod support;

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use codegen::{Document, stages};
use support::documents::document;

type Failure = Box<dyn std::error::Error>;

const SEED: u64 = 7;
const SIZES: &[usize] = &[2, 20, 200, 2_000, 5_000];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["--side", side, path] => run_side(side, Path::new(path)),
        ["--document", size] => {
            print!("{}", document(size.parse().unwrap_or(200), SEED));
            Ok(())
        }
        ["--files", path, folder] => write_files(Path::new(path), Path::new(folder)),
        arguments => compare(arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the emitted files into a folder, to look at them.
fn write_files(path: &Path, folder: &Path) -> Result<(), Failure> {
    let bytes = fs::read(path)?;
    let name = "scale.yaml";
    let output = codegen::generate(&Document {
        name,
        bytes: &bytes,
    });
    for (file, text) in output.map_err(|faults| faults.to_string())?.files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// The work of one process, and what it says of it.
fn run_side(side: &str, path: &Path) -> Result<(), Failure> {
    let bytes = fs::read(path)?;
    let files = match side {
        "ours" => {
            let name = "scale.yaml";
            let output = codegen::generate(&Document {
                name,
                bytes: &bytes,
            });
            output.map_err(|faults| faults.to_string())?.files
        }
        "stages" => staged(&bytes)?,
        "bare" => {
            let text = bare(&serde_json::from_slice(&bytes)?)?;
            [("lib.rs".into(), text)].into()
        }
        other => return Err(format!("there is no side {other}").into()),
    };
    let bytes: usize = files.values().map(String::len).sum();
    println!("{} {bytes}", peak_memory().unwrap_or(0));
    black_box(files);
    Ok(())
}

/// progenitor as its own documentation uses it: builder style, pretty-printed.
fn bare(openapi: &openapiv3::OpenAPI) -> Result<String, Failure> {
    let mut settings = progenitor_impl::GenerationSettings::default();
    settings
        .with_interface(progenitor_impl::InterfaceStyle::Builder)
        .with_crate("client-runtime", progenitor_impl::CrateVers::Any, None);
    let mut generator = progenitor_impl::Generator::new(&settings);
    let tokens = generator.generate_tokens(openapi)?;
    Ok(prettyplease::unparse(&syn::parse2(tokens)?))
}

/// All stages, with the time of each on the error stream, and the peak of memory up to its end.
fn staged(bytes: &[u8]) -> Result<std::collections::BTreeMap<std::path::PathBuf, String>, Failure> {
    let name = "scale.yaml";
    let mut last = Instant::now();
    let mut lap = |stage: &str| {
        let now = Instant::now();
        let milliseconds = (now - last).as_secs_f64() * 1e3;
        let peak = peak_memory().unwrap_or(0) as f64 / 1024.0;
        eprint!("{stage} {milliseconds:.1} ms ({peak:.0} MiB)  ");
        last = now;
    };
    let checked = stages::read(&Document { name, bytes }).map_err(|faults| faults.to_string())?;
    lap("read");
    let lowered = stages::lower(&checked)?;
    lap("lower");
    let resolved = stages::resolve(&lowered)?;
    lap("progenitor");
    let files = stages::emit(&resolved, &lowered)?;
    lap("passes and render");
    eprintln!();
    Ok(files)
}

/// The most memory that this process had, in KiB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn compare(arguments: &[&str]) -> Result<(), Failure> {
    let sizes: Vec<usize> = arguments
        .iter()
        .filter_map(|size| size.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() { SIZES } else { &sizes };
    let folder = env::temp_dir().join(format!("codegen-bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    println!("operations  side        time ms  per operation  peak MiB  output KiB   time  memory");
    let outcome = sizes.iter().try_for_each(|&size| compare_at(size, &folder));
    fs::remove_dir_all(&folder)?;
    outcome
}

fn compare_at(size: usize, folder: &Path) -> Result<(), Failure> {
    let text = document(size, SEED);
    let ours = folder.join("ours.yaml");
    fs::write(&ours, &text)?;
    let name = "scale.yaml";
    let bytes = text.as_bytes();
    let checked = stages::read(&Document { name, bytes }).map_err(|faults| faults.to_string())?;
    let bare = folder.join("bare.json");
    fs::write(
        &bare,
        serde_json::to_vec(stages::lower(&checked)?.openapi())?,
    )?;
    drop(checked);

    let runs = if size >= 1_000 { 3 } else { 7 };
    let mut sides = [Side::new("ours", &ours), Side::new("bare", &bare)];
    for _ in 0..runs {
        for side in &mut sides {
            side.run()?;
        }
    }
    let [ours, bare] = sides.map(Side::median);
    for (name, figures, of) in [("ours", &ours, Some(&bare)), ("progenitor", &bare, None)] {
        let ratio = |own: f64, of: f64| if of > 0.0 { own / of } else { f64::NAN };
        let ratios = of.map_or(String::new(), |of| {
            let time = ratio(figures.time.as_secs_f64(), of.time.as_secs_f64());
            let memory = ratio(figures.memory as f64, of.memory as f64);
            format!("{time:>6.2}  {memory:>6.2}")
        });
        let milliseconds = figures.time.as_secs_f64() * 1e3;
        println!(
            "{size:>10}  {name:<10}{milliseconds:>9.1}  {:>13.3}  {:>8.1}  {:>10}  {ratios}",
            milliseconds / size as f64,
            figures.memory as f64 / 1024.0,
            figures.output / 1024,
        );
    }
    Ok(())
}

struct Side<'a> {
    name: &'static str,
    path: &'a Path,
    figures: Vec<Figures>,
}

#[derive(Clone, Copy)]
struct Figures {
    time: Duration,
    memory: u64,
    output: u64,
}

impl<'a> Side<'a> {
    fn new(name: &'static str, path: &'a Path) -> Self {
        Self {
            name,
            path,
            figures: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<(), Failure> {
        let start = Instant::now();
        let output = Command::new(env::current_exe()?)
            .args(["--side", self.name])
            .arg(self.path)
            .output()?;
        let time = start.elapsed();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let text = String::from_utf8(output.stdout)?;
        let mut numbers = text.split_whitespace().map(str::parse);
        let (Some(Ok(memory)), Some(Ok(output))) = (numbers.next(), numbers.next()) else {
            return Err(format!("what the process says is not understood: {text}").into());
        };
        self.figures.push(Figures {
            time,
            memory,
            output,
        });
        Ok(())
    }

    fn median(mut self) -> Figures {
        self.figures.sort_unstable_by_key(|figures| figures.time);
        self.figures[self.figures.len() / 2]
    }
}
