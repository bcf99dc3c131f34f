//! What was begun and what was applied, in a file that a kill at any moment leaves readable.
//!
//! Each entry is a line of JSON, on the disk before the next step is taken. A call is begun with
//! its request id and its body, so that it can be sent again as it was.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::support::Outcome;

/// A line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "entry")]
enum Entry {
    #[serde(rename_all = "camelCase")]
    Begun {
        job: String,
        request_id: String,
        /// The text of the cart that is sent.
        body: String,
    },
    Applied {
        job: String,
        /// What the service has against lines of the cart that it took.
        problems: Vec<String>,
    },
    Refused {
        job: String,
    },
}

/// How far a job has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It was sent, perhaps, and its end is not known.
    Begun { request_id: String, body: String },
    /// It is done.
    Applied { problems: Vec<String> },
}

/// An open journal.
pub(crate) struct Journal(Mutex<File>);

impl Journal {
    /// Opens a journal, and gives what it has of each job.
    pub(crate) fn open(path: &Path) -> Outcome<(Self, HashMap<String, Progress>)> {
        let shown = path.display();
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|error| format!("cannot open {shown}: {error}"))?;
        // Two runs on one journal would know nothing of each other.
        file.try_lock()
            .map_err(|error| format!("{shown} is in use by another run: {error}"))?;
        let mut text = String::new();
        file.read_to_string(&mut text)
            .map_err(|error| format!("cannot read {shown}: {error}"))?;
        // A line without its end was being written when the last run ended: it is not counted.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut progress = HashMap::new();
        for (index, line) in text[..whole].lines().enumerate() {
            let entry = serde_json::from_str(line)
                .map_err(|error| format!("{shown}, line {}: {error}", index + 1))?;
            match entry {
                Entry::Begun {
                    job,
                    request_id,
                    body,
                } => progress.insert(job, Progress::Begun { request_id, body }),
                Entry::Applied { job, problems } => {
                    progress.insert(job, Progress::Applied { problems })
                }
                // It may be tried anew.
                Entry::Refused { job } => progress.remove(&job),
            };
        }
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        Ok((Self(Mutex::new(file)), progress))
    }

    /// Notes a call before it is sent.
    pub(crate) fn begin(&self, job: &str, request_id: &str, body: &str) -> Outcome<()> {
        self.write(&Entry::Begun {
            job: job.to_owned(),
            request_id: request_id.to_owned(),
            body: body.to_owned(),
        })
    }

    /// Notes that a call took effect.
    pub(crate) fn applied(&self, job: &str, problems: Vec<String>) -> Outcome<()> {
        let job = job.to_owned();
        self.write(&Entry::Applied { job, problems })
    }

    /// Notes that a call was refused, and changed nothing.
    pub(crate) fn refused(&self, job: &str) -> Outcome<()> {
        let job = job.to_owned();
        self.write(&Entry::Refused { job })
    }

    /// Returns when the entry is on the disk.
    fn write(&self, entry: &Entry) -> Outcome<()> {
        let mut line = serde_json::to_string(entry)?;
        line.push('\n');
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(line.as_bytes())?;
        file.sync_data()?;
        Ok(())
    }
}
