//! Differences that a compiler sees.

use std::collections::BTreeMap;

use super::{Change, Effect, Event, kind};
use crate::api::{Item, Kind, PublicApi};

pub(super) fn compare(old: &PublicApi, new: &PublicApi) -> Vec<Change> {
    let renamed = renamed_operations(old, new);
    let mut changes = Vec::new();
    for item in old.items() {
        match new.item(&item.path, item.kind) {
            Some(now) => changes.extend(changed(item, now)),
            None if stands_in_other(item, old, new) => changes.push(removed(item, &renamed)),
            // It is gone with what it belongs to.
            None => {}
        }
    }
    for item in new.items() {
        if old.item(&item.path, item.kind).is_none() && stands_in_other(item, new, old) {
            changes.push(added(item, old));
        }
    }
    changes
}

/// Whether what an item belongs to is also in the other interface: otherwise the difference is
/// that one's.
fn stands_in_other(item: &Item, own: &PublicApi, other: &PublicApi) -> bool {
    let holder = match &item.owner {
        Some(owner) => Some((owner.as_str(), Kind::Type)),
        None => item
            .path
            .rsplit_once("::")
            .map(|(module, _)| (module, Kind::Module)),
    };
    holder.is_none_or(|(path, kind)| {
        own.item(path, kind).is_none() || other.item(path, kind).is_some()
    })
}

fn removed(item: &Item, renamed: &BTreeMap<String, String>) -> Change {
    let reason = match renamed.get(&item.path) {
        Some(now) => format!("the operation is called `{now}` now"),
        None if item.kind == Kind::Impl => {
            String::from("code that needs the trait does not compile any more")
        }
        None => String::from("code that names it does not compile any more"),
    };
    Change {
        effect: Effect::Breaking,
        event: Event::Removed,
        item: item.path.clone(),
        kind: kind(item.kind),
        old: Some(item.declaration.clone()),
        new: None,
        reason,
    }
}

fn added(item: &Item, old: &PublicApi) -> Change {
    let owner = item
        .owner
        .as_deref()
        .and_then(|owner| old.item(owner, Kind::Type));
    let is_exhaustive = owner.is_some_and(|owner| owner.is_exhaustive);
    let (effect, reason) = match item.kind {
        Kind::Field if is_exhaustive => (
            Effect::Breaking,
            "the struct is not `#[non_exhaustive]`: code that builds it names every field",
        ),
        Kind::Variant if is_exhaustive => (
            Effect::Breaking,
            "the enum is not `#[non_exhaustive]`: code that matches it names every variant",
        ),
        Kind::Field => (Effect::Compatible, "the struct is `#[non_exhaustive]`"),
        Kind::Variant => (Effect::Compatible, "the enum is `#[non_exhaustive]`"),
        _ => (Effect::Compatible, "nothing named it before"),
    };
    Change {
        effect,
        event: Event::Added,
        item: item.path.clone(),
        kind: kind(item.kind),
        old: None,
        new: Some(item.declaration.clone()),
        reason: reason.to_owned(),
    }
}

fn changed(old: &Item, new: &Item) -> Option<Change> {
    let is_open = |item: &Item| item.declaration.starts_with("#[non_exhaustive]");
    let (effect, reason) = if old.contract != new.contract {
        (Effect::Breaking, reason_for(old, new))
    } else if old.arguments != new.arguments {
        let reason = "an argument of the same type is another, or stands elsewhere: a call \
                      compiles as before and may pass the wrong value";
        (Effect::Breaking, reason)
    } else if !is_open(old) && is_open(new) {
        (
            Effect::Breaking,
            "it is `#[non_exhaustive]` now: it cannot be built or matched in full",
        )
    } else if old.is_exhaustive && !new.is_exhaustive {
        (
            Effect::Breaking,
            "it has fields that are not public now: it cannot be built or taken apart in full",
        )
    } else if is_open(old) && !is_open(new) {
        (Effect::Compatible, "it is no longer `#[non_exhaustive]`")
    } else if !old.is_deprecated && new.is_deprecated {
        (Effect::Compatible, "it is deprecated now: its use warns")
    } else if old.is_deprecated && !new.is_deprecated {
        (Effect::Compatible, "it is no longer deprecated")
    } else {
        return None;
    };
    Some(Change {
        effect,
        event: Event::Changed,
        item: new.path.clone(),
        kind: kind(new.kind),
        old: Some(old.declaration.clone()),
        new: Some(new.declaration.clone()),
        reason: reason.to_owned(),
    })
}

fn reason_for(old: &Item, new: &Item) -> &'static str {
    match old.kind {
        Kind::Function if new.arguments.len() > old.arguments.len() => {
            "it takes more arguments: calls do not compile any more"
        }
        Kind::Function if new.arguments.len() < old.arguments.len() => {
            "it takes fewer arguments: calls do not compile any more"
        }
        Kind::Function => "it takes or gives other types",
        Kind::Field => "the field has another type",
        Kind::Variant => "the variant holds something else",
        Kind::Constant => "the constant has another type",
        _ => "it is declared in another way",
    }
}

/// The methods of operations that do the same under another name, with that name.
fn renamed_operations(old: &PublicApi, new: &PublicApi) -> BTreeMap<String, String> {
    let calls = |api: &PublicApi| {
        let mut calls: BTreeMap<String, (String, String)> = BTreeMap::new();
        for (fact, value) in api.facts() {
            if let Some(operation) = fact.path.strip_prefix("operation ") {
                let call = calls.entry(operation.to_owned()).or_default();
                match fact.name.as_str() {
                    "method" => call.0.clone_from(value),
                    "path" => call.1.clone_from(value),
                    _ => {}
                }
            }
        }
        calls
    };
    let (old_calls, new_calls) = (calls(old), calls(new));
    let by_call: BTreeMap<_, _> = new_calls
        .iter()
        .filter(|(name, _)| !old_calls.contains_key(*name))
        .map(|(name, call)| (call, name))
        .collect();
    let mut renamed = BTreeMap::new();
    for item in old.items().filter(|item| item.kind == Kind::Function) {
        let name = item.path.rsplit("::").next().unwrap_or_default();
        if !new_calls.contains_key(name)
            && let Some(now) = old_calls.get(name).and_then(|call| by_call.get(call))
        {
            renamed.insert(item.path.clone(), (*now).clone());
        }
    }
    renamed
}
