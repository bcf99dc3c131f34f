//! The jobs, some at a time, each with its entries in the journal.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use generated_client::client_runtime::Error;
use generated_client::types::carts::Cart;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinSet;

use super::journal::{Journal, Progress};
use super::rows::{self, Job};
use super::support::{Outcome, Plain, Service};

/// What to do, and how.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) csv: PathBuf,
    pub(crate) journal: PathBuf,
    /// How many calls at a time.
    pub(crate) concurrency: usize,
}

impl Settings {
    /// The CSV with its journal beside it, four calls at a time.
    pub(crate) fn of(csv: PathBuf) -> Self {
        let mut journal = csv.clone().into_os_string();
        journal.push(".journal");
        Self {
            csv,
            journal: journal.into(),
            concurrency: 4,
        }
    }
}

/// What became of the jobs.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) applied: usize,
    /// Applied by an earlier run.
    pub(crate) earlier: usize,
    /// Each cart that was not changed as it was to be, with the reason.
    pub(crate) failed: Vec<(String, String)>,
}

impl Report {
    pub(crate) fn is_complete(&self) -> bool {
        self.failed.is_empty()
    }

    /// For a person.
    pub(crate) fn print(&self, out: &mut impl Write) -> Outcome<()> {
        writeln!(
            out,
            "{} carts changed, {} by an earlier run, {} with problems",
            self.applied,
            self.earlier,
            self.failed.len()
        )?;
        for (cart, reason) in &self.failed {
            writeln!(out, "   {cart}: {reason}")?;
        }
        Ok(())
    }
}

/// What became of one job.
enum End {
    Applied(Vec<String>),
    Earlier(Vec<String>),
    Failed(String),
}

/// Runs the jobs of a CSV that its journal does not have as applied.
pub(crate) async fn run(service: &Service, settings: &Settings) -> Outcome<Report> {
    let jobs = rows::read(&settings.csv)?;
    let (journal, progress) = Journal::open(&settings.journal)?;
    let bar = ProgressBar::new(jobs.len() as u64);
    bar.set_style(ProgressStyle::with_template(
        "{bar:30} {pos}/{len} carts, {per_sec}, {eta} left {msg}",
    )?);

    let queue = Arc::new(Mutex::new(jobs.into_iter()));
    let shared = Arc::new(Shared {
        client: service.client.clone(),
        plain: service.plain.clone(),
        journal,
        progress,
        bar: bar.clone(),
    });
    let mut workers = JoinSet::new();
    for _ in 0..settings.concurrency {
        let (queue, shared) = (Arc::clone(&queue), Arc::clone(&shared));
        workers.spawn(async move {
            let mut ends = Vec::new();
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(job) = next else { break };
                let end = shared.carry_out(&job).await?;
                shared.bar.inc(1);
                ends.push((job.cart, end));
            }
            Outcome::Ok(ends)
        });
    }
    let mut report = Report::default();
    while let Some(ends) = workers.join_next().await {
        // Only the journal can stop a worker: without it, going on would be blind.
        for (cart, end) in ends?? {
            let problems = match end {
                End::Applied(problems) => {
                    report.applied += 1;
                    problems
                }
                End::Earlier(problems) => {
                    report.earlier += 1;
                    problems
                }
                End::Failed(reason) => vec![reason],
            };
            if !problems.is_empty() {
                report.failed.push((cart, problems.join("; ")));
            }
        }
    }
    bar.finish_and_clear();
    report.failed.sort();
    Ok(report)
}

struct Shared {
    client: generated_client::Client,
    plain: Plain,
    journal: Journal,
    progress: HashMap<String, Progress>,
    bar: ProgressBar,
}

impl Shared {
    /// Carries a job out. An `Err` is the journal's; what the service says is an [`End`].
    async fn carry_out(&self, job: &Job) -> Outcome<End> {
        let key = job.key();
        let (request_id, body) = match self.progress.get(&key) {
            Some(Progress::Applied { problems }) => return Ok(End::Earlier(problems.clone())),
            // Sent as it was: a fresh look at the cart could be another body.
            Some(Progress::Begun { request_id, body }) => (request_id.clone(), body.clone()),
            None => {
                let body = match self.changed_cart(job).await {
                    Ok(body) => body,
                    Err(reason) => return Ok(End::Failed(reason.to_string())),
                };
                let request_id = uuid::Uuid::new_v4().to_string();
                self.journal.begin(&key, &request_id, &body)?;
                (request_id, body)
            }
        };
        let cart: Cart = match serde_json::from_str(&body) {
            Ok(cart) => cart,
            Err(error) => return Ok(End::Failed(format!("the journal's cart: {error}"))),
        };
        let call = self.client.update_cart(&job.customer, &job.cart, &cart);
        match call.request_id(&request_id).send().await {
            Ok(response) => {
                let problems = match response.into_value().into_cart() {
                    Ok(cart) => problems(&cart),
                    Err(error) => vec![format!("its answer cannot be read: {error}")],
                };
                self.journal.applied(&key, problems.clone())?;
                Ok(End::Applied(problems))
            }
            Err(error) => {
                let reason = reason(&error);
                // In doubt, it stays begun: the next run sends the same again.
                if !error.may_have_been_applied() {
                    self.journal.refused(&key)?;
                }
                Ok(End::Failed(reason))
            }
        }
    }

    /// The cart as it is, with the quantities that it is to have.
    async fn changed_cart(&self, job: &Job) -> Outcome<String> {
        let mut cart: Cart = self
            .plain
            .read(&job.customer, &format!("carts/{}", job.cart))
            .await?;
        for (number, quantity) in &job.quantities {
            let mut lines = cart.line_items_mut().iter_mut();
            let line = lines.find(|line| line.id == Some(*number));
            line.ok_or_else(|| format!("the cart has no line {number}"))?
                .quantity = Some(*quantity);
        }
        Ok(serde_json::to_string(&cart)?)
    }
}

/// What the service has against lines of a cart that it took.
fn problems(cart: &Cart) -> Vec<String> {
    let lines = cart.line_items().iter();
    let problems = lines.filter_map(|line| {
        let error = line.error.as_ref()?;
        let code = error
            .error_code
            .map(|code| code.to_string())
            .unwrap_or_default();
        let description = error
            .error_description
            .as_deref()
            .unwrap_or("no description");
        Some(format!(
            "line {}: {code} {description}",
            line.id.unwrap_or(0)
        ))
    });
    problems.collect()
}

fn reason(error: &Error) -> String {
    let doubt = if error.may_have_been_applied() {
        "in doubt, and sent again by the next run: "
    } else {
        ""
    };
    format!("{doubt}{error}")
}
