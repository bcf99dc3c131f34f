//! The document's schemas as shapes, read from it without the generator.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use saphyr::{LoadableYamlNode, Yaml};

use crate::comparison::{Properties, Shape};

/// The shape of the schema of a documented name, such as
/// `Microsoft.Partner.Services.Carts.V1.Models.Cart`.
pub fn shape(documented_name: &str) -> Option<Shape> {
    SHAPES.get(documented_name).copied()
}

/// The documented names of all schemas, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHAPES.keys().map(String::as_str)
}

static SHAPES: LazyLock<BTreeMap<String, Shape>> = LazyLock::new(read);

/// The shapes live as long as the process, so that they can refer to each other.
fn read() -> BTreeMap<String, Shape> {
    const DOCUMENT: &str = include_str!("../../spec/partner-center.yaml");
    let documents = Yaml::load_from_str(DOCUMENT).unwrap_or_default();
    let schemas: Vec<(&str, &Yaml<'_>)> = documents
        .first()
        .and_then(|document| {
            document
                .as_mapping_get("components")?
                .as_mapping_get("schemas")
        })
        .and_then(Yaml::as_mapping)
        .into_iter()
        .flatten()
        .filter_map(|(key, schema)| Some((key.as_str()?, schema)))
        .collect();
    let objects: BTreeMap<&str, &'static Properties> = schemas
        .iter()
        .map(|(key, _)| (*key, leak(Properties::default())))
        .collect();
    for (key, schema) in &schemas {
        let mut properties: Vec<(&'static str, Shape)> = schema
            .as_mapping_get("properties")
            .and_then(Yaml::as_mapping)
            .into_iter()
            .flatten()
            .filter_map(|(name, schema)| Some((text(name)?, shape_of(schema, &objects)?)))
            .collect();
        properties.sort_by_key(|(name, _)| *name);
        objects[key].fill(properties);
    }
    let named = schemas.iter().filter_map(|(key, schema)| {
        let name = schema.as_mapping_get("x-documented-name")?.as_str()?;
        Some((name.to_owned(), Shape::Object(objects[key])))
    });
    named.collect()
}

fn shape_of(schema: &Yaml<'_>, objects: &BTreeMap<&str, &'static Properties>) -> Option<Shape> {
    if let Some(reference) = schema.as_mapping_get("$ref") {
        let key = reference.as_str()?.strip_prefix("#/components/schemas/")?;
        return objects.get(key).map(|properties| Shape::Object(properties));
    }
    if let Some(all_of) = schema.as_mapping_get("allOf") {
        return shape_of(all_of.as_sequence()?.first()?, objects);
    }
    let members = schema.as_mapping_get("enum").and_then(Yaml::as_sequence);
    let shape = match (schema.as_mapping_get("type")?.as_str()?, members) {
        ("string", None) => Shape::Text,
        ("string", Some(members)) => {
            let added =
                additions(schema).filter_map(|addition| text(addition.as_mapping_get("value")?));
            Shape::Enum(leak(
                members
                    .iter()
                    .filter_map(text)
                    .chain(added)
                    .collect::<Vec<_>>(),
            ))
        }
        ("boolean", _) => Shape::Boolean,
        ("number", _) => Shape::Decimal,
        ("integer", None) => Shape::Integer,
        ("integer", Some(members)) => {
            let names = schema
                .as_mapping_get("x-enum-varnames")
                .and_then(Yaml::as_sequence);
            let named = members.iter().zip(names.into_iter().flatten());
            let named = named.filter_map(|(value, name)| Some((value.as_integer()?, text(name)?)));
            let added = additions(schema).filter_map(|addition| {
                let value = addition.as_mapping_get("value")?.as_integer()?;
                Some((value, text(addition.as_mapping_get("name")?)?))
            });
            Shape::IntegerEnum(leak(named.chain(added).collect::<Vec<_>>()))
        }
        ("array", _) => {
            let element = shape_of(schema.as_mapping_get("items")?, objects)?;
            Shape::Array(leak(element))
        }
        ("object", _) => Shape::AnyObject,
        _ => return None,
    };
    Some(shape)
}

fn additions<'y>(schema: &'y Yaml<'_>) -> impl Iterator<Item = &'y Yaml<'y>> {
    let list = schema
        .as_mapping_get("x-enum-additions")
        .and_then(Yaml::as_sequence);
    list.into_iter().flatten()
}

fn text(yaml: &Yaml<'_>) -> Option<&'static str> {
    Some(leak(yaml.as_str()?.to_owned()))
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
