//! What generating costs, beside progenitor in its builder style on the same lowered document.
//!
//! `cargo bench -p codegen --bench generation [-- OPERATIONS...]`. Each figure is of a process of
//! its own: its whole wall time, the median of several, and its peak of resident memory. Both sides
//! run in turns, so that a busy machine is as busy for both; compare the ratios, not the times.
//! `-- alone OPERATIONS...` measures ours for each operation, against the first number: progenitor
//! takes 3 MiB an operation, so that 5,000 of them want a large machine.
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
const SIZES: &[usize] = &[2, 20, 200];
const SIZES_ALONE: &[usize] = &[500, 5_000];

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
        ["alone", sizes @ ..] => at_sizes(sizes, SIZES_ALONE, alone),
        sizes => at_sizes(sizes, SIZES, compare),
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
    println!("{}", peak_memory().unwrap_or(0));
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

/// Measures at the sizes that are numbers, else at the usual ones, with the documents in a folder
/// that goes away.
fn at_sizes(
    arguments: &[&str],
    usual: &[usize],
    measure: fn(&[usize], &Path) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let sizes = arguments.iter().filter_map(|size| size.parse().ok());
    let sizes: Vec<usize> = sizes.collect();
    let sizes = if sizes.is_empty() { usual } else { &sizes };
    let folder = env::temp_dir().join(format!("codegen-bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = measure(sizes, &folder);
    fs::remove_dir_all(&folder)?;
    outcome
}

/// Both sides by turns.
fn compare(sizes: &[usize], folder: &Path) -> Result<(), Failure> {
    for &size in sizes {
        let text = document(size, SEED);
        let ours = folder.join("ours.yaml");
        fs::write(&ours, &text)?;
        let name = "scale.yaml";
        let bytes = text.as_bytes();
        let checked =
            stages::read(&Document { name, bytes }).map_err(|faults| faults.to_string())?;
        let lowered = stages::lower(&checked)?;
        let bare = folder.join("bare.json");
        fs::write(&bare, serde_json::to_vec(lowered.openapi())?)?;
        drop((checked, lowered));

        let mut sides = [Side::new("bare", &bare), Side::new("ours", &ours)];
        for _ in 0..runs(size) {
            for side in &mut sides {
                side.run()?;
            }
        }
        let [bare, ours] = sides.map(Side::median);
        let rows = [
            ("progenitor in builder style, with prettyplease", bare),
            ("all of ours", ours),
        ];
        println!("time of {size} operations:");
        for (name, figures) in rows {
            let ratio = figures.milliseconds() / bare.milliseconds();
            println!("  {ratio:.2}  {:>9.1} ms  {name}", figures.milliseconds());
        }
        println!("memory of {size} operations:");
        for (name, figures) in rows {
            let ratio = figures.mebibytes() / bare.mebibytes();
            println!("  {ratio:.2}  {:>9.1} MiB  {name}", figures.mebibytes());
        }
    }
    Ok(())
}

/// Ours, for each operation.
fn alone(sizes: &[usize], folder: &Path) -> Result<(), Failure> {
    let mut documents = Vec::with_capacity(sizes.len());
    for &size in sizes {
        let path = folder.join(format!("{size}.yaml"));
        fs::write(&path, document(size, SEED))?;
        documents.push((size, path));
    }
    let mut sides: Vec<(usize, Side)> = documents
        .iter()
        .map(|(size, path)| (*size, Side::new("ours", path)))
        .collect();
    for _ in 0..sizes.iter().copied().map(runs).min().unwrap_or(0) {
        for (_, side) in &mut sides {
            side.run()?;
        }
    }
    let each = |size: usize, figure: f64| figure / size as f64;
    let medians = sides.into_iter().map(|(size, side)| (size, side.median()));
    let medians: Vec<(usize, Figures)> = medians.collect();
    let Some(&(least, first)) = medians.first() else {
        return Ok(());
    };
    println!("time for each operation:");
    for &(size, figures) in &medians {
        let own = each(size, figures.milliseconds());
        let ratio = own / each(least, first.milliseconds());
        println!("  {ratio:.2}  {own:>9.3} ms  {size} operations");
    }
    println!("memory for each operation:");
    for &(size, figures) in &medians {
        let own = each(size, figures.mebibytes());
        let ratio = own / each(least, first.mebibytes());
        println!("  {ratio:.2}  {own:>9.3} MiB  {size} operations");
    }
    Ok(())
}

/// How often each side runs.
fn runs(size: usize) -> usize {
    match size {
        0..1_000 => 7,
        _ => 3,
    }
}

struct Side<'a> {
    name: &'static str,
    path: &'a Path,
    figures: Vec<Figures>,
}

#[derive(Clone, Copy)]
struct Figures {
    time: Duration,
    /// In KiB.
    memory: u64,
}

impl Figures {
    fn milliseconds(self) -> f64 {
        self.time.as_secs_f64() * 1e3
    }

    fn mebibytes(self) -> f64 {
        self.memory as f64 / 1024.0
    }
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
        let memory = text.trim().parse();
        let memory =
            memory.map_err(|_| format!("what the process says is not understood: {text}"))?;
        self.figures.push(Figures { time, memory });
        Ok(())
    }

    fn median(mut self) -> Figures {
        self.figures.sort_unstable_by_key(|figures| figures.time);
        self.figures[self.figures.len() / 2]
    }
}
