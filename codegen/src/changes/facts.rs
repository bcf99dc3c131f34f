//! Differences that no compiler sees: where a call goes, and what things are called there.

use super::{Change, Effect, Event};
use crate::api::{Fact, PublicApi};

pub(super) fn compare(old: &PublicApi, new: &PublicApi) -> Vec<Change> {
    let mut changes = Vec::new();
    for (fact, was) in old.facts() {
        // What has come or gone altogether is a difference of items.
        let Some(now) = new.facts().get(fact) else {
            continue;
        };
        if was == now {
            continue;
        }
        let (effect, reason) = meaning(fact, was, now);
        changes.push(Change {
            effect,
            event: Event::Changed,
            item: format!("{}: {}", fact.path, fact.name),
            kind: String::from("behaviour"),
            old: Some(was.clone()),
            new: Some(now.clone()),
            reason: reason.to_owned(),
        });
    }
    changes
}

fn meaning(fact: &Fact, was: &str, now: &str) -> (Effect, &'static str) {
    match fact.name.as_str() {
        // An alternative is written by the first of its tags, and read by all.
        "name on the wire" if has_further_tags(was, now) => (
            Effect::Compatible,
            "values with further tags are read as this alternative",
        ),
        "name on the wire" => (
            Effect::Breaking,
            "code compiles as before and reads and writes something else",
        ),
        "header on the wire" => (
            Effect::Breaking,
            "code compiles as before and reads another header",
        ),
        "tag on the wire" => (
            Effect::Breaking,
            "code compiles as before and another property tells the alternatives apart",
        ),
        "security" => security(was, now),
        "parameter on the wire" => (
            Effect::Breaking,
            "code compiles as before and sends the value as another parameter",
        ),
        "value" => (Effect::Breaking, "the constant has another value"),
        "method" | "path" | "base_url" => (
            Effect::Breaking,
            "code compiles as before and calls go elsewhere",
        ),
        "parameters" => (
            Effect::Breaking,
            "code compiles as before and calls carry other values by default",
        ),
        "request_types" => request_types(was, now),
        "response_types" => (
            Effect::Compatible,
            "other media types are asked for; an answer is decoded by the type that it says",
        ),
        "statuses" => (Effect::Compatible, "other statuses are documented"),
        "id" => (
            Effect::Compatible,
            "the document writes its name in another way",
        ),
        "user_agent" => (Effect::Compatible, "the client names itself in another way"),
        "anonymous" if now == "true" => (Effect::Compatible, "it is called without a credential"),
        "anonymous" => (Effect::Breaking, "it needs a credential now"),
        _ => (
            Effect::Breaking,
            "code compiles as before and calls may be made in another way",
        ),
    }
}

/// `car` to `car | auto`.
fn has_further_tags(was: &str, now: &str) -> bool {
    let (was, now): (Vec<&str>, Vec<&str>) =
        (was.split(" | ").collect(), now.split(" | ").collect());
    was.first() == now.first() && was.iter().all(|tag| now.contains(tag))
}

/// What proved the caller once must do so still.
fn security(was: &str, now: &str) -> (Effect, &'static str) {
    let (was, now): (Vec<&str>, Vec<&str>) =
        (was.split(" or ").collect(), now.split(" or ").collect());
    match was.iter().all(|alternative| now.contains(alternative)) {
        true => (
            Effect::Compatible,
            "there are further ways to prove who is calling",
        ),
        false => (
            Effect::Breaking,
            "code compiles as before and what proved who is calling may not do any more",
        ),
    }
}

/// The first is the one that is sent unless a call says otherwise.
fn request_types(was: &str, now: &str) -> (Effect, &'static str) {
    let (was, now): (Vec<&str>, Vec<&str>) = (was.split(", ").collect(), now.split(", ").collect());
    if was.first() != now.first() {
        return (
            Effect::Breaking,
            "code compiles as before and bodies are sent in another media type by default",
        );
    }
    if was.iter().all(|media_type| now.contains(media_type)) {
        return (
            Effect::Compatible,
            "further media types can be chosen for the body",
        );
    }
    (
        Effect::Breaking,
        "a media type of the body can no longer be chosen",
    )
}
