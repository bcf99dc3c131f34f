//! The program: its ready line, its end, and what its state survives.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sandbox::Applied;
use serde_json::{Value, json};

use crate::support::{Caller, LEGACY, line, path_of};

struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut first)
            .unwrap();
        let url = first
            .trim()
            .strip_prefix("ready ")
            .unwrap_or_else(|| panic!("{first}"));
        Self {
            url: url.to_owned(),
            child,
        }
    }

    fn caller(&self) -> Caller {
        Caller::at(self.url.clone(), "sandbox-token".to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn sigterm_ends_it_cleanly_and_its_log_has_each_request() {
    let mut program = Program::start(&[]);
    let caller = program.caller();
    let id = "99999999-2222-4333-8444-555555555555";
    let request = caller.request("GET", "orders").header("ms-requestid", id);
    caller.send(request).await.expect(200);
    let pid = program.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(program.child.wait().unwrap().success());
    let mut log = String::new();
    program
        .child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    assert!(
        log.contains(" 200 GET /v1/customers/") && log.contains(id),
        "{log}"
    );
    assert!(!log.contains("sandbox-token"), "{log}");
}

#[test]
fn a_mistake_on_the_command_line_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("faults.yaml");
    std::fs::write(&script, "faults: [{what: {stauts: 1}}]").unwrap();
    for (arguments, named) in [
        (vec!["--prot", "1"], "--prot"),
        (vec!["--port", "many"], "`many`"),
        (vec!["--faults", "nowhere.yaml"], "nowhere.yaml"),
        (
            vec!["--faults", script.to_str().unwrap()],
            "faults[0].what.stauts",
        ),
        (
            vec!["--port", "0", "--state", script.to_str().unwrap()],
            "faults.yaml",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(&arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(named), "{arguments:?}: {said}");
    }
}

/// Carts that are changed by workers until the process is killed under them; then what was
/// answered, and what the ledger has.
#[tokio::test]
async fn no_change_that_was_answered_is_lost_by_a_kill() {
    const WORKERS: usize = 4;
    const ENOUGH: usize = 60;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let mut program = Program::start(&["--quiet", "--state", state]);
    let caller = Arc::new(program.caller());
    let answered = Arc::new(AtomicUsize::new(0));
    let mut workers = Vec::new();
    for worker in 0..WORKERS {
        let cart = caller.cart(json!([line(LEGACY, 1)])).await;
        let (caller, answered) = (Arc::clone(&caller), Arc::clone(&answered));
        workers.push(tokio::spawn(async move {
            let path = path_of("carts", &cart);
            let mut answers: HashMap<String, (i64, Value)> = HashMap::new();
            for quantity in 2.. {
                let id = format!("{worker}-{quantity}");
                let body = json!({"lineItems": [line(LEGACY, quantity)]});
                let request = caller
                    .request("PUT", &path)
                    .header("ms-requestid", &id)
                    .json(&body);
                // The kill ends the loop: by a failed call.
                let Ok(answer) = caller.try_send(request).await else {
                    break;
                };
                answers.insert(id, (quantity, answer.expect(201)));
                answered.fetch_add(1, Ordering::SeqCst);
            }
            (path, answers)
        }));
    }
    while answered.load(Ordering::SeqCst) < ENOUGH {
        tokio::task::yield_now().await;
    }
    program.child.kill().unwrap();
    program.child.wait().unwrap();

    let again = Program::start(&["--quiet", "--state", state]);
    let caller = again.caller();
    let applied = caller.get("/sandbox/applied").await.expect(200);
    let applied: Vec<Applied> = serde_json::from_value(applied).unwrap();
    let sequences: Vec<u64> = applied.iter().map(|one| one.sequence).collect();
    let whole: Vec<u64> = (1..=applied.len() as u64).collect();
    assert_eq!(sequences, whole, "nothing is left out of the ledger");
    for worker in workers {
        let (path, answers) = worker.await.unwrap();
        let cart_id = path.rsplit('/').next().unwrap();
        let of_cart: Vec<&Applied> = applied
            .iter()
            .filter(|one| one.resource_id == cart_id)
            .collect();
        for id in answers.keys() {
            let times = of_cart.iter().filter(|one| one.request_id == *id).count();
            assert_eq!(times, 1, "{id} was answered");
        }
        // Each worker had at most one call open when the end came.
        let surplus = of_cart.len() - 1 - answers.len();
        assert!(surplus <= 1, "{surplus} changes that nobody asked for");
        let cart = caller.get(&path).await.expect(200);
        let quantity = cart["lineItems"][0]["quantity"].as_i64().unwrap();
        let last = of_cart.last().unwrap();
        assert!(last.request_id.ends_with(&format!("-{quantity}")) || of_cart.len() == 1);

        // What was answered before the kill is answered alike after it, and not applied again.
        if let Some((id, (quantity, first))) = answers.iter().next() {
            let body = json!({"lineItems": [line(LEGACY, *quantity)]});
            let request = caller
                .request("PUT", &path)
                .header("ms-requestid", id)
                .json(&body);
            assert_eq!(&caller.send(request).await.expect(201), first);
        }
    }
    let after = caller.get("/sandbox/applied").await.expect(200);
    assert_eq!(after.as_array().unwrap().len(), applied.len());
}

#[tokio::test]
async fn the_ledger_is_read_in_parts_and_trimmed() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    {
        let program = Program::start(&["--quiet", "--state", state]);
        let caller = program.caller();
        for _ in 0..4 {
            caller.cart(json!([line(LEGACY, 1)])).await;
        }
        let part = caller
            .get("/sandbox/applied?after=1&limit=2")
            .await
            .expect(200);
        let sequences: Vec<u64> = part
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["sequence"].as_u64().unwrap())
            .collect();
        assert_eq!(sequences, [2, 3]);
        assert_eq!(
            caller
                .call("DELETE", "/sandbox/applied?through=3", None)
                .await
                .status,
            204
        );
    }
    let program = Program::start(&["--quiet", "--state", state]);
    let caller = program.caller();
    caller.cart(json!([line(LEGACY, 1)])).await;
    let rest = caller.get("/sandbox/applied").await.expect(200);
    let sequences: Vec<u64> = rest
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["sequence"].as_u64().unwrap())
        .collect();
    assert_eq!(sequences, [4, 5], "a restart goes on counting");
}
