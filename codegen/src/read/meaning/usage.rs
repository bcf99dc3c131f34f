//! Whether everything under `components` is used by an operation.

use super::Meaning;
use super::references::split;
use crate::diagnostic::{Code, Extent};
use crate::read::grammar::Reference;
use std::collections::{HashMap, HashSet};

impl Meaning<'_, '_> {
    pub(super) fn usage(&mut self, references: &[Reference<'_>]) {
        // Security schemes are used by their names, not by references.
        const KINDS: [&str; 6] = [
            "schemas",
            "responses",
            "headers",
            "parameters",
            "requestBodies",
            "examples",
        ];
        // Where each component stands, so that a reference can be told to belong to it.
        let mut places: Vec<(Extent, (&str, &str))> = KINDS
            .iter()
            .flat_map(|&kind| {
                self.components
                    .kind(kind)
                    .map(move |(name, entry)| (entry.node.extent, (kind, name)))
            })
            .collect();
        places.sort_unstable_by_key(|(extent, _)| extent.start);

        let mut inside: HashMap<(&str, &str), Vec<(&str, &str)>> = HashMap::new();
        let mut to_visit = Vec::new();
        for reference in references {
            let Some(target) = split(reference.target) else {
                continue;
            };
            let after = places.partition_point(|(extent, _)| extent.start <= reference.place.start);
            let holder = after
                .checked_sub(1)
                .map(|last| places[last])
                .filter(|(extent, _)| reference.place.start < extent.end);
            match holder {
                Some((_, component)) => inside.entry(component).or_default().push(target),
                None => to_visit.push(target),
            }
        }
        let mut used: HashSet<(&str, &str)> = HashSet::new();
        while let Some(component) = to_visit.pop() {
            if used.insert(component) {
                to_visit.extend(inside.get(&component).into_iter().flatten());
            }
        }
        for (_, (kind, name)) in places {
            if !used.contains(&(kind, name))
                && let Some(entry) = self.components.get(kind, name)
            {
                self.faults.report(
                    Code::UnusedComponent,
                    entry.key,
                    format!("no operation uses `{name}` of `components.{kind}`"),
                    "remove it, or refer to it",
                );
            }
        }
    }
}
