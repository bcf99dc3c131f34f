//! How the alternatives of `oneOf` and `anyOf` are told apart when a value comes.
//!
//! The read stage asks whether they can be, and lowering asks how; both ask here, so that they
//! cannot disagree.

use std::collections::{BTreeMap, BTreeSet};

/// An alternative, as far as it can be told from others.
#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    pub(crate) kind: Kind,
    /// The properties of an object.
    pub(crate) properties: BTreeSet<String>,
    pub(crate) required: BTreeSet<String>,
    /// The members of the properties that are enums of strings.
    pub(crate) constants: BTreeMap<String, BTreeSet<String>>,
}

/// What a value is in JSON, where integers are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Object,
    Array,
    Text,
    Number,
    Boolean,
}

impl Kind {
    /// The kind of a schema's `type`.
    pub(crate) fn of(schema_type: &str) -> Option<Self> {
        Some(match schema_type {
            "object" => Self::Object,
            "array" => Self::Array,
            "string" => Self::Text,
            "integer" | "number" => Self::Number,
            "boolean" => Self::Boolean,
            _ => return None,
        })
    }
}

/// How alternatives are told apart, for each in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// By the text of a property: the texts of each alternative.
    Tag(String, Vec<Vec<String>>),
    /// By the kind of value, and among objects by a required property that no other has. At most
    /// one object has none: it is what is left.
    Kinds(Vec<Option<String>>),
}

/// How the alternatives are told apart; else two that cannot be.
pub(crate) fn tell_apart(alternatives: &[Alternative]) -> Result<Telling, (usize, usize)> {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut objects: Vec<(usize, &Alternative)> = Vec::new();
    for (index, alternative) in alternatives.iter().enumerate() {
        match alternative.kind {
            Kind::Object => objects.push((index, alternative)),
            kind => {
                if let Some(other) = kinds.insert(kind, index) {
                    return Err((other, index));
                }
            }
        }
    }
    if objects.len() == alternatives.len()
        && objects.len() > 1
        && let Some(telling) = by_constants(alternatives)
    {
        return Ok(telling);
    }
    let mut markers: Vec<Option<String>> = vec![None; alternatives.len()];
    let mut left: Option<usize> = None;
    for &(index, alternative) in &objects {
        let others = || {
            objects
                .iter()
                .filter(|(other, _)| *other != index)
                .map(|(_, other)| *other)
        };
        let marker = alternative.required.iter().find(|property| {
            let known = |other: &Alternative| {
                let mut properties = other.properties.iter();
                properties.any(|known| known.eq_ignore_ascii_case(property))
            };
            !others().any(known)
        });
        match marker {
            Some(marker) if objects.len() > 1 => markers[index] = Some(marker.clone()),
            _ => {
                if let Some(other) = left.replace(index) {
                    return Err((other, index));
                }
            }
        }
    }
    Ok(Telling::Kinds(markers))
}

/// By a required property whose members differ from alternative to alternative.
fn by_constants(alternatives: &[Alternative]) -> Option<Telling> {
    let first = alternatives.first()?;
    let property = first.constants.keys().find(|property| {
        let mut seen = BTreeSet::new();
        alternatives.iter().all(|alternative| {
            let members = alternative.constants.get(*property);
            alternative.required.contains(*property)
                && members.is_some_and(|members| {
                    !members.is_empty() && members.iter().all(|member| seen.insert(member))
                })
        })
    })?;
    let values = alternatives.iter().map(|alternative| {
        let members = alternative.constants.get(property);
        members.into_iter().flatten().cloned().collect()
    });
    Some(Telling::Tag(property.clone(), values.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(properties: &[&str], required: &[&str]) -> Alternative {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Alternative {
            kind: Kind::Object,
            properties: set(properties),
            required: set(required),
            constants: BTreeMap::new(),
        }
    }

    fn tagged(member: &str) -> Alternative {
        let mut alternative = object(&["kind", "a"], &["kind"]);
        let members = BTreeSet::from([member.to_owned()]);
        alternative.constants.insert("kind".to_owned(), members);
        alternative
    }

    fn scalar(kind: Kind) -> Alternative {
        Alternative {
            kind,
            ..object(&[], &[])
        }
    }

    #[test]
    fn kinds_tell_apart_but_only_one_of_each() {
        let text = || scalar(Kind::Text);
        let apart = tell_apart(&[text(), scalar(Kind::Number), object(&[], &[])]);
        assert_eq!(apart, Ok(Telling::Kinds(vec![None, None, None])));
        assert_eq!(tell_apart(&[text(), text()]), Err((0, 1)));
    }

    #[test]
    fn objects_are_told_by_what_only_one_requires() {
        let round = || object(&["radius", "name"], &["radius"]);
        let square = || object(&["side", "name"], &["side"]);
        let other = || object(&["name"], &[]);
        let markers = |telling| match telling {
            Ok(Telling::Kinds(markers)) => markers,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            markers(tell_apart(&[round(), square(), other()])),
            [Some("radius".to_owned()), Some("side".to_owned()), None]
        );
        assert_eq!(tell_apart(&[other(), round(), other()]), Err((0, 2)));
        // What the other describes, too, tells nothing.
        let named = object(&["name"], &["name"]);
        assert_eq!(tell_apart(&[named, other()]), Err((0, 1)));
    }

    #[test]
    fn a_property_with_members_of_its_own_is_a_tag() {
        let Ok(Telling::Tag(property, values)) = tell_apart(&[tagged("x"), tagged("y")]) else {
            panic!("a tag");
        };
        assert_eq!(property, "kind");
        assert_eq!(values, [["x"], ["y"]]);
        assert_eq!(tell_apart(&[tagged("x"), tagged("x")]), Err((0, 1)));
    }
}
