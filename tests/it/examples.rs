//! The client's examples, run on the sandbox; what README shows of them is what they print.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use generated_client::types::carts::Cart;
use sandbox::{Sandbox, Script};
use serde_json::json;

use crate::support::{Answer, Server};

#[allow(dead_code, reason = "its `main` reads the process's arguments")]
#[path = "../../generated-client/examples/bulk_update/main.rs"]
mod bulk_update;

#[allow(dead_code, reason = "its `main` reads the process's arguments")]
#[path = "../../generated-client/examples/update_cart.rs"]
mod update_cart;

#[allow(dead_code, reason = "its `main` reads the process's arguments")]
#[path = "../../generated-client/examples/update_order.rs"]
mod update_order;

#[path = "../../generated-client/examples/support/mod.rs"]
mod support;

pub(crate) use support::{CUSTOMER, Plain, Service};

const README: &str = include_str!("../../README.md");

#[tokio::test]
async fn update_cart_prints_what_the_readme_shows() {
    let service = update_cart::support::Service::sandbox().unwrap();
    let mut out = Vec::new();
    update_cart::show(&service, &mut out).await.unwrap();
    assert_shown("cargo run --example update_cart", &out);
}

#[tokio::test]
async fn update_order_prints_what_the_readme_shows() {
    let service = update_order::support::Service::sandbox().unwrap();
    let mut out = Vec::new();
    update_order::show(&service, &mut out).await.unwrap();
    assert_shown("cargo run --example update_order", &out);
}

#[tokio::test]
async fn bulk_update_shows_itself() {
    let mut out = Vec::new();
    bulk_update::show(&mut out).await.unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(
        out.contains("30 carts changed, 0 by an earlier run, 2 with problems"),
        "{out}"
    );
    assert!(
        out.contains("0 carts changed, 30 by an earlier run, 2 with problems"),
        "{out}"
    );
    assert!(out.contains("10015") && out.contains("800008"), "{out}");
}

#[tokio::test]
async fn update_cart_changes_the_quantity_and_nothing_else() {
    let cart =
        json!({"id": "c", "lineItems": [{"id": 0, "quantity": 1, "new": true}], "more": 1.0});
    let server = Server::start(Answer::json(201, cart.to_string())).await;
    let cart: Cart = serde_json::from_value(cart).unwrap();
    let client = server.client();
    update_cart::update_quantity(&client, "customer", "c", cart, 5, &mut Vec::new())
        .await
        .unwrap();
    let sent = server.only_request().json();
    let expected =
        json!({"id": "c", "lineItems": [{"id": 0, "quantity": 5, "new": true}], "more": 1.0});
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn update_order_cancels_and_reports_a_refusal() {
    let server = Server::start(Answer::json(200, r#"{"status":"cancelled"}"#)).await;
    update_order::cancel(&server.client(), "customer", "order", &mut Vec::new())
        .await
        .unwrap();
    assert_eq!(
        server.only_request().json(),
        json!({"id": "order", "status": "cancelled"})
    );

    let server = Server::start(Answer::json(403, r#"{"code":800019}"#)).await;
    let mut out = Vec::new();
    let refused = update_order::cancel(&server.client(), "customer", "order", &mut out).await;
    assert!(refused.is_err());
    assert!(String::from_utf8(out).unwrap().contains("800019"));
}

#[tokio::test]
async fn a_csv_that_makes_no_sense_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("changes.csv");
    let service = bulk_update::support::Service::sandbox().unwrap();
    for (text, named) in [
        ("customer,cart,line\na,b,0\n", "no column `quantity`"),
        (
            "customer,cart,line,quantity\na,b,0,many\n",
            "line 2: quantity is no number: `many`",
        ),
        (
            "customer,cart,line,quantity\na,,0,1\n",
            "line 2: customer or cart is empty",
        ),
        (
            "customer,cart,line,quantity\na,b,0,1\na,b,0,2\n",
            "line 3: this line of the cart comes twice",
        ),
        ("customer,cart,line,quantity\na,b,0\n", "changes.csv"),
    ] {
        std::fs::write(&csv, text).unwrap();
        let settings = bulk_update::run::Settings::of(csv.clone());
        let error = bulk_update::run::run(&service, &settings)
            .await
            .unwrap_err();
        assert!(error.to_string().contains(named), "{text}: {error}");
    }
}

/// A bulk update that is killed in its midst, and started again.
#[tokio::test]
async fn a_killed_bulk_update_goes_on_without_repeating_what_was_applied() {
    const CARTS: usize = 40;
    // The first dozen is answered; then four, which is all that it has open at a time, are applied
    // and their answers kept back: there the run stands until it is killed.
    const ENOUGH: usize = 16;
    let script = "faults:
      - {match: {operation: update_cart}, nth: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], what: {delay: 0}}
      - {match: {operation: update_cart}, what: {delay: 600000}}";
    let script = Script::parse(script).unwrap();
    let sandbox = Sandbox::builder().faults(script).start().unwrap();
    let service = Service::at(sandbox.url(), sandbox.token()).unwrap();
    let mut text = String::from("customer,cart,line,quantity\n");
    let mut wanted = BTreeMap::new();
    for index in 0..CARTS {
        let offer = "0a1b2c3d-0000-4000-8000-00000000000a";
        let cart: Cart = service.plain.create_cart(&[(offer, 1)]).await.unwrap();
        let (id, quantity) = (cart.id.unwrap(), index + 2);
        writeln!(text, "{CUSTOMER},{id},0,{quantity}").unwrap();
        wanted.insert(id, quantity);
    }
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("changes.csv");
    std::fs::write(&csv, text).unwrap();
    let token = sandbox.token();
    let run = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args([
                "--exact",
                "examples::bulk_update_in_a_process_of_its_own",
                "--ignored",
            ])
            .env("PARTNER_CENTER_TOKEN", &token)
            .env("PARTNER_CENTER_URL", sandbox.url())
            .env("BULK_UPDATE_CSV", &csv)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    let updates = || {
        let applied = sandbox.applied().into_iter();
        applied
            .filter(|one| one.operation == "update_cart")
            .collect::<Vec<_>>()
    };

    let mut child = run().spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while updates().len() < ENOUGH {
        assert!(Instant::now() < deadline, "the run never came so far");
        assert_eq!(child.try_wait().unwrap(), None, "the run ended by itself");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(updates().len(), ENOUGH, "it was killed in its midst");

    sandbox.set_faults(Script::default());
    assert!(run().status().unwrap().success());
    let updates = updates();
    let replayed = sandbox.calls().into_iter().filter(|call| call.replayed);
    assert_eq!(replayed.count(), 4, "what was in doubt was sent as it was");
    let changed: BTreeMap<&str, usize> =
        updates.iter().fold(BTreeMap::new(), |mut changed, one| {
            *changed.entry(one.resource_id.as_str()).or_default() += 1;
            changed
        });
    assert_eq!(changed.len(), CARTS, "every cart was changed");
    assert!(
        changed.values().all(|times| *times == 1),
        "and none twice: {changed:?}"
    );
    for (id, quantity) in wanted {
        let cart: Cart = service
            .plain
            .read(CUSTOMER, &format!("carts/{id}"))
            .await
            .unwrap();
        assert_eq!(
            cart.line_items()[0].quantity,
            Some(i64::try_from(quantity).unwrap())
        );
    }
}

/// What the test above runs and kills; alone it has nothing to do.
#[tokio::test]
#[ignore = "run by the test of a killed bulk update"]
async fn bulk_update_in_a_process_of_its_own() {
    let Some(csv) = std::env::var_os("BULK_UPDATE_CSV") else {
        return;
    };
    let service = bulk_update::support::Service::from_environment()
        .unwrap()
        .unwrap();
    let settings = bulk_update::run::Settings::of(csv.into());
    let report = bulk_update::run::run(&service, &settings).await.unwrap();
    assert!(report.is_complete(), "{report:?}");
}

/// Holds a program's output against what README shows after its command, ids and ports apart.
#[track_caller]
fn assert_shown(command: &str, out: &[u8]) {
    let command = format!("$ {command}\n");
    let (_, rest) = README
        .split_once(&command)
        .expect("README shows the command");
    let (shown, _) = rest.split_once("```").unwrap();
    let out = String::from_utf8_lossy(out);
    assert_eq!(
        masked(&out).trim_end(),
        masked(shown).trim_end(),
        "README is to show:\n{out}"
    );
}

/// A text without what differs from run to run.
fn masked(text: &str) -> String {
    let mask = |word: &str| {
        let is_hex = |word: &str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_made = uuid::Uuid::try_parse(word).is_ok_and(|id| id.get_version_num() == 4)
            && !word.ends_with("-4000-8000-00000000000a");
        if is_made || (word.len() == 12 && is_hex(word)) {
            "ID".to_owned()
        } else if word.starts_with("http://127.0.0.1:") {
            "URL".to_owned()
        } else {
            word.to_owned()
        }
    };
    let lines = text.lines().map(|line| {
        let words: Vec<String> = line.split(' ').map(mask).collect();
        words.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}
