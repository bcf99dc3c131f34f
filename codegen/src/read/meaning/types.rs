//! Which Rust types the schemas become, and that no two become the same.

use super::Meaning;
use crate::diagnostic::{Code, Extent};
use crate::naming::{self, TypeName};
use crate::read::faults::quoted;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The types that were named so far, with the name in the document and its place.
#[derive(Default)]
pub(super) struct Types {
    taken: HashMap<TypeName, (String, Extent)>,
}

impl Meaning<'_, '_> {
    /// Notes that a schema becomes a type.
    pub(super) fn take_type(&mut self, name: &TypeName, documented: &str, place: Extent) {
        if !naming::is_legal(&name.name) || !naming::is_legal(&name.module) {
            self.faults.report(
                Code::NoRustName,
                place,
                format!("no Rust type can be named after {}", quoted(documented)),
                "give the schema an `x-documented-name` whose last segments have ASCII letters",
            );
            return;
        }
        match self.types.taken.entry(name.clone()) {
            Entry::Vacant(slot) => {
                slot.insert((documented.to_owned(), place));
            }
            Entry::Occupied(slot) => {
                let (other, other_place) = slot.get();
                let line = self.faults.line(*other_place);
                let message = match other == documented {
                    true => format!("the schema of line {line} is the Rust type `{name}`, too"),
                    false => format!(
                        "{} and {} of line {line} both become the Rust type `{name}`",
                        quoted(documented),
                        quoted(other)
                    ),
                };
                self.faults.report(
                    Code::TypeCollision,
                    place,
                    message,
                    "give one of them another `x-documented-name`",
                );
            }
        }
    }
}
