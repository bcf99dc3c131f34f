//! Enums: the members that the document lists, and those that it adds.

use openapiv3::{IntegerType, Schema, SchemaKind, StringType, Type};
use serde_json::Value;

use super::text;
use crate::naming;
use crate::plan::{IntegerMember, Shape, StringMember};

pub(super) fn lower_string_enum(schema: &Schema, string: &StringType) -> (SchemaKind, Shape) {
    let members = members(&string.enumeration);
    let descriptions = extension_list(schema, "x-enum-descriptions");
    let documented = members.map(|(index, wire)| StringMember {
        wire: wire.clone(),
        variant: naming::variant(wire),
        description: text_at(descriptions, index),
    });
    let added = extension_list(schema, "x-enum-additions")
        .iter()
        .filter_map(|addition| {
            let wire = text(addition, "value")?;
            let description = text(addition, "description");
            Some(StringMember {
                variant: text(addition, "name").unwrap_or_else(|| naming::variant(&wire)),
                wire,
                description,
            })
        });
    let mut members: Vec<_> = documented.chain(added).collect();
    members.sort_by(|one, other| one.wire.cmp(&other.wire));
    let kind = SchemaKind::Type(Type::String(StringType {
        // progenitor makes variants of the members, and must not find two the same.
        enumeration: (0..members.len())
            .map(|index| Some(format!("member_{index}")))
            .collect(),
        ..StringType::default()
    }));
    (kind, Shape::StringEnum(members))
}

pub(super) fn lower_integer_enum(schema: &Schema, integer: &IntegerType) -> (SchemaKind, Shape) {
    let values = members(&integer.enumeration);
    let names = extension_list(schema, "x-enum-varnames");
    let descriptions = extension_list(schema, "x-enum-descriptions");
    let documented = values.map(|(index, value)| IntegerMember {
        value: *value,
        name: text_at(names, index),
        description: text_at(descriptions, index),
    });
    let added = extension_list(schema, "x-enum-additions")
        .iter()
        .filter_map(|addition| {
            Some(IntegerMember {
                value: addition.get("value")?.as_i64()?,
                name: text(addition, "name"),
                description: text(addition, "description"),
            })
        });
    let mut members: Vec<_> = documented.chain(added).collect();
    members.sort_by_key(|member| member.value);
    let kind = SchemaKind::Type(Type::Integer(IntegerType {
        enumeration: members.iter().map(|member| Some(member.value)).collect(),
        ..IntegerType::default()
    }));
    (kind, Shape::IntegerEnum(members))
}

/// The members with their places in the list; `null` has a place, and is none.
fn members<T>(enumeration: &[Option<T>]) -> impl Iterator<Item = (usize, &T)> {
    let members = enumeration.iter().enumerate();
    members.filter_map(|(index, member)| Some((index, member.as_ref()?)))
}

fn extension_list<'s>(schema: &'s Schema, key: &str) -> &'s [Value] {
    let list = schema
        .schema_data
        .extensions
        .get(key)
        .and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}
/// The text that a list has for the member at this index, if it has one.
fn text_at(list: &[Value], index: usize) -> Option<String> {
    list.get(index)?.as_str().map(str::to_owned)
}
