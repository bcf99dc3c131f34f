//! What a document says of values beyond their types, in words. The client passes it on to its
//! reader and checks none of it: the service does, and changes its rules without a new client.

use openapiv3::{
    AnySchema, ArrayType, IntegerType, NumberType, ObjectType, Schema, SchemaKind, StringType,
    Type, VariantOrUnknownOrEmpty,
};

use super::canonical::format_name;

/// The notes of a schema, each a phrase.
pub(super) fn of(schema: &Schema) -> Vec<String> {
    let mut notes = match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => of_text(string),
        SchemaKind::Type(Type::Number(number)) => of_number(number),
        SchemaKind::Type(Type::Integer(integer)) => of_integer(integer),
        SchemaKind::Type(Type::Boolean(boolean)) => one_of(boolean.enumeration.iter().flatten())
            .into_iter()
            .collect(),
        SchemaKind::Type(Type::Array(array)) => of_array(array),
        SchemaKind::Type(Type::Object(object)) => of_object(object),
        SchemaKind::Any(any) => of_any(any),
        _ => Vec::new(),
    };
    let data = &schema.schema_data;
    if let Some(default) = &data.default {
        notes.push(format!("default `{}`", code(&default.to_string())));
    }
    if data.read_only {
        notes.push(String::from("set by the service alone"));
    }
    if data.write_only {
        notes.push(String::from("sent, and never returned"));
    }
    notes
}

fn of_text(string: &StringType) -> Vec<String> {
    let mut notes = Vec::new();
    // Formats that have been known from the beginning are left to the description.
    let format = format_name(&string.format).filter(|name| !matches!(*name, "uuid" | "uri"));
    notes.extend(format.map(|name| format!("of format `{}`", code(name))));
    notes.extend(span(string.min_length, string.max_length, "character"));
    let pattern = string.pattern.as_deref();
    notes.extend(pattern.map(|pattern| format!("matching `{}`", code(pattern))));
    notes
}

fn of_number(number: &NumberType) -> Vec<String> {
    let mut notes: Vec<String> = other_format(&number.format).into_iter().collect();
    notes.extend(one_of(number.enumeration.iter().flatten()));
    let limits = Limits {
        minimum: number.minimum.map(|limit| limit.to_string()),
        maximum: number.maximum.map(|limit| limit.to_string()),
        exclusive_minimum: number.exclusive_minimum,
        exclusive_maximum: number.exclusive_maximum,
        multiple_of: number.multiple_of.map(|factor| factor.to_string()),
    };
    notes.extend(limits.notes());
    notes
}

fn of_integer(integer: &IntegerType) -> Vec<String> {
    let mut notes: Vec<String> = other_format(&integer.format).into_iter().collect();
    let limits = Limits {
        minimum: integer.minimum.map(|limit| limit.to_string()),
        maximum: integer.maximum.map(|limit| limit.to_string()),
        exclusive_minimum: integer.exclusive_minimum,
        exclusive_maximum: integer.exclusive_maximum,
        multiple_of: integer.multiple_of.map(|factor| factor.to_string()),
    };
    notes.extend(limits.notes());
    notes
}

/// A format that is none of OpenAPI's own, which are left to the description.
fn other_format<T>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Unknown(name) => Some(format!("of format `{}`", code(name))),
        _ => None,
    }
}

/// The members of an enum that is no type.
fn one_of<T: ToString>(members: impl Iterator<Item = T>) -> Option<String> {
    let members: Vec<String> = members
        .map(|member| format!("`{}`", member.to_string()))
        .collect();
    (!members.is_empty()).then(|| format!("one of {}", members.join(", ")))
}

fn of_array(array: &ArrayType) -> Vec<String> {
    let mut notes: Vec<String> = span(array.min_items, array.max_items, "element")
        .into_iter()
        .collect();
    if array.unique_items {
        notes.push(String::from("no element twice"));
    }
    notes
}

fn of_object(object: &ObjectType) -> Vec<String> {
    span(object.min_properties, object.max_properties, "property")
        .into_iter()
        .collect()
}

fn of_any(any: &AnySchema) -> Vec<String> {
    Limits {
        minimum: any.minimum.map(|limit| limit.to_string()),
        maximum: any.maximum.map(|limit| limit.to_string()),
        exclusive_minimum: any.exclusive_minimum.unwrap_or_default(),
        exclusive_maximum: any.exclusive_maximum.unwrap_or_default(),
        multiple_of: any.multiple_of.map(|factor| factor.to_string()),
    }
    .notes()
}

struct Limits {
    minimum: Option<String>,
    maximum: Option<String>,
    exclusive_minimum: bool,
    exclusive_maximum: bool,
    multiple_of: Option<String>,
}

impl Limits {
    fn notes(self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(limit) = self.minimum {
            let words = if self.exclusive_minimum {
                "more than"
            } else {
                "at least"
            };
            notes.push(format!("{words} {limit}"));
        }
        if let Some(limit) = self.maximum {
            let words = if self.exclusive_maximum {
                "less than"
            } else {
                "at most"
            };
            notes.push(format!("{words} {limit}"));
        }
        if let Some(factor) = self.multiple_of {
            notes.push(format!("a multiple of {factor}"));
        }
        notes
    }
}

/// How many of something there may be.
fn span(least: Option<usize>, most: Option<usize>, what: &str) -> Option<String> {
    let counted = |count: usize| match (count, what) {
        (1, what) => format!("1 {what}"),
        (count, "property") => format!("{count} properties"),
        (count, what) => format!("{count} {what}s"),
    };
    Some(match (least, most) {
        (None | Some(0), None) => return None,
        (Some(least), None) => format!("at least {}", counted(least)),
        (None | Some(0), Some(most)) => format!("at most {}", counted(most)),
        (Some(least), Some(most)) if least == most => format!("exactly {}", counted(least)),
        (Some(least), Some(most)) => format!("{least} to {}", counted(most)),
    })
}

/// Text of the document as it may stand between grave accents on one line.
fn code(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '`' => '\'',
            other if other.is_control() => ' ',
            other => other,
        })
        .collect()
}
