//! `cargo xtask bench`: every benchmark of the workspace, and one table of what they measured.
//!
//! A benchmark prints groups: a title that ends with a colon, and under it rows of two spaces, the
//! ratio to the group's baseline, what was measured, and a name, two spaces apart. Whatever else it
//! prints is left out. Ratios hold where times do not: the contenders of a group take turns.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::flags::Bench;
use crate::{Error, atomic, cargo, status};

/// Where the last table is kept.
const FILE: &str = "BENCHMARKS.md";
/// What the table stands between there.
const START: &str = "<!-- `cargo xtask bench --write` writes from here -->\n";
const END: &str = "<!-- to here -->";

/// A benchmark target.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    package: String,
    name: String,
}

/// What a benchmark measured.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    title: String,
    name: String,
    ratio: String,
    figure: String,
}

/// Runs the benchmarks and prints the table. False when one failed, or measured nothing.
pub(crate) fn run(
    root: &Path,
    flags: &Bench,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<bool, Error> {
    let mut all_measured = true;
    let mut table = format!(
        "{}\n\n| benchmark | what | ratio | measured |\n| --- | --- | --- | --- |\n",
        machine(root)?
    );
    for target in targets(root)? {
        let Target { package, name } = &target;
        status::line(err, status::DONE, "Measuring", format!("{package}: {name}"))
            .map_err(Error::Print)?;
        let rows = measure(root, &target)?;
        if rows.is_empty() {
            status::error(
                err,
                format!("the benchmark `{name}` failed, or printed no ratios"),
            )
            .map_err(Error::Print)?;
            all_measured = false;
        }
        let mut title = "";
        for row in &rows {
            if row.title != title {
                title = &row.title;
                let _ = writeln!(table, "| **{name}** | **{title}** | | |");
            }
            let _ = writeln!(table, "| | {} | {} | {} |", row.name, row.ratio, row.figure);
        }
    }
    write!(out, "{table}").map_err(Error::Print)?;
    if flags.write && all_measured {
        keep(root, &table)?;
        status::line(err, status::DONE, "Wrote", FILE).map_err(Error::Print)?;
    }
    Ok(all_measured)
}

fn measure(root: &Path, target: &Target) -> Result<Vec<Row>, Error> {
    let mut command = cargo::command(root);
    command
        .args(["bench", "--all-features", "--package", &target.package])
        // The filter is for divan's own benchmarks, which print no ratios: it fits none.
        .args(["--bench", &target.name, "--", "ratios alone"])
        .stderr(Stdio::inherit());
    let output = command.output().map_err(|source| Error::Start {
        program: format!("cargo bench --bench {}", target.name),
        source,
    })?;
    match output.status.success() {
        true => Ok(rows(&String::from_utf8_lossy(&output.stdout))),
        false => Ok(Vec::new()),
    }
}

/// The machine and the compiler, in a line: times mean nothing without them.
fn machine(root: &Path) -> Result<String, Error> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .current_dir(root)
        .output()
        .map_err(|source| Error::Start {
            program: String::from("rustc --version"),
            source,
        })?;
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    Ok(format!(
        "{}, {cores} cores, {} {}; {}.",
        processor.as_deref().unwrap_or("A processor without a name"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        String::from_utf8_lossy(&output.stdout).trim()
    ))
}

/// Its counts are no ratios: `cargo xtask ci` prints them.
const COUNTED: &str = "instructions";

/// The benchmarks of ratios that the workspace's crates declare, sorted.
fn targets(root: &Path) -> Result<Vec<Target>, Error> {
    let mut targets = Vec::new();
    for entry in fs::read_dir(root).map_err(Error::files("read", root))? {
        let path = entry.map_err(Error::files("read", root))?.path();
        let manifest = path.join("Cargo.toml");
        if manifest.is_file() {
            let text = fs::read_to_string(&manifest).map_err(Error::files("read", &manifest))?;
            targets.extend(declared(&text));
        }
    }
    targets.retain(|target| target.name != COUNTED);
    targets.sort_by(|one, other| (&one.package, &one.name).cmp(&(&other.package, &other.name)));
    Ok(targets)
}

/// The benchmarks that a manifest declares.
fn declared(manifest: &str) -> Vec<Target> {
    let mut package = String::new();
    let mut table = "";
    let mut targets = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            table = line;
        } else if let Some(name) = line
            .strip_prefix("name = \"")
            .and_then(|rest| rest.strip_suffix('"'))
        {
            match table {
                "[package]" => package = name.to_owned(),
                "[[bench]]" => targets.push(Target {
                    package: package.clone(),
                    name: name.to_owned(),
                }),
                _ => {}
            }
        }
    }
    targets
}

/// The rows of what a benchmark printed.
fn rows(printed: &str) -> Vec<Row> {
    let mut title = "";
    let mut rows = Vec::new();
    for line in printed.lines() {
        if let Some(text) = line.strip_suffix(':').filter(|text| !text.starts_with(' ')) {
            title = text;
        } else if let Some(rest) = line.strip_prefix("  ") {
            let mut parts = rest
                .split("  ")
                .map(str::trim)
                .filter(|part| !part.is_empty());
            if let (Some(ratio), Some(figure), Some(name)) =
                (parts.next(), parts.next(), parts.next())
                && ratio.parse::<f64>().is_ok()
            {
                rows.push(Row {
                    title: title.to_owned(),
                    name: name.to_owned(),
                    ratio: ratio.to_owned(),
                    figure: figure.to_owned(),
                });
            }
        }
    }
    rows
}

/// Puts the table in the place of the last one.
fn keep(root: &Path, table: &str) -> Result<(), Error> {
    let path = root.join(FILE);
    let text = fs::read_to_string(&path).map_err(Error::files("read", &path))?;
    let replaced = replaced(&text, table).ok_or_else(|| {
        Error::Usage(format!(
            "{FILE} has lost the comments that the table stands between"
        ))
    })?;
    atomic::write(&path, replaced.as_bytes())
}

fn replaced(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_benchmarks_of_a_manifest_are_found() {
        let manifest = "[package]\nname = \"a-crate\"\n[lib]\nname = \"lib\"\n\
                        [[bench]]\nname = \"one\"\nharness = false\n[[test]]\nname = \"it\"\n\
                        [[bench]]\npath = \"x\"\nname = \"two\"\n";
        let found = ["one", "two"].map(|name| Target {
            package: "a-crate".to_owned(),
            name: name.to_owned(),
        });
        assert_eq!(declared(manifest), found);
        assert!(declared("[workspace]\nmembers = []\n").is_empty());
    }

    #[test]
    fn rows_are_read_and_all_else_is_left() {
        let printed = "a group:\n  1.00    5.340 ms  the baseline, by hand\n  0.82     12.1     ours\n\
                       Timer precision: 10 ns\nbench  fastest │ slowest\n  not a row\nnext:\n  1.00  3 us  x\n";
        let row = |title: &str, ratio: &str, figure: &str, name: &str| Row {
            title: title.to_owned(),
            name: name.to_owned(),
            ratio: ratio.to_owned(),
            figure: figure.to_owned(),
        };
        assert_eq!(
            rows(printed),
            [
                row("a group", "1.00", "5.340 ms", "the baseline, by hand"),
                row("a group", "0.82", "12.1", "ours"),
                row("next", "1.00", "3 us", "x"),
            ]
        );
        assert!(rows("").is_empty());
    }

    #[test]
    fn the_table_takes_the_place_of_the_last_one() {
        let kept = format!("above\n{START}old{END}\nbelow\n");
        let next = replaced(&kept, "new\n").unwrap();
        assert_eq!(next, format!("above\n{START}\nnew\n\n{END}\nbelow\n"));
        assert_eq!(replaced(&next, "new\n").unwrap(), next);
        assert_eq!(replaced("no comments", "new"), None);
    }
}
