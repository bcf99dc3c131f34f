//! How XML spells the objects: what `xml` says, and the defaults of OpenAPI 3.0 where it is
//! silent.
//!
//! `openapiv3` does not keep `xml`, so this reads the document itself.
//!
//! Source: OpenAPI Specification 3.0.3, section 4.7.26 (XML Object).

use std::collections::BTreeMap;

use serde_json::Value;

use super::names::unescape;
use super::text;
use crate::plan::{EntriesSpelling, PropertySpelling, Shape, Spelling, TypePlan, XmlName};

/// How many references may lead to each other.
const MAX_ALIASES: usize = 64;

/// The spellings of all objects, by lowered name.
pub(super) fn read(document: &Value, types: &[TypePlan]) -> BTreeMap<String, Spelling> {
    let document = Document(document);
    let mut spellings = BTreeMap::new();
    for planned in types {
        let Shape::Object(properties) = &planned.shape else {
            continue;
        };
        // Of an object that lowering put together, the document says nothing: the defaults hold.
        let schema = document.0.pointer(&planned.pointer).unwrap_or(&Value::Null);
        // The key of a component, or the property that holds the schema.
        let key = planned.pointer.rsplit('/').find(|step| *step != "items");
        let key = key.map(unescape).unwrap_or_default();
        let properties = properties.iter().map(|property| {
            let found = document.property(schema, &property.wire, MAX_ALIASES);
            let spelling = found.map_or_else(
                || PropertySpelling {
                    name: name(None, &property.wire),
                    item: name(None, &property.wire),
                    ..PropertySpelling::default()
                },
                |found| document.property_spelling(found, &property.wire),
            );
            (property.wire.clone(), spelling)
        });
        let spelling = Spelling {
            name: name(schema.get("xml"), &key),
            properties: properties.collect(),
        };
        spellings.insert(planned.lowered.clone(), spelling);
    }
    spellings
}

struct Document<'a>(&'a Value);

impl<'a> Document<'a> {
    /// The schema of a property, in the object itself or in those that it is composed of.
    fn property(&self, schema: &'a Value, wire: &str, steps: usize) -> Option<&'a Value> {
        let steps = steps.checked_sub(1)?;
        let schema = self.resolve(schema);
        let own = schema
            .get("properties")
            .and_then(|properties| properties.get(wire));
        own.or_else(|| {
            let mut parts = schema.get("allOf")?.as_array()?.iter();
            parts.find_map(|part| self.property(part, wire, steps))
        })
    }

    fn property_spelling(&self, schema: &'a Value, wire: &str) -> PropertySpelling {
        let xml = self.xml(schema);
        let target = self.described(schema);
        let own = name(xml, wire);
        let wrapped = flag(xml, "wrapped");
        let items = target.get("items");
        let item_xml = items.and_then(|items| {
            let own = items.get("xml");
            own.or_else(|| self.described(items).get("xml"))
        });
        // A list without an element of its own has no name either: its items have.
        let item = name(item_xml, if wrapped { &own.local } else { wire });
        let name = match items.is_some() && !wrapped {
            true => item.clone(),
            false => own,
        };
        PropertySpelling {
            name,
            attribute: flag(xml, "attribute"),
            wrapped,
            item,
            entries: xml.and_then(|xml| xml.get("x-entries")).map(entries),
        }
    }

    /// What a property's schema says of its own element. A type that is only referred to says
    /// nothing of it: its name is for where nothing else gives one.
    fn xml(&self, schema: &'a Value) -> Option<&'a Value> {
        let own = schema.get("xml");
        own.or_else(|| {
            let target = self.resolve(schema);
            let is_type = target.get("properties").is_some() || target.get("allOf").is_some();
            target.get("xml").filter(|_| !is_type)
        })
    }

    /// The schema at the end of references, and of `allOf` with nothing but one.
    fn described(&self, schema: &'a Value) -> &'a Value {
        let mut schema = self.resolve(schema);
        for _ in 0..MAX_ALIASES {
            match schema
                .get("allOf")
                .and_then(Value::as_array)
                .map(Vec::as_slice)
            {
                Some([only]) => schema = self.resolve(only),
                _ => break,
            }
        }
        schema
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        for _ in 0..MAX_ALIASES {
            let target = schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| self.0.pointer(reference.strip_prefix('#')?));
            match target {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }
}

fn name(xml: Option<&Value>, default: &str) -> XmlName {
    let said = |key| xml.and_then(|xml| text(xml, key));
    XmlName {
        local: said("name").unwrap_or_else(|| default.to_owned()),
        namespace: said("namespace").unwrap_or_default(),
        prefix: said("prefix").unwrap_or_default(),
    }
}

fn flag(xml: Option<&Value>, key: &str) -> bool {
    xml.and_then(|xml| xml.get(key)).and_then(Value::as_bool) == Some(true)
}

fn entries(entries: &Value) -> EntriesSpelling {
    let said = |key| text(entries, key).unwrap_or_default();
    EntriesSpelling {
        name: said("name"),
        key: said("key"),
        value: said("value"),
        namespace: said("namespace"),
        typed: flag(Some(entries), "typed"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn spelling(schema: Value) -> PropertySpelling {
        let document = json!({"components": {"schemas": {
            "Animal": {"type": "object", "xml": {"name": "animal"}, "properties": {"a": {"type": "string"}}},
            "Name": {"type": "string", "xml": {"name": "nick"}},
        }}});
        Document(&document).property_spelling(&schema, "animals")
    }

    /// The examples of the specification.
    #[test]
    fn lists_are_named_as_openapi_has_it() {
        let text = json!({"type": "string"});
        let animal = json!({"type": "string", "xml": {"name": "animal"}});
        for (items, xml, wrapped, list, item) in [
            (&text, json!({}), false, "animals", "animals"),
            (
                &animal,
                json!({"name": "aliens"}),
                false,
                "animal",
                "animal",
            ),
            (
                &animal,
                json!({"name": "aliens", "wrapped": true}),
                true,
                "aliens",
                "animal",
            ),
            (&text, json!({"wrapped": true}), true, "animals", "animals"),
            (
                &text,
                json!({"name": "aliens", "wrapped": true}),
                true,
                "aliens",
                "aliens",
            ),
        ] {
            let found = spelling(json!({"type": "array", "items": items, "xml": xml}));
            let names = (found.name.local.as_str(), found.item.local.as_str());
            assert_eq!((found.wrapped, names), (wrapped, (list, item)), "{xml}");
        }
    }

    #[test]
    fn a_type_does_not_name_the_properties_that_hold_it_but_the_items() {
        let animal = json!({"$ref": "#/components/schemas/Animal"});
        assert_eq!(spelling(animal.clone()).name.local, "animals");
        assert_eq!(
            spelling(json!({"allOf": [animal.clone()], "xml": {"name": "pet"}}))
                .name
                .local,
            "pet"
        );
        assert_eq!(
            spelling(json!({"type": "array", "items": animal}))
                .name
                .local,
            "animal"
        );
        let name = json!({"$ref": "#/components/schemas/Name"});
        assert_eq!(spelling(name).name.local, "nick");
    }
}
