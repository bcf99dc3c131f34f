//! `cargo xtask diff`.

use std::fs;
use std::process::Command;

use crate::support::Checkout;

const SPEC: &str = "spec/partner-center.yaml";

fn edited(checkout: &Checkout, name: &str, found: &str, replaced: &str) {
    let text = fs::read_to_string(checkout.path(SPEC)).unwrap();
    assert!(text.contains(found), "{found}");
    fs::write(checkout.path(name), text.replace(found, replaced)).unwrap();
}

#[test]
fn the_exit_code_says_whether_something_breaks() {
    let checkout = Checkout::new();
    let same = checkout.run(&["diff", SPEC, SPEC]);
    assert_eq!(same.code, Some(0), "{same:?}");
    assert!(same.out.contains("Nothing changes"), "{}", same.out);

    edited(
        &checkout,
        "renamed.yaml",
        "operationId: update_cart",
        "operationId: put_cart",
    );
    let breaking = checkout.run(&["diff", SPEC, "renamed.yaml"]);
    assert_eq!(breaking.code, Some(1), "{breaking:?}");
    for word in [
        "Breaking (",
        "generated_client::Client::update_cart",
        "is called `put_cart` now",
    ] {
        assert!(breaking.out.contains(word), "no {word} in {}", breaking.out);
    }

    let json = checkout.run(&["diff", "--json", SPEC, "renamed.yaml"]);
    assert_eq!(json.code, Some(1));
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["effect"], "breaking");
    assert_eq!(value["changes"][0]["event"], "removed");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let checkout = Checkout::new();
    fs::write(checkout.path("broken.yaml"), "openapi: 3.0.3\npaths: [\n").unwrap();
    let broken = checkout.run(&["diff", SPEC, "broken.yaml"]);
    assert_eq!(broken.code, Some(2), "{broken:?}");
    assert!(broken.err.contains("broken.yaml:"), "{}", broken.err);
    assert_eq!(broken.out, "");
    for arguments in [
        &["diff", SPEC, "nowhere"][..],
        &["diff", SPEC],
        &["diff", SPEC, SPEC, SPEC],
        &["diff", "--", SPEC, "--output=x"],
    ] {
        let ended = checkout.run(arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
        assert_eq!(ended.out, "");
    }
}

#[test]
fn a_revision_of_git_can_be_named() {
    let checkout = Checkout::new();
    let git = |arguments: &[&str]| {
        let status = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
            .args(arguments)
            .current_dir(checkout.path(""))
            .output()
            .unwrap()
            .status;
        assert!(status.success(), "{arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "spec"]);
    git(&["commit", "--quiet", "--message", "one"]);
    edited(
        &checkout,
        SPEC,
        "operationId: update_cart",
        "operationId: put_cart",
    );
    for old in ["HEAD", "HEAD:spec/partner-center.yaml"] {
        let ended = checkout.run(&["diff", old, SPEC]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let same = checkout.run(&["diff", old, "HEAD"]);
        assert_eq!(same.code, Some(0), "{same:?}");
    }
    let missing = checkout.run(&["diff", "HEAD~5", SPEC]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("HEAD~5"), "{}", missing.err);
}
