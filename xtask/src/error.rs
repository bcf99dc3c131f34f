//! Everything that can stop a chore, and what to do about it.

use std::io;
use std::path::PathBuf;

/// Why a chore could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The command line makes no sense.
    #[error("{0}\n\nFor what there is, try `cargo xtask --help`.")]
    Usage(String),

    /// The document is at fault.
    #[error("nothing was done: the document has the faults above")]
    Document {
        /// Every fault with its place, to be shown before the message.
        faults: String,
    },

    /// The document is no regular file.
    #[error("{} is not a regular file; name the OpenAPI document with --spec FILE", path.display())]
    SpecNotAFile {
        /// What was named.
        path: PathBuf,
    },

    /// The document is larger than any document that is written by hand.
    #[error("{} is larger than {limit} bytes; is it the OpenAPI document?", path.display())]
    SpecTooLarge {
        /// What was named.
        path: PathBuf,
        /// The most that is read, in bytes.
        limit: u64,
    },

    /// Generating would remove the document it generates from.
    #[error(
        "the document {} is inside the folder {}, whose other files are removed; \
         point --out at another folder",
        spec.display(), out.display()
    )]
    SpecInsideOut {
        /// The document.
        spec: PathBuf,
        /// The folder to write to.
        out: PathBuf,
    },

    /// The folder to write to is reached through a link.
    #[error("{} is a symbolic link; name the folder that it points to", path.display())]
    OutIsALink {
        /// What was named.
        path: PathBuf,
    },

    /// The place to write to is taken by something that is no folder.
    #[error("{} is not a folder; name another with --out DIR", path.display())]
    OutNotAFolder {
        /// What was named.
        path: PathBuf,
    },

    /// The folder to write to holds something that the generator never made.
    #[error(
        "{} was not made by this command (no `@generated` in its first lines), and files in {} \
         that are not generated would be removed.\n\
         Nothing was written. Move it away, or point --out at a new or empty folder.",
        path.display(), out.display()
    )]
    NotGenerated {
        /// The first such file.
        path: PathBuf,
        /// The folder to write to.
        out: PathBuf,
    },

    /// The generator named a file outside the folder, or one file inside another: a bug of ours.
    #[error("the generator names `{}`, which cannot be written; this is a bug in codegen", path.display())]
    BadOutputPath {
        /// What the generator named.
        path: PathBuf,
    },

    /// What should be a document is neither a file nor in git.
    #[error("`{name}` is no file and no revision of git's: {reason}")]
    NoDocument {
        /// What was named.
        name: String,
        /// What git says.
        reason: String,
    },

    /// A report could not be written as JSON.
    #[error("cannot write the report as JSON: {0}")]
    Json(#[source] serde_json::Error),

    /// The emitted sources could not be read back: a bug of ours.
    #[error("{0}; this is a bug in codegen")]
    Emitted(#[source] codegen::ApiError),

    /// A file or folder could not be read, written or removed.
    #[error("cannot {action} {}: {source}", path.display())]
    Files {
        /// What was being done, as a verb.
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },

    /// Another program could not be started.
    #[error("cannot start `{program}`: {source}")]
    Start {
        /// The command.
        program: String,
        /// What the system says.
        source: io::Error,
    },

    /// The report could not be written to the terminal or file that it goes to.
    #[error("cannot write the report: {0}")]
    Print(#[source] io::Error),
}

impl Error {
    /// For `map_err`: what was being done, and to what.
    pub(crate) fn files(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Files {
            action,
            path,
            source,
        }
    }
}
