//! How it looks: these snapshots are meant to be read.

use super::{pets_with, read_text};

#[test]
fn a_misspelt_key() {
    let text = pets_with(
        "      properties:\n        id:",
        "      propertes:\n        id:",
    );
    insta::assert_snapshot!(read_text(&text).unwrap_err());
}

#[test]
fn several_faults_in_the_order_of_the_document() {
    let text = pets_with("        200:\n", "        20O:\n")
        .replace("operationId: update_pet", "operationId: getPet")
        .replace(
            "'#/components/responses/Failure'",
            "'#/components/responses/Failiure'",
        );
    insta::assert_snapshot!(read_text(&text).unwrap_err());
}

#[test]
fn a_syntax_fault() {
    let text = pets_with("  title: Pets", "  title: \"Pets");
    insta::assert_snapshot!(read_text(&text).unwrap_err());
}

#[test]
fn a_warning() {
    let text = pets_with("      description: Gets a pet.\n", "");
    insta::assert_snapshot!(read_text(&text).unwrap().warnings);
}

#[test]
fn a_document_in_one_long_line() {
    let description = "All kinds of animals. ".repeat(30);
    let json = format!(
        r#"{{"openapi": "3.0.3", "info": {{"description": "{description}", "title": "Pets", "vrsion": "1", "contact": {{"name": "{description}"}}}}, "servers": [{{"url": "https://api.example.com"}}], "paths": {{}}}}"#
    );
    insta::assert_snapshot!(read_text(&json).unwrap_err());
}

#[test]
fn colours_only_when_asked_for() {
    let diagnostics = read_text("openapi: 3.1.0").unwrap_err();
    assert!(diagnostics.render(true).contains('\u{1b}'));
    assert!(!diagnostics.render(false).contains('\u{1b}'));
    assert_eq!(diagnostics.to_string(), diagnostics.render(false));
}

#[test]
fn the_document_cannot_steer_the_terminal() {
    let text = pets_with(
        "  title: Pets",
        "  title: Pets\n  \"\\e[31m\": \u{202e}x\u{9b}31m",
    );
    let shown = read_text(&text).unwrap_err().to_string();
    assert!(
        !shown.contains(['\u{1b}', '\u{9b}', '\u{202e}']),
        "{shown:?}"
    );
}
