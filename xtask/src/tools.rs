//! Tools that are built into the target folder when they are missing.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Error, cargo, status};

/// A program of the registry. The folder that it is built into carries its version, so that raising
/// the version here is all it takes.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// How long building it takes, as a person would say it.
    pub(crate) takes: &'static str,
}

impl Tool {
    /// The program, built if it is not there yet; none if building it failed.
    pub(crate) fn program(
        &self,
        root: &Path,
        err: &mut dyn Write,
    ) -> Result<Option<PathBuf>, Error> {
        let Self {
            name,
            version,
            takes,
        } = self;
        let tools = cargo::target_folder(root).join("tools");
        let home = tools.join(format!("{name}-{version}"));
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        let built = home.join("bin").join(file);
        // Asked for its version: it may be half-written or from another machine.
        for candidate in [built.clone(), PathBuf::from(name)] {
            if self.is(&candidate, root) {
                return Ok(Some(candidate));
            }
        }

        let about = format!("{name} {version} (once, {takes}, into {})", home.display());
        status::line(err, status::DONE, "Building", about).map_err(Error::Print)?;
        let scratch = tools.join("build");
        let mut install = cargo::command(root);
        install
            // Quiet: it would ask for its folder to be put on the PATH.
            .args(["install", "--quiet", name, "--locked", "--version", version])
            // A minute instead of ten: a release profile optimises across all crates.
            .args(["--debug", "--force", "--no-track", "--root"])
            .arg(&home)
            .env("CARGO_TARGET_DIR", &scratch)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0");
        let status = install.status().map_err(|source| Error::Start {
            program: format!("cargo install {name}"),
            source,
        })?;
        if !status.success() {
            return Ok(None);
        }
        // Hundreds of megabytes that nobody needs again; not worth a failure.
        let _ = std::fs::remove_dir_all(&scratch);
        Ok(Some(built))
    }

    fn is(&self, program: &Path, root: &Path) -> bool {
        let output = cargo::clean_command(program, root)
            .arg("--version")
            .stdin(Stdio::null())
            .output();
        output.is_ok_and(|output| {
            let text = String::from_utf8_lossy(&output.stdout);
            output.status.success() && text.trim() == format!("{} {}", self.name, self.version)
        })
    }
}

/// Whether a program that was started ends well.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool, Error> {
    let status = command.status().map_err(|source| Error::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    })?;
    Ok(status.success())
}
