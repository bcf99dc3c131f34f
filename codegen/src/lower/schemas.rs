//! Schemas: which become types, under which name, and what stands in the place of the others.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, IntegerFormat, IntegerType, ObjectType, OpenAPI,
    ReferenceOr, Schema, SchemaData, SchemaKind, StringFormat, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use super::enums::{lower_integer_enum, lower_string_enum};
use super::foreign::plain;
use super::names::{
    REFERENCE_PREFIX, component_name, documented_name, escape, inline_name, lowered_name,
    reference_to, unescape,
};
use super::{LowerError, canonical, foreign};
use crate::naming::{self, TypeName};
use crate::plan::{PropertyPlan, Shape, TypePlan};

/// How many references may lead to each other before lowering gives up.
///
/// The read stage refuses circles of references; this only bounds the work should it fail to.
const MAX_ALIASES: usize = 64;

/// Who needs a name for an inline schema: its owner's type and the property that holds it.
pub(super) struct Owner<'a> {
    pub(super) type_name: &'a TypeName,
    pub(super) property: &'a str,
}

/// What a schema of a single value is.
pub(super) enum Scalar {
    Text,
    Integer,
    Number,
    Boolean,
    Timestamp,
    /// Types, by their lowered names.
    StringEnum(String),
    IntegerEnum(String),
}

/// The state of lowering: what progenitor will see, and the plan of it.
pub(super) struct Lowering<'a> {
    components: Option<&'a IndexMap<String, ReferenceOr<Schema>>>,
    lowered: BTreeMap<String, Schema>,
    plans: BTreeMap<String, TypePlan>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(document: &'a OpenAPI) -> Self {
        Self {
            components: document
                .components
                .as_ref()
                .map(|components| &components.schemas),
            lowered: BTreeMap::new(),
            plans: BTreeMap::new(),
        }
    }

    /// Lowers every component schema that becomes a type.
    pub(super) fn lower_components(&mut self) -> Result<(), LowerError> {
        let Some(components) = self.components else {
            return Ok(());
        };
        for (key, schema) in components {
            let ReferenceOr::Item(schema) = schema else {
                continue;
            };
            if is_type(schema) {
                let name = component_name(key, schema);
                let pointer = format!("/components/schemas/{}", escape(key));
                let lowered_name = lowered_name(&name);
                self.lower_type(schema, name, &pointer)?;
                // A key with a namespace is as good as a documented name.
                if key.contains('.')
                    && let Some(plan) = self.plans.get_mut(&lowered_name)
                {
                    plan.documented_name.get_or_insert_with(|| key.clone());
                }
            }
        }
        Ok(())
    }

    /// What stands for `schema` in the lowered document.
    pub(super) fn lower_use(
        &mut self,
        schema: &ReferenceOr<Schema>,
        owner: &Owner<'_>,
        pointer: &str,
    ) -> Result<ReferenceOr<Schema>, LowerError> {
        let schema = match schema {
            ReferenceOr::Item(schema) => schema,
            ReferenceOr::Reference { reference } => {
                let (key, target) = self.resolve(reference, pointer)?;
                if is_type(target) {
                    return Ok(reference_to(&component_name(key, target)));
                }
                target
            }
        };
        if let Some(described) = described_reference(schema) {
            return self.lower_use(described, owner, pointer);
        }
        // What came from a component keeps that component's names.
        let other = canonical::owner_of(&schema.schema_data);
        let other = other.as_ref().map(|type_name| Owner {
            type_name,
            property: owner.property,
        });
        let owner = other.as_ref().unwrap_or(owner);
        if is_type(schema) {
            let name = inline_name(schema, owner);
            self.lower_type(schema, name.clone(), pointer)?;
            return Ok(reference_to(&name));
        }
        self.lower_plain(schema, owner, pointer)
            .map(ReferenceOr::Item)
    }

    /// The schema that says the type, at the end of all references.
    pub(super) fn resolve_use<'s>(
        &self,
        schema: &'s ReferenceOr<Schema>,
        pointer: &str,
    ) -> Result<&'s Schema, LowerError>
    where
        'a: 's,
    {
        let schema = match schema {
            ReferenceOr::Item(schema) => schema,
            ReferenceOr::Reference { reference } => return Ok(self.resolve(reference, pointer)?.1),
        };
        match described_reference(schema) {
            Some(ReferenceOr::Reference { reference }) => Ok(self.resolve(reference, pointer)?.1),
            _ => Ok(schema),
        }
    }

    /// The name of the type that a reference leads to, if it is one and leads to a type.
    pub(super) fn named_use(
        &self,
        schema: &ReferenceOr<Schema>,
        pointer: &str,
    ) -> Result<Option<TypeName>, LowerError> {
        let reference = match schema {
            ReferenceOr::Reference { reference } => Some(reference),
            ReferenceOr::Item(schema) => match described_reference(schema) {
                Some(ReferenceOr::Reference { reference }) => Some(reference),
                _ => None,
            },
        };
        let Some(reference) = reference else {
            return Ok(None);
        };
        let (key, target) = self.resolve(reference, pointer)?;
        Ok(is_type(target).then(|| component_name(key, target)))
    }

    /// What a schema of a single value is; text for all that is none.
    pub(super) fn scalar(
        &self,
        schema: &ReferenceOr<Schema>,
        pointer: &str,
    ) -> Result<Scalar, LowerError> {
        let resolved = self.resolve_use(schema, pointer)?;
        let named = self.named_use(schema, pointer)?;
        let named = named.as_ref().map(lowered_name);
        Ok(match (&resolved.schema_kind, named) {
            (SchemaKind::Type(Type::String(_)), Some(name)) => Scalar::StringEnum(name),
            (SchemaKind::Type(Type::Integer(_)), Some(name)) => Scalar::IntegerEnum(name),
            (SchemaKind::Type(Type::String(string)), None) if is_timestamp(string) => {
                Scalar::Timestamp
            }
            (SchemaKind::Type(Type::Integer(integer)), None) if is_unsigned(integer) => {
                Scalar::Number
            }
            (SchemaKind::Type(Type::Integer(_)), None) => Scalar::Integer,
            (SchemaKind::Type(Type::Number(_)), None) => Scalar::Number,
            (SchemaKind::Type(Type::Boolean(_)), None) => Scalar::Boolean,
            _ => Scalar::Text,
        })
    }

    /// A list of what another schema describes.
    pub(super) fn list_of(items: ReferenceOr<Schema>) -> ReferenceOr<Schema> {
        ReferenceOr::Item(plain(SchemaKind::Type(Type::Array(ArrayType {
            items: Some(boxed(items)),
            min_items: None,
            max_items: None,
            unique_items: false,
        }))))
    }

    /// A file, or any bytes, in a body in parts.
    pub(super) fn part() -> ReferenceOr<Schema> {
        ReferenceOr::Item(foreign::part())
    }

    /// The lowered schemas in the order of their names, and the plans in the same order.
    pub(super) fn finish(self) -> (IndexMap<String, ReferenceOr<Schema>>, Vec<TypePlan>) {
        let lowered = self
            .lowered
            .into_iter()
            .map(|(key, schema)| (key, ReferenceOr::Item(schema)));
        (lowered.collect(), self.plans.into_values().collect())
    }

    /// Follows a reference, and references that lead on, to a schema and the key it stands under.
    fn resolve(&self, reference: &str, pointer: &str) -> Result<(&'a str, &'a Schema), LowerError> {
        let mut reference = reference;
        for _ in 0..MAX_ALIASES {
            let found = reference
                .strip_prefix(REFERENCE_PREFIX)
                .and_then(|key| self.components?.get_key_value(&unescape(key)));
            match found {
                Some((key, ReferenceOr::Item(schema))) => match described_reference(schema) {
                    Some(ReferenceOr::Reference { reference: next }) => reference = next,
                    _ => return Ok((key, schema)),
                },
                Some((_, ReferenceOr::Reference { reference: next })) => reference = next,
                None => {
                    return Err(LowerError::new(
                        pointer,
                        format!("`{reference}` is not there"),
                    ));
                }
            }
        }
        Err(LowerError::new(
            pointer,
            format!("`{reference}` leads to itself"),
        ))
    }

    fn lower_type(
        &mut self,
        schema: &Schema,
        name: TypeName,
        pointer: &str,
    ) -> Result<(), LowerError> {
        let lowered_name = lowered_name(&name);
        if self.plans.contains_key(&lowered_name) {
            return Ok(());
        }
        let (kind, shape) = match &schema.schema_kind {
            SchemaKind::Type(Type::String(string)) => lower_string_enum(schema, string),
            SchemaKind::Type(Type::Integer(integer)) => lower_integer_enum(schema, integer),
            SchemaKind::Type(Type::Object(object)) => {
                // Holds the name before its properties are lowered: they may refer to it.
                self.lowered.insert(
                    lowered_name.clone(),
                    plain(SchemaKind::Any(Default::default())),
                );
                self.lower_object(object, &name, pointer)?
            }
            SchemaKind::OneOf { one_of } => {
                let discriminator = schema.schema_data.discriminator.as_ref();
                self.lower_union(one_of, discriminator, &name, pointer)?
            }
            _ => return Err(LowerError::new(pointer, "this schema cannot become a type")),
        };
        self.lowered.insert(lowered_name.clone(), plain(kind));
        let plan = TypePlan {
            pointer: pointer.to_owned(),
            lowered: lowered_name.clone(),
            name,
            documented_name: documented_name(schema),
            description: schema.schema_data.description.clone(),
            notes: canonical::notes_of(&schema.schema_data),
            deprecated: schema.schema_data.deprecated,
            shape,
        };
        self.plans.insert(lowered_name, plan);
        Ok(())
    }

    fn lower_object(
        &mut self,
        object: &ObjectType,
        name: &TypeName,
        pointer: &str,
    ) -> Result<(SchemaKind, Shape), LowerError> {
        let mut properties = BTreeMap::new();
        let mut plans = BTreeMap::new();
        for (wire, schema) in &object.properties {
            let schema = schema.clone().unbox();
            let owner = Owner {
                type_name: name,
                property: wire,
            };
            let pointer = format!("{pointer}/properties/{}", escape(wire));
            let lowered = self.lower_use(&schema, &owner, &pointer)?;
            let data = self.property_data(&schema);
            let plan = PropertyPlan {
                wire: wire.clone(),
                field: data
                    .and_then(rust_name)
                    .unwrap_or_else(|| naming::field(wire)),
                description: data.and_then(|data| data.description.clone()),
                deprecated: data.is_some_and(|data| data.deprecated),
                notes: property_notes(data, object.required.contains(wire)),
                keep_null: data.is_some_and(|data| flag(data, "x-keep-null")),
                failure: data.is_some_and(is_failure),
            };
            properties.insert(wire.clone(), boxed(lowered));
            plans.insert(wire.clone(), plan);
        }
        let kind = SchemaKind::Type(Type::Object(ObjectType {
            properties: properties.into_iter().collect(),
            ..ObjectType::default()
        }));
        Ok((kind, Shape::Object(plans.into_values().collect())))
    }

    /// The description and the extensions of a property: its own, or of the schema it refers to
    /// where that has no type whose docs would say it.
    fn property_data<'s>(&self, schema: &'s ReferenceOr<Schema>) -> Option<&'s SchemaData>
    where
        'a: 's,
    {
        match schema {
            ReferenceOr::Item(schema) => Some(&schema.schema_data),
            ReferenceOr::Reference { reference } => {
                let (_, target) = self.resolve(reference, "").ok()?;
                (!is_type(target)).then_some(&target.schema_data)
            }
        }
    }

    /// What stands in a list or a map: there, `null` has a place, and is told from a value.
    fn lower_element(
        &mut self,
        schema: &ReferenceOr<Schema>,
        owner: &Owner<'_>,
        pointer: &str,
    ) -> Result<ReferenceOr<Schema>, LowerError> {
        let lowered = self.lower_use(schema, owner, pointer)?;
        let own = matches!(schema, ReferenceOr::Item(schema) if schema.schema_data.nullable);
        if !own && !self.resolve_use(schema, pointer)?.schema_data.nullable {
            return Ok(lowered);
        }
        let value = serde_json::to_value(&lowered)
            .map_err(|error| LowerError::new(pointer, error.to_string()))?;
        Ok(ReferenceOr::Item(foreign::nullable(value)))
    }

    fn lower_plain(
        &mut self,
        schema: &Schema,
        owner: &Owner<'_>,
        pointer: &str,
    ) -> Result<Schema, LowerError> {
        let lowered = match &schema.schema_kind {
            SchemaKind::Type(Type::String(string)) if is_timestamp(string) => foreign::timestamp(),
            SchemaKind::Type(Type::String(_)) => {
                plain(SchemaKind::Type(Type::String(StringType::default())))
            }
            SchemaKind::Type(Type::Number(_)) => foreign::decimal(),
            // The only integers that may be larger than 64 bits with a sign.
            SchemaKind::Type(Type::Integer(integer)) if is_unsigned(integer) => foreign::decimal(),
            // A format is the sender's promise, not a bound on what may come: always 64 bits.
            SchemaKind::Type(Type::Integer(_)) => {
                plain(SchemaKind::Type(Type::Integer(IntegerType {
                    format: VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64),
                    ..IntegerType::default()
                })))
            }
            SchemaKind::Type(Type::Boolean(_)) => {
                plain(SchemaKind::Type(Type::Boolean(Default::default())))
            }
            SchemaKind::Type(Type::Array(array)) => {
                let Some(items) = &array.items else {
                    return Err(LowerError::new(pointer, "this array does not say of what"));
                };
                let pointer = format!("{pointer}/items");
                let items = self.lower_element(&items.clone().unbox(), owner, &pointer)?;
                plain(SchemaKind::Type(Type::Array(ArrayType {
                    items: Some(boxed(items)),
                    min_items: None,
                    max_items: None,
                    unique_items: false,
                })))
            }
            SchemaKind::Type(Type::Object(ObjectType {
                additional_properties: Some(AdditionalProperties::Schema(values)),
                ..
            })) if !is_free(values) => {
                let pointer = format!("{pointer}/additionalProperties");
                let values = self.lower_element(values, owner, &pointer)?;
                plain(SchemaKind::Type(Type::Object(ObjectType {
                    additional_properties: Some(AdditionalProperties::Schema(Box::new(values))),
                    ..ObjectType::default()
                })))
            }
            SchemaKind::Type(Type::Object(_)) => foreign::json_object(),
            SchemaKind::Any(any) if is_anything(any) => foreign::json_value(),
            SchemaKind::Any(_)
            | SchemaKind::AllOf { .. }
            | SchemaKind::AnyOf { .. }
            | SchemaKind::OneOf { .. }
            | SchemaKind::Not { .. } => {
                return Err(LowerError::new(pointer, "this schema has no type"));
            }
        };
        Ok(lowered)
    }
}

/// Whether a schema becomes a Rust type of its own: an enum, or an object with properties.
fn is_type(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => !string.enumeration.is_empty(),
        SchemaKind::Type(Type::Integer(integer)) => !integer.enumeration.is_empty(),
        SchemaKind::Type(Type::Object(object)) => !object.properties.is_empty(),
        SchemaKind::OneOf { .. } => true,
        _ => false,
    }
}

/// The reference of an `allOf` that only stands there to carry a description beside it.
fn described_reference(schema: &Schema) -> Option<&ReferenceOr<Schema>> {
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => match all_of.as_slice() {
            [reference @ ReferenceOr::Reference { .. }] => Some(reference),
            _ => None,
        },
        _ => None,
    }
}

/// The `type` of a schema in canonical form.
pub(super) fn schema_type(schema: &Schema) -> &'static str {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(_)) => "string",
        SchemaKind::Type(Type::Number(_)) => "number",
        SchemaKind::Type(Type::Integer(_)) => "integer",
        SchemaKind::Type(Type::Boolean(_)) => "boolean",
        SchemaKind::Type(Type::Array(_)) => "array",
        SchemaKind::Type(Type::Object(_)) => "object",
        _ => "",
    }
}

/// What the document says of a property's values beyond their type.
fn property_notes(data: Option<&SchemaData>, required: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if required {
        notes.push(String::from("required"));
    }
    notes.extend(data.map(canonical::notes_of).unwrap_or_default());
    notes
}

fn flag(data: &SchemaData, key: &str) -> bool {
    data.extensions.get(key) == Some(&Value::Bool(true))
}

fn is_unsigned(integer: &IntegerType) -> bool {
    matches!(&integer.format, VariantOrUnknownOrEmpty::Unknown(name) if name == "uint64")
}

fn is_timestamp(string: &StringType) -> bool {
    string.format == VariantOrUnknownOrEmpty::Item(StringFormat::DateTime)
}

fn rust_name(data: &SchemaData) -> Option<String> {
    data.extensions
        .get("x-rust-name")?
        .as_str()
        .map(str::to_owned)
}

fn is_failure(data: &SchemaData) -> bool {
    data.extensions.get("x-failure") == Some(&Value::Bool(true))
}

fn is_free(schema: &ReferenceOr<Schema>) -> bool {
    matches!(
        schema,
        ReferenceOr::Item(Schema { schema_kind: SchemaKind::Any(any), .. }) if is_anything(any)
    )
}

/// Whether a schema is empty, and so allows any value.
fn is_anything(any: &AnySchema) -> bool {
    *any == AnySchema::default()
}

pub(super) fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
    }
}
