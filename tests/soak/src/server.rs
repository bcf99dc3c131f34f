//! The sandbox as a process, and its ledger.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use sandbox::{Sandbox, Script};
use serde_json::{Value, json};

use crate::Failure;

/// The token that the sandbox takes.
pub(crate) const TOKEN: &str = "sandbox-token";

/// Is the sandbox: says where it listens, and serves until its input ends.
pub(crate) fn serve(faults: u32) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Sandbox(error.to_string());
    let script = Script::parse(&script(faults)).map_err(|error| failed(&error))?;
    let builder = Sandbox::builder().faults(script).accept_token(TOKEN);
    let sandbox = builder.start().map_err(|error| failed(&error))?;
    println!("ready {}", sandbox.url());
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).map_err(Failure::Process)?;
    Ok(())
}

/// A running sandbox; it ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    http: reqwest::Client,
}

impl Server {
    /// Starts this program once more, as the sandbox.
    pub(crate) fn start(faults: u32) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(Failure::Process)?;
        let mut child = Command::new(program)
            .args(["--serve", "--faults", &faults.to_string()])
            // Held open: its end tells the sandbox that nobody is left to serve.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::Process)?;
        let mut line = String::new();
        if let Some(out) = child.stdout.as_mut() {
            BufReader::new(out)
                .read_line(&mut line)
                .map_err(Failure::Process)?;
        }
        let url = line.trim().strip_prefix("ready ").map(str::to_owned);
        let http = reqwest::Client::builder().no_proxy().build()?;
        let server = Self {
            child,
            url: url.clone().unwrap_or_default(),
            http,
        };
        match url {
            Some(_) => Ok(server),
            None => Err(Failure::Answer(format!("it said `{}`", line.trim()))),
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Posts past the client, which has no method for making carts and orders.
    pub(crate) async fn post(&self, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let mut request = self
            .http
            .post(format!("{}{path}", self.url))
            .bearer_auth(TOKEN);
        if let Some(body) = body {
            request = request.json(body);
        }
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, Failure> {
        let request = self
            .http
            .get(format!("{}{path}", self.url))
            .bearer_auth(TOKEN);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Reads the ledger to its end and trims it: the call of each change, and its resource.
    /// Changes that no call of the soak made, the preparations, are left out.
    pub(crate) async fn drain_ledger(&self) -> Result<Vec<(u64, String)>, Failure> {
        let (mut changes, mut after) = (Vec::new(), 0);
        loop {
            let part = self.get(&format!("/sandbox/applied?after={after}")).await?;
            let entries = part.as_array().map(Vec::as_slice).unwrap_or_default();
            let Some(last) = entries.last() else { break };
            let strange = || Failure::Answer(format!("an entry of the ledger: {last}"));
            after = last["sequence"].as_u64().ok_or_else(strange)?;
            for entry in entries {
                let resource = entry["resourceId"].as_str().ok_or_else(strange)?;
                let call = entry["correlationId"].as_str().and_then(call_of);
                if let Some(call) = call {
                    changes.push((call, resource.to_owned()));
                }
            }
            let trim = format!("{}/sandbox/applied?through={after}", self.url);
            self.http.delete(trim).send().await?.error_for_status()?;
        }
        Ok(changes)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The correlation id of a call: the one mark of a call that all its attempts share and that the
/// client does not choose.
pub(crate) fn correlation_id(call: u64) -> String {
    format!("50a50a50-0000-4000-8000-{call:012x}")
}

fn call_of(correlation_id: &str) -> Option<u64> {
    let digits = correlation_id.strip_prefix("50a50a50-0000-4000-8000-")?;
    u64::from_str_radix(digits, 16).ok()
}

/// Every kind of fault, in equal parts.
fn script(percent: u32) -> String {
    let kinds = [
        json!({"drop": "after_apply"}),
        json!({"drop": "before_apply"}),
        json!({"reset": 0}),
        json!({"reset": 60}),
        json!({"truncate": 20}),
        json!({"status": 503, "body": "<html>Busy</html>", "headers": {"content-type": "text/html"}}),
        json!({"status": 500, "body": "{\"code\":900192,\"description\":\"Something went wrong.\"}"}),
        json!({"status": 429, "body": "{\"statusCode\":429}", "headers": {"retry-after": "0"}}),
        json!({"garbage": "body"}),
        json!({"garbage": "http"}),
        json!({"wrong_type": "text/html"}),
        json!({"delay": 5}),
    ];
    let mut rules = Vec::new();
    let mut left = 1.0;
    #[expect(clippy::cast_precision_loss, reason = "a dozen")]
    let each = f64::from(percent) / 100.0 / kinds.len() as f64;
    for what in kinds {
        for operation in ["update_cart", "update_order"] {
            // Of what the rules before it leave over, so that all have an equal share.
            let chance = (each / left).min(1.0);
            rules.push(json!({"match": {"operation": operation}, "chance": chance, "what": what}));
        }
        left -= each;
    }
    // JSON is YAML.
    json!({"seed": 1, "faults": rules}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_known_by_its_correlation_id() {
        assert_eq!(call_of(&correlation_id(1_000_000)), Some(1_000_000));
        assert_eq!(call_of("6a9f0c1e-2b3d-4e5f-8a7b-9c0d1e2f3a4b"), None);
    }
}
