//! `cargo xtask regen`: generate, then mend the folder or report how it differs.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::flags::Regen;
use crate::folder::{self, Difference, Is, Owner};
use crate::pages::{self, Page};
use crate::status::{self, counted};
use crate::{Error, diff, mend};

/// The repository's document, from its root.
pub const SPEC: &str = "spec/partner-center.yaml";
/// The folder that is generated whole, from the repository's root.
pub const OUT: &str = "generated-client/src";
/// The page of all diagnostics, from the repository's root.
pub const DIAGNOSTICS: &str = "codegen/DIAGNOSTICS.md";
/// Everything that is made beside the generated folder.
pub const PAGES: &[&str] = &[DIAGNOSTICS];

/// Generates, and makes the folder so; with `check`, only reports how it differs. The report goes
/// to `out`, what the generator warns of to `err`. True unless a check found a difference.
///
/// # Errors
/// When the document is at fault, or a file cannot be read or written.
pub fn run(
    root: &Path,
    flags: &Regen,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<bool, Error> {
    let start = Instant::now();
    let places = Places::new(root, flags)?;
    // Before the generator's work: a folder that is refused is refused at once.
    let found = folder::survey(&places.out, places.owner)?;
    let generated = generate(&places, err)?;
    let wanted = &generated.files;
    let mut differences = folder::compare(&places.out, &found, wanted)?;
    // What is made beside the folder is made of the repository's own document only.
    let pages = match flags {
        Regen {
            spec: None,
            out: None,
            ..
        } => pages(),
        _ => Vec::new(),
    };
    let page_differences = pages::compare(root, &pages)?;

    if flags.check {
        for difference in &differences {
            let (name, full) = (
                places.name(&difference.path),
                places.out.join(&difference.path),
            );
            let text = wanted.get(&difference.path).map(String::as_str);
            diff::print(out, difference, &name, &full, text)?;
        }
        for difference in &page_differences {
            let text = pages::find(&pages, &difference.path).map(|page| page.text.as_str());
            let full = root.join(&difference.path);
            diff::print(out, difference, &slashed(&difference.path), &full, text)?;
        }
        differences.extend(page_differences);
        let count = wanted.len() + pages.len();
        verdict(count, &differences, flags, out).map_err(Error::Print)?;
        Ok(differences.is_empty())
    } else {
        // A report that nobody reads any more (`| head`) must not leave the work half done.
        let mut printed = Ok(());
        let mut print = |difference: &Difference, name: String| {
            let line = status::line(out, status::DONE, verb(difference.is), name);
            printed = std::mem::replace(&mut printed, Ok(())).and(line);
        };
        mend::mend(&places.out, &found, wanted, &differences, |difference| {
            print(difference, places.name(&difference.path));
        })?;
        pages::mend(root, &pages, &page_differences)?;
        for difference in &page_differences {
            print(difference, slashed(&difference.path));
        }
        differences.extend(page_differences);
        let count = wanted.len() + pages.len();
        printed
            .and_then(|()| summary(count, &differences, start, out))
            .map_err(Error::Print)?;
        Ok(true)
    }
}

/// The files that are made beside the generated folder.
fn pages() -> Vec<Page> {
    vec![Page {
        path: DIAGNOSTICS,
        text: codegen::diagnostic::page(),
    }]
}

fn verdict(
    count: usize,
    differences: &[Difference],
    flags: &Regen,
    out: &mut dyn Write,
) -> io::Result<()> {
    if differences.is_empty() {
        let files = counted(count, "file");
        return status::line(
            out,
            status::DONE,
            "Unchanged",
            format_args!("{files}, all as generated"),
        );
    }
    let number = |kind: fn(Is) -> bool| differences.iter().filter(|d| kind(d.is)).count();
    writeln!(out)?;
    status::line(
        out,
        status::WRONG,
        "Drifted",
        format_args!(
            "{} changed, {} missing, {} surplus",
            number(|is| matches!(is, Is::Changed(_))),
            number(|is| matches!(is, Is::Missing)),
            number(|is| matches!(is, Is::Surplus(_))),
        ),
    )?;
    status::line(
        out,
        status::ATTENTION,
        "Mend",
        format_args!("with `{}`", mending_command(flags)),
    )
}

fn summary(
    files: usize,
    differences: &[Difference],
    start: Instant,
    out: &mut dyn Write,
) -> io::Result<()> {
    let count = |name: &str| differences.iter().filter(|d| verb(d.is) == name).count();
    let (added, updated, removed) = (count("Added"), count("Updated"), count("Removed"));
    status::line(
        out,
        status::DONE,
        "Finished",
        format_args!(
            "{}: {added} added, {updated} updated, {removed} removed, {} unchanged in {:.2}s",
            counted(files, "file"),
            files - added - updated,
            start.elapsed().as_secs_f64(),
        ),
    )
}

fn verb(is: Is) -> &'static str {
    match is {
        Is::Missing => "Added",
        Is::Changed(_) => "Updated",
        Is::Surplus(_) => "Removed",
    }
}

/// The command that mends what a check with these flags found.
fn mending_command(flags: &Regen) -> String {
    let mut command = "cargo xtask regen".to_owned();
    for (flag, path) in [("--spec", &flags.spec), ("--out", &flags.out)] {
        if let Some(path) = path {
            command.push_str(&format!(" {flag} {}", quoted(&path.to_string_lossy())));
        }
    }
    command
}

/// The word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./\\:=@%+,".contains(c);
    // A backslash is plain on Windows, and only there.
    let needs_quotes = !word.chars().all(plain) || (cfg!(not(windows)) && word.contains('\\'));
    match needs_quotes {
        false => word.to_owned(),
        true if cfg!(windows) => format!("\"{word}\""),
        true => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Nobody writes a longer document by hand.
const LONGEST_SPEC: u64 = 64 << 20;

fn generate(places: &Places, err: &mut dyn Write) -> Result<codegen::Output, Error> {
    let bytes = read_spec(&places.spec)?;
    let document = codegen::Document {
        name: &places.spec_name,
        bytes: &bytes,
    };
    let output = codegen::generate(&document).map_err(|faults| Error::Document {
        faults: faults.render(true).trim_end().to_owned(),
    })?;
    if !output.warnings.is_empty() {
        let warnings = output.warnings.render(true);
        writeln!(err, "{}", warnings.trim_end()).map_err(Error::Print)?;
    }
    Ok(output)
}

fn read_spec(path: &Path) -> Result<Vec<u8>, Error> {
    // Not opened before it is known to be a file: opening a pipe waits for whoever writes to it.
    let metadata = fs::metadata(path).map_err(Error::files("read", path))?;
    if !metadata.is_file() {
        return Err(Error::SpecNotAFile { path: path.into() });
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(LONGEST_SPEC + 1).read_to_end(&mut bytes))
        .map_err(Error::files("read", path))?;
    if bytes.len() as u64 > LONGEST_SPEC {
        return Err(Error::SpecTooLarge {
            path: path.into(),
            limit: LONGEST_SPEC,
        });
    }
    Ok(bytes)
}

/// Where to read and write, and what to call it.
#[derive(Debug)]
struct Places {
    spec: PathBuf,
    /// What the emitted files call the document: the same on every machine.
    spec_name: String,
    out: PathBuf,
    /// What reports call the folder.
    out_name: String,
    owner: Owner,
}

impl Places {
    fn new(root: &Path, flags: &Regen) -> Result<Self, Error> {
        let spec = flags.spec.clone().unwrap_or_else(|| root.join(SPEC));
        let out = flags.out.clone().unwrap_or_else(|| root.join(OUT));
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.into());
        let (real_root, real_spec, real_out) = (real(root), real(&spec), real(&out));
        if real_spec.starts_with(&real_out) {
            return Err(Error::SpecInsideOut { spec, out });
        }
        let in_root = |path: &Path| path.strip_prefix(&real_root).ok().map(slashed);
        let spec_name = in_root(&real_spec)
            // Outside the checkout only the last part says nothing of the machine.
            .or_else(|| spec.file_name().map(|name| slashed(Path::new(name))))
            .unwrap_or_else(|| slashed(&spec));
        let generators_own = flags.out.is_none() || real_out == real(&root.join(OUT));
        Ok(Self {
            spec_name,
            out_name: match &flags.out {
                None => OUT.to_owned(),
                Some(out) => in_root(&real_out).unwrap_or_else(|| slashed(out)),
            },
            owner: if generators_own {
                Owner::Generator
            } else {
                Owner::Unknown
            },
            spec,
            out,
        })
    }

    /// What reports call a path in the folder.
    fn name(&self, path: &Path) -> String {
        let folder = self.out_name.trim_matches('/');
        let path = slashed(path);
        if folder.is_empty() || folder == "." {
            path
        } else {
            format!("{folder}/{path}")
        }
    }
}

/// The path with forward slashes, on every system.
fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(root: &Path, spec: Option<PathBuf>, out: Option<PathBuf>) -> Result<Places, Error> {
        let flags = Regen {
            check: false,
            spec,
            out,
        };
        Places::new(root, &flags)
    }

    #[test]
    fn the_documents_name_says_nothing_of_the_machine() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("checkout");
        fs::create_dir_all(root.join("spec")).unwrap();
        fs::write(root.join(SPEC), "").unwrap();
        fs::write(folder.path().join("other.yaml"), "").unwrap();
        let name = |spec| places(&root, spec, None).unwrap().spec_name;
        assert_eq!(name(None), "spec/partner-center.yaml");
        let roundabout = root.join("spec/../spec/partner-center.yaml");
        assert_eq!(name(Some(roundabout)), "spec/partner-center.yaml");
        assert_eq!(name(Some(folder.path().join("other.yaml"))), "other.yaml");
    }

    #[test]
    fn the_clients_own_folder_is_the_generators_however_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join(OUT)).unwrap();
        let owner = |out| places(root, None, out).unwrap().owner;
        assert_eq!(owner(None), Owner::Generator);
        let roundabout = root.join("generated-client/../generated-client/src/");
        assert_eq!(owner(Some(roundabout)), Owner::Generator);
        assert_eq!(owner(Some(root.join("elsewhere"))), Owner::Unknown);
        assert_eq!(owner(Some(root.join("generated-client"))), Owner::Unknown);
    }

    #[test]
    fn a_document_inside_the_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("spec/deep")).unwrap();
        fs::write(root.join(SPEC), "# @generated").unwrap();
        for out in ["spec", "spec/deep/..", "."] {
            let error = places(root, None, Some(root.join(out))).unwrap_err();
            assert!(
                matches!(error, Error::SpecInsideOut { .. }),
                "{out}: {error}"
            );
        }
    }

    #[test]
    fn the_mending_command_repeats_the_flags() {
        let flags = Regen {
            check: true,
            spec: Some("my spec.yaml".into()),
            out: Some("out".into()),
        };
        let quote = if cfg!(windows) { '"' } else { '\'' };
        assert_eq!(
            mending_command(&flags),
            format!("cargo xtask regen --spec {quote}my spec.yaml{quote} --out out")
        );
        assert_eq!(mending_command(&Regen::default()), "cargo xtask regen");
    }
}
