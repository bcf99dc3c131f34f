//! Unions: which alternatives a value has, what tells them apart, and what each is called.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{Discriminator, ObjectType, ReferenceOr, Schema, SchemaKind, Type};

use super::LowerError;
use super::names::{REFERENCE_PREFIX, documented_name};
use super::schemas::{Lowering, Owner, boxed, schema_type};
use crate::alternatives::{Alternative, Kind, Telling, tell_apart};
use crate::naming::{self, TypeName};
use crate::plan::{Shape, UnionPlan, VariantPlan};

impl Lowering<'_> {
    /// A union becomes an object with a property an alternative: progenitor resolves their types.
    pub(super) fn lower_union(
        &mut self,
        one_of: &[ReferenceOr<Schema>],
        discriminator: Option<&Discriminator>,
        name: &TypeName,
        pointer: &str,
    ) -> Result<(SchemaKind, Shape), LowerError> {
        let mut alternatives = Vec::with_capacity(one_of.len());
        for item in one_of {
            alternatives.push(self.alternative(item, pointer)?);
        }
        let telling = match discriminator {
            Some(discriminator) => by_discriminator(one_of, discriminator),
            None => tell_apart(&alternatives)
                .map_err(|_| LowerError::new(pointer, "the alternatives cannot be told apart"))?,
        };
        let (tag, tags, markers) = match telling {
            Telling::Tag(property, values) => (Some(property), values, Vec::new()),
            Telling::Kinds(markers) => (None, Vec::new(), markers),
        };
        let mut properties = IndexMap::new();
        let mut variants = Vec::with_capacity(one_of.len());
        for (index, (item, alternative)) in one_of.iter().zip(alternatives).enumerate() {
            let property = format!("variant_{index}");
            let variant = self.variant_name(item, pointer)?;
            let owner = Owner {
                type_name: name,
                property: &variant,
            };
            let lowered = self.lower_use(item, &owner, pointer)?;
            let description = match item {
                ReferenceOr::Item(schema) => schema.schema_data.description.clone(),
                ReferenceOr::Reference { .. } => None,
            };
            properties.insert(property.clone(), boxed(lowered));
            variants.push(VariantPlan {
                property,
                name: variant,
                description,
                tags: tags.get(index).cloned().unwrap_or_default(),
                marker: markers.get(index).cloned().flatten(),
                kind: alternative.kind,
            });
        }
        let kind = SchemaKind::Type(Type::Object(ObjectType {
            properties,
            ..ObjectType::default()
        }));
        Ok((kind, Shape::Union(UnionPlan { tag, variants })))
    }

    /// The name of an alternative: its type's, or what kind of value it is.
    fn variant_name(
        &self,
        item: &ReferenceOr<Schema>,
        pointer: &str,
    ) -> Result<String, LowerError> {
        if let Some(named) = self.named_use(item, pointer)? {
            return Ok(named.name);
        }
        let schema = self.resolve_use(item, pointer)?;
        Ok(match documented_name(schema) {
            Some(documented) => naming::type_name(&documented).name,
            None => naming::alternative(schema_type(schema)).to_owned(),
        })
    }

    fn alternative(
        &self,
        item: &ReferenceOr<Schema>,
        pointer: &str,
    ) -> Result<Alternative, LowerError> {
        let schema = self.resolve_use(item, pointer)?;
        let kind = Kind::of(schema_type(schema))
            .ok_or_else(|| LowerError::new(pointer, "this alternative has no type"))?;
        let mut alternative = Alternative {
            kind,
            properties: BTreeSet::new(),
            required: BTreeSet::new(),
            constants: BTreeMap::new(),
        };
        if let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind {
            alternative.required.extend(object.required.iter().cloned());
            for (wire, property) in &object.properties {
                alternative.properties.insert(wire.clone());
                let property = property.clone().unbox();
                let resolved = self.resolve_use(&property, pointer)?;
                if let SchemaKind::Type(Type::String(string)) = &resolved.schema_kind
                    && !string.enumeration.is_empty()
                {
                    let members = string.enumeration.iter().flatten().cloned().collect();
                    alternative.constants.insert(wire.clone(), members);
                }
            }
        }
        Ok(alternative)
    }
}

/// What the discriminator says of each alternative: the values that `mapping` gives to it, else
/// the key of its component.
fn by_discriminator(one_of: &[ReferenceOr<Schema>], discriminator: &Discriminator) -> Telling {
    let values = one_of.iter().map(|item| {
        let ReferenceOr::Reference { reference } = item else {
            return Vec::new();
        };
        let key = reference
            .strip_prefix(REFERENCE_PREFIX)
            .unwrap_or(reference);
        let leads_here =
            |target: &String| target.strip_prefix(REFERENCE_PREFIX).unwrap_or(target) == key;
        let mapped = discriminator.mapping.iter();
        let mut values: Vec<String> = mapped
            .filter(|(_, target)| leads_here(target))
            .map(|(value, _)| value.clone())
            .collect();
        values.sort_unstable();
        match values.is_empty() {
            true => vec![key.to_owned()],
            false => values,
        }
    });
    Telling::Tag(discriminator.property_name.clone(), values.collect())
}
