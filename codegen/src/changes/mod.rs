//! What a change of the document means for those who use the crate.
//!
//! Two public interfaces are compared by the rules of semantic versioning for Rust: what is gone
//! or different breaks, what is new does not, unless the type has promised to have no more. Beside
//! the signatures stand the facts that no compiler sees, such as where a call goes: code that
//! compiles as before and does something else is counted as broken.

mod facts;
mod items;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;

use crate::api::{Kind, PublicApi};

/// What a change means for code that uses the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// It may not compile any more, or compiles and does something else.
    Breaking,
    /// It goes on as before.
    Compatible,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// It was there.
    Removed,
    /// It is different.
    Changed,
    /// It was not there.
    Added,
}

/// One difference between two interfaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What it means for users.
    pub effect: Effect,
    /// What happened.
    pub event: Event,
    /// What it happened to: its path in the crate, or `operation x: path` for a fact.
    pub item: String,
    /// Which kind of thing that is.
    pub kind: String,
    /// How it was declared.
    pub old: Option<String>,
    /// How it is declared.
    pub new: Option<String>,
    /// Why it has this effect.
    pub reason: String,
}

/// All differences between two interfaces, those that break first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Whether one of them breaks; `null` when there is none at all.
    pub effect: Option<Effect>,
    /// The differences, sorted by effect, event and item.
    pub changes: Vec<Change>,
}

impl Changes {
    /// Compares two interfaces of the same crate.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use codegen::{Changes, PublicApi};
    ///
    /// let api = |text: &str| {
    ///     PublicApi::read("sums", &BTreeMap::from([("lib.rs".into(), text.to_owned())])).unwrap()
    /// };
    /// let (old, new) = (api("pub fn add(a: u8) {}"), api("pub fn add(a: u16) {}\npub mod more {}"));
    /// assert!(Changes::between(&old, &new).is_breaking());
    /// assert!(Changes::between(&old, &old).changes.is_empty());
    /// ```
    pub fn between(old: &PublicApi, new: &PublicApi) -> Self {
        let mut changes = items::compare(old, new);
        changes.extend(facts::compare(old, new));
        changes.sort();
        Self {
            effect: changes.first().map(|change| change.effect),
            changes,
        }
    }

    /// Whether code that uses the crate may break.
    pub fn is_breaking(&self) -> bool {
        self.effect == Some(Effect::Breaking)
    }
}

/// The report for people.
impl fmt::Display for Changes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() {
            return writeln!(formatter, "Nothing changes for users of the crate.");
        }
        let mut title = None;
        for change in &self.changes {
            if title != Some(change.effect) {
                let of_it = self
                    .changes
                    .iter()
                    .filter(|other| other.effect == change.effect);
                let word = match change.effect {
                    Effect::Breaking => "Breaking",
                    Effect::Compatible => "Compatible",
                };
                let gap = if title.is_some() { "\n" } else { "" };
                writeln!(formatter, "{gap}{word} ({}):", of_it.count())?;
                title = Some(change.effect);
            }
            write!(formatter, "{change}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event = match self.event {
            Event::Removed => "removed",
            Event::Changed => "changed",
            Event::Added => "added",
        };
        writeln!(formatter, "  {event:<8}{} {}", self.kind, self.item)?;
        if self.event == Event::Changed {
            for (sign, text) in [('-', &self.old), ('+', &self.new)] {
                if let Some(text) = text {
                    writeln!(formatter, "          {sign} {text}")?;
                }
            }
        }
        writeln!(formatter, "          {}", self.reason)
    }
}

fn kind(kind: Kind) -> String {
    kind.to_string()
}
