//! The same content gives the same bytes.

use crate::support::{generate, json_text, shop};

#[test]
fn two_runs_give_the_same_bytes() {
    let text = json_text(&shop(), false);
    assert_eq!(generate(&text), generate(&text));
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let (forwards, backwards) = (json_text(&shop(), false), json_text(&shop(), true));
    assert_ne!(forwards, backwards);
    assert_eq!(generate(&forwards), generate(&backwards));
}

#[test]
fn another_content_is_seen_in_every_file() {
    let mut document = shop();
    let before = generate(&json_text(&document, false));
    document["info"]["version"] = "2".into();
    let after = generate(&json_text(&document, false));
    assert!(before.keys().eq(after.keys()));
    assert!(before.iter().all(|(path, text)| after[path] != *text));
}
